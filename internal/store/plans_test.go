package store

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// TestPlansAreWhatEachPlanIs: plans that are read together are the very same as those that are read
// one by one, however many at a time.
func TestPlansAreWhatEachPlanIs(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ids := []string{"c_a100", "c_a200", "c_a300", "c_b100", org}
		want := make([]board.Changes, len(ids))
		for i, id := range ids {
			seedAs(t, s, id)
			if i == 2 {
				continue // one with hardly anything
			}
			for n := range 2 {
				w := genWorldOf(i*10 + n)
				change(t, s, id, w.save)
			}
		}
		for i, id := range ids {
			var err error
			want[i], err = s.Changes(ctx, id, 0)
			must(t, err)
		}
		for _, most := range []int{1, 2, len(ids), 100} {
			var got []board.Changes
			for after := ""; ; {
				plans, err := s.Plans(ctx, after, most)
				must(t, err)
				if len(plans) == 0 {
					break
				}
				codes, err := s.After(ctx, after, most)
				must(t, err)
				same(t, "the codes", codes, each(plans, func(c board.Changes) string { return c.Organization.ID }))
				got = append(got, plans...)
				after = plans[len(plans)-1].Organization.ID
			}
			same(t, fmt.Sprintf("plans, %d at a time", most), got, want)
		}
	})
}

func genWorldOf(n int) world {
	return rapid.Custom(func(t *rapid.T) world { return genWorld(t, n) }).Example(n)
}

func TestSeveralTextTakesNoOtherQuery(t *testing.T) {
	for _, text := range []string{
		"SELECT code FROM offices WHERE organization_id = $1",
		"INSERT INTO x SELECT 1 FROM y WHERE organization_id = $1 AND revision > $2",
		"SELECT code FROM offices WHERE organization_id = $1 AND revision > $2\nLIMIT 3",
	} {
		if got, err := severalText(text); err == nil {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestLinesAndHowFarNumbersAreComplete(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		for _, id := range []string{"c_a", "c_b", "c_c"} {
			seedAs(t, s, id)
		}
		save := func(id string, revision int64, day plan.Date, content string, kept plan.Kept) {
			t.Helper()
			must(t, s.SaveNumbers(ctx, []plan.Numbers{{
				Organization: id,
				Rows:         []plan.Snapshot{{Day: day, Scope: plan.ScopeOrganization, Health: "on_track", Revision: revision, ComputedAt: now}},
				Line:         &plan.Line{Organization: id, Revision: revision, Day: day, Content: content, Kept: kept},
			}}, never))
		}
		lines := func(since plan.Date) map[string]string {
			t.Helper()
			got := map[string]string{}
			must(t, s.Lines(ctx, since, func(l plan.Line) { got[l.Organization] = fmt.Sprintf("%s %d %s", l.Content, l.Revision, l.Day) }))
			return got
		}
		tomorrow, kept := today.AddDays(1), plan.Kept{Since: today.AddDays(-3), Through: today.AddDays(-1)}
		save("c_a", 2, today, "a", kept)
		save("c_b", 2, tomorrow, "b", plan.Kept{})
		save("c_a", 3, today, "a again", plan.Kept{}) // says nothing of how far
		save("c_b", 1, tomorrow, "of an earlier revision", kept)
		save("c_b", 2, today, "of an earlier day", kept)
		same(t, "the lines", lines(plan.Date{}), map[string]string{"c_a": "a again 3 " + today.String(), "c_b": "b 2 " + tomorrow.String()})
		same(t, "those of tomorrow", lines(tomorrow), map[string]string{"c_b": "b 2 " + tomorrow.String()})

		state, err := s.NumbersKept(ctx, "c_a", "c_b", tomorrow)
		must(t, err)
		same(t, "the state", state, map[string]plan.NumbersState{
			"c_a": {Kept: kept}, "c_b": {Days: map[plan.Date]time.Time{tomorrow: now.UTC()}},
		})
	})
}

// TestNumbersOfSeveralAreStoredTogetherOrNotAtAll: with one that breaks a rule none is there.
func TestNumbersOfSeveralAreStoredTogetherOrNotAtAll(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seedAs(t, s, "c_a")
		row := plan.Snapshot{Day: today, Scope: plan.ScopeOrganization, Health: "on_track", Revision: 1, ComputedAt: now}
		err := s.SaveNumbers(ctx, []plan.Numbers{
			{Organization: "c_a", Rows: []plan.Snapshot{row}}, {Organization: "c_nobody", Rows: []plan.Snapshot{row}},
		}, never)
		if err == nil {
			t.Fatal("numbers of nobody were stored")
		}
		days, err := s.SnapshotDays(ctx, "c_a", plan.Date{}, plan.Date{})
		must(t, err)
		if len(days) != 0 {
			t.Errorf("stored all the same: %v", days)
		}
	})
}
