package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// ReportUpdate is what an office reports about a milestone.
type ReportUpdate struct {
	Organization string
	Milestone    string // OB-01.3
	// IfRevision is the milestone's revision as the writer read it; 0: whatever it is.
	IfRevision int64
	Report     plan.Report
}

// ReportUpdate records an update of a milestone: the only way in which its state,
// percentage, due date, completion and evidence change. A contributor may for the
// milestones of its own office, the editor and the admin for all. The receipt's ID is
// the update's, and it has what was Reported.
func (t *Tracker) ReportUpdate(ctx context.Context, cmd ReportUpdate) (Receipt, error) {
	var reported *Reported
	receipt, err := t.change(ctx, cmd.Organization, OpMilestoneReport, func(c *change) error {
		o, m, err := existingMilestone(ctx, c, cmd.Milestone)
		if err != nil {
			return err
		}
		if err := c.permit(m.Status.Office); err != nil {
			return err
		}
		if err := current(cmd.IfRevision, m.Revision); err != nil {
			return err
		}
		report := cmd.Report
		if report.EffectiveOn.IsZero() {
			report.EffectiveOn = c.today
		}
		before, ok, err := c.StatusOn(ctx, m.Objective, m.Number, report.EffectiveOn)
		if err != nil {
			return err
		}
		if !ok { // before the milestone was added: Apply says so
			before = m.Status
		}
		after, err := report.Apply(m, before, c.today)
		if err != nil {
			return err
		}
		if err := checkDecidedIn(ctx, c, report.DecidedIn); err != nil {
			return err
		}
		if after.Open() && !before.Open() { // the office may have been removed meanwhile
			if err := checkOwner(ctx, c, after.Office); err != nil {
				return err
			}
		}
		hadBaseline := !m.BaselineDueOn.IsZero()
		m.Status = after
		setBaseline(&m, o, report.EffectiveOn)
		u := plan.Update{
			ID: t.newID(), Objective: m.Objective, Number: m.Number, Kind: plan.UpdateReported,
			RecordedAt: c.now, EffectiveOn: report.EffectiveOn, By: c.by, After: after,
			Reason: report.Reason, DecidedIn: report.DecidedIn, Note: report.Note, AfterBaseline: hadBaseline,
		}
		c.wrote("update", u.ID, u)
		reported = &Reported{Update: u, Before: before, Title: m.Title}
		if hadBaseline == m.BaselineDueOn.IsZero() { // the update fixed it
			if err := c.SaveMilestone(ctx, m); err != nil {
				return err
			}
		}
		return c.AddUpdate(ctx, u)
	})
	if err == nil && !receipt.Replayed {
		reported.Update.Revision = receipt.Revision
		receipt.Reported = reported
	}
	return receipt, err
}

func checkDecidedIn(ctx context.Context, c *change, meeting string) error {
	var p plan.Problems
	if err := checkMeeting(ctx, c, &p, "decided_in", meeting); err != nil {
		return err
	}
	return p.Err()
}
