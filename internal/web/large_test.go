package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// TestAnOfficeOfManyMilestones: its page has a part of them, those open first, and leads to the
// others; who adds the rest of its percentage is one row together.
func TestAnOfficeOfManyMilestones(t *testing.T) {
	const open, done = 310, 120
	w := newWriter(plan.Organization{ID: "c_grande", Name: "Comune Grande", Revision: 1})
	w.office("lavori", "Lavori pubblici", "")
	w.objective("OB-01", "2025-01-01", "Strade", "", plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonShort}, false)
	for n := range open + done {
		m := w.milestone("OB-01", n+1, "2025-01-01", fmt.Sprintf("Tratto %d", n+1), "lavori", "2025-01-01", "2027-06-30", 1)
		if n >= open {
			m.done("2025-03-01", plan.Evidence{Note: "fatto"})
		}
	}
	boards, _ := boardsOf(t, w.rows)
	site := newSite(t, boards)
	const page = "/enti/c_grande/uffici/lavori"
	rows := func(list string) int { return max(0, strings.Count(list, "<tr")-1) } // but the head
	for asked, want := range map[string]struct {
		open, closed int
		leads        []string
	}{
		"":          {200, 0, []string{page + "?pagina=2", page + "?pagina=3"}},
		"?pagina=2": {110, 90, []string{page, page + "?pagina=3"}},
		"?pagina=3": {0, 30, []string{page, page + "?pagina=2"}},
		"?pagina=9": {0, 30, []string{page, page + "?pagina=2"}},
	} {
		body := get(t, site, page+asked).Body.String()
		checkPage(t, page+asked, body)
		if open, closed := rows(sectionOf(body, "traguardi")), rows(sectionOf(body, "raggiunti")); open != want.open || closed != want.closed {
			t.Errorf("%q has %d open and %d others, want %d and %d", asked, open, closed, want.open, want.closed)
		}
		list := sectionOf(body, "traguardi") + sectionOf(body, "raggiunti")
		for _, address := range want.leads {
			if !strings.Contains(list, `href="`+address+`"`) {
				t.Errorf("%q does not lead to %s", asked, address)
			}
		}
	}
	sum := sectionOf(get(t, site, page).Body.String(), "conto")
	if got := rows(sum) - 1; got != 300 || !strings.Contains(sum, "altri 131, insieme</th>") { // but the foot
		t.Errorf("%d addends: %s", got, sum[max(0, len(sum)-900):])
	}
	if !strings.Contains(section(t, site, page+"?pagina=3", "traguardi"), "nelle pagine precedenti") {
		t.Error("the last page says that there are none open")
	}
}

// sectionOf is a section of a page as it was sent; empty where the page has none.
func sectionOf(body, id string) string {
	_, rest, found := strings.Cut(body, `id="`+id+`" aria`)
	if !found {
		return ""
	}
	part, _, _ := strings.Cut(rest, "</section>")
	return part
}
