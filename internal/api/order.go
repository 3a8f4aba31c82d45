package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// ObjectiveOrder is the order in which objectives are shown.
type ObjectiveOrder struct {
	Objectives []string `json:"objectives" minItems:"0" maxItems:"100000" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"[\"OB-02\",\"OB-01\"]" doc:"The codes of all objectives shown, first to last."`
	Revision   int64    `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which the order last changed; what If-Match is held against."`
}

// ObjectiveOrderChange is the order that is to be.
type ObjectiveOrderChange struct {
	Objectives plan.Opt[[]string] `json:"objectives" minItems:"0" maxItems:"100000" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"[\"OB-02\",\"OB-01\"]" doc:"The codes of objectives, first to last; those left out follow in the order that they had."`
}

// MilestoneOrder is the order in which an objective's milestones are shown.
type MilestoneOrder struct {
	Milestones []string `json:"milestones" minItems:"0" maxItems:"100000" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"[\"OB-01.2\",\"OB-01.1\"]" doc:"All milestones of the objective, first to last."`
	Revision   int64    `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The objective's revision; what If-Match is held against."`
}

// MilestoneOrderChange is the order that is to be.
type MilestoneOrderChange struct {
	Milestones plan.Opt[[]string] `json:"milestones" minItems:"0" maxItems:"100000" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"[\"OB-01.2\",\"OB-01.1\"]" doc:"Milestones of the objective, first to last; those left out follow in the order that they had."`
}

// NewPlace is where something is to be put.
type NewPlace struct {
	Before plan.Opt[string] `json:"before,omitempty" nullable:"true" maxLength:"38" example:"OB-01" doc:"The one that it is to stand before."`
	After  plan.Opt[string] `json:"after,omitempty" nullable:"true" maxLength:"38" doc:"The one that it is to stand behind; not together with before."`
}

func (p NewPlace) place() plan.Place[string] {
	return plan.Place[string]{Before: p.Before.Value, After: p.After.Value}
}

type newPlaceOfObjective struct {
	InObjective
	IdempotencyKey
}

type newPlaceOfMilestone struct {
	InMilestone
	IdempotencyKey
}

func (s *server) orderOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/objective-order", id: "objective-order", tag: tagObjectives,
		title: "The order of the objectives", text: "The order in which the objectives are shown: the one that the organization chose, else by code.",
		answer: ObjectiveOrder{},
	}, s.objectiveOrder)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/objective-order", id: "objective-order-change", tag: tagObjectives,
		title: "Order the objectives", text: "Chooses the order in which the objectives are shown, on every day. The objectives themselves do not change by it. For the editor and the admin.",
		answer: ObjectiveOrder{}, body: ObjectiveOrderChange{},
	}, s.orderObjectives)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/objectives/{objective}/place", id: "objective-place", tag: tagObjectives,
		title: "Put an objective elsewhere", text: "Gives an objective another place among the others, before or behind one of them. It needs no If-Match: nothing is said about the others. For the editor and the admin.",
		answer: ObjectiveOrder{}, body: NewPlace{},
	}, s.placeObjective)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/objectives/{objective}/milestone-order", id: "milestone-order", tag: tagMilestones,
		title: "The order of the milestones", text: "The order in which an objective's milestones are shown: the one that the organization chose, else by number.",
		answer: MilestoneOrder{},
	}, s.milestoneOrder)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/objectives/{objective}/milestone-order", id: "milestone-order-change", tag: tagMilestones,
		title: "Order the milestones", text: "Chooses the order in which an objective's milestones are shown. It is a part of the objective, whose revision it raises. For the editor and the admin.",
		answer: MilestoneOrder{}, body: MilestoneOrderChange{},
	}, s.orderMilestones)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/milestones/{milestone}/place", id: "milestone-place", tag: tagMilestones,
		title: "Put a milestone elsewhere", text: "Gives a milestone another place among those of its objective, before or behind one of them. For the editor and the admin.",
		answer: MilestoneOrder{}, body: NewPlace{},
	}, s.placeMilestone)
}

func (v view) objectiveOrder() reply {
	order := ObjectiveOrder{Objectives: []string{}, Revision: v.OrderRevision}
	for _, o := range v.InOrder() {
		order.Objectives = append(order.Objectives, o.Code)
	}
	return v.one(order, order.Revision)
}

func (v view) milestoneOrder(objective string) (reply, error) {
	o, ok := v.Objective(objective)
	if !ok {
		return reply{}, plan.NotFound("objective")
	}
	order := MilestoneOrder{Milestones: []string{}, Revision: o.Revision}
	for _, m := range o.InOrder() {
		order.Milestones = append(order.Milestones, m.ID)
	}
	return v.one(order, order.Revision), nil
}

func (s *server) objectiveOrder(ctx context.Context, in *InOrganization) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.objectiveOrder(), nil
}

func (s *server) orderObjectives(ctx context.Context, in *organizationChangeInput) (reply, error) {
	revision, body, err := readChange[ObjectiveOrderChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.OrderObjectives(ctx, tracker.OrderObjectives{
		Organization: in.Organization, IfRevision: revision, Codes: body.Objectives.Value,
	})
	return s.objectivesOrdered(ctx, in.Organization, receipt, err)
}

func (s *server) placeObjective(ctx context.Context, in *newPlaceOfObjective) (reply, error) {
	ctx, body, err := readNew[NewPlace](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.MoveObjective(ctx, tracker.MoveObjective{
		Organization: in.Organization, Code: in.Objective, Place: body.place(),
	})
	return s.objectivesOrdered(ctx, in.Organization, receipt, err)
}

func (s *server) objectivesOrdered(ctx context.Context, organization string, receipt tracker.Receipt, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	v, err := s.after(ctx, organization, receipt)
	if err != nil {
		return reply{}, err
	}
	return v.objectiveOrder(), nil
}

func (s *server) milestoneOrder(ctx context.Context, in *InObjective) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.milestoneOrder(in.Objective)
}

func (s *server) orderMilestones(ctx context.Context, in *objectiveChangeInput) (reply, error) {
	revision, body, err := readChange[MilestoneOrderChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.OrderMilestones(ctx, tracker.OrderMilestones{
		Organization: in.Organization, Objective: in.Objective, IfRevision: revision, Milestones: body.Milestones.Value,
	})
	return s.milestonesOrdered(ctx, in.Organization, in.Objective, receipt, err)
}

func (s *server) placeMilestone(ctx context.Context, in *newPlaceOfMilestone) (reply, error) {
	ctx, body, err := readNew[NewPlace](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.MoveMilestone(ctx, tracker.MoveMilestone{
		Organization: in.Organization, Milestone: in.Milestone, Place: body.place(),
	})
	objective, _, _ := plan.ParseMilestoneID(in.Milestone)
	return s.milestonesOrdered(ctx, in.Organization, objective, receipt, err)
}

func (s *server) milestonesOrdered(ctx context.Context, organization, objective string, receipt tracker.Receipt, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	v, err := s.after(ctx, organization, receipt)
	if err != nil {
		return reply{}, err
	}
	return v.milestoneOrder(objective)
}
