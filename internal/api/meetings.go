package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Meeting (riunione) has an agenda, participants by role, minutes, decisions and
// actions.
type Meeting struct {
	ID              string        `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Title           string        `json:"title" maxLength:"300" example:"Avvio del piano" doc:"What it is about."`
	State           string        `json:"state" enum:"scheduled,held,cancelled" example:"held" doc:"Where it stands."`
	HeldOn          string        `json:"held_on" format:"date" maxLength:"10" example:"2026-05-14" doc:"The day, planned or past."`
	StartsAt        *string       `json:"starts_at" nullable:"true" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"10:00" doc:"HH:MM in the installation's zone."`
	EndsAt          *string       `json:"ends_at" nullable:"true" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"11:30" doc:"HH:MM in the installation's zone."`
	Place           string        `json:"place" maxLength:"200" example:"Sala giunta" doc:"Where."`
	Agenda          string        `json:"agenda" maxLength:"10000" example:"1. Stato degli obiettivi" doc:"What is to be dealt with; each line is a point."`
	Points          []string      `json:"points" minItems:"0" maxItems:"10000" maxLength:"10000" pattern:"^[\\s\\S]*$" readOnly:"true" example:"[\"Stato degli obiettivi\"]" doc:"The points of the agenda: its lines, without the marks of a list. Notes, decisions and actions name a point by its place, from 1."`
	DateNote        string        `json:"date_note" maxLength:"2000" example:"La fonte riporta due date." doc:"A doubt about the date in the source."`
	Offices         []string      `json:"offices" minItems:"0" maxItems:"500" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"[\"ufficio-europa\"]" doc:"The offices met."`
	Participants    []Participant `json:"participants" minItems:"0" maxItems:"100" doc:"Who takes part, by role and office, never by name."`
	InvitedOn       *string       `json:"invited_on" nullable:"true" format:"date" maxLength:"10" example:"2026-05-07" doc:"When the agenda was sent to the participants."`
	Notes           []PointNotes  `json:"notes" minItems:"0" maxItems:"10001" doc:"What was noted during the meeting, for the minutes; for the staff alone."`
	Minutes         string        `json:"minutes" maxLength:"100000" example:"Si decide di…" doc:"The minutes, in Markdown; shown to the public once they are approved."`
	MinutesApproved bool          `json:"minutes_approved" example:"true" doc:"Whether the minutes are approved."`
	Decisions       []Decision    `json:"decisions" minItems:"0" maxItems:"100" doc:"What was decided."`
	Actions         []string      `json:"actions" minItems:"0" maxItems:"10000" maxLength:"64" readOnly:"true" example:"[\"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f\"]" doc:"The ids of the actions that it asked for."`
	MovedDates      []MovedDate   `json:"moved_dates" minItems:"0" maxItems:"100000" readOnly:"true" doc:"The due dates that the meeting moved: those of the updates that name it in decided_in."`
	Series          *string       `json:"series" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The series that it was planned in."`
	Published       bool          `json:"published" example:"true" doc:"Whether the public sees it."`
	Revision        int64         `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// Participant takes part by role.
type Participant struct {
	Role       string  `json:"role" maxLength:"200" example:"Assessore" doc:"In what role."`
	Office     *string `json:"office" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"For which office."`
	Attendance *string `json:"attendance" nullable:"true" enum:"present,absent" example:"present" doc:"Whether they were there; null while nobody has said. The public sees it once the meeting was held, and of those who took part alone."`
}

// PointNotes are what was noted of one point of the agenda.
type PointNotes struct {
	Point   int    `json:"point" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the agenda, from 1; 0 for what belongs to none."`
	Text    string `json:"text" maxLength:"10000" example:"Restano da scrivere i testi." doc:"What was noted."`
	Handled bool   `json:"handled" example:"true" doc:"Whether the point was dealt with, noted or not."`
}

// MovedDate is a due date that a meeting moved.
type MovedDate struct {
	Update    string  `json:"update" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The update that moved it."`
	Milestone string  `json:"milestone" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone."`
	From      *string `json:"from" nullable:"true" format:"date" maxLength:"10" example:"2026-06-30" doc:"The date it had; null for none."`
	To        *string `json:"to" nullable:"true" format:"date" maxLength:"10" example:"2026-09-30" doc:"The date it got; null for none."`
	Days      *int    `json:"days" nullable:"true" format:"int32" minimum:"-110000" maximum:"110000" example:"92" doc:"By how many days, later ones positive; null where a date is missing."`
	Reason    string  `json:"reason" maxLength:"2000" example:"La gara è andata deserta." doc:"Why."`
}

