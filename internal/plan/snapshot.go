package plan

import "time"

// Scope is what a figure is about.
type Scope string

// The scopes of figures.
const (
	ScopeOrganization Scope = "organization"
	ScopeHorizon      Scope = "horizon"
	ScopeOffice       Scope = "office"
	ScopeObjective    Scope = "objective"
)

// Snapshot (rilevazione) is the numbers of one day about one thing. Once stored it
// is kept for ever and not rewritten. Ratios are 0-1; nil is "not assessed".
type Snapshot struct {
	Day   Date
	Scope Scope
	// Code is the horizon, the office's or the objective's code; empty for the organization.
	Code          string
	Actual        *float64
	Planned       *float64
	Variance      *float64
	SPI           *float64
	SPIT          *float64
	ForecastEndOn Date
	Counts        MilestoneCounts
	Health        string
	// Revision of the organization that the numbers were computed at.
	Revision   int64
	ComputedAt time.Time
}

// MilestoneCounts counts milestones by state, and what stands out among the open ones.
type MilestoneCounts struct {
	Planned    int
	InProgress int
	Blocked    int
	Done       int
	Cancelled  int
	// Overdue, Stale and Undated count among those that are not cancelled.
	Overdue int
	Stale   int
	Undated int
}

// Counted is how many milestones enter the figures: all but the cancelled ones.
func (c MilestoneCounts) Counted() int { return c.Planned + c.InProgress + c.Blocked + c.Done }

// Add sums counts.
func (c MilestoneCounts) Add(o MilestoneCounts) MilestoneCounts {
	return MilestoneCounts{
		Planned: c.Planned + o.Planned, InProgress: c.InProgress + o.InProgress, Blocked: c.Blocked + o.Blocked,
		Done: c.Done + o.Done, Cancelled: c.Cancelled + o.Cancelled,
		Overdue: c.Overdue + o.Overdue, Stale: c.Stale + o.Stale, Undated: c.Undated + o.Undated,
	}
}
