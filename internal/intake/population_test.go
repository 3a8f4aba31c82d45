package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// registry is a tracker that keeps how many people live where.
type registry map[string]int

func (r registry) ImportPopulation(_ context.Context, cmd tracker.ImportPopulation) (tracker.ImportedPopulation, error) {
	if r[cmd.Organization] == cmd.Population {
		return tracker.ImportedPopulation{Outcome: plan.RowUnchanged}, nil
	}
	if !cmd.DryRun {
		r[cmd.Organization] = cmd.Population
	}
	return tracker.ImportedPopulation{Outcome: plan.RowUpdated}, nil
}

var enti = []plan.Organization{
	{ID: "c_m403", ISTATCode: "078157"}, {ID: "c_a001", Type: plan.TypeComuni, ISTATCode: "001001"},
	{ID: "asl_cs", Type: "ASL", ISTATCode: "078157"}, // in that comune, and no comune
	{ID: "c_h284", Type: plan.TypeComuni, ISTATCode: "021073"}, {ID: "c_b364", Type: plan.TypeComuni, ISTATCode: "021073"},
	{ID: "c_z999"},
}

func importPopulation(t *testing.T, text string, into registry, dry bool) (told []string, counts string, err error) {
	t.Helper()
	report := intake.NewReport(intake.KeptLines, func(l plan.ImportLine) error {
		told = append(told, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", l.Line, l.Outcome, l.Key, l.Why)))
		return nil
	})
	err = intake.Population{Tracker: into, Organizations: enti, DryRun: dry}.Import(t.Context(), strings.NewReader(text), report)
	return told, fmt.Sprintf("%d taken, %d refused, %d passed over", report.Counts.Updated+report.Counts.Unchanged, report.Counts.Refused, report.Skipped), err
}

// As ISTAT publishes it: a title, a row for every age, the totals at age 999, a note below.
const posas = "Popolazione residente per sesso, età e stato civile al 1° gennaio 2025 - Tutti i comuni\r\n" +
	"\"Codice comune\";\"Comune\";\"Età\";\"Totale maschi\";\"Totale femmine\";\"Totale\"\r\n" +
	"\"001001\";\"Agliè\";0;9;9;18\r\n\"001001\";\"Agliè\";999;1285;1281;2566\r\n" +
	"\"001002\";\"Airasca\";999;1800;1800;3600\r\n" +
	"\"021073\";\"Rifiano\";999;700;700;1400\r\n" +
	"\"078157\";\"Corigliano-Rossano\";0;300;300;600\r\n\"078157\";\"Corigliano-Rossano\";999;36000;37500;73500\r\n" +
	"Dati provvisori\r\n"

func TestPopulationAsISTATPublishesIt(t *testing.T) {
	into := registry{}
	told, counts, err := importPopulation(t, posas, into, false)
	want := "4 updated c_a001 001001|6 refused c_h284 c_b364 021073 più enti hanno questo codice ISTAT: gli abitanti si scrivono nella scheda dell'ente|8 updated c_m403 078157"
	if err != nil || strings.Join(told, "|") != want || counts != "2 taken, 1 refused, 2 passed over" {
		t.Errorf("%v: %s\n%s", err, counts, strings.Join(told, "\n"))
	}
	if len(into) != 2 || into["c_a001"] != 2566 || into["c_m403"] != 73500 {
		t.Errorf("%v", into)
	}
	if told, _, _ := importPopulation(t, posas, into, false); !strings.Contains(told[0], "unchanged") {
		t.Errorf("again: %v", told)
	}
	dry := registry{}
	if _, _, err := importPopulation(t, posas, dry, true); err != nil || len(dry) > 0 {
		t.Errorf("a trial run: %v %v", dry, err)
	}
}

func TestPopulationOfOtherFiles(t *testing.T) {
	for what, text := range map[string]string{
		"a file of one's own":    "codice_istat,residenti\n078157,73500\n",
		"zeros lost":             "Codice Comune;Popolazione\n78157;73500\n",
		"men and women":          "Titolo, con virgole\nCodice comune;Denominazione;Età;Totale Maschi;Totale Femmine\n078157;C-R;999;36000;37500\n",
		"Windows-1252":           "Popolazione al 1\xb0 gennaio\nCodice comune;Comune;Et\xe0;Totale\n078157;C-R;0;600\n078157;C-R;999;73500\n",
		"a byte order mark":      "\ufeffcodice_istat;abitanti\n078157;73500\n",
		"a padded title":         "Popolazione residente;;\nCodice comune;Comune;Totale\n078157;C-R;73500\n",
		"twice, the first holds": "codice_istat,residenti\n078157,73500\n078157,1\n",
	} {
		into := registry{}
		if _, _, err := importPopulation(t, text, into, false); err != nil || into["c_m403"] != 73500 {
			t.Errorf("%s: %v %v", what, into, err)
		}
	}
	for _, n := range []string{"0", "-1", "73.500", "", "n/d", "100000001"} {
		into := registry{}
		if _, counts, err := importPopulation(t, "codice_istat;residenti\n078157;"+n+"\n", into, false); err != nil || len(into) > 0 || counts != "0 taken, 1 refused, 0 passed over" {
			t.Errorf("%q inhabitants: %v %s %v", n, into, counts, err)
		}
	}
	for _, text := range []string{"", "nome,residenti\na,1\n", "codice_istat,nome\n078157,a\n"} {
		if _, _, err := importPopulation(t, text, registry{}, false); plan.KindOf(err) != plan.KindMalformed {
			t.Errorf("%q: %v", text, err)
		}
	}
}
