package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

var scopes = []plan.Scope{plan.ScopeHorizon, plan.ScopeObjective, plan.ScopeOffice, plan.ScopeOrganization} // as text sorts

// never is a finalAt that keeps nothing: every stored number may be replaced.
func never(plan.Date) time.Time { return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }

func TestSnapshotsComeBack(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		seedAs(t, s, "c_other")
		first := today
		rapid.Check(t, func(rt *rapid.T) {
			var rows []plan.Snapshot
			for _, scope := range scopes {
				rows = append(rows, plan.Snapshot{Day: first, Scope: scope, Code: texts.Draw(rt, "code"),
					Actual: ratios.Draw(rt, "actual"), Planned: ratios.Draw(rt, "planned"), Variance: ratios.Draw(rt, "variance"),
					SPI: ratios.Draw(rt, "spi"), SPIT: ratios.Draw(rt, "spi_t"), ForecastEndOn: datesOrNone.Draw(rt, "forecast"),
					Counts: plan.MilestoneCounts{Planned: counts.Draw(rt, "p"), InProgress: counts.Draw(rt, "i"), Blocked: counts.Draw(rt, "b"),
						Done: counts.Draw(rt, "d"), Cancelled: counts.Draw(rt, "c"), Overdue: counts.Draw(rt, "o"), Stale: counts.Draw(rt, "s"), Undated: counts.Draw(rt, "u")},
					Health: texts.Draw(rt, "health"), Revision: rapid.Int64Range(0, 1<<62).Draw(rt, "revision"), ComputedAt: instants.Draw(rt, "at")})
			}
			if err := saveRows(s, rows, never); err != nil {
				rt.Fatal(err)
			}
			got, err := numbers(ctx, s, tracker.SnapshotPageQuery{Organization: org, From: first, To: first})
			if err != nil {
				rt.Fatal(err)
			}
			same(rt, "the day's numbers", got, rows)
			first = first.AddDays(1)
		})
	})
}

// TestManySnapshots: as many rows as are stored at once, and one more or less.
func TestManySnapshots(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		day := today
		for _, n := range []int{0, 1, 7, 8, 9, 31, 32, 33, 73} {
			var rows []plan.Snapshot
			for offset := range 2 { // two days in one call
				for i := range n {
					rows = append(rows, plan.Snapshot{Day: day.AddDays(offset), Scope: plan.ScopeObjective, Code: fmt.Sprintf("%03d", i),
						Counts: plan.MilestoneCounts{Done: n + i}, Health: "x", ComputedAt: now})
				}
			}
			must(t, saveRows(s, rows, never))
			got, err := numbers(ctx, s, tracker.SnapshotPageQuery{Organization: org, From: day, To: day.AddDays(1)})
			must(t, err)
			same(t, fmt.Sprint(n, " rows"), got, rows)
			day = day.AddDays(2)
		}
	})
}

func TestSnapshotsAreChosen(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		seedAs(t, s, "c_other")
		var all []plan.Snapshot
		for offset := range 3 {
			for _, scope := range scopes {
				for _, code := range []string{"A", "a", "è"} { // as bytes sort
					all = append(all, plan.Snapshot{Day: today.AddDays(offset), Scope: scope, Code: code, Health: "on_track", ComputedAt: now.AddDate(0, 0, offset)})
				}
			}
		}
		shuffled := slices.Clone(all)
		slices.Reverse(shuffled)
		must(t, saveRows(s, shuffled, never))
		tests := []struct {
			name string
			q    tracker.SnapshotPageQuery
			want func(plan.Snapshot) bool
		}{
			{"all", tracker.SnapshotPageQuery{}, func(plan.Snapshot) bool { return true }},
			{"both days included", tracker.SnapshotPageQuery{From: today.AddDays(1), To: today.AddDays(2)}, func(r plan.Snapshot) bool { return r.Day != today }},
			{"until a day", tracker.SnapshotPageQuery{To: today}, func(r plan.Snapshot) bool { return r.Day == today }},
			{"a scope", tracker.SnapshotPageQuery{Scope: plan.ScopeOffice}, func(r plan.Snapshot) bool { return r.Scope == plan.ScopeOffice }},
			{"a code", tracker.SnapshotPageQuery{Scope: plan.ScopeOffice, Code: "a"}, func(r plan.Snapshot) bool { return r.Scope == plan.ScopeOffice && r.Code == "a" }},
			{"none", tracker.SnapshotPageQuery{From: today.AddDays(3)}, func(plan.Snapshot) bool { return false }},
		}
		for _, test := range tests {
			test.q.Organization = org
			got, err := numbers(ctx, s, test.q)
			must(t, err)
			var want []plan.Snapshot
			for _, r := range all {
				if test.want(r) {
					want = append(want, r)
				}
			}
			same(t, test.name, got, want)
		}
		none, err := numbers(ctx, s, tracker.SnapshotPageQuery{Organization: "c_other"})
		must(t, err)
		same(t, "another's", none, []plan.Snapshot(nil))

		days, err := s.SnapshotDays(ctx, org, today.AddDays(1), plan.Date{})
		must(t, err)
		// One row a day tells, the organization's: the numbers of a day are stored together.
		same(t, "the days", days, map[plan.Date]time.Time{today.AddDays(1): now.AddDate(0, 0, 1), today.AddDays(2): now.AddDate(0, 0, 2)})
	})
}

