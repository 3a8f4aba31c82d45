package desk_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestEffectOf(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	heavy := status(inProgress, 80, "2026-10-31")
	heavy.Weight = 3
	closed := done("2026-10-31", "2026-11-17")
	closed.Weight = 3
	s.milestone("OB-01.1", heavy)
	s.milestone("OB-01.2", status(inProgress, 20, "2026-12-31"))
	s.report("OB-01.1", "2026-11-17", closed, "")
	s.report("OB-01.2", "2026-11-18", status(inProgress, 40, "2026-12-31"), "")
	s.report("OB-01.2", "2026-11-19", status(inProgress, 60, "2026-12-31"), "")

	staff := s.staff(t, today)
	first, _ := staff.Milestone("OB-01.1")
	second, _ := staff.Milestone("OB-01.2")
	cases := []struct {
		name          string
		update        *board.Update
		before, after int
	}{
		{"done", first.Updates[0], 75, 90},           // (3 × 0.80 + 0.60) / 4, (3 + 0.60) / 4
		{"the last step", second.Updates[0], 85, 90}, // (3 + 0.40) / 4
		{"a step superseded by now", second.Updates[1], 80, 85},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, ok := desk.EffectOf(&staff.Content, c.update)
			same(t, "in the plan", ok, true)
			same(t, "before", e.Before.Shown, c.before)
			same(t, "after", e.After.Shown, c.after)
			same(t, "planned", e.After.ShownPlanned, e.Before.ShownPlanned)
		})
	}
	for _, gone := range []board.Update{{Objective: "OB-09", Milestone: "OB-09.1"}, {Objective: "OB-01", Milestone: "OB-01.9"}} {
		if _, ok := desk.EffectOf(&staff.Content, &gone); ok {
			t.Errorf("%s is not in the plan and has no effect", gone.Milestone)
		}
	}
}

func TestPlannedPercent(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "") // begins on 2026-01-01
	s.milestone("OB-01.1", status(inProgress, 10, "2027-11-20"))
	late := status(inProgress, 10, "2026-11-19")
	late.StartOn = day("2026-11-01")
	s.milestone("OB-01.2", late)
	s.milestone("OB-01.3", status(inProgress, 10, ""))
	soon := status(planned, 0, "2026-11-23")
	soon.StartOn = day("2026-11-13")
	s.milestone("OB-01.4", soon)
	ahead := status(planned, 0, "2026-12-31")
	ahead.StartOn = day("2026-12-01")
	s.milestone("OB-01.5", ahead)
	staff := s.staff(t, today)
	for id, want := range map[string]int{"OB-01.1": 46, "OB-01.2": 100, "OB-01.3": -1, "OB-01.4": 70, "OB-01.5": 0} {
		m, _ := staff.Milestone(id)
		same(t, id, desk.PlannedPercent(&staff.Content, m), want)
	}
	alone := &board.Milestone{Objective: "OB-09", BaselineDueOn: day("2026-11-19"), Status: plan.MilestoneStatus{DueOn: day("2026-11-19")}}
	same(t, "without its objective", desk.PlannedPercent(&staff.Content, alone), 100)
}
