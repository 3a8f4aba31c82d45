package area_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

const searchAt = "/area/c_m403/cerca"

// TestTheStaffFindsWhatItMayRead: drafts, notes and minutes under way too, on the staff's pages;
// a review's note is nobody's to find.
func TestTheStaffFindsWhatItMayRead(t *testing.T) {
	w := newWorld(t)
	viewer := as(plan.RoleViewer, "")
	for words, want := range map[string][]string{
		"regolamenti":     {"OB-02", `href="/area/c_m403/obiettivi/OB-02`},
		"OB-05.1":         {`href="/area/c_m403/obiettivi/OB-05#r-`},
		"G31F22000630006": {`href="/area/c_m403/finanziamenti#r-`, "<mark>G31F22000630006</mark>"},
	} {
		found := w.get(viewer, searchAt+"?q="+url.QueryEscape(words))
		if found.Code != http.StatusOK {
			t.Fatalf("%q: %d", words, found.Code)
		}
		for _, one := range want {
			if !strings.Contains(found.Body.String(), one) {
				t.Errorf("%q does not show %s", words, one)
			}
		}
	}
	for words, want := range map[string]string{
		"":                                       "Basta una parola",
		"xyzzy":                                  "Nessun risultato per «xyzzy».",
		"a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4": "Le parole sono troppe",
	} {
		if said := w.get(viewer, searchAt+"?q="+url.QueryEscape(words)).mainText(); !strings.Contains(said, want) {
			t.Errorf("%q: %s", words, said)
		}
	}
	// The lists' own words forgive the same.
	for _, list := range []string{"/area/c_m403/obiettivi?parole=identita", "/area/c_m403/traguardi?parole=IDENTIT%C3%80"} {
		if said := w.get(as(plan.RoleEditor, ""), list).mainText(); !strings.Contains(said, "identità") {
			t.Errorf("%s finds nothing", list)
		}
	}
	if !strings.Contains(w.get(viewer, "/area/c_m403/riunioni").Body.String(), `<a class="a-seek" href="`+searchAt+`"`) {
		t.Error("the header has no way to the search")
	}
	if paged := w.get(viewer, searchAt+"?q=riunione&tipo=riunioni&pagina=2"); paged.Code != http.StatusOK || !strings.Contains(paged.Body.String(), `aria-current="true">Riunioni`) {
		t.Error("the second page of meetings is not there")
	}
}
