package progress_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// awkward are weights whose sums round badly.
var awkward = []float64{0.1, 0.2, 0.3, 0.7, 1.1, 3, 7, 1e-3, 1.0 / 3, 123456.789, 999_999.9}

// A curve of very many milestones of awkward weights still never falls and ends whole.
func TestTheCurveOfManyMilestones(t *testing.T) {
	for seed := range uint64(30) {
		checkCurve(t, rand.New(rand.NewPCG(seed, 0)), 1_000)
	}
	checkCurve(t, rand.New(rand.NewPCG(1, 1)), 50_000)
}

func checkCurve(t *testing.T, random *rand.Rand, milestones int) {
	t.Helper()
	start := d(from)
	o := objective("OB-01", 1)
	for i := range milestones {
		first := random.IntN(10)*100 + random.IntN(30) // with pauses, in which nothing may move
		m := step(fmt.Sprintf("OB-01.%d", i+1), start.AddDays(first).String(), start.AddDays(first+random.IntN(40)).String(), planned, 0)
		o.Milestones = append(o.Milestones, weighing(awkward[random.IntN(len(awkward))]*random.Float64(), m))
	}
	var days []plan.Date
	for n := range 1_100 {
		days = append(days, start.AddDays(n-50))
	}
	for name, line := range map[string][]*float64{
		"objective": progress.PlannedCurveOf(o, days, noOptions), "organization": progress.PlannedCurve([]progress.Objective{o}, days, noOptions),
	} {
		for i := 1; i < len(line); i++ {
			if *line[i] < *line[i-1] || *line[i] > 1 {
				t.Fatalf("%s: %v on %v after %v", name, *line[i], days[i], *line[i-1])
			}
		}
		same(t, name+" begins", *line[0], 0)
		same(t, name+" ends", *line[len(line)-1], 1)
		end := progress.OfObjective(o, start, noOptions).PlannedEndOn
		same(t, name+" is whole on its last day", *line[end.DaysSince(days[0])], 1)
		for _, i := range []int{60, 300, 555, 900} {
			sameRatio(t, name+" on "+days[i].String(), line[i], progress.OfObjective(o, days[i], noOptions).Planned)
		}
	}
}

// As many plateaus as there are weights: each group's actual is exactly what was
// planned before a pause, and its earned schedule lasts to the end of the pause.
func TestPlateausHoldInSpiteOfRounding(t *testing.T) {
	for _, w := range awkward {
		for _, v := range awkward {
			var objectives []progress.Objective
			for i, weight := range []float64{w, v, w} {
				code := fmt.Sprintf("OB-%d", i)
				objectives = append(objectives, objective(code, weight,
					weighing(v, completed("2026-01-20", step(code+".1", "2026-01-01", "2026-01-31", done, 100))),
					weighing(w, completed("2026-01-20", step(code+".2", "2026-01-01", "2026-01-14", done, 100))),
					weighing(v+w, step(code+".3", "2026-04-01", "2026-05-01", planned, 0))))
			}
			r := progress.Compute(objectives, []string{"europa"}, d("2026-02-10"), noOptions)
			everyFigure(r, func(name string, f progress.Figures) {
				if f.EarnedSchedule != nil && (*f.EarnedSchedule < 90-1e-6 || *f.EarnedSchedule > 90+1e-3) {
					t.Errorf("weights %v and %v, %s: ES = %v, want 90", w, v, name, *f.EarnedSchedule)
				}
			})
		}
	}
}

// A forecast that falls on a day exactly is that day, not the one after.
func TestForecastsHoldInSpiteOfRounding(t *testing.T) {
	for _, w := range awkward {
		for elapsed := 1; elapsed < 200; elapsed++ {
			for percent := 1; percent < 99; percent++ {
				if 100*elapsed%percent != 0 {
					continue
				}
				end := d(from).AddDays([]int{37, 100, 253}[percent%3]).String()
				o := objective("OB-01", w, weighing(w, step("a", from, end, inProgress, percent)), weighing(w/3, step("b", from, end, inProgress, percent)))
				r := progress.Compute([]progress.Objective{o}, []string{"europa"}, d(from).AddDays(elapsed), noOptions)
				want := d(from).AddDays(100 * elapsed / percent)
				everyFigure(r, func(name string, f progress.Figures) {
					if f.Actual != nil && f.ForecastEndOn != want {
						t.Errorf("weight %v, %d %% after %d days, %s: got %v, want %v", w, percent, elapsed, name, f.ForecastEndOn, want)
					}
				})
			}
		}
	}
}

// One of three of the same weight carries a third, whatever the weight.
func TestAThirdIsAThird(t *testing.T) {
	day := d("2026-02-20")
	for _, w := range awkward {
		for parts := range 7 {
			var objectives []progress.Objective
			for i := range 3 * (parts + 1) {
				code := fmt.Sprintf("OB-%02d", i)
				m := step(code+".1", from, to, inProgress, 50)
				if i%3 == 0 {
					m = overdueBy(code+".1", day, 31)
				}
				objectives = append(objectives, objective(code, w, m))
			}
			r := progress.Compute(objectives, []string{"europa"}, day, noOptions)
			same(t, fmt.Sprintf("organization, %d of weight %v", len(objectives), w), r.Organization.Health, progress.HealthLate)
			same(t, fmt.Sprintf("office, %d of weight %v", len(objectives), w), r.Offices[0].Health, progress.HealthLate)
			same(t, "reason", r.Offices[0].Reasons[0].Kind, progress.ReasonOverdueShare)
		}
	}
}
