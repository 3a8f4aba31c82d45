package plan

// MilestoneState is where a milestone stands. "Overdue" is not a state: it is computed.
type MilestoneState string

// The states of a milestone.
const (
	MilestonePlanned    MilestoneState = "planned"
	MilestoneInProgress MilestoneState = "in_progress"
	MilestoneBlocked    MilestoneState = "blocked"
	MilestoneDone       MilestoneState = "done"
	MilestoneCancelled  MilestoneState = "cancelled"
)

// MilestoneStates lists every state in the order in which they are counted.
var MilestoneStates = []MilestoneState{MilestonePlanned, MilestoneInProgress, MilestoneBlocked, MilestoneDone, MilestoneCancelled}

// Milestone (traguardo) is a dated step of one objective, owned by one office.
type Milestone struct {
	Objective   string `json:"objective"` // code
	Number      int    `json:"number"`    // within the objective
	Title       string `json:"title"`
	Description string `json:"description"`
	// AddedOn is the day from which the milestone belongs to the plan.
	AddedOn Date `json:"added_on"`
	// RemovedOn is the first day on which it no longer does; zero while it does.
	RemovedOn Date `json:"removed_on"`
	// BaselineDueOn is the due date it had when its objective became active, or the
	// first one it got after that. It is never rewritten; zero until it is set.
	BaselineDueOn Date `json:"baseline_due_on"`
	// BaselineSetOn is the day from which the baseline counts, so that earlier days
	// are shown as they were.
	BaselineSetOn Date `json:"baseline_set_on"`
	// Status is how the milestone stands by its last update.
	Status   MilestoneStatus `json:"status"`
	Revision int64           `json:"revision"`
}

// ID is the milestone's name across objectives: OB-01.3.
func (m Milestone) ID() string { return MilestoneID(m.Objective, m.Number) }

// MilestoneStatus is everything of a milestone that changes by updates and whose
// past values are kept: each Update carries the whole status after it.
type MilestoneStatus struct {
	Office      string         `json:"office"`
	Weight      float64        `json:"weight"`
	StartOn     Date           `json:"start_on"`
	DueOn       Date           `json:"due_on"`
	State       MilestoneState `json:"state"`
	Percent     int            `json:"percent"` // 0-100; 100 exactly when State is done
	CompletedOn Date           `json:"completed_on"`
	Evidence    Evidence       `json:"evidence"`
}

// Check notes every rule that a new milestone breaks; today bounds AddedOn.
func (m Milestone) Check(today Date) error {
	var p Problems
	if m.Number < 1 || m.Number > MaxMilestoneNumber {
		p.Add("number", "milestone.number", "must be between 1 and 99999", 1, MaxMilestoneNumber)
	}
	p.Line("title", m.Title, MaxTitle, true)
	p.Lines("description", m.Description, MaxText)
	p.checkAddedOn(m.AddedOn, today)
	p.checkWeight(m.Status.Weight)
	p.checkSpan(m.Status.StartOn, m.Status.DueOn)
	if m.Status.Office == "" {
		p.Add("office", "required", "is required")
	}
	return p.Err()
}

// Open reports whether work remains: neither done nor cancelled.
func (s MilestoneStatus) Open() bool {
	return s.State != MilestoneDone && s.State != MilestoneCancelled
}

// OverdueOn reports whether the milestone's date has passed and it is not finished.
// It is computed for a day, never stored.
func (s MilestoneStatus) OverdueOn(day Date) bool { return s.Open() && s.DueOn.Before(day) }

// DaysOverdue is by how many days an overdue milestone has passed its date, else 0.
func (s MilestoneStatus) DaysOverdue(day Date) int {
	if !s.OverdueOn(day) {
		return 0
	}
	return day.DaysSince(s.DueOn)
}

// SlippageDays is the distance from the baseline to the due date, or to the day of
// completion once done; positive is later. ok is false where a date is missing or
// the milestone is cancelled.
func (s MilestoneStatus) SlippageDays(baseline Date) (days int, ok bool) {
	end := s.DueOn
	if s.State == MilestoneDone {
		end = s.CompletedOn
	}
	if baseline.IsZero() || end.IsZero() || s.State == MilestoneCancelled {
		return 0, false
	}
	return end.DaysSince(baseline), true
}
