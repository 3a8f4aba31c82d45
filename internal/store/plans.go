package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/jmoiron/sqlx/reflectx"

	"github.com/traguardi/traguardi/internal/board"
)

const qOrganizationsAfter = query("OrganizationsAfter")

// Plans implements board.Source: the plans of many organizations at the price of one look into each
// table, instead of one look for each organization.
func (s *Store) Plans(ctx context.Context, after string, most int) ([]board.Changes, error) {
	var plans []board.Changes
	err := s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		organizations, err := list[organizationRow](ctx, t, qOrganizationsAfter, "organization", after, most)
		if err != nil || len(organizations) == 0 {
			return err
		}
		plans = make([]board.Changes, len(organizations))
		r := &several{t: t, from: organizations[0].ID, to: organizations[len(organizations)-1].ID, places: make(map[string]*board.Changes, len(plans))}
		for i, o := range organizations {
			plans[i].Organization = o.value()
			r.places[o.ID] = &plans[i]
		}
		ofSeveral(ctx, r, qOfficesSince, func(c *board.Changes, v *officeRow) { c.Offices = append(c.Offices, v.value()) })
		ofSeveral(ctx, r, qObjectivesSince, func(c *board.Changes, v *objectiveRow) { c.Objectives = append(c.Objectives, v.value()) })
		ofSeveral(ctx, r, qObjectiveChangesSince, func(c *board.Changes, v *objectiveChangeRow) {
			c.ObjectiveChanges = append(c.ObjectiveChanges, v.value())
		})
		ofSeveral(ctx, r, qMilestonesSince, func(c *board.Changes, v *milestoneRow) { c.Milestones = append(c.Milestones, v.value()) })
		ofSeveral(ctx, r, qUpdatesSince, func(c *board.Changes, v *updateRow) { c.Updates = append(c.Updates, v.value()) })
		ofSeveral(ctx, r, qReviewsSince, func(c *board.Changes, v *reviewRow) { c.Reviews = append(c.Reviews, v.value()) })
		ofSeveral(ctx, r, qRatingsSince, func(c *board.Changes, v *ratingRow) { c.Ratings = append(c.Ratings, v.value()) })
		ofSeveral(ctx, r, qMeetingsSince, func(c *board.Changes, v *meetingRow) { c.Meetings = append(c.Meetings, v.value()) })
		ofSeveral(ctx, r, qActionsSince, func(c *board.Changes, v *actionRow) { c.Actions = append(c.Actions, v.value()) })
		ofSeveral(ctx, r, qFundingsSince, func(c *board.Changes, v *fundingRow) { c.Fundings = append(c.Fundings, v.value()) })
		ofSeveral(ctx, r, qIndicatorsSince, func(c *board.Changes, v *indicatorRow) { c.Indicators = append(c.Indicators, v.value()) })
		ofSeveral(ctx, r, qMeasurementsSince, func(c *board.Changes, v *measurementRow) {
			c.Measurements = append(c.Measurements, v.value())
		})
		ofSeveral(ctx, r, qSectorsSince, func(c *board.Changes, v *sectorRow) { c.Sectors = append(c.Sectors, v.value()) })
		ofSeveral(ctx, r, qTextsSince, func(c *board.Changes, v *textsRow) { c.Texts = pointer(v.value()) })
		ofSeveral(ctx, r, qPublicationSince, func(c *board.Changes, v *publicationRow) { c.Publication = pointer(v.value()) })
		ofSeveral(ctx, r, qObjectiveOrderSince, func(c *board.Changes, v *objectiveOrderRow) { c.ObjectiveOrder = pointer(v.value()) })
		return r.err
	})
	if err != nil {
		return nil, err
	}
	return plans, nil
}

// After implements board.Source.
func (s *Store) After(ctx context.Context, after string, most int) ([]string, error) {
	rows, err := list[organizationRow](ctx, s.reads, qOrganizationsAfter, "organization", after, most)
	return each(rows, func(r organizationRow) string { return r.ID }), err
}

func pointer[T any](v T) *T { return &v }

// several reads the rows of the organizations from one to another, in the order of their codes;
// after an error it reads nothing more.
type several struct {
	t        *transaction
	from, to string
	places   map[string]*board.Changes
	err      error
}

// ofSeveral reads with a query made for one organization what is newer than a revision: the rows of
// all of them, each organization's in the query's order.
func ofSeveral[R any](ctx context.Context, r *several, q query, keep func(*board.Changes, *R)) {
	if r.err != nil {
		return
	}
	name := q + "*several"
	w := r.t.pool.watch(ctx, name)
	read, err := readSeveral(ctx, r, q, name, keep)
	w.end(read, err)
	r.err = translate(ctx, err, "organization")
}

func readSeveral[R any](ctx context.Context, r *several, q, name query, keep func(*board.Changes, *R)) (read int64, err error) {
	one, err := r.t.pool.text(q)
	if err != nil {
		return 0, err
	}
	text, err := severalText(one)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", q, err)
	}
	s, err := r.t.prepare(ctx, name, text)
	if err != nil {
		return 0, err
	}
	rows, err := s.QueryxContext(ctx, r.from, r.to)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	fields := rows.Mapper.TraversalsByName(reflect.TypeFor[R](), columns[1:])
	for i, f := range fields {
		if len(f) == 0 {
			return 0, fmt.Errorf("%s: column %s has no field", q, columns[i+1])
		}
	}
	var id sql.RawBytes
	into := make([]any, len(columns))
	into[0] = &id
	var row, none R
	value := reflect.ValueOf(&row).Elem()
	for i, f := range fields {
		into[i+1] = reflectx.FieldByIndexes(value, f).Addr().Interface()
	}
	for rows.Next() {
		row = none
		if err := rows.Scan(into...); err != nil {
			return read, err
		}
		if c := r.places[string(id)]; c != nil {
			keep(c, &row)
		}
		read++
	}
	return read, rows.Err()
}

// ofOne is what a query for one organization asks of its rows.
const ofOne = "WHERE organization_id = $1 AND revision > $2"

// severalText makes a query for the organizations from $1 to $2 of one for organization $1 and what
// is newer than revision $2. The two cannot drift apart.
func severalText(one string) (string, error) {
	fields, isSelect := strings.CutPrefix(one, "SELECT ")
	before, after, found := strings.Cut(fields, ofOne)
	if !isSelect || !found || strings.Contains(after, ofOne) {
		return "", errors.New("is not a query for what is newer of one organization")
	}
	text := "SELECT organization_id, " + before + "WHERE organization_id >= $1 AND organization_id <= $2"
	if order, ordered := strings.CutPrefix(strings.TrimSpace(after), "ORDER BY "); ordered {
		return text + "\nORDER BY organization_id, " + order, nil
	}
	if strings.TrimSpace(after) != "" {
		return "", errors.New("does not end with its order")
	}
	return text, nil
}