// NewMeeting is a meeting to be added.
type NewMeeting struct {
	Title           plan.Opt[string]           `json:"title" maxLength:"300" example:"Avvio del piano" doc:"What it is about."`
	State           plan.Opt[string]           `json:"state,omitempty" enum:"scheduled,held,cancelled" example:"scheduled" doc:"Where it stands; scheduled where it is absent."`
	HeldOn          plan.Opt[plan.Date]        `json:"held_on" example:"2026-05-14" doc:"The day, planned or past."`
	StartsAt        plan.Opt[string]           `json:"starts_at,omitempty" nullable:"true" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"10:00" doc:"HH:MM."`
	EndsAt          plan.Opt[string]           `json:"ends_at,omitempty" nullable:"true" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"11:30" doc:"HH:MM, after starts_at."`
	Place           plan.Opt[string]           `json:"place,omitempty" nullable:"true" maxLength:"200" example:"Sala giunta" doc:"Where."`
	Agenda          plan.Opt[string]           `json:"agenda,omitempty" nullable:"true" maxLength:"10000" example:"1. Stato degli obiettivi" doc:"What is to be dealt with."`
	DateNote        plan.Opt[string]           `json:"date_note,omitempty" nullable:"true" maxLength:"2000" example:"La fonte riporta due date." doc:"A doubt about the date in the source."`
	Offices         plan.Opt[[]string]         `json:"offices,omitempty" minItems:"0" maxItems:"500" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"[\"ufficio-europa\"]" doc:"The offices met."`
	Participants    plan.Opt[[]NewParticipant] `json:"participants,omitempty" minItems:"0" maxItems:"100" doc:"Who takes part, by role and office, never by name."`
	InvitedOn       plan.Opt[plan.Date]        `json:"invited_on,omitempty" nullable:"true" example:"2026-05-07" doc:"When the agenda was sent to the participants; not in the future."`
	Notes           plan.Opt[[]NewPointNotes]  `json:"notes,omitempty" minItems:"0" maxItems:"10001" doc:"What was noted, point by point; never public. The whole list."`
	Minutes         plan.Opt[string]           `json:"minutes,omitempty" nullable:"true" maxLength:"100000" example:"Si decide di…" doc:"The minutes, in Markdown."`
	MinutesApproved plan.Opt[bool]             `json:"minutes_approved,omitempty" example:"false" doc:"Whether the minutes are approved; false where it is absent."`
	Decisions       plan.Opt[[]NewDecision]    `json:"decisions,omitempty" minItems:"0" maxItems:"100" doc:"What was decided."`
	Published       plan.Opt[bool]             `json:"published,omitempty" example:"false" doc:"Whether the public sees it; false where it is absent."`
}

// MeetingChange is what may change of a meeting.
type MeetingChange struct {
	Title           plan.Opt[string]           `json:"title,omitempty" maxLength:"300" example:"Avvio del piano" doc:"What it is about."`
	State           plan.Opt[string]           `json:"state,omitempty" enum:"scheduled,held,cancelled" example:"held" doc:"Where it stands."`
	HeldOn          plan.Opt[plan.Date]        `json:"held_on,omitempty" example:"2026-05-14" doc:"The day, planned or past."`
	StartsAt        plan.Opt[string]           `json:"starts_at,omitempty" nullable:"true" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"10:00" doc:"HH:MM."`
	EndsAt          plan.Opt[string]           `json:"ends_at,omitempty" nullable:"true" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"11:30" doc:"HH:MM, after starts_at."`
	Place           plan.Opt[string]           `json:"place,omitempty" nullable:"true" maxLength:"200" example:"Sala giunta" doc:"Where."`
	Agenda          plan.Opt[string]           `json:"agenda,omitempty" nullable:"true" maxLength:"10000" example:"1. Stato degli obiettivi" doc:"What is to be dealt with."`
	DateNote        plan.Opt[string]           `json:"date_note,omitempty" nullable:"true" maxLength:"2000" example:"La fonte riporta due date." doc:"A doubt about the date in the source."`
	Offices         plan.Opt[[]string]         `json:"offices,omitempty" minItems:"0" maxItems:"500" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"[\"ufficio-europa\"]" doc:"The offices met; the whole list."`
	Participants    plan.Opt[[]NewParticipant] `json:"participants,omitempty" minItems:"0" maxItems:"100" doc:"Who takes part; the whole list."`
	InvitedOn       plan.Opt[plan.Date]        `json:"invited_on,omitempty" nullable:"true" example:"2026-05-07" doc:"When the agenda was sent to the participants; not in the future."`
	Notes           plan.Opt[[]NewPointNotes]  `json:"notes,omitempty" minItems:"0" maxItems:"10001" doc:"What was noted, point by point; never public. The whole list."`
	Minutes         plan.Opt[string]           `json:"minutes,omitempty" nullable:"true" maxLength:"100000" example:"Si decide di…" doc:"The minutes, in Markdown."`
	MinutesApproved plan.Opt[bool]             `json:"minutes_approved,omitempty" example:"true" doc:"Whether the minutes are approved."`
	Decisions       plan.Opt[[]NewDecision]    `json:"decisions,omitempty" minItems:"0" maxItems:"100" doc:"What was decided; the whole list."`
	Published       plan.Opt[bool]             `json:"published,omitempty" example:"true" doc:"Whether the public sees it."`
}

