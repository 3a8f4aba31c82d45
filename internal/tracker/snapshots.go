package tracker

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// StoreSnapshots keeps the numbers of days of one organization: see StoreNumbers.
func (t *Tracker) StoreSnapshots(ctx context.Context, organization string, rows []plan.Snapshot) error {
	return t.StoreNumbers(ctx, []plan.Numbers{{Organization: organization, Rows: rows}})
}

// StoreNumbers keeps the numbers of days and the lines of organizations, which come in the order of
// their codes. Those of a day become final once they have been computed after the day ended; until
// then a newer computation takes their place. For the system.
func (t *Tracker) StoreNumbers(ctx context.Context, numbers []plan.Numbers) error {
	if err := permitSystem(ctx); err != nil {
		return err
	}
	return t.store.SaveNumbers(ctx, numbers, t.EndOf)
}

// NumbersKept tells of the organizations from one to another by their codes what numbers they have:
// how far they are complete, and the instant of computation of each day since one.
func (t *Tracker) NumbersKept(ctx context.Context, from, to string, since plan.Date) (map[string]plan.NumbersState, error) {
	return t.store.NumbersKept(ctx, from, to, since)
}

// SnapshotDays lists the days that have numbers, with the instant of computation.
func (t *Tracker) SnapshotDays(ctx context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error) {
	return t.store.SnapshotDays(ctx, organization, from, to)
}

// EndOf is the instant at which a day ends in the installation's zone.
func (t *Tracker) EndOf(day plan.Date) time.Time {
	next := day.AddDays(1).Time()
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, t.clock.Location)
}
