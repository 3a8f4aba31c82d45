package progress_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// The drawn plans lie around this day, within a span that the oracle can walk.
var origin = plan.NewDate(2026, time.January, 1)

const span = 120

var officeCodes = []string{"europa", "lavori", "anagrafe"}

func drawDay(t *rapid.T, label string) plan.Date {
	return origin.AddDays(rapid.IntRange(-span, span).Draw(t, label))
}

func drawDayOrNone(t *rapid.T, label string) plan.Date {
	if rapid.IntRange(0, 5).Draw(t, label+" missing") == 0 {
		return plan.Date{}
	}
	return drawDay(t, label)
}

func drawMilestone(t *rapid.T, id string) progress.Milestone {
	m := progress.Milestone{
		ID: id, Office: rapid.SampledFrom(officeCodes).Draw(t, "office"),
		Weight:  rapid.SampledFrom([]float64{1, 1, 2, 0.1, 0.3, 7, 1000, 1e-3}).Draw(t, "weight"),
		StartOn: drawDayOrNone(t, "start"), DueOn: drawDayOrNone(t, "due"),
		State: rapid.SampledFrom(plan.MilestoneStates).Draw(t, "state"), UpdatedOn: drawDay(t, "updated"),
	}
	m.BaselineDueOn = m.DueOn
	if rapid.Bool().Draw(t, "moved") {
		m.BaselineDueOn = drawDayOrNone(t, "baseline")
	}
	switch m.State {
	case done:
		m.Percent, m.CompletedOn = 100, drawDay(t, "completed")
	case inProgress, blocked, cancelled:
		m.Percent = rapid.IntRange(0, 99).Draw(t, "percent")
	}
	return m
}

func drawObjective(t *rapid.T, code string) progress.Objective {
	o := progress.Objective{
		Code: code, Weight: rapid.SampledFrom([]float64{1, 2, 0.5, 0.1, 100}).Draw(t, "objective weight"),
		Horizon: rapid.SampledFrom(plan.Horizons).Draw(t, "horizon"),
		State:   rapid.SampledFrom(append([]plan.ObjectiveState{plan.ObjectiveActive, plan.ObjectiveActive}, plan.ObjectiveStates...)).Draw(t, "objective state"),
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "milestones") {
		o.Milestones = append(o.Milestones, drawMilestone(t, fmt.Sprintf("%s.%d", code, i+1)))
	}
	return o
}

func drawPlan(t *rapid.T) []progress.Objective {
	objectives := make([]progress.Objective, rapid.IntRange(0, 5).Draw(t, "objectives"))
	for i := range objectives {
		objectives[i] = drawObjective(t, fmt.Sprintf("OB-%02d", i+1))
	}
	return objectives
}

// everyFigure visits the figures of a report, each with a name.
func everyFigure(r progress.Report, visit func(name string, f progress.Figures)) {
	visit("organization", r.Organization)
	for _, h := range r.Horizons {
		visit("horizon "+string(h.Horizon), h.Figures)
	}
	for _, o := range r.Offices {
		visit("office "+o.Office, o.Figures)
	}
	for _, o := range r.Objectives {
		visit("objective "+o.Objective, o.Figures)
	}
}

func TestLawsOfEveryFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, objectives := drawDay(t, "day"), drawPlan(t)
		r := progress.Compute(objectives, officeCodes, day, noOptions)
		for i := range r.Offices {
			r.Offices[i].Contributions = officeContributions(objectives, r, r.Offices[i].Office)
		}
		everyFigure(r, func(name string, f progress.Figures) {
			checkRatios(t, name, f)
			checkContributions(t, name, f)
			checkForecast(t, name, f)
			checkHealth(t, name, f)
		})
		counts := plan.MilestoneCounts{}
		for _, h := range r.Horizons {
			counts = counts.Add(h.Counts)
		}
		if counts != r.Organization.Counts {
			t.Fatalf("the horizons count %+v, the organization %+v", counts, r.Organization.Counts)
		}
		counts = plan.MilestoneCounts{}
		for _, o := range r.Offices { // every office is asked for
			counts = counts.Add(o.Counts)
		}
		if counts != r.Organization.Counts {
			t.Fatalf("the offices count %+v, the organization %+v", counts, r.Organization.Counts)
		}
	})
}

