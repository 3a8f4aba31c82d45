package plan

import (
	"regexp"
	"strings"
)

// MeetingState is where a meeting stands.
type MeetingState string

// The states of a meeting.
const (
	MeetingScheduled MeetingState = "scheduled"
	MeetingHeld      MeetingState = "held"
	MeetingCancelled MeetingState = "cancelled"
)

// MeetingStates lists every state.
var MeetingStates = []MeetingState{MeetingScheduled, MeetingHeld, MeetingCancelled}

// Meeting (riunione) has an agenda, participants by role, minutes and decisions;
// its actions are objects of their own.
type Meeting struct {
	ID    string       `json:"id"`
	Title string       `json:"title"`
	State MeetingState `json:"state"`
	// HeldOn is the day of the meeting, planned or past.
	HeldOn Date `json:"held_on"`
	// StartsAt and EndsAt are HH:MM in the installation's zone; empty where unknown.
	StartsAt string `json:"starts_at"`
	EndsAt   string `json:"ends_at"`
	Place    string `json:"place"`
	Agenda   string `json:"agenda"`
	// DateNote tells a doubt about the date in the source; shown beside it.
	DateNote     string        `json:"date_note"`
	Offices      []string      `json:"offices"` // codes of the offices met
	Participants []Participant `json:"participants"`
	Minutes      string        `json:"minutes"` // Markdown
	// MinutesApproved: minutes that are not approved are never shown in public.
	MinutesApproved bool       `json:"minutes_approved"`
	Decisions       []Decision `json:"decisions"`
	// Published: an unpublished meeting is never shown in public.
	Published bool  `json:"published"`
	RemovedOn Date  `json:"removed_on"`
	Revision  int64 `json:"revision"`
}

// Participant takes part by role, not by name; Office is a code or empty.
type Participant struct {
	Role   string `json:"role"`
	Office string `json:"office"`
}

// Decision (decisione) of a meeting; it may point at an objective or a milestone.
type Decision struct {
	Text      string `json:"text"`
	Objective string `json:"objective"` // code, or empty
	Milestone string `json:"milestone"` // OB-01.3, or empty
}

// Bounds of the lists of a meeting.
const (
	MaxParticipants = 100
	MaxDecisions    = 100
	MaxOffices      = 500
	MaxMinutes      = 100_000
)

var timeOfDay = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// Check notes every rule that the meeting breaks; today bounds a held meeting.
// Whether offices, objectives and milestones exist is for the tracker to see.
func (m Meeting) Check(today Date) error {
	var p Problems
	p.Line("title", m.Title, MaxTitle, true)
	if !oneOf(m.State, MeetingStates) {
		p.Add("state", "meeting.state", "must be scheduled, held or cancelled")
	}
	if m.HeldOn.IsZero() {
		p.Add("held_on", "required", "is required")
	} else if m.State == MeetingHeld && m.HeldOn.After(today) {
		p.Add("held_on", "date.future", "must not be in the future for a meeting that was held")
	}
	p.checkHours(m.StartsAt, m.EndsAt)
	p.Line("place", m.Place, MaxName, false)
	p.Line("date_note", m.DateNote, MaxNote, false)
	p.Lines("agenda", m.Agenda, MaxText)
	p.Lines("minutes", m.Minutes, MaxMinutes)
	if m.MinutesApproved && isBlank(m.Minutes) {
		p.Add("minutes", "minutes.empty", "must not be empty when approved")
	}
	p.checkOffices(m.Offices)
	if len(m.Participants) > MaxParticipants {
		p.Add("participants", "list.length", "has too many entries", MaxParticipants)
	}
	for i, participant := range m.Participants {
		p.Line(indexed("participants", i)+".role", participant.Role, MaxName, true)
	}
	if len(m.Decisions) > MaxDecisions {
		p.Add("decisions", "list.length", "has too many entries", MaxDecisions)
	}
	for i, d := range m.Decisions {
		p.Lines(indexed("decisions", i)+".text", d.Text, MaxNote)
		if isBlank(d.Text) {
			p.Add(indexed("decisions", i)+".text", "required", "is required")
		}
	}
	return p.Err()
}

func (p *Problems) checkHours(start, end string) {
	if start != "" && !timeOfDay.MatchString(start) {
		p.Add("starts_at", "time.form", "must be HH:MM")
	}
	if end == "" {
		return
	}
	switch {
	case !timeOfDay.MatchString(end):
		p.Add("ends_at", "time.form", "must be HH:MM")
	case start == "":
		p.Add("starts_at", "required", "is required where there is an end")
	case end <= start:
		p.Add("ends_at", "time.order", "must be after starts_at")
	}
}

func (p *Problems) checkOffices(codes []string) {
	if len(codes) > MaxOffices {
		p.Add("offices", "list.length", "has too many entries", MaxOffices)
		return
	}
	seen := map[string]bool{}
	for i, code := range codes {
		if seen[code] {
			p.Add(indexed("offices", i), "list.unique", "is given twice")
		}
		seen[code] = true
	}
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }
