package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// catalogue loads two editions: the second adds, drops, moves and rewords a line each.
func (w *world) catalogue() {
	w.t.Helper()
	line := func(code string, from, by plan.Month, concerns plan.Concern, text string) plan.CatalogueLine {
		return plan.CatalogueLine{Code: code, Chapter: code[3:4], Objective: "4.1", From: from, By: by, AddressedTo: "PA", Concerns: concerns, Text: text, Source: "f"}
	}
	for _, in := range []tracker.CatalogueImport{
		{
			Edition: plan.CatalogueEdition{Code: "pt-2024-2026", Name: "Piano triennale 2024-2026", Published: "2024-01"},
			Lines: []plan.CatalogueLine{
				line("CAP4.PA.01", "", "2026-10", plan.ConcernsAll, "Aderire a pagoPA"),
				line("CAP4.PA.02", "", "2026-12", plan.ConcernsAll, "=Integrare l'app IO"),
				line("CAP4.PA.10", "", "", plan.ConcernsConditional, "Aderire a NoiPA"),
				line("CAP5.PA.01", "2027-01", "", plan.ConcernsNone, "Le regioni pubblicano"),
			},
			Objectives: []plan.CatalogueObjective{{Code: "4.1", Chapter: "4", Title: "Migliorare i servizi"}},
			Targets:    []plan.CatalogueTarget{{Result: "RA4.1.1", Year: 2025, Number: 1, Objective: "4.1", Indicator: "Adesioni", Target: "100"}},
		},
		{
			Edition: plan.CatalogueEdition{Code: "pt-2026-2028", Name: "Piano triennale 2026-2028", Published: "2026-02"},
			Lines: []plan.CatalogueLine{
				line("CAP4.PA.01", "", "2027-10", plan.ConcernsAll, "Aderire a pagoPA"),
				line("CAP4.PA.02", "", "2026-12", plan.ConcernsAll, "Integrare l'app IO del tutto"),
				line("CAP4.PA.11", "", "", plan.ConcernsAll, "Nuova"),
				line("CAP5.PA.01", "2027-01", "", plan.ConcernsNone, "Le regioni pubblicano"),
			},
		},
	} {
		_, err := w.tracker.ImportCatalogue(plan.WithActor(context.Background(), plan.SystemActor), in)
		w.must(err)
	}
	w.boards.CatalogueChanged()
}

func TestTheCatalogue(t *testing.T) {
	w := newWorld(t)
	const editions, edition = "/catalogue/editions", "/catalogue/editions/pt-2024-2026"
	if got := w.listed("", editions, "code"); got != "" {
		t.Errorf("before anything was loaded: %s", got)
	}
	w.catalogue()
	if got := w.listed("", editions, "code"); got != "pt-2026-2028 pt-2024-2026" {
		t.Errorf("the editions are %s", got)
	}
	for path, want := range map[string]string{
		edition + "/lines":                "CAP4.PA.01 CAP4.PA.02 CAP4.PA.10 CAP5.PA.01",
		edition + "/lines?limit=1":        "CAP4.PA.01 CAP4.PA.02 CAP4.PA.10 CAP5.PA.01",
		edition + "/lines?chapter=5":      "CAP5.PA.01",
		edition + "/lines?concerns=yes":   "CAP4.PA.01 CAP4.PA.02",
		edition + "/lines?q=PAGOPA":       "CAP4.PA.01",
		edition + "/lines?sort=-by":       "CAP5.PA.01 CAP4.PA.10 CAP4.PA.02 CAP4.PA.01",
		edition + "/objectives":           "4.1",
		editions + "/pt-2026-2028/lines":  "CAP4.PA.01 CAP4.PA.02 CAP4.PA.11 CAP5.PA.01",
		editions + "?sort=code&limit=100": "pt-2024-2026 pt-2026-2028",
	} {
		if !strings.Contains(path, "?") {
			path += "?limit=2"
		}
		if got := w.listed("", path, "code"); got != want {
			t.Errorf("%s lists %s, want %s", path, got, want)
		}
	}
	if got := w.listed("", edition+"/targets?limit=1", "result"); got != "RA4.1.1" {
		t.Errorf("the targets are %s", got)
	}
	for _, path := range []string{"", "?since=pt-2024-2026"} {
		changes := w.get("", editions+"/pt-2026-2028/changes"+path)
		first := func(list string) object { return changes.json[list].([]any)[0].(map[string]any) }
		if first("added")["code"] != "CAP4.PA.11" || first("dropped")["code"] != "CAP4.PA.10" {
			t.Errorf("added and dropped: %s", changes.Body)
		}
		before, after := first("moved")["before"].(map[string]any), first("moved")["after"].(map[string]any)
		if before["by"] != "2026-10" || after["by"] != "2027-10" {
			t.Errorf("moved: %s", changes.Body)
		}
		if first("reworded")["after"].(map[string]any)["code"] != "CAP4.PA.02" {
			t.Errorf("reworded: %s", changes.Body)
		}
	}
	for _, path := range []string{editions + "/pt/lines", edition + "/changes", edition + "/changes?since=pt", editions + "/PT/lines"} {
		w.expect(http.StatusNotFound, request{method: "GET", path: path})
	}
	csv := w.expect(http.StatusOK, request{method: "GET", path: edition + "/lines", header: map[string]string{"Accept": "text/csv"}})
	if body := csv.Body.String(); !strings.HasPrefix(body, "code,chapter,plan_objective,result,from,by,addressed_to,concerns,text,cut,source,dropped\r\nCAP4.PA.01,4,4.1,,,2026-10,PA,yes,Aderire a pagoPA,false,f,false\r\n") || !strings.Contains(body, "'=Integrare") {
		t.Errorf("as CSV: %s", body)
	}
}

