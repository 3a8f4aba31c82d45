package plan

import (
	"math"
	"time"
)

// Horizon (orizzonte) is how far away an objective is meant to be reached.
type Horizon string

// The horizons, in the order in which they are shown.
const (
	HorizonShort  Horizon = "short"
	HorizonMedium Horizon = "medium"
	HorizonLong   Horizon = "long"
)

// Horizons in the order in which they are shown.
var Horizons = []Horizon{HorizonShort, HorizonMedium, HorizonLong}

// ObjectiveState is where an objective stands.
type ObjectiveState string

// The states of an objective. A draft is never shown in public.
const (
	ObjectiveDraft     ObjectiveState = "draft"
	ObjectiveActive    ObjectiveState = "active"
	ObjectiveSuspended ObjectiveState = "suspended"
	ObjectiveCompleted ObjectiveState = "completed"
	ObjectiveCancelled ObjectiveState = "cancelled"
)

// ObjectiveStates lists every state.
var ObjectiveStates = []ObjectiveState{ObjectiveDraft, ObjectiveActive, ObjectiveSuspended, ObjectiveCompleted, ObjectiveCancelled}

// Counted reports whether objectives in this state enter the figures of the
// organization, of a horizon and of an office (contract.md, "Progress, exactly").
func (s ObjectiveState) Counted() bool { return s == ObjectiveActive || s == ObjectiveCompleted }

// Objective (obiettivo) is what is to be reached.
type Objective struct {
	Code        string   `json:"code"` // OB-01
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Urgent      bool     `json:"urgent"`
	Sectors     []string `json:"sectors"`
	// Lines are the lines of national plans that the objective carries out.
	Lines []LineRef `json:"lines"`
	// AddedOn is the day from which the objective belongs to the plan.
	AddedOn Date `json:"added_on"`
	// RemovedOn is the first day on which it no longer does; zero while it does.
	RemovedOn Date           `json:"removed_on"`
	Terms     ObjectiveTerms `json:"terms"`
	// MilestoneOrder is the order in which its milestones are shown, by number; those that
	// it does not name follow by number.
	MilestoneOrder []int `json:"milestone_order"`
	Revision       int64 `json:"revision"`
}

// ObjectiveTerms is the part of an objective that keeps its dated history.
type ObjectiveTerms struct {
	State      ObjectiveState `json:"state"`
	Weight     float64        `json:"weight"`
	Horizon    Horizon        `json:"horizon"`
	StartOn    Date           `json:"start_on"`
	DueOn      Date           `json:"due_on"`
	LeadOffice string         `json:"lead_office"` // code; may be empty
}

// ObjectiveChange is one entry of an objective's history: the whole terms after it.
type ObjectiveChange struct {
	ID          string
	Objective   string
	EffectiveOn Date
	RecordedAt  time.Time
	By          Signature
	Terms       ObjectiveTerms
	Revision    int64
}

// Check notes every rule that the objective breaks; today bounds AddedOn.
func (o Objective) Check(today Date) error {
	var p Problems
	if !ValidObjectiveCode(o.Code) {
		p.Add("code", "objective.code", "must be upper-case letters and digits, in groups joined by hyphens", MaxObjectiveCode)
	}
	p.Line("title", o.Title, MaxTitle, true)
	p.Lines("description", o.Description, MaxText)
	p.checkSectors(o.Sectors)
	p.checkLines(o.Lines)
	p.checkAddedOn(o.AddedOn, today)
	o.Terms.check(&p)
	return p.Err()
}

func (t ObjectiveTerms) check(p *Problems) {
	if !oneOf(t.State, ObjectiveStates) {
		p.Add("state", "objective.state", "must be draft, active, suspended, completed or cancelled")
	}
	if !oneOf(t.Horizon, Horizons) {
		p.Add("horizon", "objective.horizon", "must be short, medium or long")
	}
	p.checkWeight(t.Weight)
	p.checkSpan(t.StartOn, t.DueOn)
}

// MaxSectors bounds the tags of one objective.
const MaxSectors = 20

func (p *Problems) checkSectors(sectors []string) {
	if len(sectors) > MaxSectors {
		p.Add("sectors", "list.length", "has too many entries", MaxSectors)
		return
	}
	seen := map[string]bool{}
	for i, s := range sectors {
		location := indexed("sectors", i)
		p.Line(location, s, MaxSector, true)
		if seen[s] {
			p.Add(location, "list.unique", "is given twice")
		}
		seen[s] = true
	}
}

func (p *Problems) checkAddedOn(added, today Date) {
	if added.IsZero() {
		p.Add("added_on", "required", "is required")
	} else if added.After(today) {
		p.Add("added_on", "date.future", "must not be in the future")
	}
}

// MaxWeight bounds weights so that sums stay exact enough to be shown.
const MaxWeight = 1_000_000

func (p *Problems) checkWeight(w float64) {
	if math.IsNaN(w) || w <= 0 || w > MaxWeight {
		p.Add("weight", "weight.range", "must be greater than 0 and at most 1000000", 0, MaxWeight)
	}
}

func (p *Problems) checkSpan(start, due Date) {
	if due.Before(start) {
		p.Add("due_on", "date.order", "must not be before start_on")
	}
}

func oneOf[T comparable](v T, known []T) bool {
	for _, k := range known {
		if v == k {
			return true
		}
	}
	return false
}