// officeContributions are those of an office, from those of the objectives.
func officeContributions(objectives []progress.Objective, r progress.Report, office string) []progress.Contribution {
	var parts []progress.Part
	for i, o := range objectives {
		if !o.State.Counted() {
			continue
		}
		at := 0
		for _, m := range o.Milestones {
			if m.State == plan.MilestoneCancelled {
				continue
			}
			if m.Office == office {
				parts = append(parts, progress.Part{Contribution: r.Objectives[i].Contributions[at], Weight: o.Weight})
			}
			at++
		}
	}
	return progress.OfficeContributions(parts)
}

func checkRatios(t *rapid.T, name string, f progress.Figures) {
	for what, v := range map[string]*float64{"actual": f.Actual, "dated actual": f.DatedActual, "planned": f.Planned} {
		if v != nil && (math.IsNaN(*v) || *v < 0 || *v > 1) {
			t.Fatalf("%s: %s is %v", name, what, *v)
		}
	}
	dated := f.Planned != nil
	for what, v := range map[string]bool{
		"dated actual": f.DatedActual != nil, "variance": f.Variance != nil, "ES": f.EarnedSchedule != nil, "start": !f.StartOn.IsZero(), "end": !f.PlannedEndOn.IsZero(),
	} {
		if v != dated {
			t.Fatalf("%s: planned is there: %v, %s: %v", name, dated, what, v)
		}
	}
	if (f.SPI != nil) != (dated && *f.Planned > 0) || (f.SPIT != nil) != (dated && f.ActualTime > 0) {
		t.Fatalf("%s: SPI %v or SPI(t) %v where it does not apply", name, show(f.SPI), show(f.SPIT))
	}
	if dated && (*f.EarnedSchedule < 0 || *f.EarnedSchedule > float64(f.PlannedDuration) || f.PlannedDuration != f.PlannedEndOn.DaysSince(f.StartOn)) {
		t.Fatalf("%s: ES %v of %d days", name, *f.EarnedSchedule, f.PlannedDuration)
	}
	if f.Actual == nil && f.Shown != -1 || f.Actual != nil && (f.Shown < 0 || f.Shown > 100 || float64(f.Shown) > max(1, *f.Actual*100+1e-6)) {
		t.Fatalf("%s: %v shows as %d", name, show(f.Actual), f.Shown)
	}
}

func checkContributions(t *rapid.T, name string, f progress.Figures) {
	shares, points := 0.0, 0.0
	for _, c := range f.Contributions {
		shares, points = shares+c.Share, points+c.Points
	}
	if f.Actual == nil {
		if len(f.Contributions) > 0 {
			t.Fatalf("%s: not assessed, with contributions", name)
		}
		return
	}
	if math.Abs(shares-1) > 1e-9 || math.Abs(points-*f.Actual) > 1e-9 {
		t.Fatalf("%s: shares add up to %v, points to %v of %v", name, shares, points, *f.Actual)
	}
}

func checkForecast(t *rapid.T, name string, f progress.Figures) {
	switch {
	case f.ForecastEndOn.IsZero():
	case f.Actual == nil:
		t.Fatalf("%s: a forecast of nothing", name)
	case f.Health == progress.HealthCompleted || *f.DatedActual == 1:
		if f.ForecastEndOn.After(f.Day) {
			t.Fatalf("%s: done, yet forecast for %v", name, f.ForecastEndOn)
		}
	case !f.ForecastEndOn.After(f.Day):
		t.Fatalf("%s: %v done, forecast to have ended on %v", name, *f.DatedActual, f.ForecastEndOn)
	}
}

