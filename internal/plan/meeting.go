package plan

import (
	"regexp"
	"strings"
	"time"
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

// Attendance is whether a participant was there; empty while nobody has said.
type Attendance string

// What is said of a participant's attendance.
const (
	AttendancePresent Attendance = "present"
	AttendanceAbsent  Attendance = "absent"
)

// Attendances lists every value that may be said.
var Attendances = []Attendance{AttendancePresent, AttendanceAbsent}

// Meeting (riunione) has an agenda, participants by role, notes, minutes and decisions;
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
	// Agenda is one text; each of its lines is a point (AgendaPoints).
	Agenda string `json:"agenda"`
	// DateNote tells a doubt about the date in the source; shown beside it.
	DateNote     string        `json:"date_note"`
	Offices      []string      `json:"offices"` // codes of the offices met
	Participants []Participant `json:"participants"`
	// InvitedOn is the day on which the agenda was sent to the participants; zero: not yet.
	InvitedOn Date `json:"invited_on"`
	// Notes are taken during the meeting, for the minutes. They are the staff's alone.
	Notes   []PointNotes `json:"notes"`
	Minutes string       `json:"minutes"` // Markdown
	// MinutesApproved: minutes that are not approved are never shown in public.
	MinutesApproved bool       `json:"minutes_approved"`
	Decisions       []Decision `json:"decisions"`
	// Published: an unpublished meeting is never shown in public.
	Published bool `json:"published"`
	// Series is shared by meetings that were planned together; empty for one of its own.
	Series    string `json:"series"`
	RemovedOn Date   `json:"removed_on"`
	// ChangedAt is the instant of the last write; zero for what is older than the column.
	ChangedAt time.Time `json:"changed_at"`
	Revision  int64     `json:"revision"`
}

// Participant takes part by role, not by name; Office is a code or empty.
type Participant struct {
	Role       string     `json:"role"`
	Office     string     `json:"office"`
	Attendance Attendance `json:"attendance"`
}

// PointNotes are what was noted of one point of the agenda.
type PointNotes struct {
	// Point counts from 1; 0 is what belongs to no point.
	Point int    `json:"point"`
	Text  string `json:"text"`
	// Handled: the point was dealt with, whether or not anything was noted.
	Handled bool `json:"handled"`
}

// Decision (decisione) of a meeting; it may ask something of an office by a day, and
// point at an objective or a milestone.
type Decision struct {
	// ID is made by the tracker and stays; they sort in the order in which they were made.
	ID     string `json:"id"`
	Text   string `json:"text"`
	Office string `json:"office"` // code, or empty
	DueOn  Date   `json:"due_on"` // zero: none
	// Point of the agenda, from 1; 0 for none.
	Point     int    `json:"point"`
	Objective string `json:"objective"` // code, or empty
	Milestone string `json:"milestone"` // OB-01.3, or empty
	// NoAction: somebody said that nothing has to follow.
	NoAction bool `json:"no_action"`
	// Revision is the organization's at which it last changed.
	Revision int64 `json:"revision"`
}

// Note gives what was noted of a point; nothing where nothing was.
func (m Meeting) Note(point int) PointNotes {
	for _, n := range m.Notes {
		if n.Point == point {
			return n
		}
	}
	return PointNotes{Point: point}
}

// Decision finds a decision of the meeting.
func (m Meeting) Decision(id string) (d Decision, ok bool) {
	for _, d := range m.Decisions {
		if d.ID == id {
			return d, true
		}
	}
	return Decision{}, false
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
	if m.InvitedOn.After(today) {
		p.Add("invited_on", "date.future", "must not be in the future")
	}
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
		if participant.Attendance != "" && !oneOf(participant.Attendance, Attendances) {
			p.Add(indexed("participants", i)+".attendance", "meeting.attendance", "must be present or absent")
		}
	}
	points := len(AgendaPoints(m.Agenda))
	if len(m.Decisions) > MaxDecisions {
		p.Add("decisions", "list.length", "has too many entries", MaxDecisions)
	}
	for i, d := range m.Decisions {
		d.check(&p, indexed("decisions", i)+".", points)
	}
	seen := map[int]bool{}
	for i, n := range m.Notes {
		p.Lines(indexed("notes", i)+".text", n.Text, MaxText)
		p.checkPoint(indexed("notes", i)+".point", n.Point, points)
		if seen[n.Point] {
			p.Add(indexed("notes", i)+".point", "list.unique", "is given twice")
		}
		seen[n.Point] = true
	}
	return p.Err()
}

// Check notes every rule that one decision breaks; points is how many the agenda has.
func (d Decision) Check(points int) error {
	var p Problems
	d.check(&p, "", points)
	return p.Err()
}

func (d Decision) check(p *Problems, prefix string, points int) {
	p.Lines(prefix+"text", d.Text, MaxNote)
	if isBlank(d.Text) {
		p.Add(prefix+"text", "required", "is required")
	}
	p.checkPoint(prefix+"point", d.Point, points)
}

// checkPoint checks the number of a point of an agenda; 0 is none.
func (p *Problems) checkPoint(location string, point, points int) {
	if point < 0 || point > points {
		p.Add(location, "agenda.point", "must be a point of the agenda, or 0", points)
	}
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
