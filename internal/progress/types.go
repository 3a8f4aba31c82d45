// Package progress computes every figure of contract.md ("Progress, exactly") from
// the state of a plan on a day. It is pure: same input, same numbers, no clock.
//
// A ratio is a number between 0 and 1; a nil ratio is "not assessed" or "does not
// apply", which is never the same as 0.
package progress

import "github.com/traguardi/traguardi/internal/plan"

// Milestone is what a milestone was on the day that figures are computed for: by the
// updates effective on or before that day. Milestones not in the plan that day are
// left out by the caller.
type Milestone struct {
	ID     string // OB-01.3
	Office string
	Weight float64
	// StartOn is the milestone's own start, else the objective's; zero where neither
	// is set: then it is planned as a step on its baseline.
	StartOn plan.Date
	DueOn   plan.Date
	// BaselineDueOn is zero where the milestone had no baseline on that day.
	BaselineDueOn plan.Date
	State         plan.MilestoneState
	Percent       int
	CompletedOn   plan.Date
	// UpdatedOn is the effective day of its last update (the day it was added, if none).
	UpdatedOn plan.Date
}

// Objective is what an objective was on the day.
type Objective struct {
	Code       string
	State      plan.ObjectiveState
	Horizon    plan.Horizon
	Weight     float64
	LeadOffice string
	Milestones []Milestone
}

// Options are the settings that figures depend on.
type Options struct {
	// StaleAfterDays is how long an unfinished, started milestone may go without an
	// update before it is stale; 0 means 60.
	StaleAfterDays int
}

// Health is one word for how an objective, office, horizon or organization stands.
type Health string

// The healths, from contract.md.
const (
	HealthNotAssessed Health = "not_assessed"
	HealthCompleted   Health = "completed"
	HealthLate        Health = "late"
	HealthAtRisk      Health = "at_risk"
	HealthOnTrack     Health = "on_track"
)

// Healths in the order in which they are shown, worst first.
var Healths = []Health{HealthLate, HealthAtRisk, HealthOnTrack, HealthCompleted, HealthNotAssessed}

// Figures are the numbers of one thing on one day.
type Figures struct {
	Day plan.Date
	// Actual is done so far, over every counted milestone.
	Actual *float64
	// DatedActual is done so far over the dated milestones alone: what Planned,
	// Variance, SPI and the earned schedule are held against.
	DatedActual *float64
	Planned     *float64
	Variance    *float64 // DatedActual − Planned
	SPI         *float64 // DatedActual / Planned; nil where Planned is 0
	// Earned schedule (Lipke): all nil or zero where it does not apply.
	StartOn         plan.Date // earliest start of the dated milestones
	PlannedEndOn    plan.Date // latest baseline due date
	PlannedDuration int       // days between the two
	EarnedSchedule  *float64  // ES, days from StartOn
	ActualTime      int       // AT, days from StartOn to Day
	SPIT            *float64  // ES / AT
	ForecastEndOn   plan.Date
	// Shown and ShownPlanned are the whole percentages that people read: floored, 100
	// only when all is done, at least 1 once anything has started. -1 where nil.
	Shown        int
	ShownPlanned int
	Counts       plan.MilestoneCounts
	// Objectives counts by health, for organization and horizon.
	Objectives map[Health]int
	Health     Health
	Reasons    []Reason
	// Contributions add up to Actual: of milestones for an objective, of objectives for a horizon
	// or the organization. Those of an office, which may be many thousands, are not made with its
	// figures: see OfficeContributions.
	Contributions []Contribution

	// parts is what Combine needs of an objective besides its figures; nil for
	// figures that OfObjective did not make.
	parts *parts
	// basis and, of an office, shares are what the figures of a group were computed from:
	// where it is the same, so are they.
	basis  []basis
	shares []officeShare
	// curve is an office's planned curve, for the next report.
	curve *officeCurve
	// chunks are the parts of the planned curve of a large group, for the next report.
	chunks []chunk
}

// Contribution is what one part adds to Actual.
type Contribution struct {
	// Code is the milestone's or the objective's.
	Code string
	// Share is the part's weight over the sum of weights; shares add up to 1.
	Share float64
	Value float64
	// Points is Share × Value; points add up to Actual.
	Points float64
}

// ReasonKind names why a health was given.
type ReasonKind string

// The kinds of reason. The figures that go with each are named in Reason.
const (
	ReasonOverdue30      ReasonKind = "overdue_more_than_30_days" // Code, Days
	ReasonOverdue        ReasonKind = "overdue"                   // Code, Days
	ReasonBlocked        ReasonKind = "blocked"                   // Code
	ReasonVariance       ReasonKind = "variance"                  // Value (variance), Limit
	ReasonLateObjectives ReasonKind = "late_objectives"           // Count, Value (share of weight), Limit
	ReasonLateObjective  ReasonKind = "late_objective"            // Code
	ReasonOverdueShare   ReasonKind = "overdue_share"             // Count, Value (share of weight), Limit
	ReasonAllDone        ReasonKind = "all_done"                  // Count
	ReasonNoMilestone    ReasonKind = "no_milestone"
	ReasonWithinLimits   ReasonKind = "within_limits" // Value (variance, nil where not dated)
)

// Reason is one ground of a health, with its figures. Fields that a kind does not
// name are zero.
type Reason struct {
	Kind  ReasonKind
	Code  string
	Days  int
	Count int
	Value *float64
	Limit *float64
}

// Report is every figure of an organization on a day.
type Report struct {
	Day          plan.Date
	Organization Figures
	// Horizons has one entry for each of plan.Horizons, in that order.
	Horizons []HorizonFigures
	// Offices has one entry for each office that was asked for, in that order.
	Offices []OfficeFigures
	// Objectives has one entry for each objective given, in that order.
	Objectives []ObjectiveFigures
}

// HorizonFigures are the figures of one horizon.
type HorizonFigures struct {
	Horizon plan.Horizon
	Figures
}

// OfficeFigures are the figures of one office.
type OfficeFigures struct {
	Office string
	Figures
}

// ObjectiveFigures are the figures of one objective.
type ObjectiveFigures struct {
	Objective string
	Figures
}
