package app

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web"
)

// timedRecords bounds what public pages ask the database. A bound for the whole request, as the API
// has, would cost every page for the sake of the few that ask.
type timedRecords struct {
	web.Records
	within time.Duration
}

func (r timedRecords) SnapshotPage(ctx context.Context, q tracker.SnapshotPageQuery) ([]plan.Snapshot, int, error) {
	ctx, cancel := context.WithTimeout(ctx, r.within)
	defer cancel()
	return r.Records.SnapshotPage(ctx, q)
}

func (r timedRecords) SnapshotDays(ctx context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, r.within)
	defer cancel()
	return r.Records.SnapshotDays(ctx, organization, from, to)
}

func (r timedRecords) OpenDataDays(ctx context.Context, organization string, before plan.Date, limit int) ([]plan.OpenDataDay, error) {
	ctx, cancel := context.WithTimeout(ctx, r.within)
	defer cancel()
	return r.Records.OpenDataDays(ctx, organization, before, limit)
}

func (r timedRecords) OpenDataFile(ctx context.Context, organization string, day plan.Date, name string) (plan.OpenDataFile, error) {
	ctx, cancel := context.WithTimeout(ctx, r.within)
	defer cancel()
	return r.Records.OpenDataFile(ctx, organization, day, name)
}
