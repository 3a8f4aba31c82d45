package progress

import "github.com/traguardi/traguardi/internal/plan"

func (o Options) staleAfterDays() int {
	if o.StaleAfterDays > 0 {
		return o.StaleAfterDays
	}
	return DefaultStaleAfterDays
}

// Stale reports whether an unfinished milestone that has started, by its date or by
// what was reported, went without an update for as long as the options allow.
func Stale(m Milestone, day plan.Date, opt Options) bool {
	if m.State == plan.MilestoneDone || m.State == plan.MilestoneCancelled || m.UpdatedOn.IsZero() {
		return false
	}
	started := begun(m) || (!m.StartOn.IsZero() && !m.StartOn.After(day))
	return started && day.DaysSince(m.UpdatedOn) >= opt.staleAfterDays()
}
