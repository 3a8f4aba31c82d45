package demo

import (
	"context"
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
	calledOff    day
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
	done, dropped        day // nil: it is still open
}

// Roles of those who take part. Nobody is named.
const (
	assessore    = "Assessore alla digitalizzazione"
	rtd          = "Responsabile per la transizione al digitale"
	officeHead   = "Responsabile dell’ufficio"
	wholeOffice  = "Tutto l’ufficio"
	officeWorker = "Referente digitale dell’ufficio"
)

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
	switch {
	case m.called == nil:
		row.State, row.Decisions, row.Minutes = plan.MeetingHeld, m.decisions, m.minutes
		s.add(m.on, afternoon, "record “"+m.title+"”", create)
	default:
		s.add(m.called, morning, "call “"+m.title+"”", create)
		if held {
			change(m.on, afternoon, "record", tracker.ChangeMeeting{
				State: plan.Some(plan.MeetingHeld), Decisions: plan.Some(m.decisions), Minutes: plan.Some(m.minutes),
			})
		}
	}
	if m.calledOff != nil {
		change(m.calledOff, morning, "call off", tracker.ChangeMeeting{State: plan.Some(plan.MeetingCancelled)})
	}
	if m.approved != nil {
		change(m.approved, morning, "approve the minutes of", tracker.ChangeMeeting{MinutesApproved: plan.Some(true)})
	}
	for _, a := range m.actions {
		s.addAction(m, &id, a)
	}
}

// addAction adds an action on the day of its meeting, whose identifier is known then.
func (s *script) addAction(m meeting, meetingID *string, a action) {
	var id string
	s.add(m.on, afternoon, "ask “"+a.title+"”", func(ctx context.Context, t *tracker.Tracker) error {
		receipt, err := t.CreateAction(ctx, ente, plan.Action{
			Meeting: *meetingID, Title: a.title, Office: a.office, DueOn: a.due.on(s.today), Objective: a.objective, Milestone: a.milestone,
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
