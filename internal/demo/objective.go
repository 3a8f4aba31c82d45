package demo

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// objective is a row of the tables objectives_*.go.
type objective struct {
	code, title, description string
	horizon                  plan.Horizon
	urgent                   bool
	sectors                  []string
	lead                     string  // office
	weight                   float64 // 0: 1
	start, due               day
	// named objectives are those of the source: they are there from the first day, and
	// get their dates and milestones with the plan.
	named bool
	draft bool
	// added is the day it entered the plan; nil: the plan's own.
	added      day
	changes    []change
	milestones []milestone // numbered 1, 2, 3 … in this order
}

// change is a later change of an objective.
type change struct {
	on    day
	state plan.ObjectiveState // empty: stays
	due   day                 // nil: stays
}

// milestone is a dated step of an objective.
type milestone struct {
	title, description string
	office             string
	weight             float64
	start, due         day
	added              day // nil: the objective's
	log                []entry
}

func (o objective) terms(today plan.Date) plan.ObjectiveTerms {
	t := plan.ObjectiveTerms{
		State: plan.ObjectiveActive, Horizon: o.horizon, LeadOffice: o.lead, Weight: o.weight,
		StartOn: o.start.on(today), DueOn: o.due.on(today),
	}
	if o.draft {
		t.State = plan.ObjectiveDraft
	}
	if t.Weight == 0 {
		t.Weight = 1
	}
	return t
}

// addObjective adds an objective and its milestones, as they entered the plan.
func (s *script) addObjective(o objective) {
	added := o.added
	if added == nil {
		added = planDay
	}
	terms := o.terms(s.today)
	created := plan.Objective{
		Code: o.code, Title: o.title, Description: o.description, Urgent: o.urgent, Sectors: o.sectors, Terms: terms,
	}
	if o.named {
		created.Terms.StartOn, created.Terms.DueOn = plan.Date{}, plan.Date{}
		s.createObjective(firstDay, created)
		s.changeObjective(planDay, tracker.ChangeObjective{Code: o.code, StartOn: plan.Some(terms.StartOn), DueOn: plan.Some(terms.DueOn)})
	} else {
		s.createObjective(added, created)
	}
	for i, m := range o.milestones {
		s.createMilestone(o.code, i+1, m, added)
	}
}

func (s *script) createObjective(on day, o plan.Objective) {
	s.add(on, afternoon, "create "+o.Code, func(ctx context.Context, t *tracker.Tracker) error {
		_, err := t.CreateObjective(ctx, ente, o)
		return err
	})
}

func (s *script) changeObjective(on day, cmd tracker.ChangeObjective) {
	cmd.Organization = ente
	s.add(on, afternoon, "change "+cmd.Code, func(ctx context.Context, t *tracker.Tracker) error {
		_, err := t.ChangeObjective(ctx, cmd)
		return err
	})
}

func (s *script) createMilestone(objective string, number int, m milestone, added day) {
	if m.added != nil {
		added = m.added
	}
	cmd := tracker.CreateMilestone{
		Organization: ente, Objective: objective, Number: number, Title: m.title, Description: m.description,
		Office: m.office, Weight: m.weight, StartOn: m.start.on(s.today), DueOn: m.due.on(s.today),
	}
	s.add(added, afternoon, "create "+plan.MilestoneID(objective, number), func(ctx context.Context, t *tracker.Tracker) error {
		_, err := t.CreateMilestone(ctx, cmd)
		return err
	})
}

// addLog adds what was reported of an objective's milestones, and its own changes.
func (s *script) addLog(o objective) {
	for i, m := range o.milestones {
		for _, e := range m.log {
			s.report(plan.MilestoneID(o.code, i+1), e)
		}
	}
	for _, c := range o.changes {
		cmd := tracker.ChangeObjective{Code: o.code}
		if c.state != "" {
			cmd.State = plan.Some(c.state)
		}
		if c.due != nil {
			cmd.DueOn = plan.Some(c.due.on(s.today))
		}
		s.changeObjective(c.on, cmd)
	}
}
