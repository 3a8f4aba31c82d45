package tracker

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// StoreSnapshots keeps the numbers of days. Those of a day become final once they have
// been computed after the day ended; until then a newer computation takes their place.
// For the system.
func (t *Tracker) StoreSnapshots(ctx context.Context, organization string, rows []plan.Snapshot) error {
	if err := permitSystem(ctx); err != nil {
		return err
	}
	return t.store.SaveSnapshots(ctx, organization, rows, t.EndOf)
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
