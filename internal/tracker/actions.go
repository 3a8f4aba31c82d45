package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateAction adds what a meeting asked of an office; an empty State is open, and an
// action added as done without a day was completed today. For the editor and the admin.
// The receipt's ID is the action's.
func (t *Tracker) CreateAction(ctx context.Context, organization string, a plan.Action) (Receipt, error) {
	return t.change(ctx, organization, OpActionCreate, func(c *change) error {
		if err := c.permit(a.Office); err != nil {
			return err
		}
		m, err := existingMeeting(ctx, c, a.Meeting)
		if err != nil {
			return err
		}
		a.ID, a.RemovedOn = t.newID(), plan.Date{}
		if a.State == "" {
			a.State = plan.ActionOpen
		}
		completeAction(&a, c.today)
		if err := checkedAction(ctx, c, a, plan.Action{}, m); err != nil {
			return err
		}
		c.wrote("action", a.ID, a)
		return c.SaveAction(ctx, a)
	})
}

// ChangeAction is what may change of an action.
type ChangeAction struct {
	Organization string
	ID           string
	IfRevision   int64
	Title        plan.Opt[string]
	Office       plan.Opt[string]
	DueOn        plan.Opt[plan.Date]
	State        plan.Opt[plan.ActionState]
	CompletedOn  plan.Opt[plan.Date]
	Objective    plan.Opt[string]
	Milestone    plan.Opt[string]
	Decision     plan.Opt[string]
	Point        plan.Opt[int]
}

// ChangeAction changes an action. For the editor and the admin.
func (t *Tracker) ChangeAction(ctx context.Context, cmd ChangeAction) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpActionChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		a, m, err := existingAction(ctx, c, cmd.ID)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, a.Revision); err != nil {
			return err
		}
		before := a
		a.Title = cmd.Title.Or(a.Title)
		a.Office = cmd.Office.Or(a.Office)
		a.DueOn = cmd.DueOn.Or(a.DueOn)
		a.Objective = cmd.Objective.Or(a.Objective)
		a.Milestone = cmd.Milestone.Or(a.Milestone)
		a.Decision = cmd.Decision.Or(a.Decision)
		a.Point = cmd.Point.Or(a.Point)
		if cmd.State.Set && cmd.State.Value != plan.ActionDone && !cmd.CompletedOn.Set {
			a.CompletedOn = plan.Date{} // reopened
		}
		a.State = cmd.State.Or(a.State)
		a.CompletedOn = cmd.CompletedOn.Or(a.CompletedOn)
		completeAction(&a, c.today)
		if err := checkedAction(ctx, c, a, before, m); err != nil {
			return err
		}
		c.wrote("action", a.ID, a)
		return c.SaveAction(ctx, a)
	})
}

// RemoveAction hides an action; its history stays. For the editor and the admin.
func (t *Tracker) RemoveAction(ctx context.Context, organization, id string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpActionRemove, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		a, _, err := existingAction(ctx, c, id)
		if err != nil {
			return err
		}
		if err := current(ifRevision, a.Revision); err != nil {
			return err
		}
		a.RemovedOn = c.today
		c.wrote("action", a.ID, removed{c.today})
		return c.SaveAction(ctx, a)
	})
}

func completeAction(a *plan.Action, today plan.Date) {
	if a.State == plan.ActionDone && a.CompletedOn.IsZero() {
		a.CompletedOn = today
	}
}

// checkedAction lets an action keep what it named before and was removed since, but an
// open one needs its office.
func checkedAction(ctx context.Context, c *change, a, before plan.Action, m plan.Meeting) error {
	if err := a.Check(c.today); err != nil {
		return err
	}
	var p plan.Problems
	if points := len(plan.AgendaPoints(m.Agenda)); a.Point != before.Point && (a.Point < 0 || a.Point > points) {
		p.Add("point", "agenda.point", "must be a point of the agenda, or 0", points)
	}
	if _, known := m.Decision(a.Decision); a.Decision != before.Decision && a.Decision != "" && !known {
		p.Add("decision", "decision.unknown", "is not a decision of this meeting")
	}
	if a.Office != before.Office || a.State == plan.ActionOpen {
		if err := checkOffice(ctx, c, &p, "office", a.Office); err != nil {
			return err
		}
	}
	if a.Objective != before.Objective {
		if err := checkObjective(ctx, c, &p, "objective", a.Objective); err != nil {
			return err
		}
	}
	if a.Milestone != before.Milestone {
		if err := checkMilestone(ctx, c, &p, "milestone", a.Milestone); err != nil {
			return err
		}
	}
	return p.Err()
}