func checkHealth(t *rapid.T, name string, f progress.Figures) {
	if len(f.Reasons) == 0 {
		t.Fatalf("%s: %s without a reason", name, f.Health)
	}
	if (f.Health == progress.HealthNotAssessed) != (f.Actual == nil) {
		t.Fatalf("%s: %s with actual %v", name, f.Health, show(f.Actual))
	}
	if (f.Health == progress.HealthCompleted) != (f.Shown == 100) {
		t.Fatalf("%s: %s shows %d", name, f.Health, f.Shown)
	}
	if f.Variance != nil && *f.Variance < -0.2 && f.Health != progress.HealthLate {
		t.Fatalf("%s: %s at variance %v", name, f.Health, *f.Variance)
	}
}

func TestFiguresAreThoseOfTheContractsWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, objectives := drawDay(t, "day"), drawPlan(t)
		r := progress.Compute(objectives, officeCodes, day, noOptions)
		for i, o := range objectives {
			compare(t, o.Code, r.Objectives[i].Figures, oracleOf(milestonesOf(o, 1), day))
		}
		for _, office := range r.Offices {
			var group []weighed
			for _, o := range objectives {
				if !o.State.Counted() {
					continue
				}
				for _, g := range milestonesOf(o, o.Weight) {
					if g.m.Office == office.Office {
						group = append(group, g)
					}
				}
			}
			compare(t, office.Office, office.Figures, oracleOf(group, day))
		}
		compareOrganization(t, r.Organization, objectives, day)
	})
}

// compareOrganization: actual over all, everything planned over the dated milestones
// alone, of which each objective's weigh together as the objective does.
func compareOrganization(t *rapid.T, f progress.Figures, objectives []progress.Objective, day plan.Date) {
	var all, dated []weighed
	for _, o := range objectives {
		if !o.State.Counted() {
			continue
		}
		all = append(all, milestonesOf(o, o.Weight)...)
		only := o
		only.Milestones = slices.DeleteFunc(slices.Clone(o.Milestones), func(m progress.Milestone) bool {
			return m.BaselineDueOn.IsZero() && m.DueOn.IsZero()
		})
		dated = append(dated, milestonesOf(only, o.Weight)...)
	}
	want := oracleOf(dated, day)
	want.actual = oracleOf(all, day).actual
	compare(t, "organization", f, want)
}

func compare(t *rapid.T, name string, f progress.Figures, want oracle) {
	for what, c := range map[string]struct{ got, want *float64 }{
		"actual": {f.Actual, want.actual}, "dated actual": {f.DatedActual, want.dated}, "planned": {f.Planned, want.planned}, "ES": {f.EarnedSchedule, want.es},
	} {
		// Where the curve has next to no slope, ES moves a lot for a rounding of actual.
		limit := 1e-9
		if what == "ES" {
			limit = 1e-3
		}
		if (c.got == nil) != (c.want == nil) || c.got != nil && math.Abs(*c.got-*c.want) > limit {
			t.Fatalf("%s: %s is %v, by the contract's words %v", name, what, show(c.got), show(c.want))
		}
	}
	if f.StartOn != want.start || f.PlannedEndOn != want.end {
		t.Fatalf("%s: from %v to %v, by the contract's words from %v to %v", name, f.StartOn, f.PlannedEndOn, want.start, want.end)
	}
}

func TestScalingWeightsAlikeChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, objectives := drawDay(t, "day"), drawPlan(t)
		factor := rapid.SampledFrom([]float64{2, 0.1, 3, 1e-3, 1e3, 7.7}).Draw(t, "factor")
		scaled := slices.Clone(objectives)
		for i := range scaled {
			scaled[i].Weight *= factor
			scaled[i].Milestones = slices.Clone(scaled[i].Milestones)
			for k := range scaled[i].Milestones {
				scaled[i].Milestones[k].Weight *= factor * float64(i+1) // alike within an objective
			}
		}
		sameFigures(t, progress.Compute(objectives, officeCodes, day, noOptions), progress.Compute(scaled, officeCodes, day, noOptions))
	})
}

func TestTheOrderOfMilestonesChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, objectives := drawDay(t, "day"), drawPlan(t)
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		shuffled := slices.Clone(objectives)
		for i := range shuffled {
			m := slices.Clone(shuffled[i].Milestones)
			shuffle.Shuffle(len(m), func(a, b int) { m[a], m[b] = m[b], m[a] })
			shuffled[i].Milestones = m
		}
		sameFigures(t, progress.Compute(objectives, officeCodes, day, noOptions), progress.Compute(shuffled, officeCodes, day, noOptions))
	})
}

