package board

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// DateMove is a due date that a meeting moved.
type DateMove struct {
	Update      string // id
	Milestone   string // OB-01.3
	Title       string
	Objective   string
	From, To    plan.Date // zero: no date
	Days        int       // positive is later; 0 where a date is missing
	Reason      string
	EffectiveOn plan.Date
}

// Moves lists the due dates that a meeting moved, in the order of the objectives and
// milestones and then of the days: the other side of an update's decided_in.
func (c *Content) Moves(meeting *Meeting) []DateMove {
	var moves []DateMove
	for _, o := range c.Objectives {
		if !slices.ContainsFunc(o.Meetings, func(m *Meeting) bool { return m.ID == meeting.ID }) {
			continue
		}
		for _, m := range o.Milestones {
			for _, u := range slices.Backward(m.Updates) {
				if u.DecidedIn != meeting.ID || u.Before.DueOn == u.After.DueOn {
					continue
				}
				move := DateMove{
					Update: u.ID, Milestone: m.ID, Title: m.Title, Objective: m.Objective, From: u.Before.DueOn, To: u.After.DueOn,
					Reason: u.Reason, EffectiveOn: u.EffectiveOn,
				}
				if !move.From.IsZero() && !move.To.IsZero() {
					move.Days = move.To.DaysSince(move.From)
				}
				moves = append(moves, move)
			}
		}
	}
	return moves
}

// ActionsAfter are the actions that follow a decision of the meeting, cancelled ones
// left out.
func (m *Meeting) ActionsAfter(decision string) []*Action {
	var after []*Action
	for _, a := range m.Actions {
		if decision != "" && a.Decision == decision && a.State != plan.ActionCancelled {
			after = append(after, a)
		}
	}
	return after
}
