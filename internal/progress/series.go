package progress

import "github.com/traguardi/traguardi/internal/plan"

// PlannedCurve gives, for each of the days, what was planned of the organization by
// the baselines of the objectives as they are given; nil where nothing is dated. It is
// the planned line of a chart: Figures.Planned of the same objectives lies on it.
func PlannedCurve(objectives []Objective, days []plan.Date, opt Options) []*float64 {
	var s sums
	members := make([]member, 0, len(objectives))
	for i := range objectives {
		o := &objectives[i]
		if !o.State.Counted() {
			continue
		}
		// The day matters to no planned curve; any will do to find the parts.
		p := partsOf(*o, plan.Date{}, opt, nil)
		f := p.sums.figures(plan.Date{}, p.planned)
		f.parts = p
		m := member{o, &f, usableWeight(o.Weight)}
		if m.assessed() {
			s.addObjective(m.figures, &p.sums, m.weight)
			members = append(members, m)
		}
	}
	planned, _ := groupCurve(members, &s, nil)
	return pointsOf(planned, days)
}

// PlannedCurveOf gives, for each of the days, what was planned of one objective.
func PlannedCurveOf(o Objective, days []plan.Date, opt Options) []*float64 {
	p := partsOf(o, plan.Date{}, opt, nil)
	if !p.sums.dated() {
		return make([]*float64, len(days))
	}
	c := newCurve(p.sums.start, p.sums.end)
	c.lay(plannedShare{p.plan, 1})
	c.build(p.sums.datedWeight)
	return pointsOf(c.at, days)
}

func pointsOf(planned func(day int) float64, days []plan.Date) []*float64 {
	points := make([]*float64, len(days))
	if planned == nil {
		return points
	}
	for i, day := range days {
		points[i] = pointer(planned(day.Ordinal()))
	}
	return points
}
