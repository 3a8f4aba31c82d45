package web

import (
	"html/template"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/minutes"
	"github.com/traguardi/traguardi/internal/web/words"
)

// meetingsPage lists the meetings; meetingPage is about one.
var (
	meetingsPage = page{template: "riunioni", build: buildMeetings}
	meetingPage  = page{template: "riunione", build: buildMeeting}
)

type meetingsView struct {
	frame
	Empty     bool
	Coming    []meetingRow
	Held      []meetingRow
	Cancelled []meetingRow
	NeverMet  []officeLink
	Totals    template.HTML
	Calendar  string // address; empty for a past day
}

type officeLink struct{ Name, URL string }

func buildMeetings(v *visit) (view, error) {
	page := &meetingsView{
		frame: v.frame(v.say.Plain("meetings.title"), v.say.Plain("meetings.description", "name", v.content.Organization.Name), sectionMeetings, true),
		Empty: len(v.content.Meetings) == 0,
	}
	page.Crumbs = v.crumbsTo(crumb{Text: v.say.Plain("nav.meetings")})
	for _, m := range v.content.Meetings {
		row := v.meetingRow(m)
		switch m.State {
		case plan.MeetingScheduled:
			if m.Agenda != "" {
				row.Detail = v.say.Plain("agenda.agenda", "agenda", shorten(strings.Join(plan.AgendaPoints(m.Agenda), "; "), 200))
			}
			row.Side = v.whenScheduled(m)
			page.Coming = append(page.Coming, row)
		case plan.MeetingCancelled:
			page.Cancelled = append(page.Cancelled, row)
		default:
			row.Detail = v.outcome(m)
			row.Side, row.Bad = v.actionsWord(m.Actions)
			page.Held = append(page.Held, row)
		}
	}
	slices.Reverse(page.Held)
	slices.Reverse(page.Cancelled)
	for _, o := range v.content.Offices {
		if o.LastMetOn.IsZero() {
			page.NeverMet = append(page.NeverMet, officeLink{o.Name, v.links.office(o.Code)})
		}
	}
	page.Calendar = v.calendarLink(v.links.calendar())
	page.Totals = v.say.T("meetings.totals",
		"held", v.say.N("count.held", len(page.Held)), "coming", v.say.N("count.coming", len(page.Coming)))
	return page, nil
}

// calendarLink is the address of a calendar; none on the pages of a past day, which no
// calendar shows.
func (v *visit) calendarLink(address string) string {
	if v.past() {
		return ""
	}
	return address
}

// whenScheduled says how far away a meeting is, or that nobody has told what became of it.
func (v *visit) whenScheduled(m *board.Meeting) string {
	if m.HeldOn.Before(v.content.Day) {
		return v.say.Plain("meeting.unreported")
	}
	return v.inDays(m.HeldOn)
}

// outcome says in a line what a meeting that was held brought.
func (v *visit) outcome(m *board.Meeting) string {
	word := v.say.Plain("meeting.minutes.none")
	if m.Minutes != "" {
		word = v.say.Plain("meeting.minutes.approved")
	}
	return v.joined(v.say.PlainN("count.decisions", len(m.Decisions)), v.say.PlainN("count.actions", len(m.Actions)), word)
}

func (v *visit) meetingRow(m *board.Meeting) meetingRow {
	return meetingRow{
		On: m.HeldOn, Hours: v.hours(m), Title: m.Title, URL: v.links.meeting(m.ID),
		Side: v.say.Plain("meeting.state." + string(m.State)), Note: m.DateNote,
	}
}

// hours is when on its day a meeting is.
func (v *visit) hours(m *board.Meeting) string {
	switch {
	case m.StartsAt == "":
		return ""
	case m.EndsAt == "":
		return v.say.Plain("meeting.at", "start", v.say.TimeOfDay(m.StartsAt))
	}
	return v.say.Plain("meeting.from_to", "start", v.say.TimeOfDay(m.StartsAt), "end", v.say.TimeOfDay(m.EndsAt))
}

// actionsWord says how the actions of a meeting stand; bad where one is overdue.
func (v *visit) actionsWord(actions []*board.Action) (word string, bad bool) {
	var open, overdue, done, cancelled int
	worst := 0
	for _, a := range actions {
		switch {
		case a.Overdue:
			overdue++
			worst = max(worst, v.content.Day.DaysSince(a.DueOn))
		case a.State == plan.ActionOpen:
			open++
		case a.State == plan.ActionDone:
			done++
		default:
			cancelled++
		}
	}
	switch {
	case overdue > 0:
		return v.say.PlainN("actions.overdue", overdue, "days", words.Days(worst)), true
	case open > 0:
		return v.say.PlainN("actions.open", open), false
	case done > 0:
		return v.say.PlainN("actions.done", done), false
	case cancelled > 0:
		return v.say.PlainN("actions.cancelled", cancelled), false
	}
	return v.say.Plain("actions.none"), false
}

type meetingView struct {
	frame
	Heading            string
	Facts              []fact
	StateNote          template.HTML
	DateNote           string
	Agenda             []string
	Participants       []participantRow
	ParticipantsHidden bool // the organization does not publish them
	Offices            []officeLink
	Minutes            template.HTML
	Held               bool
	Decisions          []decisionRow
	Actions            []actionRow
	Moves              []moveRow
	Calendar           string // address; empty where there is nothing to put into one
	Previous           *crumb
	Next               *crumb
}

type participantRow struct{ Role, Office string }

type decisionRow struct {
	Text   string
	Office string
	Due    plan.Date
	About  string
	URL    string
}

