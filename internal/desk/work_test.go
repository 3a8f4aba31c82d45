package desk_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// Every milestone of the office is there once, in the group that it is listed in.
func TestTasksAreTheListInOneRow(t *testing.T) {
	staff := sampleOfDates().staff(t, today)
	var got []string
	for _, task := range desk.Tasks(staff, "anagrafe") {
		got = append(got, string(task.Group)+":"+task.Milestone.ID)
		if task.Objective == nil || task.Objective.Code != task.Milestone.Objective {
			t.Errorf("%s is of %v", task.Milestone.ID, task.Objective)
		}
	}
	same(t, "tasks", strings.Join(got, " "), "overdue:OB-01.2 overdue:OB-01.1 soon:OB-01.3 soon:OB-01.4 further:OB-01.5 "+
		"undated:OB-01.6 undated:OB-01.7 done:OB-01.9 done:OB-01.8 done:OB-04.2 resting:OB-02.1 resting:OB-03.1 "+
		"cancelled:OB-01.10 cancelled:OB-04.1")
	work := desk.WorkOf(staff, "anagrafe")
	same(t, "to see to", work.Open(), 7)
	same(t, "soon", len(work.Group(desk.GroupSoon)), 2)
	if task, ok := work.Task("OB-01.6"); !ok || task.Planned != -1 {
		t.Errorf("one without a date: %+v", task)
	}
	if _, ok := work.Task("OB-01.11"); ok {
		t.Error("another office's milestone is on the list")
	}
	if desk.WorkOf(staff, "none") != nil {
		t.Error("an office that there is not has work")
	}
}

func TestWhatATaskTells(t *testing.T) {
	going := status(inProgress, 40, "2026-12-31")
	cases := []struct {
		name             string
		then             func(s *script)
		waiting, open    int
		silent           bool
		last             string // note of what was recorded last
		nothingWasTold   bool
		answeredAltogeth int
	}{
		{name: "nothing since it was added", then: func(*script) {}, nothingWasTold: true},
		{name: "nothing new, today", then: func(s *script) { s.report("OB-01.1", today, going, "") }, waiting: 1, silent: true},
		{name: "nothing new, yesterday", then: func(s *script) { s.report("OB-01.1", "2026-11-19", going, "") }, waiting: 1},
		{name: "something new, today", then: func(s *script) { s.report("OB-01.1", today, going, "Due su tre.") }, waiting: 1, last: "Due su tre."},
		{name: "nothing new, then something", then: func(s *script) {
			s.report("OB-01.1", today, going, "")
			s.report("OB-01.1", today, going, "Anzi: due su tre.")
		}, waiting: 2, last: "Anzi: due su tre."},
		{name: "nothing new today, then something about last week", then: func(s *script) {
			s.report("OB-01.1", today, going, "")
			s.report("OB-01.1", "2026-11-12", going, "La settimana scorsa.")
		}, waiting: 2, last: "La settimana scorsa."},
		{name: "questioned", then: func(s *script) {
			s.review(s.report("OB-01.1", "2026-11-12", going, "Quasi."), "2026-11-13", plan.VerdictQuestioned, "Quanto?")
		}, open: 1, last: "Quasi."},
		{name: "questioned and answered", then: func(s *script) {
			s.review(s.report("OB-01.1", "2026-11-12", going, "Quasi."), "2026-11-13", plan.VerdictQuestioned, "Quanto?")
			s.report("OB-01.1", "2026-11-14", going, "Due su tre.")
		}, waiting: 1, last: "Due su tre.", answeredAltogeth: 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newScript()
			s.objective("OB-01", "")
			s.milestone("OB-01.1", going)
			c.then(s)
			work := desk.WorkOf(s.staff(t, today), "anagrafe")
			task, ok := work.Task("OB-01.1")
			if !ok {
				t.Fatal("it is not on the list")
			}
			same(t, "waiting", task.Waiting, c.waiting)
			same(t, "open questions", len(task.Questions), c.open)
			same(t, "open questions of the office", len(work.Questions), c.open)
			same(t, "answered", len(work.Answered), c.answeredAltogeth)
			same(t, "silent today", task.SilentToday(day(today)), c.silent)
			same(t, "nothing was told", task.Last == nil, c.nothingWasTold)
			if task.Last != nil {
				same(t, "last", task.Last.Note, c.last)
			}
		})
	}
}

func TestWorkBesideTheMilestones(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	s.objective("OB-02", plan.ObjectiveDraft)
	s.objective("OB-03", "")
	s.rows.Objectives[2].Terms.LeadOffice = "tributi"
	s.rows.ObjectiveChanges[2].Terms.LeadOffice = "tributi"
	s.rating("OB-01", plan.RatedByOffice, plan.ConfidenceAmber)
	meeting := s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-10-05"), Offices: []string{"anagrafe"}})
	ask := func(title, office, due string, state plan.ActionState, completed string) {
		s.action(plan.Action{Meeting: meeting, Title: title, Office: office, DueOn: day(due), State: state, CompletedOn: day(completed)})
	}
	ask("seconda", "anagrafe", "2026-12-11", plan.ActionOpen, "")
	ask("prima", "anagrafe", "2026-11-11", plan.ActionOpen, "")
	ask("di altri", "tributi", "2026-11-11", plan.ActionOpen, "")
	ask("fatta prima", "anagrafe", "2026-11-11", plan.ActionDone, "2026-10-20")
	ask("fatta dopo", "anagrafe", "2026-11-11", plan.ActionDone, "2026-11-02")
	ask("annullata", "anagrafe", "2026-11-11", plan.ActionCancelled, "")
	ask("fatta da altri", "tributi", "2026-11-11", plan.ActionDone, "2026-11-02")

	work := desk.WorkOf(s.staff(t, today), "anagrafe")
	title := func(a *board.Action) string { return a.Title }
	same(t, "asked", ids(work.Actions, title), "prima seconda")
	same(t, "done", ids(work.Completed, title), "fatta dopo fatta prima")
	same(t, "led", ids(work.Leads, func(p desk.RatingPair) string { return p.Objective.Code }), "OB-01")
	if work.Leads[0].Office == nil || work.Leads[0].Agreement != desk.RatingsMissing {
		t.Errorf("the rating of what it leads: %+v", work.Leads[0])
	}
	same(t, "milestones", len(work.Tasks), 0)
}