// sameFigures compares reports within 1e-9; ES within what its slope allows.
func sameFigures(t *rapid.T, a, b progress.Report) {
	figures := map[string]progress.Figures{}
	everyFigure(a, func(name string, f progress.Figures) { figures[name] = f })
	everyFigure(b, func(name string, g progress.Figures) {
		f := figures[name]
		for what, c := range map[string]struct {
			a, b  *float64
			limit float64
		}{
			"actual": {f.Actual, g.Actual, 1e-9}, "planned": {f.Planned, g.Planned, 1e-9}, "variance": {f.Variance, g.Variance, 1e-9}, "ES": {f.EarnedSchedule, g.EarnedSchedule, 1e-3},
		} {
			if (c.a == nil) != (c.b == nil) || c.a != nil && math.Abs(*c.a-*c.b) > c.limit {
				t.Fatalf("%s: %s was %v, is %v", name, what, show(c.a), show(c.b))
			}
		}
		if f.Health != g.Health || f.Shown != g.Shown || f.Counts != g.Counts || len(f.Reasons) != len(g.Reasons) {
			t.Fatalf("%s: %s %d %+v became %s %d %+v", name, f.Health, f.Shown, f.Counts, g.Health, g.Shown, g.Counts)
		}
	})
}

func TestCompletingSomethingNeverLowersActual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, objectives := drawDay(t, "day"), drawPlan(t)
		before := map[string]progress.Figures{}
		everyFigure(progress.Compute(objectives, officeCodes, day, noOptions), func(name string, f progress.Figures) { before[name] = f })
		var open []*progress.Milestone
		for i := range objectives {
			objectives[i].Milestones = slices.Clone(objectives[i].Milestones)
			for k := range objectives[i].Milestones {
				if m := &objectives[i].Milestones[k]; m.State != done && m.State != cancelled {
					open = append(open, m)
				}
			}
		}
		if len(open) == 0 {
			t.Skip("nothing open was drawn")
		}
		m := open[rapid.IntRange(0, len(open)-1).Draw(t, "which")]
		*m = completed(day.String(), *m)
		everyFigure(progress.Compute(objectives, officeCodes, day, noOptions), func(name string, f progress.Figures) {
			if b := before[name]; b.Actual != nil && (*f.Actual < *b.Actual-1e-12 || f.Shown < b.Shown) {
				t.Fatalf("%s fell from %v (%d %%) to %v (%d %%)", name, *b.Actual, b.Shown, *f.Actual, f.Shown)
			}
		})
	})
}

// What is planned never falls from a day to the next, starts with nothing and ends
// with everything; the chart's line and the figures of the day agree.
func TestThePlannedCurveNeverFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		objectives := drawPlan(t)
		var days []plan.Date
		for day := origin.AddDays(-span - 2); day.Before(origin.AddDays(span + 2)); day = day.AddDays(1) {
			days = append(days, day)
		}
		check := func(name string, line []*float64) {
			for i := 1; i < len(line) && line[0] != nil; i++ {
				if *line[i] < *line[i-1] {
					t.Fatalf("%s falls on %v from %v to %v", name, days[i], *line[i-1], *line[i])
				}
			}
			if line[0] != nil && (*line[0] != 0 || *line[len(line)-1] != 1) {
				t.Fatalf("%s goes from %v to %v", name, *line[0], *line[len(line)-1])
			}
		}
		line := progress.PlannedCurve(objectives, days, noOptions)
		check("organization", line)
		for _, o := range objectives {
			check(o.Code, progress.PlannedCurveOf(o, days, noOptions))
		}
		at := rapid.IntRange(0, len(days)-1).Draw(t, "day")
		want := progress.Compute(objectives, nil, days[at], noOptions).Organization.Planned
		if (want == nil) != (line[at] == nil) || want != nil && math.Abs(*want-*line[at]) > 1e-9 {
			t.Fatalf("on %v the line says %v, the figures %v", days[at], show(line[at]), show(want))
		}
	})
}

