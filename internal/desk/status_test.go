package desk_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
)

// What a writer had read is found in the history, whatever was recorded since and of
// whichever day.
func TestStatusAt(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	revision := func() int64 { return s.rows.Organization.Revision }
	s.milestone("OB-01.1", status(planned, 0, "2026-12-31"))
	added := revision()
	if got := milestoneOf(t, s, "OB-01.1"); desk.StatusAt(got, added).State != planned {
		t.Errorf("before anything was reported it stood as %+v", desk.StatusAt(got, added))
	}
	s.report("OB-01.1", "2026-11-10", status(inProgress, 40, "2026-12-31"), "")
	first := revision()
	s.report("OB-01.1", "2026-10-10", status(inProgress, 20, "2026-12-31"), "recorded later, of an earlier day")
	late := revision()
	s.report("OB-01.1", "2026-11-12", status(inProgress, 60, "2026-12-31"), "")
	for _, c := range []struct {
		name     string
		revision int64
		percent  int
	}{
		{"as it was added", added, 0}, {"between two", first - 1, 0}, {"the first report", first, 40},
		{"one of an earlier day changes nothing today", late, 40}, {"now", revision(), 60}, {"ahead of us", revision() + 5, 60},
	} {
		t.Run(c.name, func(t *testing.T) {
			same(t, "percent", desk.StatusAt(milestoneOf(t, s, "OB-01.1"), c.revision).Percent, c.percent)
		})
	}
}

func milestoneOf(t *testing.T, s *script, id string) *board.Milestone {
	t.Helper()
	found, ok := s.staff(t, today).Milestone(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	return found
}
