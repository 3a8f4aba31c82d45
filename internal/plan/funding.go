package plan

import "strings"

// FundingState is where a funding stands.
type FundingState string

// The states of a funding. One that was withdrawn is told, and not counted.
const (
	FundingAssigned  FundingState = "assigned"
	FundingPaid      FundingState = "paid"
	FundingWithdrawn FundingState = "withdrawn"
)

// FundingStates lists every state.
var FundingStates = []FundingState{FundingAssigned, FundingPaid, FundingWithdrawn}

// Funding (finanziamento) is a grant on an objective.
type Funding struct {
	ID        string `json:"id"`
	Objective string `json:"objective"` // code
	// Measure is the grant's line (1.4.3 Adozione PagoPA e AppIO), Call the notice that the
	// organization answered; Decree may be empty.
	Measure string `json:"measure"`
	Call    string `json:"call"`
	Decree  string `json:"decree"`
	// CUP as NormalCUP gives it; empty where the project has none yet.
	CUP         string `json:"cup"`
	AmountCents int64  `json:"amount_cents"`
	// AppliedOn and AssignedOn are zero where nobody knows.
	AppliedOn  Date         `json:"applied_on"`
	AssignedOn Date         `json:"assigned_on"`
	State      FundingState `json:"state"`
	// StateOn is the day of the state; zero where nobody knows, as in the older files of the
	// open data.
	StateOn Date `json:"state_on"`
	// Source says where the row comes from: a link, or words.
	Source    string `json:"source"`
	RemovedOn Date   `json:"removed_on"`
	Revision  int64  `json:"revision"`
}

// OpenDataName stands in the source of every funding that was read from the open data.
const OpenDataName = "PA digitale 2026"

// SourceReal begins the source of what is real in a demonstration.
const SourceReal = "Dato vero: "

// FromOpenData reports whether a source names the open data.
func FromOpenData(source string) bool { return strings.Contains(source, OpenDataName) }

// MaxAmountCents bounds an amount: a hundred billion euros, so that sums stay exact in
// every reader of JSON.
const MaxAmountCents = 10_000_000_000_000

// Check notes every rule that the funding breaks; today bounds its dates. Zero is an
// amount: published rows have it.
func (f Funding) Check(today Date) error {
	var p Problems
	if f.Objective == "" {
		p.Add("objective", "required", "is required")
	}
	p.Line("measure", f.Measure, MaxTitle, true)
	p.Line("call", f.Call, MaxTitle, false)
	p.Line("decree", f.Decree, MaxTitle, false)
	p.Line("source", f.Source, MaxURL, false)
	if f.CUP != "" && !ValidCUP(f.CUP) {
		p.Add("cup", "funding.cup", "must be a letter, two digits, a letter and eleven digits")
	}
	if f.AmountCents < 0 || f.AmountCents > MaxAmountCents {
		p.Add("amount_cents", "funding.amount", "must be from 0 to 10000000000000", 0, MaxAmountCents)
	}
	if !oneOf(f.State, FundingStates) {
		p.Add("state", "funding.state", "must be assigned, paid or withdrawn")
	}
	for _, d := range []struct {
		location string
		day      Date
	}{{"applied_on", f.AppliedOn}, {"assigned_on", f.AssignedOn}, {"state_on", f.StateOn}} {
		if d.day.After(today) {
			p.Add(d.location, "date.future", "must not be in the future")
		}
	}
	if !f.StateOn.IsZero() && f.StateOn.Before(f.AssignedOn) {
		p.Add("state_on", "funding.order", "must not be before the day of the assignment")
	}
	return p.Err()
}

// On gives the funding as it was on a day by its dates; ok is false where it was not there
// yet. What has no date counts as having been so always.
func (f Funding) On(day Date) (was Funding, ok bool) {
	if !f.RemovedOn.IsZero() && !f.RemovedOn.After(day) {
		return f, false
	}
	stands, ok := FundingStanding{f.AssignedOn, f.State, f.StateOn}.On(day)
	if ok {
		f.State, f.StateOn = stands.State, stands.StateOn
	}
	return f, ok
}

// FundingStanding is where a funding stands, and since when.
type FundingStanding struct {
	AssignedOn Date
	State      FundingState
	StateOn    Date
}

// On is Funding.On for what stands by its dates alone.
func (f FundingStanding) On(day Date) (was FundingStanding, ok bool) {
	assigned := f.AssignedOn
	if assigned.IsZero() && f.State == FundingAssigned {
		assigned = f.StateOn
	}
	if assigned.After(day) {
		return f, false
	}
	if f.StateOn.After(day) {
		if f.AssignedOn.IsZero() {
			return f, false // nothing tells what it was before its state
		}
		f.State, f.StateOn = FundingAssigned, f.AssignedOn
	}
	return f, true
}

// DaysToPayment is how many days lie between the decree that assigned a funding and its
// payment; ok is false where it is not paid, or one of the days is not known.
func (f FundingStanding) DaysToPayment() (days int, ok bool) {
	if f.State != FundingPaid || f.AssignedOn.IsZero() || f.StateOn.IsZero() {
		return 0, false
	}
	return f.StateOn.DaysSince(f.AssignedOn), true
}

// Money is what fundings come to, in cents: three sums that do not overlap.
type Money struct {
	// Assigned was granted and is not paid yet.
	Assigned, Paid, Withdrawn int64
	// The fundings behind each sum.
	AssignedCount, PaidCount, WithdrawnCount int
}

// Granted is all that was given and not withdrawn.
func (m Money) Granted() int64 { return m.Assigned + m.Paid }

// Count is how many fundings there are.
func (m Money) Count() int { return m.AssignedCount + m.PaidCount + m.WithdrawnCount }

// PaidShare is the share of what was granted that is paid; nil where nothing was granted.
func (m Money) PaidShare() *float64 {
	if m.Granted() == 0 {
		return nil
	}
	share := float64(m.Paid) / float64(m.Granted())
	return &share
}

// Join adds other sums.
func (m *Money) Join(o Money) {
	m.Assigned, m.AssignedCount = m.Assigned+o.Assigned, m.AssignedCount+o.AssignedCount
	m.Paid, m.PaidCount = m.Paid+o.Paid, m.PaidCount+o.PaidCount
	m.Withdrawn, m.WithdrawnCount = m.Withdrawn+o.Withdrawn, m.WithdrawnCount+o.WithdrawnCount
}

// Add counts one more funding.
func (m *Money) Add(state FundingState, cents int64) {
	switch state {
	case FundingAssigned:
		m.Assigned, m.AssignedCount = m.Assigned+cents, m.AssignedCount+1
	case FundingPaid:
		m.Paid, m.PaidCount = m.Paid+cents, m.PaidCount+1
	case FundingWithdrawn:
		m.Withdrawn, m.WithdrawnCount = m.Withdrawn+cents, m.WithdrawnCount+1
	}
}
