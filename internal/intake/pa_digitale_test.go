package intake_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// taken is a tracker that takes every row and remembers what it was handed.
type taken struct {
	commands []tracker.ImportApplications
	each     func(tracker.ImportApplications)
}

func (k *taken) ImportApplications(_ context.Context, cmd tracker.ImportApplications) (tracker.ImportedApplications, error) {
	if k.each != nil {
		k.each(cmd)
	} else {
		k.commands = append(k.commands, cmd)
	}
	var done tracker.ImportedApplications
	for _, r := range cmd.Rows {
		done.Rows = append(done.Rows, tracker.ImportedApplication{Line: r.Line, Outcome: plan.RowCreated})
	}
	return done, nil
}

func rome(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func reading(t testing.TB, into *taken, change func(*intake.Applications), file io.Reader) (*intake.Report, error) {
	t.Helper()
	a := intake.Applications{Tracker: into, Name: "candidature_finanziate_143.csv", Today: plan.NewDate(2026, 11, 27), Zone: rome(t)}
	if change != nil {
		change(&a)
	}
	report := intake.NewReport(intake.KeptLines, nil)
	return report, a.Import(t.Context(), file, report)
}

const (
	header = "codice_ipa,ente,tipologia_ente,comune,cod_comune,provincia,cod_provincia,regione,cod_regione,importo_finanziamento,avviso," +
		"data_invio_candidatura,data_finanziamento,codice_cup,numero_finestra_temporale,numero_di_protocollo,decreto_finanziamento,stato_candidatura,data_stato_candidatura,misura\n"
	plainRow = "c_m403,Comune di Corigliano-Rossano,Comuni,Corigliano-Rossano,078157,CS,078,Calabria,18,34599.0,1.4.3 - pagoPA - Comuni - Aprile 2022," +
		"2022-04-29T10:05:25.000+0000,2022-07-13,G31F22000130006,1,23,Decreto n.23 - 1 / 2022 - PNRR,A,2022-07-13,1.4.3 Adozione PagoPA e AppIO\n"
)

func plainApplication() tracker.Application {
	return tracker.Application{
		Line: 2, MeasureCode: "1.4.3", Measure: "1.4.3 Adozione PagoPA e AppIO", Call: "1.4.3 - pagoPA - Comuni - Aprile 2022",
		Decree: "Decreto n.23 - 1 / 2022 - PNRR", CUP: "G31F22000130006", AmountCents: 34_599_00, AppliedOn: plan.NewDate(2022, 4, 29),
		AssignedOn: plan.NewDate(2022, 7, 13), State: plan.FundingAssigned, StateOn: plan.NewDate(2022, 7, 13),
	}
}

// TestTheTrapsOfTheOpenData: each row says one of them.
func TestTheTrapsOfTheOpenData(t *testing.T) {
	set := func(change func(*tracker.Application)) *tracker.Application {
		a := plainApplication()
		change(&a)
		return &a
	}
	same := set(func(*tracker.Application) {})
	for _, tc := range []struct {
		trap     string
		from, to string
		want     *tracker.Application // nil: refused
	}{
		{"nothing", "", "", same},
		{"a code in mixed case", "c_m403", "C_M403", same},
		{"a CUP with blanks, in small letters", "G31F22000130006", " g31f22000130006 ", same},
		{"an O for a zero", "G31F22000130006", "G31F2200013000O", nil},
		{"no CUP", "G31F22000130006", "", nil},
		{"no date of the state", ",A,2022-07-13", ",A,", set(func(a *tracker.Application) { a.StateOn = plan.Date{} })},
		{"the text None", ",A,2022-07-13", ",A,None", set(func(a *tracker.Application) { a.StateOn = plan.Date{} })},
		{"N/D for a decree", "Decreto n.23 - 1 / 2022 - PNRR", "N/D", set(func(a *tracker.Application) { a.Decree = "" })},
		{"numbers with a decimal point", ",1,23,", ",1.0,23.0,", same},
		{"one decimal", "34599.0", "34599.4", set(func(a *tracker.Application) { a.AmountCents = 34_599_40 })},
		{"two decimals", "34599.0", "37661.97", set(func(a *tracker.Application) { a.AmountCents = 37_661_97 })},
		{"an amount that floating point has not", "34599.0", "9007199254740.93", set(func(a *tracker.Application) { a.AmountCents = 900_719_925_474_093 })},
		{"no money", "34599.0", "0.0", set(func(a *tracker.Application) { a.AmountCents = 0 })},
		{"an exponent", "34599.0", "3.4599E4", same},
		{"three decimals", "34599.0", "34599.001", nil},
		{"no amount", "34599.0", "", nil},
		{"a negative amount", "34599.0", "-1.0", nil},
		{"a huge exponent", "34599.0", "1E99", nil},
		{"sent late in the evening: the next day in Rome", "2022-04-29T10:05:25.000+0000", "2022-04-29T22:30:00.000+0000",
			set(func(a *tracker.Application) { a.AppliedOn = plan.NewDate(2022, 4, 30) })},
		{"a zone of its own", "2022-04-29T10:05:25.000+0000", "2022-04-30T00:30:00.000+0200", set(func(a *tracker.Application) { a.AppliedOn = plan.NewDate(2022, 4, 30) })},
		{"no day of the application", "2022-04-29T10:05:25.000+0000", "", set(func(a *tracker.Application) { a.AppliedOn = plan.Date{} })},
		{"no date at all", ",2022-07-13,G31", ",domani,G31", nil},
		{"a state that nobody knows", ",A,2022-07-13", ",X,2022-07-13", nil},
		{"paid", ",A,2022-07-13", ",e,2023-10-26", set(func(a *tracker.Application) { a.State, a.StateOn = plan.FundingPaid, plan.NewDate(2023, 10, 26) })},
		{"no measure: the call tells it", ",1.4.3 Adozione PagoPA e AppIO", ",", same},
		{"two blanks in a call", "1.4.3 - pagoPA", "1.4.3  -  pagoPA", same},
		{"a quoted comma", "Comune di Corigliano-Rossano", `"Corigliano, Comune"`, same},
		{"a column too many", ",1,23,", ",1,23,7,", nil},
		{"a stray quote", "Comune di Corigliano-Rossano", `Comune "di" Corigliano`, nil},
		{"no call", "1.4.3 - pagoPA - Comuni - Aprile 2022", "", nil},
		{"no IPA code", "c_m403", "", nil},
	} {
		t.Run(tc.trap, func(t *testing.T) {
			row := strings.Replace(plainRow, tc.from, tc.to, 1)
			var k taken
			// A good row behind it shows that the import goes on.
			report, err := reading(t, &k, nil, strings.NewReader(header+row+strings.ReplaceAll(plainRow, "G31F22000130006", "G31F22000140006")))
			if err != nil {
				t.Fatal(err)
			}
			var rows []tracker.Application
			for _, c := range k.commands {
				rows = append(rows, c.Rows...)
			}
			if tc.want == nil {
				if report.Counts != (plan.ImportCounts{Created: 1, Refused: 1}) || len(report.Lines) != 1 || report.Lines[0].Line != 2 || report.Lines[0].Why == "" {
					t.Errorf("refused: %+v, %+v", report.Counts, report.Lines)
				}
				return
			}
			if report.Counts.Created != 2 || len(rows) != 2 || rows[0] != *tc.want || rows[1].Line != 3 {
				t.Errorf("%+v (%+v)\nwant %+v", rows, report.Lines, *tc.want)
			}
			if id := k.commands[0].Organization; id != "c_m403" {
				t.Errorf("the ente is %q", id)
			}
		})
	}
}

// TestShapesOfTheFile: what a spreadsheet or an older edition makes of it.
func TestShapesOfTheFile(t *testing.T) {
	older := regexp.MustCompile(`,[^,\n]*\n`) // the last column taken away
	cut := func(s string) string { return older.ReplaceAllString(s, "\n") }
	cup := strings.NewReplacer("1.4.3 - pagoPA - Comuni - Aprile 2022", "Avviso pagoPA")
	quota := strings.NewReplacer("1.4.3 - pagoPA - Comuni - Aprile 2022", "1.1 e 1.2 'Infrastrutture' - ASL (quota 1.2)")
	for _, tc := range []struct{ shape, file, measure string }{
		{"as published", header + plainRow, "1.4.3 Adozione PagoPA e AppIO"},
		{"a byte order mark", "\ufeff" + header + plainRow, "1.4.3 Adozione PagoPA e AppIO"},
		{"lines of Windows", strings.ReplaceAll(header+plainRow, "\n", "\r\n"), "1.4.3 Adozione PagoPA e AppIO"},
		{"semicolons", strings.ReplaceAll(header+plainRow, ",", ";"), "1.4.3 Adozione PagoPA e AppIO"},
		{"headers in capitals", strings.ToUpper(header) + plainRow, "1.4.3 Adozione PagoPA e AppIO"},
		{"without the measure", cut(header) + cut(plainRow), "1.4.3 Adozione PagoPA e AppIO"},
		{"nor in the call: the file's name", cut(header) + cup.Replace(cut(plainRow)), "1.4.3 Adozione PagoPA e AppIO"},
		{"a call for two measures", cut(header) + quota.Replace(cut(plainRow)), "1.2 Abilitazione e facilitazione migrazione al Cloud"},
		{"Windows-1252", header + strings.Replace(plainRow, "1.4.3 Adozione PagoPA e AppIO", "1.4.4 Adozione identit\xe0 digitale", 1), "1.4.4 Adozione identità digitale"},
		{"no line break at the end", header + strings.TrimSuffix(plainRow, "\n"), "1.4.3 Adozione PagoPA e AppIO"},
	} {
		t.Run(tc.shape, func(t *testing.T) {
			var k taken
			report, err := reading(t, &k, nil, strings.NewReader(tc.file))
			if err != nil || report.Counts.Created != 1 || k.commands[0].Rows[0].Measure != tc.measure {
				t.Errorf("%v, %+v, %+v", err, report, k.commands)
			}
		})
	}
	for shape, file := range map[string]string{
		"empty": "", "no CUP column": strings.Replace(header, "codice_cup", "cup", 1) + plainRow, "UTF-16": "\xff\xfec\x00",
	} {
		if _, err := reading(t, new(taken), nil, strings.NewReader(file)); plan.KindOf(err) != plan.KindMalformed {
			t.Errorf("%s: %v, want the file refused", shape, err)
		}
	}
}

func TestOneEnteAlone(t *testing.T) {
	other := strings.Replace(plainRow, "c_m403", "c_h501", 1)
	var k taken
	report, err := reading(t, &k, func(a *intake.Applications) { a.Organization, a.Office = "c_m403", "digitale" }, strings.NewReader(header+other+plainRow+other))
	if err != nil || report.Counts.Created != 1 || report.Skipped != 2 || len(k.commands) != 1 || k.commands[0].New != nil || k.commands[0].Office != "digitale" {
		t.Errorf("%v, %+v, %+v", err, report, k.commands)
	}
}

// TestTheRealFile holds what is read against a count of its own. It needs the file, which
// the project does not ship.
func TestTheRealFile(t *testing.T) {
	const path = "../../../shared/data/pa-digitale-2026/candidature_finanziate_131.csv"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("the open data are not beside the project (%s): %v", path, err)
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range records[0] {
		at[name] = i
	}
	want, refused := map[string]int{}, 0
	cup := regexp.MustCompile(`^[A-Z]\d{2}[A-Z]\d{11}$`)
	for _, r := range records[1:] {
		if !cup.MatchString(strings.ToUpper(strings.TrimSpace(r[at["codice_cup"]]))) {
			refused++
			continue
		}
		whole, decimals, _ := strings.Cut(r[at["importo_finanziamento"]], ".")
		key := strings.ToLower(r[at["codice_ipa"]]) + " " + r[at["stato_candidatura"]]
		cents, err := strconv.Atoi(whole + (decimals + "00")[:2])
		if err != nil {
			t.Fatal(err)
		}
		want[key] += cents
	}
	got := map[string]int{}
	letters := map[plan.FundingState]string{plan.FundingAssigned: "A", plan.FundingPaid: "E", plan.FundingWithdrawn: "R"}
	k := taken{each: func(c tracker.ImportApplications) {
		for _, r := range c.Rows {
			got[c.Organization+" "+letters[r.State]] += int(r.AmountCents)
			if r.MeasureCode != "1.3.1" {
				t.Errorf("line %d: measure %s", r.Line, r.MeasureCode)
			}
		}
	}}
	report, err := reading(t, &k, nil, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if report.Counts.Refused != refused || report.Counts.Rows() != len(records)-1 {
		t.Errorf("counts %+v, want %d refused of %d", report.Counts, refused, len(records)-1)
	}
	if len(got) != len(want) {
		t.Errorf("%d sums, want %d", len(got), len(want))
	}
	for key, cents := range want {
		if got[key] != cents {
			t.Errorf("%s: %d cents, want %d", key, got[key], cents)
		}
	}
}

// generated is a file of so many rows that is never whole in memory.
func generated(rows int) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.WriteString(w, header)
		for i := 0; i < rows && err == nil; i++ {
			row := strings.Replace(plainRow, "c_m403", fmt.Sprintf("c_%d", i%7000), 1)
			_, err = io.WriteString(w, strings.Replace(row, "G31F22000130006", fmt.Sprintf("G31F%011d", i), 1))
		}
		w.CloseWithError(err)
	}()
	return r
}