func TestCoverageAndAdoption(t *testing.T) {
	w := newWorld(t)
	w.basics()
	w.expect(http.StatusNotFound, request{method: "GET", path: root + "/coverage"})
	w.catalogue()
	const of = root + "/coverage?edition=pt-2024-2026"
	states := func(as string) string {
		t.Helper()
		var all []string
		for _, item := range w.get(as, of).json["items"].([]any) {
			row := item.(map[string]any)
			all = append(all, row["line"].(map[string]any)["code"].(string)+":"+row["state"].(string))
		}
		return strings.Join(all, " ")
	}
	if got := states(""); got != "CAP4.PA.01:uncovered CAP4.PA.02:uncovered CAP4.PA.10:uncovered" {
		t.Errorf("at first: %s", got)
	}
	w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: root + "/objectives/OB-01", header: map[string]string{"If-Match": "*"},
		body: object{"lines": []object{{"edition": "pt-2024-2026", "code": "CAP4.PA.01"}}}})
	w.try(request{as: "editor", method: "PATCH", path: root + "/objectives/OB-01", header: map[string]string{"If-Match": "*"},
		body: object{"lines": []object{{"edition": "pt-2024-2026", "code": "CAP4.PA.77"}}}}).refused(t, 422, "lines[0]", "line.unknown")

	adopted := w.create("editor", root+"/adoptions", object{"edition": "pt-2024-2026", "line": "CAP4.PA.02"})
	if adopted.json["code"] != "PT-CAP4-PA-02" || adopted.json["state"] != "draft" || adopted.json["due_on"] != "2026-12-31" ||
		adopted.Header().Get("Location") != Prefix+root+"/objectives/PT-CAP4-PA-02" {
		t.Errorf("adopted %s at %s", adopted.Body, adopted.Header().Get("Location"))
	}
	again := w.create("editor", root+"/adoptions", object{"edition": "pt-2024-2026", "line": "CAP4.PA.02", "horizon": "long"})
	if again.json["code"] != "PT-CAP4-PA-02" || again.json["horizon"] != adopted.json["horizon"] {
		t.Errorf("again: %s", again.Body)
	}
	w.expect(http.StatusNotFound, request{as: "editor", method: "POST", path: root + "/adoptions", body: object{"edition": "pt-2024-2026", "line": "CAP4.PA.77"}})
	w.expect(http.StatusForbidden, request{as: "viewer", method: "POST", path: root + "/adoptions", body: object{"edition": "pt-2024-2026", "line": "CAP4.PA.02"}})

	if got := states("editor"); got != "CAP4.PA.01:late CAP4.PA.02:covered CAP4.PA.10:uncovered" {
		t.Errorf("for the staff: %s", got)
	}
	if got := states(""); got != "CAP4.PA.01:late CAP4.PA.02:uncovered CAP4.PA.10:uncovered" {
		t.Errorf("in public: %s", got)
	}
	totals := w.get("", root+"/coverage-totals?edition=pt-2024-2026")
	if certain := totals.json["certain"].(map[string]any); certain["lines"] != 2.0 || certain["late"] != 1.0 || certain["uncovered"] != 1.0 || certain["due"] != 1.0 || certain["uncovered_due"] != 0.0 {
		t.Errorf("totals: %s", totals.Body)
	}
	if latest := w.get("", root+"/coverage-totals"); latest.json["edition"] != "pt-2026-2028" {
		t.Errorf("without an edition: %s", latest.Body)
	}
	csv := w.expect(http.StatusOK, request{method: "GET", path: of + "&state=late", header: map[string]string{"Accept": "text/csv"}})
	if lines := strings.Split(strings.TrimSpace(csv.Body.String()), "\r\n"); len(lines) != 2 || !strings.HasSuffix(lines[0], "state,due,objectives") || !strings.HasSuffix(lines[1], "late,true,OB-01") {
		t.Errorf("as CSV: %s", csv.Body)
	}
	for query, want := range map[string]int{"&due=true": 2, "&due=false": 1, "&concerns=conditional": 1, "&state=done": 0} {
		if got := w.get("", of+query).json["total"]; got != float64(want) {
			t.Errorf("%s: %v, want %d", query, got, want)
		}
	}
}
