package tracker_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// storedMeeting is a meeting's row.
func (e *ente) storedMeeting(id string) plan.Meeting {
	e.t.Helper()
	return find(e.t, e.changes(0).Meetings, func(m plan.Meeting) bool { return m.ID == id })
}

func (e *ente) patchMeeting(cmd tracker.ChangeMeeting) error {
	cmd.Organization = e.id
	_, err := e.tracker.ChangeMeeting(e.editor(), cmd)
	return err
}

func (e *ente) decided(meeting string, d plan.Decision) string {
	e.t.Helper()
	receipt, err := e.tracker.AddDecision(e.editor(), e.id, meeting, d)
	must(e.t, err)
	return receipt.ID
}

func texts(decisions []plan.Decision) string {
	var all []string
	for _, d := range decisions {
		all = append(all, d.Text)
	}
	return strings.Join(all, " ")
}

// A list of decisions that comes back keeps who they are: by their identifier, or by
// their text from whoever knows nothing of identifiers.
func TestDecisionsStayTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		id := e.meeting()
		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Decisions: opt([]plan.Decision{{Text: "uno"}, {Text: "due"}, {Text: "due"}})}))
		first := e.storedMeeting(id).Decisions
		if len(first) != 3 || first[0].ID == "" || first[1].ID == first[2].ID || first[0].Revision != e.revision() {
			t.Fatalf("new decisions: %+v", first)
		}
		if !slices.IsSortedFunc(first, func(a, b plan.Decision) int { return strings.Compare(a.ID, b.ID) }) {
			t.Errorf("the identifiers do not sort in the order of the decisions: %+v", first)
		}

		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Decisions: opt([]plan.Decision{
			{Text: "tre"}, {Text: "due"}, {ID: first[0].ID, Text: "uno, ma meglio"}, {Text: "due"},
		})}))
		second := e.storedMeeting(id).Decisions
		same(t, "the order is the given one", texts(second), "tre due uno, ma meglio due")
		if second[1] != first[1] || second[3] != first[2] {
			t.Errorf("those that did not change are %+v and %+v, were %+v", second[1], second[3], first[1:])
		}
		if second[2].ID != first[0].ID || second[2].Revision != e.revision() || second[0].Revision != e.revision() {
			t.Errorf("the changed one and the new one: %+v", second)
		}

		for name, list := range map[string][]plan.Decision{
			"unknown": {{ID: "00000000-0000-7000-8000-ffffffffffff", Text: "x"}},
			"unique":  {{ID: first[0].ID, Text: "x"}, {ID: first[0].ID, Text: "y"}},
		} {
			err := e.patchMeeting(tracker.ChangeMeeting{ID: id, Decisions: opt(list)})
			if !blames(err, "decisions[0].id", "decision.unknown") && !blames(err, "decisions[1].id", "list.unique") {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := e.tracker.CreateMeeting(e.editor(), e.id, plan.Meeting{Title: "x", HeldOn: w.clock.today(), Decisions: []plan.Decision{{ID: first[0].ID, Text: "x"}}})
		refusedField(t, "a decision of another meeting", err, "decisions[0].id", "decision.unknown")
	})
}

