package store

import (
	"fmt"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// A transaction that is the first to run a statement prepares it once, however often it runs it.
func TestATransactionPreparesAStatementOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		must(t, s.writes.transaction(ctx, s.writing, func(inner *transaction) error {
			for i := range 5 {
				row := snapshotArgs(org, plan.Snapshot{Day: today, Scope: plan.ScopeObjective, Code: fmt.Sprint(i), Health: "x", ComputedAt: now})
				if err := inner.insertRows(ctx, qSnapshotSave, "snapshot", [][]any{row}, text(instant{now})); err != nil {
					return err
				}
			}
			if len(inner.unprepared) != 1 || len(inner.own) != 1 {
				t.Errorf("%d statements were prepared for one", len(inner.unprepared))
			}
			return nil
		}))
	})
}
