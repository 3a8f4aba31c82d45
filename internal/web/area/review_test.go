package area_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
)

const verifica = "/area/c_m403/verifica"

var reviewer = as(plan.RoleReviewer, "")

// queue is what waits for a review, as the board has it.
func (w *world) queue() []*desk.Waiting {
	w.t.Helper()
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		w.t.Fatal(err)
	}
	return desk.ReviewQueue(staff)
}

// waiting is the first update of a weight in the queue.
func (w *world) waiting(weight desk.Weight) *desk.Waiting {
	w.t.Helper()
	for _, one := range w.queue() {
		if one.Weight == weight {
			return one
		}
	}
	w.t.Fatalf("nothing in the queue %s", weight)
	return nil
}

// silence records that there is nothing new about some milestones, and gives the updates.
func (w *world) silence(n int) []string {
	w.t.Helper()
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		w.t.Fatal(err)
	}
	var ids []string
	for _, m := range desk.UnderWay(&staff.Content, "")[:n] {
		receipt, err := w.tracker.ReportUpdate(plan.WithActor(context.Background(), plan.SystemActor), tracker.ReportUpdate{Organization: ente, Milestone: m.ID})
		if err != nil {
			w.t.Fatal(err)
		}
		ids = append(ids, receipt.ID)
	}
	return ids
}

// close reports that a milestone of ente is done, with an act that can be read.
func (w *world) close() {
	w.t.Helper()
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		w.t.Fatal(err)
	}
	m := desk.Overdue(&staff.Content, "")[0]
	if _, err := w.tracker.ReportUpdate(plan.WithActor(context.Background(), plan.SystemActor), tracker.ReportUpdate{
		Organization: ente, Milestone: m.ID, Report: plan.Report{
			State: plan.Some(plan.MilestoneDone), Note: "Si entra con SPID e CIE.",
			Evidence: plan.Some(plan.Evidence{Act: &plan.Act{Kind: "Determina", Number: "412", Date: w.clock.Today(), URL: "https://albo.comune.example/412"}}),
		},
	}); err != nil {
		w.t.Fatal(err)
	}
}

// notice is what a page says of what was just done.
func notice(t *testing.T, answer response) string {
	t.Helper()
	for _, n := range answer.page.ByClass("a-notice") {
		if dom.Attr(n, "role") == "status" {
			return dom.Text(n)
		}
	}
	t.Fatal("nothing is said of what was done")
	return ""
}

func class(n *html.Node) string { return dom.Attr(n, "class") }

func one(t *testing.T, nodes []*html.Node, what string) *html.Node {
	t.Helper()
	if len(nodes) != 1 {
		t.Fatalf("%d of %s", len(nodes), what)
	}
	return nodes[0]
}

// hidden gives the hidden fields of a form.
func hidden(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		if n.DataAtom == atom.Input && dom.Attr(n, "type") == "hidden" {
			values.Add(dom.Attr(n, "name"), dom.Attr(n, "value"))
		}
	}
	return values
}

func TestTheQueueShowsOneUpdateOpen(t *testing.T) {
	w := newWorld(t)
	queue := w.queue()
	if len(queue) < 3 {
		t.Fatalf("the demonstration has %d updates to review", len(queue))
	}
	page := w.get(reviewer, verifica)
	if page.Code != http.StatusOK {
		t.Fatalf("%d: %s", page.Code, page.Body)
	}
	entries := page.page.ByClass("a-queued")
	if len(entries) == 0 || !strings.Contains(dom.Text(entries[0]), queue[0].Milestone.ID) || dom.Attr(entries[0], "aria-current") != "true" {
		t.Errorf("the first in the queue is %q", dom.Text(entries[0]))
	}
	detail := one(t, page.page.ByClass("a-detail"), "details")
	if said := dom.Text(detail); !strings.Contains(said, queue[0].Milestone.Title) || !strings.Contains(said, "1 di ") {
		t.Errorf("what is open: %s", said)
	}
	review := one(t, page.page.ByClass("a-review"), "reviews")
	if strings.Contains(class(review), "a-review--open") {
		t.Error("on a phone the page without an update asked for is the queue's")
	}
	asked := w.get(reviewer, verifica+"?aggiornamento="+queue[1].Update.ID)
	if !strings.Contains(class(one(t, asked.page.ByClass("a-review"), "reviews")), "a-review--open") {
		t.Error("on a phone an update asked for is a page of its own")
	}
	detail = one(t, asked.page.ByClass("a-detail"), "details")
	if dom.Attr(detail, "data-prev") != verifica+"?aggiornamento="+queue[0].Update.ID || !strings.Contains(dom.Text(detail), "2 di ") {
		t.Errorf("the second: %s", dom.Text(detail))
	}
	if got := w.get(reviewer, verifica+"?aggiornamento=0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f"); got.Code != http.StatusNotFound {
		t.Errorf("an update that there is not: %d", got.Code)
	}
	for _, role := range []plan.Role{plan.RoleViewer, plan.RoleEditor, plan.RoleAdmin} {
		if got := w.get(as(role, ""), verifica); got.Code != http.StatusForbidden {
			t.Errorf("a %s gets %d", role, got.Code)
		}
	}
}