// moveRow is a due date that the meeting moved.
type moveRow struct {
	Number   string
	Title    string
	URL      string
	From, To plan.Date
	Days     string
	Reason   string
}

// actionRow is what a meeting asked of an office.
type actionRow struct {
	Title      string
	Office     string
	OfficeURL  string
	Due        plan.Date
	State      string
	StateOn    plan.Date
	Late       string
	About      string
	AboutURL   string
	MeetingOn  plan.Date
	MeetingURL string
}

func buildMeeting(v *visit) (view, error) {
	m, ok := v.content.Meeting(v.arg)
	if !ok {
		return nil, plan.NotFound("meeting")
	}
	page := &meetingView{
		frame: v.frame(v.say.Plain("meeting.title", "title", m.Title, "day", m.HeldOn),
			v.say.Plain("meeting.description", "title", m.Title, "day", m.HeldOn), sectionMeetings, false),
		Heading: m.Title, Facts: v.meetingFacts(m), DateNote: m.DateNote, Agenda: plan.AgendaPoints(m.Agenda), Held: m.State == plan.MeetingHeld,
	}
	page.Crumbs = v.crumbsTo(crumb{v.say.Plain("nav.meetings"), v.links.meetings()}, crumb{Text: v.say.Date(m.HeldOn)})
	if m.State != plan.MeetingHeld {
		page.StateNote = v.say.T("meeting.note." + string(m.State))
	}
	page.ParticipantsHidden = v.content.Publication.HideParticipants
	for _, p := range m.Participants {
		row := participantRow{Role: p.Role}
		if p.Office != "" {
			row.Office = v.officeName(p.Office)
		}
		page.Participants = append(page.Participants, row)
	}
	for _, code := range m.Offices {
		if o, ok := v.content.Office(code); ok {
			page.Offices = append(page.Offices, officeLink{o.Name, v.links.office(code)})
		}
	}
	var err error
	if page.Minutes, err = minutes.HTML(m.Minutes); err != nil {
		return nil, err
	}
	for _, d := range m.Decisions {
		row := decisionRow{Text: d.Text, Due: d.DueOn}
		if d.Office != "" {
			row.Office = v.officeName(d.Office)
		}
		row.About, row.URL = v.about(d.Objective, d.Milestone)
		page.Decisions = append(page.Decisions, row)
	}
	for _, a := range m.Actions {
		row := v.actionRow(a)
		row.MeetingURL = "" // it is this one
		page.Actions = append(page.Actions, row)
	}
	for _, move := range v.content.Moves(m) {
		row := moveRow{
			Number: move.Milestone, Title: move.Title, URL: v.links.milestone(move.Milestone), From: move.From, To: move.To,
			Reason: move.Reason, Days: v.say.Signed(move.Days),
		}
		if move.From.IsZero() || move.To.IsZero() {
			row.Days = "–" // a date given or taken away: no distance to tell
		}
		page.Moves = append(page.Moves, row)
	}
	if m.State == plan.MeetingScheduled && !v.past() {
		page.Calendar = v.links.meetingCalendar(m.ID)
	}
	v.addNeighbours(page, m)
	return page, nil
}

func (v *visit) meetingFacts(m *board.Meeting) []fact {
	facts := []fact{{Term: v.say.Plain("fact.day"), Text: v.say.Date(m.HeldOn), Plain: true}}
	if hours := v.hours(m); hours != "" {
		facts = append(facts, fact{Term: v.say.Plain("fact.hours"), Text: hours, Plain: true})
	}
	if m.Place != "" {
		facts = append(facts, fact{Term: v.say.Plain("fact.place"), Text: m.Place})
	}
	return append(facts, fact{Term: v.say.Plain("fact.state"), Text: v.say.Plain("meeting.state." + string(m.State)), Plain: true})
}

// addNeighbours gives the ways to the meetings before and after.
func (v *visit) addNeighbours(page *meetingView, m *board.Meeting) {
	i := slices.Index(v.content.Meetings, m)
	if i > 0 {
		before := v.content.Meetings[i-1]
		page.Previous = &crumb{before.Title + ", " + v.say.Date(before.HeldOn), v.links.meeting(before.ID)}
	}
	if i >= 0 && i+1 < len(v.content.Meetings) {
		after := v.content.Meetings[i+1]
		page.Next = &crumb{after.Title + ", " + v.say.Date(after.HeldOn), v.links.meeting(after.ID)}
	}
}

// about names what a decision or an action is about, where the public sees it.
func (v *visit) about(objective, milestone string) (text, url string) {
	if m, ok := v.content.Milestone(milestone); ok {
		return m.ID + " " + m.Title, v.links.milestone(m.ID)
	}
	if o, ok := v.content.Objective(objective); ok {
		return o.Code + " " + o.Title, v.links.objective(o.Code)
	}
	return "", ""
}

func (v *visit) actionRow(a *board.Action) actionRow {
	row := actionRow{
		Title: a.Title, Office: v.officeName(a.Office), Due: a.DueOn, State: v.say.Plain("action." + string(a.State)), StateOn: a.CompletedOn,
	}
	if _, ok := v.content.Office(a.Office); ok {
		row.OfficeURL = v.links.office(a.Office)
	}
	if a.Overdue {
		row.Late = v.say.Plain("milestone.overdue", "days", words.Days(v.content.Day.DaysSince(a.DueOn)))
	}
	row.About, row.AboutURL = v.about(a.Objective, a.Milestone)
	if m, ok := v.content.Meeting(a.Meeting); ok {
		row.MeetingOn, row.MeetingURL = m.HeldOn, v.links.meeting(m.ID)
	}
	return row
}
