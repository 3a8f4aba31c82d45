package store

import (
	"context"
	"time"
)

const qSnapshotTimes = query("SnapshotTimes")

// LastSnapshots tells, for each organization that has numbers, when those of its last
// day were computed.
func (s *Store) LastSnapshots(ctx context.Context) (map[string]time.Time, error) {
	rows, err := list[struct {
		Organization string  `db:"organization_id"`
		ComputedAt   instant `db:"computed_at"`
	}](ctx, s.reads, qSnapshotTimes, "snapshot")
	if err != nil {
		return nil, err
	}
	times := make(map[string]time.Time, len(rows))
	for _, r := range rows {
		if !r.ComputedAt.IsZero() {
			times[r.Organization] = r.ComputedAt.Time
		}
	}
	return times, nil
}
