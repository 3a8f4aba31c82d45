package area_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
)

var (
	editor = as(plan.RoleEditor, "")
	viewer = as(plan.RoleViewer, "")
)

// theForm is the only form of a page besides the one to go out.
func (r response) theForm(t *testing.T) url.Values {
	t.Helper()
	var found *html.Node
	for _, form := range r.page.All(atom.Form) {
		if dom.Attr(form, "action") != "/accesso/uscita" && found == nil {
			found = form
		}
	}
	if found == nil {
		t.Fatalf("no form: %s", r.mainText())
	}
	_, values := dom.Form(found)
	return values
}

// planned adds a meeting with the office tributi, on a day counted from today.
func (w *world) planned(days int, agenda string, change ...func(*plan.Meeting)) *board.Meeting {
	w.t.Helper()
	m := plan.Meeting{
		Title: "Riunione di prova", HeldOn: w.clock.Today().AddDays(days), StartsAt: "10:00", Agenda: agenda, Offices: []string{"tributi"},
		Participants: []plan.Participant{{Role: "Assessore"}, {Role: "Responsabile", Office: "tributi"}}, Published: true,
	}
	for _, c := range change {
		c(&m)
	}
	receipt, err := w.tracker.CreateMeeting(by(editor), ente, m)
	w.must(err)
	return w.meeting(receipt.ID)
}

func (w *world) meeting(id string) *board.Meeting {
	w.t.Helper()
	m, ok := w.staff().Meeting(id)
	if !ok {
		w.t.Fatalf("no meeting %s", id)
	}
	return m
}

func meetingPath(m *board.Meeting) string { return "/area/c_m403/riunioni/" + m.ID }

// press sends the form of a page with one of its buttons.
func (w *world) press(who plan.Actor, address string, form url.Values, name, value string) response {
	w.t.Helper()
	sent := url.Values{}
	for k, v := range form {
		sent[k] = v
	}
	sent.Set(name, value)
	return w.post(who, address, sent)
}

func TestTheListOfMeetings(t *testing.T) {
	w := newWorld(t)
	w.planned(0, "Uno")
	unreported := w.planned(-3, "Uno", func(m *plan.Meeting) { m.Title = "Mai chiusa"; m.Published = false })
	page := w.get(editor, "/area/c_m403/riunioni")
	text := page.mainText()
	for _, part := range []string{"Da chiudere 2", "Mai chiusa", "non pubblica", "oggi", "In programma", "Tenute", "Nuova riunione", "Uffici da incontrare"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %q", part, text)
		}
	}
	if !strings.Contains(strings.Join(page.page.Links(), " "), meetingPath(unreported)) {
		t.Error("no way to the meeting")
	}
	if reading := w.get(viewer, "/area/c_m403/riunioni").mainText(); strings.Contains(reading, "Nuova riunione") {
		t.Error("a reader is offered to plan one")
	}
}