func TestDecisionsOneByOne(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		e.office("spare")
		id := e.meeting()
		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Agenda: opt("Primo\nSecondo")}))
		one := e.decided(id, plan.Decision{Text: "uno", Office: "spare", DueOn: w.clock.today().AddDays(7), Point: 2, Objective: "OB-01"})
		two := e.decided(id, plan.Decision{Text: "due"})
		m := e.storedMeeting(id)
		same(t, "both are there", texts(m.Decisions), "uno due")
		if !m.ChangedAt.Equal(w.clock.now()) {
			t.Errorf("changed at %s, want %s", m.ChangedAt, w.clock.now())
		}

		change := func(cmd tracker.ChangeDecision) error {
			cmd.Organization, cmd.Meeting = e.id, id
			_, err := e.tracker.ChangeDecision(e.editor(), cmd)
			return err
		}
		// Another's decision does not make a reader of this one stale.
		d, _ := m.Decision(one)
		must(t, change(tracker.ChangeDecision{ID: two, NoAction: opt(true)}))
		must(t, change(tracker.ChangeDecision{ID: one, IfRevision: d.Revision, Text: opt("uno, ma meglio")}))
		refused(t, "who has read an older one", change(tracker.ChangeDecision{ID: one, IfRevision: d.Revision, Text: opt("x")}), plan.KindStale)

		_, err := e.tracker.RemoveOffice(e.as(plan.RoleAdmin), e.id, "spare", 0)
		must(t, err)
		must(t, change(tracker.ChangeDecision{ID: one, DueOn: opt(plan.Date{})})) // its office may stay

		w.told.take()
		before := w.dump()
		add := func(d plan.Decision) error {
			_, err := e.tracker.AddDecision(e.editor(), e.id, id, d)
			return err
		}
		refusedField(t, "no text", add(plan.Decision{Text: " "}), "text", "required")
		refusedField(t, "no point of the agenda", add(plan.Decision{Text: "x", Point: 3}), "point", "agenda.point")
		refusedField(t, "an office that is gone", add(plan.Decision{Text: "x", Office: "spare"}), "office", "office.unknown")
		refusedField(t, "no objective", add(plan.Decision{Text: "x", Objective: "OB-09"}), "objective", "objective.unknown")
		refusedField(t, "no milestone", change(tracker.ChangeDecision{ID: two, Milestone: opt("OB-01.9")}), "milestone", "milestone.unknown")
		refused(t, "no such decision", change(tracker.ChangeDecision{ID: "x", Text: opt("x")}), plan.KindNotFound)
		refused(t, "no decision", change(tracker.ChangeDecision{Text: opt("x")}), plan.KindNotFound)
		_, err = e.tracker.AddDecision(e.editor(), e.id, "00000000-0000-7000-8000-ffffffffffff", plan.Decision{Text: "x"})
		refused(t, "no such meeting", err, plan.KindNotFound)
		w.untouched("decisions that cannot be", before)

		_, err = e.tracker.RemoveDecision(e.editor(), e.id, id, one, 0)
		must(t, err)
		same(t, "one is left", texts(e.storedMeeting(id).Decisions), "due")
		_, err = e.tracker.RemoveDecision(e.editor(), e.id, id, one, 0)
		refused(t, "removed twice", err, plan.KindNotFound)

		many := make([]plan.Decision, plan.MaxDecisions)
		for i := range many {
			many[i].Text = "x"
		}
		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Decisions: opt(many)}))
		refused(t, "one too many", add(plan.Decision{Text: "x"}), plan.KindConflict)
	})
}

// An action follows a decision of its own meeting, and belongs to a point of its agenda.
func TestActionsFollowDecisions(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		id, other := e.meeting(), e.meeting()
		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Agenda: opt("Primo\nSecondo")}))
		d, elsewhere := e.decided(id, plan.Decision{Text: "uno"}), e.decided(other, plan.Decision{Text: "altrove"})
		ask := func(a plan.Action) (tracker.Receipt, error) {
			a.Meeting, a.Title, a.Office, a.DueOn = id, "Scrivere", "tributi", w.clock.today()
			return e.tracker.CreateAction(e.editor(), e.id, a)
		}
		_, err := ask(plan.Action{Decision: elsewhere})
		refusedField(t, "another meeting's decision", err, "decision", "decision.unknown")
		_, err = ask(plan.Action{Point: 3})
		refusedField(t, "no point of the agenda", err, "point", "agenda.point")
		receipt, err := ask(plan.Action{Decision: d, Point: 2})
		must(t, err)

		_, err = e.tracker.RemoveDecision(e.editor(), e.id, id, d, 0)
		must(t, err)
		// It can still be changed, though not made to follow what is not there.
		change := func(cmd tracker.ChangeAction) error {
			cmd.Organization, cmd.ID = e.id, receipt.ID
			_, err := e.tracker.ChangeAction(e.editor(), cmd)
			return err
		}
		must(t, change(tracker.ChangeAction{Title: opt("Scrivere meglio")}))
		must(t, change(tracker.ChangeAction{Decision: opt("")}))
		refusedField(t, "a decision that is gone", change(tracker.ChangeAction{Decision: opt(d)}), "decision", "decision.unknown")
		must(t, change(tracker.ChangeAction{Point: opt(0)}))
	})
}

