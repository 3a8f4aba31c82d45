package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestAnOfficeThatIsThereNoMore has a page that says where it went, and how it was; the
// days before show it.
func TestAnOfficeThatIsThereNoMore(t *testing.T) {
	rows := samplePlan()
	for i := range rows.Offices {
		o := &rows.Offices[i]
		switch o.Code {
		case "suap":
			o.RemovedOn, o.MergedInto = day("2026-11-02"), "cultura"
		case "personale":
			o.RemovedOn = day("2026-11-02")
		}
	}
	boards, _ := boardsOf(t, rows)
	site := newSite(t, boards)
	for _, c := range []struct{ page, want string }{
		{"/enti/c_prova/uffici/suap", "Dal 2 novembre 2026 questo ufficio è confluito in Cultura e turismo, che ha preso i suoi traguardi aperti. " +
			"I suoi traguardi e i suoi numeri fino ad allora: la pagina com’era il 1º novembre 2026."},
		{"/enti/c_prova/uffici/suap?lang=en", "On 2 November 2026 this office became part of Cultura e turismo"},
		{"/enti/c_prova/uffici/personale", "Questo ufficio non c’è più dal 2 novembre 2026."},
	} {
		answer := get(t, site, c.page)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", c.page, answer.Code)
		}
		d := checkPage(t, c.page, answer.Body.String())
		said := strings.Join(strings.Fields(text(d.ByID("contenuto"))), " ")
		if said = strings.ReplaceAll(strings.ReplaceAll(said, " ,", ","), " .", "."); !strings.Contains(plainSpaces(said), c.want) {
			t.Errorf("%s says %s", c.page, said)
		}
	}
	links := parse(t, get(t, site, "/enti/c_prova/uffici/suap").Body.String()).Links()
	for _, want := range []string{"/enti/c_prova/uffici/cultura", "/enti/c_prova/uffici/suap?al=2026-11-01"} {
		if !strings.Contains(strings.Join(links, "\n")+"\n", want+"\n") {
			t.Errorf("no link to %s", want)
		}
	}
	if before := get(t, site, "/enti/c_prova/uffici/suap?al=2026-11-01"); !strings.Contains(before.Body.String(), "Traguardi") || strings.Contains(before.Body.String(), "confluito") {
		t.Error("the day before the office is not as it was")
	}
	// What it finished, or still has, names it by its name.
	if all := get(t, site, "/enti/c_prova/obiettivi/OB-01").Body.String(); strings.Contains(all, ">personale<") || !strings.Contains(all, ">Personale<") {
		t.Error("an office that is there no more is named by its code")
	}
}

func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
