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

const (
	lease = 10 * time.Minute
	pause = 7 * time.Minute
)

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
					ok, err := s.ClaimRun(ctx, "snapshot", now.AddDate(0, 0, slot), now, now.Add(-pause), lease, fmt.Sprint("replica-", i))
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
			got, err := s.ClaimRun(ctx, "snapshot", slot, at, at.Add(-pause), lease, who)
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
		if ok, err := s.ClaimRun(ctx, "snapshot", later, now, now.Add(-pause), lease, "one"); err != nil || !ok {
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

// A run that failed is taken again after the pause, whoever ran it; one that was given up
// at once; one that succeeded never.
func TestClaimsAfterAFailure(t *testing.T) {
	type claim struct {
		after time.Duration // since the run ended
		want  bool
	}
	tests := []struct {
		name   string
		end    func(*Store, string) error
		claims []claim
	}{
		{"a success", func(s *Store, job string) error {
			return s.FinishRun(ctx, job, now, "one", OutcomeSuccess, "", now)
		}, []claim{{0, false}, {pause, false}, {1000 * pause, false}}},
		{"a failure", func(s *Store, job string) error {
			return s.FinishRun(ctx, job, now, "one", "failure", "no", now)
		}, []claim{{0, false}, {pause - time.Nanosecond, false}, {pause, true}, {pause, false}, {pause + lease, true}}},
		{"a panic", func(s *Store, job string) error {
			return s.FinishRun(ctx, job, now, "one", "panic", "no", now)
		}, []claim{{pause, true}}},
		{"a stop", func(s *Store, job string) error {
			return s.ReleaseRun(ctx, job, now, "one", "cut off", now)
		}, []claim{{0, true}, {0, false}}},
		{"a release by another", func(s *Store, job string) error {
			if err := s.ReleaseRun(ctx, job, now, "two", "cut off", now); plan.KindOf(err) != plan.KindConflict {
				return fmt.Errorf("want a conflict, got %w", err)
			}
			return nil
		}, []claim{{lease - time.Nanosecond, false}, {lease, true}}},
		{"a release after the end", func(s *Store, job string) error {
			if err := s.FinishRun(ctx, job, now, "one", OutcomeSuccess, "", now); err != nil {
				return err
			}
			if err := s.ReleaseRun(ctx, job, now, "one", "cut off", now); plan.KindOf(err) != plan.KindConflict {
				return fmt.Errorf("want a conflict, got %w", err)
			}
			return nil
		}, []claim{{1000 * pause, false}}},
	}
	onBoth(t, func(t *testing.T, s *Store) {
		for i, test := range tests {
			job := fmt.Sprint("job-", i)
			if ok, err := s.ClaimRun(ctx, job, now, now, now.Add(-pause), lease, "one"); err != nil || !ok {
				t.Fatalf("%s: the first claim: %v, %v", test.name, ok, err)
			}
			if err := test.end(s, job); err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			for _, c := range test.claims {
				at := now.Add(c.after)
				got, err := s.ClaimRun(ctx, job, now, at, at.Add(-pause), lease, "three")
				if err != nil || got != c.want {
					t.Errorf("%s: a claim %s later: %v, %v; want %v", test.name, c.after, got, err, c.want)
				}
				if !got {
					continue
				}
				// The new run has not ended: nothing is left of the one before.
				if _, outcome, ok, err := s.LastRun(ctx, job); outcome != "" || !ok || err != nil {
					t.Errorf("%s: the new run's outcome is %q; %v", test.name, outcome, err)
				}
			}
		}
		// The second try's success is the job's.
		must(t, s.FinishRun(ctx, "job-2", now, "three", OutcomeSuccess, "", now.Add(lease)))
		if _, finished, ok, err := s.LastSuccess(ctx, "job-2"); err != nil || !ok || !finished.Equal(now.Add(lease)) {
			t.Errorf("the last success: %s %v %v", finished, ok, err)
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
		deleted, err := s.DeleteExpired(ctx, now, Keep{Replays: keep, SessionIdle: time.Hour})
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
