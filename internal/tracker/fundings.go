package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateFunding adds a grant to an objective; an empty State is assigned. For the editor
// and the admin. The receipt's ID is the funding's.
func (t *Tracker) CreateFunding(ctx context.Context, organization string, f plan.Funding) (Receipt, error) {
	return t.change(ctx, organization, OpFundingCreate, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		f.ID, f.RemovedOn = t.newID(), plan.Date{}
		if f.State == "" {
			f.State = plan.FundingAssigned
		}
		if err := checkedFunding(ctx, c, &f, plan.Funding{}); err != nil {
			return err
		}
		c.wrote("funding", f.ID, f)
		return c.SaveFunding(ctx, f)
	})
}

// ChangeFunding is what may change of a funding.
type ChangeFunding struct {
	Organization string
	ID           string
	IfRevision   int64
	Objective    plan.Opt[string]
	Measure      plan.Opt[string]
	Call         plan.Opt[string]
	Decree       plan.Opt[string]
	CUP          plan.Opt[string]
	AmountCents  plan.Opt[int64]
	AppliedOn    plan.Opt[plan.Date]
	AssignedOn   plan.Opt[plan.Date]
	State        plan.Opt[plan.FundingState]
	StateOn      plan.Opt[plan.Date]
	Source       plan.Opt[string]
}

// ChangeFunding changes a funding. A state that changes without its day has that of the
// change. For the editor and the admin.
func (t *Tracker) ChangeFunding(ctx context.Context, cmd ChangeFunding) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpFundingChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		before, err := existingFunding(ctx, c, cmd.ID)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, before.Revision); err != nil {
			return err
		}
		f := before
		f.Objective = cmd.Objective.Or(f.Objective)
		f.Measure = cmd.Measure.Or(f.Measure)
		f.Call = cmd.Call.Or(f.Call)
		f.Decree = cmd.Decree.Or(f.Decree)
		f.CUP = cmd.CUP.Or(f.CUP)
		f.AmountCents = cmd.AmountCents.Or(f.AmountCents)
		f.AppliedOn = cmd.AppliedOn.Or(f.AppliedOn)
		f.AssignedOn = cmd.AssignedOn.Or(f.AssignedOn)
		f.State = cmd.State.Or(f.State)
		f.StateOn = cmd.StateOn.Or(f.StateOn)
		f.Source = cmd.Source.Or(f.Source)
		if f.State != before.State && !cmd.StateOn.Set {
			f.StateOn = c.today
		}
		if err := checkedFunding(ctx, c, &f, before); err != nil {
			return err
		}
		c.wrote("funding", f.ID, f)
		return c.SaveFunding(ctx, f)
	})
}

// RemoveFunding hides a funding from today on; its past stays. For the editor and the
// admin.
func (t *Tracker) RemoveFunding(ctx context.Context, organization, id string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpFundingRemove, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		f, err := existingFunding(ctx, c, id)
		if err != nil {
			return err
		}
		if err := current(ifRevision, f.Revision); err != nil {
			return err
		}
		f.RemovedOn = c.today
		c.wrote("funding", f.ID, removed{c.today})
		return c.SaveFunding(ctx, f)
	})
}

// existingFunding takes a funding of a removed objective for removed: nothing shows it.
func existingFunding(ctx context.Context, c *change, id string) (plan.Funding, error) {
	if !opaqueID(id) {
		return plan.Funding{}, plan.NotFound("funding")
	}
	f, err := c.Funding(ctx, id)
	if err != nil {
		return f, err
	}
	if err := present(f.RemovedOn, "funding"); err != nil {
		return f, err
	}
	_, err = existingObjective(ctx, c, f.Objective)
	if plan.KindOf(err) == plan.KindNotFound {
		err = plan.NotFound("funding")
	}
	return f, err
}

func checkedFunding(ctx context.Context, c *change, f *plan.Funding, before plan.Funding) error {
	f.CUP = plan.NormalCUP(f.CUP)
	if err := f.Check(c.today); err != nil {
		return err
	}
	var p plan.Problems
	if f.Objective != before.Objective {
		if err := checkObjective(ctx, c, &p, "objective", f.Objective); err != nil {
			return err
		}
	}
	return p.Err()
}
