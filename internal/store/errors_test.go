package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestTranslate(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	refusal := plan.Errorf(plan.KindStale, "x")
	tests := []struct {
		name string
		ctx  context.Context
		err  error
		want plan.Kind
	}{
		{"a refusal stays", ctx, fmt.Errorf("x: %w", refusal), plan.KindStale},
		{"no rows", ctx, sql.ErrNoRows, plan.KindNotFound},
		{"unique", ctx, &pq.Error{Code: "23505"}, plan.KindConflict},
		{"foreign key", ctx, &pq.Error{Code: "23503"}, ""},
		{"check", ctx, &pq.Error{Code: "23514"}, ""},
		{"NUL in a text", ctx, &pq.Error{Code: "22021"}, plan.KindInvalid},
		{"connection", ctx, &pq.Error{Code: "08006"}, plan.KindUnavailable},
		{"too many connections", ctx, &pq.Error{Code: "53300"}, plan.KindUnavailable},
		{"disk full", ctx, &pq.Error{Code: "53100"}, plan.KindUnavailable},
		{"shutting down", ctx, &pq.Error{Code: "57P01"}, plan.KindUnavailable},
		{"starting up", ctx, &pq.Error{Code: "57P03"}, plan.KindUnavailable},
		{"serialization", ctx, &pq.Error{Code: "40001"}, plan.KindUnavailable},
		{"deadlock", ctx, &pq.Error{Code: "40P01"}, plan.KindUnavailable},
		{"statement timeout", ctx, &pq.Error{Code: "57014"}, plan.KindUnavailable},
		{"a standby", ctx, &pq.Error{Code: "25006"}, plan.KindUnavailable},
		{"a write that stood still", ctx, &pq.Error{Code: "25P03"}, plan.KindUnavailable},
		{"wrong password", ctx, &pq.Error{Code: "28P01"}, ""},
		{"syntax", ctx, &pq.Error{Code: "42601"}, ""},
		{"bad connection", ctx, driver.ErrBadConn, plan.KindUnavailable},
		{"end of file", ctx, io.ErrUnexpectedEOF, plan.KindUnavailable},
		{"refused", ctx, &net.OpError{Op: "dial", Err: errors.New("refused")}, plan.KindUnavailable},
		{"anything else", ctx, errors.New("x"), ""},
		{"cancelled", ended, &pq.Error{Code: "57014"}, ""},
		{"out of time", late, &pq.Error{Code: "57014"}, plan.KindUnavailable},
		{"a conflict seen in time", ended, &pq.Error{Code: "23505"}, plan.KindConflict},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := translate(test.ctx, test.err, "thing")
			if plan.KindOf(got) != test.want {
				t.Errorf("kind %q, want %q (%v)", plan.KindOf(got), test.want, got)
			}
			if !errors.Is(got, test.err) && !errors.Is(test.err, sql.ErrNoRows) {
				t.Errorf("%v does not lead to its cause", got)
			}
			if test.want == "" && test.ctx.Err() != nil && !errors.Is(got, test.ctx.Err()) {
				t.Errorf("%v does not say that the context ended", got)
			}
		})
	}
	if got := translate(ended, nil, "thing"); got != nil {
		t.Errorf("nil became %v", got)
	}
}

func TestClashesAreConflicts(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		change(t, s, org, report("u-1"))
		_, err := s.Change(ctx, org, func(tx tracker.Tx) error { return tx.AddUpdate(ctx, update("u-1", 1, today, status())) })
		if plan.KindOf(err) != plan.KindConflict {
			t.Errorf("a taken id: %v, want a conflict", err)
		}
		_, err = s.Change(ctx, org, func(tx tracker.Tx) error { return tx.AddUpdate(ctx, update("u-2", 77, today, status())) })
		if err == nil || plan.KindOf(err) != "" {
			t.Errorf("an update of no milestone: %v, want an error that is not a refusal", err)
		}
		for name, break_ := range map[string]func(*plan.Update){
			"state":   func(u *plan.Update) { u.After.State = "overdue" },
			"percent": func(u *plan.Update) { u.After.Percent = 101 },
			"weight":  func(u *plan.Update) { u.After.Weight = 0 },
			"office":  func(u *plan.Update) { u.After.Office = "nowhere" },
			"meeting": func(u *plan.Update) { u.DecidedIn = "none" },
			"day":     func(u *plan.Update) { u.EffectiveOn = plan.Date{} },
		} {
			u := update("u-3", 1, today, status())
			break_(&u)
			if _, err := s.Change(ctx, org, func(tx tracker.Tx) error { return tx.AddUpdate(ctx, u) }); err == nil {
				t.Errorf("the schema took a wrong %s", name)
			}
		}
	})
}

