package jobs_test

import (
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/plan"
)

// At midnight every organization's line is of the new day, without its numbers, which would not be
// final where clocks differ. A server that was not there at midnight leaves it to the snapshot job.
func TestLinesComeAtMidnight(t *testing.T) {
	loc := rome(t)
	midnight := time.Date(2026, 11, 23, 0, 0, 0, 0, loc)
	for _, tc := range []struct {
		name string
		now  time.Time
		want int
	}{{"at midnight", midnight.Add(time.Second), 3}, {"started later", midnight.Add(9 * time.Hour), 0}} {
		at := &clock{t: tc.now}
		n := &numbers{ids: []string{"c_a", "c_b", "c_c"}, first: plan.NewDate(2026, 11, 19)}
		k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
		job := jobs.DailyLines(jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now})
		if err := job.Run(t.Context(), midnight); err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		if len(k.lines) != tc.want || len(n.asked) != 0 {
			t.Errorf("%s: %d lines, numbers of %v", tc.name, len(k.lines), n.asked)
		}
		for id, line := range k.lines {
			if line.Day != plan.NewDate(2026, 11, 23) || len(k.stored[id]) != 0 {
				t.Errorf("%s: %s has a line of %s and numbers of %v", tc.name, id, line.Day, k.stored[id])
			}
		}
	}
}

// One line that cannot be stored does not take the others along.
func TestALineThatCannotBeStored(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 23, 0, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_a", "c_b", "c_c"}}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}, refused: "c_b"}
	err := jobs.DailyLines(jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}).Run(t.Context(), at.now())
	if err == nil || len(k.lines) != 2 {
		t.Fatalf("%d lines, error %v", len(k.lines), err)
	}
}
