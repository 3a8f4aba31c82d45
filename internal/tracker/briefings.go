package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// SaveBriefing is a report for the Giunta to be kept.
type SaveBriefing struct {
	Organization string
	// SinceOn is the day that it tells from; zero for the first one.
	SinceOn plan.Date
	// Shown is the revision of the organization that the writer read it at. It must still
	// be the organization's: what is kept is what was read.
	Shown     int64
	Standings plan.Standings
}

// SaveBriefing keeps that a report was given today: the next one tells what happened
// since. For the reviewer, the editor and the admin. The receipt's ID is the briefing's.
func (t *Tracker) SaveBriefing(ctx context.Context, cmd SaveBriefing) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpBriefingSave, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		if cmd.Shown != c.Revision()-1 {
			return plan.Errorf(plan.KindStale, "the plan has changed since you read the report: read it again and save it then")
		}
		b := plan.Briefing{
			ID: t.newID(), On: c.today, SinceOn: cmd.SinceOn, Shown: cmd.Shown, Standings: cmd.Standings, RecordedAt: c.now, By: c.by,
		}
		if err := b.Check(); err != nil {
			return err
		}
		c.wrote("briefing", b.ID, b)
		return c.AddBriefing(ctx, b)
	})
}

// Briefings lists the reports that were kept, the last one first. For every member.
func (t *Tracker) Briefings(ctx context.Context, organization string) ([]plan.Briefing, error) {
	if err := Permit(plan.ActorFrom(ctx), OpStaffRead, organization, ""); err != nil {
		return nil, err
	}
	return t.store.Briefings(ctx, organization)
}
