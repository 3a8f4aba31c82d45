package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	"github.com/traguardi/traguardi/internal/tracker"
)

// A pooler in between that the program was not told of is refused at once, with what to do about
// it: where it does not take the connection's settings, and where it was told to ignore them.
func TestAPoolerThatNobodySpokeOf(t *testing.T) {
	url := pgtest.URL(t)
	for name, ignored := range map[string]string{
		"as it is installed":         "ignore_startup_parameters = extra_float_digits",
		"that ignores what it wants": "ignore_startup_parameters = extra_float_digits,idle_in_transaction_session_timeout",
	} {
		t.Run(name, func(t *testing.T) {
			pooler := pgtest.NewPooler(t, url, 5, ignored)
			began := time.Now()
			s, err := OpenWait(ctx, Options{URL: pooler.URL}, time.Minute)
			if err == nil {
				must(t, s.Close())
			}
			if !errors.Is(err, ErrPooler) || !strings.Contains(err.Error(), "--database-direct") {
				t.Errorf("opened through a pooler: %v", err)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("it was waited for, %s", took)
			}
		})
	}
}

func openPooled(t testing.TB, url, direct string) *Store {
	t.Helper()
	s, err := Open(ctx, Options{URL: url, Direct: direct})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

// Behind a pooler that has fewer connections than there are writers, reads, writes that share a
// commit, migrations and notifications work; with no direct way notifications alone are missing,
// and a schema that is not up to date is refused with what to do.
func TestThroughAPooler(t *testing.T) {
	url := pgtest.URL(t)
	pooler := pgtest.NewPooler(t, url, 2)

	alone := openPooled(t, pooler.URL, DirectNone)
	if err := alone.Migrate(ctx); err == nil || !strings.Contains(err.Error(), "migrate up") {
		t.Errorf("migrated with no direct way: %v", err)
	}

	one, other := openPooled(t, pooler.URL, pooler.Direct), openPooled(t, pooler.URL, pooler.Direct)
	var starts sync.WaitGroup
	for _, s := range []*Store{one, other} {
		starts.Go(func() {
			if err := s.Migrate(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	starts.Wait()
	must(t, alone.Migrate(ctx)) // up to date
	seed(t, one)

	listening, stop := context.WithCancel(ctx)
	defer stop()
	heard := make(chan int64, 1000)
	ended := make(chan error, 2)
	go func() { ended <- other.Listen(listening, func(_ string, revision int64) { heard <- revision }) }()
	deaf := make(chan int64, 1000)
	go func() { ended <- alone.Listen(listening, func(_ string, revision int64) { deaf <- revision }) }()
	for knock := int64(0); knock == 0; { // until it listens
		_, err := one.Change(ctx, org, func(tracker.Tx) error { return nil })
		must(t, err)
		select {
		case knock = <-heard:
		case <-time.After(50 * time.Millisecond):
		}
	}

	const writers, each = 8, 10
	var group sync.WaitGroup
	for w := range writers {
		s := []*Store{one, other, alone}[w%3]
		group.Go(func() {
			for i := range each {
				_, err := s.ChangeShort(ctx, org, func(tx tracker.Tx) error {
					return tx.SaveOffice(ctx, plan.Office{Code: fmt.Sprintf("u-%d-%d", w, i), Name: "Ufficio", Revision: tx.Revision()})
				})
				if err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
				if _, err := s.Changes(ctx, org, 0); err != nil {
					t.Errorf("reader %d: %v", w, err)
				}
			}
		})
	}
	group.Wait()
	var present int64
	for _, s := range []*Store{one, other, alone} {
		changes, err := s.Changes(ctx, org, 0)
		must(t, err)
		n := 0
		for _, o := range changes.Offices {
			if strings.HasPrefix(o.Code, "u-") {
				n++
			}
		}
		if n != writers*each {
			t.Errorf("%d offices, want %d", n, writers*each)
		}
		present = changes.Organization.Revision
	}
	for last := int64(0); last < present; {
		select {
		case last = <-heard:
		case <-time.After(10 * time.Second):
			t.Fatalf("revision %d was heard of last, %d is the present one", last, present)
		}
	}
	if len(deaf) > 0 {
		t.Error("one that cannot listen heard something")
	}
	stop()
	for range 2 {
		must(t, <-ended)
	}
}

// Sixteen updates of one ente that wait together go through a pooler as one statement, whose parts
// meet whichever connection of the server is free; and those of two replicas that write at the
// same time, each of which decides from memory what the other may have overtaken. Each of them is
// found again, having seen the one before.
func TestAFlightThroughAPooler(t *testing.T) {
	pooler := pgtest.NewPooler(t, migratedPostgres.URL(t), 2)
	var composed atomic.Int64
	open := func() *Store {
		s, err := Open(ctx, Options{URL: pooler.URL, Direct: pooler.Direct, Follow: func(ctx context.Context, name string) (context.Context, func(error)) {
			if strings.HasPrefix(name, string(qOrganizationRaiseFrom)) {
				composed.Add(1)
			}
			return ctx, func(error) {}
		}})
		must(t, err)
		t.Cleanup(func() { must(t, s.Close()) })
		return s
	}
	one, other := open(), open()
	seed(t, one)
	change(t, one, org, report("u-first")) // the memory begins with an audit entry
	const writers, each = 16, 5
	found := func(want int) {
		t.Helper()
		checkChain(t, one, org, want)
		for _, s := range []*Store{one, other} {
			changes, err := s.Changes(ctx, org, 0)
			must(t, err)
			seen := map[int]bool{}
			for _, u := range changes.Updates {
				seen[u.After.Percent] = true
			}
			if len(changes.Updates) != want || len(seen) != want {
				t.Errorf("%d updates of %d states, want %d", len(changes.Updates), len(seen), want)
			}
		}
	}

	var group sync.WaitGroup
	release := holdTurn(t, one, org, &group)
	write := func(s *Store, id string) {
		if _, err := s.ChangeShort(ctx, org, report(id)); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	for w := range writers {
		group.Go(func() { write(one, fmt.Sprintf("u-%d", w)) })
		one.waiting(t, w+1)
	}
	release()
	group.Wait()
	if got := composed.Load(); got != 1 {
		t.Errorf("%d updates that waited together were %d composed statements", writers, got)
	}
	found(1 + writers)

	for w := range writers {
		group.Go(func() {
			for i := range each {
				write([]*Store{one, other}[w%2], fmt.Sprintf("u-%d-%d", w, i))
			}
		})
	}
	group.Wait()
	found(1 + writers + writers*each)
	t.Logf("%d updates, %d composed statements", writers+writers*each, composed.Load())
}
