package board

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// audience is for whom a projection is made.
type audience int

const (
	forPublic audience = iota
	forStaff
)

// shown is what of the plan an audience sees at all: what others may point at.
type shown struct {
	to   audience
	days []*objectiveDay // sorted by code
}

func (s shown) objective(code string) *objectiveDay {
	at, found := slices.BinarySearchFunc(s.days, code, func(o *objectiveDay, code string) int {
		switch {
		case o.block.objective.Code < code:
			return -1
		case o.block.objective.Code > code:
			return 1
		}
		return 0
	})
	if !found || !s.days[at].shownTo(s.to) {
		return nil
	}
	return s.days[at]
}

// pointer gives what a decision or an action may point at: nothing that the audience
// does not see. of is the code of the objective that it is about.
func (s shown) pointer(objective, milestone string) (shownObjective, shownMilestone, of string) {
	if objective != "" && s.objective(objective) != nil {
		shownObjective, of = objective, objective
	}
	code, number, ok := plan.ParseMilestoneID(milestone)
	if !ok {
		return shownObjective, "", of
	}
	if o := s.objective(code); o != nil {
		of = code
		if o.milestone(number) != nil {
			shownMilestone = milestone
		}
	}
	return shownObjective, shownMilestone, of
}

func (o *objectiveDay) milestone(number int) *milestoneDay {
	at, found := slices.BinarySearchFunc(o.milestones, number, func(m *milestoneDay, number int) int {
		return m.log.milestone.Number - number
	})
	if !found {
		return nil
	}
	return o.milestones[at]
}

// sameTargets reports whether all that can be pointed at is the same in two sets.
func sameTargets(before, after shown) bool {
	same := true
	eachChange(before.days, after.days, func(old, new *objectiveDay) {
		if !same {
			return
		}
		if old == nil || new == nil {
			same = false
			return
		}
		same = old.shownTo(before.to) == new.shownTo(after.to) &&
			slices.EqualFunc(old.milestones, new.milestones, func(a, b *milestoneDay) bool {
				return a.log.milestone.Number == b.log.milestone.Number
			})
	})
	return same
}
