package board

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// agenda is the meetings and actions that an audience sees on a day. It is immutable.
type agenda struct {
	book *meetingBook
	// meetings by date, actions by due date, as Content has them.
	meetings    []*Meeting
	actions     []*Action
	meetingByID map[string]*Meeting
	actionByID  map[string]*Action
	// about lists the meetings with a decision or an action about an objective.
	about map[string][]*Meeting
	// lastMet and next are the last meeting held with an office, and the next one.
	lastMet   map[string]plan.Date
	next      map[string]*Meeting
	withdrawn []Withdrawal
	// drafts, notes and unpublished are for the staff alone.
	drafts      map[string]string
	notes       map[string][]plan.PointNotes
	unpublished map[string]bool
}

// agendaMaker makes an agenda.
type agendaMaker struct {
	agenda
	day   plan.Date
	shown shown
	keeps plan.Publication // what the organization keeps from the audience
	// toCome are the meetings that were held after the day, and for the public those that
	// are not held yet: they have neither minutes nor decisions nor actions.
	toCome map[string]bool
	// subjects are the objectives that a meeting was about.
	subjects map[string][]string
	earlier  *agenda
}

// newAgenda makes the agenda of a day. Objects that are the same in an earlier one
// (may be nil) are taken from there, so that what points at them stays the same too.
func newAgenda(book *meetingBook, day plan.Date, s shown, keeps plan.Publication, earlier *agenda) *agenda {
	if earlier == nil {
		earlier = &agenda{}
	}
	a := &agendaMaker{
		agenda: agenda{
			book: book, meetingByID: map[string]*Meeting{}, actionByID: map[string]*Action{}, about: map[string][]*Meeting{},
			lastMet: map[string]plan.Date{}, next: map[string]*Meeting{},
		},
		day: day, shown: s, keeps: keeps, toCome: map[string]bool{}, subjects: map[string][]string{}, earlier: earlier,
	}
	if s.to == forStaff {
		a.drafts, a.notes, a.unpublished = map[string]string{}, map[string][]plan.PointNotes{}, map[string]bool{}
	}
	for i := range book.meetings {
		a.addMeeting(&book.meetings[i])
	}
	for i := range book.actions {
		a.addAction(&book.actions[i])
	}
	a.settle()
	return &a.agenda
}

// addMeeting adds a meeting as of the day. Meetings keep no history: what is told is
// what their date says about it.
func (a *agendaMaker) addMeeting(row *plan.Meeting) {
	if a.shown.to == forPublic && !row.Published {
		return
	}
	if !inPlan(plan.Date{}, row.RemovedOn, a.day) {
		a.withdraw(row)
		return
	}
	m := &Meeting{
		ID: row.ID, Title: row.Title, State: row.State, HeldOn: row.HeldOn, StartsAt: row.StartsAt, EndsAt: row.EndsAt,
		Place: row.Place, Agenda: row.Agenda, DateNote: row.DateNote, Offices: row.Offices, InvitedOn: row.InvitedOn,
		Series: row.Series, ChangedAt: row.ChangedAt, Revision: row.Revision,
	}
	if row.State == plan.MeetingHeld && row.HeldOn.After(a.day) {
		m.State = plan.MeetingScheduled
	}
	if row.InvitedOn.After(a.day) {
		m.InvitedOn = plan.Date{}
	}
	m.Participants = a.participants(row, m.State)
	if m.State == plan.MeetingScheduled && (row.State == plan.MeetingHeld || a.shown.to == forPublic) {
		a.toCome[row.ID] = true
	} else {
		a.addProceedings(m, row)
	}
	a.meetings = append(a.meetings, m)
	a.meetingByID[row.ID] = m
	if a.shown.to == forStaff && !row.Published {
		a.unpublished[row.ID] = true
	}
}

// withdrawnFor is for how many days a meeting that was removed is still told of.
const withdrawnFor = 60

func (a *agendaMaker) withdraw(row *plan.Meeting) {
	if row.RemovedOn.After(a.day) || a.day.DaysSince(row.RemovedOn) > withdrawnFor {
		return
	}
	a.withdrawn = append(a.withdrawn, Withdrawal{
		ID: row.ID, HeldOn: row.HeldOn, StartsAt: row.StartsAt, EndsAt: row.EndsAt, Offices: row.Offices,
		RemovedOn: row.RemovedOn, ChangedAt: row.ChangedAt, Revision: row.Revision,
	})
}

