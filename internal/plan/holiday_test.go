package plan_test

import (
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Easter Sundays as the almanacs have them, the earliest and the latest possible too.
func TestEaster(t *testing.T) {
	for _, day := range []string{
		"1900-04-15", "1913-03-23", "1943-04-25", "2000-04-23", "2008-03-23", "2011-04-24", "2021-04-04", "2024-03-31",
		"2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2038-04-25", "2199-04-14",
	} {
		want := d(day)
		same(t, "Easter", plan.Easter(want.Time().Year()), want)
		same(t, "is a Sunday", want.Time().Weekday(), time.Sunday)
	}
}

func TestHolidays(t *testing.T) {
	of := map[int]string{
		2025: "2025-01-01 2025-01-06 2025-04-20 2025-04-21 2025-04-25 2025-05-01 2025-06-02 2025-08-15 2025-11-01 2025-12-08 2025-12-25 2025-12-26 ",
		2026: "2026-01-01 2026-01-06 2026-04-05 2026-04-06 2026-04-25 2026-05-01 2026-06-02 2026-08-15 2026-10-04 2026-11-01 2026-12-08 2026-12-25 2026-12-26 ",
	}
	for year, want := range of {
		var got string
		for day := plan.NewDate(year, time.January, 1); day.Time().Year() == year; day = day.AddDays(1) {
			if plan.Holiday(day) {
				got += day.String() + " "
			}
		}
		same(t, "the holidays", got, want)
	}
	same(t, "no day", plan.Holiday(plan.Date{}), false)
	same(t, "a Saturday", plan.Weekend(d("2026-03-14")), true)
	same(t, "a Sunday", plan.Weekend(d("2026-03-15")), true)
	same(t, "a Monday", plan.Weekend(d("2026-03-16")), false)
}