// Stored snapshots must come out the same to the last bit when computed again.
func TestTheSameInputGivesTheSameBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, objectives := drawDay(t, "day"), drawPlan(t)
		figures := make([]progress.Figures, len(objectives))
		for i, o := range objectives {
			figures[i] = progress.OfObjective(o, day, noOptions)
		}
		first := fingerprint(progress.Compute(objectives, officeCodes, day, noOptions))
		if again := fingerprint(progress.Combine(objectives, figures, officeCodes, day, noOptions)); again != first {
			t.Fatalf("computed twice:\n%s\n%s", first, again)
		}
	})
}

// Whatever changed since an earlier report, taking over what did not gives what
// computing everything anew gives.
func TestCombiningAfterAnEarlierReportGivesTheSameBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, objectives := drawDay(t, "day"), drawPlan(t)
		figuresOf := func(objectives []progress.Objective) []progress.Figures {
			figures := make([]progress.Figures, len(objectives))
			for i, o := range objectives {
				figures[i] = progress.OfObjective(o, day, noOptions)
			}
			return figures
		}
		figures := figuresOf(objectives)
		offices := rapid.SampledFrom([][]string{officeCodes, officeCodes[:1], nil}).Draw(t, "offices before")
		report := progress.Combine(objectives, figures, offices, day, noOptions)
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			objectives, figures = slices.Clone(objectives), slices.Clone(figures)
			which := rapid.IntRange(0, len(objectives)).Draw(t, "which")
			switch {
			case which == len(objectives): // one more
				objectives = append(objectives, drawObjective(t, fmt.Sprintf("NEW-%d", which)))
				figures = append(figures, progress.OfObjective(objectives[which], day, noOptions))
			case rapid.Bool().Draw(t, "gone"):
				objectives, figures = slices.Delete(objectives, which, which+1), slices.Delete(figures, which, which+1)
			case rapid.Bool().Draw(t, "terms alone"): // the milestones' figures stay
				changed := drawObjective(t, objectives[which].Code)
				changed.Milestones = objectives[which].Milestones
				objectives[which] = changed
			case len(objectives[which].Milestones) > 0 && rapid.Bool().Draw(t, "one milestone"):
				changed := objectives[which]
				changed.Milestones = slices.Clone(changed.Milestones)
				at := rapid.IntRange(0, len(changed.Milestones)-1).Draw(t, "which milestone")
				id := changed.Milestones[at].ID
				if rapid.Bool().Draw(t, "progress alone") {
					changed.Milestones[at].Percent, changed.Milestones[at].State = rapid.IntRange(0, 99).Draw(t, "percent"), inProgress
				} else {
					changed.Milestones[at] = drawMilestone(t, id)
				}
				figures[which] = progress.OfObjectiveAfter(&figures[which], changed, day, noOptions)
				if got, want := fmt.Sprintf("%#v", figures[which].Contributions), fmt.Sprintf("%#v", progress.OfObjective(changed, day, noOptions).Contributions); got != want {
					t.Fatalf("an objective taken over:\n%s\nanew:\n%s", got, want)
				}
				objectives[which] = changed
			default:
				changed := drawObjective(t, objectives[which].Code)
				figures[which] = progress.OfObjectiveAfter(&figures[which], changed, day, noOptions)
				objectives[which] = changed
			}
			report = progress.CombineAfter(report, objectives, figures, officeCodes, day, noOptions)
			if got, want := fingerprint(report), fingerprint(progress.Compute(objectives, officeCodes, day, noOptions)); got != want {
				t.Fatalf("taken over:\n%s\nanew:\n%s", got, want)
			}
		}
		// Another day takes nothing over.
		next := day.AddDays(1)
		if got, want := fingerprint(progress.CombineAfter(report, objectives, figures, officeCodes, next, noOptions)), fingerprint(progress.Compute(objectives, officeCodes, next, noOptions)); got != want {
			t.Fatalf("the next day, taken over:\n%s\nanew:\n%s", got, want)
		}
	})
}
