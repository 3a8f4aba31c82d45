package area_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
)

const objectivesAt = "/area/c_m403/obiettivi"

// hidden is the value of a hidden field of a page.
func (r response) hidden(name string) string {
	for _, input := range r.page.All(atom.Input) {
		if dom.Attr(input, "name") == name {
			return dom.Attr(input, "value")
		}
	}
	return ""
}

func TestAnObjectiveIsMadeChangedAndRemoved(t *testing.T) {
	w := newWorld(t)
	editor := as(plan.RoleEditor, "")
	at := objectivesAt + "/nuovo"
	refused := w.post(editor, at, url.Values{"code": {"obiettivo 1"}, "title": {"Una cosa nuova"}, "weight": {"uno"}})
	if refused.Code != http.StatusUnprocessableEntity || dom.Attr(refused.page.ByID("f-title"), "value") != "Una cosa nuova" {
		t.Fatalf("a form that is wrong: %d", refused.Code)
	}
	if said := dom.Text(refused.page.ByID("errori")); !strings.Contains(said, "Scrivi un numero.") {
		t.Errorf("the summary says %q", said)
	}
	made := url.Values{
		"code": {"OB-90"}, "title": {"Una cosa nuova"}, "horizon": {"short"}, "state": {"draft"}, "weight": {"1,5"}, "lead_office": {"tributi"},
		"chiave": {"k-1"},
	}
	for range 2 { // a double click
		if answer := w.post(editor, at, made); answer.Code != http.StatusSeeOther {
			t.Fatalf("create: %d %s", answer.Code, answer.Body)
		}
	}
	o, ok := w.staff().Objective("OB-90")
	if !ok || o.Terms.Weight != 1.5 || o.Terms.State != plan.ObjectiveDraft {
		t.Fatalf("it is %+v", o)
	}

	edit := objectivesAt + "/OB-90/modifica"
	opened := w.get(editor, edit)
	change := url.Values{
		"revisione": {opened.hidden("revisione")}, "title": {"Una cosa detta meglio"}, "horizon": {"medium"}, "state": {"draft"}, "weight": {"1"},
	}
	if answer := w.post(editor, edit, change); answer.Code != http.StatusSeeOther {
		t.Fatalf("change: %d %s", answer.Code, answer.Body)
	}
	// Who had opened the page before is told what it holds now, and keeps what was typed.
	change.Set("title", "Un altro titolo")
	stale := w.post(editor, edit, change)
	if stale.Code != http.StatusPreconditionFailed || dom.Attr(stale.page.ByID("f-title"), "value") != "Un altro titolo" {
		t.Fatalf("a stale change: %d", stale.Code)
	}
	if text := dom.Text(stale.page.All(atom.Main)[0]); !strings.Contains(text, "Una cosa detta meglio") {
		t.Errorf("what it holds now is not told: %s", text)
	}

	if milestone := w.post(editor, objectivesAt+"/OB-90/traguardi/nuovo", url.Values{
		"title": {"Il primo passo"}, "office": {"tributi"}, "weight": {"1"}, "due_on": {"31/12/2026"}, "chiave": {"k-2"},
	}); milestone.Code != http.StatusSeeOther {
		t.Fatalf("a milestone: %d %s", milestone.Code, milestone.Body)
	}
	m, ok := w.staff().Milestone("OB-90.1")
	if !ok || m.Status.DueOn.String() != "2026-12-31" {
		t.Fatalf("the milestone is %+v", m)
	}
	remove := objectivesAt + "/OB-90/togli"
	asked := w.get(editor, remove)
	if _, still := w.staff().Objective("OB-90"); asked.Code != http.StatusOK || !still {
		t.Fatal("the question alone removes it")
	}
	if answer := w.post(editor, remove, url.Values{"revisione": {asked.hidden("revisione")}}); answer.Code != http.StatusSeeOther {
		t.Fatalf("remove: %d", answer.Code)
	}
	if _, still := w.staff().Objective("OB-90"); still {
		t.Error("it is still there")
	}
}

