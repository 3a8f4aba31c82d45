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

// again gives the figures computed before of the same, else computes them. Figures without an
// actual are always computed: those of nothing may be of another day.
func again[T comparable](before *Figures, was, is []T, compute func() Figures) Figures {
	if before.Actual != nil && slices.Equal(was, is) {
		return *before
	}
	return compute()
}
