package store

import (
	"context"
	"time"
)

const (
	qRateCountAdd           = query("RateCountAdd")
	qRateCountsDeleteBefore = query("RateCountsDeleteBefore")
)

// AddToCount adds n to what a client has asked for in its minute (in general: its window) from all
// replicas together, and gives the whole count and when the minute began. Where there is none under
// way at now, one that began as given is: replicas whose clocks agree share a minute.
func (s *Store) AddToCount(ctx context.Context, scope, client string, began time.Time, n int, now time.Time, window time.Duration) (time.Time, int, error) {
	row, err := one[struct {
		Began int64 `db:"began_ms"`
		Count int   `db:"count"`
	}](ctx, s.writes, qRateCountAdd, "count", scope, client, began.UnixMilli(), n, now.Add(-window).UnixMilli(), now.Add(window).UnixMilli())
	return time.UnixMilli(row.Began), row.Count, err
}

// DeleteCounts forgets the minutes that began before an instant.
func (s *Store) DeleteCounts(ctx context.Context, before time.Time) error {
	_, err := run(ctx, s.writes, qRateCountsDeleteBefore, "count", before.UnixMilli())
	return err
}