// TestMemoryIsBounded: ten times the rows take no more of it.
func TestMemoryIsBounded(t *testing.T) {
	peak := func(rows int) uint64 {
		var most, n uint64
		k := taken{each: func(tracker.ImportApplications) {
			if n++; n%500 != 0 {
				return
			}
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}}
		report, err := reading(t, &k, nil, generated(rows))
		if err != nil || report.Counts.Created != rows {
			t.Fatalf("%v: %+v", err, report.Counts)
		}
		return most
	}
	few, many := peak(10_000), peak(100_000)
	t.Logf("the heap's peak: %d KiB for 10 000 rows, %d KiB for 100 000", few>>10, many>>10)
	if float64(many) > 1.3*float64(few) {
		t.Errorf("100 000 rows take %d bytes, 10 000 take %d", many, few)
	}
}

// FuzzApplications: whatever the bytes, every row that is told has its outcome, a refusal its
// reason, and what is handed on could be a funding.
func FuzzApplications(f *testing.F) {
	f.Add([]byte(header + plainRow))
	f.Add([]byte("\ufeff" + strings.ReplaceAll(header+plainRow, ",", ";")))
	f.Add([]byte(header + strings.Replace(plainRow, "34599.0", "1e14", 1)))
	f.Add([]byte(header + `"` + plainRow))
	f.Fuzz(func(t *testing.T, file []byte) {
		k := taken{each: func(c tracker.ImportApplications) {
			if !plan.ValidOrganizationID(c.Organization) {
				t.Errorf("the ente %q", c.Organization)
			}
			for _, r := range c.Rows {
				if !plan.ValidCUP(r.CUP) || r.AmountCents < 0 || r.Call == "" || r.MeasureCode == "" || r.State == "" || r.Line < 2 {
					t.Errorf("handed on: %+v", r)
				}
			}
		}}
		report, err := reading(t, &k, nil, bytes.NewReader(file))
		if err != nil && plan.KindOf(err) != plan.KindMalformed {
			t.Errorf("an error that is no refusal: %v", err)
		}
		for _, l := range report.Lines {
			if l.Outcome == plan.RowRefused && l.Why == "" {
				t.Errorf("refused without a reason: %+v", l)
			}
		}
	})
}
