package jobs_test

import (
	"context"
	"errors"
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
type published struct{ failing, stale string }

func (published) OrganizationIDs(context.Context) ([]string, error) {
	return []string{"c_a", "c_b", "c_c", "c_d"}, nil
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
}

func (a *archive) KeepOpenData(_ context.Context, d plan.OpenDataDay) (bool, error) {
	if _, there := a.kept[d.Organization]; there {
		return false, errors.New("made once more for nothing")
	}
	a.kept[d.Organization] = d
	return true, nil
}

func (a *archive) OpenDataDays(_ context.Context, organization string, before plan.Date, _ int) ([]plan.OpenDataDay, error) {
	if d, ok := a.kept[organization]; ok && d.Day.Before(before) {
		return []plan.OpenDataDay{d}, nil
	}
	return nil, nil
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
