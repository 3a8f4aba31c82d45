package progress_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// overdueBy makes a milestone that is past its present date by so many days on day,
// without weighing on the variance: its plan has only just begun.
func overdueBy(id string, day plan.Date, days int) progress.Milestone {
	m := step(id, day.String(), day.AddDays(1000).String(), inProgress, 0)
	m.DueOn = day.AddDays(-days)
	return m
}

func TestHealthOfAnObjective(t *testing.T) {
	day := d("2026-02-20") // half of from–to
	on := step("on", from, to, inProgress, 50)
	for name, c := range map[string]struct {
		milestones []progress.Milestone
		health     progress.Health
		reasons    string
	}{
		"nothing":               {nil, progress.HealthNotAssessed, "no_milestone"},
		"on time":               {[]progress.Milestone{on}, progress.HealthOnTrack, "within_limits"},
		"undated":               {[]progress.Milestone{step("u", "", "", planned, 0)}, progress.HealthOnTrack, "within_limits"},
		"all done":              {[]progress.Milestone{step("a", from, from, done, 0), step("b", from, from, done, 0)}, progress.HealthCompleted, "all_done"},
		"overdue by a day":      {[]progress.Milestone{on, overdueBy("o", day, 1)}, progress.HealthAtRisk, "overdue:o"},
		"overdue by 30":         {[]progress.Milestone{on, overdueBy("o", day, 30)}, progress.HealthAtRisk, "overdue:o"},
		"overdue by 31":         {[]progress.Milestone{on, overdueBy("o", day, 31)}, progress.HealthLate, "overdue_more_than_30_days:o"},
		"due today":             {[]progress.Milestone{on, overdueBy("o", day, 0)}, progress.HealthOnTrack, "within_limits"},
		"blocked":               {[]progress.Milestone{step("b", from, to, blocked, 50)}, progress.HealthAtRisk, "blocked:b"},
		"overdue and cancelled": {[]progress.Milestone{on, step("c", from, from, cancelled, 0)}, progress.HealthOnTrack, "within_limits"},
		"variance −0.09":        {[]progress.Milestone{step("a", from, to, inProgress, 41)}, progress.HealthOnTrack, "within_limits"},
		"variance −0.10":        {[]progress.Milestone{step("a", from, to, inProgress, 40)}, progress.HealthAtRisk, "variance"},
		"variance −0.19":        {[]progress.Milestone{step("a", from, to, inProgress, 31)}, progress.HealthAtRisk, "variance"},
		"variance −0.20":        {[]progress.Milestone{step("a", from, to, inProgress, 30)}, progress.HealthLate, "variance"},
		"every ground, the worst first": {[]progress.Milestone{
			overdueBy("a", day, 40), step("b", from, "2026-02-01", blocked, 0), overdueBy("c", day, 400), step("d", from, to, blocked, 0), overdueBy("e", day, 3),
		}, progress.HealthLate, "variance overdue_more_than_30_days:c overdue_more_than_30_days:a"},
		"every milder ground": {[]progress.Milestone{
			overdueBy("a", day, 4), func() progress.Milestone { m := overdueBy("b", day, 12); m.State = blocked; return m }(),
			overdueBy("c", day, 4), step("d", from, to, blocked, 50),
		}, progress.HealthAtRisk, "overdue:b overdue:a overdue:c blocked:b blocked:d"},
	} {
		t.Run(name, func(t *testing.T) {
			f := progress.OfObjective(objective("OB-01", 1, c.milestones...), day, noOptions)
			same(t, "health", f.Health, c.health)
			same(t, "reasons", kinds(f.Reasons), c.reasons)
		})
	}
}

// −0.20 on paper is late however it is computed: 0.1+0.7 against 1 is −0.19999999999999996,
// 0.3 against 0.5 as thirds of weights is something else again.
func TestLimitsHoldInSpiteOfRounding(t *testing.T) {
	day := d("2026-05-01")
	for _, w := range []float64{1, 3, 0.1, 0.7, 7, 1e-3, 123456.789} {
		for percent := 1; percent < 99; percent++ {
			other := 160 - percent
			if other < 0 || other > 99 {
				continue
			}
			milestones := []progress.Milestone{
				weighing(w, step("a", from, to, inProgress, percent)), weighing(w, step("b", from, to, inProgress, other)),
			}
			for i := range milestones { // not overdue: the variance alone
				milestones[i].DueOn = day
			}
			f := progress.OfObjective(objective("OB-01", 1, milestones...), day, noOptions)
			if f.Health != progress.HealthLate {
				t.Errorf("weights %v, %d %% and %d %%: variance %v is %s, want late", w, percent, other, *f.Variance, f.Health)
			}
		}
	}
}

