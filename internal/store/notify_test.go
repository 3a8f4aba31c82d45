package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	"github.com/traguardi/traguardi/internal/tracker"
)

type notice struct {
	organization string
	revision     int64
}

// patience bounds the wait for something that has to come.
const patience = 30 * time.Second

func (n notice) waitIn(t *testing.T, c <-chan notice) {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case got := <-c:
			if got == n {
				return
			}
		case <-deadline:
			t.Fatalf("%+v was not told", n)
		}
	}
}

func TestListen(t *testing.T) {
	target := pgtest.URL(t)
	writer, listener := openStore(t, target), openStore(t, target)
	must(t, writer.Migrate(ctx))
	seed(t, writer)
	seedAs(t, writer, "c_other")

	listening, stop := context.WithCancel(ctx)
	defer stop()
	told := make(chan notice, 100)
	ended := make(chan error, 1)
	go func() {
		ended <- listener.Listen(listening, func(o string, r int64) { told <- notice{o, r} })
	}()
	waitForListener(t, writer)

	// A write that is rolled back is not told; one that is committed is, afterwards.
	look(t, writer, func(tx tracker.Tx) error { return nil })
	revision := change(t, writer, org, func(tx tracker.Tx) error {
		select {
		case n := <-told:
			t.Errorf("%+v was told before its commit", n)
		default:
		}
		return report("u-1")(tx)
	})
	if got := <-told; got != (notice{org, revision}) {
		t.Errorf("told %+v, want revision %d", got, revision)
	}
	must(t, writer.Administer(ctx, func(tx tracker.AdminTx) error { _, err := tx.RaiseRevision(ctx, "c_other"); return err }))
	notice{"c_other", 3}.waitIn(t, told)

	// The connection is cut, and something changes meanwhile: it is told all the same.
	var cut int
	must(t, writer.writes.db.Get(&cut, "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"))
	if cut != 1 {
		t.Fatalf("%d connections were listening, want 1", cut)
	}
	missed := change(t, writer, org, report("u-2"))
	notice{org, missed}.waitIn(t, told)
	waitForListener(t, writer)
	notice{org, change(t, writer, org, report("u-3"))}.waitIn(t, told)

	// Short writes are told of after their commit, the last one in any case, also by a process that
	// ends at once.
	leaving := openStore(t, target)
	var last int64
	for i := range 40 {
		var err error
		last, err = leaving.ChangeShort(ctx, org, report(fmt.Sprintf("s-%d", i)))
		must(t, err)
	}
	must(t, leaving.Close())
	notice{org, last}.waitIn(t, told)

	stop()
	if err := <-ended; err != nil {
		t.Errorf("listening ended with %v", err)
	}
}

// waitForListener returns when somebody listens on the database.
func waitForListener(t *testing.T, s *Store) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; {
		var n int
		must(t, s.writes.db.Get(&n, "SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database() AND state = 'idle'"))
		if n > 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody listens")
		}
		time.Sleep(5 * time.Millisecond) // the server has no other way of telling
	}
}

func TestListenOnSQLiteWaitsForTheEnd(t *testing.T) {
	s := openStore(t, engines[0].url(t))
	listening, stop := context.WithCancel(ctx)
	stop()
	if err := s.Listen(listening, func(string, int64) { t.Error("something was told") }); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestListenEndsBeforeTheServerAnswers(t *testing.T) {
	cluster := pgtest.NewCluster(t)
	s := openStore(t, cluster.URL(t))
	cluster.Stop(t)
	listening, stop := context.WithTimeout(ctx, 100*time.Millisecond)
	defer stop()
	if err := s.Listen(listening, func(string, int64) {}); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
