package tracker

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// AddDecision adds a decision to a meeting. It takes no revision: whatever others add
// meanwhile stays. For the editor and the admin. The receipt's ID is the decision's.
func (t *Tracker) AddDecision(ctx context.Context, organization, meeting string, d plan.Decision) (Receipt, error) {
	return t.change(ctx, organization, OpDecisionCreate, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		m, err := existingMeeting(ctx, c, meeting)
		if err != nil {
			return err
		}
		if len(m.Decisions) >= plan.MaxDecisions {
			return plan.Errorf(plan.KindConflict, "the meeting has as many decisions as it can have")
		}
		d.ID, d.Revision = t.newID(), c.Revision()
		if err := checkedDecision(ctx, c, m, d, plan.Decision{}); err != nil {
			return err
		}
		m.Decisions = append(slices.Clone(m.Decisions), d)
		return c.saveDecision(ctx, m, d.ID, d)
	})
}

// ChangeDecision is what may change of a decision.
type ChangeDecision struct {
	Organization string
	Meeting      string
	ID           string
	// IfRevision is the decision's own revision as the writer read it; 0: whatever it is.
	IfRevision int64
	Text       plan.Opt[string]
	Office     plan.Opt[string]
	DueOn      plan.Opt[plan.Date]
	Point      plan.Opt[int]
	Objective  plan.Opt[string]
	Milestone  plan.Opt[string]
	NoAction   plan.Opt[bool]
}

// ChangeDecision changes one decision of a meeting. For the editor and the admin.
func (t *Tracker) ChangeDecision(ctx context.Context, cmd ChangeDecision) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpDecisionChange, func(c *change) error {
		m, i, err := c.decisionToChange(ctx, cmd.Meeting, cmd.ID, cmd.IfRevision)
		if err != nil {
			return err
		}
		before := m.Decisions[i]
		d := cmd.applyTo(before)
		d.Revision = c.Revision()
		if err := checkedDecision(ctx, c, m, d, before); err != nil {
			return err
		}
		m.Decisions = slices.Clone(m.Decisions)
		m.Decisions[i] = d
		return c.saveDecision(ctx, m, d.ID, d)
	})
}

func (cmd ChangeDecision) applyTo(d plan.Decision) plan.Decision {
	d.Text = cmd.Text.Or(d.Text)
	d.Office = cmd.Office.Or(d.Office)
	d.DueOn = cmd.DueOn.Or(d.DueOn)
	d.Point = cmd.Point.Or(d.Point)
	d.Objective = cmd.Objective.Or(d.Objective)
	d.Milestone = cmd.Milestone.Or(d.Milestone)
	d.NoAction = cmd.NoAction.Or(d.NoAction)
	return d
}

// RemoveDecision takes a decision out of a meeting; the history of the meeting keeps it.
// Actions that followed it stay. For the editor and the admin.
func (t *Tracker) RemoveDecision(ctx context.Context, organization, meeting, id string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpDecisionRemove, func(c *change) error {
		m, i, err := c.decisionToChange(ctx, meeting, id, ifRevision)
		if err != nil {
			return err
		}
		m.Decisions = slices.Delete(slices.Clone(m.Decisions), i, i+1)
		return c.saveDecision(ctx, m, id, removed{c.today})
	})
}

// decisionToChange asks the policy and finds a decision in its meeting.
func (c *change) decisionToChange(ctx context.Context, meeting, id string, ifRevision int64) (m plan.Meeting, at int, err error) {
	if err := c.permit(""); err != nil {
		return m, 0, err
	}
	if m, err = existingMeeting(ctx, c, meeting); err != nil {
		return m, 0, err
	}
	at = slices.IndexFunc(m.Decisions, func(d plan.Decision) bool { return d.ID == id })
	if at < 0 || id == "" {
		return m, 0, plan.NotFound("decision")
	}
	return m, at, current(ifRevision, m.Decisions[at].Revision)
}

func (c *change) saveDecision(ctx context.Context, m plan.Meeting, id string, detail any) error {
	m.ChangedAt = c.now
	c.wrote("decision", id, detail)
	return c.SaveMeeting(ctx, m)
}

// checkedDecision lets a decision keep what it named before and was removed since.
func checkedDecision(ctx context.Context, c *change, m plan.Meeting, d, before plan.Decision) error {
	if err := d.Check(len(plan.AgendaPoints(m.Agenda))); err != nil {
		return err
	}
	var p plan.Problems
	if d.Office != before.Office {
		if err := checkOffice(ctx, c, &p, "office", d.Office); err != nil {
			return err
		}
	}
	if d.Objective != before.Objective {
		if err := checkObjective(ctx, c, &p, "objective", d.Objective); err != nil {
			return err
		}
	}
	if d.Milestone != before.Milestone {
		if err := checkMilestone(ctx, c, &p, "milestone", d.Milestone); err != nil {
			return err
		}
	}
	return p.Err()
}

// identifyDecisions gives the decisions of a meeting their identifiers and revisions.
// One that is given without an identifier is new, unless its text is that of one that
// would otherwise be gone: whoever knows nothing of identifiers sends the list back
// without them.
func (t *Tracker) identifyDecisions(c *change, m *plan.Meeting, before plan.Meeting) error {
	var p plan.Problems
	decisions := slices.Clone(m.Decisions)
	known := map[string]plan.Decision{}
	for _, d := range before.Decisions {
		known[d.ID] = d
	}
	claimed := map[string]bool{}
	for i, d := range decisions {
		if d.ID == "" {
			continue
		}
		if _, ok := known[d.ID]; !ok {
			p.Add(inList("decisions", i, "id"), "decision.unknown", "is not a decision of this meeting")
		} else if claimed[d.ID] {
			p.Add(inList("decisions", i, "id"), "list.unique", "is given twice")
		}
		claimed[d.ID] = true
	}
	for i := range decisions {
		d := &decisions[i]
		if d.ID == "" {
			d.ID = sameText(before.Decisions, d.Text, claimed)
		}
		if d.ID == "" {
			d.ID = t.newID()
		}
		claimed[d.ID] = true
		d.Revision = known[d.ID].Revision
		if *d != known[d.ID] {
			d.Revision = c.Revision()
		}
	}
	m.Decisions = decisions
	return p.Err()
}

// sameText finds a decision that says the same and that nobody has claimed.
func sameText(decisions []plan.Decision, text string, claimed map[string]bool) string {
	for _, d := range decisions {
		if d.Text == text && !claimed[d.ID] {
			return d.ID
		}
	}
	return ""
}
