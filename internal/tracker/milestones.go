package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateMilestone is a milestone to be added to an objective. It begins as planned, at
// 0 %; what happened since is reported by updates.
type CreateMilestone struct {
	Organization string
	Objective    string
	Number       int // 0: the next free one
	Title        string
	Description  string
	Office       string
	Weight       float64
	StartOn      plan.Date
	DueOn        plan.Date
	AddedOn      plan.Date // zero: today; earlier when a plan is loaded with its past
}

// CreateMilestone adds a milestone. In an objective that is no longer a draft its due
// date is its baseline at once. For the editor and the admin.
func (t *Tracker) CreateMilestone(ctx context.Context, cmd CreateMilestone) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpMilestoneCreate, func(c *change) error {
		if err := c.permit(cmd.Office); err != nil {
			return err
		}
		o, err := existingObjective(ctx, c, cmd.Objective)
		if err != nil {
			return err
		}
		m := plan.Milestone{
			Objective: o.Code, Number: cmd.Number, Title: cmd.Title, Description: cmd.Description, AddedOn: cmd.AddedOn,
			Status: plan.MilestoneStatus{
				Office: cmd.Office, Weight: cmd.Weight, StartOn: cmd.StartOn, DueOn: cmd.DueOn, State: plan.MilestonePlanned,
			},
		}
		if m.AddedOn.IsZero() {
			m.AddedOn = c.today
		}
		if err := numberMilestone(ctx, c, &m); err != nil {
			return err
		}
		if err := checkedMilestone(ctx, c, m, plan.MilestoneStatus{}); err != nil {
			return err
		}
		setBaseline(&m, o, m.AddedOn)
		c.wrote("milestone", m.ID(), m)
		if err := c.SaveMilestone(ctx, m); err != nil {
			return err
		}
		return c.AddUpdate(ctx, plan.Update{
			ID: t.newID(), Objective: m.Objective, Number: m.Number, Kind: plan.UpdateAdded,
			RecordedAt: c.now, EffectiveOn: m.AddedOn, By: c.by, After: m.Status,
		})
	})
}

// ChangeMilestone is what may change of a milestone beside its updates.
type ChangeMilestone struct {
	Organization string
	Milestone    string // OB-01.3
	IfRevision   int64
	Title        plan.Opt[string]
	Description  plan.Opt[string]
	Office       plan.Opt[string]
	Weight       plan.Opt[float64]
	StartOn      plan.Opt[plan.Date]
}

// ChangeMilestone changes what describes a milestone. Office, weight and start count
// from today and keep their history. For the editor and the admin.
func (t *Tracker) ChangeMilestone(ctx context.Context, cmd ChangeMilestone) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpMilestoneChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		_, m, err := existingMilestone(ctx, c, cmd.Milestone)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, m.Revision); err != nil {
			return err
		}
		before := m.Status
		m.Title = cmd.Title.Or(m.Title)
		m.Description = cmd.Description.Or(m.Description)
		m.Status.Office = cmd.Office.Or(before.Office)
		m.Status.Weight = cmd.Weight.Or(before.Weight)
		m.Status.StartOn = cmd.StartOn.Or(before.StartOn)
		if err := checkedMilestone(ctx, c, m, before); err != nil {
			return err
		}
		c.wrote("milestone", m.ID(), m)
		if err := c.SaveMilestone(ctx, m); err != nil {
			return err
		}
		if m.Status.Office == before.Office && m.Status.Weight == before.Weight && m.Status.StartOn == before.StartOn {
			return nil
		}
		return c.AddUpdate(ctx, plan.Update{
			ID: t.newID(), Objective: m.Objective, Number: m.Number, Kind: plan.UpdateRevised,
			RecordedAt: c.now, EffectiveOn: c.today, By: c.by, After: m.Status, AfterBaseline: !m.BaselineDueOn.IsZero(),
		})
	})
}

// RemoveMilestone hides a milestone from today on; its past stays. For the editor and
// the admin.
func (t *Tracker) RemoveMilestone(ctx context.Context, organization, id string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpMilestoneRemove, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		_, m, err := existingMilestone(ctx, c, id)
		if err != nil {
			return err
		}
		if err := current(ifRevision, m.Revision); err != nil {
			return err
		}
		m.RemovedOn = c.today
		c.wrote("milestone", m.ID(), removed{c.today})
		return c.SaveMilestone(ctx, m)
	})
}

// numberMilestone gives the next free number where none was asked for, and refuses one
// that is or was in use.
func numberMilestone(ctx context.Context, c *change, m *plan.Milestone) error {
	siblings, err := c.MilestonesOf(ctx, m.Objective)
	if err != nil {
		return err
	}
	highest := 0
	for _, s := range siblings {
		if s.Number == m.Number {
			return taken(nil, "number", "a milestone with this number exists, or existed, in this objective")
		}
		highest = max(highest, s.Number)
	}
	if m.Number == 0 {
		m.Number = highest + 1
	}
	return nil
}

// checkedMilestone lets a milestone that is finished keep an office that was removed
// since.
func checkedMilestone(ctx context.Context, c *change, m plan.Milestone, before plan.MilestoneStatus) error {
	if err := m.Check(c.today); err != nil {
		return err
	}
	if m.Status.Office == before.Office && !m.Status.Open() {
		return nil
	}
	return checkOwner(ctx, c, m.Status.Office)
}

func checkOwner(ctx context.Context, c *change, office string) error {
	var p plan.Problems
	if err := checkOffice(ctx, c, &p, "office", office); err != nil {
		return err
	}
	return p.Err()
}

// setBaseline fixes the first due date that a milestone has while its objective is no
// longer a draft; a baseline that is there stays.
func setBaseline(m *plan.Milestone, o plan.Objective, from plan.Date) {
	if o.Terms.State == plan.ObjectiveDraft || !m.BaselineDueOn.IsZero() || m.Status.DueOn.IsZero() {
		return
	}
	m.BaselineDueOn, m.BaselineSetOn = m.Status.DueOn, from
}