// A meeting is planned on a form that comes back filled, and changed on the same.
func TestAMeetingIsPlannedAndChanged(t *testing.T) {
	w := newWorld(t)
	page := w.get(editor, "/area/c_m403/riunioni/nuova?ufficio=tributi")
	form := page.theForm(t)
	if form.Get("title") != "Riunione con Tributi" || form.Get("offices") != "tributi" {
		t.Errorf("for an office: %v", form)
	}
	form.Set("held_on", "31/02/2027")
	form.Set("starts_at", "10:00")
	form.Set("ends_at", "09:00")
	form.Set("agenda", "Uno\nDue")
	refused := w.post(editor, "/area/c_m403/riunioni/nuova", form)
	refused.refusedAt(t, http.StatusUnprocessableEntity, "held_on", "Scrivi una data che esiste")
	if again := refused.theForm(t); again.Get("agenda") != "Uno\nDue" || again.Get("held_on") != "31/02/2027" {
		t.Errorf("the form comes back with %v", again)
	}
	form.Set("held_on", "2027-02-12")
	form.Set("ends_at", "11:00")
	form.Set("published", "si")
	made := w.post(editor, "/area/c_m403/riunioni/nuova", form)
	next := w.follow(editor, made)
	if !strings.Contains(next.mainText(), "venerdì 12 febbraio 2027") || !strings.Contains(next.mainText(), "Riunione programmata.") {
		t.Errorf("planned: %s", next.mainText())
	}
	again := w.post(editor, "/area/c_m403/riunioni/nuova", form)
	if again.Header().Get("Location") != made.Header().Get("Location") {
		t.Errorf("a double click made another: %s", again.Header().Get("Location"))
	}

	id := strings.TrimPrefix(strings.Split(made.Header().Get("Location"), "?")[0], "/area/c_m403/riunioni/")
	m := w.meeting(id)
	edit := meetingPath(m) + "/modifica"
	change := w.get(editor, edit).theForm(t)
	change.Set("place", "Sala Giunta")
	change.Set("participants[0].role", "Sindaco")
	// Somebody else is quicker: what was typed stays, with what is registered beside it.
	_, err := w.tracker.ChangeMeeting(by(editor), tracker.ChangeMeeting{Organization: ente, ID: m.ID, Title: plan.Some("Un altro titolo")})
	w.must(err)
	stale := w.post(editor, edit, change)
	if stale.Code != http.StatusPreconditionFailed || !strings.Contains(stale.mainText(), "Titolo, ora: Un altro titolo") {
		t.Fatalf("%d: %s", stale.Code, stale.mainText())
	}
	second := stale.theForm(t)
	if second.Get("place") != "Sala Giunta" || second.Get("title") != "Riunione con Tributi" {
		t.Errorf("the form comes back with %v", second)
	}
	w.follow(editor, w.post(editor, edit, second))
	m = w.meeting(id)
	if m.Place != "Sala Giunta" || m.Participants[0].Role != "Sindaco" || m.Title != "Riunione con Tributi" {
		t.Errorf("after the second time: %+v", m)
	}

	off := w.press(editor, edit, url.Values{"revisione": {strconv.FormatInt(m.Revision, 10)}, "chiave": {"k"}}, "passo", "annulla")
	if text := w.follow(editor, off).mainText(); !strings.Contains(text, "Annullata") {
		t.Errorf("called off: %s", text)
	}
	if got := w.meeting(id).State; got != plan.MeetingCancelled {
		t.Errorf("the state is %s", got)
	}
	if w.post(viewer, edit, change).Code != http.StatusForbidden || w.get(viewer, edit).Code != http.StatusForbidden {
		t.Error("a reader may change it")
	}
}

func TestASeriesIsLookedAtAndPlanned(t *testing.T) {
	w := newWorld(t)
	path := "/area/c_m403/riunioni/serie"
	form := w.get(editor, path).theForm(t)
	form.Set("from", "2026-12-07")
	form["weekdays"] = []string{"1", "2"}
	form["offices"] = []string{"urbanistica", "protocollo-e-archivio", "tributi"}
	before := len(w.staff().Meetings)
	look := w.press(editor, path, form, "passo", "anteprima")
	text := look.mainText()
	for _, part := range []string{"Verrebbero fuori 2 riunioni", "lunedì 7 dicembre 2026", "lunedì 14 dicembre 2026", "martedì 8 dicembre 2026: festa.", "Tributi: ha già quella"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %q", part, text)
		}
	}
	if len(w.staff().Meetings) != before {
		t.Error("a look has planned something")
	}
	kept := look.theForm(t)
	if kept.Get("from") != "2026-12-07" || len(kept["offices"]) != 3 {
		t.Errorf("the form comes back with %v", kept)
	}
	done := w.press(editor, path, kept, "passo", "pianifica")
	again := w.press(editor, path, kept, "passo", "pianifica")
	w.follow(editor, done)
	if again.Code != http.StatusSeeOther || len(w.staff().Meetings) != before+2 {
		t.Errorf("a double click: %d, %d meetings more", again.Code, len(w.staff().Meetings)-before)
	}
	form.Set("chiave", "another")
	none := w.press(editor, path, form, "passo", "pianifica")
	none.refusedAt(t, http.StatusUnprocessableEntity, "offices", "tutti gli uffici ne hanno già una")
	late := w.get(editor, path).theForm(t)
	late.Set("from", "2026-11-01")
	w.press(editor, path, late, "passo", "anteprima").refusedAt(t, http.StatusUnprocessableEntity, "from", "La data non può essere passata")
}

