package progress

import "github.com/traguardi/traguardi/internal/plan"

// Compute gives every figure of an organization on a day. offices are the codes of
// those that figures are wanted for.
func Compute(objectives []Objective, offices []string, day plan.Date, opt Options) Report {
	return Combine(objectives, nil, offices, day, opt)
}

// Combine does what Compute does with the figures of objectives that are known
// already: figures[i], of objectives[i], as OfObjective gave them. Those that are
// missing, of another day or of other options are computed.
func Combine(objectives []Objective, figures []Figures, offices []string, day plan.Date, opt Options) Report {
	return CombineAfter(Report{}, objectives, figures, offices, day, opt)
}

// CombineAfter gives what Combine gives, to the last bit, and takes over from an earlier
// report the figures of the offices and horizons in which nothing has changed: those of
// which every objective has the very figures (and weight) that it had then.
func CombineAfter(earlier Report, objectives []Objective, figures []Figures, offices []string, day plan.Date, opt Options) Report {
	r := Report{Day: day, Objectives: make([]ObjectiveFigures, len(objectives))}
	members := make([]member, 0, len(objectives))
	for i := range objectives {
		o, of := &objectives[i], &r.Objectives[i]
		of.Objective = o.Code
		if i < len(figures) && figures[i].usable(day, opt) {
			of.Figures = figures[i]
		} else {
			of.Figures = OfObjective(*o, day, opt)
		}
		if o.State.Counted() {
			members = append(members, member{o, &of.Figures, usableWeight(o.Weight)})
		}
	}
	r.Organization = again(earlier.Organization, basisOf(members), func() Figures { return ofGroup(members, day) })
	r.Horizons = ofHorizons(earlier.Horizons, members, day)
	r.Offices = ofOffices(earlier.Offices, members, offices, day)
	return r
}

// usable reports whether figures computed earlier hold for a day and options.
func (f *Figures) usable(day plan.Date, opt Options) bool {
	return f.parts != nil && f.Day == day && f.parts.opt.staleAfterDays() == opt.staleAfterDays()
}

func ofHorizons(earlier []HorizonFigures, members []member, day plan.Date) []HorizonFigures {
	figures := make([]HorizonFigures, len(plan.Horizons))
	for i, horizon := range plan.Horizons {
		var of []member
		for _, m := range members {
			if m.objective.Horizon == horizon {
				of = append(of, m)
			}
		}
		var before Figures
		if i < len(earlier) {
			before = earlier[i].Figures
		}
		figures[i] = HorizonFigures{horizon, again(before, basisOf(of), func() Figures { return ofGroup(of, day) })}
	}
	return figures
}

func ofOffices(earlier []OfficeFigures, members []member, offices []string, day plan.Date) []OfficeFigures {
	before := make(map[string]Figures, len(earlier))
	for _, e := range earlier {
		before[e.Office] = e.Figures
	}
	figures := make([]OfficeFigures, len(offices))
	for i, shares := range byOffice(members, offices) {
		figures[i] = OfficeFigures{offices[i], again(before[offices[i]], basisOfShares(shares), func() Figures { return ofOffice(shares, day) })}
	}
	return figures
}
