package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// published gives every organization an empty plan, but for what is wrong with one.
type published struct {
	failing, stale string
	together       []string
}

// EachPlan hands over plans that were read together, of however many are asked for.
func (p published) EachPlan(ctx context.Context, do func([]board.ReadPlan) error) error {
	var plans []board.ReadPlan
	for _, id := range p.together {
		plans = append(plans, board.ReadPlan{Organization: id, Public: func(day plan.Date) (*board.Public, error) {
			public, _, err := p.Public(ctx, id, day)
			return public, err
		}})
	}
	return do(plans)
}

func (p published) Public(_ context.Context, organization string, day plan.Date) (*board.Public, board.Freshness, error) {
	if organization == p.failing {
		return nil, board.Freshness{}, errors.New("no board")
	}
	c := board.Content{Organization: plan.Organization{ID: organization}, Revision: 9, Day: day, Objectives: []*board.Objective{{Code: "OB-01"}}}
	return &board.Public{Content: c}, board.Freshness{Stale: organization == p.stale}, nil
}

// archive remembers what was kept, and what numbers were asked for.
type archive struct {
	kept  map[string]plan.OpenDataDay
	asked []tracker.SnapshotPageQuery
	last  []plan.OpenDataLast
}

// OpenDataLast is of four organizations that have nothing yet, unless it is told otherwise.
func (a *archive) OpenDataLast(context.Context) ([]plan.OpenDataLast, error) {
	last := slices.Clone(a.last)
	if last == nil {
		for _, id := range []string{"c_a", "c_b", "c_c", "c_d"} {
			last = append(last, plan.OpenDataLast{Organization: id, Present: 9})
		}
	}
	for i, l := range last {
		if d, ok := a.kept[l.Organization]; ok {
			last[i].Day, last[i].Revision = d.Day, d.Revision
		}
	}
	return last, nil
}

func (a *archive) KeepOpenData(_ context.Context, d plan.OpenDataDay) (bool, error) {
	if _, there := a.kept[d.Organization]; there {
		return false, errors.New("made once more for nothing")
	}
	a.kept[d.Organization] = d
	return true, nil
}

func (a *archive) SnapshotPage(_ context.Context, q tracker.SnapshotPageQuery) ([]plan.Snapshot, int, error) {
	a.asked = append(a.asked, q)
	return []plan.Snapshot{{Day: q.From, Scope: plan.ScopeOrganization, Health: "on_track"}}, 1, nil
}

// The files are of the day that the run was due on, in the installation's zone, with the
// numbers of the day before. A day that is kept costs nothing; a board that is not known to
// be the present one is not published; one that fails does not hold up the others.
func TestOpenDataOfTheDay(t *testing.T) {
	a := &archive{kept: map[string]plan.OpenDataDay{}}
	o := jobs.OpenData{Boards: published{failing: "c_b", stale: "c_c"}, Archive: a, Zone: rome(t)}
	slot := time.Date(2026, 11, 26, 4, 0, 0, 0, rome(t))
	for range 2 { // again for the same slot, as after a replica that died
		err := jobs.DailyOpenData(o).Run(t.Context(), slot.UTC())
		if err == nil || !strings.Contains(err.Error(), "c_b: no board") || !strings.Contains(err.Error(), "c_c: ") {
			t.Fatalf("the failures are %v", err)
		}
	}
	day := plan.NewDate(2026, 11, 26)
	for _, id := range []string{"c_a", "c_d"} {
		d := a.kept[id]
		at := slices.IndexFunc(d.Files, func(f plan.OpenDataFile) bool { return f.Name == "rilevazioni.csv" })
		if d.Day != day || d.Revision != 9 || at < 0 || !strings.Contains(string(d.Files[at].Content), "2026-11-25,organization") {
			t.Errorf("%s: %s, revision %d, %d files", id, d.Day, d.Revision, len(d.Files))
		}
	}
	if len(a.kept) != 2 || len(a.asked) != 2 || a.asked[0].From != day.AddDays(-1) || a.asked[0].To != day.AddDays(-1) || !slices.Equal(a.asked[0].Objectives, []string{"OB-01"}) {
		t.Errorf("%d kept, asked %+v", len(a.kept), a.asked)
	}
}

// A plan that did not change has no new files for a week; the next ones have the numbers of all the
// days between.
func TestOpenDataOfWhatDidNotChange(t *testing.T) {
	day := plan.NewDate(2026, 11, 26)
	for _, tc := range []struct {
		name    string
		last    plan.OpenDataLast
		made    bool
		numbers plan.Date // from which on
	}{
		{"never any", plan.OpenDataLast{Present: 9}, true, day.AddDays(-1)},
		{"changed since yesterday", plan.OpenDataLast{Present: 9, Day: day.AddDays(-1), Revision: 8}, true, day.AddDays(-1)},
		{"changed after three quiet days", plan.OpenDataLast{Present: 9, Day: day.AddDays(-4), Revision: 8}, true, day.AddDays(-4)},
		{"not changed", plan.OpenDataLast{Present: 9, Day: day.AddDays(-6), Revision: 9}, false, plan.Date{}},
		{"not changed for a week", plan.OpenDataLast{Present: 9, Day: day.AddDays(-7), Revision: 9}, true, day.AddDays(-7)},
		{"today's are there, and it changed", plan.OpenDataLast{Present: 9, Day: day, Revision: 8}, false, plan.Date{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.last.Organization = "c_a"
			a := &archive{kept: map[string]plan.OpenDataDay{}, last: []plan.OpenDataLast{tc.last}}
			made, err := jobs.OpenData{Boards: published{}, Archive: a, Zone: rome(t)}.KeepAll(t.Context(), day)
			if err != nil || (made == 1) != tc.made {
				t.Fatalf("made %d, %v", made, err)
			}
			if tc.made && (a.asked[0].From != tc.numbers || a.asked[0].To != day.AddDays(-1)) {
				t.Errorf("numbers of %s to %s, want from %s", a.asked[0].From, a.asked[0].To, tc.numbers)
			}
		})
	}
}

// Of thousands the plans are read together, and those alone that need files get some.
func TestOpenDataOfThousands(t *testing.T) {
	a := &archive{kept: map[string]plan.OpenDataDay{}}
	var p published
	for i := range 500 {
		id := fmt.Sprintf("c_%03d", i)
		last := plan.OpenDataLast{Organization: id, Present: 9}
		if i%2 == 0 {
			last.Day, last.Revision = plan.NewDate(2026, 11, 25), 9
		}
		a.last, p.together = append(a.last, last), append(p.together, id)
	}
	p.failing = "c_003"
	made, err := jobs.OpenData{Boards: p, Archive: a, Zone: rome(t)}.KeepAll(t.Context(), plan.NewDate(2026, 11, 26))
	if err == nil || !strings.Contains(err.Error(), "c_003: no board") || made != 249 || len(a.kept) != 249 {
		t.Errorf("made %d, kept %d, %v", made, len(a.kept), err)
	}
}
