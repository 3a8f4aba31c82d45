package tracker

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateObjective adds an objective. A zero AddedOn is today, an empty State is draft;
// the weight has to be given. For the editor and the admin.
func (t *Tracker) CreateObjective(ctx context.Context, organization string, o plan.Objective) (Receipt, error) {
	return t.change(ctx, organization, OpObjectiveCreate, func(c *change) error {
		if err := c.permit(o.Terms.LeadOffice); err != nil {
			return err
		}
		if o.AddedOn.IsZero() {
			o.AddedOn = c.today
		}
		if o.Terms.State == "" {
			o.Terms.State = plan.ObjectiveDraft
		}
		o.RemovedOn, o.MilestoneOrder = plan.Date{}, nil
		if err := checkedObjective(ctx, c, o, plan.Objective{}); err != nil {
			return err
		}
		if _, err := c.Objective(ctx, o.Code); plan.KindOf(err) != plan.KindNotFound {
			return taken(err, "code", "an objective with this code exists, or existed, in this organization")
		}
		c.wrote("objective", o.Code, o)
		if err := c.SaveObjective(ctx, o); err != nil {
			return err
		}
		return t.recordTerms(ctx, c, o, o.AddedOn)
	})
}

// ChangeObjective is what may change of an objective. Its code stays.
type ChangeObjective struct {
	Organization string
	Code         string
	IfRevision   int64
	Title        plan.Opt[string]
	Description  plan.Opt[string]
	Urgent       plan.Opt[bool]
	Sectors      plan.Opt[[]string]
	Lines        plan.Opt[[]plan.LineRef]
	AddedOn      plan.Opt[plan.Date]
	State        plan.Opt[plan.ObjectiveState]
	Weight       plan.Opt[float64]
	Horizon      plan.Opt[plan.Horizon]
	StartOn      plan.Opt[plan.Date]
	DueOn        plan.Opt[plan.Date]
	LeadOffice   plan.Opt[string]
}

// ChangeObjective changes an objective. State, weight, horizon, dates and lead office
// count from today and keep their history. An objective that leaves the draft fixes the
// baseline of its milestones. For the editor and the admin.
func (t *Tracker) ChangeObjective(ctx context.Context, cmd ChangeObjective) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpObjectiveChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		before, err := existingObjective(ctx, c, cmd.Code)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, before.Revision); err != nil {
			return err
		}
		o := cmd.applyTo(before)
		if err := checkedObjective(ctx, c, o, before); err != nil {
			return err
		}
		if err := mayChangeState(before.Terms.State, o.Terms.State); err != nil {
			return err
		}
		c.wrote("objective", o.Code, o)
		if err := c.SaveObjective(ctx, o); err != nil {
			return err
		}
		if o.Terms == before.Terms {
			return nil
		}
		if before.Terms.State == plan.ObjectiveDraft && o.Terms.State != plan.ObjectiveDraft {
			if err := fixBaselines(ctx, c, o.Code); err != nil {
				return err
			}
		}
		return t.recordTerms(ctx, c, o, c.today)
	})
}

func (cmd ChangeObjective) applyTo(o plan.Objective) plan.Objective {
	o.Title = cmd.Title.Or(o.Title)
	o.Description = cmd.Description.Or(o.Description)
	o.Urgent = cmd.Urgent.Or(o.Urgent)
	o.Sectors = slices.Clone(cmd.Sectors.Or(o.Sectors))
	o.Lines = slices.Clone(cmd.Lines.Or(o.Lines))
	o.AddedOn = cmd.AddedOn.Or(o.AddedOn)
	o.Terms.State = cmd.State.Or(o.Terms.State)
	o.Terms.Weight = cmd.Weight.Or(o.Terms.Weight)
	o.Terms.Horizon = cmd.Horizon.Or(o.Terms.Horizon)
	o.Terms.StartOn = cmd.StartOn.Or(o.Terms.StartOn)
	o.Terms.DueOn = cmd.DueOn.Or(o.Terms.DueOn)
	o.Terms.LeadOffice = cmd.LeadOffice.Or(o.Terms.LeadOffice)
	return o
}

// RemoveObjective hides an objective from today on; its past stays. For the editor and
// the admin.
func (t *Tracker) RemoveObjective(ctx context.Context, organization, code string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpObjectiveRemove, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		o, err := existingObjective(ctx, c, code)
		if err != nil {
			return err
		}
		if err := current(ifRevision, o.Revision); err != nil {
			return err
		}
		o.RemovedOn = c.today
		c.wrote("objective", o.Code, removed{c.today})
		return c.SaveObjective(ctx, o)
	})
}

// checkedObjective lets an objective that is over keep a lead office that was removed
// since.
func checkedObjective(ctx context.Context, c *change, o, before plan.Objective) error {
	if err := o.Check(c.today); err != nil {
		return err
	}
	over := o.Terms.State == plan.ObjectiveCompleted || o.Terms.State == plan.ObjectiveCancelled
	var p plan.Problems
	if !over || o.Terms.LeadOffice != before.Terms.LeadOffice {
		if err := checkOffice(ctx, c, &p, "lead_office", o.Terms.LeadOffice); err != nil {
			return err
		}
	}
	if err := checkSectors(ctx, c, &p, o.Sectors, before.Sectors); err != nil {
		return err
	}
	if err := checkLineRefs(ctx, c, &p, o.Lines, before.Lines); err != nil {
		return err
	}
	return p.Err()
}

// mayChangeState keeps what was once public from going back to being a draft: its
// baseline is fixed and its history has been seen.
func mayChangeState(from, to plan.ObjectiveState) error {
	if from == to || to != plan.ObjectiveDraft {
		return nil
	}
	var p plan.Problems
	p.Add("state", "objective.redraft", "cannot go back to draft once it has left it")
	return p.Err()
}

func (t *Tracker) recordTerms(ctx context.Context, c *change, o plan.Objective, effective plan.Date) error {
	return c.AddObjectiveChange(ctx, plan.ObjectiveChange{
		ID: t.newID(), Objective: o.Code, EffectiveOn: effective, RecordedAt: c.now, By: c.by, Terms: o.Terms,
	})
}

// fixBaselines sets the baseline of every milestone that has a due date when its
// objective becomes active.
func fixBaselines(ctx context.Context, c *change, objective string) error {
	milestones, err := c.MilestonesOf(ctx, objective)
	if err != nil {
		return err
	}
	for _, m := range milestones {
		if !m.RemovedOn.IsZero() || !m.BaselineDueOn.IsZero() || m.Status.DueOn.IsZero() {
			continue
		}
		m.BaselineDueOn, m.BaselineSetOn = m.Status.DueOn, c.today
		if err := c.SaveMilestone(ctx, m); err != nil {
			return err
		}
	}
	return nil
}
