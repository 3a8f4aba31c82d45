package progress

// curve is the planned curve of a group on whole days. It takes one pass over the
// parts and one over the days, so that a search on it, or a chart, does not go through
// all the milestones for every day.
type curve struct {
	before int       // the day before the first: planned is 0 up to it
	values []float64 // from before on; after build they never fall and end with 1
}

// newCurve prepares a curve between two days (ordinals): the earliest start and the
// latest baseline of what will be added.
func newCurve(start, end int) *curve {
	// One day more than the days from start to end: a step on the first day rises
	// from the day before.
	return &curve{before: start - 1, values: make([]float64, end-start+2)}
}

// addRise lays a ramp on the curve, times a scale: until build, values hold the changes of the
// daily rise.
func (c *curve) addRise(r rise, scale float64) {
	daily := scale * r.daily
	c.values[int(r.from)-c.before] += daily
	c.values[int(r.to)-c.before] -= daily
}

// lay lays everything that is planned of a member.
func (c *curve) lay(share plannedShare) {
	if share.plan == nil {
		return
	}
	for _, r := range share.plan.rises {
		c.addRise(r, share.scale)
	}
}

// build turns the changes into the curve, as a share of total (the sum of the weights).
func (c *curve) build(total float64) {
	rise, sum := 0.0, 0.0
	for i, change := range c.values {
		c.values[i] = min(sum/total, 1)
		rise += change
		// What rounding leaves below zero would let the curve fall.
		sum += max(rise, 0)
	}
	c.values[len(c.values)-1] = 1
}

func (c *curve) at(day int) float64 {
	switch i := day - c.before; {
	case i <= 0:
		return 0
	case i >= len(c.values):
		return 1
	default:
		return c.values[i]
	}
}
