package progress_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// The plan of most rows: 100 days from 2026-01-01 to 2026-04-11.
const (
	from = "2026-01-01"
	to   = "2026-04-11"
)

func TestFiguresOfAnObjective(t *testing.T) {
	type want struct {
		actual, dated, planned, variance, spi *float64
		es                                    *float64
		at                                    int
		spit                                  *float64
		forecast                              string
		shown, shownPlanned                   int
		health                                progress.Health
	}
	none := want{shown: -1, shownPlanned: -1, health: progress.HealthNotAssessed}
	for name, c := range map[string]struct {
		day        string
		milestones []progress.Milestone
		want       want
	}{
		"no milestone": {"2026-02-20", nil, none},
		"all cancelled": {"2026-02-20", []progress.Milestone{
			step("a", from, to, cancelled, 50), step("b", from, to, cancelled, 100),
		}, none},
		"cancelled ones do not count": {"2026-02-20", []progress.Milestone{
			step("a", from, to, inProgress, 50), weighing(9, step("b", from, "2026-01-02", cancelled, 10)),
		}, want{num(0.5), num(0.5), num(0.5), num(0), num(1), num(50), 50, num(1), to, 50, 50, progress.HealthOnTrack}},
		"on time": {"2026-02-20", []progress.Milestone{step("a", from, to, inProgress, 50)},
			want{num(0.5), num(0.5), num(0.5), num(0), num(1), num(50), 50, num(1), to, 50, 50, progress.HealthOnTrack}},
		"half as fast as planned": {"2026-02-20", []progress.Milestone{step("a", from, to, inProgress, 25)},
			want{num(0.25), num(0.25), num(0.5), num(-0.25), num(0.5), num(25), 50, num(0.5), "2026-07-20", 25, 50, progress.HealthLate}},
		"ahead": {"2026-02-20", []progress.Milestone{step("a", from, to, inProgress, 80)},
			want{num(0.8), num(0.8), num(0.5), num(0.3), num(1.6), num(80), 50, num(1.6), "2026-03-05", 80, 50, progress.HealthOnTrack}},
		"weights": {"2026-02-20", []progress.Milestone{
			weighing(3, step("a", from, to, inProgress, 40)), weighing(1, completed("2026-02-01", step("b", from, to, done, 100))),
		}, want{num(0.55), num(0.55), num(0.5), num(0.05), num(1.1), num(55), 50, num(1.1), "2026-04-02", 55, 50, progress.HealthOnTrack}},
		"plan not begun": {"2025-12-01", []progress.Milestone{step("a", from, to, planned, 0)},
			want{num(0), num(0), num(0), num(0), missing, num(0), -31, missing, "", 0, 0, progress.HealthOnTrack}},
		"on its first day": {from, []progress.Milestone{step("a", from, to, planned, 0)},
			want{num(0), num(0), num(0), num(0), missing, num(0), 0, missing, "", 0, 0, progress.HealthOnTrack}},
		"begun before its start": {"2025-12-01", []progress.Milestone{step("a", from, to, inProgress, 10)},
			want{num(0.1), num(0.1), num(0), num(0.1), missing, num(10), -31, missing, "", 10, 0, progress.HealthOnTrack}},
		"done before its start": {"2025-12-01", []progress.Milestone{completed("2025-11-30", step("a", from, to, done, 100))},
			want{num(1), num(1), num(0), num(1), missing, num(100), -31, missing, "2025-11-30", 100, 0, progress.HealthCompleted}},
		"nothing done, half time gone": {"2026-02-20", []progress.Milestone{step("a", from, to, planned, 0)},
			want{num(0), num(0), num(0.5), num(-0.5), num(0), num(0), 50, num(0), "", 0, 50, progress.HealthLate}},
		"past its end, not done": {"2026-05-01", []progress.Milestone{step("a", from, to, inProgress, 80)},
			want{num(0.8), num(0.8), num(1), num(-0.2), num(0.8), num(80), 120, num(80.0 / 120), "2026-05-31", 80, 100, progress.HealthLate}},
		"done late": {"2026-06-01", []progress.Milestone{completed("2026-05-20", step("a", from, to, done, 100))},
			want{num(1), num(1), num(1), num(0), num(1), num(100), 151, num(100.0 / 151), "2026-05-20", 100, 100, progress.HealthCompleted}},
		"all done: the last day of completion": {"2026-06-01", []progress.Milestone{
			completed("2026-05-20", step("a", from, to, done, 100)), completed("2026-02-20", step("b", from, to, done, 100)),
		}, want{num(1), num(1), num(1), num(0), num(1), num(100), 151, num(100.0 / 151), "2026-05-20", 100, 100, progress.HealthCompleted}},
		"not yet completed on the day": {"2026-05-19", []progress.Milestone{completed("2026-05-20", step("a", from, to, done, 100))},
			want{num(0.99), num(0.99), num(1), num(-0.01), num(0.99), num(99), 138, num(99.0 / 138), "2026-05-21", 99, 100, progress.HealthOnTrack}},
		"start = due, the day before": {"2026-04-10", []progress.Milestone{step("a", to, to, planned, 0)},
			want{num(0), num(0), num(0), num(0), missing, num(0), -1, missing, "", 0, 0, progress.HealthOnTrack}},
		"start = due, on the day": {to, []progress.Milestone{step("a", to, to, inProgress, 50)},
			want{num(0.5), num(0.5), num(1), num(-0.5), num(0.5), num(0), 0, missing, "", 50, 100, progress.HealthLate}},
		"start = due, ten days after": {"2026-04-21", []progress.Milestone{step("a", to, to, inProgress, 95)},
			want{num(0.95), num(0.95), num(1), num(-0.05), num(0.95), num(0), 10, num(0), "", 95, 100, progress.HealthAtRisk}},
		"start = due, done": {"2026-04-21", []progress.Milestone{completed("2026-04-01", step("a", to, to, done, 100))},
			want{num(1), num(1), num(1), num(0), num(1), num(0), 10, num(0), "2026-04-01", 100, 100, progress.HealthCompleted}},
		"undated alone": {"2026-02-20", []progress.Milestone{step("a", from, "", inProgress, 30)},
			want{actual: num(0.3), shown: 30, shownPlanned: -1, health: progress.HealthOnTrack}},
		"undated alone, done": {"2026-02-20", []progress.Milestone{completed("2026-02-01", step("a", "", "", done, 100))},
			want{actual: num(1), forecast: "2026-02-01", shown: 100, shownPlanned: -1, health: progress.HealthCompleted}},
		"undated count in actual alone": {"2026-02-20", []progress.Milestone{
			step("a", from, to, inProgress, 50), weighing(3, step("b", from, "", planned, 0)),
		}, want{num(0.125), num(0.5), num(0.5), num(0), num(1), num(50), 50, num(1), to, 12, 50, progress.HealthOnTrack}},
		"undated last to be done": {"2026-06-01", []progress.Milestone{
			completed("2026-04-01", step("a", from, to, done, 100)), completed("2026-05-20", step("b", "", "", done, 100)),
		}, want{num(1), num(1), num(1), num(0), num(1), num(100), 151, num(100.0 / 151), "2026-05-20", 100, 100, progress.HealthCompleted}},
		"a moved date does not move the plan": {"2026-02-20", []progress.Milestone{func() progress.Milestone {
			m := step("a", from, to, inProgress, 25)
			m.DueOn = d("2027-12-31")
			return m
		}()}, want{num(0.25), num(0.25), num(0.5), num(-0.25), num(0.5), num(25), 50, num(0.5), "2026-07-20", 25, 50, progress.HealthLate}},
		"a forecast outside the calendar is not told": {"2030-01-01", []progress.Milestone{
			weighing(1, step("a", from, to, inProgress, 1)), weighing(99, step("b", from, to, planned, 0)),
		}, want{num(0.0001), num(0.0001), num(1), num(-0.9999), num(0.0001), num(0.01), 1461, num(0.01 / 1461), "", 1, 100, progress.HealthLate}},
		"a weight that cannot be is left out": {"2026-02-20", []progress.Milestone{
			step("a", from, to, inProgress, 50), weighing(0, step("b", from, to, inProgress, 0)), weighing(-1, step("c", from, to, inProgress, 0)),
		}, want{num(0.5), num(0.5), num(0.5), num(0), num(1), num(50), 50, num(1), to, 50, 50, progress.HealthOnTrack}},
	} {
		t.Run(name, func(t *testing.T) {
			f := progress.OfObjective(objective("OB-01", 2, c.milestones...), d(c.day), progress.Options{})
			sameRatio(t, "actual", f.Actual, c.want.actual)
			sameRatio(t, "dated actual", f.DatedActual, c.want.dated)
			sameRatio(t, "planned", f.Planned, c.want.planned)
			sameRatio(t, "variance", f.Variance, c.want.variance)
			sameRatio(t, "SPI", f.SPI, c.want.spi)
			sameRatio(t, "ES", f.EarnedSchedule, c.want.es)
			same(t, "AT", f.ActualTime, c.want.at)
			sameRatio(t, "SPI(t)", f.SPIT, c.want.spit)
			same(t, "forecast", f.ForecastEndOn, d(c.want.forecast))
			same(t, "shown", f.Shown, c.want.shown)
			same(t, "shown planned", f.ShownPlanned, c.want.shownPlanned)
			same(t, "health", f.Health, c.want.health)
			same(t, "day", f.Day, d(c.day))
		})
	}
}

