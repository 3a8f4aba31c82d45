package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// TestWhatATransactionAddedIsNotLookedThroughForEachRow: in tables that were empty when it began, a
// long transaction finds what its rows point at by their keys.
func TestWhatATransactionAddedIsNotLookedThroughForEachRow(t *testing.T) {
	const milestones = 6_000
	s := openStore(t, migratedPostgres.URL(t))
	seedAs(t, s, "c_long")
	read := func() (entries int64) {
		must(t, s.reads.db.Get(&entries, "SELECT COALESCE(SUM(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relname = 'milestones'"))
		return entries
	}
	_, err := s.Change(ctx, "c_long", func(tx tracker.Tx) error {
		for n := range milestones {
			m := plan.Milestone{Objective: objective, Number: 100 + n, Title: "Traguardo", AddedOn: plan.NewDate(2026, 1, 1)}
			if err := tx.SaveMilestone(ctx, m); err != nil {
				return err
			}
			u := plan.Update{ID: fmt.Sprint("long-", n), Objective: objective, Number: m.Number, Kind: plan.UpdateAdded, EffectiveOn: m.AddedOn, RecordedAt: m.AddedOn.Time(), By: plan.Signature{AccountID: "a", Role: plan.RoleEditor},
				After: plan.MilestoneStatus{Office: office, Weight: 1, State: plan.MilestonePlanned}}
			if err := tx.AddUpdate(ctx, u); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, err)
	// The server tells of what a transaction did a moment after its end.
	for began := time.Now(); read() < milestones && time.Since(began) < 30*time.Second; {
		time.Sleep(50 * time.Millisecond)
	}
	// As long as the plan of the beginning held, each row may have looked through those before it. To
	// the end that would be half of the square.
	if got := read(); got < milestones || got > milestones*milestones/8 {
		t.Errorf("%d entries of indexes were read for %d milestones", got, milestones)
	}
}
