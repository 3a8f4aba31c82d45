package progress

import "github.com/traguardi/traguardi/internal/plan"

// count adds one milestone to the counts. A cancelled one is counted as such only.
func count(c *plan.MilestoneCounts, m *Milestone, day plan.Date, opt Options) {
	switch m.State {
	case plan.MilestoneCancelled:
		c.Cancelled++
		return
	case plan.MilestonePlanned:
		c.Planned++
	case plan.MilestoneInProgress:
		c.InProgress++
	case plan.MilestoneBlocked:
		c.Blocked++
	case plan.MilestoneDone:
		c.Done++
	}
	if DaysOverdue(*m, day) > 0 {
		c.Overdue++
	}
	if Stale(*m, day, opt) {
		c.Stale++
	}
	if baselineOf(*m).IsZero() {
		c.Undated++
	}
}