// TestTextThatCannotBeStored: the rules refuse it before; a filter of a list may still
// bring it here.
func TestTextThatCannotBeStored(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		for _, text := range []string{"a\x00b", "\xff\xfe"} {
			_, _, err := s.AuditEntries(ctx, tracker.AuditQuery{Organization: org, ObjectID: text})
			if err != nil && plan.KindOf(err) != plan.KindInvalid {
				t.Errorf("%q: %v", text, err)
			}
			_, err = s.Revision(ctx, text)
			if kind := plan.KindOf(err); kind != plan.KindInvalid && kind != plan.KindNotFound {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// TestDatabaseThatGoesAway: unavailable while the server is stopped or has crashed, and
// all well again without a restart of ours.
func TestDatabaseThatGoesAway(t *testing.T) {
	cluster := pgtest.NewCluster(t, pgtest.Durable())
	s := openStore(t, cluster.URL(t))
	must(t, s.Migrate(ctx))
	seed(t, s)
	want := change(t, s, org, report("u-0"))
	for i, end := range []func(testing.TB){cluster.Stop, cluster.Crash} {
		end(t)
		for name, call := range map[string]func() error{
			"change":   func() error { _, err := s.Change(ctx, org, report("lost")); return err },
			"changes":  func() error { _, err := s.Changes(ctx, org, 0); return err },
			"revision": func() error { _, err := s.Revision(ctx, org); return err },
			"ping":     func() error { return s.Ping(ctx) },
			"open":     func() error { _, err := Open(ctx, Options{URL: s.address.dsn}); return err },
		} {
			if err := call(); plan.KindOf(err) != plan.KindUnavailable {
				t.Errorf("%s: %v, want unavailable", name, err)
			}
		}
		cluster.Start(t)
		c, err := s.Changes(ctx, org, 0)
		must(t, err)
		if c.Organization.Revision != want || len(c.Updates) != i+1 {
			t.Errorf("after the return: revision %d and %d updates, want %d and %d", c.Organization.Revision, len(c.Updates), want, i+1)
		}
		want = change(t, s, org, report(fmt.Sprint("u-", i+1)))
	}
	checkChain(t, s, org, 3)
}

// TestSQLiteFileThatCannotBeOpened says why, as an error that waiting does not mend.
func TestSQLiteFileThatCannotBeOpened(t *testing.T) {
	folder := t.TempDir()
	for name, path := range map[string]string{"a folder that is not there": folder + "/none/x.db", "a folder": folder} {
		_, err := OpenWait(ctx, Options{URL: "sqlite:" + path}, time.Hour)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	garbage := folder + "/garbage.db"
	must(t, os.WriteFile(garbage, []byte(strings.Repeat("not a database ", 1000)), 0o600))
	if _, err := OpenWait(ctx, Options{URL: "sqlite:" + garbage}, time.Hour); err == nil || plan.KindOf(err) != "" {
		t.Errorf("garbage: %v", err)
	}
}

// TestAWriterThatStandsStill loses its turn: nobody waits for a replica that died in the
// middle of a write.
func TestAWriterThatStandsStill(t *testing.T) {
	target := pgtest.URL(t)
	s := openStore(t, target)
	must(t, s.Migrate(ctx))
	seed(t, s)
	stuck := openStore(t, target+"&idle_in_transaction_session_timeout=50")
	_, err := stuck.Change(ctx, org, func(tx tracker.Tx) error {
		if revision := change(t, s, org, func(tracker.Tx) error { return nil }); revision != 3 { // waits for the server to end the other
			t.Errorf("revision %d, want 3", revision)
		}
		_, err := tx.Office(ctx, office)
		return err
	})
	if plan.KindOf(err) != plan.KindUnavailable {
		t.Errorf("got %v, want unavailable", err)
	}
}
