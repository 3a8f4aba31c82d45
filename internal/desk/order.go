package desk

import (
	"fmt"
	"slices"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Key is what a milestone is ordered by.
func (o Order) Key(c *board.Content, m *board.Milestone) string {
	switch o {
	case OrderTitle:
		return plan.Fold(m.Title)
	case OrderOffice:
		name := m.Status.Office
		if office, ok := c.Office(name); ok {
			name = office.Name
		}
		return plan.Fold(name)
	case OrderState:
		return fmt.Sprintf("%02d", slices.Index(plan.MilestoneStates, m.Status.State))
	case OrderPercent:
		return fmt.Sprintf("%03d", m.Status.Percent)
	case OrderDue:
		return dateKey(m.Status.DueOn)
	case OrderSlip:
		return slipKey(m.SlippageDays)
	case OrderRecorded:
		return RecordedAt(m).UTC().Format("2006-01-02T15:04:05.000000000")
	}
	return CodeKey(m)
}

// CodeKey orders milestones by their objective's code, then by number.
func CodeKey(m *board.Milestone) string { return fmt.Sprintf("%s.%05d", m.Objective, m.Number) }

// dateKey puts what has no day last.
func dateKey(d plan.Date) string {
	if d.IsZero() {
		return "~"
	}
	return d.String()
}

func slipKey(days *int) string {
	if days == nil {
		return ""
	}
	const shift = 10_000_000 // more than two dates can be apart
	return fmt.Sprintf("%08d", *days+shift)
}

// LastRecorded is the update of a milestone that was recorded last: not always the one
// that counts, for a report may be about an earlier day. It is nil where there is none.
func LastRecorded(m *board.Milestone) *board.Update {
	var last *board.Update
	for _, u := range m.Updates {
		if last == nil || compareRecorded(u, last) > 0 {
			last = u
		}
	}
	return last
}

// RecordedAt is when a milestone was last heard of: the last record, else the beginning
// of the day on which it was added.
func RecordedAt(m *board.Milestone) time.Time {
	if last := LastRecorded(m); last != nil {
		return last.RecordedAt
	}
	return m.AddedOn.Time()
}
