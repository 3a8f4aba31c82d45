package progress_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

var noOptions = progress.Options{}

func in(state plan.ObjectiveState, horizon plan.Horizon, o progress.Objective) progress.Objective {
	o.State, o.Horizon = state, horizon
	return o
}

// A plan of which every number can be checked on paper, half way (day 50 of 100).
func paperPlan() []progress.Objective {
	return []progress.Objective{
		// 0.4 of weight 3; planned 0.5; "europa" has all of it.
		in(plan.ObjectiveActive, plan.HorizonShort, objective("OB-01", 3, step("OB-01.1", from, to, inProgress, 40))),
		// 0.5·0.8 + 0.5·0.2 = 0.5 of weight 1; dated: 0.8 against 0.5; half of it is of "lavori".
		in(plan.ObjectiveActive, plan.HorizonLong, objective("OB-02", 1,
			step("OB-02.1", from, to, inProgress, 80), owned("lavori", step("OB-02.2", from, "", inProgress, 20)))),
		// Completed objectives count: 1 of weight 1, planned 1.
		in(plan.ObjectiveCompleted, plan.HorizonLong, objective("OB-03", 1, completed("2026-01-20", step("OB-03.1", from, "2026-01-31", done, 100)))),
		// Not assessed: nothing but a cancelled milestone.
		in(plan.ObjectiveActive, plan.HorizonLong, objective("OB-04", 5, owned("lavori", step("OB-04.1", from, to, cancelled, 50)))),
		// These do not count at all.
		in(plan.ObjectiveDraft, plan.HorizonShort, objective("OB-05", 9, step("OB-05.1", from, to, planned, 0))),
		in(plan.ObjectiveSuspended, plan.HorizonShort, objective("OB-06", 9, step("OB-06.1", from, to, planned, 0))),
		in(plan.ObjectiveCancelled, plan.HorizonShort, objective("OB-07", 9, step("OB-07.1", from, to, planned, 0))),
	}
}

func TestFiguresOfTheOrganization(t *testing.T) {
	r := progress.Compute(paperPlan(), []string{"europa", "lavori", "nessuno"}, d("2026-02-20"), noOptions)
	o := r.Organization
	sameRatio(t, "actual", o.Actual, num((3*0.4+0.5+1)/5))
	sameRatio(t, "dated actual", o.DatedActual, num((3*0.4+0.8+1)/5))
	sameRatio(t, "planned", o.Planned, num((3*0.5+0.5+1)/5))
	sameRatio(t, "variance", o.Variance, num(0))
	sameRatio(t, "SPI", o.SPI, num(1))
	sameRatio(t, "ES", o.EarnedSchedule, num(50))
	same(t, "AT", o.ActualTime, 50)
	same(t, "start", o.StartOn, d(from))
	same(t, "planned end", o.PlannedEndOn, d(to))
	same(t, "forecast", o.ForecastEndOn, d(to))
	same(t, "shown", o.Shown, 54)
	same(t, "shown planned", o.ShownPlanned, 60)
	same(t, "health", o.Health, progress.HealthOnTrack)
	same(t, "counts", o.Counts, plan.MilestoneCounts{InProgress: 3, Done: 1, Cancelled: 1, Undated: 1})
	for h, n := range map[progress.Health]int{progress.HealthOnTrack: 1, progress.HealthAtRisk: 1, progress.HealthCompleted: 1, progress.HealthNotAssessed: 1, progress.HealthLate: 0} {
		same(t, "objectives "+string(h), o.Objectives[h], n)
	}
	codes := ""
	sum := 0.0
	for _, c := range o.Contributions {
		codes += c.Code + " "
		sum += c.Points
	}
	same(t, "contributions", codes, "OB-01 OB-02 OB-03 ")
	sameRatio(t, "points", &sum, o.Actual)

	if len(r.Objectives) != 7 {
		t.Fatalf("%d objectives, want every one given", len(r.Objectives))
	}
	same(t, "first objective", r.Objectives[0].Objective, "OB-01")
	sameRatio(t, "a draft has figures of its own", r.Objectives[4].Actual, num(0))
}

