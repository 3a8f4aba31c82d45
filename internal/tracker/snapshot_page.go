package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// SnapshotPageQuery selects one page of the stored numbers of one organization. Empty
// Scope and Code select all.
type SnapshotPageQuery struct {
	Organization string
	From, To     plan.Date // both included; the zero day leaves that end open
	Scope        plan.Scope
	Code         string
	// AllObjectives lets every objective's own rows come; without it come those of
	// Objectives alone.
	AllObjectives bool
	Objectives    []string
	// Descending is by day, scope and code from the last to the first.
	Descending bool
	// After is the row that the page starts behind; the zero place is the beginning.
	After SnapshotPlace
	Limit int // 0: no limit
}

// SnapshotPlace is what no two stored numbers of an organization have in common.
type SnapshotPlace struct {
	Day   plan.Date
	Scope plan.Scope
	Code  string
}

// SnapshotPage lists one page of the stored numbers of an organization, and how many
// there are on all pages. They are public, but for an objective's own rows: callers name
// the objectives that the reader may see.
func (t *Tracker) SnapshotPage(ctx context.Context, q SnapshotPageQuery) ([]plan.Snapshot, int, error) {
	return t.store.SnapshotPage(ctx, q)
}
