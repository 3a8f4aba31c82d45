package plan

import (
	"errors"
	"fmt"
	"time"
)

// Date is a civil day without time or zone. The zero Date means "no date".
// Dates are comparable with == and lie between 1900-01-01 and 2199-12-31.
type Date struct {
	n int32 // days since 1899-12-31, so that the zero value is "no date"
}

// DateLayout is how a Date is written everywhere outside the pages.
const DateLayout = "2006-01-02"

var (
	dateOrigin = time.Date(1899, time.December, 31, 0, 0, 0, 0, time.UTC)
	maxDate    = daysTo(time.Date(2199, time.December, 31, 0, 0, 0, 0, time.UTC))
)

// daysTo counts the days from the origin to a midnight UTC. It goes by seconds because
// a time.Duration holds no more than 292 years.
func daysTo(midnight time.Time) int32 {
	const day = 24 * 60 * 60
	return int32((midnight.Unix() - dateOrigin.Unix()) / day)
}

// ErrDate is what ParseDate returns for anything that is not a day of the calendar.
var ErrDate = errors.New("not a calendar day in the form YYYY-MM-DD between 1900 and 2199")

// NewDate returns the given day. It panics on a day that does not exist: it is for
// constants and tests; input goes through ParseDate.
func NewDate(year int, month time.Month, day int) Date {
	d, err := ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	if err != nil {
		panic(err)
	}
	return d
}

// ParseDate reads YYYY-MM-DD. The empty string is an error: an absent date is
// expressed by not parsing one.
func ParseDate(s string) (Date, error) {
	if len(s) != len(DateLayout) {
		return Date{}, ErrDate
	}
	t, err := time.Parse(DateLayout, s)
	if err != nil {
		return Date{}, ErrDate
	}
	n := daysTo(t)
	if n < 1 || n > maxDate {
		return Date{}, ErrDate
	}
	return Date{n}, nil
}

// DateOf returns the civil day of an instant in a time zone.
func DateOf(t time.Time, loc *time.Location) Date {
	t = t.In(loc)
	return Date{daysTo(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC))}
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// Time returns midnight UTC of the day, for formatting and calendar arithmetic.
func (d Date) Time() time.Time { return dateOrigin.AddDate(0, 0, int(d.n)) }

// String returns YYYY-MM-DD, or the empty string for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(DateLayout)
}

// AddDays returns the day n days later (earlier when negative).
// Adding to no date gives no date.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return Date{d.n + int32(n)}
}

// AddYears is the same day some years later; of a 29 February, where there is none, the
// day after the 28th.
func (d Date) AddYears(n int) Date {
	if d.IsZero() {
		return d
	}
	return DateOf(d.Time().AddDate(n, 0, 0), time.UTC)
}

// DaysSince returns how many days d lies after e; both must be dates.
func (d Date) DaysSince(e Date) int { return int(d.n - e.n) }

// Before reports whether d is earlier than e. No date is before nothing.
func (d Date) Before(e Date) bool { return !d.IsZero() && !e.IsZero() && d.n < e.n }

// After reports whether d is later than e. No date is after nothing.
func (d Date) After(e Date) bool { return !d.IsZero() && !e.IsZero() && d.n > e.n }

// Compare orders dates; no date comes first.
func (d Date) Compare(e Date) int {
	switch {
	case d.n < e.n:
		return -1
	case d.n > e.n:
		return 1
	}
	return 0
}

// Ordinal returns a day number usable as a chart coordinate: consecutive days
// differ by one. It is 0 for no date.
func (d Date) Ordinal() int { return int(d.n) }

// DateFromOrdinal is the inverse of Ordinal.
func DateFromOrdinal(n int) Date { return Date{int32(n)} }

// MarshalText writes YYYY-MM-DD, or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	p, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}

// Earliest returns the earliest of the given dates, leaving out "no date".
func Earliest(dates ...Date) Date {
	var min Date
	for _, d := range dates {
		if !d.IsZero() && (min.IsZero() || d.n < min.n) {
			min = d
		}
	}
	return min
}

// Latest returns the latest of the given dates.
func Latest(dates ...Date) Date {
	var max Date
	for _, d := range dates {
		if d.n > max.n {
			max = d
		}
	}
	return max
}