func TestFiguresOfHorizons(t *testing.T) {
	r := progress.Compute(paperPlan(), nil, d("2026-02-20"), noOptions)
	if len(r.Horizons) != len(plan.Horizons) {
		t.Fatalf("%d horizons, want %d", len(r.Horizons), len(plan.Horizons))
	}
	for i, h := range r.Horizons {
		same(t, "horizon", h.Horizon, plan.Horizons[i])
	}
	short, medium, long := r.Horizons[0], r.Horizons[1], r.Horizons[2]
	sameRatio(t, "short actual", short.Actual, num(0.4))
	sameRatio(t, "short variance", short.Variance, num(-0.1))
	same(t, "short health", short.Health, progress.HealthAtRisk)
	sameRatio(t, "medium actual", medium.Actual, missing)
	same(t, "medium health", medium.Health, progress.HealthNotAssessed)
	same(t, "medium shown", medium.Shown, -1)
	sameRatio(t, "long actual", long.Actual, num(0.75))
	sameRatio(t, "long dated actual", long.DatedActual, num(0.9))
	sameRatio(t, "long planned", long.Planned, num(0.75))
}

func TestFiguresOfOffices(t *testing.T) {
	r := progress.Compute(paperPlan(), []string{"lavori", "nessuno", "europa", "lavori"}, d("2026-02-20"), noOptions)
	lavori, nobody, europa, again := r.Offices[0], r.Offices[1], r.Offices[2], r.Offices[3]
	same(t, "order", lavori.Office+nobody.Office+europa.Office+again.Office, "lavorinessunoeuropalavori")

	sameRatio(t, "lavori actual", lavori.Actual, num(0.2))
	sameRatio(t, "lavori planned: nothing dated", lavori.Planned, missing)
	same(t, "lavori counts", lavori.Counts, plan.MilestoneCounts{InProgress: 1, Cancelled: 1, Undated: 1})
	same(t, "lavori health", lavori.Health, progress.HealthOnTrack)
	sameRatio(t, "asked twice", again.Actual, lavori.Actual)

	sameRatio(t, "nobody", nobody.Actual, missing)
	same(t, "nobody health", nobody.Health, progress.HealthNotAssessed)
	same(t, "nobody reasons", kinds(nobody.Reasons), "no_milestone")

	// OB-01.1 weighs 3, OB-02.1 half of 1, OB-03.1 1.
	sameRatio(t, "europa actual", europa.Actual, num((3*0.4+0.5*0.8+1)/4.5))
	sameRatio(t, "europa planned", europa.Planned, num((3*0.5+0.5*0.5+1)/4.5))
	want := []progress.Contribution{
		{Code: "OB-01.1", Share: 3 / 4.5, Value: 0.4}, {Code: "OB-02.1", Share: 0.5 / 4.5, Value: 0.8}, {Code: "OB-03.1", Share: 1 / 4.5, Value: 1},
	}
	contributions := officeContributions(paperPlan(), progress.Compute(paperPlan(), nil, d("2026-02-20"), noOptions), "europa")
	if len(contributions) != len(want) {
		t.Fatalf("%d contributions, want %d", len(contributions), len(want))
	}
	for i, w := range want {
		got := contributions[i]
		same(t, "code", got.Code, w.Code)
		sameRatio(t, w.Code+" share", &got.Share, &w.Share)
		sameRatio(t, w.Code+" value", &got.Value, &w.Value)
	}
}

// A milestone counts for the office that owns it on the day, whoever leads.
func TestAnOfficeIsNotMeasuredByWhatItLeads(t *testing.T) {
	o := objective("OB-01", 1, owned("lavori", step("OB-01.1", from, to, inProgress, 50)))
	o.LeadOffice = "europa"
	r := progress.Compute([]progress.Objective{o}, []string{"europa", "lavori"}, d("2026-02-20"), noOptions)
	sameRatio(t, "the lead office", r.Offices[0].Actual, missing)
	sameRatio(t, "the owner", r.Offices[1].Actual, num(0.5))
}

