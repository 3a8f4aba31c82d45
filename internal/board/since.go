package board

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// affectedFrom is the first day on which the history of an objective may read
// differently in two revisions of its block: all before it can be kept. Rows of the
// history are never edited, so that the same identifier is the same row.
func affectedFrom(old, new *objectiveBlock) plan.Date {
	first := lastDay
	first = earlierOf(first, firstDifference(old.changes, new.changes, func(c *plan.ObjectiveChange) (string, plan.Date) {
		return c.ID, c.EffectiveOn
	}))
	first = earlierOf(first, spanDifference(old.objective.AddedOn, new.objective.AddedOn, old.objective.RemovedOn, new.objective.RemovedOn))
	before, after := old.milestones, new.milestones
	for len(before) > 0 || len(after) > 0 {
		switch {
		case len(after) == 0 || (len(before) > 0 && before[0].milestone.Number < after[0].milestone.Number):
			first, before = earlierOf(first, before[0].milestone.AddedOn), before[1:]
		case len(before) == 0 || after[0].milestone.Number < before[0].milestone.Number:
			first, after = earlierOf(first, after[0].milestone.AddedOn), after[1:]
		default:
			if before[0] != after[0] {
				first = earlierOf(first, before[0].affectedFrom(after[0]))
			}
			before, after = before[1:], after[1:]
		}
	}
	return first
}

func (m *milestoneLog) affectedFrom(next *milestoneLog) plan.Date {
	first := firstDifference(m.updates, next.updates, func(u *plan.Update) (string, plan.Date) { return u.ID, u.EffectiveOn })
	a, b := &m.milestone, &next.milestone
	return earlierOf(first, spanDifference(a.AddedOn, b.AddedOn, a.RemovedOn, b.RemovedOn))
}

// lastDay stands for "no difference", the zero date for "from the beginning".
var lastDay = plan.DateFromOrdinal(1 << 30)

func earlierOf(a, b plan.Date) plan.Date {
	if a.Compare(b) < 0 {
		return a
	}
	return b
}

func spanDifference(added, nextAdded, removed, nextRemoved plan.Date) plan.Date {
	first := lastDay
	if added != nextAdded {
		first = earlierOf(first, earlierOf(added, nextAdded))
	}
	if removed != nextRemoved {
		first = earlierOf(first, plan.Earliest(removed, nextRemoved))
	}
	return first
}

// firstDifference compares two histories in the order in which they hold. What comes
// first in a history holds before its day too, so that a difference there counts from
// the beginning.
func firstDifference[T any](old, new []T, of func(*T) (id string, day plan.Date)) plan.Date {
	n := min(len(old), len(new))
	at := 0
	for at < n {
		a, _ := of(&old[at])
		b, _ := of(&new[at])
		if a != b {
			break
		}
		at++
	}
	if at == len(old) && at == len(new) {
		return lastDay
	}
	if at == 0 {
		return plan.Date{}
	}
	first := lastDay
	for _, rows := range [][]T{old, new} {
		if at < len(rows) {
			_, day := of(&rows[at])
			first = earlierOf(first, day)
		}
	}
	return first
}

// keptUntil is how many of the days, ascending, lie before a day.
func keptUntil(days []plan.Date, from plan.Date) int {
	at, _ := slices.BinarySearchFunc(days, from, func(a, b plan.Date) int { return cmp.Compare(a.Ordinal(), b.Ordinal()) })
	return at
}
