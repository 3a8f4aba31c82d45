package store

import (
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestSnapshotPages(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		seedAs(t, s, "c_other")
		var all []plan.Snapshot
		for offset := range 3 {
			for _, scope := range scopes {
				for _, code := range []string{"A", "B", "a"} { // as bytes sort
					all = append(all, plan.Snapshot{Day: today.AddDays(offset), Scope: scope, Code: code, Health: "on_track", ComputedAt: now})
				}
			}
		}
		must(t, saveRows(s, all, never))
		everything := func(plan.Snapshot) bool { return true }
		tests := []struct {
			name string
			q    tracker.SnapshotPageQuery
			want func(plan.Snapshot) bool
		}{
			{"all", tracker.SnapshotPageQuery{AllObjectives: true}, everything},
			{"both days included", tracker.SnapshotPageQuery{AllObjectives: true, From: today.AddDays(1), To: today.AddDays(2)}, func(r plan.Snapshot) bool { return r.Day != today }},
			{"a scope", tracker.SnapshotPageQuery{Scope: plan.ScopeOffice}, func(r plan.Snapshot) bool { return r.Scope == plan.ScopeOffice }},
			{"a code", tracker.SnapshotPageQuery{AllObjectives: true, Code: "a"}, func(r plan.Snapshot) bool { return r.Code == "a" }},
			{"no objectives", tracker.SnapshotPageQuery{}, func(r plan.Snapshot) bool { return r.Scope != plan.ScopeObjective }},
			{"some objectives", tracker.SnapshotPageQuery{Objectives: []string{"A", `"`, "B"}}, func(r plan.Snapshot) bool { return r.Scope != plan.ScopeObjective || r.Code != "a" }},
			{"one that is not to be seen", tracker.SnapshotPageQuery{Scope: plan.ScopeObjective, Code: "A", Objectives: []string{"B"}}, func(plan.Snapshot) bool { return false }},
			{"no day", tracker.SnapshotPageQuery{AllObjectives: true, From: today.AddDays(3)}, func(plan.Snapshot) bool { return false }},
		}
		for _, test := range tests {
			for _, descending := range []bool{false, true} {
				var want []plan.Snapshot
				for _, r := range all {
					if test.want(r) {
						want = append(want, r)
					}
				}
				if descending {
					slices.Reverse(want)
				}
				for _, limit := range []int{0, 1, 5} {
					q := test.q
					q.Organization, q.Descending, q.Limit = org, descending, limit
					var got []plan.Snapshot
					for {
						page, total, err := s.SnapshotPage(ctx, q)
						must(t, err)
						same(t, test.name+": total", total, len(want))
						if limit > 0 && len(page) > limit {
							t.Fatalf("%s: %d rows on a page of %d", test.name, len(page), limit)
						}
						got = append(got, page...)
						if limit == 0 || len(page) == 0 {
							break
						}
						last := page[len(page)-1]
						q.After = tracker.SnapshotPlace{Day: last.Day, Scope: last.Scope, Code: last.Code}
					}
					same(t, test.name, got, want)
				}
			}
		}
		none, total, err := s.SnapshotPage(ctx, tracker.SnapshotPageQuery{Organization: "c_other", AllObjectives: true})
		must(t, err)
		same(t, "another's", none, []plan.Snapshot(nil))
		same(t, "another's total", total, 0)
	})
}
