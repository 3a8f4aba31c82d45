package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web"
	"github.com/traguardi/traguardi/ui"
)

const base = "https://traguardi.example.it"

func newSite(t testing.TB, boards board.Reader) *web.Site {
	t.Helper()
	assets, err := ui.NewAssets(ui.Dist)
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Dependencies{
		Boards: boards, Records: noRecords{}, Assets: assets, Dist: ui.Dist, Clock: clock(), Log: testLog(t),
		BaseURL: base, Version: "0.1.0",
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func testLog(t testing.TB) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// sampleSite is the sample plan as the only one.
func sampleSite(t testing.TB) *web.Site {
	t.Helper()
	boards, _ := boardsOf(t, samplePlan())
	return newSite(t, boards)
}

func get(t testing.TB, handler http.Handler, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

// manyPlans are more enti than fit on a page of the list.
func manyPlans() []board.Changes {
	plans := []board.Changes{samplePlan()}
	for i := range 120 {
		id := string(rune('a'+i/26)) + string(rune('a'+i%26))
		plans = append(plans, board.Changes{Organization: plan.Organization{ID: "c_" + id, Name: "Comune di " + id, Region: "Molise", Revision: 1}})
	}
	return plans
}