// TestTheDetailTellsBeforeAndAfter for an update that says a milestone is done.
func TestTheDetailTellsBeforeAndAfter(t *testing.T) {
	w := newWorld(t)
	w.close()
	closing := w.waiting(desk.WeightCloses)
	page := w.get(reviewer, verifica+"?aggiornamento="+closing.Update.ID)
	rows := map[string]string{}
	for n := range one(t, page.page.ByClass("a-delta"), "deltas").Descendants() {
		if n.DataAtom == atom.Tr {
			said := dom.Text(n)
			rows[strings.Fields(said)[0]] = said
		}
	}
	if said := rows["Stato"]; !strings.HasSuffix(said, "Fatto") {
		t.Errorf("state: %q", said)
	}
	if said := rows["Percento"]; !strings.Contains(said, "100 %") || !strings.Contains(said, "punti") {
		t.Errorf("percent: %q", said)
	}
	if rows["Completato"] == "" || rows["Scadenza"] == "" {
		t.Errorf("rows: %v", rows)
	}
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	effect, _ := desk.EffectOf(&staff.Content, closing.Update)
	bar := one(t, page.page.ByClass("a-gain"), "bars")
	if effect.After.Shown <= effect.Before.Shown || !strings.Contains(dom.Attr(bar, "aria-label"), closing.Objective.Code) {
		t.Errorf("effect %d to %d, told as %q", effect.Before.Shown, effect.After.Shown, dom.Attr(bar, "aria-label"))
	}
	var evidence []*html.Node
	for _, a := range page.page.All(atom.A) {
		if dom.Has(a, "data-evidence") {
			evidence = append(evidence, a)
		}
	}
	act := one(t, evidence, "links to evidence")
	if dom.Attr(act, "href") != "https://albo.comune.example/412" || dom.Attr(act, "rel") != "noopener noreferrer" || !strings.Contains(dom.Text(act), "Determina n. 412 del 20 novembre 2026") {
		t.Errorf("evidence: %q to %q", dom.Text(act), dom.Attr(act, "href"))
	}
	if said := dom.Text(one(t, page.page.ByClass("a-facts"), "facts")); !strings.Contains(said, "Si entra con SPID e CIE.") {
		t.Errorf("the office's note: %q", said)
	}
}

