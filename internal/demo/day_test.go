package demo

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestWorkday(t *testing.T) {
	today := plan.NewDate(2026, time.November, 22) // a Sunday
	for _, tt := range []struct {
		name string
		day  day
		want string
	}{
		{"a weekday stays", d(-2), "2026-11-20"},
		{"the Saturday before goes back", d(-1), "2026-11-20"},
		{"the present day counts as past", d(0), "2026-11-20"},
		{"a Saturday to come goes on", d(6), "2026-11-30"},
		{"a Sunday to come goes on", d(7), "2026-11-30"},
		{"a fact on a weekday stays", firstDay, "2021-03-16"},
		{"no day stays none", nil, ""},
		{"taken away is none", undated, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.day.workday(today).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// The order of days and their side of the present day survive the move off weekends.
func TestWorkdayKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today := plan.NewDate(2026, time.January, 1).AddDays(rapid.IntRange(0, 3650).Draw(t, "today"))
		a := rapid.IntRange(-1700, 900).Draw(t, "a")
		b := rapid.IntRange(a, 900).Draw(t, "b")
		x, y := d(a).workday(today), d(b).workday(today)
		if x.After(y) {
			t.Fatalf("day %d becomes %s, day %d becomes %s", a, x, b, y)
		}
		if (a < 0) != x.Before(today) && a != 0 {
			t.Fatalf("day %d becomes %s, today being %s", a, x, today)
		}
		if wd := x.Time().Weekday(); wd == time.Saturday || wd == time.Sunday {
			t.Fatalf("day %d becomes a %s", a, wd)
		}
	})
}
