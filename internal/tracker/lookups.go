package tracker

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/plan"
)

// The look-ups that several use cases share. Those named "existing…" answer not_found
// for objects that are not there or were removed; those named "check…" note a field
// that names something which does not exist in this organization.

func existingOffice(ctx context.Context, c *change, code string) (plan.Office, error) {
	if !plan.ValidOfficeCode(code) {
		return plan.Office{}, plan.NotFound("office")
	}
	o, err := c.Office(ctx, code)
	if err != nil {
		return o, err
	}
	return o, present(o.RemovedOn, "office")
}

func existingObjective(ctx context.Context, c *change, code string) (plan.Objective, error) {
	if !plan.ValidObjectiveCode(code) {
		return plan.Objective{}, plan.NotFound("objective")
	}
	o, err := c.Objective(ctx, code)
	if err != nil {
		return o, err
	}
	return o, present(o.RemovedOn, "objective")
}

// existingMilestone gives a milestone and its objective.
func existingMilestone(ctx context.Context, c *change, id string) (plan.Objective, plan.Milestone, error) {
	code, number, ok := plan.ParseMilestoneID(id)
	if !ok {
		return plan.Objective{}, plan.Milestone{}, plan.NotFound("milestone")
	}
	o, err := existingObjective(ctx, c, code)
	if plan.KindOf(err) == plan.KindNotFound {
		err = plan.NotFound("milestone")
	}
	if err != nil {
		return o, plan.Milestone{}, err
	}
	m, err := c.Milestone(ctx, code, number)
	if err != nil {
		return o, m, err
	}
	return o, m, present(m.RemovedOn, "milestone")
}

func existingMeeting(ctx context.Context, c *change, id string) (plan.Meeting, error) {
	if !opaqueID(id) {
		return plan.Meeting{}, plan.NotFound("meeting")
	}
	m, err := c.Meeting(ctx, id)
	if err != nil {
		return m, err
	}
	return m, present(m.RemovedOn, "meeting")
}

// existingAction gives an action and its meeting. It takes an action of a removed
// meeting for removed: nothing shows it.
func existingAction(ctx context.Context, c *change, id string) (plan.Action, plan.Meeting, error) {
	if !opaqueID(id) {
		return plan.Action{}, plan.Meeting{}, plan.NotFound("action")
	}
	a, err := c.Action(ctx, id)
	if err != nil {
		return a, plan.Meeting{}, err
	}
	if err := present(a.RemovedOn, "action"); err != nil {
		return a, plan.Meeting{}, err
	}
	m, err := existingMeeting(ctx, c, a.Meeting)
	if plan.KindOf(err) == plan.KindNotFound {
		err = plan.NotFound("action")
	}
	return a, m, err
}

// opaqueID tells what can be an identifier of ours. Like the patterns of codes it is
// asked first, so that anything else is answered without asking the database, which
// refuses some bytes in its own words.
func opaqueID(id string) bool {
	return uuid.Validate(id) == nil
}

// reference looks up what a field names: an absent thing is a broken rule of that
// field, every other failure is the caller's to return.
func reference(p *plan.Problems, location, rule, message string, err error) error {
	if plan.KindOf(err) == plan.KindNotFound {
		p.Add(location, rule, message)
		return nil
	}
	return err
}

func checkOffice(ctx context.Context, c *change, p *plan.Problems, location, code string) error {
	if code == "" {
		return nil
	}
	_, err := existingOffice(ctx, c, code)
	return reference(p, location, "office.unknown", "is not an office of this organization", err)
}

func checkObjective(ctx context.Context, c *change, p *plan.Problems, location, code string) error {
	if code == "" {
		return nil
	}
	_, err := existingObjective(ctx, c, code)
	return reference(p, location, "objective.unknown", "is not an objective of this organization", err)
}

func checkMilestone(ctx context.Context, c *change, p *plan.Problems, location, id string) error {
	if id == "" {
		return nil
	}
	_, _, err := existingMilestone(ctx, c, id)
	return reference(p, location, "milestone.unknown", "is not a milestone of this organization", err)
}

func checkMeeting(ctx context.Context, c *change, p *plan.Problems, location, id string) error {
	if id == "" {
		return nil
	}
	_, err := existingMeeting(ctx, c, id)
	return reference(p, location, "meeting.unknown", "is not a meeting of this organization", err)
}

func inList(list string, i int, field string) string {
	location := list + "[" + strconv.Itoa(i) + "]"
	if field == "" {
		return location
	}
	return location + "." + field
}
