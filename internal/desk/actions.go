package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// OpenActions lists what meetings asked of an office and is not done, by due date.
func OpenActions(c *board.Content, office string) []*board.Action {
	return actions(c, office, func(*board.Action) bool { return true })
}

// OverdueActions lists the open ones past their date, longest first.
func OverdueActions(c *board.Content, office string) []*board.Action {
	return actions(c, office, func(a *board.Action) bool { return a.Overdue })
}

// ActionsDueWithin lists the open ones due from the content's day to so many days later.
func ActionsDueWithin(c *board.Content, office string, days int) []*board.Action {
	return actions(c, office, func(a *board.Action) bool { return within(a.DueOn, c.Day, days) })
}

func actions(c *board.Content, office string, fits func(*board.Action) bool) []*board.Action {
	var found []*board.Action
	for _, a := range c.Actions {
		if a.State == plan.ActionOpen && (office == "" || a.Office == office) && fits(a) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b *board.Action) int {
		return cmp.Or(undatedLast(a.DueOn, b.DueOn), cmp.Compare(a.ID, b.ID))
	})
	return found
}
