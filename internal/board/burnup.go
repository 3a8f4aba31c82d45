package board

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// burnUp is the organization's burn-up as an audience sees it. It is summed in chunks
// of objectives, so that a change sums one chunk anew and not all.
type burnUp struct {
	days   []plan.Date
	chunks []burnUpChunk
}

// burnUpChunk is what some objectives give to the burn-up. It is immutable.
type burnUpChunk struct {
	of   []*objectiveCurve
	sums []burnUpSum // by day
}

// burnUpSum is what is added up of one day.
type burnUpSum struct {
	weight, value          float64 // of the objectives that counted then
	plannedWeight, planned float64 // of those that count on the day shown
}

func (s *burnUpSum) add(o *burnUpSum) {
	s.weight += o.weight
	s.value += o.value
	s.plannedWeight += o.plannedWeight
	s.planned += o.planned
}

const burnUpChunkSize = 64

// newBurnUp sums up a history; what an earlier one (may be nil) of the same audience
// has of the same objectives is taken from there.
func newBurnUp(h *history, to audience, earlier *burnUp) *burnUp {
	b := &burnUp{days: h.days}
	var known []burnUpChunk
	if earlier != nil && &earlier.days[0] == &h.days[0] {
		known = earlier.chunks
	}
	for chunk := range slices.Chunk(h.curves, burnUpChunkSize) {
		if i := len(b.chunks); i < len(known) && slices.Equal(known[i].of, chunk) {
			b.chunks = append(b.chunks, known[i])
		} else {
			b.chunks = append(b.chunks, newBurnUpChunk(chunk, len(h.days), to))
		}
	}
	return b
}

func newBurnUpChunk(curves []*objectiveCurve, days int, to audience) burnUpChunk {
	c := burnUpChunk{of: curves, sums: make([]burnUpSum, days)}
	for _, curve := range curves {
		// What is a draft today is left out of the public's past as well.
		if to == forPublic && curve.of.draftToday {
			continue
		}
		for i, s := range curve.shares {
			c.sums[i].weight += s.weight
			c.sums[i].value += s.weight * s.actual
		}
		for i, planned := range curve.planned {
			c.sums[i].plannedWeight += curve.of.terms.Weight
			c.sums[i].planned += curve.of.terms.Weight * planned
		}
	}
	return c
}

// points gives the burn-up as it is shown: on each day the mean of the objectives that
// counted then, weighted as they were then.
func (b *burnUp) points(day plan.Date, f *progress.Figures) []CurvePoint {
	sums := make([]burnUpSum, len(b.days))
	for _, c := range b.chunks {
		for i := range c.sums {
			sums[i].add(&c.sums[i])
		}
	}
	points := make([]CurvePoint, len(b.days))
	for i, at := range b.days {
		s := &sums[i]
		points[i].Day = at
		if s.weight > 0 && !at.After(day) {
			s.value /= s.weight
			points[i].Actual = &s.value
		}
		if s.plannedWeight > 0 && !at.After(f.PlannedEndOn) {
			s.planned = min(s.planned/s.plannedWeight, 1)
			points[i].Planned = &s.planned
		}
	}
	return points
}
