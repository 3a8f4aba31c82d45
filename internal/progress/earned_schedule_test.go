package progress_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// periodDays makes a period of the published examples 30 days long, so that a figure in
// periods is one in days divided by 30.
const periodDays = 30

// scheduled makes a plan whose cumulative planned value at the end of each period is
// the given one, as unit milestones that each take the whole of their period; earned of
// them, the earliest planned first, are done.
func scheduled(start plan.Date, cumulative []int, earned int) progress.Objective {
	o := objective("ES", 1)
	unit := 0
	for period, value := range cumulative {
		for ; unit < value; unit++ {
			m := progress.Milestone{
				ID: fmt.Sprintf("ES.%d", unit+1), Office: "europa", Weight: 1, State: planned,
				StartOn: start.AddDays(period * periodDays), DueOn: start.AddDays((period + 1) * periodDays),
			}
			m.BaselineDueOn = m.DueOn
			if unit < earned {
				m.State, m.Percent, m.CompletedOn = done, 100, start
			}
			o.Milestones = append(o.Milestones, m)
		}
	}
	return o
}

// The formula and the example of the one-page "Earned Schedule Concept" of
// earnedschedule.com: what is earned at the end of July is all that was planned
// through May and a part of June, so that, with AT = 7,
// ES = 5 + (EV − PV(May)) / (PV(June) − PV(May)) and SPI(t) = ES / AT.
// The values of the curve are ours; the sheet draws them without figures.
func TestEarnedScheduleConcept(t *testing.T) {
	start := d("2025-01-01")
	pv := []int{10, 30, 60, 100, 150, 210, 270, 320, 360, 385, 400} // January to November
	for _, c := range []struct{ ev, period int }{
		{150, 7}, // through May exactly
		{180, 7}, // and half of June
		{209, 7}, {0, 7}, {5, 7}, {400, 7}, {320, 7}, {399, 11},
	} {
		es := float64(len(pv))
		for n, before := 0, 0; n < len(pv); n++ {
			if c.ev < pv[n] {
				es = float64(n) + float64(c.ev-before)/float64(pv[n]-before)
				break
			}
			before = pv[n]
		}
		f := progress.OfObjective(scheduled(start, pv, c.ev), start.AddDays(c.period*periodDays), progress.Options{})
		sameRatio(t, fmt.Sprintf("ES of %d in periods", c.ev), num(*f.EarnedSchedule/periodDays), &es)
		sameRatio(t, fmt.Sprintf("SPI(t) of %d", c.ev), f.SPIT, num(es/float64(c.period)))
	}
}

// The early finish exercise of W. Lipke and K. Henderson's Earned Schedule training
// (June 2006): cumulative planned and earned value by month, and what is read off them
// to three and two decimals. The values are quoted from memory, not from the slides;
// each ES and SPI(t) follows from them by the formula above to the digits given.
func TestEarnedScheduleEarlyFinish(t *testing.T) {
	start := d("2025-01-01")
	pv := []int{105, 200, 515, 845, 1175, 1475, 1805, 2135, 2435, 2665, 2760, 2823}
	for i, c := range []struct {
		ev       int
		es, spit float64
	}{
		{115, 1.105, 1.11}, {220, 2.063, 1.03}, {530, 3.045, 1.02}, {870, 4.076, 1.02}, {1215, 5.133, 1.03}, {1525, 6.152, 1.03},
		{1860, 7.167, 1.02}, {2190, 8.183, 1.02}, {2500, 9.283, 1.03}, {2740, 10.789, 1.08}, {2823, 12.000, 1.09},
	} {
		f := progress.OfObjective(scheduled(start, pv, c.ev), start.AddDays((i+1)*periodDays), progress.Options{})
		if got := *f.EarnedSchedule / periodDays; math.Abs(got-c.es) > 0.0005+1e-9 {
			t.Errorf("month %d: ES = %.4f, published %.3f", i+1, got, c.es)
		}
		if math.Abs(*f.SPIT-c.spit) > 0.005+1e-9 {
			t.Errorf("month %d: SPI(t) = %.4f, published %.2f", i+1, *f.SPIT, c.spit)
		}
		same(t, "planned duration", f.PlannedDuration, 12*periodDays)
	}
}

