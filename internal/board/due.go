package board

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// dueList is what of an objective counts, is open and has a date, by it. It is made with the
// objective, so that nobody who asks what is due walks the whole plan.
type dueList struct {
	days []plan.Date // of the milestones, in step: they are searched without looking at those
	of   []*Milestone
	// now is how many are due before the day shown, which most questions begin or end with.
	now int
	// last is the last date of a milestone that was not cancelled, finished or not.
	last plan.Date
}

func dueOf(o *Objective, day plan.Date) *dueList {
	l := &dueList{of: make([]*Milestone, 0, len(o.Milestones))}
	for _, m := range o.Milestones {
		if m.Status.State != plan.MilestoneCancelled {
			l.last = plan.Latest(l.last, m.Status.DueOn)
		}
		if o.Terms.State.Counted() && m.Status.Open() && !m.Status.DueOn.IsZero() {
			l.of = append(l.of, m)
		}
	}
	slices.SortStableFunc(l.of, compareDue)
	l.days = make([]plan.Date, len(l.of))
	for i, m := range l.of {
		l.days[i] = m.Status.DueOn
	}
	l.now, _ = slices.BinarySearchFunc(l.days, day, plan.Date.Compare)
	return l
}

func compareDue(a, b *Milestone) int { return a.Status.DueOn.Compare(b.Status.DueOn) }

// before is how many are due before a day: looked for from the day shown on, in steps that grow.
func (l *dueList) before(day plan.Date) int {
	from, to := 0, l.now
	if l.now < len(l.days) && l.days[l.now].Before(day) {
		from, to = l.now, len(l.days)
		for step := 1; l.now+step < len(l.days); step *= 2 {
			if !l.days[l.now+step].Before(day) {
				to = l.now + step
				break
			}
			from = l.now + step
		}
	} else if l.now == 0 || l.days[l.now-1].Before(day) {
		return l.now
	}
	at, _ := slices.BinarySearchFunc(l.days[from:to], day, plan.Date.Compare)
	return from + at
}

// dueList gives the list made with the objective; those made by hand have none.
func (o *Objective) dueList(day plan.Date) *dueList {
	if o.due != nil {
		return o.due
	}
	return dueOf(o, day)
}

// LastDueOn is the last date of its milestones, cancelled ones left out; zero where none has one.
func (o *Objective) LastDueOn() plan.Date { return o.dueList(plan.Date{}).last }

// Due gives the milestones that enter the organization's figures, are open and fall due on the days
// from one to another (zero: without bound), by date, and of one day in the order of the
// objectives: so many of them at most, and how many there are. It costs what there are objectives.
func (c *Content) Due(from, until plan.Date, most int) (first []*Milestone, of int) {
	for _, o := range c.Objectives {
		list := o.dueList(c.Day)
		begin, end := 0, len(list.of)
		if !from.IsZero() {
			begin = list.before(from)
		}
		if !until.IsZero() {
			end = max(begin, list.before(until.AddDays(1)))
		}
		of += end - begin
		for i, m := range list.of[begin:end] {
			if len(first) == most && (most == 0 || !list.days[begin+i].Before(first[most-1].Status.DueOn)) {
				break
			}
			at, _ := slices.BinarySearchFunc(first, m, func(f, m *Milestone) int { return cmp.Or(compareDue(f, m), -1) })
			first = slices.Insert(first[:min(len(first), most-1)], min(at, most-1), m)
		}
	}
	return first, of
}
