package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// A plan that cannot be shown takes nothing along but its own pages.
func TestOneBrokenPlan(t *testing.T) {
	broken := board.Changes{
		Organization: plan.Organization{ID: "c_rotto", Name: "Comune rotto", Revision: 1},
		Updates:      []plan.Update{{ID: "u1", Objective: "OB-01", Number: 1, Revision: 1}}, // of no objective
	}
	boards, _ := boardsOf(t, samplePlan(), broken)
	site := newSite(t, boards)
	if w := get(t, site, "/enti/c_rotto"); w.Code != http.StatusInternalServerError {
		t.Fatalf("the broken plan: %d", w.Code)
	}
	for target, text := range map[string]string{
		"/": "Comune rotto", "/metodo": "", "/sitemap.xml": "/enti/c_prova/obiettivi/OB-01", "/enti/c_prova": "",
	} {
		if w := get(t, site, target); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), text) {
			t.Errorf("%s: %d, without %q", target, w.Code, text)
		}
	}
}
