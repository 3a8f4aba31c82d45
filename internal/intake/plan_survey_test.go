package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func survey(t *testing.T, mapping PlanMapping, rows ...string) (plan.ImportColumns, error) {
	t.Helper()
	sheets, err := ReadSheets(strings.NewReader(strings.Join(rows, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = FindPlan(sheets, mapping)
	return SurveyPlan(sheets, mapping), err
}

func toldColumns(c plan.ImportColumns) string {
	var all []string
	for _, one := range c.Columns {
		text := one.Title + "=" + one.Key
		if one.Unused {
			text += "!"
		}
		all = append(all, text)
	}
	return strings.Join(all, " | ")
}

// TestWhatTheColumnsOfAFileAre: what was guessed, also where no plan is found; titles that are
// there twice are told apart, and a mapping may name them so.
func TestWhatTheColumnsOfAFileAre(t *testing.T) {
	for what, c := range map[string]struct {
		rows    []string
		mapping PlanMapping
		want    string
		line    int
		found   bool
	}{
		"a plan":              {[]string{"Obiettivo;Traguardo;Scadenza;Colore", "A;B;31/12/2026;rosso"}, PlanMapping{}, "Obiettivo=objective_title | Traguardo=title | Scadenza=due_on | Colore=", 1, true},
		"no plan":             {[]string{"Elenco", "Cosa;Entro;Colore", "A;31/12/2026;rosso"}, PlanMapping{}, "Cosa= | Entro=due_on | Colore=", 2, false},
		"a list of one":       {[]string{"Cosa", "A", "B"}, PlanMapping{Columns: map[string]string{"title": "Cosa"}}, "Cosa=title", 1, true},
		"one title is chance": {[]string{"Traguardo", "A", "B"}, PlanMapping{}, "Traguardo=title", 1, false},
		"Redmine":             {[]string{"#;Progetto;Oggetto;Stato", "1;Sito;A;Chiusa"}, PlanMapping{}, "#=reference | Progetto=! | Oggetto=title | Stato=state", 1, true},
		"titles twice":        {[]string{"Traguardo;Data;Data", "A;1/1/2026;2/1/2026"}, PlanMapping{Columns: map[string]string{"start_on": "Data", "due_on": "Data (2)"}}, "Traguardo=title | Data=start_on | Data (2)=due_on", 1, true},
		"titles under others": {[]string{";Inizio lavori;Fine lavori", "Traguardo;Data;Data", "A;1/1/2026;2/1/2026"}, PlanMapping{Columns: map[string]string{"start_on": "Inizio lavori / Data", "due_on": "Fine lavori / Data"}}, "Traguardo=title | Inizio lavori / Data=start_on | Fine lavori / Data=due_on", 2, true},
		"no title at all":     {[]string{"Traguardo;;Scadenza", "A;x;1/1/2026"}, PlanMapping{}, "Traguardo=title | Scadenza=due_on", 1, true},
	} {
		got, err := survey(t, c.mapping, c.rows...)
		if toldColumns(got) != c.want || got.Line != c.line || (err == nil) != c.found {
			t.Errorf("%s: %s in line %d, %v", what, toldColumns(got), got.Line, err)
		}
	}
}

func TestTheFirstValuesOfAColumn(t *testing.T) {
	rows := []string{"Traguardo;Scadenza;Note"}
	for i := range 300 {
		rows = append(rows, fmt.Sprintf("T%d;;%s", i%2, strings.Repeat("è", 100)))
	}
	got, _ := survey(t, PlanMapping{}, rows...)
	if s := got.Columns[0].Samples; len(s) != 2 || s[0] != "T0" || s[1] != "T1" {
		t.Errorf("the first values are %q", s)
	}
	if s := got.Columns[1].Samples; s == nil || len(s) != 0 {
		t.Errorf("those of an empty column are %q", s)
	}
	if s := got.Columns[2].Samples; len(s) != 1 || len([]rune(s[0])) != surveyLetters || !strings.HasSuffix(s[0], "…") {
		t.Errorf("those of a long one are %q", s)
	}
}
