package tracker_test

import (
	"context"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// armed takes away what stops a hand at the database console, as its owner could.
func (w *world) armed() {
	w.t.Helper()
	if w.engine == "sqlite" {
		w.exec("DROP TRIGGER audit_entries_no_update", "DROP TRIGGER audit_entries_no_delete")
		return
	}
	w.exec("ALTER TABLE audit_entries DISABLE TRIGGER USER")
}

// The chain tells of every way in which somebody at the database could rewrite it.
func TestTheAuditChainShowsTampering(t *testing.T) {
	tests := []struct {
		name, broken string
		tamper       []string
	}{
		{"untouched", "", nil},
		{"who did it", "entry 3 was altered", []string{"UPDATE audit_entries SET account_id = 'somebody-else' WHERE organization_id = 'ID' AND sequence = 3"}},
		{"under which role", "entry 3 was altered", []string{"UPDATE audit_entries SET role = 'reviewer' WHERE organization_id = 'ID' AND sequence = 3"}},
		{"when", "entry 3 was altered", []string{"UPDATE audit_entries SET at = '2026-03-02T08:30:00.123456788Z' WHERE organization_id = 'ID' AND sequence = 3"}},
		{"what was done", "entry 3 was altered", []string{"UPDATE audit_entries SET action = 'office.remove' WHERE organization_id = 'ID' AND sequence = 3"}},
		{"to which object", "entry 3 was altered", []string{"UPDATE audit_entries SET object_id = 'cultura2' WHERE organization_id = 'ID' AND sequence = 3"}},
		{"to which type of object", "entry 3 was altered", []string{"UPDATE audit_entries SET object_type = 'objective' WHERE organization_id = 'ID' AND sequence = 3"}},
		{"with what in it", "entry 3 was altered", []string{"UPDATE audit_entries SET detail = detail || ' ' WHERE organization_id = 'ID' AND sequence = 3"}},
		{"at which revision", "entry 3 was altered", []string{"UPDATE audit_entries SET revision = 9 WHERE organization_id = 'ID' AND sequence = 3"}},
		{"its own hash", "entry 3 was altered", []string{"UPDATE audit_entries SET hash = previous_hash WHERE organization_id = 'ID' AND sequence = 3"}},
		{"the first", "entry 1 was altered", []string{"UPDATE audit_entries SET detail = '{}' WHERE organization_id = 'ID' AND sequence = 1"}},
		{"the last", "entry 5 was altered", []string{"UPDATE audit_entries SET detail = '{}' WHERE organization_id = 'ID' AND sequence = 5"}},
		{"one missing", "entry 3 is missing", []string{"DELETE FROM audit_entries WHERE organization_id = 'ID' AND sequence = 3"}},
		{"the first missing", "entry 1 is missing", []string{"DELETE FROM audit_entries WHERE organization_id = 'ID' AND sequence = 1"}},
		{"one missing, the rest moved up", "entry 3 does not follow the one before it", []string{
			"DELETE FROM audit_entries WHERE organization_id = 'ID' AND sequence = 3",
			"UPDATE audit_entries SET sequence = 3 WHERE organization_id = 'ID' AND sequence = 4",
			"UPDATE audit_entries SET sequence = 4 WHERE organization_id = 'ID' AND sequence = 5",
		}},
		{"two in another order", "entry 3 does not follow the one before it", []string{
			"UPDATE audit_entries SET sequence = 99 WHERE organization_id = 'ID' AND sequence = 3",
			"UPDATE audit_entries SET sequence = 3 WHERE organization_id = 'ID' AND sequence = 4",
			"UPDATE audit_entries SET sequence = 4 WHERE organization_id = 'ID' AND sequence = 99",
		}},
		{"the last cut off", "the organization is at revision 5, the last entry at 4", []string{"DELETE FROM audit_entries WHERE organization_id = 'ID' AND sequence = 5"}},
		{"all cut off", "the organization is at revision 5, the last entry at 0", []string{"DELETE FROM audit_entries WHERE organization_id = 'ID'"}},
		{"another ente's entry in its place", "entry 5 does not follow the one before it", []string{
			"DELETE FROM audit_entries WHERE organization_id = 'ID' AND sequence = 5",
			"INSERT INTO audit_entries SELECT 'ID', sequence, at, account_id, role, action, object_type, object_id, revision, detail, previous_hash, hash FROM audit_entries WHERE organization_id = 'c_other' AND sequence = 5",
		}},
	}
	onBoth(t, func(t *testing.T, w *world) {
		w.armed()
		ids := []string{"c_other"}
		for i := range tests {
			ids = append(ids, "c_"+string(rune('a'+i)))
		}
		for _, id := range ids {
			e := w.ente(id) // three entries
			e.office("anagrafe")
			e.office("personale")
		}
		w.whole()
		for i, test := range tests {
			for _, statement := range test.tamper {
				w.exec(strings.ReplaceAll(statement, "ID", ids[i+1]))
			}
		}
		reports, err := w.tracker.VerifyAudit(system)
		must(t, err)
		if len(reports) != len(ids) {
			t.Fatalf("%d chains were looked at of %d", len(reports), len(ids))
		}
		for i, test := range tests {
			r := find(t, reports, func(r tracker.ChainReport) bool { return r.Organization == ids[i+1] })
			if r.Broken != test.broken {
				t.Errorf("%s: %q, want %q", test.name, r.Broken, test.broken)
			}
		}
		whole := find(t, reports, func(r tracker.ChainReport) bool { return r.Organization == "c_a" })
		entries, _, err := w.store.AuditEntries(t.Context(), tracker.AuditQuery{Organization: "c_a", Limit: 1})
		must(t, err)
		same(t, "the whole chain", whole, tracker.ChainReport{Organization: "c_a", Entries: 5, Head: entries[0].Hash})
	})
}

// busyStore has somebody write as soon as the organizations were listed.
type busyStore struct {
	tracker.Store
	write func()
}

func (b *busyStore) Organizations(ctx context.Context) ([]plan.Organization, error) {
	all, err := b.Store.Organizations(ctx)
	b.write()
	return all, err
}

// The chain is verified while the program runs: what is written meanwhile is no fault.
func TestVerifyingWhileOthersWrite(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		during, _ := w.trackerOver(&busyStore{w.store, func() { e.office("anagrafe"); e.office("personale") }})
		reports, err := during.VerifyAudit(system)
		must(t, err)
		if r := reports[0]; r.Broken != "" {
			t.Errorf("a chain that grew meanwhile is %+v", r)
		}
		w.armed()
		during, _ = w.trackerOver(&busyStore{w.store, func() { w.exec("DELETE FROM audit_entries WHERE sequence = 5") }})
		reports, err = during.VerifyAudit(system)
		must(t, err)
		if r := reports[0]; r.Broken == "" {
			t.Error("a chain that was cut off meanwhile is whole")
		}
	})
}

func TestTheAuditTrailIsForMembers(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		q := tracker.AuditQuery{Organization: e.id, WithTotal: true}
		for _, role := range plan.Roles {
			entries, total, err := w.tracker.AuditEntries(e.as(role), q)
			must(t, err)
			if total != 3 || len(entries) != 3 {
				t.Errorf("the %s sees %d entries of %d", role, len(entries), total)
			}
			_, _, err = w.tracker.AuditEntries(other.as(role), q)
			refused(t, "the "+string(role)+" of another ente", err, plan.KindForbidden)
		}
		_, _, err := w.tracker.AuditEntries(t.Context(), q)
		refused(t, "anybody", err, plan.KindUnauthenticated)
	})
}
