package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// report is a write as the use cases do it: look-ups, history, object, audit entry.
func report(id string) func(tracker.Tx) error {
	return func(tx tracker.Tx) error {
		if _, err := tx.Objective(ctx, objective); err != nil {
			return err
		}
		m, err := tx.Milestone(ctx, objective, 1)
		if err != nil {
			return err
		}
		after, _, err := tx.StatusOn(ctx, objective, 1, today)
		if err != nil {
			return err
		}
		if after.State == "" {
			after = status()
		}
		after.Percent = (after.Percent + 1) % 100
		if err := tx.SaveMilestone(ctx, m); err != nil {
			return err
		}
		if err := tx.AddUpdate(ctx, update(id, 1, today, after)); err != nil {
			return err
		}
		sequence, hash, err := tx.LastAudit(ctx)
		if err != nil {
			return err
		}
		e := plan.AuditEntry{Organization: tx.Organization(), Sequence: sequence + 1, At: now, By: plan.Signature{AccountID: "a", Role: plan.RoleEditor},
			Action: "milestone.report", ObjectType: "update", ObjectID: id, Revision: tx.Revision(), Detail: "{}", PreviousHash: hash}
		e.Hash = e.ComputeHash()
		return tx.AddAudit(ctx, e)
	}
}

func checkChain(t *testing.T, s *Store, organization string, want int) {
	t.Helper()
	entries, total, err := s.AuditEntries(ctx, tracker.AuditQuery{Organization: organization, Ascending: true, WithTotal: true})
	must(t, err)
	if total != want || len(entries) != want {
		t.Errorf("%d audit entries, total %d, want %d", len(entries), total, want)
	}
	previous := ""
	for i, e := range entries {
		if e.Sequence != int64(i+1) || e.PreviousHash != previous || e.ComputeHash() != e.Hash {
			t.Fatalf("the audit chain is broken at entry %d: %+v", i+1, e)
		}
		previous = e.Hash
	}
}

// TestManyWritersAndReaders: sixteen of each on one organization, from two stores (as
// two replicas, or the server and a command), and nobody gets an error.
func TestManyWritersAndReaders(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		const writers, writes, readers = 16, 8, 16
		stores := []*Store{openStore(t, url), openStore(t, url)}
		must(t, stores[0].Migrate(ctx))
		seed(t, stores[0])

		var mu sync.Mutex
		var revisions []int64
		var writing, reading sync.WaitGroup
		done := make(chan struct{})
		for i := range readers {
			reading.Go(func() {
				s, last := stores[i%2], int64(0)
				for {
					c, err := s.Changes(ctx, org, last)
					if err != nil {
						t.Errorf("reader %d: %v", i, err)
						return
					}
					// One consistent view: an update for every revision after the seed's.
					if got, want := int64(len(c.Updates)), c.Organization.Revision-max(last, 2); c.Organization.Revision > 2 && got != want {
						t.Errorf("reader %d: %d updates from revision %d to %d", i, got, last, c.Organization.Revision)
						return
					}
					last = c.Organization.Revision
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		for i := range writers {
			writing.Go(func() {
				for n := range writes {
					revision, err := stores[i%2].Change(ctx, org, report(fmt.Sprintf("u-%d-%d", i, n)))
					if err != nil {
						t.Errorf("writer %d: %v", i, err)
						return
					}
					mu.Lock()
					revisions = append(revisions, revision)
					mu.Unlock()
				}
			})
		}
		writing.Wait()
		close(done)
		reading.Wait()

		slices.Sort(revisions)
		for i, r := range revisions {
			if r != int64(i)+3 { // the seed left 2
				t.Fatalf("revisions %v have a gap or a double", revisions)
			}
		}
		checkChain(t, stores[0], org, writers*writes)
		look(t, stores[0], func(tx tracker.Tx) error {
			m, err := tx.Milestone(ctx, objective, 1)
			if want := writers * writes % 100; m.Status.Percent != want {
				t.Errorf("percent %d, want %d: a write was lost", m.Status.Percent, want)
			}
			return err
		})
	})
}

func TestRollbackLeavesNothing(t *testing.T) {
	boom := errors.New("boom")
	tests := []struct {
		name string
		end  func(cancel func()) error
		want func(error) bool
	}{
		{"an error", func(func()) error { return boom }, func(err error) bool { return errors.Is(err, boom) }},
		{"a refusal", func(func()) error { return plan.NotFound("thing") }, func(err error) bool { return plan.KindOf(err) == plan.KindNotFound }},
		{"a cancelled context", func(cancel func()) error { cancel(); return nil }, func(err error) bool { return errors.Is(err, context.Canceled) }},
		{"a panic", func(func()) error { panic(boom) }, nil},
	}
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		before, err := s.Changes(ctx, org, 0)
		must(t, err)
		for _, test := range tests {
			ctx, cancel := context.WithCancel(ctx)
			panicked, err := attempt(func() error {
				_, err := s.Change(ctx, org, func(tx tracker.Tx) error {
					if err := report("u-1")(tx); err != nil {
						return err
					}
					return test.end(cancel)
				})
				return err
			})
			cancel()
			switch {
			case test.want == nil:
				if e, _ := panicked.(error); !errors.Is(e, boom) {
					t.Errorf("%s: panicked with %v", test.name, panicked)
				}
			case panicked != nil || !test.want(err):
				t.Errorf("%s: %v, panic %v", test.name, err, panicked)
			}
			after, err := s.Changes(context.Background(), org, 0)
			must(t, err)
			same(t, test.name+": the database", after, before)
			checkChain(t, s, org, 0)
		}
		err = s.Administer(ctx, func(tx tracker.AdminTx) error {
			return errors.Join(tx.CreateOrganization(ctx, plan.Organization{ID: "c_x", Name: "x"}), boom)
		})
		if !errors.Is(err, boom) {
			t.Errorf("administer: %v", err)
		}
		if _, err := s.Revision(ctx, "c_x"); plan.KindOf(err) != plan.KindNotFound {
			t.Errorf("administer left an organization: %v", err)
		}
		// The connection is whole: the next write goes through, with the next revision.
		if revision := change(t, s, org, report("u-1")); revision != before.Organization.Revision+1 {
			t.Errorf("revision %d after the rollbacks", revision)
		}
	})
}

func attempt(fn func() error) (panicked any, err error) {
	defer func() { panicked = recover() }()
	return nil, fn()
}

// TestAWriterThatWaitsTooLong gets unavailable, not the driver's own words.
func TestAWriterThatWaitsTooLong(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		change(t, s, org, func(tracker.Tx) error {
			ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			defer cancel()
			_, err := s.Change(ctx, org, func(tracker.Tx) error { return nil })
			if plan.KindOf(err) != plan.KindUnavailable || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want unavailable for want of time", err)
			}
			ctx, cancel = context.WithCancel(context.Background())
			time.AfterFunc(20*time.Millisecond, cancel)
			_, err = s.Change(ctx, org, func(tracker.Tx) error { return nil })
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want what ended it", err)
			}
			return nil
		})
		if revision, err := s.Revision(ctx, org); err != nil || revision != 3 {
			t.Errorf("revision %d, %v", revision, err)
		}
	})
}
