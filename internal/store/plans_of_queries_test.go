package store

import (
	"strings"
	"testing"
)

// TestAMilestoneIsFoundAmongManyUpdates: what is asked of one milestone is found by its own entries
// of an index, on SQLite, which plans by rules: never by a walk over the organization's revisions.
func TestAMilestoneIsFoundAmongManyUpdates(t *testing.T) {
	s := openStore(t, engines[0].migrated(t))
	for q, args := range map[query][]any{
		qMilestone: {"c_x", "OB-01", 1}, qMilestonesOf: {"c_x", "OB-01"}, qMilestoneStatusOn: {"c_x", "OB-01", 1, "2026-01-01"},
	} {
		text, err := s.reads.text(q)
		must(t, err)
		rows, err := s.reads.db.Queryx("EXPLAIN QUERY PLAN "+text, args...)
		must(t, err)
		searches := 0
		for rows.Next() {
			row, err := rows.SliceScan()
			must(t, err)
			step, _ := row[3].(string)
			switch {
			case strings.HasPrefix(step, "SCAN"), strings.Contains(step, "_revision"):
				t.Errorf("%s: %s", q, step)
			case strings.HasPrefix(step, "SEARCH"):
				searches++
			}
		}
		must(t, rows.Err())
		must(t, rows.Close())
		if searches == 0 {
			t.Errorf("%s has no plan", q)
		}
	}
}
