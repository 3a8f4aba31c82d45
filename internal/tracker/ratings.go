package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// RateObjective is confidence in delivery, by the lead office or by the reviewer.
type RateObjective struct {
	Organization string
	Objective    string
	RatedBy      plan.RatedBy
	Confidence   plan.Confidence
	Text         string
	GivenOn      plan.Date // zero: today
}

// RateObjective records a rating. The office's side is for the lead office's
// contributor, the editor and the admin; the reviewer's side for the reviewer.
func (t *Tracker) RateObjective(ctx context.Context, cmd RateObjective) (Receipt, error) {
	op := OpRateForOffice
	if cmd.RatedBy == plan.RatedByReviewer {
		op = OpRateAsReviewer
	}
	return t.change(ctx, cmd.Organization, op, func(c *change) error {
		o, err := existingObjective(ctx, c, cmd.Objective)
		if err != nil {
			return err
		}
		if err := c.permit(o.Terms.LeadOffice); err != nil {
			return err
		}
		r := plan.Rating{
			ID: t.newID(), Objective: o.Code, RatedBy: cmd.RatedBy, Confidence: cmd.Confidence, Text: cmd.Text,
			GivenOn: cmd.GivenOn, RecordedAt: c.now, By: c.by,
		}
		if r.GivenOn.IsZero() {
			r.GivenOn = c.today
		}
		if err := r.Check(c.today); err != nil {
			return err
		}
		c.wrote("rating", r.ID, r)
		return c.AddRating(ctx, r)
	})
}
