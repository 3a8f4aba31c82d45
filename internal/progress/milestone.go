package progress

import "github.com/traguardi/traguardi/internal/plan"

// ValueOf is how much of a milestone is achieved on a day: 1 once it is done on or
// before that day, else its percentage, at most MaxOpenValue. A cancelled milestone
// counts nowhere; asking for its value gives 0.
func ValueOf(m Milestone, day plan.Date) float64 {
	if m.State == plan.MilestoneCancelled {
		return 0
	}
	if m.State == plan.MilestoneDone && !m.CompletedOn.After(day) {
		return 1
	}
	return min(max(float64(m.Percent)/100, 0), MaxOpenValue)
}

// PlannedOf is how much of a milestone should be achieved on a day by its baseline;
// nil for a milestone without a date.
func PlannedOf(m Milestone, day plan.Date) *float64 {
	r, ok := rampOf(m)
	if !ok {
		return nil
	}
	return pointer(r.at(day.Ordinal()))
}

// baselineOf is the date that a milestone is planned against: its baseline or, before
// it has one (the objective is still a draft), its due date. Zero: undated.
func baselineOf(m Milestone) plan.Date {
	if m.BaselineDueOn.IsZero() {
		return m.DueOn
	}
	return m.BaselineDueOn
}

// DaysOverdue is by how many days an unfinished milestone has passed its present due
// date, else 0.
func DaysOverdue(m Milestone, day plan.Date) int {
	return plan.MilestoneStatus{State: m.State, DueOn: m.DueOn}.DaysOverdue(day)
}

// begun tells that somebody reported work on a milestone.
func begun(m Milestone) bool {
	switch m.State {
	case plan.MilestoneCancelled:
		return false
	case plan.MilestoneInProgress, plan.MilestoneBlocked, plan.MilestoneDone:
		return true
	}
	return m.Percent > 0
}

// assessed is what the sums need of one counted milestone on the day. Objectives keep
// it, so that the figures of the organization do not read every milestone again.
type assessed struct {
	index     int // in Objective.Milestones
	weight    float64
	value     float64
	planned   float64 // meaningful where dated
	ramp      ramp
	start     int // ordinal; planned start of a dated milestone
	completed int // ordinal of the day of completion, 0 while value is below 1
	overdue   int // days
	dated     bool
	blocked   bool
	begun     bool
}

func assess(m *Milestone, index int, day plan.Date) assessed {
	a := assessed{
		index: index, weight: usableWeight(m.Weight), value: ValueOf(*m, day),
		overdue: DaysOverdue(*m, day), blocked: m.State == plan.MilestoneBlocked, begun: begun(*m),
	}
	if a.value == 1 {
		a.completed = m.CompletedOn.Ordinal()
	}
	if a.ramp, a.dated = rampOf(*m); a.dated {
		a.planned = a.ramp.at(day.Ordinal())
		a.start = startOf(*m).Ordinal()
	}
	return a
}

// usableWeight leaves out what package plan refuses anyway, so that no sum becomes
// meaningless through one bad row.
func usableWeight(w float64) float64 {
	if w > 0 {
		return w
	}
	return 0
}
