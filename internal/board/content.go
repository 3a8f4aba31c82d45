package board

import (
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// Content is what one audience sees of an organization on a day. Its types have only
// fields that may be published; what only the staff may see is in Staff beside it.
// It is immutable and shared: callers must not change anything in it.
type Content struct {
	Organization plan.Organization
	// Revision that the content was read at, and the day that it shows.
	Revision int64
	Day      plan.Date
	// Today is the present day: Day differs from it for a past day.
	Today plan.Date

	Figures    progress.Figures // of the organization
	Horizons   []progress.HorizonFigures
	Offices    []*Office       // by name; those removed by Day are left out
	Former     []*FormerOffice // by name: those removed by Day
	Objectives []*Objective    // by code; likewise
	Meetings   []*Meeting      // by date, earliest first
	// Withdrawn are the meetings that were removed lately: calendars that have them must
	// be told.
	Withdrawn  []Withdrawal
	Actions    []*Action    // by due date
	Fundings   []*Funding   // by measure, then day of assignment
	Indicators []*Indicator // by title
	// Curve is the organization's burn-up: sampled days, ascending, up to Day for
	// Actual and to the planned end for Planned.
	Curve []CurvePoint
	// Sectors are the catalogue in its order, removed ones too: objectives of past days
	// may have them.
	Sectors []plan.Sector
	// Texts and Publication are at their first revision where nobody changed them.
	Texts       plan.Texts
	Publication plan.Publication
	// Ordered are the objectives in the order that the organization chose, nil where it
	// chose none: read it through InOrder. OrderRevision is that at which it did, the
	// first one where it did not.
	Ordered       []*Objective
	OrderRevision int64

	// By code and id. Objectives are found in their order instead: a map of them would
	// be made anew at every change. Contents made by hand in tests have none of these.
	offices  map[string]*Office
	meetings map[string]*Meeting
	actions  map[string]*Action
}

// CurvePoint is one day of a burn-up. Nil is "not assessed", or "still to come".
type CurvePoint struct {
	Day     plan.Date
	Actual  *float64
	Planned *float64
}

// Office is an office with its figures.
type Office struct {
	Code        string
	Name        string
	Description string
	Revision    int64
	Figures     progress.Figures
	// OnTimeRate is the share of its done milestones completed by their baseline, among
	// OnTimeOf that have one and whose objective counts; nil where there are none.
	OnTimeRate *float64
	OnTimeOf   int
	// LastMetOn is the day of the last meeting held with the office; zero for never.
	LastMetOn plan.Date
	// NextMeeting is the next scheduled one; nil where there is none.
	NextMeeting *Meeting
	// Milestones it owns on the day, by due date (undated last), of objectives shown.
	Milestones []*Milestone
}

// FormerOffice is an office that is there no more. What it finished still names it.
type FormerOffice struct {
	Code      string
	Name      string
	RemovedOn plan.Date
	// MergedInto is the code of the office that it went into; empty where it went into none.
	MergedInto string
	Revision   int64
}

// Objective is an objective as it was on the day, with its figures.
type Objective struct {
	Code        string
	Title       string
	Description string
	Urgent      bool
	Sectors     []string
	Lines       []plan.LineRef
	AddedOn     plan.Date
	Terms       plan.ObjectiveTerms
	Revision    int64
	Figures     progress.Figures
	Milestones  []*Milestone // by number; those removed by the day are left out
	// Ordered are its milestones in the order that the organization chose, nil where it
	// chose none: read it through InOrder.
	Ordered []*Milestone
	// OfficeRating and ReviewerRating are the latest given on or before the day.
	OfficeRating   *Rating
	ReviewerRating *Rating
	Meetings       []*Meeting // that dealt with it: a decision, an action or a date moved
	// Slippages lists every change of a due date after the baseline, oldest first.
	Slippages []Slippage
	// News are the updates of its milestones, newest first.
	News  []*Update
	Curve []CurvePoint

	due *dueList // see Content.Due; nil in objectives made by hand
}

// Rating is a published rating.
type Rating struct {
	Confidence plan.Confidence
	Text       string
	GivenOn    plan.Date
	ActorRole  plan.Role
}

// Slippage is one change of a milestone's due date after its baseline was set.
type Slippage struct {
	Milestone   string // OB-01.3
	Title       string
	EffectiveOn plan.Date
	RecordedAt  time.Time
	From, To    plan.Date // zero: no date
	Days        int       // positive is later; 0 where a date is missing
	Reason      string
	// DecidedIn is the meeting that decided it, where it is named and may be seen.
	DecidedIn *Meeting
}

// Milestone is a milestone as it was on the day.
type Milestone struct {
	ID          string // OB-01.3
	Objective   string
	Number      int
	Title       string
	Description string
	AddedOn     plan.Date
	// BaselineDueOn is zero where it was not set yet on the day.
	BaselineDueOn plan.Date
	Status        plan.MilestoneStatus
	Revision      int64
	// SlippageDays is nil where a date is missing or the milestone is cancelled.
	SlippageDays *int
	Overdue      bool
	DaysOverdue  int
	Stale        bool
	// LastReason is the stated reason of the last move of its due date; may be empty.
	LastReason string
	// UpdatedOn is the effective day of its last update.
	UpdatedOn plan.Date
	// Updates are the changes effective on or before the day, newest first.
	Updates []*Update
}

// Update is one change of a milestone, with what was there before.
type Update struct {
	ID          string
	Milestone   string // OB-01.3
	Objective   string
	Title       string // the milestone's
	Kind        plan.UpdateKind
	RecordedAt  time.Time
	EffectiveOn plan.Date
	ActorRole   plan.Role
	Before      plan.MilestoneStatus
	After       plan.MilestoneStatus
	Reason      string
	// DecidedIn is the id of the meeting that decided it; empty where there is none or
	// the audience may not see it.
	DecidedIn string
	Note      string
	// Source is the file that it was read from; empty where somebody reported it.
	Source string
	// Verdict is the last review's; empty while nobody reviewed it. Questioned verdicts
	// are shown to the staff alone.
	Verdict  plan.Verdict
	Revision int64
}

// Meeting is a meeting. Minutes are there only when approved. The public sees decisions,
// actions and who was there once the meeting was held, and of the participants of a
// meeting that was held those who were not absent.
type Meeting struct {
	ID           string
	Title        string
	State        plan.MeetingState
	HeldOn       plan.Date
	StartsAt     string
	EndsAt       string
	Place        string
	Agenda       string
	DateNote     string
	Offices      []string
	Participants []plan.Participant
	// InvitedOn is when the agenda was sent to the participants; zero: not yet.
	InvitedOn plan.Date
	// Minutes are Markdown; empty unless approved.
	Minutes   string
	Decisions []plan.Decision
	Actions   []*Action
	// Series is shared by meetings planned together; empty for one of its own.
	Series string
	// ChangedAt is when it was last written to; zero for what is older than that is known.
	ChangedAt time.Time
	Revision  int64
}

// Withdrawal is what may still be told of a meeting that was removed: that there was one.
type Withdrawal struct {
	ID               string
	HeldOn           plan.Date
	StartsAt, EndsAt string
	Offices          []string
	RemovedOn        plan.Date
	ChangedAt        time.Time
	Revision         int64
}

// Action is what a meeting asked of an office.
type Action struct {
	ID          string
	Meeting     string
	Title       string
	Office      string
	DueOn       plan.Date
	State       plan.ActionState
	CompletedOn plan.Date
	Objective   string
	Milestone   string
	// Decision of the meeting that it follows; empty for none.
	Decision string
	// Point of the meeting's agenda, from 1; 0 for none.
	Point    int
	Overdue  bool
	Revision int64
}

// InOrder gives the objectives as they are to be listed: in the order that the
// organization chose, by code where it chose none.
func (c *Content) InOrder() []*Objective {
	if c.Ordered != nil {
		return c.Ordered
	}
	return c.Objectives
}

// InOrder gives the milestones as they are to be listed: in the order that the
// organization chose, by number where it chose none.
func (o *Objective) InOrder() []*Milestone {
	if o.Ordered != nil {
		return o.Ordered
	}
	return o.Milestones
}

// Past reports whether the content shows a past day.
func (c *Content) Past() bool { return c.Day.Before(c.Today) }
