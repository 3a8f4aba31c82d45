package progress_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

func TestValueOf(t *testing.T) {
	day := d("2026-03-10")
	for name, c := range map[string]struct {
		state     plan.MilestoneState
		percent   int
		completed string
		want      float64
	}{
		"planned":                        {planned, 0, "", 0},
		"under way":                      {inProgress, 45, "", 0.45},
		"blocked keeps what it has":      {blocked, 30, "", 0.30},
		"99 is the most before the end":  {inProgress, 99, "", 0.99},
		"100 without being done":         {inProgress, 100, "", 0.99},
		"done earlier":                   {done, 100, "2026-01-01", 1},
		"done on the day":                {done, 100, "2026-03-10", 1},
		"done the day after":             {done, 100, "2026-03-11", 0.99},
		"cancelled counts nothing":       {cancelled, 80, "", 0},
		"never below nothing":            {inProgress, -5, "", 0},
		"never more than allowed before": {inProgress, 150, "", 0.99},
	} {
		t.Run(name, func(t *testing.T) {
			got := progress.ValueOf(progress.Milestone{State: c.state, Percent: c.percent, CompletedOn: d(c.completed)}, day)
			same(t, "value", got, c.want)
		})
	}
}

func TestPlannedOf(t *testing.T) {
	for name, c := range map[string]struct {
		start, due, baseline, day string
		want                      *float64
	}{
		"before the start":                       {"2026-01-01", "", "2026-01-11", "2025-12-31", num(0)},
		"on the start":                           {"2026-01-01", "", "2026-01-11", "2026-01-01", num(0)},
		"the first day after":                    {"2026-01-01", "", "2026-01-11", "2026-01-02", num(0.1)},
		"half way":                               {"2026-01-01", "", "2026-01-11", "2026-01-06", num(0.5)},
		"on the baseline":                        {"2026-01-01", "", "2026-01-11", "2026-01-11", num(1)},
		"past the baseline":                      {"2026-01-01", "", "2026-01-11", "2027-01-11", num(1)},
		"over the change of the clocks":          {"2026-03-28", "", "2026-03-30", "2026-03-29", num(0.5)},
		"start = due: the day before":            {"2026-01-11", "", "2026-01-11", "2026-01-10", num(0)},
		"start = due: a step":                    {"2026-01-11", "", "2026-01-11", "2026-01-11", num(1)},
		"start the day before is the same step":  {"2026-01-10", "", "2026-01-11", "2026-01-10", num(0)},
		"no start: the day before":               {"", "", "2026-01-11", "2026-01-10", num(0)},
		"no start: a step":                       {"", "", "2026-01-11", "2026-01-11", num(1)},
		"start after the baseline: not yet":      {"2026-02-01", "", "2026-01-11", "2026-01-10", num(0)},
		"start after the baseline: a step":       {"2026-02-01", "", "2026-01-11", "2026-01-11", num(1)},
		"the baseline, not where it moved to":    {"2026-01-01", "2026-12-31", "2026-01-11", "2026-01-06", num(0.5)},
		"no baseline yet: the due date":          {"2026-01-01", "2026-01-11", "", "2026-01-06", num(0.5)},
		"the due date taken away, a baseline is": {"2026-01-01", "", "2026-01-11", "2026-01-06", num(0.5)},
		"undated":                                {"2026-01-01", "", "", "2026-01-06", missing},
	} {
		t.Run(name, func(t *testing.T) {
			m := progress.Milestone{StartOn: d(c.start), DueOn: d(c.due), BaselineDueOn: d(c.baseline)}
			sameRatio(t, "planned", progress.PlannedOf(m, d(c.day)), c.want)
		})
	}
}

func TestStale(t *testing.T) {
	day := d("2026-03-02") // 60 days after 2026-01-01
	for name, c := range map[string]struct {
		m    progress.Milestone
		days int
		want bool
	}{
		"started by its date, 60 days":            {progress.Milestone{State: planned, StartOn: d("2026-01-01"), UpdatedOn: d("2026-01-01")}, 0, true},
		"started by its date, 59 days":            {progress.Milestone{State: planned, StartOn: d("2026-01-01"), UpdatedOn: d("2026-01-02")}, 0, false},
		"starts today":                            {progress.Milestone{State: planned, StartOn: day, UpdatedOn: d("2025-01-01")}, 0, true},
		"starts tomorrow":                         {progress.Milestone{State: planned, StartOn: day.AddDays(1), UpdatedOn: d("2025-01-01")}, 0, false},
		"no start, planned":                       {progress.Milestone{State: planned, UpdatedOn: d("2025-01-01")}, 0, false},
		"no start, under way":                     {progress.Milestone{State: inProgress, UpdatedOn: d("2025-01-01")}, 0, true},
		"no start, blocked":                       {progress.Milestone{State: blocked, UpdatedOn: d("2025-01-01")}, 0, true},
		"under way before its start":              {progress.Milestone{State: inProgress, StartOn: d("2027-01-01"), UpdatedOn: d("2025-01-01")}, 0, true},
		"done":                                    {progress.Milestone{State: done, StartOn: d("2025-01-01"), UpdatedOn: d("2025-01-01")}, 0, false},
		"cancelled":                               {progress.Milestone{State: cancelled, StartOn: d("2025-01-01"), UpdatedOn: d("2025-01-01"), Percent: 10}, 0, false},
		"a shorter setting":                       {progress.Milestone{State: inProgress, UpdatedOn: d("2026-02-23")}, 7, true},
		"a longer setting":                        {progress.Milestone{State: inProgress, UpdatedOn: d("2026-01-01")}, 61, false},
		"nobody knows when it was last looked at": {progress.Milestone{State: inProgress}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			same(t, "stale", progress.Stale(c.m, day, progress.Options{StaleAfterDays: c.days}), c.want)
		})
	}
}

func TestCounts(t *testing.T) {
	day := d("2026-06-01")
	stale := step("OB-01.2", "2026-01-01", "2026-12-31", inProgress, 10)
	stale.UpdatedOn = d("2026-01-01")
	moved := step("OB-01.3", "2026-01-01", "2026-05-01", blocked, 10) // its date was moved: not overdue
	moved.DueOn = d("2026-09-01")
	f := progress.OfObjective(objective("OB-01", 1,
		step("OB-01.1", "2026-01-01", "2026-05-31", planned, 0), // overdue by a day
		stale,
		moved,
		step("OB-01.4", "2026-01-01", "2026-02-01", done, 100),
		step("OB-01.5", "2026-01-01", "2026-02-01", cancelled, 40), // late, but cancelled
		step("OB-01.6", "", "", planned, 0),
		step("OB-01.7", "2026-01-01", "2026-06-01", inProgress, 50), // due today is not overdue
		step("OB-01.8", "", "", cancelled, 0),
	), day, progress.Options{})
	same(t, "counts", f.Counts, plan.MilestoneCounts{
		Planned: 2, InProgress: 2, Blocked: 1, Done: 1, Cancelled: 2, Overdue: 1, Stale: 1, Undated: 1,
	})
}
