package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// waiting waits until so many short writes wait for their turn.
func (s *Store) waiting(t *testing.T, n int) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		s.turns.mu.Lock()
		got := 0
		for _, q := range s.turns.queues {
			got += len(q.waiting)
		}
		s.turns.mu.Unlock()
		if got == n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d writes wait, want %d", got, n)
		}
		runtime.Gosched()
	}
}

// TestShortWritesAreCommittedTogether: writes that wait while another is under way are one
// transaction. Each is whole or not at all: one that is refused, one that panics, one whose writer
// has gone leave nothing and do the others no harm.
func TestShortWritesAreCommittedTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		refused := errors.New("refused")
		var begun, group sync.WaitGroup
		begun.Add(1)
		release := make(chan struct{})
		results := map[string]error{}
		var revisions []int64
		var mu sync.Mutex
		write := func(ctx context.Context, name string, fn func(tracker.Tx) error) {
			group.Go(func() {
				revision, err := s.ChangeShort(ctx, org, fn)
				mu.Lock()
				defer mu.Unlock()
				results[name] = err
				if err == nil {
					revisions = append(revisions, revision)
				}
			})
		}
		write(ctx, "first", func(tx tracker.Tx) error {
			begun.Done()
			<-release
			return report("u-first")(tx)
		})
		begun.Wait()
		gone, leave := context.WithCancel(ctx)
		const good = 6
		for i := range good {
			write(ctx, fmt.Sprint("good ", i), report(fmt.Sprint("u-", i)))
		}
		write(ctx, "refused", func(tx tracker.Tx) error { return errors.Join(report("u-refused")(tx), refused) })
		write(ctx, "broken", func(tx tracker.Tx) error {
			// The database refuses it: on PostgreSQL nothing more goes until the savepoint is rolled back.
			return errors.Join(report("u-broken")(tx), tx.AddReview(ctx, plan.Review{ID: "r", UpdateID: "nowhere", Verdict: plan.VerdictConfirmed, RecordedAt: now}))
		})
		write(ctx, "panic", func(tx tracker.Tx) error {
			if err := report("u-panic")(tx); err != nil {
				return err
			}
			panic("a fault")
		})
		s.waiting(t, good+3)
		write(gone, "gone", report("u-gone"))
		s.waiting(t, good+4)
		leave()
		s.waiting(t, good+3)
		close(release)
		group.Wait()

		for name, err := range results {
			wantGood := name == "first" || len(name) > 4 && name[:4] == "good"
			if (err == nil) != wantGood {
				t.Errorf("%s: %v", name, err)
			}
		}
		if !errors.Is(results["refused"], refused) || !errors.Is(results["gone"], context.Canceled) {
			t.Errorf("refused with %v, gone with %v", results["refused"], results["gone"])
		}
		slices.Sort(revisions)
		for i, r := range revisions {
			if r != int64(i)+3 {
				t.Fatalf("revisions %v have a gap or a double", revisions)
			}
		}
		if len(revisions) != good+1 {
			t.Fatalf("%d writes were acknowledged", len(revisions))
		}
		checkChain(t, s, org, good+1)
		c, err := s.Changes(ctx, org, 2)
		must(t, err)
		var ids []string
		for _, u := range c.Updates {
			ids = append(ids, u.ID)
		}
		slices.Sort(ids)
		if want := []string{"u-0", "u-1", "u-2", "u-3", "u-4", "u-5", "u-first"}; !slices.Equal(ids, want) {
			t.Errorf("updates %v, want %v", ids, want)
		}
		if len(s.turns.queues) != 0 {
			t.Errorf("%d queues are left", len(s.turns.queues))
		}
		// And life goes on.
		if _, err := s.ChangeShort(ctx, org, report("u-after")); err != nil {
			t.Error(err)
		}
	})
}

// TestManyShortWriters: on two organizations, from two stores, beside long writes.
func TestManyShortWriters(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		const writers, writes = 16, 12
		stores := []*Store{openStore(t, url), openStore(t, url)}
		must(t, stores[0].Migrate(ctx))
		seed(t, stores[0])
		seedAs(t, stores[0], "c_other")
		var group sync.WaitGroup
		for i := range writers {
			group.Go(func() {
				to := []string{org, "c_other"}[i/2%2]
				for n := range writes {
					s, fn := stores[i%2], report(fmt.Sprintf("u-%d-%d", i, n))
					write := s.ChangeShort
					if n%4 == 3 {
						write = s.Change
					}
					if _, err := write(ctx, to, fn); err != nil {
						t.Errorf("writer %d: %v", i, err)
						return
					}
				}
			})
		}
		group.Wait()
		for _, o := range []string{org, "c_other"} {
			checkChain(t, stores[0], o, writers*writes/2)
		}
	})
}

// TestALeaderGathersTheWritersOfTheLast: it waits until as many are there as wrote together before
// it, and no longer.
func TestALeaderGathersTheWritersOfTheLast(t *testing.T) {
	var turns turns
	if !turns.join("k", &shortWrite{}) {
		t.Fatal("the first does not lead")
	}
	turns.gather("k") // nobody is known to come: it does not wait
	turns.queues["k"].writers, turns.queues["k"].gather = 4, time.Hour
	gathered := make(chan struct{})
	go func() { turns.gather("k"); close(gathered) }()
	for i := range 3 {
		select {
		case <-gathered:
			t.Fatalf("gathered with %d", i+1)
		default:
		}
		turns.join("k", &shortWrite{})
	}
	<-gathered
	turns.gather("k") // they are there
	if taken := turns.take("k"); len(taken) != 3 {
		t.Fatalf("%d were taken with it", len(taken))
	}
}