// Before: what is on, who comes, what to send them.
func TestAMeetingToCome(t *testing.T) {
	w := newWorld(t)
	m := w.planned(7, "1. Uno\n2. Due")
	page := w.get(editor, meetingPath(m))
	if text := page.mainText(); !strings.Contains(text, "In programma") || !strings.Contains(text, "Chi è invitato") || page.page.ByID("riunione") != nil {
		t.Errorf("before: %s", text)
	}
	if invite := dom.Text(page.page.ByID("invito")); !strings.Contains(invite, "venerdì 27 novembre 2026, ore 10") || !strings.Contains(invite, "2. Due") {
		t.Errorf("the invitation: %q", invite)
	}
	sent := w.press(editor, meetingPath(m), page.theForm(t), "fai", "inviato")
	if text := w.follow(editor, sent).mainText(); !strings.Contains(text, "Ordine del giorno inviato il 20 novembre 2026") {
		t.Errorf("once it went out: %s", text)
	}
	if w.get(viewer, meetingPath(m)).Code != http.StatusOK {
		t.Error("a reader cannot read it")
	}
}

// During: notes, decisions and actions, typed as they fall, on plain forms.
func TestAMeetingGoesOn(t *testing.T) {
	w := newWorld(t)
	m := w.planned(0, "Azioni della volta scorsa\nAvvisi su SEND\nProssimo incontro")
	path := meetingPath(m)
	page := w.get(editor, path)
	form := page.theForm(t)
	if form.Get("punto") != "1" || form.Get("office") != "tributi" || form.Get("kind") != "azione" || form.Get("due_on") == "" {
		t.Errorf("what is offered at first: %v", form)
	}
	// The first button of the form, which the return key presses, adds.
	first := ""
	for _, b := range page.page.All(atom.Button) {
		if dom.Attr(b, "name") != "" {
			first = dom.Attr(b, "name") + "=" + dom.Attr(b, "value")
			break
		}
	}
	if first != "fai=aggiungi" {
		t.Errorf("the return key presses %s", first)
	}

	// On to the second point: what was typed of the first is kept.
	form.Set("notes", "Due chiuse, una resta.")
	page = w.follow(editor, w.press(editor, path, form, "vai", "2"))
	form = page.theForm(t)
	if form.Get("punto") != "2" || !strings.Contains(page.part("odg"), "trattato") || !strings.Contains(page.part("punto-1"), "Due chiuse, una resta.") {
		t.Errorf("on the second point: %v, %s", form, page.mainText())
	}

	form.Set("kind", "decisione")
	form.Set("text", "Uno sportello per le prime quattro settimane")
	form.Set("notes", "La prova è andata bene.")
	once := w.press(editor, path, form, "fai", "aggiungi")
	w.press(editor, path, form, "fai", "aggiungi") // a double click
	page = w.follow(editor, once)
	m = w.meeting(m.ID)
	if len(m.Decisions) != 1 || m.Decisions[0].Point != 2 || w.staff().Notes[m.ID][1].Text != "La prova è andata bene." {
		t.Fatalf("written: %+v, %+v", m.Decisions, w.staff().Notes[m.ID])
	}
	if point := page.part("punto-2"); !strings.Contains(point, "Nessuna azione: chi lo fa?") {
		t.Errorf("a decision without action does not say so: %s", point)
	}
	form = page.theForm(t)
	if form.Get("text") != "" || form.Get("decision") != m.Decisions[0].ID || form.Get("follows") == "" {
		t.Errorf("what is offered next: %v", form)
	}
	form.Set("kind", "azione")
	form.Set("text", "Turni dello sportello")
	form.Set("office", "")
	bad := w.press(editor, path, form, "fai", "aggiungi")
	bad.refusedAt(t, http.StatusUnprocessableEntity, "office", "Serve un valore")
	form = bad.theForm(t)
	if form.Get("text") != "Turni dello sportello" {
		t.Errorf("the line comes back as %q", form.Get("text"))
	}
	form.Set("office", "tributi")
	form.Set("due_on", "2026-12-18")
	page = w.follow(editor, w.press(editor, path, form, "fai", "aggiungi"))
	m = w.meeting(m.ID)
	if len(m.Actions) != 1 || m.Actions[0].Decision != m.Decisions[0].ID || m.Actions[0].Point != 2 || m.Actions[0].DueOn.String() != "2026-12-18" {
		t.Fatalf("the action: %+v", m.Actions)
	}
	if point := page.part("punto-2"); strings.Contains(point, "chi lo fa?") || !strings.Contains(point, "Azione: Turni dello sportello") {
		t.Errorf("once an action follows: %s", point)
	}

	// Nothing has to follow from this one.
	form = page.theForm(t)
	form.Set("kind", "decisione")
	form.Set("text", "Si vedrà")
	page = w.follow(editor, w.press(editor, path, form, "fai", "aggiungi"))
	last := w.meeting(m.ID).Decisions[1].ID
	page = w.follow(editor, w.press(editor, path, page.theForm(t), "non_serve", last))
	if !w.meeting(m.ID).Decisions[1].NoAction || !strings.Contains(page.part("punto-2"), "Non serve nessuna azione.") {
		t.Error("nobody has said that nothing has to follow")
	}

	// Who is there; a line that is being written is not lost on the way.
	form = page.theForm(t)
	form.Set("presenza.0", "present")
	form.Set("presenza.1", "absent")
	form.Set("kind", "azione")
	form.Set("text", "A metà")
	page = w.follow(editor, w.press(editor, path, form, "fai", "presenze"))
	m = w.meeting(m.ID)
	if m.Participants[0].Attendance != plan.AttendancePresent || m.Participants[1].Attendance != plan.AttendanceAbsent || len(m.Actions) != 2 {
		t.Errorf("who is there: %+v, %d actions", m.Participants, len(m.Actions))
	}
	if !strings.Contains(page.mainText(), "1 su 2") {
		t.Errorf("the count is not told")
	}

	// An action of before is done.
	var open *board.Action
	for _, a := range w.staff().Actions {
		if a.Office == "tributi" && a.State == plan.ActionOpen && a.Meeting != m.ID {
			open = a
		}
	}
	if open == nil {
		t.Fatal("the demonstration has no open action of tributi")
	}
	form = page.theForm(t)
	form["fatta"] = []string{open.ID}
	w.follow(editor, w.press(editor, path, form, "fai", "azioni"))
	if a, _ := w.staff().Action(open.ID); a.State != plan.ActionDone {
		t.Errorf("the action is %s", a.State)
	}

	// The public sees nothing of all this yet.
	public, _, err := w.boards.Public(t.Context(), ente, plan.Date{})
	w.must(err)
	if p, _ := public.Meeting(m.ID); len(p.Decisions)+len(p.Actions) != 0 {
		t.Errorf("the public sees %+v", p)
	}

	closed := w.press(editor, path, w.get(editor, path).theForm(t), "fai", "chiudi")
	minutes := w.follow(editor, closed)
	m = w.meeting(m.ID)
	draft := w.staff().Drafts[m.ID]
	if m.State != plan.MeetingHeld || !strings.Contains(draft, "**Decisione.** Uno sportello") || !strings.Contains(draft, "**Assenti:** Responsabile (Tributi).") {
		t.Errorf("closed as %s with the draft\n%s", m.State, draft)
	}
	if !strings.Contains(minutes.mainText(), "Questa è la bozza del verbale") {
		t.Errorf("after closing: %s", minutes.mainText())
	}
}

