package tracker_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestTheStoryHasEveryWrite(t *testing.T) {
	var told []tracker.Operation
	for _, w := range story {
		told = append(told, w.op)
	}
	for _, row := range policyTable {
		if row.op != tracker.OpStaffRead && !slices.Contains(told, row.op) {
			t.Errorf("no write of the story is a %s", row.op)
		}
	}
}

// Every write raises the revision by one exactly, leaves its audit entry with it, tells
// the commit once, and gives what it wrote that revision.
func TestEveryWriteCountsAndIsAudited(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := w.scene()
		var last plan.AuditEntry
		for i, write := range story {
			s.clock.pass(time.Minute)
			receipt := s.tell(write)

			object := receipt.ID
			if write.id != "" {
				object = cmp.Or(s.known[write.id], write.id)
			}
			revision := int64(i + 1)
			if got := s.revision(); got != revision {
				t.Fatalf("%s: the revision is %d, want %d", write.rule, got, revision)
			}
			same(t, write.rule+": what was told", s.told.take(), []commit{{s.id, revision}})
			if receipt.ID != object {
				t.Errorf("%s: the receipt is for %s, want %s", write.rule, receipt.ID, object)
			}
			if receipt.Revision != 0 && receipt.Revision != revision || receipt.Replayed {
				t.Errorf("%s: receipt %+v at revision %d", write.rule, receipt, revision)
			}

			entries, total, err := s.store.AuditEntries(t.Context(), tracker.AuditQuery{Organization: s.id, Limit: 1, WithTotal: true})
			must(t, err)
			if total != i+1 {
				t.Fatalf("%s: %d audit entries, want %d", write.rule, total, i+1)
			}
			entry := entries[0]
			by := plan.Signature{Role: write.by}
			if write.by != plan.RoleSystem {
				by.AccountID = "account-" + string(write.by)
			}
			want := plan.AuditEntry{
				Organization: s.id, Sequence: last.Sequence + 1, At: s.clock.now().UTC(), By: by, Action: string(write.op),
				ObjectType: write.object, ObjectID: object, Revision: revision, PreviousHash: last.Hash,
				Detail: entry.Detail, Hash: entry.Hash,
			}
			same(t, write.rule+": the audit entry", entry, want)
			if !json.Valid([]byte(entry.Detail)) {
				t.Errorf("%s: the detail is no JSON: %s", write.rule, entry.Detail)
			}
			for _, secret := range []string{secretAddress, "cognome", secretHash} {
				if strings.Contains(entry.Detail, secret) {
					t.Errorf("%s: the detail tells %q", write.rule, secret)
				}
			}
			s.whole()
			last = entry

			queues := write.op == tracker.OpImportQueue || write.op == tracker.OpImportMap || write.op == tracker.OpImportConfirm
			if write.object != "account" && write.object != "briefing" && !queues { // they are on no board
				written := s.changes(revision - 1)
				if rows := rowsOf(t, written); rows == 0 && write.object != "organization" {
					t.Errorf("%s: nothing carries the new revision", write.rule)
				}
			}
			if write.read != nil {
				if got := write.read(s); got != revision {
					t.Errorf("%s: the object is at revision %d, want %d", write.rule, got, revision)
				}
			}
		}
	})
}

// rowsOf counts what changed beside the organization.
func rowsOf(t rapid.TB, changes any) (n int) {
	t.Helper()
	text, err := json.Marshal(changes)
	must(t, err)
	var found map[string]any
	must(t, json.Unmarshal(text, &found))
	delete(found, "Organization")
	for _, rows := range found {
		switch rows := rows.(type) {
		case []any:
			n += len(rows)
		case map[string]any:
			n++
		}
	}
	return n
}

// Whoever the policy does not name is refused by every write, and a stale reader too;
// then nothing has changed, nobody was told, and no revision was used up.
func TestWhoeverMayNotLeavesNoTrace(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := w.scene()
		elsewhere := &ente{w, "c_h501"}
		for _, write := range story {
			before := s.dump()
			_, err := write.do(t.Context(), s, 0)
			if write.systemAlone && plan.KindOf(err) == plan.KindForbidden {
				err = plan.Errorf(plan.KindUnauthenticated, "there is no way in for anybody")
			}
			refused(t, write.rule+", by nobody", err, plan.KindUnauthenticated)
			for _, role := range plan.Roles {
				_, err := write.do(elsewhere.as(role), s, 0)
				refused(t, write.rule+", by the "+string(role)+" of another ente", err, plan.KindForbidden)
				if write.systemAlone || !mayByTable(t, role, write.op) {
					_, err := write.do(s.as(role), s, 0)
					refused(t, write.rule+", by the "+string(role), err, plan.KindForbidden)
				}
			}
			if write.read != nil {
				for _, read := range []int64{write.read(s) + 1, -1} {
					_, err := write.do(s.as(write.by), s, read)
					refused(t, write.rule+", having read something else", err, plan.KindStale)
				}
			}
			s.untouched(write.rule, before)
			s.tell(write)
			s.told.take()
		}
		s.whole()
	})
}

// mayByTable looks a permission up in the table that the policy is held against.
func mayByTable(t rapid.TB, role plan.Role, op tracker.Operation) bool {
	t.Helper()
	letter := map[plan.Role]string{
		plan.RoleViewer: "v", plan.RoleContributor: "C", plan.RoleEditor: "e", plan.RoleReviewer: "r", plan.RoleAdmin: "a",
	}[role]
	for _, row := range policyTable {
		if row.op == op {
			return strings.Contains(row.may, letter)
		}
	}
	t.Fatalf("the table does not know %s", op)
	return false
}
