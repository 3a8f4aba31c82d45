package area_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/area"
)

const objectivesAt = "/area/c_m403/obiettivi"

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
	w.saved(editor, w.fill(editor, edit, "title", "Una cosa detta meglio", "horizon", "medium", "added_on", "2026-11-02"), "Salvato.", "Una cosa detta meglio", "2 novembre 2026")
	if o, _ := w.staff().Objective("OB-90"); o.Terms.Horizon != plan.HorizonMedium || o.AddedOn.String() != "2026-11-02" || o.Terms.LeadOffice != "tributi" {
		t.Errorf("changed it is %+v", o)
	}
	wrong := w.fill(editor, edit, "added_on", "2026-11-21", "weight", "zero", "description", "Scritta a metà")
	wrong.refusedAt(t, http.StatusUnprocessableEntity, "weight", "Scrivi un numero.")
	if got := wrong.theForm(t); got.Get("description") != "Scritta a metà" || got.Get("added_on") != "2026-11-21" || got.Get("weight") != "zero" {
		t.Errorf("what was typed is lost: %v", got)
	}
	w.post(editor, edit, with(wrong.theForm(t), "weight", "1,5")).refusedAt(t, http.StatusUnprocessableEntity, "added_on", "futuro")

	if milestone := w.post(editor, objectivesAt+"/OB-90/traguardi/nuovo", url.Values{
		"title": {"Il primo passo"}, "office": {"tributi"}, "weight": {"1"}, "due_on": {"31/12/2026"}, "added_on": {"2026-11-10"}, "number": {"7"}, "chiave": {"k-2"},
	}); milestone.Code != http.StatusSeeOther {
		t.Fatalf("a milestone: %d %s", milestone.Code, milestone.Body)
	}
	m, ok := w.staff().Milestone("OB-90.7")
	if !ok || m.Status.DueOn.String() != "2026-12-31" || m.AddedOn.String() != "2026-11-10" {
		t.Fatalf("the milestone is %+v", m)
	}
	remove := objectivesAt + "/OB-90/togli"
	asked := w.get(editor, remove)
	if _, still := w.staff().Objective("OB-90"); asked.Code != http.StatusOK || !still {
		t.Fatal("the question alone removes it")
	}
	if answer := w.post(editor, remove, asked.theForm(t)); answer.Code != http.StatusSeeOther {
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

// What two people change of different fields is put together; what both changed is chosen
// field by field, with what it was, what is registered and by whom, and what was typed.
func TestTwoWhoChangeAnObjective(t *testing.T) {
	w := newWorld(t)
	editor, at := as(plan.RoleEditor, ""), objectivesAt+"/OB-12/modifica"
	other := func(cmd tracker.ChangeObjective) {
		t.Helper()
		cmd.Organization, cmd.Code = ente, "OB-12"
		_, err := w.tracker.ChangeObjective(by(amministratore), cmd)
		w.must(err)
	}
	now := func() *board.Objective {
		o, _ := w.staff().Objective("OB-12")
		return o
	}
	old := now()

	opened := w.get(editor, at).theForm(t)
	other(tracker.ChangeObjective{Weight: plan.Some(2.5), Urgent: plan.Some(true)})
	w.saved(editor, w.post(editor, at, with(opened, "title", "Eventi e luoghi")), "Salvato.")
	if o := now(); o.Title != "Eventi e luoghi" || o.Terms.Weight != 2.5 || !o.Urgent || o.Terms.DueOn != old.Terms.DueOn {
		t.Errorf("put together it is %+v", o)
	}

	opened = w.get(editor, at).theForm(t)
	other(tracker.ChangeObjective{
		LeadOffice: plan.Some("tributi"), DueOn: plan.Some(old.Terms.DueOn.AddDays(30)), Sectors: plan.Some([]string{"cultura"}), Weight: plan.Some(3.0),
	})
	typed := with(opened, "lead_office", "personale", "due_on", old.Terms.DueOn.AddDays(60).String(), "description", "Riscritta.", "horizon", "long")
	typed["sectors"] = []string{"turismo", "agricoltura"}
	clash := w.post(editor, at, typed)
	for _, name := range []string{"lead_office", "due_on", "sectors"} {
		clash.refusedAt(t, http.StatusPreconditionFailed, name, "Scegli quale valore vale.")
	}
	for _, want := range []string{
		"Quando hai aperto la pagina: Cultura e turismo", "Il tuo: Personale", "Quello registrato (Amministrazione, oggi alle 10.30): Tributi",
		"Il tuo: Turismo, Agricoltura", "Quello registrato (Amministrazione, oggi alle 10.30): Cultura",
	} {
		if !strings.Contains(clash.mainText(), want) {
			t.Errorf("the page does not say %q: %s", want, clash.mainText())
		}
	}
	again := clash.theForm(t)
	if again.Get("description") != "Riscritta." || again.Get("weight") != "3" || again.Get("lead_office") != "personale" {
		t.Errorf("what did not clash is %v", again)
	}
	// One choice is not all of them: who changed it is still told, and what was chosen holds.
	half := w.post(editor, at, with(again, "scelta.lead_office", "registrato", "scelta.due_on", "mio"))
	half.refusedAt(t, http.StatusPreconditionFailed, "sectors", "Scegli quale valore vale.")
	if !strings.Contains(half.mainText(), "Quello registrato (Amministrazione, oggi alle 10.30): Cultura") || strings.Contains(half.mainText(), "Il tuo: Personale") {
		t.Errorf("half decided: %s", half.mainText())
	}
	if o := now(); o.Terms.LeadOffice != "tributi" || o.Description == "Riscritta." {
		t.Errorf("written before all was chosen: %+v", o)
	}
	// A session that ends before the rest is chosen: the question is still there afterwards.
	resumed := w.resumed(editor, at, half.theForm(t))
	if !strings.Contains(resumed.mainText(), "Il tuo: Turismo, Agricoltura") || resumed.theForm(t).Get("conteso") != "sectors" {
		t.Errorf("after signing in again: %s", resumed.mainText())
	}
	w.saved(editor, w.post(editor, at, with(resumed.theForm(t), "scelta.sectors", "mio")), "Salvato.")
	o := now()
	if o.Terms.LeadOffice != "tributi" || o.Terms.DueOn != old.Terms.DueOn.AddDays(60) || !slices.Equal(o.Sectors, []string{"turismo", "agricoltura"}) ||
		o.Description != "Riscritta." || o.Terms.Horizon != plan.HorizonLong || o.Terms.Weight != 3 {
		t.Errorf("in the end it is %+v", o)
	}
}

// resumed sends a form as one that comes back after somebody has signed in again.
func (w *world) resumed(who plan.Actor, address string, values url.Values) response {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(who, r.WithContext(area.Resumed(r.Context())))
}

func TestTwoWhoChangeAMilestone(t *testing.T) {
	w := newWorld(t)
	editor, at := as(plan.RoleEditor, ""), objectivesAt+"/OB-12/traguardi/OB-12.4"
	opened := w.get(editor, at).theForm(t)
	// An update of what is done says nothing about what describes it.
	w.elsewhere("OB-12.4", plan.Report{Note: "Si va avanti."})
	w.saved(editor, w.post(editor, at, with(opened, "title", "Un titolo")), "Salvato.", "Un titolo")
	opened = w.get(editor, at).theForm(t)
	_, err := w.tracker.ChangeMilestone(by(amministratore), tracker.ChangeMilestone{Organization: ente, Milestone: "OB-12.4", Title: plan.Some("Un altro")})
	w.must(err)
	clash := w.post(editor, at, with(opened, "title", "Un terzo"))
	clash.refusedAt(t, http.StatusPreconditionFailed, "title", "Scegli quale valore vale.")
	w.saved(editor, w.post(editor, at, with(clash.theForm(t), "scelta.title", "mio")), "Salvato.", "Un terzo")
}

// What was chosen holds, also where the form is refused for something else.
func TestAChoiceOutlivesARefusal(t *testing.T) {
	w := newWorld(t)
	editor, at := as(plan.RoleEditor, ""), objectivesAt+"/OB-12/modifica"
	opened := w.get(editor, at).theForm(t)
	_, err := w.tracker.ChangeObjective(by(amministratore), tracker.ChangeObjective{Organization: ente, Code: "OB-12", Title: plan.Some("Il loro")})
	w.must(err)
	clash := w.post(editor, at, with(opened, "title", "Il mio", "weight", "2")).theForm(t)
	wrong := w.post(editor, at, with(clash, "scelta.title", "registrato", "weight", "-1"))
	wrong.refusedAt(t, http.StatusUnprocessableEntity, "weight", "0")
	w.saved(editor, w.post(editor, at, with(wrong.theForm(t), "weight", "2")), "Salvato.")
	if o, _ := w.staff().Objective("OB-12"); o.Title != "Il loro" || o.Terms.Weight != 2 {
		t.Errorf("it is %q, weight %v", o.Title, o.Terms.Weight)
	}
}

// What leaves the draft is public for good: it is confirmed, and that once.
func TestPublishingIsConfirmed(t *testing.T) {
	w := newWorld(t)
	editor, at := as(plan.RoleEditor, ""), objectivesAt+"/OB-90/modifica"
	_, err := w.tracker.CreateObjective(by(amministratore), ente, plan.Objective{Code: "OB-90", Title: "Una bozza", Terms: plan.ObjectiveTerms{Weight: 1, Horizon: plan.HorizonShort}})
	w.must(err)
	asked := w.fill(editor, at, "state", "active", "description", "Si parte.")
	asked.refusedAt(t, http.StatusUnprocessableEntity, "conferma.active", "Conferma che OB-90 diventa pubblico")
	if o, _ := w.staff().Objective("OB-90"); o.Terms.State != plan.ObjectiveDraft || asked.theForm(t).Get("description") != "Si parte." {
		t.Errorf("it is %s, and the form is %v", o.Terms.State, asked.theForm(t))
	}
	w.saved(editor, w.post(editor, at, with(asked.theForm(t), "conferma.active", "si")), "Salvato.")
	if o, _ := w.staff().Objective("OB-90"); o.Terms.State != plan.ObjectiveActive || o.Description != "Si parte." {
		t.Errorf("it is %s, %q", o.Terms.State, o.Description)
	}
	w.saved(editor, w.fill(editor, at, "title", "Un titolo"), "Salvato.")
}

// What takes an objective out of the figures is confirmed for the state that it gets.
func TestLeavingTheFiguresIsConfirmed(t *testing.T) {
	w := newWorld(t)
	editor, at := as(plan.RoleEditor, ""), objectivesAt+"/OB-12/modifica"
	state := func() plan.ObjectiveState {
		o, _ := w.staff().Objective("OB-12")
		return o.Terms.State
	}
	if page := w.get(editor, at); page.page.ByID("f-conferma-suspended") != nil || !strings.Contains(page.mainText(), "Un cambio è pubblico subito e vale da oggi") {
		t.Errorf("at first: %s", page.mainText())
	}
	asked := w.fill(editor, at, "state", "suspended", "description", "Ci si ripensa.")
	asked.refusedAt(t, http.StatusUnprocessableEntity, "conferma.suspended", "Conferma che OB-12 esce dalle percentuali del piano.")
	if state() != plan.ObjectiveActive || asked.theForm(t).Get("description") != "Ci si ripensa." {
		t.Error("it was written, or forgotten, without a confirmation")
	}
	other := w.post(editor, at, with(asked.theForm(t), "conferma.suspended", "si", "state", "cancelled"))
	other.refusedAt(t, http.StatusUnprocessableEntity, "conferma.cancelled", "Conferma che OB-12")
	w.saved(editor, w.post(editor, at, with(other.theForm(t), "conferma.cancelled", "si")), "Salvato.", "Annullato")
	if state() != plan.ObjectiveCancelled {
		t.Errorf("it is %s", state())
	}
	// Nothing leaves the figures any more; nor does what is completed.
	for _, next := range []plan.ObjectiveState{plan.ObjectiveSuspended, plan.ObjectiveActive, plan.ObjectiveCompleted} {
		w.saved(editor, w.fill(editor, at, "state", string(next)), "Salvato.")
		if state() != next {
			t.Errorf("it is %s, not %s", state(), next)
		}
	}
	// The staff read the word that everybody reads.
	if text := w.get(editor, objectivesAt+"/OB-12").mainText(); !strings.Contains(text, "Completato") {
		t.Errorf("the state is told as %s", text)
	}
}

// A double click or a reload of what was posted writes once.
func TestAChangeThatIsPostedTwiceIsWrittenOnce(t *testing.T) {
	w := newWorld(t)
	editor, at := as(plan.RoleEditor, ""), objectivesAt+"/OB-12/modifica"
	entries := func() int {
		_, n, err := w.tracker.AuditEntries(by(editor), tracker.AuditQuery{Organization: ente, Limit: 1, WithTotal: true})
		w.must(err)
		return n
	}
	opened := with(w.get(editor, at).theForm(t), "title", "Detto meglio")
	before := entries()
	for range 2 {
		w.saved(editor, w.post(editor, at, opened), "Salvato.", "Detto meglio")
	}
	move := url.Values{}
	for _, form := range w.get(editor, objectivesAt).page.All(atom.Form) {
		if dom.Has(form, "data-order") {
			_, move = dom.Form(form)
		}
	}
	if move.Get("chiave") == "" {
		t.Fatal("the list's form has no key")
	}
	for range 2 {
		w.saved(editor, w.post(editor, objectivesAt, with(move, "sposta", "chi=OB-12&prima=OB-02")))
	}
	if n := entries() - before; n != 2 {
		t.Errorf("%d entries in the trail, want one for each write", n)
	}
}

// A sector that is hidden, or an office that went into another one, stays with what has it
// and is offered to nothing else.
func TestWhatIsNotOfferedAnyMoreStaysWhereItIs(t *testing.T) {
	w := newWorld(t)
	editor := as(plan.RoleEditor, "")
	_, err := w.tracker.ChangeSector(by(amministratore), tracker.ChangeSector{Organization: ente, Code: "cultura", Hidden: plan.Some(true)})
	w.must(err)
	_, err = w.tracker.MergeOffices(by(amministratore), tracker.MergeOffices{Organization: ente, Code: informatici, Into: "tributi"})
	w.must(err)
	seen := map[string]bool{}
	look := func(name, value string, page response, there bool) {
		t.Helper()
		offered, chosen := slices.Contains(page.offers(name), value), slices.Contains(page.theForm(t)[name], value)
		if offered != there || chosen != there {
			t.Errorf("%s %s: offered %v, chosen %v, want %v", name, value, offered, chosen, there)
		}
		seen[fmt.Sprint(name, " ", there)] = true
	}
	for _, o := range w.staff().InOrder() {
		at := objectivesAt + "/" + o.Code
		page := w.get(editor, at+"/modifica")
		look("sectors", "cultura", page, slices.Contains(o.Sectors, "cultura"))
		look("lead_office", informatici, page, o.Terms.LeadOffice == informatici)
		if len(o.Milestones) > 0 {
			m := o.Milestones[0]
			look("office", informatici, w.get(editor, at+"/traguardi/"+m.ID), m.Status.Office == informatici)
		}
		if !slices.Contains(o.Sectors, "cultura") && o.Terms.LeadOffice != informatici {
			continue
		}
		w.saved(editor, w.fill(editor, at+"/modifica", "title", "Un titolo nuovo"), "Salvato.")
		if after, _ := w.staff().Objective(o.Code); !slices.Equal(after.Sectors, o.Sectors) || after.Terms != o.Terms {
			t.Errorf("%s was %v %+v and is %v %+v", o.Code, o.Sectors, o.Terms, after.Sectors, after.Terms)
		}
	}
	if len(seen) != 6 {
		t.Errorf("the demonstration has not all to look at: %v", seen)
	}
}

// offers are the values that a list or boxes of a page offer.
func (r response) offers(name string) []string {
	var values []string
	for _, input := range r.page.All(atom.Input) {
		if dom.Attr(input, "name") == name {
			values = append(values, dom.Attr(input, "value"))
		}
	}
	for _, list := range r.page.All(atom.Select) {
		if dom.Attr(list, "name") != name {
			continue
		}
		for option := range list.Descendants() {
			if option.DataAtom == atom.Option {
				values = append(values, dom.Attr(option, "value"))
			}
		}
	}
	return values
}
