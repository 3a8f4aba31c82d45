package progress

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// officeShare is what an office has of one member. It is comparable: the same part by the same
// scale is the same.
type officeShare struct {
	part *officePart
	// scale turns a milestone's weight into what it weighs for its office: objective
	// weight × w / Σw of the objective.
	scale float64
}

// plannedShare is what a planned curve has of one of its members.
type plannedShare struct {
	plan  *planned // nil where nothing is planned
	scale float64
}

// byOffice gathers, for each office asked for, what it has of the members. An office
// that is asked for twice gets its figures twice.
func byOffice(members []member, offices []string) [][]officeShare {
	position := positionsOf(offices)
	shares := make([][]officeShare, len(offices))
	for _, m := range members {
		p := m.figures.parts
		scale := 0.0
		if p.sums.weight > 0 {
			scale = m.weight / p.sums.weight
		}
		for _, part := range p.offices {
			if at := position(part.office); at >= 0 {
				shares[at] = append(shares[at], officeShare{part, scale})
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

// ofOffice gives the figures of an office over its milestones. Its planned curve is that of an
// earlier report (may be nil) where nothing is planned otherwise.
func ofOffice(shares []officeShare, day plan.Date, known *officeCurve) Figures {
	var s sums
	var counts plan.MilestoneCounts
	for _, share := range shares {
		counts = counts.Add(share.part.counts)
		s.addPart(&share.part.sums, share.scale)
	}
	curve := newOfficeCurve(shares, &s, known)
	f := s.figures(day, curve.at)
	f.Counts, f.curve = counts, curve
	judgeOffice(&f, shares, &s)
	return f
}

// officeCurve is the planned curve of an office, with what it was laid of. It is immutable.
type officeCurve struct {
	of    []plannedShare
	total *curve // nil where nothing is dated
}

func newOfficeCurve(shares []officeShare, s *sums, known *officeCurve) *officeCurve {
	of := make([]plannedShare, len(shares))
	for i, share := range shares {
		of[i] = plannedShare{share.part.plan, share.scale}
	}
	if known != nil && slices.Equal(known.of, of) {
		return known
	}
	c := &officeCurve{of: of}
	if !s.dated() {
		return c
	}
	c.total = newCurve(s.start, s.end)
	for _, share := range of {
		c.total.lay(share)
	}
	c.total.build(s.datedWeight)
	return c
}

func (c *officeCurve) at(day int) float64 { return c.total.at(day) }
