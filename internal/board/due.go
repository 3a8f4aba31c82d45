package board

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// dueOf lists the milestones of an objective that count, are open and have a date, by it. It is
// made with the objective, so that nobody who asks what is due walks the whole plan.
func dueOf(o *Objective) []*Milestone {
	due := make([]*Milestone, 0, len(o.Milestones))
	if !o.Terms.State.Counted() {
		return due
	}
	for _, m := range o.Milestones {
		if m.Status.Open() && !m.Status.DueOn.IsZero() {
			due = append(due, m)
		}
	}
	slices.SortStableFunc(due, compareDue)
	return due
}

func compareDue(a, b *Milestone) int { return a.Status.DueOn.Compare(b.Status.DueOn) }

// Due gives the milestones that enter the organization's figures, are open and fall due on the days
// from one to another (zero: without bound), by date, and of one day in the order of the
// objectives: so many of them at most, and how many there are. It costs what there are objectives.
func (c *Content) Due(from, until plan.Date, most int) (first []*Milestone, of int) {
	for _, o := range c.Objectives {
		due := o.due
		if due == nil { // made by hand
			due = dueOf(o)
		}
		if !from.IsZero() {
			due = due[dueFrom(due, from):]
		}
		if !until.IsZero() {
			due = due[:dueFrom(due, until.AddDays(1))]
		}
		of += len(due)
		for _, m := range due {
			if len(first) == most && (most == 0 || compareDue(m, first[most-1]) >= 0) {
				break
			}
			at, _ := slices.BinarySearchFunc(first, m, func(f, m *Milestone) int { return cmp.Or(compareDue(f, m), -1) })
			first = slices.Insert(first[:min(len(first), most-1)], min(at, most-1), m)
		}
	}
	return first, of
}

// dueFrom is how many of the milestones, by date, are due before a day.
func dueFrom(due []*Milestone, day plan.Date) int {
	at, _ := slices.BinarySearchFunc(due, day, func(m *Milestone, day plan.Date) int { return m.Status.DueOn.Compare(day) })
	return at
}
