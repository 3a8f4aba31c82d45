package api

import (
	"net/http"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
)

// What the staff's pages give away of the milestones is what the API gives.
func TestMilestonesAreTheSameEverywhere(t *testing.T) {
	w := newWorld(t)
	w.manyMilestones(4)
	w.report("editor", "OB-01.1", object{"percent": 40, "due_on": "2027-01-31", "reason": "=Fornitore"})
	w.report("editor", "OB-01.2", object{"state": "done", "evidence": object{"url": "https://a.example", "act": object{
		"kind": "determina", "number": "12", "date": "2026-11-01", "url": "https://b.example"}}})
	w.report("editor", "OB-01.3", object{"state": "done", "evidence": object{"note": "-1, verbale\n\"di\" prova"}})
	staff, _, err := w.boards.Staff(t.Context(), ente, plan.Date{})
	w.must(err)
	var all []*board.Milestone
	for _, o := range staff.Objectives {
		all = append(all, o.Milestones...)
	}
	mine, err := publish.MilestonesCSV(all)
	w.must(err)
	theirs := w.expect(http.StatusOK, request{as: "editor", method: "GET", path: root + "/milestones?sort=id", header: map[string]string{"Accept": "text/csv"}})
	if string(mine) != theirs.Body.String() {
		t.Errorf("by the pages:\n%s\nby the API:\n%s", mine, theirs.Body)
	}
}
