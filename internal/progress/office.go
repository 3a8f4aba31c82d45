package progress

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// officeShare is what an office has of one member.
type officeShare struct {
	member member
	part   *officePart
}

// byOffice gathers, for each office asked for, what it has of the members. An office
// that is asked for twice gets its figures twice.
func byOffice(members []member, offices []string) [][]officeShare {
	position := positionsOf(offices)
	shares := make([][]officeShare, len(offices))
	for _, m := range members {
		p := m.figures.parts
		for i := range p.offices {
			part := &p.offices[i]
			if at := position(part.office); at >= 0 {
				shares[at] = append(shares[at], officeShare{m, part})
			}
		}
	}
	for i, office := range offices {
		shares[i] = shares[position(office)]
	}
	return shares
}

// positionsOf tells where an office was first asked for, -1 for one that was not. After
// a change one or two are asked for, of very many parts: comparing is quicker then.
func positionsOf(offices []string) func(office string) int {
	if len(offices) <= 4 {
		return func(office string) int { return slices.Index(offices, office) }
	}
	position := make(map[string]int, len(offices))
	for i, office := range offices {
		if _, known := position[office]; !known {
			position[office] = i
		}
	}
	return func(office string) int {
		if at, asked := position[office]; asked {
			return at
		}
		return -1
	}
}

// scale turns a milestone's weight into what it weighs for its office: objective
// weight × w / Σw of the objective.
func (s officeShare) scale() float64 {
	total := s.member.figures.parts.sums.weight
	if total <= 0 {
		return 0
	}
	return s.member.weight / total
}

// each visits the office's counted milestones in order, with what each weighs.
func each(shares []officeShare, visit func(o *Objective, a *assessed, weight float64)) {
	for _, share := range shares {
		scale, counted := share.scale(), share.member.figures.parts.counted
		for _, i := range share.part.members {
			visit(share.member.objective, &counted[i], scale*counted[i].weight)
		}
	}
}

// ofOffice gives the figures of an office over its milestones.
func ofOffice(shares []officeShare, day plan.Date) Figures {
	var s sums
	var counts plan.MilestoneCounts
	for _, share := range shares {
		counts = counts.Add(share.part.counts)
	}
	each(shares, func(_ *Objective, a *assessed, weight float64) { s.addMilestone(a, weight) })
	f := s.figures(day, officeCurve(shares, &s))
	f.Counts = counts
	f.Contributions = make([]Contribution, 0, s.count)
	each(shares, func(o *Objective, a *assessed, weight float64) {
		f.Contributions = append(f.Contributions, contribution(o.Milestones[a.index].ID, weight, s.weight, a.value))
	})
	judgeOffice(&f, shares, &s)
	return f
}

func officeCurve(shares []officeShare, s *sums) func(day int) float64 {
	if !s.dated() {
		return nil
	}
	c := newCurve(s.start, s.end)
	each(shares, func(_ *Objective, a *assessed, weight float64) {
		if a.dated {
			c.add(a.ramp, weight)
		}
	})
	c.build(s.datedWeight)
	return c.at
}