// An objective has figures of its own whatever its state; a draft is planned against
// its due dates.
func TestFiguresInEveryState(t *testing.T) {
	for _, state := range plan.ObjectiveStates {
		o := objective("OB-01", 1, step("a", from, to, inProgress, 50))
		o.State, o.Milestones[0].BaselineDueOn = state, plan.Date{}
		f := progress.OfObjective(o, d("2026-02-20"), progress.Options{})
		sameRatio(t, string(state)+" actual", f.Actual, num(0.5))
		sameRatio(t, string(state)+" planned", f.Planned, num(0.5))
		same(t, string(state)+" undated", f.Counts.Undated, 0)
	}
}

func TestContributionsOfAnObjective(t *testing.T) {
	f := progress.OfObjective(objective("OB-01", 7,
		weighing(3, step("OB-01.1", from, to, inProgress, 40)),
		step("OB-01.2", from, to, cancelled, 90),
		weighing(1, step("OB-01.3", from, "", planned, 0)),
		completed("2026-02-01", step("OB-01.4", from, to, done, 100)),
	), d("2026-02-20"), progress.Options{})
	want := []progress.Contribution{
		{Code: "OB-01.1", Share: 0.6, Value: 0.4, Points: 0.6 * 0.4},
		{Code: "OB-01.3", Share: 0.2, Value: 0, Points: 0},
		{Code: "OB-01.4", Share: 0.2, Value: 1, Points: 0.2},
	}
	if len(f.Contributions) != len(want) {
		t.Fatalf("got %d contributions, want %d", len(f.Contributions), len(want))
	}
	for i, w := range want {
		same(t, "contribution", f.Contributions[i], w)
	}
	sameRatio(t, "actual", f.Actual, num(0.44))
}
