package area_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
)

const linesAt = "/area/c_m403/linee"

// catalogue loads an edition of three lines.
func (w *world) catalogue() {
	w.t.Helper()
	line := func(code string, by plan.Month, concerns plan.Concern, text string) plan.CatalogueLine {
		return plan.CatalogueLine{Code: code, Chapter: "4", By: by, AddressedTo: "PA", Concerns: concerns, Text: text}
	}
	_, err := w.tracker.ImportCatalogue(plan.WithActor(w.t.Context(), plan.SystemActor), tracker.CatalogueImport{
		Edition: plan.CatalogueEdition{Code: "pt-2024-2026", Name: "Piano triennale 2024-2026", Published: "2024-01"},
		Lines: []plan.CatalogueLine{
			line("CAP4.PA.01", "2026-12", plan.ConcernsAll, "Aderire a <pagoPA>"), line("CAP4.PA.02", "2024-12", plan.ConcernsAll, "Integrare l'app IO"),
			line("CAP4.PA.03", "", plan.ConcernsConditional, "Aderire a NoiPA"),
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestALineIsAdoptedOnItsPage(t *testing.T) {
	w := newWorld(t)
	editor := as(plan.RoleEditor, "")
	w.catalogue()
	list := w.get(editor, linesAt)
	if list.Code != http.StatusOK || !strings.Contains(list.Body.String(), "Aderire a &lt;pagoPA&gt;") || !strings.Contains(list.Body.String(), "entro dicembre 2026") {
		t.Fatalf("the list: %d %s", list.Code, list.Body)
	}
	if n := strings.Count(list.Body.String(), `name="line"`); n != 3 {
		t.Errorf("%d lines can be adopted, want 3", n)
	}
	if viewer := w.get(as(plan.RoleViewer, ""), linesAt); viewer.Code != http.StatusOK || strings.Contains(viewer.Body.String(), `name="line"`) {
		t.Errorf("a viewer is offered to adopt: %d", viewer.Code)
	}
	adopt := url.Values{"edition": {"pt-2024-2026"}, "line": {"CAP4.PA.01"}, "chiave": {"k-1"}}
	for _, key := range []string{"k-1", "k-1", "k-2"} {
		adopt.Set("chiave", key)
		answer := w.post(editor, linesAt, adopt)
		if got := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || !strings.HasPrefix(got, objectivesAt+"/PT-CAP4-PA-01?esito=adopted") {
			t.Fatalf("adopted: %d %s", answer.Code, got)
		}
	}
	if o, ok := w.staff().Objective("PT-CAP4-PA-01"); !ok || o.Terms.State != plan.ObjectiveDraft || o.Title != "Aderire a <pagoPA>" {
		t.Errorf("the objective: %+v", o)
	}
	if _, twice := w.staff().Objective("PT-CAP4-PA-01-2"); twice {
		t.Error("the line was adopted twice")
	}
	if again := w.get(editor, linesAt+"?stato=covered"); !strings.Contains(again.Body.String(), "PT-CAP4-PA-01") || strings.Contains(again.Body.String(), "CAP4.PA.02") {
		t.Errorf("under way: %s", again.Body)
	}
	if found := w.get(editor, linesAt+"?parole=noipa"); strings.Contains(found.Body.String(), "CAP4.PA.02") || !strings.Contains(found.Body.String(), "CAP4.PA.03") {
		t.Errorf("searched: %s", found.Body)
	}
	if gone := w.post(editor, linesAt, url.Values{"edition": {"pt-2024-2026"}, "line": {"CAP4.PA.99"}, "chiave": {"k-3"}}); gone.Code != http.StatusNotFound {
		t.Errorf("a line that is not there: %d", gone.Code)
	}
}

func TestTheLinesOfAnObjectiveAreTyped(t *testing.T) {
	w := newWorld(t)
	editor := as(plan.RoleEditor, "")
	if list := w.get(editor, linesAt); list.Code != http.StatusOK || !strings.Contains(list.Body.String(), "Non è caricato nessun piano nazionale") {
		t.Errorf("without a catalogue: %d", list.Code)
	}
	w.catalogue()
	made := url.Values{
		"code": {"OB-90"}, "title": {"Una cosa nuova"}, "horizon": {"short"}, "state": {"draft"}, "weight": {"1"}, "chiave": {"k-1"},
		"lines": {"cap4.pa.01; PT-2030:cap1.pa.01,CAP4.PA.01"},
	}
	if answer := w.post(editor, objectivesAt+"/nuovo", made); answer.Code != http.StatusSeeOther {
		t.Fatalf("create: %d %s", answer.Code, answer.Body)
	}
	o, _ := w.staff().Objective("OB-90")
	if want := []plan.LineRef{{Edition: "pt-2024-2026", Code: "CAP4.PA.01"}, {Edition: "pt-2030", Code: "CAP1.PA.01"}}; len(o.Lines) != 2 || o.Lines[0] != want[0] || o.Lines[1] != want[1] {
		t.Errorf("it has %v", o.Lines)
	}
	edit := objectivesAt + "/OB-90/modifica"
	if got := dom.Attr(w.get(editor, edit).page.ByID("f-lines"), "value"); got != "CAP4.PA.01, pt-2030:CAP1.PA.01" {
		t.Errorf("the field shows %q", got)
	}
	w.fill(editor, edit, "lines", "CAP4.PA.01, CAP4.PA.77").refusedAt(t, http.StatusUnprocessableEntity, "lines", "Questa linea non c’è nel catalogo.")
	w.saved(editor, w.fill(editor, edit, "lines", "CAP4.PA.02"), "Salvato.", "CAP4.PA.02")
	w.saved(editor, w.fill(editor, edit, "lines", ""), "Salvato.")
	if o, _ := w.staff().Objective("OB-90"); len(o.Lines) != 0 {
		t.Errorf("emptied, it has %v", o.Lines)
	}
}
