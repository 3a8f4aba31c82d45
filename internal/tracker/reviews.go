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
	// IfReview, where it is set, is the revision of the last review of the update as the
	// reviewer knew it, 0 for none: another verdict that was given meanwhile is not
	// overruled unseen.
	IfReview plan.Opt[int64]
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
		if err := lastReview(ctx, c, u.ID, cmd.IfReview); err != nil {
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

func lastReview(ctx context.Context, c *change, update string, known plan.Opt[int64]) error {
	if !known.Set {
		return nil
	}
	last, ok, err := c.ReviewOf(ctx, update)
	if err != nil {
		return err
	}
	if (ok && last.Revision != known.Value) || (!ok && known.Value != 0) {
		return plan.Errorf(plan.KindStale, "the update was reviewed since you read it: read the review and repeat yours if it still holds")
	}
	return nil
}

// MaxReviewsAtOnce bounds how many updates are confirmed together.
const MaxReviewsAtOnce = 200

// ConfirmUpdates confirms several updates that nobody has reviewed.
type ConfirmUpdates struct {
	Organization string
	UpdateIDs    []string
}

// Confirmed is what became of one of several updates.
type Confirmed struct {
	UpdateID string
	Receipt  Receipt
	// Err is why it was not confirmed, a *plan.Error: stale where somebody reviewed it
	// meanwhile.
	Err error
}

// ConfirmUpdates records a confirmation of each update, one write for each: one that
// cannot be confirmed holds up no other. The answer has one entry for each, in order. An
// error means that the rest was not tried: what went before is recorded all the same.
// For the reviewer.
func (t *Tracker) ConfirmUpdates(ctx context.Context, cmd ConfirmUpdates) ([]Confirmed, error) {
	if err := Permit(plan.ActorFrom(ctx), OpUpdateReview, cmd.Organization, ""); err != nil {
		return nil, err
	}
	var p plan.Problems
	seen := map[string]bool{}
	for i, id := range cmd.UpdateIDs {
		if seen[id] {
			p.Add(inList("updates", i, ""), "list.unique", "is given twice")
		}
		seen[id] = true
	}
	switch {
	case len(cmd.UpdateIDs) == 0:
		p.Add("updates", "required", "is required")
	case len(cmd.UpdateIDs) > MaxReviewsAtOnce:
		p.Add("updates", "list.length", "has too many entries", MaxReviewsAtOnce)
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	confirmed := make([]Confirmed, 0, len(cmd.UpdateIDs))
	for _, id := range cmd.UpdateIDs {
		receipt, err := t.ReviewUpdate(forOneOf(ctx, id), ReviewUpdate{
			Organization: cmd.Organization, UpdateID: id, Verdict: plan.VerdictConfirmed, IfReview: plan.Some(int64(0)),
		})
		switch kind := plan.KindOf(err); {
		case kind == "" && err != nil, kind == plan.KindUnavailable:
			return confirmed, err
		}
		confirmed = append(confirmed, Confirmed{UpdateID: id, Receipt: receipt, Err: err})
	}
	return confirmed, nil
}
