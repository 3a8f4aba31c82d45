package publish_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
)

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the program gives; read the difference, then run the test with -update\n%s", name, got)
	}
}

// Columns are a contract: none may be renamed, removed or moved; a new one goes to the end.
func TestColumnsStay(t *testing.T) {
	const name = "testdata/columns.txt"
	var now strings.Builder
	for _, s := range publish.Datasets() {
		seen := map[string]bool{}
		for _, c := range s.Columns {
			fmt.Fprintf(&now, "%s %s %s\n", s.Name, c.Name, c.Kind)
			if seen[c.Name] {
				t.Errorf("%s has the column %s twice", s.Name, c.Name)
			}
			seen[c.Name] = true
			if c.Text.It == "" || c.Text.En == "" {
				t.Errorf("%s.%s is not documented in both languages", s.Name, c.Name)
			}
		}
		if strings.ContainsAny(s.Name, "./ ") || s.Title.It == "" || s.Title.En == "" || s.Text.It == "" || s.Text.En == "" {
			t.Errorf("%s is not described", s.Name)
		}
	}
	// What was published must still be there, in its place: -update cannot take it away.
	if before, err := os.ReadFile(name); err == nil {
		old, present := columnsOf(string(before)), columnsOf(now.String())
		for set, columns := range old {
			if len(present[set]) < len(columns) || strings.Join(present[set][:len(columns)], "|") != strings.Join(columns, "|") {
				t.Fatalf("the columns of %s were %v and are %v", set, columns, present[set])
			}
		}
	}
	golden(t, name, []byte(now.String()))
}

func columnsOf(text string) map[string][]string {
	columns := map[string][]string{}
	for line := range strings.Lines(text) {
		set, column, _ := strings.Cut(strings.TrimSpace(line), " ")
		columns[set] = append(columns[set], column)
	}
	return columns
}

// sampleData has a value in every column somewhere, and texts that a spreadsheet would run.
func sampleData(t testing.TB) *publish.Data {
	t.Helper()
	c := rows()
	c.Milestones[0].Title = "=HYPERLINK(\"http://example.org\";\"x\")"
	c.Milestones[1].Description = "-2+3\nseconda riga, con \"virgolette\""
	c.Fundings = append(c.Fundings, plan.Funding{ID: "f-1", Objective: "OB-01", Measure: "1.4.5", Call: "+avviso", CUP: "F91F22002380006",
		AmountCents: 5990300, AppliedOn: day("2022-06-10"), AssignedOn: day("2022-09-19"), State: plan.FundingPaid, StateOn: day("2024-03-01"), Source: "@fonte", Revision: 4})
	c.Indicators = append(c.Indicators, plan.Indicator{ID: "i-1", Objective: "OB-01", Title: "Avvisi", Unit: "%", Direction: plan.DirectionUp,
		Baseline: 0, BaselineOn: day("2026-01-01"), Target: 80, TargetOn: day("2026-12-31"), Revision: 4})
	c.Measurements = append(c.Measurements, plan.Measurement{ID: "m-1", Indicator: "i-1", MeasuredOn: day("2026-06-30"), Value: -12.5,
		RecordedAt: at("2026-07-01T08:00:00Z"), By: plan.Signature{Role: plan.RoleEditor}, Revision: 5})
	half := 0.5
	public := onDay(t, c).Public()
	return &publish.Data{Content: &public.Content, Zone: rome, Snapshots: []plan.Snapshot{{
		Day: day("2026-11-19"), Scope: plan.ScopeOrganization, Actual: &half, Health: "on_track", Revision: 40, ComputedAt: at("2026-11-19T23:10:00Z"),
	}}}
}

// The three formats of a dataset hold the same rows, and none of them a formula.
func TestDatasetsInEveryFormat(t *testing.T) {
	d := sampleData(t)
	for _, s := range publish.Datasets() {
		var plain [][]string
		for row := range s.Rows(d) {
			if len(row) != len(s.Columns) {
				t.Fatalf("%s: a row of %d values", s.Name, len(row))
			}
			var record []string
			for _, value := range row {
				record = append(record, publish.PlainText(value))
			}
			plain = append(plain, record)
		}
		text, err := s.CSV(d)
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil || strings.Join(records[0], " ") != strings.Join(s.Header(), " ") || len(records)-1 != len(plain) {
			t.Fatalf("%s: %v, %v", s.Name, err, records)
		}
		document, err := s.JSON(d)
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			Dataset, Organization, Licence, Modified, Day string
			Revision                                      int64
			Items                                         []map[string]any
		}
		if err := json.Unmarshal(document, &read); err != nil {
			t.Fatalf("%s: %v\n%s", s.Name, err, document)
		}
		if read.Dataset != s.Name || read.Organization != "c_m403" || read.Licence != publish.LicenceURL || read.Day != "2026-11-20" ||
			read.Revision != 50 || read.Modified != "2026-11-16T09:00:00.000+01:00" || len(read.Items) != len(plain) {
			t.Errorf("%s: %.300s", s.Name, document)
		}
		body, ok, err := s.XLSX(d)
		if err != nil || !ok {
			t.Fatal(s.Name, ok, err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := book.GetRows(s.Name, excelize.Options{RawCellValue: true})
		if err != nil || len(sheet)-1 != len(plain) {
			t.Fatalf("%s: %v, %d rows of %d", s.Name, err, len(sheet)-1, len(plain))
		}
		for i, record := range plain {
			for j, c := range s.Columns {
				cell := records[i+1][j]
				if (c.Kind == publish.KindText || c.Kind == publish.KindList) && record[j] != "" && strings.ContainsRune("=+-@\t\r", rune(record[j][0])) {
					if cell != "'"+record[j] {
						t.Errorf("%s.%s in CSV is %q", s.Name, c.Name, cell)
					}
					axis, _ := excelize.CoordinatesToCellName(j+1, i+2)
					if formula, err := book.GetCellFormula(s.Name, axis); err != nil || formula != "" {
						t.Errorf("%s.%s in XLSX is the formula %q, %v", s.Name, c.Name, formula, err)
					}
				} else if cell != record[j] && strings.ReplaceAll(cell, "\n", "\r\n") != record[j] {
					t.Errorf("%s.%s in CSV is %q, not %q", s.Name, c.Name, cell, record[j])
				}
				value, there := read.Items[i][c.Name]
				if !there || (value == nil) != (record[j] == "") {
					t.Errorf("%s.%s in JSON is %v, not %q", s.Name, c.Name, value, record[j])
				}
			}
		}
	}
}

// What is not public is in no file: drafts, meetings not published.
func TestDatasetsHoldNothingUnpublished(t *testing.T) {
	d := sampleData(t)
	for _, s := range publish.Datasets() {
		document, err := s.JSON(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"OB-02", "bozza", "riservato", "per errore"} {
			if bytes.Contains(document, []byte(secret)) {
				t.Errorf("%s tells of %q", s.Name, secret)
			}
		}
	}
}

func TestALongTextIsCutInAWorkbookAlone(t *testing.T) {
	long := strings.Repeat("è😀", 20_000)
	if got := publish.Cut(long); len(got) >= len(long) || !strings.HasSuffix(got, "…") || strings.Contains(got, "\uFFFD") {
		t.Errorf("%d bytes of %d, ends %q", len(got), len(long), got[len(got)-8:])
	}
	if short := strings.Repeat("è", 32767); publish.Cut(short) != short {
		t.Error("what fits is cut")
	}
}

func TestLastChangeOfNothing(t *testing.T) {
	if got := publish.LastChange(&board.Content{}); !got.IsZero() {
		t.Error(got)
	}
}
