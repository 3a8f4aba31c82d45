package demo

import (
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// day is a day of the demonstration, once the present one is known. Nil is no day.
type day func(today plan.Date) plan.Date

// d is so many days after the present one; what lies behind it is negative.
func d(days int) day { return func(today plan.Date) plan.Date { return today.AddDays(days) } }

// fact is a day that the source gives.
func fact(year int, month time.Month, dayOfMonth int) day {
	date := plan.NewDate(year, month, dayOfMonth)
	return func(plan.Date) plan.Date { return date }
}

// undated takes a date away, where nil would leave it as it is.
func undated(plan.Date) plan.Date { return plan.Date{} }

// on gives the date; no date for no day.
func (f day) on(today plan.Date) plan.Date {
	if f == nil {
		return plan.Date{}
	}
	return f(today)
}

// workday gives the date, moved off a weekend: what is past goes back to the Friday, so
// that it stays past, what is to come goes on to the Monday. The order of days stays.
// It is for days on which somebody is in the office; a deadline may fall on a Sunday.
func (f day) workday(today plan.Date) plan.Date {
	date := f.on(today)
	back, ahead := 0, 0
	switch date.Time().Weekday() {
	case time.Saturday:
		back, ahead = 1, 2
	case time.Sunday:
		back, ahead = 2, 1
	}
	if date.After(today) {
		return date.AddDays(ahead)
	}
	return date.AddDays(-back)
}