// Two who note the same point: nothing that either typed is lost.
func TestTwoNoteTheSamePoint(t *testing.T) {
	w := newWorld(t)
	m := w.planned(0, "Uno\nDue")
	path := meetingPath(m)
	mine, theirs := w.get(editor, path).theForm(t), w.get(editor, path).theForm(t)
	theirs.Set("notes", "i loro appunti")
	w.follow(editor, w.press(editor, path, theirs, "fai", "appunti"))
	mine.Set("notes", "i miei appunti")
	mine.Set("kind", "decisione")
	mine.Set("text", "Si fa")
	clash := w.press(editor, path, mine, "fai", "aggiungi")
	if clash.Code != http.StatusPreconditionFailed || !strings.Contains(clash.mainText(), "i loro appunti") {
		t.Fatalf("%d: %s", clash.Code, clash.mainText())
	}
	form := clash.theForm(t)
	if form.Get("notes") != "i miei appunti" || form.Get("notes_was") != "i loro appunti" || form.Get("text") != "" {
		t.Errorf("the form comes back with %v", form)
	}
	if len(w.meeting(m.ID).Decisions) != 1 {
		t.Error("the decision was held up by the notes")
	}
	form.Set("notes", "i loro appunti e i miei")
	w.follow(editor, w.press(editor, path, form, "fai", "aggiungi"))
	if got := w.staff().Notes[m.ID][0].Text; got != "i loro appunti e i miei" || len(w.meeting(m.ID).Decisions) != 1 {
		t.Errorf("in the end the notes are %q, with %d decisions", got, len(w.meeting(m.ID).Decisions))
	}
}