// What was written under a point stays with it.
func TestTheAgendaIsReworded(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		id := e.meeting()
		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Agenda: opt("1. Primo\n2. Secondo\n3. Terzo"), Notes: opt([]plan.PointNotes{
			{Point: 1, Text: "del primo"}, {Point: 2, Text: "del secondo", Handled: true}, {Point: 3},
		})}))
		e.decided(id, plan.Decision{Text: "uno", Point: 2})
		receipt, err := e.tracker.CreateAction(e.editor(), e.id, plan.Action{Meeting: id, Title: "x", Office: "tributi", DueOn: w.clock.today(), Point: 3})
		must(t, err)
		if n := e.storedMeeting(id).Notes; len(n) != 2 {
			t.Errorf("a note that says nothing is kept: %+v", n)
		}

		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Agenda: opt("Secondo\nTerzo, meglio")}))
		m := e.storedMeeting(id)
		if want := []plan.PointNotes{{Text: "del primo"}, {Point: 1, Text: "del secondo", Handled: true}}; !slices.Equal(m.Notes, want) {
			t.Errorf("the notes are %+v, want %+v", m.Notes, want)
		}
		same(t, "the decision's point", m.Decisions[0].Point, 1)
		a := find(t, e.changes(0).Actions, func(a plan.Action) bool { return a.ID == receipt.ID })
		same(t, "the action's point", a.Point, 2)
		same(t, "the action's revision", a.Revision, m.Revision)

		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Agenda: opt("")}))
		m = e.storedMeeting(id)
		if want := []plan.PointNotes{{Text: "del primo\ndel secondo"}}; !slices.Equal(m.Notes, want) {
			t.Errorf("the notes of an agenda that is gone are %+v, want %+v", m.Notes, want)
		}
	})
}

// Two who note different points do not disturb each other; of the same point the second
// is told.
func TestNotesOfAPoint(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		id := e.meeting()
		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: id, Agenda: opt("Primo\nSecondo")}))
		write := func(point int, was, text string) error {
			_, err := e.tracker.WriteNotes(e.editor(), tracker.WriteNotes{Organization: e.id, Meeting: id, Point: point, Was: opt(was), Text: opt(text)})
			return err
		}
		must(t, write(2, "", "due"))
		must(t, write(1, "", "uno"))
		must(t, write(2, "due", "due e mezzo"))
		refused(t, "of the same point", write(2, "due", "altro"), plan.KindStale)
		refusedField(t, "of no point", write(3, "", "x"), "notes[2].point", "agenda.point")
		_, err := e.tracker.WriteNotes(e.editor(), tracker.WriteNotes{Organization: e.id, Meeting: id, Point: 1, Handled: opt(true)})
		must(t, err)
		want := []plan.PointNotes{{Point: 1, Text: "uno", Handled: true}, {Point: 2, Text: "due e mezzo"}}
		if got := e.storedMeeting(id).Notes; !slices.Equal(got, want) {
			t.Errorf("the notes are %+v, want %+v", got, want)
		}
		must(t, write(2, "due e mezzo", ""))
		if got := e.storedMeeting(id).Notes; len(got) != 1 {
			t.Errorf("an empty note is kept: %+v", got)
		}
	})
}

