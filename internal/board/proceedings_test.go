package board_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// A meeting that goes on is the staff's alone in all but its appointment.
func TestWhileAMeetingGoesOn(t *testing.T) {
	s := meetings()
	row := plan.Meeting{
		ID: "now", State: plan.MeetingScheduled, Published: true, Title: "In corso", Agenda: "Uno", InvitedOn: day("2026-04-01"),
		Participants: []plan.Participant{{Role: "Assessore", Attendance: plan.AttendancePresent}, {Role: "Tecnico", Attendance: plan.AttendanceAbsent}},
		Notes:        []plan.PointNotes{{Point: 1, Text: "appunti"}}, Minutes: "bozza",
		Decisions: []plan.Decision{{ID: "d1", Text: "si fa", Point: 1, Milestone: "OB-01.1"}},
	}
	s.meeting(row, "2026-04-15")
	s.action(plan.Action{ID: "of now", Meeting: "now", Office: "tributi", Title: "fare", Decision: "d1", Point: 1}, "2026-04-20")

	b := s.board(t, "2026-04-15", "2026-04-15")
	public, _ := b.Public().Meeting("now")
	if len(public.Decisions) != 0 || len(public.Actions) != 0 || public.Minutes != "" || public.InvitedOn != row.InvitedOn {
		t.Errorf("the public sees %+v", public)
	}
	if len(public.Participants) != 2 || public.Participants[0].Attendance != "" || public.Participants[1].Attendance != "" {
		t.Errorf("the public sees who is there: %+v", public.Participants)
	}
	if _, ok := b.Public().Action("of now"); ok {
		t.Error("the public sees an action of a meeting that goes on")
	}
	staff, _ := b.Staff().Meeting("now")
	if len(staff.Decisions) != 1 || len(staff.Actions) != 1 || staff.Actions[0].Decision != "d1" || staff.Actions[0].Point != 1 ||
		staff.Participants[1].Attendance != plan.AttendanceAbsent || b.Staff().Notes["now"][0].Text != "appunti" || b.Staff().Drafts["now"] != "bozza" {
		t.Errorf("the staff sees %+v", staff)
	}

	row.State = plan.MeetingHeld
	put(&s.rows.Meetings, row, func(m plan.Meeting) bool { return m.ID == row.ID })
	for i := range s.rows.Meetings {
		if s.rows.Meetings[i].ID == row.ID {
			s.rows.Meetings[i].HeldOn = day("2026-04-15")
		}
	}
	b = s.board(t, "2026-04-15", "2026-04-15")
	public, _ = b.Public().Meeting("now")
	if len(public.Decisions) != 1 || len(public.Actions) != 1 || public.Minutes != "" {
		t.Errorf("once it was held the public sees %+v", public)
	}
	if len(public.Participants) != 1 || public.Participants[0] != (plan.Participant{Role: "Assessore", Attendance: plan.AttendancePresent}) {
		t.Errorf("who took part: %+v", public.Participants)
	}
	// The day before the invitations had gone out, and nobody knew who would be there.
	b = s.board(t, "2026-03-31", "2026-04-15")
	public, _ = b.Public().Meeting("now")
	if public.State != plan.MeetingScheduled || len(public.Participants) != 2 || !public.InvitedOn.IsZero() {
		t.Errorf("before: %+v", public)
	}
}

func moves(c *board.Content, meeting string) string {
	m, ok := c.Meeting(meeting)
	if !ok {
		return "no such meeting"
	}
	var told []string
	for _, move := range c.Moves(m) {
		told = append(told, strings.Join([]string{move.Milestone, move.From.String(), move.To.String(), move.Reason}, " "))
	}
	return strings.Join(told, "; ")
}

