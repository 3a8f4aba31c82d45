package progress

import "slices"

// basis is one objective as it entered the figures of a group. The parts of an
// objective are made once and never change, so the same pointer is the same objective
// in the same state on the same day.
type basis struct {
	parts  *parts
	weight float64
}

func basisOf(members []member) []basis {
	b := make([]basis, len(members))
	for i, m := range members {
		b[i] = basis{m.figures.parts, m.weight}
	}
	return b
}

func basisOfShares(shares []officeShare) []basis {
	b := make([]basis, len(shares))
	for i, s := range shares {
		b[i] = basis{s.member.figures.parts, s.member.weight}
	}
	return b
}

// again gives the figures computed before from the same basis, else computes them.
func again(before Figures, from []basis, compute func() Figures) Figures {
	if before.Actual != nil && slices.Equal(before.basis, from) {
		return before
	}
	f := compute()
	f.basis = from
	return f
}
