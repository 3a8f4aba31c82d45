package progress

import "slices"

// A group's planned curve is laid in chunks of so many members, so that a change lays
// one chunk anew and not all; groups up to smallGroup are laid anew entirely, which
// costs less than keeping their chunks.
const (
	chunkSize  = 64
	smallGroup = 2 * chunkSize
)

// chunk is what some members add to the curve of their group. It is immutable.
type chunk struct {
	from    []basis
	changes *curve // not built: the changes of the daily rise
}

func newChunk(members []member, from []basis, s *sums) chunk {
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
	return chunk{from, c}
}

// holds reports whether the chunk is that of the members on the days of a curve.
func (c chunk) holds(from []basis, total *curve) bool {
	return c.changes.before == total.before && len(c.changes.values) == len(total.values) && slices.Equal(c.from, from)
}