func TestAVerdictGoesOnToTheNext(t *testing.T) {
	w := newWorld(t)
	queue := w.queue()
	first := queue[0]
	page := w.get(reviewer, verifica)
	values := hidden(one(t, page.page.ByClass("a-verdict"), "verdict forms"))
	values.Set("verdict", "confirmed")
	saved := w.post(reviewer, verifica, values)
	want := verifica + "?aggiornamento=" + queue[1].Update.ID + "&verificato=" + first.Update.ID
	if saved.Code != http.StatusSeeOther || saved.Header().Get("Location") != want {
		t.Fatalf("%d to %q, want %q", saved.Code, saved.Header().Get("Location"), want)
	}
	if again := w.post(reviewer, verifica, values); again.Code != http.StatusSeeOther {
		t.Errorf("the same form twice: %d", again.Code)
	}
	if now := w.queue(); len(now) != len(queue)-1 {
		t.Errorf("%d wait, of %d", len(now), len(queue))
	}
	after := w.get(reviewer, saved.Header().Get("Location"))
	if said := notice(t, after); !strings.Contains(said, "Confermato") || !strings.Contains(said, first.Milestone.ID) {
		t.Errorf("what was done: %q", said)
	}
	last := one(t, after.page.ByClass("a-last"), "lists of the last verdicts")
	if !strings.Contains(dom.Text(last), first.Milestone.ID) {
		t.Errorf("the last verdicts: %q", dom.Text(last))
	}

	// Thinking better of it: the same update again, with the verdict given.
	undo := w.get(reviewer, verifica+"?aggiornamento="+first.Update.ID)
	form := one(t, undo.page.ByClass("a-verdict"), "verdict forms")
	if !strings.Contains(dom.Text(form), "Cambia la verifica") {
		t.Errorf("a verdict given is not told: %q", dom.Text(form))
	}
	values = hidden(form)
	values.Set("verdict", "questioned")
	values.Set("note", "Con quale atto?")
	if got := w.post(reviewer, verifica, values); got.Code != http.StatusSeeOther {
		t.Fatalf("thinking better of it: %d %s", got.Code, got.Body)
	}
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	if r := staff.Reviews[first.Update.ID]; r.Verdict != plan.VerdictQuestioned || r.Note != "Con quale atto?" {
		t.Errorf("the verdict is %+v", r)
	}
	if open := desk.OpenQuestions(staff, first.Milestone.Status.Office); len(open) == 0 || open[len(open)-1].Update.ID != first.Update.ID {
		t.Error("the office is not asked")
	}
}

func TestAQuestionNeedsANote(t *testing.T) {
	w := newWorld(t)
	first := w.queue()[0]
	values := hidden(one(t, w.get(reviewer, verifica).page.ByClass("a-verdict"), "verdict forms"))
	values.Set("verdict", "questioned")
	refused := w.post(reviewer, verifica, values)
	if refused.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d: %s", refused.Code, refused.Body)
	}
	summary := refused.page.ByID("errori")
	if summary == nil || !strings.Contains(dom.Text(summary), "Per fare una domanda, scrivila.") || !strings.Contains(strings.Join(refused.page.Links(), " "), "#f-note") {
		t.Errorf("summary: %q", dom.Text(summary))
	}
	if note := refused.page.ByID("f-note"); dom.Attr(note, "aria-invalid") != "true" {
		t.Error("the note is not marked")
	}
	if detail := one(t, refused.page.ByClass("a-detail"), "details"); !strings.Contains(dom.Text(detail), first.Milestone.Title) {
		t.Error("another update is open now")
	}
	if len(w.queue()) == 0 || w.queue()[0].Update.ID != first.Update.ID {
		t.Error("a verdict was given")
	}
}

// TestAnotherVerdictMeanwhile is not overruled unseen, and what was typed stays.
func TestAnotherVerdictMeanwhile(t *testing.T) {
	w := newWorld(t)
	first := w.queue()[0]
	values := hidden(one(t, w.get(reviewer, verifica).page.ByClass("a-verdict"), "verdict forms"))
	if _, err := w.tracker.ReviewUpdate(plan.WithActor(context.Background(), reviewer), tracker.ReviewUpdate{
		Organization: ente, UpdateID: first.Update.ID, Verdict: plan.VerdictQuestioned, Note: "Chi lo dice?",
	}); err != nil {
		t.Fatal(err)
	}
	values.Set("verdict", "confirmed")
	values.Set("note", "Visto sul posto.")
	overtaken := w.post(reviewer, verifica, values)
	if overtaken.Code != http.StatusPreconditionFailed {
		t.Fatalf("%d: %s", overtaken.Code, overtaken.Body)
	}
	said := dom.Text(one(t, overtaken.page.ByClass("a-detail"), "details"))
	if !strings.Contains(said, "Chi lo dice?") || !strings.Contains(said, "Visto sul posto.") {
		t.Errorf("the page shows %s", said)
	}
	values = hidden(one(t, overtaken.page.ByClass("a-verdict"), "verdict forms"))
	values.Set("verdict", "confirmed")
	if got := w.post(reviewer, verifica, values); got.Code != http.StatusSeeOther {
		t.Errorf("once it was seen: %d", got.Code)
	}
}

