package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateIndicator adds something to be measured, of an objective or of the whole
// organization; a zero BaselineOn is today. For the editor and the admin. The receipt's
// ID is the indicator's.
func (t *Tracker) CreateIndicator(ctx context.Context, organization string, i plan.Indicator) (Receipt, error) {
	return t.change(ctx, organization, OpIndicatorCreate, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		i.ID, i.RemovedOn = t.newID(), plan.Date{}
		if i.BaselineOn.IsZero() {
			i.BaselineOn = c.today
		}
		if err := checkedIndicator(ctx, c, i, plan.Indicator{}); err != nil {
			return err
		}
		c.wrote("indicator", i.ID, i)
		return c.SaveIndicator(ctx, i)
	})
}

// ChangeIndicator is what may change of an indicator.
type ChangeIndicator struct {
	Organization string
	ID           string
	IfRevision   int64
	Objective    plan.Opt[string]
	Title        plan.Opt[string]
	Description  plan.Opt[string]
	Unit         plan.Opt[string]
	Direction    plan.Opt[plan.Direction]
	Baseline     plan.Opt[float64]
	BaselineOn   plan.Opt[plan.Date]
	Target       plan.Opt[float64]
	TargetOn     plan.Opt[plan.Date]
}

// ChangeIndicator changes an indicator. For the editor and the admin.
func (t *Tracker) ChangeIndicator(ctx context.Context, cmd ChangeIndicator) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpIndicatorChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		before, err := existingIndicator(ctx, c, cmd.ID)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, before.Revision); err != nil {
			return err
		}
		i := before
		i.Objective = cmd.Objective.Or(i.Objective)
		i.Title = cmd.Title.Or(i.Title)
		i.Description = cmd.Description.Or(i.Description)
		i.Unit = cmd.Unit.Or(i.Unit)
		i.Direction = cmd.Direction.Or(i.Direction)
		i.Baseline = cmd.Baseline.Or(i.Baseline)
		i.BaselineOn = cmd.BaselineOn.Or(i.BaselineOn)
		i.Target = cmd.Target.Or(i.Target)
		i.TargetOn = cmd.TargetOn.Or(i.TargetOn)
		if err := checkedIndicator(ctx, c, i, before); err != nil {
			return err
		}
		c.wrote("indicator", i.ID, i)
		return c.SaveIndicator(ctx, i)
	})
}

// RemoveIndicator hides an indicator with its measurements from today on; its past stays.
// For the editor and the admin.
func (t *Tracker) RemoveIndicator(ctx context.Context, organization, id string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpIndicatorRemove, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		i, err := existingIndicator(ctx, c, id)
		if err != nil {
			return err
		}
		if err := current(ifRevision, i.Revision); err != nil {
			return err
		}
		i.RemovedOn = c.today
		c.wrote("indicator", i.ID, removed{c.today})
		return c.SaveIndicator(ctx, i)
	})
}

// existingIndicator takes an indicator of a removed objective for removed: nothing shows
// it.
func existingIndicator(ctx context.Context, c *change, id string) (plan.Indicator, error) {
	if !opaqueID(id) {
		return plan.Indicator{}, plan.NotFound("indicator")
	}
	i, err := c.Indicator(ctx, id)
	if err != nil {
		return i, err
	}
	if err := present(i.RemovedOn, "indicator"); err != nil || i.Objective == "" {
		return i, err
	}
	_, err = existingObjective(ctx, c, i.Objective)
	if plan.KindOf(err) == plan.KindNotFound {
		err = plan.NotFound("indicator")
	}
	return i, err
}

// checkedIndicator holds a baseline against what was measured since.
func checkedIndicator(ctx context.Context, c *change, i, before plan.Indicator) error {
	if err := i.Check(c.today); err != nil {
		return err
	}
	var p plan.Problems
	if i.Objective != before.Objective {
		if err := checkObjective(ctx, c, &p, "objective", i.Objective); err != nil {
			return err
		}
	}
	if before.ID != "" && i.BaselineOn.After(before.BaselineOn) {
		first, err := c.FirstMeasuredOn(ctx, i.ID)
		if err != nil {
			return err
		}
		if !first.IsZero() && first.Before(i.BaselineOn) {
			p.Add("baseline_on", "indicator.measured", "must not be after the first measurement", first)
		}
	}
	return p.Err()
}