func (MeetingChange) hints() map[string]string {
	return map[string]string{
		"actions":     "are added at …/meetings/{meeting}/actions",
		"moved_dates": "are those of the updates that name the meeting in decided_in",
		"points":      "are the lines of the agenda",
		"series":      "stays as it is: meetings are planned together at …/meeting-series",
	}
}

// NewParticipant is a participant as given.
type NewParticipant struct {
	Role       plan.Opt[string] `json:"role" maxLength:"200" example:"Assessore" doc:"In what role."`
	Office     plan.Opt[string] `json:"office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"For which office."`
	Attendance plan.Opt[string] `json:"attendance,omitempty" nullable:"true" enum:"present,absent" example:"present" doc:"Whether they were there; null where nobody has said."`
}

// NewPointNotes are notes as given.
type NewPointNotes struct {
	Point   plan.Opt[int]    `json:"point" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the agenda, from 1; 0 for what belongs to none."`
	Text    plan.Opt[string] `json:"text,omitempty" nullable:"true" maxLength:"10000" example:"Restano da scrivere i testi." doc:"What was noted."`
	Handled plan.Opt[bool]   `json:"handled,omitempty" example:"true" doc:"Whether the point was dealt with; false where it is absent."`
}

func participantsFrom(list []NewParticipant) []plan.Participant {
	out := make([]plan.Participant, len(list))
	for i, p := range list {
		out[i] = plan.Participant{Role: p.Role.Value, Office: p.Office.Value, Attendance: plan.Attendance(p.Attendance.Value)}
	}
	return out
}

func notesFrom(list []NewPointNotes) []plan.PointNotes {
	out := make([]plan.PointNotes, len(list))
	for i, n := range list {
		out[i] = plan.PointNotes{Point: n.Point.Value, Text: n.Text.Value, Handled: n.Handled.Value}
	}
	return out
}

type meetingsInput struct {
	InOrganization
	State  string   `query:"state" enum:"scheduled,held,cancelled" example:"held" doc:"Only those in this state."`
	Office string   `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those with this office."`
	From   DayParam `query:"from" example:"2026-01-01" doc:"Only those on this day or later."`
	To     DayParam `query:"to" example:"2026-12-31" doc:"Only those on this day or earlier."`
	Sort   string   `query:"sort" enum:"held_on,-held_on" example:"-held_on" doc:"The order; earliest first where it is absent."`
	AsOf
	Paging
}

type meetingInput struct{ InMeeting }

type meetingChangeInput struct {
	InMeeting
	IfMatch
}

func (s *server) meetingOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/meetings", id: "meetings", tag: tagMeetings,
		title: "The meetings", text: "The meetings of an organization. Those that are not published are shown to the staff alone.",
		answer: Page[Meeting]{}, csv: true,
	}, s.meetings)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/meetings", id: "meeting-creation", tag: tagMeetings,
		title: "Add a meeting", text: "Adds a meeting. For the editor and the admin.",
		answer: Meeting{}, status: http.StatusCreated, body: NewMeeting{},
	}, s.createMeeting)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/meetings/{meeting}", id: "meeting", tag: tagMeetings,
		title: "One meeting", text: "A meeting with its decisions.",
		answer: Meeting{},
	}, s.meeting)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/meetings/{meeting}", id: "meeting-change", tag: tagMeetings,
		title: "Change a meeting", text: "Changes a meeting; lists are replaced whole. For the editor and the admin.",
		answer: Meeting{}, body: MeetingChange{},
	}, s.changeMeeting)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/meetings/{meeting}/minutes-draft", id: "minutes-draft", tag: tagMeetings,
		title: "A draft of the minutes", text: "A draft of the minutes, in Markdown and Italian, made from what was noted, decided and asked. It is stored nowhere: whoever agrees sends it as the meeting's minutes. For the members of the organization.",
		answer: MinutesDraft{}, staff: true,
	}, s.minutesDraft)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/meetings/{meeting}", id: "meeting-removal", tag: tagMeetings,
		title: "Remove a meeting", text: "Hides a meeting; its history stays. For the editor and the admin.",
	}, s.removeMeeting)
}

