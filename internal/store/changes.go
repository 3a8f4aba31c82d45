package store

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
)

// Changes implements board.Source: in one consistent view of the database, and at a
// cost that follows what changed since, not the size of the plan. What this process wrote
// itself is looked for only where it was written (see touched).
func (s *Store) Changes(ctx context.Context, organization string, since int64) (board.Changes, error) {
	var c board.Changes
	if since == 0 {
		s.touched.forget(organization)
	}
	err := s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		o, err := loadOrganization(ctx, t, organization)
		if err != nil {
			return err
		}
		c.Organization = o
		if o.Revision <= since {
			return nil
		}
		n := newer{t: t, organization: organization, since: since}
		n.touched, n.some = s.touched.between(organization, since, o.Revision)
		c.Offices = rowsSince(ctx, &n, qOfficesSince, officeRow.value)
		c.Objectives = rowsSince(ctx, &n, qObjectivesSince, objectiveRow.value)
		c.ObjectiveChanges = rowsSince(ctx, &n, qObjectiveChangesSince, objectiveChangeRow.value)
		c.Milestones = rowsSince(ctx, &n, qMilestonesSince, milestoneRow.value)
		c.Updates = rowsSince(ctx, &n, qUpdatesSince, updateRow.value)
		c.Reviews = rowsSince(ctx, &n, qReviewsSince, reviewRow.value)
		c.Ratings = rowsSince(ctx, &n, qRatingsSince, ratingRow.value)
		c.Meetings = rowsSince(ctx, &n, qMeetingsSince, meetingRow.value)
		c.Actions = rowsSince(ctx, &n, qActionsSince, actionRow.value)
		c.Fundings = rowsSince(ctx, &n, qFundingsSince, fundingRow.value)
		c.Indicators = rowsSince(ctx, &n, qIndicatorsSince, indicatorRow.value)
		c.Measurements = rowsSince(ctx, &n, qMeasurementsSince, measurementRow.value)
		c.Sectors = rowsSince(ctx, &n, qSectorsSince, sectorRow.value)
		c.Texts = maybeSince(ctx, &n, qTextsSince, textsRow.value)
		c.Publication = maybeSince(ctx, &n, qPublicationSince, publicationRow.value)
		c.ObjectiveOrder = maybeSince(ctx, &n, qObjectiveOrderSince, objectiveOrderRow.value)
		return n.err
	})
	if err != nil {
		return board.Changes{}, err
	}
	return c, nil
}

// newer reads what is newer than a revision; after an error it reads nothing more.
type newer struct {
	t            *transaction
	organization string
	since        int64
	// touched are the tables that hold anything newer, where some is set; any may otherwise.
	touched map[string]bool
	some    bool
	err     error
}

// mayHave tells whether a query can find anything.
func (n *newer) mayHave(q query) bool {
	if !n.some {
		return true
	}
	for _, table := range n.t.pool.tables[q].read {
		if n.touched[table] {
			return true
		}
	}
	return false
}

func rowsSince[R, V any](ctx context.Context, n *newer, q query, value func(R) V) []V {
	if n.err != nil || !n.mayHave(q) {
		return nil
	}
	if n.since == 0 { // a whole plan is not held twice, as rows and as what they stand for
		var values []V
		n.err = stream(ctx, n.t, q, "organization", func(row R) { values = append(values, value(row)) }, n.organization, n.since)
		return slices.Clip(values)
	}
	rows, err := list[R](ctx, n.t, q, "organization", n.organization, n.since)
	n.err = err
	return each(rows, value)
}

// maybeSince is rowsSince for what there is one of at most; nil where it is not newer.
func maybeSince[R, V any](ctx context.Context, n *newer, q query, value func(R) V) *V {
	rows := rowsSince(ctx, n, q, value)
	if len(rows) == 0 {
		return nil
	}
	return &rows[0]
}
