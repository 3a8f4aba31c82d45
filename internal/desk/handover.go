package desk

import (
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Handover is what goes over to another office when one is merged into it: what the use
// case MergeOffices moves, but for the accounts, which are on no board.
type Handover struct {
	Objectives []*board.Objective // that it leads and that are not over, drafts too
	Milestones []*board.Milestone // open ones
	Actions    []*board.Action    // open ones
	Meetings   []*board.Meeting   // to come, that it is invited to or takes part in
	// Stays counts its milestones that are done or cancelled: they remain its own.
	Stays int
}

// HandoverOf is what an office would hand over on the day of the content.
func HandoverOf(s *board.Staff, office string) Handover {
	h := Handover{Actions: OpenActions(&s.Content, office)}
	for _, o := range s.InOrder() {
		over := o.Terms.State == plan.ObjectiveCompleted || o.Terms.State == plan.ObjectiveCancelled
		if o.Terms.LeadOffice == office && !over {
			h.Objectives = append(h.Objectives, o)
		}
		for _, m := range o.InOrder() {
			switch {
			case m.Status.Office != office:
			case m.Status.Open():
				h.Milestones = append(h.Milestones, m)
			default:
				h.Stays++
			}
		}
	}
	for _, m := range s.Meetings {
		if m.State == plan.MeetingScheduled && !m.HeldOn.Before(s.Day) && invites(m, office) {
			h.Meetings = append(h.Meetings, m)
		}
	}
	return h
}

func invites(m *board.Meeting, office string) bool {
	return slices.Contains(m.Offices, office) ||
		slices.ContainsFunc(m.Participants, func(p plan.Participant) bool { return p.Office == office })
}
