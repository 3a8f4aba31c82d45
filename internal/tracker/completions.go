package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// CompleteAction says that what a meeting asked of an office is done.
type CompleteAction struct {
	Organization string
	ID           string
	// IfRevision is the action's revision as the writer read it; 0: whatever it is.
	IfRevision int64
	// CompletedOn zero is today, or the day that stands there already.
	CompletedOn plan.Date
}

// CompleteAction marks an action as done: all that an office may change of what was asked
// of it. For a contributor of the office that was asked, the editor and the admin. One that
// was cancelled is a conflict. The receipt's ID is the action's.
func (t *Tracker) CompleteAction(ctx context.Context, cmd CompleteAction) (Receipt, error) {
	return t.markAction(ctx, OpActionComplete, cmd.Organization, cmd.ID, cmd.IfRevision, func(c *change, a *plan.Action) error {
		if a.State == plan.ActionCancelled {
			return plan.Errorf(plan.KindConflict, "this action was cancelled").WithRule("action.cancelled")
		}
		a.State = plan.ActionDone
		if !cmd.CompletedOn.IsZero() {
			a.CompletedOn = cmd.CompletedOn
		}
		completeAction(a, c.today)
		return nil
	})
}

// ReopenAction takes back that an action is done. For whoever may complete it; one that is
// not done is a conflict.
func (t *Tracker) ReopenAction(ctx context.Context, organization, id string, ifRevision int64) (Receipt, error) {
	return t.markAction(ctx, OpActionReopen, organization, id, ifRevision, func(_ *change, a *plan.Action) error {
		if a.State != plan.ActionDone {
			return plan.Errorf(plan.KindConflict, "this action is not done").WithRule("action.not_done")
		}
		a.State, a.CompletedOn = plan.ActionOpen, plan.Date{}
		return nil
	})
}

// markAction is a change of nothing but where an action stands, by the office that was
// asked.
func (t *Tracker) markAction(ctx context.Context, op Operation, organization, id string, ifRevision int64, mark func(*change, *plan.Action) error) (Receipt, error) {
	return t.change(ctx, organization, op, func(c *change) error {
		a, m, err := existingAction(ctx, c, id)
		if err != nil {
			return err
		}
		if err := c.permit(a.Office); err != nil {
			return err
		}
		if err := current(ifRevision, a.Revision); err != nil {
			return err
		}
		before := a
		if err := mark(c, &a); err != nil {
			return err
		}
		if err := checkedAction(ctx, c, a, before, m); err != nil {
			return err
		}
		c.wrote("action", a.ID, a)
		return c.SaveAction(ctx, a)
	})
}
