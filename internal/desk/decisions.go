package desk

import (
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// OpenDecision is a decision of a meeting that no action follows.
type OpenDecision struct {
	Meeting  *board.Meeting
	Index    int // in Meeting.Decisions
	Decision plan.Decision
	Days     int // since the meeting
}

// DecisionsWithoutAction lists the decisions of meetings held that no action of the same
// meeting follows, those that wait longest first. An action that was cancelled follows
// nothing.
func DecisionsWithoutAction(c *board.Content) []OpenDecision {
	var found []OpenDecision
	for _, m := range c.Meetings {
		if m.State != plan.MeetingHeld {
			continue
		}
		for i, d := range m.Decisions {
			if !slices.ContainsFunc(m.Actions, func(a *board.Action) bool { return follows(a, d) }) {
				found = append(found, OpenDecision{Meeting: m, Index: i, Decision: d, Days: c.Day.DaysSince(m.HeldOn)})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b OpenDecision) int { return a.Meeting.HeldOn.Compare(b.Meeting.HeldOn) })
	return found
}

// follows reports whether an action carries out a decision of its meeting: it is about
// the same milestone or objective, or both are about neither. An action about a
// milestone carries out a decision about its objective.
func follows(a *board.Action, d plan.Decision) bool {
	if a.State == plan.ActionCancelled {
		return false
	}
	if d.Milestone != "" {
		return a.Milestone == d.Milestone
	}
	objective := a.Objective
	if code, _, ok := plan.ParseMilestoneID(a.Milestone); ok {
		objective = code
	}
	return objective == d.Objective
}
