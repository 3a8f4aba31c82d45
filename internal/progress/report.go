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
	r.Organization = ofGroup(members, day)
	r.Horizons = ofHorizons(members, day)
	r.Offices = make([]OfficeFigures, len(offices))
	for i, shares := range byOffice(members, offices) {
		r.Offices[i] = OfficeFigures{Office: offices[i], Figures: ofOffice(shares, day)}
	}
	return r
}

// usable reports whether figures computed earlier hold for a day and options.
func (f *Figures) usable(day plan.Date, opt Options) bool {
	return f.parts != nil && f.Day == day && f.parts.opt.staleAfterDays() == opt.staleAfterDays()
}

func ofHorizons(members []member, day plan.Date) []HorizonFigures {
	figures := make([]HorizonFigures, len(plan.Horizons))
	for i, horizon := range plan.Horizons {
		var of []member
		for _, m := range members {
			if m.objective.Horizon == horizon {
				of = append(of, m)
			}
		}
		figures[i] = HorizonFigures{Horizon: horizon, Figures: ofGroup(of, day)}
	}
	return figures
}
