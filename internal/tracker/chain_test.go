package tracker_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// readingStore counts the audit entries that are read.
type readingStore struct {
	tracker.Store
	read int
}

func (r *readingStore) AuditEntries(ctx context.Context, q tracker.AuditQuery) ([]plan.AuditEntry, int, error) {
	entries, total, err := r.Store.AuditEntries(ctx, q)
	r.read += len(entries)
	return entries, total, err
}

func TestChainState(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		counting := &readingStore{Store: w.store}
		over, _ := w.trackerOver(counting)
		state := func() tracker.ChainState {
			t.Helper()
			counting.read = 0
			s, err := over.ChainState(e.as(plan.RoleViewer), e.id)
			must(t, err)
			return s
		}
		head := func() string {
			t.Helper()
			entries, _, err := w.store.AuditEntries(t.Context(), tracker.AuditQuery{Organization: e.id, Limit: 1})
			must(t, err)
			return entries[0].Hash
		}
		began := w.clock.now().UTC()
		want := func(what string, s tracker.ChainState, entries int64, completeAt time.Time, read int) {
			t.Helper()
			same(t, what, s, tracker.ChainState{Entries: entries, Head: head(), VerifiedAt: w.clock.now().UTC(), CompleteAt: completeAt})
			if counting.read != read {
				t.Errorf("%s: %d entries were read, want %d", what, counting.read, read)
			}
		}
		want("at first all of it", state(), 3, began, 3)
		w.clock.pass(time.Hour)
		want("nothing new", state(), 3, began, 0)
		e.objective("OB-01", plan.ObjectiveActive)
		e.milestone("OB-01", 30)
		want("what was added since", state(), 5, began, 2)
		w.clock.pass(24 * time.Hour)
		want("a day later all of it", state(), 5, w.clock.now().UTC(), 5)

		for _, role := range plan.Roles {
			_, err := over.ChainState(e.as(role), e.id)
			must(t, err)
			_, err = over.ChainState(other.as(role), e.id)
			refused(t, "the "+string(role)+" of another ente", err, plan.KindForbidden)
		}
		_, err := over.ChainState(t.Context(), e.id)
		refused(t, "anybody", err, plan.KindUnauthenticated)

		// What is wrong with what was added shows at once; with what was verified before, a
		// day later.
		w.armed()
		w.exec("UPDATE audit_entries SET detail = '{}' WHERE organization_id = 'c_m403' AND sequence = 2")
		if s := state(); s.Broken != "" {
			t.Errorf("verified within the day: %+v", s)
		}
		w.clock.pass(25 * time.Hour)
		if s := state(); s.Broken != "entry 2 was altered" || s.Entries != 1 {
			t.Errorf("an altered entry: %+v", s)
		}
		if s := state(); s.Broken == "" {
			t.Error("a broken chain is whole when asked again")
		}
		w.exec("DELETE FROM audit_entries WHERE organization_id = 'c_h501' AND sequence = 3")
		s, err := over.ChainState(other.as(plan.RoleAdmin), other.id)
		must(t, err)
		if !strings.Contains(s.Broken, "the last entry at 2") || s.Entries != 2 {
			t.Errorf("a chain that was cut off: %+v", s)
		}
	})
}