func TestPlanMeetings(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.office("anagrafe")
		e.office("removed")
		_, err := e.tracker.RemoveOffice(e.as(plan.RoleAdmin), e.id, "removed", 0)
		must(t, err)
		receipt, err := e.tracker.CreateMeeting(e.editor(), e.id, plan.Meeting{Title: "x", HeldOn: w.clock.today().AddDays(30), Offices: []string{"cultura"}})
		must(t, err)
		has := receipt.ID
		series := plan.Series{From: w.clock.today(), Weekdays: []time.Weekday{time.Monday}, StartsAt: "10:00", Agenda: "Uno"}

		w.told.take()
		before := w.dump()
		preview, err := e.tracker.PreviewMeetings(e.editor(), e.id, series)
		must(t, err)
		if len(preview.Meetings) != 2 || len(preview.Offices) != 1 || preview.Offices[0].Office != "cultura" || preview.Offices[0].Meeting.ID != has {
			t.Fatalf("the preview: %+v", preview)
		}
		_, err = e.tracker.PreviewMeetings(e.as(plan.RoleViewer), e.id, series)
		refused(t, "a preview for who may not plan", err, plan.KindForbidden)
		for name, bad := range map[string]plan.Series{
			"offices[0] office.unknown":      {From: series.From, StartsAt: "10:00", Offices: []string{"removed"}},
			"starts_at required":             {From: series.From},
			"from date.past":                 {From: series.From.AddDays(-1), StartsAt: "10:00"},
			"offices series.nothing":         {From: series.From, StartsAt: "10:00", Offices: []string{"cultura"}},
			"participants[0].office unknown": {From: series.From, StartsAt: "10:00", Participants: []plan.Participant{{Role: "x", Office: "nessuno"}}},
		} {
			field, rule, _ := strings.Cut(name, " ")
			_, err := e.tracker.PlanMeetings(e.editor(), e.id, bad)
			if rule == "unknown" {
				rule = "office.unknown"
			}
			refusedField(t, name, err, field, rule)
		}
		w.untouched("previews and refusals", before)

		once := tracker.WithIdempotencyKey(e.editor(), "form-1", "x")
		receipt, err = e.tracker.PlanMeetings(once, e.id, series)
		must(t, err)
		again, err := e.tracker.PlanMeetings(once, e.id, series)
		must(t, err)
		if again.ID != receipt.ID || !again.Replayed {
			t.Errorf("the form sent twice: %+v, then %+v", receipt, again)
		}
		var planned []plan.Meeting
		for _, m := range e.changes(0).Meetings {
			if m.Series == receipt.ID {
				planned = append(planned, m)
			}
		}
		if len(planned) != 2 {
			t.Fatalf("%d meetings are of the series", len(planned))
		}
		for i, m := range planned {
			want := preview.Meetings[i]
			if m.HeldOn != want.HeldOn || !slices.Equal(m.Offices, want.Offices) || m.Title != want.Title || m.Revision != receipt.Revision ||
				!m.ChangedAt.Equal(w.clock.now()) {
				t.Errorf("planned %+v, the preview said %+v", m, want)
			}
		}
		_, err = e.tracker.PlanMeetings(e.editor(), e.id, series)
		refusedField(t, "all have one now", err, "offices", "series.nothing")

		// A meeting keeps its series; nobody sets one.
		must(t, e.patchMeeting(tracker.ChangeMeeting{ID: planned[0].ID, State: opt(plan.MeetingCancelled)}))
		same(t, "the series of a changed meeting", e.storedMeeting(planned[0].ID).Series, receipt.ID)
		single, err := e.tracker.CreateMeeting(e.editor(), e.id, plan.Meeting{Title: "x", HeldOn: w.clock.today(), Series: receipt.ID})
		must(t, err)
		same(t, "the series of a meeting of its own", e.storedMeeting(single.ID).Series, "")
	})
}