func TestNothingNewIsConfirmedTogether(t *testing.T) {
	w := newWorld(t)
	silent := w.silence(3)
	before := len(w.queue())
	page := w.get(reviewer, verifica)
	form := one(t, page.page.ByClass("a-silent"), "forms of what is silent")
	values := hidden(form)
	if len(values["updates"]) < 3 {
		t.Fatalf("updates: %v", values["updates"])
	}
	if _, err := w.tracker.ReviewUpdate(plan.WithActor(context.Background(), reviewer), tracker.ReviewUpdate{
		Organization: ente, UpdateID: silent[1], Verdict: plan.VerdictQuestioned, Note: "Davvero niente?",
	}); err != nil {
		t.Fatal(err)
	}
	saved := w.post(reviewer, dom.Attr(form, "action"), values)
	if saved.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", saved.Code, saved.Body)
	}
	n := len(values["updates"])
	if now := len(w.queue()); now != before-n {
		t.Errorf("%d wait, of %d with %d silent", now, before, n)
	}
	if said := notice(t, w.get(reviewer, saved.Header().Get("Location"))); !strings.Contains(said, "rimasto com’era") {
		t.Errorf("what was done: %q", said)
	}
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	if r := staff.Reviews[silent[1]]; r.Verdict != plan.VerdictQuestioned {
		t.Errorf("a question was overruled unseen: %+v", r)
	}
	if none := w.post(reviewer, verifica+"/nessuna-novita", url.Values{}); none.Code != http.StatusUnprocessableEntity || none.page.ByID("errori") == nil {
		t.Errorf("none at all: %d", none.Code)
	}
}

func TestTheListsBesideTheQueue(t *testing.T) {
	w := newWorld(t)
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	c := &staff.Content
	page := w.get(reviewer, verifica)
	heading := func(id string) string { return dom.Text(page.page.ByID(id)) }
	for id, want := range map[string]int{
		"decisioni-t": len(desk.DecisionsWithoutAction(c)), "azioni-t": len(desk.OverdueActions(c, "")),
		"uffici-t": len(desk.OfficesNotMet(c, desk.NotMetDays)), "coda-t": len(desk.ReviewQueue(staff)),
	} {
		said := heading(id)
		if !strings.Contains(said+" ", " "+strconv.Itoa(want)+" ") {
			t.Errorf("%s: %q, want %d", id, said, want)
		}
	}
	if said := heading("rotta-t"); !strings.Contains(said, "negli ultimi 30 giorni") {
		t.Errorf("on the first visit: %q", said)
	}
	table := page.page.ByID("giudizi").Parent.Parent
	if rows := strings.Count(dom.Text(table), " giudizio su "); rows != len(desk.Ratings(c)) {
		t.Errorf("%d ratings, want %d", rows, len(desk.Ratings(c)))
	}
}

func TestTheReviewerRates(t *testing.T) {
	w := newWorld(t)
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	code := desk.Ratings(&staff.Content)[0].Objective.Code
	address := verifica + "/giudizi/" + code
	page := w.get(reviewer, address)
	if page.Code != http.StatusOK || page.page.ByID("f-text") == nil {
		t.Fatalf("%d: %s", page.Code, page.Body)
	}
	values := url.Values{"text": {"Serve una sede."}}
	refused := w.post(reviewer, address, values)
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(dom.Text(refused.page.ByID("errori")), "Fiducia") || dom.Text(refused.page.ByID("f-text")) != "Serve una sede." {
		t.Errorf("without a step: %d %s", refused.Code, dom.Text(refused.page.ByID("errori")))
	}
	values.Set("confidence", "red")
	saved := w.post(reviewer, address, values)
	if saved.Code != http.StatusSeeOther || saved.Header().Get("Location") != verifica+"?esito=rated#giudizi" {
		t.Fatalf("%d to %q", saved.Code, saved.Header().Get("Location"))
	}
	after := w.get(reviewer, verifica)
	if !strings.Contains(dom.Text(after.page.ByID("giudizi").Parent.Parent), "Serve una sede.") {
		t.Error("the rating is not in the table")
	}
	if got := w.get(reviewer, verifica+"/giudizi/OB-99"); got.Code != http.StatusNotFound {
		t.Errorf("an objective that there is not: %d", got.Code)
	}
}

func TestTheNavigationCountsWhatWaits(t *testing.T) {
	w := newWorld(t)
	counts := w.get(reviewer, verifica).page.ByClass("a-count")
	if len(counts) != 1 || dom.Text(counts[0]) != strconv.Itoa(len(w.queue())) {
		t.Errorf("counts: %v, %d wait", counts, len(w.queue()))
	}
}
