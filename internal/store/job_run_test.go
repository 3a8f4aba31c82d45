package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const lease = 10 * time.Minute

// TestSlotsAreClaimedOnce: four replicas on one database, each with its own connections,
// go for the same slots at once.
func TestSlotsAreClaimedOnce(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		const claimants, slots = 4, 20
		stores := make([]*Store, claimants)
		for i := range stores {
			stores[i] = openStore(t, url)
			must(t, stores[i].Migrate(ctx))
		}
		var claimed [slots]atomic.Int32
		var wg sync.WaitGroup
		for i, s := range stores {
			wg.Go(func() {
				for slot := range slots {
					ok, err := s.ClaimRun(ctx, "snapshot", now.AddDate(0, 0, slot), now, lease, fmt.Sprint("replica-", i))
					if err != nil {
						t.Errorf("replica %d, slot %d: %v", i, slot, err)
					}
					if ok {
						claimed[slot].Add(1)
					}
				}
			})
		}
		wg.Wait()
		for slot := range claimed {
			if n := claimed[slot].Load(); n != 1 {
				t.Errorf("slot %d was claimed %d times", slot, n)
			}
		}
	})
}

func TestClaims(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		slot := now.Add(-time.Hour)
		claim := func(who string, at time.Time, want bool) {
			t.Helper()
			got, err := s.ClaimRun(ctx, "snapshot", slot, at, lease, who)
			if err != nil || got != want {
				t.Errorf("%s at %s: %v, %v; want %v", who, at.Sub(now), got, err, want)
			}
		}
		finish := func(who string, want plan.Kind) {
			t.Helper()
			if err := s.FinishRun(ctx, "snapshot", slot, who, OutcomeSuccess, "è fatto", now.Add(time.Hour)); plan.KindOf(err) != want || (want == "" && err != nil) {
				t.Errorf("%s finishes: %v, want %q", who, err, want)
			}
		}
		last := func(wantOutcome string, wantOK bool) {
			t.Helper()
			at, outcome, ok, err := s.LastRun(ctx, "snapshot")
			must(t, err)
			if outcome != wantOutcome || ok != wantOK || (ok && !at.Equal(slot)) {
				t.Errorf("last run: %s %q %v", at, outcome, ok)
			}
		}
		last("", false)
		claim("one", now, true)
		last("", true)
		claim("two", now, false)
		claim("one", now, false) // its claim stands: a restarted process must not run it twice at once
		claim("two", now.Add(lease-time.Nanosecond), false)
		claim("two", now.Add(lease), true) // the lease ran out
		claim("one", now.Add(lease), false)
		finish("one", plan.KindConflict) // it was taken over
		last("", true)
		finish("two", "")
		finish("two", plan.KindConflict) // finished already
		claim("three", now.AddDate(1, 0, 0), false)
		last(OutcomeSuccess, true)

		scheduledFor, finishedAt, ok, err := s.LastSuccess(ctx, "snapshot")
		must(t, err)
		if !ok || !scheduledFor.Equal(slot) || !finishedAt.Equal(now.Add(time.Hour)) {
			t.Errorf("last success: %s %s %v", scheduledFor, finishedAt, ok)
		}
		later := slot.AddDate(0, 0, 1)
		if ok, err := s.ClaimRun(ctx, "snapshot", later, now, lease, "one"); err != nil || !ok {
			t.Fatalf("the next slot: %v, %v", ok, err)
		}
		must(t, s.FinishRun(ctx, "snapshot", later, "one", "failure", "no", now))
		if at, outcome, _, err := s.LastRun(ctx, "snapshot"); err != nil || outcome != "failure" || !at.Equal(later) {
			t.Errorf("last run: %s %q %v", at, outcome, err)
		}
		if at, _, _, err := s.LastSuccess(ctx, "snapshot"); err != nil || !at.Equal(slot) {
			t.Errorf("last success after a failure: %s %v", at, err)
		}
		if _, _, ok, err := s.LastSuccess(ctx, "reminders"); err != nil || ok {
			t.Errorf("another job's success: %v %v", ok, err)
		}
		if err := s.FinishRun(ctx, "reminders", slot, "one", OutcomeSuccess, "", now); plan.KindOf(err) != plan.KindConflict {
			t.Errorf("finishing what nobody claimed: %v", err)
		}
	})
}

func TestDeleteExpired(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		const keep = 24 * time.Hour
		ages := []time.Duration{0, keep - time.Nanosecond, keep, keep + time.Nanosecond, 100 * keep}
		change(t, s, org, func(tx tracker.Tx) error {
			for _, age := range ages {
				if err := tx.SaveReplay(ctx, tracker.Replay{AccountID: "a", Key: age.String(), At: now.Add(-age)}); err != nil {
					return err
				}
			}
			return nil
		})
		deleted, err := s.DeleteExpired(ctx, now, keep)
		must(t, err)
		if deleted.Replays != 2 {
			t.Errorf("deleted %d, want 2", deleted.Replays)
		}
		look(t, s, func(tx tracker.Tx) error {
			for _, age := range ages {
				_, ok, err := tx.Replay(ctx, "a", age.String())
				must(t, err)
				if ok != (age <= keep) {
					t.Errorf("a key of age %s is there: %v", age, ok)
				}
			}
			return nil
		})
	})
}