// The textbook examples of the method: what is earned at week 20 was planned for week
// 18, so SPI(t) = 0.90; at week 24 for week 21, so 0.875 and 3 weeks behind
// (PMP glossary of hksmnow.com, "Earned Schedule").
func TestEarnedScheduleInWeeks(t *testing.T) {
	for _, c := range []struct {
		at, es   int
		spit     float64
		forecast int // weeks from the start, of 40
	}{
		{20, 18, 0.90, 0}, {24, 21, 0.875, 0}, {20, 20, 1, 40}, {20, 25, 1.25, 32}, {30, 20, 20.0 / 30, 60},
	} {
		start := d("2025-01-06")
		m := step("a", "2025-01-06", start.AddDays(40*7).String(), inProgress, 0)
		// 40 weeks in a straight line; a second milestone makes the value exact.
		rest := m
		rest.ID, rest.Weight = "b", float64(40-c.es)
		m.Weight = float64(c.es)
		o := objective("W", 1, completed(start.String(), m), rest)
		f := progress.OfObjective(o, start.AddDays(c.at*7), progress.Options{})
		sameRatio(t, "ES", f.EarnedSchedule, num(float64(c.es*7)))
		sameRatio(t, "SPI(t)", f.SPIT, &c.spit)
		if c.forecast > 0 {
			same(t, "forecast", f.ForecastEndOn, start.AddDays(c.forecast*7))
		}
	}
}

// Where the planned curve stands still, the latest day counts: what was planned for
// January alone is earned until April begins.
func TestEarnedScheduleOnAPlateau(t *testing.T) {
	o := objective("OB-01", 1,
		completed("2026-01-20", step("a", "2026-01-01", "2026-01-31", done, 100)),
		step("b", "2026-04-01", "2026-05-01", planned, 0))
	f := progress.OfObjective(o, d("2026-02-10"), progress.Options{})
	sameRatio(t, "ES", f.EarnedSchedule, num(90))
	same(t, "AT", f.ActualTime, 40)
	sameRatio(t, "SPI(t)", f.SPIT, num(2.25))

	// Weights whose sums round badly must not tip it off the plateau.
	for _, w := range []float64{0.1, 0.2, 0.3, 0.7, 1.1, 1e-3, 999_999.9} {
		for _, v := range []float64{0.1, 0.3, 0.6, 3} {
			o := objective("OB-01", 1,
				weighing(w, completed("2026-01-20", step("a", "2026-01-01", "2026-01-31", done, 100))),
				weighing(v, completed("2026-01-20", step("b", "2026-01-01", "2026-01-31", done, 100))),
				weighing(w, step("c", "2026-04-01", "2026-05-01", planned, 0)))
			f := progress.OfObjective(o, d("2026-02-10"), progress.Options{})
			if math.Abs(*f.EarnedSchedule-90) > 1e-3 {
				t.Errorf("weights %v and %v: ES = %v, want 90", w, v, *f.EarnedSchedule)
			}
		}
	}
}

func TestForecastIsRoundedUpToAWholeDay(t *testing.T) {
	for name, c := range map[string]struct {
		day     string
		percent int
		want    string
	}{
		"exactly a day":             {"2026-02-20", 50, "2026-04-11"},
		"100 × 50 / 51 = 98.04":     {"2026-02-20", 51, "2026-04-10"},
		"100 × 50 / 49 = 102.04":    {"2026-02-20", 49, "2026-04-14"},
		"one day of it, one per ct": {"2026-01-02", 1, "2026-04-11"},
		"never today before it is done": {
			"2026-08-01", 99, "2026-08-04"}, // 100 × 212 / 99 = 214.1
	} {
		t.Run(name, func(t *testing.T) {
			f := progress.OfObjective(objective("OB-01", 1, step("a", from, to, inProgress, c.percent)), d(c.day), progress.Options{})
			same(t, "forecast", f.ForecastEndOn, d(c.want))
		})
	}
}
