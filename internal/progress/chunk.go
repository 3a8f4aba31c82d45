package progress

import "slices"

// A group's planned curve is laid in chunks of so many members, so that a change of a plan lays
// one chunk anew and not all, and progress alone none; groups of up to smallGroup milestones are
// laid anew entirely, which costs less than keeping their chunks.
const (
	chunkSize  = 64
	smallGroup = 4_096
)

// chunk is what some members add to the curve of their group. It is immutable.
type chunk struct {
	of      []plannedShare
	changes *curve // not built: the changes of the daily rise
}

func newChunk(of []plannedShare, s *sums) chunk {
	c := newCurve(s.start, s.end)
	for _, share := range of {
		c.lay(share)
	}
	return chunk{of, c}
}

// holds reports whether the chunk is of the same plans, on the days of a curve.
func (c chunk) holds(of []plannedShare, total *curve) bool {
	return c.changes.before == total.before && len(c.changes.values) == len(total.values) && slices.Equal(c.of, of)
}
