package tracker

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// OrderObjectives is the whole order in which objectives are to be shown.
type OrderObjectives struct {
	Organization string
	// IfRevision is the order's revision as the writer read it; 0: whatever it is.
	IfRevision int64
	// Codes from first to last. Objectives that it does not name, those added meanwhile or
	// removed long ago, follow in the order that they had.
	Codes []string
}

// OrderObjectives chooses the order in which objectives are shown, on every day. It is
// told apart from the objectives themselves: none of them changes by it. For the editor
// and the admin. The receipt's ID is the organization's.
func (t *Tracker) OrderObjectives(ctx context.Context, cmd OrderObjectives) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpObjectiveOrder, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		order, known, err := objectivesInOrder(ctx, c)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, order.Revision); err != nil {
			return err
		}
		if err := checkOrder("objectives", cmd.Codes, known, "objective.unknown", "is not an objective of this organization"); err != nil {
			return err
		}
		order.Codes = plan.InOrder(order.Codes, itself[string], cmd.Codes)
		c.wrote("objective_order", cmd.Organization, map[string]any{"objectives": cmd.Codes})
		return c.SaveObjectiveOrder(ctx, order)
	})
}

// MoveObjective is one objective's new place among the others.
type MoveObjective struct {
	Organization string
	Code         string
	Place        plan.Place[string] // codes
}

// MoveObjective gives an objective another place. Whoever moves one says nothing about
// the others, so that it needs no If-Match. For the editor and the admin.
func (t *Tracker) MoveObjective(ctx context.Context, cmd MoveObjective) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpObjectiveOrder, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		if _, err := existingObjective(ctx, c, cmd.Code); err != nil {
			return err
		}
		if err := cmd.Place.Check(cmd.Code); err != nil {
			return err
		}
		var p plan.Problems
		for location, code := range map[string]string{"before": cmd.Place.Before, "after": cmd.Place.After} {
			if err := checkObjective(ctx, c, &p, location, code); err != nil {
				return err
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		order, _, err := objectivesInOrder(ctx, c)
		if err != nil {
			return err
		}
		order.Codes = cmd.Place.Moved(order.Codes, cmd.Code)
		c.wrote("objective", cmd.Code, placed{Before: cmd.Place.Before, After: cmd.Place.After})
		return c.SaveObjectiveOrder(ctx, order)
	})
}

// placed is the audit detail of a move.
type placed struct {
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// objectivesInOrder gives the order with every objective of the organization in it,
// removed ones too, and those codes by code.
func objectivesInOrder(ctx context.Context, c *change) (plan.ObjectiveOrder, []string, error) {
	order, err := c.ObjectiveOrder(ctx)
	if err != nil {
		return order, nil, err
	}
	codes, err := c.ObjectiveCodes(ctx)
	if err != nil {
		return order, nil, err
	}
	order.Codes = plan.InOrder(codes, itself[string], order.Codes)
	order.Revision = max(order.Revision, plan.FirstRevision)
	return order, codes, nil
}

// OrderMilestones is the whole order in which an objective's milestones are to be shown.
type OrderMilestones struct {
	Organization string
	Objective    string
	// IfRevision is the objective's, which the order is a part of.
	IfRevision int64
	// Milestones as OB-01.3, from first to last; those that it does not name follow in the
	// order that they had.
	Milestones []string
}

// OrderMilestones chooses the order in which an objective's milestones are shown. For
// the editor and the admin. The receipt's ID is the objective's.
func (t *Tracker) OrderMilestones(ctx context.Context, cmd OrderMilestones) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpMilestoneOrder, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		o, err := existingObjective(ctx, c, cmd.Objective)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, o.Revision); err != nil {
			return err
		}
		known, err := milestonesInOrder(ctx, c, o)
		if err != nil {
			return err
		}
		if err := checkOrder("milestones", cmd.Milestones, known, "milestone.unknown", "is not a milestone of this objective"); err != nil {
			return err
		}
		o.MilestoneOrder = numbersOf(plan.InOrder(known, itself[string], cmd.Milestones))
		c.wrote("objective", o.Code, map[string]any{"milestones": cmd.Milestones})
		return c.SaveObjective(ctx, o)
	})
}

// MoveMilestone is one milestone's new place among those of its objective.
type MoveMilestone struct {
	Organization string
	Milestone    string             // OB-01.3
	Place        plan.Place[string] // milestones of the same objective
}

// MoveMilestone gives a milestone another place within its objective. For the editor
// and the admin. The receipt's ID is the milestone's.
func (t *Tracker) MoveMilestone(ctx context.Context, cmd MoveMilestone) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpMilestoneOrder, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		o, m, err := existingMilestone(ctx, c, cmd.Milestone)
		if err != nil {
			return err
		}
		if err := cmd.Place.Check(m.ID()); err != nil {
			return err
		}
		known, err := milestonesInOrder(ctx, c, o)
		if err != nil {
			return err
		}
		var p plan.Problems
		for location, id := range map[string]string{"before": cmd.Place.Before, "after": cmd.Place.After} {
			if id != "" && !slices.Contains(known, id) {
				p.Add(location, "milestone.unknown", "is not a milestone of this objective")
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		o.MilestoneOrder = numbersOf(cmd.Place.Moved(known, m.ID()))
		c.wrote("milestone", m.ID(), placed{Before: cmd.Place.Before, After: cmd.Place.After})
		return c.SaveObjective(ctx, o)
	})
}

// milestonesInOrder lists an objective's milestones in its order, removed ones too.
func milestonesInOrder(ctx context.Context, c *change, o plan.Objective) ([]string, error) {
	all, err := c.MilestonesOf(ctx, o.Code)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(all))
	for _, m := range plan.InOrder(all, func(m plan.Milestone) int { return m.Number }, o.MilestoneOrder) {
		ids = append(ids, m.ID())
	}
	return ids, nil
}

func numbersOf(milestones []string) []int {
	numbers := make([]int, len(milestones))
	for i, id := range milestones {
		_, numbers[i], _ = plan.ParseMilestoneID(id) // ours, by what they were made of
	}
	return numbers
}

// checkOrder refuses an order that names something twice or what is not there.
func checkOrder(list string, order, known []string, rule, message string) error {
	var p plan.Problems
	there, seen := map[string]bool{}, map[string]bool{}
	for _, k := range known {
		there[k] = true
	}
	for i, item := range order {
		switch {
		case !there[item]:
			p.Add(inList(list, i, ""), rule, message)
		case seen[item]:
			p.Add(inList(list, i, ""), "list.unique", "is given twice")
		}
		seen[item] = true
	}
	return p.Err()
}

func itself[T any](v T) T { return v }
