package progress

import "github.com/traguardi/traguardi/internal/plan"

// member is an objective with its figures, as a group sees it.
type member struct {
	objective *Objective
	figures   *Figures
	weight    float64
}

// assessed reports whether the objective has anything to be measured by.
func (m member) assessed() bool { return m.figures.Actual != nil && m.weight > 0 }

// ofGroup gives the figures of a horizon or of the whole organization: the mean of its
// assessed members, weighted by the objectives' weights.
func ofGroup(members []member, day plan.Date) Figures {
	var s sums
	for _, m := range members {
		if m.assessed() {
			s.addObjective(m.figures, &m.figures.parts.sums, m.weight)
		}
	}
	f := s.figures(day, groupCurve(members, &s))
	f.Objectives = make(map[Health]int, len(Healths))
	f.Contributions = make([]Contribution, 0, s.count)
	for _, m := range members {
		f.Counts = f.Counts.Add(m.figures.Counts)
		f.Objectives[m.figures.Health]++
		if m.assessed() {
			f.Contributions = append(f.Contributions, contribution(m.objective.Code, m.weight, s.weight, *m.figures.Actual))
		}
	}
	judgeGroup(&f, members, &s)
	return f
}

// groupCurve is the mean of the planned curves of the members that have one, weighted
// as their figures are; nil where none has.
func groupCurve(members []member, s *sums) func(day int) float64 {
	if !s.dated() {
		return nil
	}
	c := newCurve(s.start, s.end)
	for _, m := range members {
		if !m.assessed() || m.figures.Planned == nil {
			continue
		}
		p := m.figures.parts
		scale := m.weight / p.sums.datedWeight
		for _, r := range p.rises {
			c.addRise(r, scale)
		}
	}
	c.build(s.datedWeight)
	return c.at
}
