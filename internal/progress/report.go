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
	all := make([]ObjectiveFigures, len(objectives))
	known := make([]Known, len(objectives))
	for i := range objectives {
		o, of := &objectives[i], &all[i]
		of.Objective = o.Code
		if i < len(figures) && figures[i].usable(day, opt) {
			of.Figures = figures[i]
		} else {
			of.Figures = OfObjective(*o, day, opt)
		}
		known[i] = Known{o, &of.Figures}
	}
	r := Groups(earlier, known, offices, day)
	r.Objectives = all
	return r
}

// Known is an objective with its figures, as OfObjective gave them.
type Known struct {
	Objective *Objective
	Figures   *Figures
}

// Groups gives what CombineAfter gives but for Objectives, which are known: that saves
// copying them all at every change. Every figure must be of the day, and all of the
// same options.
func Groups(earlier Report, known []Known, offices []string, day plan.Date) Report {
	r := Report{Day: day}
	members := make([]member, 0, len(known))
	for _, k := range known {
		if k.Objective.State.Counted() {
			members = append(members, member{k.Objective, k.Figures, usableWeight(k.Objective.Weight)})
		}
	}
	r.Organization = groupAgain(earlier.Organization, members, day)
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
		figures[i] = HorizonFigures{horizon, groupAgain(before, of, day)}
	}
	return figures
}

func groupAgain(before Figures, members []member, day plan.Date) Figures {
	from := basisOf(members)
	return again(&before, before.basis, from, func() Figures {
		f := ofGroup(members, day, before.chunks)
		f.basis = from
		return f
	})
}

func ofOffices(earlier []OfficeFigures, members []member, offices []string, day plan.Date) []OfficeFigures {
	before := make(map[string]*Figures, len(earlier))
	for i := range earlier {
		before[earlier[i].Office] = &earlier[i].Figures
	}
	figures := make([]OfficeFigures, len(offices))
	for i, shares := range byOffice(members, offices) {
		known := before[offices[i]]
		if known == nil || known.Day != day {
			known = &Figures{}
		}
		figures[i] = OfficeFigures{offices[i], again(known, known.shares, shares, func() Figures {
			f := ofOffice(shares, day, known.curve)
			f.shares = shares
			return f
		})}
	}
	return figures
}
