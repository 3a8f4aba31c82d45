package progress

import "github.com/traguardi/traguardi/internal/plan"

// ramp is the plan of one milestone in days (ordinals): nothing up to from, all from
// to on, a straight line between. Days being whole, a step on a day is the ramp that
// rises from the day before; so from < to always.
type ramp struct{ from, to int }

// rise is a ramp with its weight, as small as a group's curve can do with: the curve of
// an organization goes through those of all its milestones at every change.
type rise struct {
	from, to int32
	daily    float64 // weight gained each day
}

func (r ramp) rise(weight float64) rise {
	return rise{int32(r.from), int32(r.to), weight / float64(r.to-r.from)}
}

func (r ramp) at(day int) float64 {
	switch {
	case day <= r.from:
		return 0
	case day >= r.to:
		return 1
	}
	return float64(day-r.from) / float64(r.to-r.from)
}

// rampOf gives the plan of a milestone; ok is false where it is undated. A milestone
// without a start, or that starts on its baseline or later, is a step.
func rampOf(m Milestone) (r ramp, ok bool) {
	baseline := baselineOf(m)
	if baseline.IsZero() {
		return ramp{}, false
	}
	if m.StartOn.Before(baseline) {
		return ramp{from: m.StartOn.Ordinal(), to: baseline.Ordinal()}, true
	}
	return ramp{from: baseline.Ordinal() - 1, to: baseline.Ordinal()}, true
}

// startOf is the day on which a dated milestone is planned to begin: a step begins on
// the day it rises.
func startOf(m Milestone) plan.Date {
	baseline := baselineOf(m)
	if m.StartOn.Before(baseline) {
		return m.StartOn
	}
	return baseline
}
