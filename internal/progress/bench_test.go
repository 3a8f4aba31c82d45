package progress_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// bigPlan is an organization of n milestones, 50 to an objective, over 40 offices and
// four years, with every state; it is the same at every run.
func bigPlan(n int) (objectives []progress.Objective, offices []string, day plan.Date) {
	day = plan.NewDate(2026, time.June, 15)
	for i := range 40 {
		offices = append(offices, fmt.Sprintf("office-%02d", i))
	}
	states := []plan.MilestoneState{plan.MilestonePlanned, plan.MilestoneInProgress, plan.MilestoneDone, plan.MilestoneBlocked, plan.MilestoneDone, plan.MilestoneInProgress, plan.MilestoneCancelled}
	first := plan.NewDate(2024, time.January, 1)
	for i := 0; i < n; i += 50 {
		o := progress.Objective{
			Code: fmt.Sprintf("OB-%05d", i/50), State: plan.ObjectiveActive,
			Horizon: plan.Horizons[i/50%3], Weight: float64(1 + i/50%4),
		}
		for k := range min(50, n-i) {
			start := first.AddDays((i*7 + k*29) % 1200)
			m := progress.Milestone{
				ID: fmt.Sprintf("%s.%d", o.Code, k+1), Office: offices[(i/50+k/10)%len(offices)], Weight: float64(1 + k%5),
				StartOn: start, DueOn: start.AddDays(30 + (k*13)%300), State: states[(i+k)%len(states)], UpdatedOn: day.AddDays(-k * 3),
			}
			m.BaselineDueOn = m.DueOn
			switch m.State {
			case plan.MilestoneInProgress, plan.MilestoneBlocked:
				m.Percent = (k * 17) % 99
			case plan.MilestoneDone:
				m.Percent, m.CompletedOn = 100, plan.Earliest(m.DueOn, day)
			}
			o.Milestones = append(o.Milestones, m)
		}
		objectives = append(objectives, o)
	}
	return objectives, offices, day
}

var sizes = []int{2_000, 200_000}

// BenchmarkCompute is a new day: every figure from nothing.
func BenchmarkCompute(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("milestones=%d", n), func(b *testing.B) {
			objectives, offices, day := bigPlan(n)
			b.ReportAllocs()
			for b.Loop() {
				progress.Compute(objectives, offices, day, progress.Options{})
			}
		})
	}
}

// BenchmarkCombineAfterOneChange is a change: one objective anew, the others known.
func BenchmarkCombineAfterOneChange(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("milestones=%d", n), func(b *testing.B) {
			objectives, offices, day := bigPlan(n)
			figures := make([]progress.Figures, len(objectives))
			for i, o := range objectives {
				figures[i] = progress.OfObjective(o, day, progress.Options{})
			}
			b.ReportAllocs()
			for b.Loop() {
				figures[0] = progress.OfObjective(objectives[0], day, progress.Options{})
				progress.Combine(objectives, figures, offices, day, progress.Options{})
			}
		})
	}
}

// BenchmarkCombineAfterAnEarlierReport is the same with the report before the change.
func BenchmarkCombineAfterAnEarlierReport(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("milestones=%d", n), func(b *testing.B) {
			objectives, offices, day := bigPlan(n)
			figures := make([]progress.Figures, len(objectives))
			for i, o := range objectives {
				figures[i] = progress.OfObjective(o, day, progress.Options{})
			}
			report := progress.Combine(objectives, figures, offices, day, progress.Options{})
			b.ReportAllocs()
			for b.Loop() {
				figures[0] = progress.OfObjective(objectives[0], day, progress.Options{})
				report = progress.CombineAfter(report, objectives, figures, offices, day, progress.Options{})
			}
		})
	}
}

// BenchmarkPlannedCurve is the planned line of a chart with a point a day for four years.
func BenchmarkPlannedCurve(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("milestones=%d", n), func(b *testing.B) {
			objectives, _, _ := bigPlan(n)
			days := make([]plan.Date, 1461)
			for i := range days {
				days[i] = plan.NewDate(2024, time.January, 1).AddDays(i)
			}
			b.ReportAllocs()
			for b.Loop() {
				progress.PlannedCurve(objectives, days, progress.Options{})
			}
		})
	}
}
