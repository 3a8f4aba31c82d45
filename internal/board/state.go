package board

import (
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// moment is the day that a board shows, and all else but the ledger that what it shows
// depends on. Boards of equal moments may share what they computed.
type moment struct {
	day      plan.Date
	today    plan.Date
	progress progress.Options
	location *time.Location
}

// recordedBy reports whether something recorded at an instant was known on the day.
func (m moment) recordedBy(at time.Time) bool {
	return m.day == m.today || !plan.DateOf(at, m.location).After(m.day)
}

// objectiveDay is an objective as it was on the day, with its figures. It is immutable.
type objectiveDay struct {
	block   *objectiveBlock
	present bool
	// The rest is filled for an objective that is present.
	terms      plan.ObjectiveTerms
	milestones []*milestoneDay    // by number, those present
	state      progress.Objective // its milestones in the same order
	figures    progress.Figures
	// draftToday is told for every objective: what is a draft today is not shown in
	// public on any day.
	draftToday bool
}

// milestoneDay is a milestone as it was on the day.
type milestoneDay struct {
	log *milestoneLog
	// effective is how many of the log's updates hold.
	effective int
	baseline  plan.Date
	// updatedOn is the effective day of the last update, the day it was added if none.
	updatedOn plan.Date
}

// last is the update that tells the milestone's status.
func (m *milestoneDay) last() *plan.Update { return &m.log.updates[m.effective-1] }

// published reports whether the public may see the objective.
func (o *objectiveDay) published() bool {
	return o.present && o.terms.State != plan.ObjectiveDraft && !o.draftToday
}

// shownTo reports whether an audience sees the objective.
func (o *objectiveDay) shownTo(a audience) bool {
	if a == forStaff {
		return o.present
	}
	return o.published()
}

// newObjectiveDay looks at a block on a day. What it shares with the same objective of
// an earlier revision (prev, may be nil) it takes from there.
func newObjectiveDay(block *objectiveBlock, m moment, prev *objectiveDay) *objectiveDay {
	o := &objectiveDay{
		block: block, present: block.presentOn(m.day),
		draftToday: block.termsOn(m.today).State == plan.ObjectiveDraft,
	}
	if !o.present {
		return o
	}
	o.terms = block.termsOn(m.day)
	o.milestones = make([]*milestoneDay, 0, len(block.milestones))
	o.state = progress.Objective{
		Code: block.objective.Code, State: o.terms.State, Horizon: o.terms.Horizon,
		Weight: o.terms.Weight, LeadOffice: o.terms.LeadOffice,
		Milestones: make([]progress.Milestone, 0, len(block.milestones)),
	}
	known := newReuse(prev, o.terms.StartOn)
	for _, log := range block.milestones {
		day, state := known.find(log)
		if day == nil {
			if day = log.on(m.day); day == nil {
				continue
			}
			state = day.state(day.last().After, o.terms.StartOn)
		}
		o.milestones = append(o.milestones, day)
		o.state.Milestones = append(o.state.Milestones, state)
	}
	var before *progress.Figures
	if prev != nil && prev.present {
		before = &prev.figures
	}
	o.figures = progress.OfObjectiveAfter(before, o.state, m.day, m.progress)
	return o
}

// on looks at a milestone on a day; nil where it is not in the plan.
func (m *milestoneLog) on(day plan.Date) *milestoneDay {
	if !m.presentOn(day) {
		return nil
	}
	effective := m.effective(day)
	if effective == 0 {
		return nil
	}
	updatedOn := m.updates[effective-1].EffectiveOn
	if updatedOn.After(day) {
		updatedOn = m.milestone.AddedOn
	}
	return &milestoneDay{log: m, effective: effective, baseline: m.baselineOn(day), updatedOn: updatedOn}
}

// state is the milestone as the formulas take it. objectiveStart stands in for a start
// of its own.
func (m *milestoneDay) state(status plan.MilestoneStatus, objectiveStart plan.Date) progress.Milestone {
	start := status.StartOn
	if start.IsZero() {
		start = objectiveStart
	}
	return progress.Milestone{
		ID: m.log.milestone.ID(), Office: status.Office, Weight: status.Weight,
		StartOn: start, DueOn: status.DueOn, BaselineDueOn: m.baseline,
		State: status.State, Percent: status.Percent, CompletedOn: status.CompletedOn,
		UpdatedOn: m.updatedOn,
	}
}

// reuse walks the milestones of an earlier revision alongside those of the next one.
type reuse struct {
	prev *objectiveDay
	at   int
}

// newReuse gives nothing to reuse where a start that milestones inherit has moved.
func newReuse(prev *objectiveDay, start plan.Date) *reuse {
	if prev == nil || !prev.present || prev.terms.StartOn != start {
		return &reuse{prev: &objectiveDay{}}
	}
	return &reuse{prev: prev}
}

// find gives what an earlier revision had of an unchanged log. Logs must be asked for
// by rising number.
func (r *reuse) find(log *milestoneLog) (*milestoneDay, progress.Milestone) {
	for r.at < len(r.prev.milestones) && r.prev.milestones[r.at].log.milestone.Number < log.milestone.Number {
		r.at++
	}
	if r.at < len(r.prev.milestones) && r.prev.milestones[r.at].log == log {
		return r.prev.milestones[r.at], r.prev.state.Milestones[r.at]
	}
	return nil, progress.Milestone{}
}
