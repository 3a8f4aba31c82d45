package desk_test

import (
	"fmt"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// sampleOfAReport is a plan with a report on 6 November, and what happened after it.
func sampleOfAReport(t *testing.T) (s *script, since desk.Since) {
	t.Helper()
	s = newScript()
	s.objective("OB-01", "")
	s.objective("OB-02", plan.ObjectiveSuspended)
	for n := range 6 {
		s.milestone(fmt.Sprintf("OB-01.%d", n+1), status(inProgress, 60, "2026-12-01"))
	}
	s.milestone("OB-01.7", status(blocked, 10, "2027-06-30"))
	s.milestone("OB-02.1", status(inProgress, 60, "2026-10-01"))
	s.report("OB-01.1", "2026-11-02", done("2026-12-01", "2026-11-02"), "") // in the report already
	s.report("OB-01.2", "2026-11-03", status(inProgress, 60, "2026-11-10"), "")
	s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-11-05"), Decisions: []plan.Decision{{Text: "prima"}}})

	then := s.staff(t, "2026-11-06")
	since = desk.SinceBriefing(plan.Briefing{On: day("2026-11-06"), Shown: then.Revision, Standings: desk.StandingsOf(&then.Content)})

	onTheDay := s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-11-06"), Decisions: []plan.Decision{{Text: "lo stesso giorno"}}})
	s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-11-12"), Decisions: []plan.Decision{{Text: "dopo"}}})
	s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-11-13")}) // nothing was decided
	s.meeting(plan.Meeting{State: plan.MeetingScheduled, HeldOn: day("2026-12-02"), Title: "presto"})
	s.meeting(plan.Meeting{State: plan.MeetingScheduled, HeldOn: day("2027-12-02"), Title: "tra un anno"})
	s.action(plan.Action{Meeting: onTheDay, Title: "scaduta", Office: "anagrafe", DueOn: day("2026-11-19")})
	s.action(plan.Action{Meeting: onTheDay, Title: "tra poco", Office: "anagrafe", DueOn: day("2026-12-20")})
	s.action(plan.Action{Meeting: onTheDay, Title: "più in là", Office: "anagrafe", DueOn: day("2026-12-21")})

	// Recorded after the report about a day before it: news all the same.
	s.update("OB-01.3", "2026-11-04", plan.Update{After: done("2026-12-01", "2026-11-04"), RecordedAt: s.at(day("2026-11-09"))})
	closing := s.report("OB-01.4", "2026-11-10", done("2026-12-01", "2026-11-10"), "")
	s.review(closing, "2026-11-11", plan.VerdictConfirmed, "")
	s.update("OB-01.5", "2026-11-12", plan.Update{After: status(inProgress, 60, "2027-02-28"), Reason: "gara deserta"})
	asked := s.report("OB-01.2", "2026-11-13", status(inProgress, 65, "2026-11-10"), "Aspettiamo il fornitore.")
	s.review(asked, "2026-11-14", plan.VerdictQuestioned, "Fino a quando?")
	return s, since
}

func TestBriefingOf(t *testing.T) {
	s, since := sampleOfAReport(t)
	b := desk.BriefingOf(s.staff(t, today), since)

	same(t, "day", b.Day, day(today))
	same(t, "done", ids(b.Done, func(r desk.Reached) string { return r.Milestone.ID + ":" + string(r.Verdict) }), "OB-01.3: OB-01.4:confirmed")
	same(t, "moved", ids(b.Moved, func(s board.Slippage) string { return fmt.Sprintf("%s:%d:%s", s.Milestone, s.Days, s.Reason) }), "OB-01.5:89:gara deserta")
	same(t, "late", ids(b.Late, func(d desk.Delayed) string { return fmt.Sprintf("%s:%s:%t", d.Milestone.ID, d.Why, d.Asked) }), "OB-01.2:Aspettiamo il fornitore.:true")
	same(t, "blocked", ids(b.Blocked, func(d desk.Delayed) string { return d.Milestone.ID }), "OB-01.7")
	same(t, "decided", ids(b.Decided, func(m *board.Meeting) string { return m.Decisions[0].Text }), "lo stesso giorno dopo")
	same(t, "next", milestoneIDs(b.Next), "OB-01.6")
	same(t, "meetings to come", ids(b.Meetings, func(m *board.Meeting) string { return m.Title }), "presto")
	same(t, "actions", ids(b.Actions, func(a *board.Action) string { return a.Title }), "tra poco")
	same(t, "actions past their date", ids(b.Overdue, func(a *board.Action) string { return a.Title }), "scaduta")
	points, ok := b.Whole.Moved()
	same(t, "how far it went on", fmt.Sprint(b.Whole.Before.Shown, b.Whole.Now.Shown, points, ok), "58 70 12 true")
	same(t, "horizons", ids(b.Horizons, func(p desk.Progressed) string { return fmt.Sprint(p.Horizon, p.Now.Shown) }), "short70")
	same(t, "off course", ids(b.OffCourse, func(t desk.Turn) string { return t.Objective.Code }), "")
}

// TestTheFirstBriefing tells everything, and from a day what took effect after it.
func TestTheFirstBriefing(t *testing.T) {
	s, _ := sampleOfAReport(t)
	reached := func(r desk.Reached) string { return r.Milestone.ID }
	first := desk.BriefingOf(s.staff(t, today), desk.Since{})
	same(t, "done ever", ids(first.Done, reached), "OB-01.1 OB-01.3 OB-01.4")
	same(t, "decided ever", len(first.Decided), 3)
	_, ok := first.Whole.Moved()
	same(t, "nobody knows how far it was", ok, false)

	before := s.staff(t, "2026-11-06")
	fromDay := desk.BriefingOf(s.staff(t, today), desk.SinceDay(&before.Content))
	same(t, "done after the day", ids(fromDay.Done, reached), "OB-01.4")
	same(t, "decided after the day", len(fromDay.Decided), 1)
	points, _ := fromDay.Whole.Moved()
	same(t, "how far it went on since", points, 6)
}

// TestWhatIsDoneTwiceIsDoneOnce: a milestone that was open again is told when it is done
// for good, and not while it is open.
func TestWhatIsDoneTwiceIsDoneOnce(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	s.milestone("OB-01.1", status(inProgress, 60, "2026-12-01"))
	s.milestone("OB-01.2", done("2026-10-01", "2026-10-01")) // added as done: nobody reported it
	s.report("OB-01.1", "2026-11-02", done("2026-12-01", "2026-11-02"), "")
	s.report("OB-01.1", "2026-11-03", status(inProgress, 80, "2026-12-01"), "")
	same(t, "while it is open again", len(desk.BriefingOf(s.staff(t, today), desk.Since{}).Done), 0)
	s.report("OB-01.1", "2026-11-05", done("2026-12-01", "2026-11-05"), "")
	s.report("OB-01.1", "2026-11-06", done("2026-12-01", "2026-11-05"), "Allegato il verbale.")
	same(t, "once it is done", len(desk.BriefingOf(s.staff(t, today), desk.Since{}).Done), 1)
	since := desk.Since{Day: day("2026-11-05")}
	same(t, "not because of what was added to it since", len(desk.BriefingOf(s.staff(t, today), since).Done), 0)
}
