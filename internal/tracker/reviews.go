package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// ReviewUpdate is a reviewer's verdict on an update.
type ReviewUpdate struct {
	Organization string
	UpdateID     string
	Verdict      plan.Verdict
	Note         string
}

// ReviewUpdate records a verdict. What a milestone was added with is no update to
// review. For the reviewer. The receipt's ID is the review's.
func (t *Tracker) ReviewUpdate(ctx context.Context, cmd ReviewUpdate) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpUpdateReview, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		if !opaqueID(cmd.UpdateID) {
			return plan.NotFound("update")
		}
		u, err := c.Update(ctx, cmd.UpdateID)
		if err != nil {
			return err
		}
		if u.Kind == plan.UpdateAdded {
			return plan.NotFound("update")
		}
		if _, _, err := existingMilestone(ctx, c, u.Milestone()); err != nil {
			return err
		}
		r := plan.Review{ID: t.newID(), UpdateID: u.ID, Verdict: cmd.Verdict, Note: cmd.Note, RecordedAt: c.now, By: c.by}
		if err := r.Check(); err != nil {
			return err
		}
		c.wrote("review", r.ID, r)
		return c.AddReview(ctx, r)
	})
}