func (v view) meetings() list[*board.Meeting, Meeting] {
	return list[*board.Meeting, Meeting]{
		keys: map[string]func(*board.Meeting) string{
			"held_on": func(m *board.Meeting) string { return dateKey(m.HeldOn) + m.StartsAt },
		},
		id:      func(m *board.Meeting) string { return m.ID },
		show:    v.meeting,
		columns: meetingColumns,
	}
}

var meetingColumns = []column[Meeting]{
	{"id", func(m Meeting) string { return m.ID }},
	{"title", func(m Meeting) string { return cell(m.Title) }},
	{"state", func(m Meeting) string { return m.State }},
	{"held_on", func(m Meeting) string { return m.HeldOn }},
	{"starts_at", func(m Meeting) string { return optionalCell(m.StartsAt) }},
	{"ends_at", func(m Meeting) string { return optionalCell(m.EndsAt) }},
	{"place", func(m Meeting) string { return cell(m.Place) }},
	{"agenda", func(m Meeting) string { return cell(m.Agenda) }},
	{"date_note", func(m Meeting) string { return cell(m.DateNote) }},
	{"offices", func(m Meeting) string { return listCell(m.Offices) }},
	{"participants", func(m Meeting) string {
		roles := make([]string, len(m.Participants))
		for i, p := range m.Participants {
			roles[i] = p.Role
		}
		return listCell(roles)
	}},
	{"minutes", func(m Meeting) string { return cell(m.Minutes) }},
	{"minutes_approved", func(m Meeting) string { return boolCell(m.MinutesApproved) }},
	{"decisions", func(m Meeting) string {
		decided := make([]string, len(m.Decisions))
		for i, d := range m.Decisions {
			decided[i] = d.Text
		}
		return listCell(decided)
	}},
	{"actions", func(m Meeting) string { return intCell(len(m.Actions)) }},
	{"published", func(m Meeting) string { return boolCell(m.Published) }},
	{"revision", func(m Meeting) string { return intCell(m.Revision) }},
	{"invited_on", func(m Meeting) string { return optionalCell(m.InvitedOn) }},
	{"moved_dates", func(m Meeting) string {
		moved := make([]string, len(m.MovedDates))
		for i, d := range m.MovedDates {
			moved[i] = d.Milestone
		}
		return listCell(moved)
	}},
	{"series", func(m Meeting) string { return optionalCell(m.Series) }},
}

func (v view) meeting(m *board.Meeting) Meeting {
	moves := v.Moves(m)
	out := Meeting{
		ID: m.ID, Title: m.Title, State: string(m.State), HeldOn: m.HeldOn.String(), StartsAt: optionalText(m.StartsAt),
		EndsAt: optionalText(m.EndsAt), Place: m.Place, Agenda: m.Agenda, Points: texts(plan.AgendaPoints(m.Agenda)),
		DateNote: m.DateNote, Offices: texts(m.Offices), Participants: make([]Participant, len(m.Participants)),
		InvitedOn: day(m.InvitedOn), Notes: []PointNotes{}, Minutes: m.Minutes, MinutesApproved: m.Minutes != "",
		Decisions: make([]Decision, len(m.Decisions)), Actions: make([]string, len(m.Actions)),
		MovedDates: make([]MovedDate, len(moves)), Series: optionalText(m.Series), Published: true, Revision: m.Revision,
	}
	for i, p := range m.Participants {
		out.Participants[i] = Participant{Role: p.Role, Office: optionalText(p.Office), Attendance: optionalText(string(p.Attendance))}
	}
	for i, d := range m.Decisions {
		out.Decisions[i] = decisionOf(d)
	}
	for i, a := range m.Actions {
		out.Actions[i] = a.ID
	}
	for i, move := range moves {
		out.MovedDates[i] = movedDateOf(move)
	}
	if v.staff != nil {
		out.Published = !v.staff.Unpublished[m.ID]
		if draft, ok := v.staff.Drafts[m.ID]; ok {
			out.Minutes, out.MinutesApproved = draft, false
		}
		for _, n := range v.staff.Notes[m.ID] {
			out.Notes = append(out.Notes, PointNotes(n))
		}
	}
	return out
}

