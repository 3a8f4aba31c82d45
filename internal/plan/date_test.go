package plan_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestParseDate(t *testing.T) {
	for _, s := range []string{"1900-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2024-02-29", "2026-03-29", "2192-04-11", "2199-12-31"} {
		day, err := plan.ParseDate(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
		}
		same(t, s, day.String(), s)
	}
	for _, s := range []string{
		"", "2026", "2026-1-1", "2026-01-1", "2026-1-011", "20260101", "2026-01-01 ", " 2026-01-01", "2026-01-01T00:00:00Z",
		"2026-13-01", "2026-00-10", "2026-02-30", "2025-02-29", "2100-02-29", "2026-04-31", "2026-01-00",
		"1899-12-31", "1899-12-30", "0001-01-01", "0000-00-00", "2200-01-01", "2200-04-11", "9999-12-31",
		"26-01-0001", "2026/01/01", "01-01-2026", "+026-01-01", "-026-01-01", "2026-01--1", "２０２６-01-01", "2026-01-0\x00",
	} {
		if day, err := plan.ParseDate(s); err == nil {
			t.Errorf("%q was read as %v", s, day)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-03-10", "1900-01-01", "2199-12-31", "2200-01-01", "2026-02-29", "", "0000-00-00", "9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		day, err := plan.ParseDate(s)
		if err != nil {
			if !day.IsZero() {
				t.Errorf("%q: refused, yet %v", s, day)
			}
			return
		}
		if day.IsZero() || day.String() != s {
			t.Errorf("%q was read as %q", s, day)
		}
	})
}

func drawDate(t *rapid.T, label string) plan.Date {
	return plan.DateFromOrdinal(rapid.IntRange(1, plan.NewDate(2199, time.December, 31).Ordinal()).Draw(t, label))
}

func TestDatesAreACalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDate(t, "a"), drawDate(t, "b")
		days := b.DaysSince(a)
		if a.AddDays(days) != b {
			t.Fatalf("%v and %d days is %v, not %v", a, days, a.AddDays(days), b)
		}
		if !a.Time().AddDate(0, 0, days).Equal(b.Time()) {
			t.Fatalf("%v and %d days of the calendar is not %v", a, days, b)
		}
		if a.Before(b) != (days > 0) || a.After(b) != (days < 0) || (a == b) != (days == 0) || a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%v and %v are out of order", a, b)
		}
		if again, err := plan.ParseDate(a.String()); err != nil || again != a {
			t.Fatalf("%v does not read back: %v, %v", a, again, err)
		}
		if plan.DateFromOrdinal(a.Ordinal()) != a || plan.DateOf(a.Time(), time.UTC) != a {
			t.Fatalf("%v does not come back from its ordinal or its midnight", a)
		}
		if plan.Earliest(a, plan.Date{}, b) != plan.Earliest(b, a) || plan.Latest(a, plan.Date{}, b).Before(plan.Earliest(a, b)) {
			t.Fatalf("earliest and latest of %v and %v", a, b)
		}
	})
}

func TestNoDate(t *testing.T) {
	var none plan.Date
	same(t, "text", none.String(), "")
	same(t, "zero", none.IsZero(), true)
	same(t, "before nothing", none.Before(today), false)
	same(t, "nothing before", today.Before(none), false)
	same(t, "after nothing", none.After(today), false)
	same(t, "nothing after", today.After(none), false)
	same(t, "adding to it", none.AddDays(10), none)
	same(t, "comes first", none.Compare(today), -1)
	same(t, "ordinal", none.Ordinal(), 0)
	same(t, "earliest of none", plan.Earliest(), none)
	same(t, "latest of none", plan.Latest(none, none), none)
}

func TestNewDatePanicsOnADayThatDoesNotExist(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("30 February was made")
		}
	}()
	plan.NewDate(2026, time.February, 30)
}

// A day follows the zone of the installation, also on the two days a year of 23 and 25
// hours.
func TestDateOfFollowsTheZone(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	for instant, want := range map[string]string{
		"2026-03-09T22:59:59Z": "2026-03-09", "2026-03-09T23:00:00Z": "2026-03-10",
		"2026-07-09T21:59:59Z": "2026-07-09", "2026-07-09T22:00:00Z": "2026-07-10",
		"2026-03-28T23:00:00Z": "2026-03-29", "2026-03-29T21:59:59Z": "2026-03-29", "2026-03-29T22:00:00Z": "2026-03-30",
		"2026-10-24T22:00:00Z": "2026-10-25", "2026-10-25T22:59:59Z": "2026-10-25", "2026-10-25T23:00:00Z": "2026-10-26",
		"2025-12-31T23:30:00Z": "2026-01-01", "2199-12-31T12:00:00Z": "2199-12-31",
	} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		same(t, instant, plan.FixedClock(at, rome).Today().String(), want)
	}
}

func TestDatesAsJSON(t *testing.T) {
	text, err := json.Marshal(map[string]plan.Date{"a": today, "b": {}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "written", string(text), `{"a":"2026-03-10","b":""}`)
	var back map[string]plan.Date
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	same(t, "read", back["a"], today)
	same(t, "read", back["b"], plan.Date{})
	day := today
	if err := day.UnmarshalText([]byte("2026-02-30")); err == nil {
		t.Error("30 February was read")
	}
	same(t, "what was there is kept", day, today)
}
