package board

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// MaxCurvePoints bounds the sampled days of a burn-up.
const MaxCurvePoints = 60

// sampleDays gives the days of a burn-up, ascending: the first, the last, the day that
// is shown, and between them as many as there is room for, evenly spread.
func sampleDays(start, end, day plan.Date) []plan.Date {
	first, last := plan.Earliest(start, day), plan.Latest(end, day)
	span := last.DaysSince(first)
	if span < MaxCurvePoints {
		days := make([]plan.Date, 0, span+1)
		for i := range span + 1 {
			days = append(days, first.AddDays(i))
		}
		return days
	}
	days := make([]plan.Date, 0, MaxCurvePoints)
	const steps = MaxCurvePoints - 2 // one place is kept for the day itself
	for i := range steps + 1 {
		days = append(days, first.AddDays((i*span+steps/2)/steps))
	}
	if at, found := slices.BinarySearchFunc(days, day, plan.Date.Compare); !found {
		days = slices.Insert(days, at, day)
	}
	return days
}
