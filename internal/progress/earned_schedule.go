package progress

import (
	"math"
	"sort"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// The earned schedule is Walt Lipke's ("Schedule is Different", The Measurable News,
// March 2003; ISO 21508): how far along its planned curve a plan has come. Its
// periods are days here.

// lastDay is the end of the calendar: a forecast beyond it is not told.
var lastDay = plan.NewDate(2199, time.December, 31).Ordinal()

// schedule fills in the earned schedule of a group that has a plan.
func (s *sums) schedule(f *Figures, planned func(day int) float64) {
	f.StartOn, f.PlannedEndOn = plan.DateFromOrdinal(s.start), plan.DateFromOrdinal(s.end)
	f.PlannedDuration = s.end - s.start
	f.ActualTime = f.Day.Ordinal() - s.start
	earned := earnedDays(*f.DatedActual, f.PlannedDuration, func(offset int) float64 { return planned(s.start + offset) })
	f.EarnedSchedule = &earned
	if f.ActualTime > 0 {
		f.SPIT = pointer(earned / float64(f.ActualTime))
	}
	if !s.datedOpen && s.datedCompleted > 0 {
		f.ForecastEndOn = plan.DateFromOrdinal(s.datedCompleted)
		return
	}
	f.ForecastEndOn = forecast(s.start, f.PlannedDuration, f.ActualTime, earned)
}

// earnedDays is ES: the latest offset within the planned duration at which the planned
// curve is not above actual, interpolated on a straight line between whole days. The
// curve must not fall. Where it is above actual from the first day on, nothing of the
// schedule is earned: 0.
func earnedDays(actual float64, duration int, planned func(offset int) float64) float64 {
	above := sort.Search(duration+1, func(offset int) bool { return !atMost(planned(offset), actual) })
	switch above {
	case 0:
		return 0
	case duration + 1:
		return float64(duration)
	}
	low, high := planned(above-1), planned(above)
	return float64(above-1) + min(max((actual-low)/(high-low), 0), 1)
}

// forecast is the day on which the plan ends at the pace so far: start + planned
// duration / SPI(t), a part of a day counting as a whole one. No date where nothing is
// earned, no time has passed, or the day lies outside the calendar.
func forecast(start, duration, actualTime int, earned float64) plan.Date {
	if actualTime <= 0 || earned <= 0 {
		return plan.Date{}
	}
	days := math.Ceil(float64(duration)*float64(actualTime)/earned - tolerance)
	if days > float64(lastDay-start) {
		return plan.Date{}
	}
	return plan.DateFromOrdinal(start + int(days))
}