func TestReasonsCarryTheirFigures(t *testing.T) {
	day := d("2026-02-20")
	f := progress.OfObjective(objective("OB-01", 1, step("OB-01.1", from, "2026-01-11", inProgress, 50)), day, noOptions)
	same(t, "reasons", kinds(f.Reasons), "variance overdue_more_than_30_days:OB-01.1")
	sameRatio(t, "variance", f.Reasons[0].Value, num(-0.5))
	sameRatio(t, "limit", f.Reasons[0].Limit, num(-0.20))
	same(t, "days", f.Reasons[1].Days, 40)

	f = progress.OfObjective(objective("OB-01", 1, step("OB-01.1", from, to, inProgress, 48)), day, noOptions)
	sameRatio(t, "on track: its variance", f.Reasons[0].Value, num(-0.02))

	f = progress.OfObjective(objective("OB-01", 1, step("a", from, from, done, 0), step("b", from, from, done, 0)), day, noOptions)
	same(t, "all done: how many", f.Reasons[0].Count, 2)
}

func TestHealthOfTheOrganization(t *testing.T) {
	day := d("2026-02-20")
	good := func(code string, w float64) progress.Objective {
		return objective(code, w, step(code+".1", from, to, inProgress, 50))
	}
	late := func(code string, w float64) progress.Objective {
		return objective(code, w, step(code+".1", from, to, inProgress, 50), weighing(1e-6, overdueBy(code+".2", day, 31)))
	}
	finished := func(code string, w float64) progress.Objective {
		return objective(code, w, completed("2026-02-01", step(code+".1", from, to, done, 0)))
	}
	behind := func(code string, w float64, percent int) progress.Objective {
		return objective(code, w, step(code+".1", from, to, inProgress, percent))
	}
	for name, c := range map[string]struct {
		objectives []progress.Objective
		health     progress.Health
		reasons    string
	}{
		"nothing":                    {nil, progress.HealthNotAssessed, "no_milestone"},
		"nothing assessed":           {[]progress.Objective{objective("A", 1)}, progress.HealthNotAssessed, "no_milestone"},
		"all good":                   {[]progress.Objective{good("A", 1), good("B", 1)}, progress.HealthOnTrack, "within_limits"},
		"all done":                   {[]progress.Objective{finished("A", 1), finished("B", 2)}, progress.HealthCompleted, "all_done"},
		"all done, one not assessed": {[]progress.Objective{finished("A", 1), objective("B", 1)}, progress.HealthCompleted, "all_done"},
		"done but one":               {[]progress.Objective{finished("A", 1), good("B", 1)}, progress.HealthOnTrack, "within_limits"},
		"any late":                   {[]progress.Objective{good("A", 3), late("B", 1), good("C", 3)}, progress.HealthAtRisk, "late_objective:B"},
		"late just below a third":    {[]progress.Objective{good("A", 2), late("B", 0.999)}, progress.HealthAtRisk, "late_objective:B"},
		"late a third":               {[]progress.Objective{good("A", 1), late("B", 1), good("C", 1)}, progress.HealthLate, "late_objectives late_objective:B"},
		"late a third, in tenths":    {[]progress.Objective{good("A", 0.1), late("B", 0.1), good("C", 0.1)}, progress.HealthLate, "late_objectives late_objective:B"},
		"two late ones":              {[]progress.Objective{late("A", 1), good("B", 1), late("C", 1)}, progress.HealthLate, "late_objectives late_objective:A late_objective:C"},
		"at risk does not spread":    {[]progress.Objective{good("A", 9), behind("B", 1, 35)}, progress.HealthOnTrack, "within_limits"},
		"variance −0.10":             {[]progress.Objective{behind("A", 1, 40)}, progress.HealthAtRisk, "variance"},
		"variance −0.20":             {[]progress.Objective{behind("A", 1, 31), behind("B", 1, 29)}, progress.HealthLate, "late_objectives variance late_objective:B"},
		"a late draft is no matter":  {[]progress.Objective{good("A", 1), in(plan.ObjectiveDraft, plan.HorizonShort, late("B", 9))}, progress.HealthOnTrack, "within_limits"},
		"a suspended one neither":    {[]progress.Objective{good("A", 1), in(plan.ObjectiveSuspended, plan.HorizonShort, late("B", 9))}, progress.HealthOnTrack, "within_limits"},
	} {
		t.Run(name, func(t *testing.T) {
			r := progress.Compute(c.objectives, nil, day, noOptions)
			same(t, "organization", r.Organization.Health, c.health)
			same(t, "reasons", kinds(r.Organization.Reasons), c.reasons)
			same(t, "horizon", r.Horizons[0].Health, c.health)
		})
	}
	r := progress.Compute([]progress.Objective{late("A", 1), good("B", 1), late("C", 2)}, nil, day, noOptions)
	same(t, "how many are late", r.Organization.Reasons[0].Count, 2)
	sameRatio(t, "their share", r.Organization.Reasons[0].Value, num(0.75))
	sameRatio(t, "the limit", r.Organization.Reasons[0].Limit, num(1.0/3))
}

