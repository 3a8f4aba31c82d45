package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// SoonDays is how far the desks look ahead: the next 60 days.
const SoonDays = 60

// UnderWay lists an office's milestones that somebody has to see to: neither done nor
// cancelled, of objectives that are active or completed. Those of a draft, or of an
// objective that rests or was given up, are nobody's task.
func UnderWay(c *board.Content, office string) []*board.Milestone {
	return open(c, office, func(*board.Milestone) bool { return true })
}

// Overdue lists those past their date, longest first.
func Overdue(c *board.Content, office string) []*board.Milestone {
	return open(c, office, func(m *board.Milestone) bool { return m.Overdue })
}

// DueWithin lists those due from the content's day to so many days later.
func DueWithin(c *board.Content, office string, days int) []*board.Milestone {
	return open(c, office, func(m *board.Milestone) bool { return within(m.Status.DueOn, c.Day, days) })
}

// Blocked lists those that are blocked.
func Blocked(c *board.Content, office string) []*board.Milestone {
	return open(c, office, func(m *board.Milestone) bool { return m.Status.State == plan.MilestoneBlocked })
}

// Undated lists those without a due date.
func Undated(c *board.Content, office string) []*board.Milestone {
	return open(c, office, func(m *board.Milestone) bool { return m.Status.DueOn.IsZero() })
}

// Stale lists those of which nothing was heard for long (progress.Stale), longest first.
func Stale(c *board.Content, office string) []*board.Milestone {
	stale := open(c, office, func(m *board.Milestone) bool { return m.Stale })
	slices.SortStableFunc(stale, func(a, b *board.Milestone) int { return a.UpdatedOn.Compare(b.UpdatedOn) })
	return stale
}

// open lists the milestones under way that fit, by due date, undated ones last.
func open(c *board.Content, office string, fits func(*board.Milestone) bool) []*board.Milestone {
	var found []*board.Milestone
	for _, o := range c.Objectives {
		for _, m := range o.Milestones {
			if underWay(o, m) && (office == "" || m.Status.Office == office) && fits(m) {
				found = append(found, m)
			}
		}
	}
	slices.SortFunc(found, byDueDate)
	return found
}

// underWay reports whether somebody has to see to a milestone; see UnderWay.
func underWay(o *board.Objective, m *board.Milestone) bool {
	return o.Terms.State.Counted() && m.Status.Open()
}

func within(d, day plan.Date, days int) bool {
	return !d.IsZero() && !d.Before(day) && !d.After(day.AddDays(days))
}

func byDueDate(a, b *board.Milestone) int {
	return cmp.Or(undatedLast(a.Status.DueOn, b.Status.DueOn), cmp.Compare(a.Objective, b.Objective), a.Number-b.Number)
}

func undatedLast(a, b plan.Date) int {
	if a.IsZero() != b.IsZero() {
		return -a.Compare(b)
	}
	return a.Compare(b)
}

// OfficeList is everything that an office owns, in the groups of its list. Every
// milestone is in exactly one of them.
type OfficeList struct {
	Overdue []*board.Milestone // longest first
	Soon    []*board.Milestone // due within SoonDays, by date
	Further []*board.Milestone // by date
	Undated []*board.Milestone // by objective and number
	Done    []*board.Milestone // last completed first
	// Resting are of objectives that are drafts or suspended; Cancelled were given up,
	// or their objective was.
	Resting, Cancelled []*board.Milestone // by date
}

// ListOf groups what an office owns.
func ListOf(c *board.Content, office string) OfficeList {
	var l OfficeList
	for _, o := range c.Objectives {
		for _, m := range o.Milestones {
			if m.Status.Office == office {
				group := l.groupOf(c, o, m)
				*group = append(*group, m)
			}
		}
	}
	for _, group := range []*[]*board.Milestone{&l.Overdue, &l.Soon, &l.Further, &l.Undated, &l.Resting, &l.Cancelled} {
		slices.SortFunc(*group, byDueDate)
	}
	slices.SortFunc(l.Done, func(a, b *board.Milestone) int {
		return cmp.Or(b.Status.CompletedOn.Compare(a.Status.CompletedOn), byDueDate(a, b))
	})
	return l
}

func (l *OfficeList) groupOf(c *board.Content, o *board.Objective, m *board.Milestone) *[]*board.Milestone {
	due := m.Status.DueOn
	switch {
	case m.Status.State == plan.MilestoneDone:
		return &l.Done
	case m.Status.State == plan.MilestoneCancelled || o.Terms.State == plan.ObjectiveCancelled:
		return &l.Cancelled
	case !o.Terms.State.Counted():
		return &l.Resting
	case due.IsZero():
		return &l.Undated
	case due.Before(c.Day):
		return &l.Overdue
	case within(due, c.Day, SoonDays):
		return &l.Soon
	}
	return &l.Further
}
