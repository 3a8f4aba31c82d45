package desk

import (
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// OpenDecision is a decision of a meeting from which nothing has followed.
type OpenDecision struct {
	Meeting  *board.Meeting
	Index    int // in Meeting.Decisions
	Decision plan.Decision
	Days     int // since the meeting
}

// DecisionsWithoutAction lists the decisions of meetings held from which nothing has
// followed (WithoutAction), those that wait longest first.
func DecisionsWithoutAction(c *board.Content) []OpenDecision {
	var found []OpenDecision
	for _, m := range c.Meetings {
		if m.State != plan.MeetingHeld {
			continue
		}
		for _, i := range WithoutAction(c, m) {
			found = append(found, OpenDecision{Meeting: m, Index: i, Decision: m.Decisions[i], Days: c.Day.DaysSince(m.HeldOn)})
		}
	}
	slices.SortStableFunc(found, func(a, b OpenDecision) int { return a.Meeting.HeldOn.Compare(b.Meeting.HeldOn) })
	return found
}

// WithoutAction lists the decisions of a meeting from which nothing has followed, by
// their place in Meeting.Decisions: no action of the same meeting, no date of their
// milestone that the meeting moved, and nobody has said that nothing needs to follow.
// An action that was cancelled follows nothing.
//
// Actions say which decision they follow. Where none of a meeting's does, as in meetings
// that are older than that, one about the same thing is taken to.
func WithoutAction(c *board.Content, m *board.Meeting) []int {
	if len(m.Decisions) == 0 {
		return nil
	}
	moves := c.Moves(m)
	linked := slices.ContainsFunc(m.Actions, func(a *board.Action) bool { return a.Decision != "" })
	var left []int
	for i, d := range m.Decisions {
		followed := len(m.ActionsAfter(d.ID)) > 0 ||
			!linked && slices.ContainsFunc(m.Actions, func(a *board.Action) bool { return follows(a, d) })
		moved := slices.ContainsFunc(moves, func(move board.DateMove) bool { return move.Milestone == d.Milestone })
		if !d.NoAction && !followed && !moved {
			left = append(left, i)
		}
	}
	return left
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
