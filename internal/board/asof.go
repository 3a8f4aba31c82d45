package board

import (
	"sort"

	"github.com/traguardi/traguardi/internal/plan"
)

// inPlan reports whether something belongs to the plan on a day: from the day it was
// added, until the day it was removed.
func inPlan(added, removed, day plan.Date) bool {
	return !added.After(day) && (removed.IsZero() || removed.After(day))
}

// effective is how many of the milestone's updates hold on a day: all those before
// that position do, and the last of them tells the status. Where the milestone is in
// the plan before its first update, the status that it was added with holds already.
func (m *milestoneLog) effective(day plan.Date) int {
	n := sort.Search(len(m.updates), func(i int) bool { return m.updates[i].EffectiveOn.After(day) })
	if n == 0 && len(m.updates) > 0 && m.updates[0].Kind == plan.UpdateAdded {
		return 1
	}
	return n
}

// presentOn reports whether the milestone has a place in its objective on a day.
func (m *milestoneLog) presentOn(day plan.Date) bool {
	return inPlan(m.milestone.AddedOn, m.milestone.RemovedOn, day)
}

// baselineOn is the baseline that counts on a day, zero before it was set.
func (m *milestoneLog) baselineOn(day plan.Date) plan.Date {
	if m.milestone.BaselineSetOn.After(day) {
		return plan.Date{}
	}
	return m.milestone.BaselineDueOn
}

// presentOn reports whether the objective belongs to the plan on a day.
func (b *objectiveBlock) presentOn(day plan.Date) bool {
	return inPlan(b.objective.AddedOn, b.objective.RemovedOn, day)
}

// termsOn is the objective's terms on a day, by its dated changes. Before the first
// change they are what that one left, so that an objective never stands without terms.
func (b *objectiveBlock) termsOn(day plan.Date) plan.ObjectiveTerms {
	if len(b.changes) == 0 {
		return b.objective.Terms
	}
	n := sort.Search(len(b.changes), func(i int) bool { return b.changes[i].EffectiveOn.After(day) })
	return b.changes[max(n-1, 0)].Terms
}

// ratingOn is the latest rating of one side given on or before a day.
func (b *objectiveBlock) ratingOn(day plan.Date, side plan.RatedBy) *Rating {
	for i := len(b.ratings) - 1; i >= 0; i-- {
		if r := &b.ratings[i]; r.RatedBy == side && !r.GivenOn.After(day) {
			return &Rating{Confidence: r.Confidence, Text: r.Text, GivenOn: r.GivenOn, ActorRole: r.By.Role}
		}
	}
	return nil
}