// The dates that a meeting moved are told from its side too, to whoever sees both.
func TestDatesThatAMeetingMoved(t *testing.T) {
	s := meetings()
	held := func(id string) {
		s.meeting(plan.Meeting{ID: id, State: plan.MeetingHeld, Published: true, Decisions: []plan.Decision{
			{ID: id + "-a", Text: "si sposta", Milestone: "OB-01.1"}, {ID: id + "-b", Text: "altro", Milestone: "OB-02.1"}, {ID: id + "-c", Text: "niente"},
		}}, "2026-04-01")
	}
	held("m7")
	move := func(objective string, number int, on, due, in, reason string) {
		s.update(objective, number, on, on, plan.Update{After: status(plan.MilestonePlanned, 0, due), Reason: reason, DecidedIn: in})
	}
	move("OB-01", 1, "2026-04-02", "2026-08-31", "m7", "la gara")
	move("OB-01", 1, "2026-04-03", "2026-08-31", "m7", "non sposta niente")
	move("OB-01", 1, "2026-04-04", "2026-09-30", "m7", "di nuovo")
	move("OB-02", 1, "2026-04-05", "2026-10-31", "m7", "di una bozza")
	b := s.board(t, "2026-04-15", "2026-04-15")
	const shown = "OB-01.1 2026-07-31 2026-08-31 la gara; OB-01.1 2026-08-31 2026-09-30 di nuovo"
	if got := moves(&b.Public().Content, "m7"); got != shown {
		t.Errorf("the public is told %q", got)
	}
	if got := moves(&b.Staff().Content, "m7"); !strings.HasPrefix(got, shown+"; OB-02.1 ") || !strings.HasSuffix(got, " 2026-10-31 di una bozza") {
		t.Errorf("the staff is told %q", got)
	}
	if got := moves(&b.Staff().Content, "m3"); !strings.HasSuffix(got, "2026-07-31 deciso") {
		t.Errorf("what an unpublished meeting moved: %q", got)
	}
	if got := moves(&b.Staff().Content, "m1"); got != "" {
		t.Errorf("what a meeting that moved nothing moved: %q", got)
	}
	before := s.board(t, "2026-04-02", "2026-04-15")
	if got := moves(&before.Public().Content, "m7"); got != "OB-01.1 2026-07-31 2026-08-31 la gara" {
		t.Errorf("on the day of the first move: %q", got)
	}

	// Actions follow a decision, unless they were given up.
	s.action(plan.Action{ID: "dropped", Meeting: "m7", Office: "tributi", Decision: "m7-c", State: plan.ActionCancelled}, "2026-05-01")
	s.action(plan.Action{ID: "asked", Meeting: "m7", Office: "tributi", Decision: "m7-c"}, "2026-05-01")
	s.action(plan.Action{ID: "astray", Meeting: "m7", Office: "tributi", Decision: "gone"}, "2026-05-01")
	m7, _ := s.board(t, "2026-04-15", "2026-04-15").Staff().Meeting("m7")
	if got := ids(m7.ActionsAfter("m7-c"), actionID); got != "asked " || len(m7.ActionsAfter("gone")) != 0 || len(m7.ActionsAfter("")) != 0 {
		t.Errorf("after the decision come %q: %+v", got, m7.Actions)
	}
}

// Calendars are told for a while of meetings that were removed: that, and no more.
func TestMeetingsThatWereRemoved(t *testing.T) {
	s := meetings()
	remove := func(id string, published bool, on string) {
		s.meeting(plan.Meeting{ID: id, State: plan.MeetingScheduled, Published: published, Title: "segreto", RemovedOn: day(on)}, "2026-05-01")
	}
	remove("public", true, "2026-04-01")
	remove("unpublished", false, "2026-04-01")
	remove("long ago", true, "2026-02-01")
	withdrawn := func(list []board.Withdrawal) (ids string) {
		for _, w := range list {
			ids += w.ID + " "
		}
		return ids
	}
	b := s.board(t, "2026-04-15", "2026-04-15")
	if got := withdrawn(b.Public().Withdrawn); got != "public " {
		t.Errorf("the public is told of %q", got)
	}
	if got := withdrawn(b.Staff().Withdrawn); got != "public unpublished " {
		t.Errorf("the staff is told of %q", got)
	}
	if slices.ContainsFunc(b.Staff().Meetings, func(m *board.Meeting) bool { return m.Title == "segreto" }) {
		t.Error("a removed meeting is shown")
	}
	b = s.board(t, "2026-03-31", "2026-04-15")
	if got := withdrawn(b.Public().Withdrawn); got != "long ago " {
		t.Errorf("on the day before: %q", got)
	}
}
