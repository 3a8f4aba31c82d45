package desk

import (
	"math"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// Effect is what one update does to its objective: the objective's figures of the day,
// all else being as it is, with the milestone as it was before the update and as the
// update left it.
type Effect struct {
	Before, After progress.Figures
}

// EffectOf computes the effect of an update. ok is false where its objective or its
// milestone is not in the plan on the content's day.
func EffectOf(c *board.Content, u *board.Update) (e Effect, ok bool) {
	o, found := c.Objective(u.Objective)
	if !found {
		return Effect{}, false
	}
	before, ok := withStatus(o, u.Milestone, u.Before)
	if !ok {
		return Effect{}, false
	}
	after, _ := withStatus(o, u.Milestone, u.After)
	var opt progress.Options // staleness enters no ratio and no health
	return Effect{progress.OfObjective(before, c.Day, opt), progress.OfObjective(after, c.Day, opt)}, true
}

// withStatus is an objective as the formulas take it, with another status of one of its
// milestones.
func withStatus(o *board.Objective, milestone string, status plan.MilestoneStatus) (progress.Objective, bool) {
	p, found := stateOf(o), false
	for i, m := range o.Milestones {
		if m.ID == milestone {
			p.Milestones[i], found = milestoneState(m, status, o.Terms.StartOn), true
		}
	}
	return p, found
}

// stateOf is an objective as the formulas take it.
func stateOf(o *board.Objective) progress.Objective {
	p := progress.Objective{
		Code: o.Code, State: o.Terms.State, Horizon: o.Terms.Horizon, Weight: o.Terms.Weight, LeadOffice: o.Terms.LeadOffice,
		Milestones: make([]progress.Milestone, len(o.Milestones)),
	}
	for i, m := range o.Milestones {
		p.Milestones[i] = milestoneState(m, m.Status, o.Terms.StartOn)
	}
	return p
}

func milestoneState(m *board.Milestone, status plan.MilestoneStatus, objectiveStart plan.Date) progress.Milestone {
	start := status.StartOn
	if start.IsZero() {
		start = objectiveStart
	}
	return progress.Milestone{
		ID: m.ID, Office: status.Office, Weight: status.Weight, StartOn: start, DueOn: status.DueOn,
		BaselineDueOn: m.BaselineDueOn, State: status.State, Percent: status.Percent, CompletedOn: status.CompletedOn,
		UpdatedOn: m.UpdatedOn,
	}
}

// PlannedPercent is the whole percentage of a milestone that was planned by the
// content's day, floored as every shown percentage; -1 for one without a date.
func PlannedPercent(c *board.Content, m *board.Milestone) int {
	var start plan.Date
	if o, ok := c.Objective(m.Objective); ok {
		start = o.Terms.StartOn
	}
	planned := progress.PlannedOf(milestoneState(m, m.Status, start), c.Day)
	if planned == nil {
		return -1
	}
	// A straight line between two days is a ratio of whole days: a thousandth of a
	// thousandth is rounding.
	return int(math.Floor(*planned*100 + 1e-6))
}
