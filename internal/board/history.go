package board

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// history is how it went over time: the burn-up of each objective, and what each gave
// to the organization's on that one's days.
type history struct {
	// days are those of the organization's burn-up.
	days   []plan.Date
	curves []*objectiveCurve // of Board.days, in that order
}

// objectiveCurve is how one objective went. It is immutable.
type objectiveCurve struct {
	of *objectiveDay
	// own is the objective's burn-up, on days of its own.
	own []CurvePoint
	// days and shares are the organization's, in step.
	days   []plan.Date
	shares []share
	// planned is by the baselines of the day shown, on the same days; nil where the
	// objective does not count or has no plan.
	planned []float64
}

// share is what an objective gives to the organization's actual on one day.
type share struct {
	weight float64 // 0 where it did not count, or was not assessed
	actual float64
}

// historyOf gives the board's history, made once. The caller holds b.mu.
func (b *Board) historyOf() *history {
	if b.made.history == nil {
		b.made.history = b.newHistory(b.earlier.history)
		b.earlier.history = nil
	}
	return b.made.history
}

func (b *Board) newHistory(earlier *history) *history {
	f := &b.report.Organization
	start := f.StartOn
	if start.IsZero() {
		for _, o := range b.days {
			start = plan.Earliest(start, o.block.objective.AddedOn)
		}
	}
	h := &history{days: sampleDays(start, f.PlannedEndOn, b.moment.day), curves: make([]*objectiveCurve, len(b.days))}
	var known []*objectiveCurve
	if earlier != nil {
		known = earlier.curves
		if slices.Equal(earlier.days, h.days) {
			h.days = earlier.days
		}
	}
	for i, o := range b.days {
		for len(known) > 0 && known[0].of.block.objective.Code < o.block.objective.Code {
			known = known[1:]
		}
		var prev *objectiveCurve
		if len(known) > 0 && known[0].of.block.objective.Code == o.block.objective.Code {
			prev = known[0]
		}
		if prev != nil && prev.of == o && &prev.days[0] == &h.days[0] {
			h.curves[i] = prev
		} else {
			h.curves[i] = newObjectiveCurve(o, b.moment, h.days, prev)
		}
	}
	return h
}

// newObjectiveCurve makes the curve of an objective; prev (may be nil) is the one that
// an earlier board made of it. What happened before the first difference between the
// two is taken from there.
func newObjectiveCurve(o *objectiveDay, m moment, days []plan.Date, prev *objectiveCurve) *objectiveCurve {
	c := &objectiveCurve{of: o, days: days, shares: make([]share, len(days))}
	var from plan.Date
	if prev != nil {
		from = affectedFrom(prev.of.block, o.block)
	}
	if o.present {
		c.own = ownCurve(o, m, prev, from)
	}
	kept := 0
	if prev != nil && &prev.days[0] == &days[0] {
		kept = copy(c.shares, prev.shares[:keptUntil(days, from)])
	}
	for i, actual := range o.block.actuals(days[kept:], m.day) {
		if terms := o.block.termsOn(days[kept+i]); actual != nil && terms.State.Counted() {
			c.shares[kept+i] = share{weight: terms.Weight, actual: *actual}
		}
	}
	switch {
	case !o.present || !o.state.State.Counted() || o.figures.Planned == nil:
	case prev != nil && prev.planned != nil && &prev.days[0] == &days[0] && progress.SamePlan(&prev.of.figures, &o.figures):
		c.planned = prev.planned
	default:
		c.planned = make([]float64, len(days))
		for i, planned := range progress.PlannedCurveOf(o.state, days, m.progress) {
			c.planned[i] = *planned
		}
	}
	return c
}

// ownCurve is the burn-up of one objective: actual by the history as of each day,
// planned by the baselines of the day shown. What prev (may be nil) has of the days
// before from still holds.
func ownCurve(o *objectiveDay, m moment, prev *objectiveCurve, from plan.Date) []CurvePoint {
	start := o.figures.StartOn
	if start.IsZero() {
		start = o.block.objective.AddedOn
	}
	days := sampleDays(start, o.figures.PlannedEndOn, m.day)
	points := make([]CurvePoint, len(days))
	kept, planned := 0, false
	if prev != nil && slices.EqualFunc(prev.own, days, func(p CurvePoint, day plan.Date) bool { return p.Day == day }) {
		kept = keptUntil(days, from)
		if planned = progress.SamePlan(&prev.of.figures, &o.figures); planned {
			copy(points, prev.own)
		} else {
			copy(points, prev.own[:kept])
		}
	}
	for i, actual := range o.block.actuals(days[kept:], m.day) {
		points[kept+i].Actual = actual
	}
	if planned {
		return points
	}
	for i, planned := range progress.PlannedCurveOf(o.state, days, m.progress) {
		points[i].Day, points[i].Planned = days[i], untilEnd(planned, days[i], o.figures.PlannedEndOn)
	}
	return points
}

// untilEnd leaves out what was planned after the planned end: there is nothing left to
// plan there.
func untilEnd(planned *float64, day, end plan.Date) *float64 {
	if day.After(end) {
		return nil
	}
	return planned
}

// actuals is how much of the objective was achieved on each of the days (ascending),
// by the history as of that day: Figures.Actual of the objective as it was. It is nil
// where nothing was assessed, and after the last day asked for.
func (b *objectiveBlock) actuals(days []plan.Date, last plan.Date) []*float64 {
	weights, values := make([]float64, len(days)), make([]float64, len(days))
	until, after := slices.BinarySearchFunc(days, last, plan.Date.Compare)
	if after {
		until++
	}
	for _, log := range b.milestones {
		log.addValues(days[:until], weights, values)
	}
	points := make([]*float64, len(days))
	for i := range days[:until] {
		if weights[i] > 0 && b.presentOn(days[i]) {
			values[i] /= weights[i]
			points[i] = &values[i]
		}
	}
	return points
}

// addValues adds the milestone's weight and weighted value on each of the days.
func (m *milestoneLog) addValues(days []plan.Date, weights, values []float64) {
	effective := 0
	for i, day := range days {
		if !m.presentOn(day) {
			continue
		}
		for effective < len(m.updates) && !m.updates[effective].EffectiveOn.After(day) {
			effective++
		}
		holds := effective
		if holds == 0 {
			if holds = m.effective(day); holds == 0 {
				continue
			}
		}
		status := &m.updates[holds-1].After
		if status.State == plan.MilestoneCancelled {
			continue
		}
		weights[i] += status.Weight
		values[i] += status.Weight * progress.ValueOf(progress.Milestone{
			State: status.State, Percent: status.Percent, CompletedOn: status.CompletedOn,
		}, day)
	}
}
