package tracker

import (
	"context"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateMeeting adds a meeting; an empty State is scheduled. For the editor and the
// admin. The receipt's ID is the meeting's.
func (t *Tracker) CreateMeeting(ctx context.Context, organization string, m plan.Meeting) (Receipt, error) {
	return t.change(ctx, organization, OpMeetingCreate, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		m.ID, m.Series, m.RemovedOn = t.newID(), "", plan.Date{}
		if m.State == "" {
			m.State = plan.MeetingScheduled
		}
		if err := t.identifyDecisions(c, &m, plan.Meeting{}); err != nil {
			return err
		}
		if err := checkedMeeting(ctx, c, m, plan.Meeting{}); err != nil {
			return err
		}
		return c.saveMeeting(ctx, m)
	})
}

// ChangeMeeting is what may change of a meeting. Lists are replaced whole.
type ChangeMeeting struct {
	Organization    string
	ID              string
	IfRevision      int64
	Title           plan.Opt[string]
	State           plan.Opt[plan.MeetingState]
	HeldOn          plan.Opt[plan.Date]
	StartsAt        plan.Opt[string]
	EndsAt          plan.Opt[string]
	Place           plan.Opt[string]
	Agenda          plan.Opt[string]
	DateNote        plan.Opt[string]
	Offices         plan.Opt[[]string]
	Participants    plan.Opt[[]plan.Participant]
	InvitedOn       plan.Opt[plan.Date]
	Notes           plan.Opt[[]plan.PointNotes]
	Minutes         plan.Opt[string]
	MinutesApproved plan.Opt[bool]
	Decisions       plan.Opt[[]plan.Decision]
	Published       plan.Opt[bool]
}

// ChangeMeeting changes a meeting. What was written under a point of the agenda follows
// the point where the agenda is reworded. Decisions keep their identifier and, where
// nothing of theirs changed, their revision; those given without one are new, unless
// their text is that of one that is there. For the editor and the admin.
func (t *Tracker) ChangeMeeting(ctx context.Context, cmd ChangeMeeting) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpMeetingChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		m, err := existingMeeting(ctx, c, cmd.ID)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, m.Revision); err != nil {
			return err
		}
		before := m
		m = cmd.applyTo(m)
		if err := t.identifyDecisions(c, &m, before); err != nil {
			return err
		}
		if err := checkedMeeting(ctx, c, m, before); err != nil {
			return err
		}
		if m.Agenda != before.Agenda {
			if err := renumberActions(ctx, c, before, m); err != nil {
				return err
			}
		}
		return c.saveMeeting(ctx, m)
	})
}

// saveMeeting stores a meeting and names it as what was written.
func (c *change) saveMeeting(ctx context.Context, m plan.Meeting) error {
	m.ChangedAt = c.now
	c.wrote("meeting", m.ID, m)
	return c.SaveMeeting(ctx, m)
}

func (cmd ChangeMeeting) applyTo(m plan.Meeting) plan.Meeting {
	if cmd.Agenda.Set {
		m = withAgenda(m, cmd.Agenda.Value)
	}
	m.Title = cmd.Title.Or(m.Title)
	m.State = cmd.State.Or(m.State)
	m.HeldOn = cmd.HeldOn.Or(m.HeldOn)
	m.StartsAt = cmd.StartsAt.Or(m.StartsAt)
	m.EndsAt = cmd.EndsAt.Or(m.EndsAt)
	m.Place = cmd.Place.Or(m.Place)
	m.DateNote = cmd.DateNote.Or(m.DateNote)
	m.Offices = cmd.Offices.Or(m.Offices)
	m.Participants = cmd.Participants.Or(m.Participants)
	m.InvitedOn = cmd.InvitedOn.Or(m.InvitedOn)
	m.Minutes = cmd.Minutes.Or(m.Minutes)
	m.MinutesApproved = cmd.MinutesApproved.Or(m.MinutesApproved)
	if cmd.Notes.Set {
		m.Notes = slices.DeleteFunc(slices.Clone(cmd.Notes.Value), func(n plan.PointNotes) bool { return n == plan.PointNotes{Point: n.Point} })
	}
	m.Decisions = cmd.Decisions.Or(m.Decisions)
	m.Published = cmd.Published.Or(m.Published)
	return m
}