func TestHealthOfAnOffice(t *testing.T) {
	day := d("2026-02-20")
	on := func(id string, w float64) progress.Milestone { return weighing(w, step(id, from, to, inProgress, 50)) }
	long := func(id string, w float64) progress.Milestone { return weighing(w, overdueBy(id, day, 31)) }
	for name, c := range map[string]struct {
		milestones []progress.Milestone
		health     progress.Health
		reasons    string
	}{
		"on time":                    {[]progress.Milestone{on("a", 1)}, progress.HealthOnTrack, "within_limits"},
		"all done":                   {[]progress.Milestone{step("a", from, from, done, 0)}, progress.HealthCompleted, "all_done"},
		"long overdue below a third": {[]progress.Milestone{on("a", 3), long("b", 1)}, progress.HealthAtRisk, "overdue_more_than_30_days:b"},
		"long overdue a third":       {[]progress.Milestone{on("a", 1), long("b", 0.5)}, progress.HealthLate, "overdue_share overdue_more_than_30_days:b"},
		"a third that rounds badly":  {[]progress.Milestone{on("a", 0.1), on("b", 0.1), long("c", 0.1)}, progress.HealthLate, "overdue_share overdue_more_than_30_days:c"},
		"variance −0.20":             {[]progress.Milestone{step("a", from, to, inProgress, 30)}, progress.HealthLate, "variance"},
		"blocked":                    {[]progress.Milestone{step("a", from, to, blocked, 50)}, progress.HealthAtRisk, "blocked:a"},
		"another office's trouble":   {[]progress.Milestone{on("a", 1), owned("lavori", long("b", 9))}, progress.HealthOnTrack, "within_limits"},
	} {
		t.Run(name, func(t *testing.T) {
			r := progress.Compute([]progress.Objective{objective("OB-01", 1, c.milestones...)}, []string{"europa"}, day, noOptions)
			same(t, "health", r.Offices[0].Health, c.health)
			same(t, "reasons", kinds(r.Offices[0].Reasons), c.reasons)
		})
	}
	// Each milestone weighs with its objective: 1 × 1/1 overdue against 9 × 1/2 on time.
	r := progress.Compute([]progress.Objective{
		objective("A", 1, long("A.1", 5)), objective("B", 9, on("B.1", 1), owned("lavori", on("B.2", 1))),
	}, []string{"europa"}, day, noOptions)
	same(t, "light objective", r.Offices[0].Health, progress.HealthAtRisk)
	r = progress.Compute([]progress.Objective{
		objective("A", 3, long("A.1", 5)), objective("B", 9, on("B.1", 1), owned("lavori", on("B.2", 1))),
	}, []string{"europa"}, day, noOptions)
	same(t, "heavier objective", r.Offices[0].Health, progress.HealthLate)
	same(t, "how many", r.Offices[0].Reasons[0].Count, 1)
	sameRatio(t, "share", r.Offices[0].Reasons[0].Value, num(3/7.5))
}
