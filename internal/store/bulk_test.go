package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// TestRowsOfManyObjectsGoTogether: what is written of many objects in one transaction is all there,
// whatever order it came in, with what was written twice as it was written last; and it takes few
// statements on PostgreSQL.
func TestRowsOfManyObjectsGoTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		const objectives, milestones = 7, 20
		followed, sent := 0, 0
		s.writes.follow = func(ctx context.Context, _ string) (context.Context, func(error)) {
			followed++
			return ctx, func(error) {}
		}
		change(t, s, org, func(tx tracker.Tx) error {
			for o := range objectives {
				code := fmt.Sprintf("BULK-%d", o)
				if err := tx.SaveObjective(ctx, plan.Objective{Code: code, Title: "Prima", AddedOn: today, Terms: terms()}); err != nil {
					return err
				}
				for n := range milestones {
					for _, title := range []string{"Prima", "Dopo"} { // twice the same row
						if err := tx.SaveMilestone(ctx, plan.Milestone{Objective: code, Number: n + 1, Title: title, AddedOn: today}); err != nil {
							return err
						}
						if n != 3 {
							break
						}
					}
					for u := range 2 {
						if err := tx.AddUpdate(ctx, plan.Update{ID: fmt.Sprintf("bulk-%d-%d-%d", o, n, u), Objective: code, Number: n + 1, Kind: plan.UpdateReported,
							RecordedAt: now, EffectiveOn: today, By: plan.Signature{AccountID: "a", Role: plan.RoleEditor},
							After: plan.MilestoneStatus{Office: office, Weight: 1, State: plan.MilestoneInProgress, Percent: n + u}}); err != nil {
							return err
						}
					}
					if err := tx.SaveOrigin(ctx, tracker.Origin{Source: "plan", Key: fmt.Sprint(code, n), ObjectType: "milestone", ObjectID: plan.MilestoneID(code, n+1), Imported: "{}"}); err != nil {
						return err
					}
				}
				if err := tx.SaveObjective(ctx, plan.Objective{Code: code, Title: "Dopo", AddedOn: today, Terms: terms()}); err != nil {
					return err
				}
			}
			sent = followed
			found, err := tx.MilestonesOf(ctx, "BULK-6") // what waits is sent before something is read
			if len(found) != milestones {
				t.Errorf("%d of %d milestones are found in the transaction", len(found), milestones)
			}
			return err
		})
		all, err := s.Changes(ctx, org, 0)
		must(t, err)
		titles, updates := map[string]int{}, map[string]int{}
		for _, o := range all.Objectives {
			titles["objective "+o.Title]++
		}
		for _, m := range all.Milestones {
			titles["milestone "+m.Title]++
		}
		for _, u := range all.Updates {
			updates[u.Objective]++
		}
		if titles["objective Dopo"] != objectives || titles["milestone Dopo"] != objectives || titles["milestone Prima"] != objectives*(milestones-1) {
			t.Errorf("titles: %v", titles)
		}
		for o := range objectives {
			if got := updates[fmt.Sprintf("BULK-%d", o)]; got != 2*milestones {
				t.Errorf("objective %d has %d updates", o, got)
			}
		}
		// 7 objectives twice, 140 milestones, 280 updates and 140 origins, of which 7 milestones twice.
		if s.writes.batching && (sent == 0 || sent > 150) {
			t.Errorf("%d statements", sent)
		}
	})
}
