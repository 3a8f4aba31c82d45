package store

import (
	"context"
	"encoding/json"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	qSnapshotsOldest = query("SnapshotsOldest")
	qSnapshotsNewest = query("SnapshotsNewest")
	qSnapshotCount   = query("SnapshotCount")
)

// SnapshotPage implements tracker.Store. The rows of the page are all that is read into
// memory; the rest is counted where it lies.
func (s *Store) SnapshotPage(ctx context.Context, q tracker.SnapshotPageQuery) ([]plan.Snapshot, int, error) {
	visible, err := keysOf(q.Objectives)
	if err != nil {
		return nil, 0, err
	}
	everything := 0
	if q.AllObjectives {
		everything = 1
	}
	filter := []any{q.Organization, dayOr(q.From, firstDay), dayOr(q.To, lastDay), string(q.Scope), q.Code}
	page, beginning := qSnapshotsOldest, firstDay
	if q.Descending {
		page, beginning = qSnapshotsNewest, lastDay
	}
	var rows []snapshotRow
	var total int
	err = s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		var err error
		if total, err = one[int](ctx, t, qSnapshotCount, "snapshot", append(filter[:len(filter):len(filter)], everything, visible)...); err != nil {
			return err
		}
		rows, err = list[snapshotRow](ctx, t, page, "snapshot", append(filter, dayOr(q.After.Day, beginning),
			string(q.After.Scope), q.After.Code, everything, visible, limitOf(q.Limit))...)
		return err
	})
	return each(rows, snapshotRow.value), total, err
}

// keysOf writes a set of texts as a JSON object, whose keys both engines can list.
func keysOf(set []string) (string, error) {
	keys := make(map[string]bool, len(set))
	for _, key := range set {
		keys[key] = true
	}
	text, err := json.Marshal(keys)
	return string(text), err
}
