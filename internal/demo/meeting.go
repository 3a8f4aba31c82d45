package demo

import (
	"context"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// meeting is a row of the tables meetings_*.go.
type meeting struct {
	key      string // what entries call it by; empty where none does
	title    string
	on       day
	from, to string
	place    string
	dateNote string
	// called is the day it was put into the calendar; nil: it was recorded when held.
	called day
	// calledOff is the day it was cancelled; nil: it was not.
	calledOff day
	// invited is the day its agenda went out; nil: nobody has said so.
	invited day
	// open: nobody has closed it, so that it is still being written; notes are what was
	// written under the points of its agenda.
	open         bool
	notes        []plan.PointNotes
	offices      []string
	agenda       []string
	participants []plan.Participant
	decisions    []plan.Decision
	minutes      string // Markdown
	approved     day    // nil: the minutes are not approved
	unpublished  bool
	actions      []action
}

// action is what a meeting asked of an office.
type action struct {
	title                string
	office               string
	due                  day
	objective, milestone string
	// after is the number of the decision that it follows, from 1; 0: none in particular. It
	// is for meetings that were called.
	after, point  int
	done, dropped day // nil: it is still open
}

// Roles of those who take part. Nobody is named.
const (
	assessore    = "Assessore alla digitalizzazione"
	rtd          = "Responsabile per la transizione al digitale"
	officeHead   = "Responsabile dell’ufficio"
	wholeOffice  = "Tutto l’ufficio"
	officeWorker = "Referente digitale dell’ufficio"
)

// attended notes that everybody was there except those of one role; the list stays as it is.
func attended(who []plan.Participant, absent string) []plan.Participant {
	all := slices.Clone(who)
	for i := range all {
		all[i].Attendance = plan.AttendancePresent
		if all[i].Role == absent {
			all[i].Attendance = plan.AttendanceAbsent
		}
	}
	return all
}

// around is who usually takes part: the three that follow the plan and the heads of the
// offices met.
func around(offices ...string) []plan.Participant {
	who := []plan.Participant{{Role: assessore}, {Role: rtd}, {Role: officeHead, Office: ufficioEuropa}}
	for _, office := range offices {
		who = append(who, plan.Participant{Role: officeHead, Office: office})
	}
	return who
}

func (s *script) addMeeting(m meeting) {
	held := m.calledOff == nil && !m.on.workday(s.today).After(s.today)
	row := plan.Meeting{
		Title: m.title, HeldOn: m.on.workday(s.today), StartsAt: m.from, EndsAt: m.to, Place: m.place, DateNote: m.dateNote,
		Offices: m.offices, Agenda: strings.Join(m.agenda, "\n"), Participants: m.participants, Published: !m.unpublished,
	}
	var id string
	decisions := make([]string, len(m.decisions))
	create := func(ctx context.Context, t *tracker.Tracker) error {
		receipt, err := t.CreateMeeting(ctx, ente, row)
		id = receipt.ID
		if m.key != "" {
			s.meetings[m.key] = id
		}
		return err
	}
	change := func(on day, at half, what string, cmd tracker.ChangeMeeting) {
		s.add(on, at, what+" “"+m.title+"”", func(ctx context.Context, t *tracker.Tracker) error {
			cmd.Organization, cmd.ID = ente, id
			_, err := t.ChangeMeeting(ctx, cmd)
			return err
		})
	}
	if m.called == nil {
		row.State, row.Decisions, row.Minutes = plan.MeetingHeld, m.decisions, m.minutes
		s.add(m.on, afternoon, "record “"+m.title+"”", create)
	} else {
		s.add(m.called, morning, "call “"+m.title+"”", create)
		if m.invited != nil {
			change(m.invited, afternoon, "invite to", tracker.ChangeMeeting{InvitedOn: plan.Some(m.invited.workday(s.today))})
		}
		record := tracker.ChangeMeeting{State: plan.Some(plan.MeetingHeld), Minutes: plan.Some(m.minutes)}
		if held && m.followed() {
			s.addNotes(m, &id)
			s.addDecisions(m, &id, decisions)
		} else {
			record.Decisions = plan.Some(m.decisions)
		}
		if held && !m.open {
			change(m.on, afternoon, "record", record)
		}
	}
	if m.calledOff != nil {
		change(m.calledOff, morning, "call off", tracker.ChangeMeeting{State: plan.Some(plan.MeetingCancelled)})
	}
	if m.approved != nil {
		change(m.approved, morning, "approve the minutes of", tracker.ChangeMeeting{MinutesApproved: plan.Some(true)})
	}
	for _, a := range m.actions {
		s.addAction(m, a, func() (asked, decision string) {
			if a.after > 0 {
				decision = decisions[a.after-1]
			}
			return id, decision
		})
	}
}

// followed reports whether actions name the decisions that they follow.
func (m meeting) followed() bool {
	return slices.ContainsFunc(m.actions, func(a action) bool { return a.after > 0 })
}

// addNotes adds what was written under the points of the agenda, on the day of the meeting.
func (s *script) addNotes(m meeting, meetingID *string) {
	for _, note := range m.notes {
		s.add(m.on, afternoon, "note in “"+m.title+"”", func(ctx context.Context, t *tracker.Tracker) error {
			_, err := t.WriteNotes(ctx, tracker.WriteNotes{
				Organization: ente, Meeting: *meetingID, Point: note.Point, Text: plan.Some(note.Text), Handled: plan.Some(note.Handled),
			})
			return err
		})
	}
}

// addDecisions adds the decisions as they fell, and notes their identifiers.
func (s *script) addDecisions(m meeting, meetingID *string, ids []string) {
	for i, d := range m.decisions {
		s.add(m.on, afternoon, "decide in “"+m.title+"”", func(ctx context.Context, t *tracker.Tracker) error {
			receipt, err := t.AddDecision(ctx, ente, *meetingID, d)
			ids[i] = receipt.ID
			return err
		})
	}
}

// addAction adds an action on the day of its meeting, whose identifier is known then.
func (s *script) addAction(m meeting, a action, of func() (meetingID, decision string)) {
	var id string
	s.add(m.on, afternoon, "ask “"+a.title+"”", func(ctx context.Context, t *tracker.Tracker) error {
		asked, decision := of()
		receipt, err := t.CreateAction(ctx, ente, plan.Action{
			Meeting: asked, Title: a.title, Office: a.office, DueOn: a.due.on(s.today), Objective: a.objective, Milestone: a.milestone,
			Decision: decision, Point: a.point,
		})
		id = receipt.ID
		return err
	})
	settle := func(on day, state plan.ActionState) {
		if on == nil {
			return
		}
		s.add(on, morning, "settle “"+a.title+"”", func(ctx context.Context, t *tracker.Tracker) error {
			_, err := t.ChangeAction(ctx, tracker.ChangeAction{Organization: ente, ID: id, State: plan.Some(state)})
			return err
		})
	}
	settle(a.done, plan.ActionDone)
	settle(a.dropped, plan.ActionCancelled)
}
