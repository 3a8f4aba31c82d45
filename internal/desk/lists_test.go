package desk_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// sampleOfDates has a milestone of every sort; the day is 20 November 2026.
func sampleOfDates() *script {
	s := newScript()
	s.objective("OB-01", "")
	s.milestone("OB-01.1", status(inProgress, 50, "2026-11-19"))
	s.milestone("OB-01.2", status(blocked, 50, "2026-10-31"))
	s.milestone("OB-01.3", status(planned, 0, "2026-11-20"))
	s.milestone("OB-01.4", status(planned, 0, "2027-01-19"))
	s.milestone("OB-01.5", status(planned, 0, "2027-01-20"))
	s.milestone("OB-01.6", status(blocked, 0, ""))
	s.milestone("OB-01.7", status(planned, 0, ""))
	s.milestone("OB-01.8", done("2026-05-31", "2026-06-10"))
	s.milestone("OB-01.9", done("2026-05-31", "2026-06-12"))
	s.milestone("OB-01.10", status(cancelled, 20, "2026-05-31"))
	s.milestone("OB-01.11", owned("tributi", status(inProgress, 50, "2026-11-10")))
	s.objective("OB-02", plan.ObjectiveSuspended)
	s.milestone("OB-02.1", status(inProgress, 50, "2026-05-31"))
	s.objective("OB-03", plan.ObjectiveDraft)
	s.milestone("OB-03.1", status(planned, 0, "2026-12-01"))
	s.objective("OB-04", plan.ObjectiveCancelled)
	s.milestone("OB-04.1", status(inProgress, 50, "2026-05-31"))
	s.milestone("OB-04.2", done("2026-05-31", "2026-05-31"))
	// Heard of lately: all but OB-01.2 and OB-01.1, which was heard of a little later.
	s.report("OB-01.1", "2026-09-21", status(inProgress, 50, "2026-11-19"), "")
	s.report("OB-01.2", "2026-09-01", status(blocked, 50, "2026-10-31"), "")
	s.report("OB-01.11", "2026-11-01", owned("tributi", status(inProgress, 50, "2026-11-10")), "")
	for _, id := range []string{"OB-01.3", "OB-01.4", "OB-01.5", "OB-01.7"} {
		m := status(planned, 0, map[string]string{"OB-01.3": "2026-11-20", "OB-01.4": "2027-01-19", "OB-01.5": "2027-01-20"}[id])
		s.report(id, "2026-11-01", m, "")
	}
	s.report("OB-01.6", "2026-11-01", status(blocked, 0, ""), "")
	return s
}

func TestMilestoneLists(t *testing.T) {
	staff := sampleOfDates().staff(t, today)
	c := &staff.Content
	cases := []struct {
		name, want string
		got        []*board.Milestone
	}{
		{"under way", "OB-01.2 OB-01.1 OB-01.3 OB-01.4 OB-01.5 OB-01.6 OB-01.7", desk.UnderWay(c, "anagrafe")},
		{"overdue, longest first", "OB-01.2 OB-01.1", desk.Overdue(c, "anagrafe")},
		{"overdue of everybody", "OB-01.2 OB-01.11 OB-01.1", desk.Overdue(c, "")},
		{"overdue of another", "OB-01.11", desk.Overdue(c, "tributi")},
		{"overdue of an office that has none", "", desk.Overdue(c, "cultura")},
		{"due today", "OB-01.3", desk.DueWithin(c, "anagrafe", 0)},
		{"due within 60 days, the last one too", "OB-01.3 OB-01.4", desk.DueWithin(c, "", 60)},
		{"blocked", "OB-01.2 OB-01.6", desk.Blocked(c, "")},
		{"undated", "OB-01.6 OB-01.7", desk.Undated(c, "")},
		{"stale, longest first", "OB-01.2 OB-01.1", desk.Stale(c, "")},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) { same(t, "list", milestoneIDs(tc.got), tc.want) })
	}
}

func TestListOf(t *testing.T) {
	staff := sampleOfDates().staff(t, today)
	l := desk.ListOf(&staff.Content, "anagrafe")
	for _, g := range []struct {
		name, want string
		got        []*board.Milestone
	}{
		{"overdue", "OB-01.2 OB-01.1", l.Overdue},
		{"soon", "OB-01.3 OB-01.4", l.Soon},
		{"further", "OB-01.5", l.Further},
		{"undated", "OB-01.6 OB-01.7", l.Undated},
		{"done, the last completed first", "OB-01.9 OB-01.8 OB-04.2", l.Done},
		{"resting", "OB-02.1 OB-03.1", l.Resting},
		{"cancelled", "OB-01.10 OB-04.1", l.Cancelled},
	} {
		same(t, g.name, milestoneIDs(g.got), g.want)
	}
}

func TestActionLists(t *testing.T) {
	s := newScript()
	m := s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-10-01"), Offices: []string{"anagrafe"}})
	action := func(title, office, due string, state plan.ActionState) {
		a := plan.Action{Meeting: m, Title: title, Office: office, DueOn: day(due), State: state}
		if state == plan.ActionDone {
			a.CompletedOn = day("2026-10-20")
		}
		s.action(a)
	}
	action("soon", "anagrafe", "2026-11-27", plan.ActionOpen)
	action("today", "anagrafe", "2026-11-20", plan.ActionOpen)
	action("late", "anagrafe", "2026-11-19", plan.ActionOpen)
	action("later still", "tributi", "2026-10-31", plan.ActionOpen)
	action("done", "anagrafe", "2026-10-31", plan.ActionDone)
	action("given up", "anagrafe", "2026-10-31", plan.ActionCancelled)
	action("far", "anagrafe", "2027-11-27", plan.ActionOpen)
	staff := s.staff(t, today)
	c := &staff.Content
	for _, tc := range []struct {
		name, want string
		got        []*board.Action
	}{
		{"open", "late today soon far", desk.OpenActions(c, "anagrafe")},
		{"open of everybody", "later still late today soon far", desk.OpenActions(c, "")},
		{"overdue", "late", desk.OverdueActions(c, "anagrafe")},
		{"overdue of everybody", "later still late", desk.OverdueActions(c, "")},
		{"due within 7 days", "today soon", desk.ActionsDueWithin(c, "anagrafe", 7)},
		{"due within 6 days", "today", desk.ActionsDueWithin(c, "", 6)},
		{"none", "", desk.OpenActions(c, "cultura")},
	} {
		same(t, tc.name, ids(tc.got, func(a *board.Action) string { return a.Title }), tc.want)
	}
}