// TestFinalSnapshotsAreKept: numbers computed before their day was over give way to
// newer ones; those computed after it never do.
func TestFinalSnapshotsAreKept(t *testing.T) {
	midnight := func(d plan.Date) time.Time { return d.AddDays(1).Time() }
	over := midnight(today)
	tests := []struct {
		name            string
		stored, renewed time.Time
		replaced        bool
	}{
		{"during the day", over.Add(-time.Hour), over.Add(-time.Minute), true},
		{"during the day, then after it", over.Add(-time.Nanosecond), over.Add(time.Hour), true},
		{"at the end", over, over.Add(time.Hour), false},
		{"after it", over.Add(time.Hour), over.AddDate(1, 0, 0), false},
	}
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		for i, test := range tests {
			row := plan.Snapshot{Day: today, Scope: plan.ScopeObjective, Code: fmt.Sprint(i), Health: "first", ComputedAt: test.stored}
			must(t, saveRows(s, []plan.Snapshot{row}, midnight))
			again := row
			again.Health, again.ComputedAt = "second", test.renewed
			must(t, saveRows(s, []plan.Snapshot{again}, midnight))
			want := row
			if test.replaced {
				want = again
			}
			got, err := numbers(ctx, s, tracker.SnapshotPageQuery{Organization: org, Scope: row.Scope, Code: row.Code})
			must(t, err)
			same(t, test.name, got, []plan.Snapshot{want})
		}
		revision, err := s.Revision(ctx, org)
		must(t, err)
		if revision != 2 {
			t.Errorf("storing numbers moved the revision to %d", revision)
		}
		bad := []plan.Snapshot{{Day: today, Scope: plan.ScopeObjective, Code: "kept?", Health: "x", ComputedAt: now}, {Day: today, Scope: "nonsense", ComputedAt: now}}
		if err := saveRows(s, bad, midnight); err == nil {
			t.Error("a scope that does not exist was stored")
		}
		got, err := numbers(ctx, s, tracker.SnapshotPageQuery{Organization: org, Code: "kept?"})
		must(t, err)
		same(t, "half of what was refused", got, []plan.Snapshot(nil))
	})
}

// TestNewerSnapshotsAreKept: numbers of an older revision, computed slowly, come too late
// for a day that has those of a newer one.
func TestNewerSnapshotsAreKept(t *testing.T) {
	row := func(code string, revision int64) plan.Snapshot {
		return plan.Snapshot{Day: today, Scope: plan.ScopeObjective, Code: code, Health: fmt.Sprint("at ", revision), Revision: revision, ComputedAt: now}
	}
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		steps := []struct {
			name         string
			stored, want []plan.Snapshot
		}{
			{"the first", []plan.Snapshot{row("A", 4), row("B", 4)}, []plan.Snapshot{row("A", 4), row("B", 4)}},
			{"the same revision again", []plan.Snapshot{row("A", 4)}, []plan.Snapshot{row("A", 4)}},
			{"a newer one", []plan.Snapshot{row("A", 6), row("C", 6)}, []plan.Snapshot{row("A", 6), row("C", 6)}},
			// B was removed meanwhile: it must not come back either.
			{"an older one", []plan.Snapshot{row("A", 5), row("B", 5), row("C", 5)}, []plan.Snapshot{row("A", 6), row("C", 6)}},
			{"a newer one still", []plan.Snapshot{row("A", 7)}, []plan.Snapshot{row("A", 7)}},
		}
		for _, step := range steps {
			must(t, saveRows(s, step.stored, never))
			got, err := numbers(ctx, s, tracker.SnapshotPageQuery{Organization: org})
			must(t, err)
			same(t, step.name, got, step.want)
		}
		// A day that is left alone does not hold up the others of the call.
		other := row("A", 5)
		other.Day = today.AddDays(1)
		must(t, saveRows(s, []plan.Snapshot{row("A", 5), other}, never))
		got, err := numbers(ctx, s, tracker.SnapshotPageQuery{Organization: org})
		must(t, err)
		same(t, "two days", got, []plan.Snapshot{row("A", 7), other})
	})
}

// TestSnapshotsOfRivals: replicas store the same day at once, each of another revision;
// whoever comes last, the newest stays.
func TestSnapshotsOfRivals(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		const rivals, rounds = 4, 10
		stores := make([]*Store, rivals)
		for i := range stores {
			stores[i] = openStore(t, url)
			must(t, stores[i].Migrate(ctx))
		}
		seed(t, stores[0])
		for round := range rounds {
			day := today.AddDays(round)
			var wg sync.WaitGroup
			for i, s := range stores {
				wg.Go(func() {
					if err := saveRows(s, []plan.Snapshot{{Day: day, Scope: plan.ScopeOrganization, Health: "x",
						Revision: int64(i + 1), ComputedAt: now}}, never); err != nil {
						t.Errorf("rival %d: %v", i, err)
					}
				})
			}
			wg.Wait()
			got, err := numbers(ctx, stores[0], tracker.SnapshotPageQuery{Organization: org, From: day, To: day})
			must(t, err)
			if len(got) != 1 || got[0].Revision != rivals {
				t.Errorf("round %d left %+v", round, got)
			}
		}
	})
}

// numbers are the stored numbers of every objective too, on one page.
func numbers(ctx context.Context, s *Store, q tracker.SnapshotPageQuery) ([]plan.Snapshot, error) {
	q.AllObjectives = true
	rows, _, err := s.SnapshotPage(ctx, q)
	return rows, err
}

// saveRows stores the numbers of the one organization of most tests.
func saveRows(s *Store, rows []plan.Snapshot, finalAt func(plan.Date) time.Time) error {
	return s.SaveNumbers(ctx, []plan.Numbers{{Organization: org, Rows: rows}}, finalAt)
}
