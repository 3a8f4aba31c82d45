package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
)

// NotMetDays is after how long without a meeting an office is on the list of those to
// be met.
const NotMetDays = 90

// NotMet is an office that was never met, or not for long. Its next meeting, where one
// is scheduled, is Office.NextMeeting.
type NotMet struct {
	Office *board.Office
	Never  bool
	Days   int // since the last meeting; 0 where Never
}

// OfficesNotMet lists the offices that were never met, by name, then those not met for
// so many days or more, longest first.
func OfficesNotMet(c *board.Content, days int) []NotMet {
	var found []NotMet
	for _, o := range c.Offices {
		n := NotMet{Office: o, Never: o.LastMetOn.IsZero()}
		if !n.Never {
			n.Days = c.Day.DaysSince(o.LastMetOn)
		}
		if n.Never || n.Days >= days {
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b NotMet) int {
		if a.Never != b.Never {
			if a.Never {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Days, a.Days)
	})
	return found
}
