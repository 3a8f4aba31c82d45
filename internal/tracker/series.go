package tracker

import (
	"context"
	"errors"

	"github.com/traguardi/traguardi/internal/plan"
)

// PlanMeetings adds the meetings of a series, all or none: one with each office that has
// none scheduled. For the editor and the admin. The receipt's ID is the series', which
// the meetings carry.
func (t *Tracker) PlanMeetings(ctx context.Context, organization string, s plan.Series) (Receipt, error) {
	return t.change(ctx, organization, OpMeetingSeries, func(c *change) error {
		planned, err := c.planSeries(ctx, s)
		if err != nil {
			return err
		}
		if len(planned.Meetings) == 0 {
			var p plan.Problems
			p.Add("offices", "series.nothing", "leaves no meeting to plan: every office has one scheduled")
			return p.Err()
		}
		type audited struct {
			ID     string    `json:"id"`
			Office string    `json:"office"`
			HeldOn plan.Date `json:"held_on"`
		}
		series := t.newID()
		detail := make([]audited, 0, len(planned.Meetings))
		for _, m := range planned.Meetings {
			m.ID, m.Series, m.ChangedAt = t.newID(), series, c.now
			if err := checkedMeeting(ctx, c, m, plan.Meeting{}); err != nil {
				return err
			}
			if err := c.SaveMeeting(ctx, m); err != nil {
				return err
			}
			detail = append(detail, audited{m.ID, m.Offices[0], m.HeldOn})
		}
		c.wrote("meeting_series", series, map[string]any{"meetings": detail})
		return nil
	})
}

// errOnlyLooked ends a transaction that was to show what would be written.
var errOnlyLooked = errors.New("tracker: nothing to commit")

// PreviewMeetings says what PlanMeetings would do with the same series at this moment,
// and does nothing. For the editor and the admin.
func (t *Tracker) PreviewMeetings(ctx context.Context, organization string, s plan.Series) (plan.SeriesPlan, error) {
	var planned plan.SeriesPlan
	ctx = WithIdempotencyKey(ctx, "", "")
	_, err := t.change(ctx, organization, OpMeetingSeries, func(c *change) (err error) {
		if planned, err = c.planSeries(ctx, s); err != nil {
			return err
		}
		return errOnlyLooked
	})
	if errors.Is(err, errOnlyLooked) {
		return planned, nil
	}
	return plan.SeriesPlan{}, err
}

// planSeries asks the policy, applies the rules and says what the series comes to.
func (c *change) planSeries(ctx context.Context, s plan.Series) (plan.SeriesPlan, error) {
	if err := c.permit(""); err != nil {
		return plan.SeriesPlan{}, err
	}
	if err := s.Check(c.today); err != nil {
		return plan.SeriesPlan{}, err
	}
	var p plan.Problems
	for i, code := range s.Offices {
		if err := checkOffice(ctx, c, &p, inList("offices", i, ""), code); err != nil {
			return plan.SeriesPlan{}, err
		}
	}
	for i, participant := range s.Participants {
		if err := checkOffice(ctx, c, &p, inList("participants", i, "office"), participant.Office); err != nil {
			return plan.SeriesPlan{}, err
		}
	}
	if err := p.Err(); err != nil {
		return plan.SeriesPlan{}, err
	}
	offices, err := c.Offices(ctx)
	if err != nil {
		return plan.SeriesPlan{}, err
	}
	scheduled, err := c.ScheduledMeetings(ctx)
	if err != nil {
		return plan.SeriesPlan{}, err
	}
	return s.Plan(offices, scheduled, c.today), nil
}