// withAgenda rewords the agenda; what was written under its points goes with them.
func withAgenda(m plan.Meeting, agenda string) plan.Meeting {
	to := renumbering(m.Agenda, agenda)
	m.Agenda = agenda
	notes := m.Notes
	m.Notes = nil
	for _, n := range notes {
		n.Point = to(n.Point)
		if i := slices.IndexFunc(m.Notes, func(o plan.PointNotes) bool { return o.Point == n.Point }); i >= 0 {
			m.Notes[i].Text = strings.Trim(m.Notes[i].Text+"\n"+n.Text, "\n") // of points that are gone
			continue
		}
		m.Notes = append(m.Notes, n)
	}
	m.Decisions = slices.Clone(m.Decisions)
	for i := range m.Decisions {
		m.Decisions[i].Point = to(m.Decisions[i].Point)
	}
	return m
}

// renumbering gives the new number of a point, 0 for one that is gone.
func renumbering(before, after string) func(point int) int {
	to := plan.RenumberPoints(plan.AgendaPoints(before), plan.AgendaPoints(after))
	return func(point int) int {
		if point < 1 || point > len(to) {
			return 0
		}
		return to[point-1]
	}
}

// renumberActions lets the actions of a meeting follow the points of its agenda.
func renumberActions(ctx context.Context, c *change, before, after plan.Meeting) error {
	actions, err := c.ActionsOf(ctx, after.ID)
	if err != nil {
		return err
	}
	to := renumbering(before.Agenda, after.Agenda)
	for _, a := range actions {
		point := to(a.Point)
		if point == a.Point {
			continue
		}
		a.Point = point
		if err := c.SaveAction(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// RemoveMeeting hides a meeting; its history stays. For the editor and the admin.
func (t *Tracker) RemoveMeeting(ctx context.Context, organization, id string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpMeetingRemove, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		m, err := existingMeeting(ctx, c, id)
		if err != nil {
			return err
		}
		if err := current(ifRevision, m.Revision); err != nil {
			return err
		}
		m.RemovedOn, m.ChangedAt = c.today, c.now
		c.wrote("meeting", m.ID, removed{c.today})
		return c.SaveMeeting(ctx, m)
	})
}

// checkedMeeting lets a meeting keep the offices, objectives and milestones that it named
// before: it tells what was, whatever was removed since.
func checkedMeeting(ctx context.Context, c *change, m, before plan.Meeting) error {
	if err := m.Check(c.today); err != nil {
		return err
	}
	var p plan.Problems
	named := namesOf(before)
	office := func(location, code string) error {
		if named.offices[code] {
			return nil
		}
		return checkOffice(ctx, c, &p, location, code)
	}
	for i, code := range m.Offices {
		if err := office(inList("offices", i, ""), code); err != nil {
			return err
		}
	}
	for i, participant := range m.Participants {
		if err := office(inList("participants", i, "office"), participant.Office); err != nil {
			return err
		}
	}
	for i, d := range m.Decisions {
		if err := office(inList("decisions", i, "office"), d.Office); err != nil {
			return err
		}
		if !named.objectives[d.Objective] {
			if err := checkObjective(ctx, c, &p, inList("decisions", i, "objective"), d.Objective); err != nil {
				return err
			}
		}
		if !named.milestones[d.Milestone] {
			if err := checkMilestone(ctx, c, &p, inList("decisions", i, "milestone"), d.Milestone); err != nil {
				return err
			}
		}
	}
	return p.Err()
}

// meetingNames is what a meeting names of the plan.
type meetingNames struct{ offices, objectives, milestones map[string]bool }

func namesOf(m plan.Meeting) meetingNames {
	n := meetingNames{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, code := range m.Offices {
		n.offices[code] = true
	}
	for _, participant := range m.Participants {
		n.offices[participant.Office] = true
	}
	for _, d := range m.Decisions {
		n.offices[d.Office], n.objectives[d.Objective], n.milestones[d.Milestone] = true, true, true
	}
	return n
}