func movedDateOf(move board.DateMove) MovedDate {
	out := MovedDate{Update: move.Update, Milestone: move.Milestone, From: day(move.From), To: day(move.To), Reason: move.Reason}
	if !move.From.IsZero() && !move.To.IsZero() {
		out.Days = &move.Days
	}
	return out
}

var meetingResource = resource[*board.Meeting]{
	name: "meeting", collection: "meetings", find: view.Meeting,
	show: func(v view, m *board.Meeting) (any, int64) { return v.meeting(m), m.Revision },
}

func (s *server) meetings(ctx context.Context, in *meetingsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	from, to := in.From.Day(), in.To.Day()
	rows := make([]*board.Meeting, 0, len(v.Meetings))
	for _, m := range v.Meetings {
		if (in.State == "" || in.State == string(m.State)) && (in.Office == "" || slices.Contains(m.Offices, in.Office)) &&
			!m.HeldOn.Before(from) && !m.HeldOn.After(to) {
			rows = append(rows, m)
		}
	}
	return paged(v, v.meetings(), in.r, rows, in.Paging, orElse(in.Sort, "held_on"))
}

func (s *server) meeting(ctx context.Context, in *meetingInput) (reply, error) {
	return meetingResource.read(ctx, s, in.Organization, in.Meeting, plan.Date{})
}

// MinutesDraft is a draft of the minutes.
type MinutesDraft struct {
	Minutes string `json:"minutes" maxLength:"2000000" example:"## 1. Stato degli obiettivi" doc:"Markdown."`
}

func (s *server) minutesDraft(ctx context.Context, in *meetingInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	m, ok := v.Meeting(in.Meeting)
	if !ok || v.staff == nil {
		return reply{}, plan.NotFound("meeting")
	}
	return v.one(MinutesDraft{desk.DraftMinutes(v.Content, m, v.staff.Notes[m.ID])}, m.Revision), nil
}

func (s *server) createMeeting(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, body, err := readNew[NewMeeting](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.CreateMeeting(ctx, in.Organization, plan.Meeting{
		Title: body.Title.Value, State: plan.MeetingState(body.State.Value), HeldOn: body.HeldOn.Value,
		StartsAt: body.StartsAt.Value, EndsAt: body.EndsAt.Value, Place: body.Place.Value, Agenda: body.Agenda.Value,
		DateNote: body.DateNote.Value, Offices: body.Offices.Value, Participants: participantsFrom(body.Participants.Value),
		InvitedOn: body.InvitedOn.Value, Notes: notesFrom(body.Notes.Value),
		Minutes: body.Minutes.Value, MinutesApproved: body.MinutesApproved.Value,
		Decisions: decisionsFrom(body.Decisions.Value), Published: body.Published.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return meetingResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) changeMeeting(ctx context.Context, in *meetingChangeInput) (reply, error) {
	revision, body, err := readChange[MeetingChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeMeeting(ctx, tracker.ChangeMeeting{
		Organization: in.Organization, ID: in.Meeting, IfRevision: revision,
		Title: body.Title, State: as[plan.MeetingState](body.State), HeldOn: body.HeldOn, StartsAt: body.StartsAt,
		EndsAt: body.EndsAt, Place: body.Place, Agenda: body.Agenda, DateNote: body.DateNote, Offices: body.Offices,
		Participants: plan.Opt[[]plan.Participant]{Set: body.Participants.Set, Value: participantsFrom(body.Participants.Value)},
		InvitedOn:    body.InvitedOn,
		Notes:        plan.Opt[[]plan.PointNotes]{Set: body.Notes.Set, Value: notesFrom(body.Notes.Value)},
		Minutes:      body.Minutes, MinutesApproved: body.MinutesApproved,
		Decisions: plan.Opt[[]plan.Decision]{Set: body.Decisions.Set, Value: decisionsFrom(body.Decisions.Value)},
		Published: body.Published,
	})
	if err != nil {
		return reply{}, err
	}
	return meetingResource.changed(ctx, s, in.Organization, receipt)
}

func (s *server) removeMeeting(ctx context.Context, in *meetingChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveMeeting(ctx, in.Organization, in.Meeting, revision)
	})
}