// participants are those invited, or those who took part. While a meeting is not held,
// who is there is the staff's to know.
func (a *agendaMaker) participants(row *plan.Meeting, state plan.MeetingState) []plan.Participant {
	if a.shown.to == forStaff {
		return row.Participants
	}
	if a.keeps.HideParticipants {
		return nil
	}
	var shown []plan.Participant
	for _, p := range row.Participants {
		switch {
		case state != plan.MeetingHeld:
			p.Attendance = ""
		case p.Attendance == plan.AttendanceAbsent:
			continue
		}
		shown = append(shown, p)
	}
	return shown
}

// addProceedings adds what a meeting has once it took place, or while it does.
func (a *agendaMaker) addProceedings(m *Meeting, row *plan.Meeting) {
	switch {
	case row.MinutesApproved:
		m.Minutes = row.Minutes
	case a.shown.to == forStaff && row.Minutes != "":
		a.drafts[row.ID] = row.Minutes
	}
	if a.shown.to == forStaff && len(row.Notes) > 0 {
		a.notes[row.ID] = row.Notes
	}
	for _, d := range row.Decisions {
		d.Objective, d.Milestone = a.pointer(row.ID, d.Objective, d.Milestone)
		m.Decisions = append(m.Decisions, d)
	}
}

func (a *agendaMaker) addAction(row *plan.Action) {
	meeting := a.meetingByID[row.Meeting]
	if meeting == nil || a.toCome[row.Meeting] || !inPlan(plan.Date{}, row.RemovedOn, a.day) {
		return
	}
	action := &Action{
		ID: row.ID, Meeting: row.Meeting, Title: row.Title, Office: row.Office, DueOn: row.DueOn,
		State: row.State, CompletedOn: row.CompletedOn, Decision: row.Decision, Point: row.Point, Revision: row.Revision,
	}
	if !slices.ContainsFunc(meeting.Decisions, func(d plan.Decision) bool { return d.ID == row.Decision }) {
		action.Decision = "" // it was taken back
	}
	if row.State == plan.ActionDone && row.CompletedOn.After(a.day) {
		action.State, action.CompletedOn = plan.ActionOpen, plan.Date{}
	}
	action.Overdue = plan.Action{State: action.State, DueOn: action.DueOn}.OverdueOn(a.day)
	action.Objective, action.Milestone = a.pointer(row.Meeting, row.Objective, row.Milestone)
	if same := a.earlier.actionByID[row.ID]; same != nil && *same == *action {
		action = same
	}
	a.actions = append(a.actions, action)
	a.actionByID[row.ID] = action
	meeting.Actions = append(meeting.Actions, action)
}

// pointer gives what a decision or an action of a meeting may point at for this
// audience, and notes what the meeting was about.
func (a *agendaMaker) pointer(meeting, objective, milestone string) (shownObjective, shownMilestone string) {
	shownObjective, shownMilestone, subject := a.shown.pointer(objective, milestone)
	if subject != "" {
		a.subjects[meeting] = append(a.subjects[meeting], subject)
	}
	return shownObjective, shownMilestone
}

// settle replaces the meetings that are as they were in the earlier agenda, and files
// them under the objectives that they were about.
func (a *agendaMaker) settle() {
	for i, meeting := range a.meetings {
		if same := a.earlier.meetingByID[meeting.ID]; same != nil && sameMeeting(same, meeting) {
			meeting = same
			a.meetings[i] = same
			a.meetingByID[meeting.ID] = same
		}
		for _, code := range a.subjects[meeting.ID] {
			if of := a.about[code]; len(of) == 0 || of[len(of)-1] != meeting {
				a.about[code] = append(of, meeting)
			}
		}
		a.fileUnderOffices(meeting)
	}
}

// fileUnderOffices notes when offices were met and will be. Meetings come by date.
func (a *agendaMaker) fileUnderOffices(m *Meeting) {
	for _, office := range m.Offices {
		switch {
		case m.State == plan.MeetingHeld:
			a.lastMet[office] = m.HeldOn
		case m.State == plan.MeetingScheduled && !m.HeldOn.Before(a.day) && a.next[office] == nil:
			a.next[office] = m
		}
	}
}

func sameMeeting(a, b *Meeting) bool {
	return a.Revision == b.Revision && a.Title == b.Title && a.State == b.State && a.HeldOn == b.HeldOn &&
		a.StartsAt == b.StartsAt && a.EndsAt == b.EndsAt && a.Place == b.Place && a.Agenda == b.Agenda &&
		a.DateNote == b.DateNote && a.InvitedOn == b.InvitedOn && a.Series == b.Series && a.ChangedAt.Equal(b.ChangedAt) && a.Minutes == b.Minutes && slices.Equal(a.Offices, b.Offices) &&
		slices.Equal(a.Participants, b.Participants) && slices.Equal(a.Decisions, b.Decisions) && slices.Equal(a.Actions, b.Actions)
}