// A date moves because the meeting decided so: the milestone says it, and the meeting.
func TestAMeetingMovesADate(t *testing.T) {
	w := newWorld(t)
	m := w.planned(0, "Uno")
	path := meetingPath(m)
	milestone := ""
	for _, b := range w.get(editor, path).page.All(atom.Button) {
		if dom.Attr(b, "name") == "sposta" {
			milestone = dom.Attr(b, "value")
			break
		}
	}
	if milestone == "" {
		t.Fatal("no milestone of tributi can be moved")
	}
	move := w.follow(editor, w.press(editor, path, w.get(editor, path).theForm(t), "sposta", milestone))
	form := move.theForm(t)
	address := path + "/date/" + milestone
	form.Set("due_on", "2027-12-15")
	w.post(editor, address, form).refusedAt(t, http.StatusUnprocessableEntity, "reason", "il motivo è pubblico")
	form.Set("reason", "La gara è andata deserta")
	before := w.milestone(milestone).Status.DueOn
	page := w.follow(editor, w.post(editor, address, form))
	last := w.milestone(milestone).Updates[0]
	if last.DecidedIn != m.ID || last.After.DueOn.String() != "2027-12-15" {
		t.Errorf("the update: %+v", last)
	}
	text := page.mainText()
	if !strings.Contains(text, "Le date che ha spostato") || !strings.Contains(text, milestone) || !strings.Contains(text, "15 dicembre 2027") || before.IsZero() {
		t.Errorf("the meeting does not say so: %s", text)
	}
}

