package intake_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// shelves is a tracker that keeps what it was asked last, and says that all of it is new.
type shelves struct{ asked tracker.CatalogueImport }

func (s *shelves) ImportCatalogue(_ context.Context, in tracker.CatalogueImport) (tracker.CatalogueOutcome, error) {
	s.asked = in
	created := func(n int) []plan.ImportOutcome { return slices.Repeat([]plan.ImportOutcome{plan.RowCreated}, n) }
	out := tracker.CatalogueOutcome{Lines: created(len(in.Lines)), Objectives: created(len(in.Objectives)), Targets: created(len(in.Targets))}
	if in.Whole && in.Lines != nil {
		out.DroppedLines = []string{"CAP9.PA.99"}
	}
	return out, nil
}

func importText(t *testing.T, text string) (tracker.CatalogueImport, *intake.Report, []string, error) {
	t.Helper()
	var told []string
	report := intake.NewReport(intake.KeptLines, func(l plan.ImportLine) error {
		told = append(told, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", l.Line, l.Outcome, l.Key, l.Why)))
		return nil
	})
	var s shelves
	err := intake.ImportCatalogue(t.Context(), strings.NewReader(text), &s, intake.CatalogueOptions{Edition: plan.CatalogueEdition{Code: "pt-2024-2026"}}, report)
	return s.asked, report, told, err
}

const lineHeader = "codice,capitolo,obiettivo,risultato_atteso,inizio,entro,forma_data,destinatari,riguarda_comune,testo,testo_troncato,fonte\n"

func TestActionLines(t *testing.T) {
	in, report, told, err := importText(t, "\ufeff"+strings.Replace(lineHeader, "fonte", "Fonte ,nuova_colonna", 1)+
		"CAP1.PA.01,1,1.1,RA1.1.1,2024-03,,da,enti interessati,condizionato,\"Propongono, «insieme»\",no,cap.rst:1,x\n"+
		" cap1.pa.02 ,1,1.1,,,2025-02,mese,PA,si,Adottano…,si,cap.rst:2,x\n"+
		"CAP1.PA.03,1,1.1,,,,vigente,PA,Sì,Propriet\xe0 in vigore,,,x\n"+
		"CAP1.PA.04,1,1.1,,2024-03-15,2024-12-31,,PA,no,\"su due\nrighe\",no,,x\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []plan.CatalogueLine{
		{Code: "CAP1.PA.01", Chapter: "1", Objective: "1.1", Result: "RA1.1.1", From: "2024-03", AddressedTo: "enti interessati", Concerns: plan.ConcernsConditional, Text: "Propongono, «insieme»", Source: "cap.rst:1"},
		{Code: "CAP1.PA.02", Chapter: "1", Objective: "1.1", By: "2025-02", AddressedTo: "PA", Concerns: plan.ConcernsAll, Text: "Adottano…", Cut: true, Source: "cap.rst:2"},
		{Code: "CAP1.PA.03", Chapter: "1", Objective: "1.1", AddressedTo: "PA", Concerns: plan.ConcernsAll, Text: "Proprietà in vigore"},
		{Code: "CAP1.PA.04", Chapter: "1", Objective: "1.1", From: "2024-03", By: "2024-12", AddressedTo: "PA", Concerns: plan.ConcernsNone, Text: "su due\nrighe"},
	}
	if !slices.Equal(in.Lines, want) {
		t.Errorf("read %+v", in.Lines)
	}
	if in.Objectives != nil || in.Targets != nil || !in.Whole {
		t.Errorf("a file of lines says of the rest: %+v", in)
	}
	if report.Counts != (plan.ImportCounts{Created: 4, Updated: 1}) || len(told) != 5 || told[0] != "2 created CAP1.PA.01" || !strings.HasPrefix(told[4], "0 updated CAP9.PA.99 non è più") {
		t.Errorf("told %q, counted %+v", told, report.Counts)
	}
}

func TestRowsThatAreRefused(t *testing.T) {
	row := func(cells ...string) string { return strings.Join(cells, ",") + "\n" }
	good := []string{"CAP1.PA.01", "1", "1.1", "RA1.1.1", "", "2024-03", "mese", "PA", "si", "Testo", "no", "f"}
	with := func(column int, cell string) string {
		cells := slices.Clone(good)
		cells[column] = cell
		return row(cells...)
	}
	for name, c := range map[string]struct{ row, why string }{
		"no code":              {with(0, ""), "codice: non ha la forma"},
		"not a code":           {with(0, "CAP1/PA"), "codice: non ha la forma"},
		"no chapter":           {with(1, ""), "capitolo: manca"},
		"a season":             {with(5, "primavera 2024"), "entro: deve essere un mese"},
		"month 13":             {with(5, "2024-13"), "entro: deve essere un mese"},
		"da without inizio":    {with(6, "da"), "forma_data: «da»"},
		"mese without entro":   {with(5, ""), "forma_data: «mese»"},
		"vigente with a date":  {with(6, "vigente"), "forma_data: «vigente»"},
		"nobody's concern":     {with(8, "forse"), "riguarda_comune: deve essere"},
		"no text":              {with(9, ""), "testo: manca"},
		"cut or not":           {with(10, "boh"), "testo_troncato: deve essere"},
		"a control character":  {with(9, "Te\x07sto"), "testo: contiene caratteri"},
		"a column too few":     {row(good[:11]...), "la riga ha 11 colonne, l'intestazione 12"},
		"a stray double quote": {with(9, `Te"sto`), "virgolette"},
		"twice":                {with(9, "Altro"), "già alla riga 2"},
	} {
		t.Run(name, func(t *testing.T) {
			in, report, told, err := importText(t, lineHeader+row(good...)+c.row)
			if err != nil {
				t.Fatal(err)
			}
			if report.Counts.Refused != 1 || report.Counts.Created != 1 || len(in.Lines) != 1 {
				t.Fatalf("counted %+v, took %+v", report.Counts, in.Lines)
			}
			if in.Whole {
				t.Error("a file that was not read whole says what is missing")
			}
			if !strings.HasPrefix(told[0], "3 refused") || !strings.Contains(told[0], c.why) {
				t.Errorf("told %q, want %q", told[0], c.why)
			}
		})
	}
}

func TestObjectivesAndTargets(t *testing.T) {
	in, _, _, err := importText(t, "codice;titolo;capitolo;fonte\n1.1;\"Migliorare, insieme\";1;f\n")
	if err != nil || !slices.Equal(in.Objectives, []plan.CatalogueObjective{{Code: "1.1", Chapter: "1", Title: "Migliorare, insieme", Source: "f"}}) {
		t.Errorf("objectives: %+v, %v", in.Objectives, err)
	}
	in, report, told, err := importText(t, "codice,obiettivo,indicatore,target_anno,target,fonte\nra7.2.1,7.2,Indicatore,2025,Uno,f\nRA7.2.1,7.2,Indicatore,2025,Due,f\nRA7.2.1,7.2,Indicatore,,Tre,f\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []plan.CatalogueTarget{
		{Result: "RA7.2.1", Year: 2025, Number: 1, Objective: "7.2", Indicator: "Indicatore", Target: "Uno", Source: "f"},
		{Result: "RA7.2.1", Year: 2025, Number: 2, Objective: "7.2", Indicator: "Indicatore", Target: "Due", Source: "f"},
	}
	if !slices.Equal(in.Targets, want) || report.Counts.Refused != 1 || told[0] != "4 refused RA7.2.1 target_anno: deve essere un anno" {
		t.Errorf("targets: %+v, %q", in.Targets, told)
	}
}

func TestFilesThatAreNoCatalogue(t *testing.T) {
	for name, text := range map[string]string{"nothing": "", "another file": "codice_ipa,cup\nc_m403,x\n", "a column twice": "codice,codice,titolo,capitolo\n"} {
		if _, _, _, err := importText(t, text); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, _, _, err := importText(t, "a,b\n"); !errors.Is(err, intake.ErrCatalogueHeader) {
		t.Errorf("got %v", err)
	}
}

// The published edition, where the data are at hand.
func TestThePianoTriennale(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "data", "piano-triennale")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the data of the Piano triennale are not at ../shared/data beside the repository")
	}
	counts := map[string]int{}
	for _, name := range []string{"azioni", "obiettivi", "risultati"} {
		text, err := os.ReadFile(filepath.Join(folder, "pt2024_"+name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		in, report, told, err := importText(t, string(text))
		if err != nil || report.Counts.Refused != 0 {
			t.Fatalf("%s: %v, refused %d: %q", name, err, report.Counts.Refused, told)
		}
		counts["lines"] += len(in.Lines)
		counts["objectives"] += len(in.Objectives)
		counts["targets"] += len(in.Targets)
		for _, l := range in.Lines {
			counts[string(l.Concerns)]++
			if l.Cut {
				counts["cut"]++
			}
			if l.From == "" && l.By == "" {
				counts["undated"]++
			}
		}
	}
	if got, want := fmt.Sprint(counts), "map[conditional:32 cut:3 lines:122 no:14 objectives:26 targets:177 undated:16 yes:76]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzCatalogue(f *testing.F) {
	f.Add(lineHeader + "CAP1.PA.01,1,1.1,,,2024-03,mese,PA,si,Testo,no,f\n")
	f.Add("codice;titolo;capitolo\n1.1;\"x\n")
	f.Fuzz(func(t *testing.T, text string) {
		var s shelves
		report := intake.NewReport(10, nil)
		if err := intake.ImportCatalogue(t.Context(), strings.NewReader(text), &s, intake.CatalogueOptions{}, report); err != nil {
			return
		}
		for _, l := range s.asked.Lines {
			if err := l.Check(); err != nil {
				t.Fatalf("a line that breaks a rule was taken: %v", err)
			}
		}
	})
}
