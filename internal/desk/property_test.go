package desk_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// draw makes a plan to which anything happened over the year.
func draw(t *rapid.T) *script {
	s := newScript()
	offices := []string{"anagrafe", "cultura", "tributi"}
	drawDay := func(label string) string {
		return day("2026-01-02").AddDays(rapid.IntRange(0, 322).Draw(t, label)).String()
	}
	drawStatus := func() plan.MilestoneStatus {
		st := plan.MilestoneStatus{
			Office: rapid.SampledFrom(offices).Draw(t, "office"), Weight: float64(rapid.IntRange(1, 5).Draw(t, "weight")),
			State: rapid.SampledFrom(plan.MilestoneStates).Draw(t, "state"), Percent: rapid.IntRange(0, 99).Draw(t, "percent"),
		}
		if rapid.IntRange(0, 4).Draw(t, "dated") > 0 {
			st.DueOn = day(drawDay("due")).AddDays(60)
		}
		if st.State == plan.MilestoneDone {
			st.Percent, st.CompletedOn, st.Evidence = 100, day(drawDay("completed")), plan.Evidence{Note: "fatto"}
		}
		return st
	}
	for _, code := range []string{"OB-01", "OB-02", "OB-03"} {
		s.objective(code, rapid.SampledFrom(append(slices.Clone(plan.ObjectiveStates), plan.ObjectiveActive)).Draw(t, "objective"))
		s.milestone(code+".1", drawStatus())
		s.milestone(code+".2", drawStatus())
	}
	for range rapid.IntRange(0, 20).Draw(t, "writes") {
		if n := len(s.rows.Updates); rapid.IntRange(0, 2).Draw(t, "what") == 0 {
			u := s.rows.Updates[rapid.IntRange(0, n-1).Draw(t, "update")]
			if u.Kind != plan.UpdateAdded {
				s.review(u.ID, drawDay("reviewed"), rapid.SampledFrom([]plan.Verdict{plan.VerdictConfirmed, plan.VerdictQuestioned}).Draw(t, "verdict"), "nota")
			}
			continue
		}
		m := rapid.SampledFrom(s.rows.Milestones).Draw(t, "milestone")
		u := plan.Update{After: drawStatus(), Note: rapid.SampledFrom([]string{"", "nota"}).Draw(t, "note")}
		if rapid.IntRange(0, 4).Draw(t, "revised") == 0 {
			u.Kind = plan.UpdateRevised
		}
		s.update(m.ID(), drawDay("effective"), u)
	}
	return s
}

// TestLawsOfTheDesk holds the lists against the board on any plan.
func TestLawsOfTheDesk(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := draw(rt)
		staff := s.staff(t, today)
		lawOfTheQueue(rt, staff)
		lawOfTheEffect(rt, staff)
		lawOfTheGroups(rt, staff)
		before := s.staff(t, "2026-06-30")
		lawOfTheCourse(rt, desk.StandingsOf(&before.Content), &staff.Content)
	})
}

// lawOfTheQueue: what was reported and has no verdict waits, once, and nothing else;
// heavier updates come first.
func lawOfTheQueue(t *rapid.T, s *board.Staff) {
	waiting := map[string]int{}
	queue := desk.ReviewQueue(s)
	for i, w := range queue {
		waiting[w.Update.ID]++
		if i > 0 && slices.Index(desk.Weights, queue[i-1].Weight) > slices.Index(desk.Weights, w.Weight) {
			t.Fatalf("%s comes before %s", queue[i-1].Weight, w.Weight)
		}
	}
	n := 0
	for _, o := range s.Objectives {
		for _, m := range o.Milestones {
			n += desk.WaitingOf(m)
			for _, u := range m.Updates {
				_, reviewed := s.Reviews[u.ID]
				if wants := u.Kind == plan.UpdateReported && !reviewed; (waiting[u.ID] == 1) != wants {
					t.Fatalf("update %s (%s, reviewed %t) is %d times in the queue", u.ID, u.Kind, reviewed, waiting[u.ID])
				}
			}
		}
	}
	if n != len(queue) {
		t.Fatalf("%d updates wait by milestone, %d in the queue", n, len(queue))
	}
}

// lawOfTheEffect: what the last update of a milestone left is what the board shows.
func lawOfTheEffect(t *rapid.T, s *board.Staff) {
	for _, o := range s.Objectives {
		for _, m := range o.Milestones {
			if len(m.Updates) == 0 {
				continue
			}
			e, ok := desk.EffectOf(&s.Content, m.Updates[0])
			if !ok || !equal(e.After.Actual, o.Figures.Actual) || !equal(e.After.Planned, o.Figures.Planned) ||
				e.After.Shown != o.Figures.Shown || e.After.Health != o.Figures.Health {
				t.Fatalf("%s after its last update: %+v, on the board: %+v", m.ID, e.After, o.Figures)
			}
			if desk.NothingNew(m.Updates[0]) && !equal(e.Before.Actual, e.After.Actual) {
				t.Fatalf("nothing new about %s moved its objective", m.ID)
			}
		}
	}
}

// lawOfTheGroups: every milestone of an office is in exactly one group of its list.
func lawOfTheGroups(t *rapid.T, s *board.Staff) {
	for _, office := range s.Offices {
		l := desk.ListOf(&s.Content, office.Code)
		n := map[string]int{}
		for _, group := range [][]*board.Milestone{l.Overdue, l.Soon, l.Further, l.Undated, l.Done, l.Resting, l.Cancelled} {
			for _, m := range group {
				n[m.ID]++
			}
		}
		for _, m := range office.Milestones {
			if n[m.ID] != 1 {
				t.Fatalf("%s is %d times in the list of %s", m.ID, n[m.ID], office.Code)
			}
			delete(n, m.ID)
		}
		if len(n) > 0 {
			t.Fatalf("the list of %s has what is not its own: %v", office.Code, n)
		}
		if got, want := milestoneIDs(desk.Overdue(&s.Content, office.Code)), milestoneIDs(l.Overdue); got != want {
			t.Fatalf("overdue: %q in the list, %q by itself", want, got)
		}
	}
}

// lawOfTheCourse: nothing is off course and back on it at once.
func lawOfTheCourse(t *rapid.T, before plan.Standings, now *board.Content) {
	back := map[*board.Objective]bool{}
	for _, turn := range desk.BackOnCourse(before, now) {
		back[turn.Objective] = true
	}
	for _, turn := range desk.OffCourse(before, now) {
		if back[turn.Objective] {
			t.Fatalf("off course and back on it at once: %+v", turn)
		}
	}
}

func equal(a, b *float64) bool {
	return (a == nil) == (b == nil) && (a == nil || *a == *b)
}