func TestAnArrowMovesAnObjectiveByOne(t *testing.T) {
	w := newWorld(t)
	editor := as(plan.RoleEditor, "")
	codes := func() []string {
		var all []string
		for _, o := range w.staff().InOrder() {
			all = append(all, o.Code)
		}
		return all
	}
	before := codes()
	moved := w.pressArrow(editor, objectivesAt, "Sposta "+before[2]+" più in alto")
	if want := objectivesAt + "?mosso=" + before[2] + "&verso=su#r-" + before[2]; moved.Header().Get("Location") != want {
		t.Errorf("it leads to %q, want %q", moved.Header().Get("Location"), want)
	}
	want := slices.Clone(before)
	want[1], want[2] = want[2], want[1]
	if got := codes(); !slices.Equal(got, want) {
		t.Errorf("the order is %v, want %v", got, want)
	}
	first := w.get(editor, objectivesAt).page.All(atom.Tbody)[0]
	if text := dom.Text(first); strings.Index(text, want[1]) > strings.Index(text, want[2]) {
		t.Error("the page has another order")
	}
}

// Everybody of the staff reads the plan; buttons are for whoever may press them.
func TestTheListOffersWhatTheRoleMay(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		who  plan.Actor
		keep bool
	}{{as(plan.RoleEditor, ""), true}, {as(plan.RoleViewer, ""), false}, {as(plan.RoleContributor, "tributi"), false}} {
		for _, address := range []string{objectivesAt, objectivesAt + "/OB-01"} {
			page := w.get(c.who, address)
			buttons := 0
			for _, b := range page.page.All(atom.Button) {
				if dom.Attr(b, "name") == "sposta" {
					buttons++
				}
			}
			if page.Code != http.StatusOK || (buttons > 0) != c.keep {
				t.Errorf("%s as %s: %d, %d arrows", address, c.who.Memberships[0].Role, page.Code, buttons)
			}
		}
		if answer := w.post(c.who, objectivesAt, url.Values{"sposta": {"chi=OB-02&prima=OB-01"}}); (answer.Code == http.StatusSeeOther) != c.keep {
			t.Errorf("a move as %s: %d", c.who.Memberships[0].Role, answer.Code)
		}
	}
}

// An objective's milestones have the same arrows; a list that is not whole has none, and a
// move past what is not there any more shows the list again, with the arrows.
func TestMilestonesAreMovedLikeObjectives(t *testing.T) {
	w := newWorld(t)
	editor := as(plan.RoleEditor, "")
	at := objectivesAt + "/OB-01"
	ids := func() []string {
		var all []string
		o, _ := w.staff().Objective("OB-01")
		for _, m := range o.InOrder() {
			all = append(all, m.ID)
		}
		return all
	}
	before := ids()
	moved := w.pressArrow(editor, at, "Sposta "+before[0]+" più in basso")
	if location := moved.Header().Get("Location"); !strings.HasSuffix(location, "#r-OB-01-1") || w.follow(editor, moved).page.ByID("r-OB-01-1") == nil {
		t.Errorf("it leads to %q", location)
	}
	want := slices.Clone(before)
	want[0], want[1] = want[1], want[0]
	if got := ids(); !slices.Equal(got, want) {
		t.Errorf("the order is %v, want %v", got, want)
	}
	refused := w.post(editor, at, url.Values{"sposta": {"chi=OB-01.1&prima=OB-02.1"}})
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(refused.part("errori"), "Non è un traguardo del piano.") {
		t.Errorf("past one of another objective: %d %s", refused.Code, refused.part("errori"))
	}
	if len(refused.page.ByClass("a-arrows")) == 0 {
		t.Error("the list came back without its arrows")
	}
	if narrowed := w.get(editor, objectivesAt+"?parole=OB-0"); len(narrowed.page.ByClass("a-arrows")) > 0 {
		t.Error("a list that is not whole offers to move")
	}
}
