package tracker

import (
	"context"
	"fmt"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// MergeOffices is one office that goes into another.
type MergeOffices struct {
	Organization string
	Code         string // the office that ends
	Into         string // the one that goes on
	// IfRevision is the revision of the office that ends, as the writer read it; 0:
	// whatever it is.
	IfRevision int64
}

// merged is the audit detail of a merge: everything that moved, by name.
type merged struct {
	Into       string    `json:"into"`
	RemovedOn  plan.Date `json:"removed_on"`
	Objectives []string  `json:"objectives"`
	Milestones []string  `json:"milestones"`
	Actions    []string  `json:"actions"`
	Meetings   []string  `json:"meetings"`
	Accounts   []string  `json:"accounts"`
}

// MergeOffices lets an office go into another, from today on: its open milestones, the
// objectives that it leads and that are not over, its open actions, its place in the
// meetings to come and the accounts that act for it move over, and the office is removed
// with a pointer to the other. What counts by the day keeps its history: the days before
// today, and what is finished, stay with the office as they were. All of it or nothing.
// For the admin. The receipt's ID is the code of the office that ended.
func (t *Tracker) MergeOffices(ctx context.Context, cmd MergeOffices) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpOfficeMerge, func(c *change) error {
		if err := c.permit(cmd.Code); err != nil {
			return err
		}
		o, err := existingOffice(ctx, c, cmd.Code)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, o.Revision); err != nil {
			return err
		}
		if err := checkMerge(ctx, c, cmd); err != nil {
			return err
		}
		move := officeMove{t: t, c: c, from: o.Code, to: cmd.Into}
		detail := merged{Into: cmd.Into, RemovedOn: c.today}
		for _, part := range []struct {
			moved *[]string
			move  func(context.Context) ([]string, error)
		}{
			{&detail.Objectives, move.objectives}, {&detail.Milestones, move.milestones}, {&detail.Actions, move.actions},
			{&detail.Meetings, move.meetings}, {&detail.Accounts, move.members},
		} {
			names, err := part.move(ctx)
			if err != nil {
				return err
			}
			*part.moved = append([]string{}, names...)
		}
		if used, err := c.OfficeInUse(ctx, o.Code); err != nil || used {
			if err == nil {
				err = fmt.Errorf("tracker: office %s is still in use after all of it moved", o.Code)
			}
			return err
		}
		o.RemovedOn, o.MergedInto = c.today, cmd.Into
		c.wrote("office", o.Code, detail)
		return c.SaveOffice(ctx, o)
	})
}

func checkMerge(ctx context.Context, c *change, cmd MergeOffices) error {
	var p plan.Problems
	switch cmd.Into {
	case "":
		p.Add("into", "required", "is required")
	case cmd.Code:
		p.Add("into", "office.itself", "must be another office")
	}
	if err := checkOffice(ctx, c, &p, "into", cmd.Into); err != nil {
		return err
	}
	return p.Err()
}

// officeMove hands over what an office has; each of its methods tells what it moved.
type officeMove struct {
	t        *Tracker
	c        *change
	from, to string
}

func (m officeMove) objectives(ctx context.Context) ([]string, error) {
	codes, err := m.c.OfficeObjectives(ctx, m.from)
	for _, code := range codes {
		o, err := m.c.Objective(ctx, code)
		if err != nil {
			return nil, err
		}
		o.Terms.LeadOffice = m.to
		if err := m.c.SaveObjective(ctx, o); err != nil {
			return nil, err
		}
		if err := m.t.recordTerms(ctx, m.c, o, m.c.today); err != nil {
			return nil, err
		}
	}
	return codes, err
}

func (m officeMove) milestones(ctx context.Context) ([]string, error) {
	ids, err := m.c.OfficeMilestones(ctx, m.from)
	for _, id := range ids {
		code, number, _ := plan.ParseMilestoneID(id) // ours
		milestone, err := m.c.Milestone(ctx, code, number)
		if err != nil {
			return nil, err
		}
		milestone.Status.Office = m.to
		if err := m.c.AddUpdate(ctx, plan.Update{
			ID: m.t.newID(), Objective: code, Number: number, Kind: plan.UpdateRevised,
			RecordedAt: m.c.now, EffectiveOn: m.c.today, By: m.c.by, After: milestone.Status,
			AfterBaseline: !milestone.BaselineDueOn.IsZero(),
		}); err != nil {
			return nil, err
		}
	}
	return ids, err
}

func (m officeMove) actions(ctx context.Context) ([]string, error) {
	ids, err := m.c.OfficeActions(ctx, m.from)
	for _, id := range ids {
		a, err := m.c.Action(ctx, id)
		if err != nil {
			return nil, err
		}
		a.Office = m.to
		if err := m.c.SaveAction(ctx, a); err != nil {
			return nil, err
		}
	}
	return ids, err
}

// meetings are those to come: a meeting that was held tells who was there.
func (m officeMove) meetings(ctx context.Context) (moved []string, err error) {
	scheduled, err := m.c.ScheduledMeetings(ctx)
	for _, meeting := range scheduled {
		if meeting.HeldOn.Before(m.c.today) || !m.invited(&meeting) {
			continue
		}
		meeting.ChangedAt = m.c.now
		if err := m.c.SaveMeeting(ctx, meeting); err != nil {
			return nil, err
		}
		moved = append(moved, meeting.ID)
	}
	return moved, err
}

// invited puts the other office in this one's place, once, and reports whether this one
// was there.
func (m officeMove) invited(meeting *plan.Meeting) bool {
	there := slices.Contains(meeting.Offices, m.from)
	var offices []string
	for _, code := range meeting.Offices {
		if code == m.from {
			code = m.to
		}
		if !slices.Contains(offices, code) {
			offices = append(offices, code)
		}
	}
	var participants []plan.Participant
	for _, p := range meeting.Participants {
		if p.Office == m.from {
			p.Office, there = m.to, true
			if slices.Contains(meeting.Participants, p) {
				continue
			}
		}
		participants = append(participants, p)
	}
	meeting.Offices, meeting.Participants = offices, participants
	return there
}

func (m officeMove) members(ctx context.Context) ([]string, error) {
	accounts, err := m.c.OfficeMembers(ctx, m.from)
	if err != nil || len(accounts) == 0 {
		return nil, err
	}
	return accounts, m.c.MoveMembers(ctx, m.from, m.to)
}

// OfficeMembers counts the accounts that act for an office: those that a merge would
// move beside what the board shows. For the admin.
func (t *Tracker) OfficeMembers(ctx context.Context, organization, office string) (int, error) {
	if err := Permit(plan.ActorFrom(ctx), OpOfficeMerge, organization, office); err != nil {
		return 0, err
	}
	return t.store.OfficeMemberCount(ctx, organization, office)
}