func TestAnEmptyOrganization(t *testing.T) {
	r := progress.Compute(nil, nil, d("2026-02-20"), noOptions)
	same(t, "health", r.Organization.Health, progress.HealthNotAssessed)
	same(t, "shown", r.Organization.Shown, -1)
	sameRatio(t, "actual", r.Organization.Actual, missing)
	same(t, "horizons", len(r.Horizons), 3)
}

func TestPlannedCurve(t *testing.T) {
	days := []plan.Date{d("2025-12-31"), d(from), d("2026-01-31"), d("2026-02-20"), d(to), d("2027-01-01")}
	plans := paperPlan()
	for i, day := range days {
		want := progress.Compute(plans, nil, day, noOptions).Organization.Planned
		sameRatio(t, "organization on "+day.String(), progress.PlannedCurve(plans, days, noOptions)[i], want)
		want = progress.OfObjective(plans[2], day, noOptions).Planned
		sameRatio(t, "objective on "+day.String(), progress.PlannedCurveOf(plans[2], days, noOptions)[i], want)
	}
	for i := range days {
		sameRatio(t, "nothing dated", progress.PlannedCurve(plans[3:], days, noOptions)[i], missing)
		sameRatio(t, "nothing dated", progress.PlannedCurveOf(plans[3], days, noOptions)[i], missing)
	}
	same(t, "no day", len(progress.PlannedCurve(plans, nil, noOptions)), 0)
}

// What Combine is handed must be of the day and the settings, or it is computed anew.
func TestCombineDoesNotTrustFiguresOfAnotherDay(t *testing.T) {
	plans := paperPlan()
	day, offices := d("2026-02-20"), []string{"europa", "lavori"}
	want := progress.Compute(plans, offices, day, noOptions)
	fresh := make([]progress.Figures, len(plans))
	stale := make([]progress.Figures, len(plans))
	strict := make([]progress.Figures, len(plans))
	for i, o := range plans {
		fresh[i] = progress.OfObjective(o, day, noOptions)
		stale[i] = progress.OfObjective(o, day.AddDays(-30), noOptions)
		strict[i] = progress.OfObjective(o, day, progress.Options{StaleAfterDays: 1})
	}
	for name, figures := range map[string][]progress.Figures{
		"fresh": fresh, "of another day": stale, "of other settings": strict, "too few": fresh[:2], "none": nil, "blank": make([]progress.Figures, len(plans)),
	} {
		got := progress.Combine(plans, figures, offices, day, noOptions)
		same(t, name, fingerprint(got), fingerprint(want))
	}
}

func TestCompletionOfTheOrganization(t *testing.T) {
	first := objective("A", 1, completed("2026-03-01", step("A.1", from, to, done, 0)))
	second := objective("B", 2, completed("2026-04-30", step("B.1", from, to, done, 0)), completed("2026-02-01", step("B.2", from, to, done, 0)))
	undated := objective("C", 1, completed("2026-05-20", step("C.1", "", "", done, 0)))
	open := objective("D", 1, step("D.1", "", "", planned, 0))
	day := d("2026-07-01")
	forecast := func(objectives ...progress.Objective) plan.Date {
		r := progress.Compute(objectives, []string{"europa"}, day, noOptions)
		same(t, "office", r.Offices[0].ForecastEndOn, r.Organization.ForecastEndOn)
		return r.Organization.ForecastEndOn
	}
	same(t, "the last completion", forecast(second, first), d("2026-04-30"))
	same(t, "an undated one comes last", forecast(first, second, undated), d("2026-05-20"))
	same(t, "nothing but undated", forecast(undated), d("2026-05-20"))
	same(t, "all the dated ones", forecast(first, second, open), d("2026-04-30"))
}

func TestWorkThatHasJustBegunShowsInTheOrganization(t *testing.T) {
	r := progress.Compute([]progress.Objective{
		objective("A", 1, step("A.1", from, to, planned, 0)), objective("B", 1, step("B.1", from, to, inProgress, 0)),
	}, []string{"europa"}, d(from), noOptions)
	same(t, "organization", r.Organization.Shown, 1)
	same(t, "office", r.Offices[0].Shown, 1)
	same(t, "the objective not begun", r.Objectives[0].Shown, 0)
}