// After: the minutes are corrected, looked at, approved and published; an approved text that
// changes has to be approved again.
func TestMinutes(t *testing.T) {
	w := newWorld(t)
	m := w.planned(-1, "Uno", func(m *plan.Meeting) { m.State, m.Published = plan.MeetingHeld, false })
	path := meetingPath(m) + "/verbale"
	form := w.get(editor, path).theForm(t)
	form.Set("minutes", "## Uno\n\nTutto **bene** <script>alert(1)</script>")
	look := w.press(editor, path, form, "fai", "anteprima")
	if preview := look.page.ByID("anteprima"); !strings.Contains(dom.Text(preview), "Tutto bene") || strings.Contains(look.Body.String(), "<script>alert") {
		t.Errorf("the preview: %s", dom.Text(preview))
	}
	if w.staff().Drafts[m.ID] != "" {
		t.Error("a look has saved it")
	}
	form = look.theForm(t)
	w.follow(editor, w.press(editor, path, form, "fai", "salva"))
	stale := w.press(editor, path, form, "fai", "approva")
	if stale.Code != http.StatusSeeOther { // the same text again: nobody is in the way
		if stale.Code != http.StatusPreconditionFailed {
			t.Errorf("%d", stale.Code)
		}
	}
	form = w.get(editor, path).theForm(t)
	page := w.follow(editor, w.press(editor, path, form, "fai", "approva"))
	if !strings.Contains(page.mainText(), "Verbale approvato.") || w.meeting(m.ID).Minutes == "" {
		t.Errorf("approved: %s", page.mainText())
	}
	public := func() string {
		p, _, err := w.boards.Public(t.Context(), ente, plan.Date{})
		w.must(err)
		if shown, ok := p.Meeting(m.ID); ok {
			return "shown: " + shown.Minutes
		}
		return "not shown"
	}
	if public() != "not shown" {
		t.Error(public())
	}
	w.follow(editor, w.press(editor, path, page.theForm(t), "fai", "pubblica"))
	if !strings.Contains(public(), "Tutto **bene**") {
		t.Error(public())
	}
	form = w.get(editor, path).theForm(t)
	other := w.get(editor, path).theForm(t)
	form.Set("minutes", form.Get("minutes")+"\n\nUn’aggiunta.")
	w.follow(editor, w.press(editor, path, form, "fai", "salva"))
	if public() != "shown: " {
		t.Errorf("a text that nobody approved is %s", public())
	}
	other.Set("minutes", "tutt’altro")
	clash := w.press(editor, path, other, "fai", "salva")
	if clash.Code != http.StatusPreconditionFailed || !strings.Contains(clash.mainText(), "Un’aggiunta.") || clash.theForm(t).Get("minutes") != "tutt’altro" {
		t.Errorf("%d: %s", clash.Code, clash.mainText())
	}
	again := w.press(editor, path, clash.theForm(t), "fai", "bozza")
	if !strings.Contains(again.mainText(), "non è ancora salvata") || !strings.Contains(again.theForm(t).Get("minutes"), "## 1. Uno") {
		t.Errorf("a draft made anew: %s", again.mainText())
	}
	if w.post(viewer, path, form).Code != http.StatusForbidden {
		t.Error("a reader may write minutes")
	}
}

func TestEntriesAreChangedAndTakenOut(t *testing.T) {
	w := newWorld(t)
	m := w.planned(0, "Uno\nDue")
	decision, err := w.tracker.AddDecision(by(editor), ente, m.ID, plan.Decision{Text: "Si fa", Point: 1})
	w.must(err)
	action, err := w.tracker.CreateAction(by(editor), ente, plan.Action{Meeting: m.ID, Title: "Scrivere", Office: "tributi", DueOn: w.clock.Today().AddDays(7), Point: 1})
	w.must(err)
	path := meetingPath(m) + "/voci/"
	form := w.get(editor, path+action.ID).theForm(t)
	form.Set("decision", decision.ID)
	form.Set("point", "2")
	form.Set("text", "Scrivere meglio")
	w.follow(editor, w.post(editor, path+action.ID, form))
	if a, _ := w.staff().Action(action.ID); a.Decision != decision.ID || a.Point != 2 || a.Title != "Scrivere meglio" {
		t.Errorf("the action: %+v", a)
	}
	if stale := w.post(editor, path+action.ID, form); stale.Code != http.StatusSeeOther { // the same form again writes once
		t.Errorf("again: %d", stale.Code)
	}
	form.Set("text", "Un’altra cosa")
	if stale := w.post(editor, path+action.ID, form); stale.Code != http.StatusPreconditionFailed || stale.theForm(t).Get("text") != "Un’altra cosa" ||
		!strings.Contains(stale.mainText(), "Scrivere meglio") {
		t.Errorf("an older form: %d %s", stale.Code, stale.mainText())
	}
	d := w.get(editor, path+decision.ID).theForm(t)
	d.Set("text", "")
	w.post(editor, path+decision.ID, d).refusedAt(t, http.StatusUnprocessableEntity, "text", "Serve un valore")
	w.follow(editor, w.press(editor, path+decision.ID, d, "passo", "togli"))
	if len(w.meeting(m.ID).Decisions) != 0 {
		t.Error("the decision is still there")
	}
	if w.get(editor, path+decision.ID).Code != http.StatusNotFound || w.get(editor, path+"nessuna").Code != http.StatusNotFound {
		t.Error("an entry that is not there has a page")
	}
}
