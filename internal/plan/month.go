package plan

import (
	"errors"
	"time"
)

// Month is a month of the calendar as YYYY-MM; "" means "no month". Months compare as text.
type Month string

// ErrMonth is what ParseMonth returns for anything that is not a month.
var ErrMonth = errors.New("not a month in the form YYYY-MM between 1900 and 2199")

// ParseMonth reads YYYY-MM. The empty string is an error, as for ParseDate.
func ParseMonth(s string) (Month, error) {
	if len(s) != len("2006-01") {
		return "", ErrMonth
	}
	if _, err := ParseDate(s + "-01"); err != nil {
		return "", ErrMonth
	}
	return Month(s), nil
}

// Valid reports whether it is a month, not the absence of one.
func (m Month) Valid() bool {
	_, err := ParseMonth(string(m))
	return err == nil
}

// First is the first day of the month; no date for no month.
func (m Month) First() Date {
	d, err := ParseDate(string(m) + "-01")
	if err != nil {
		return Date{}
	}
	return d
}

// Last is the last day of the month; no date for no month.
func (m Month) Last() Date {
	first := m.First()
	if first.IsZero() {
		return first
	}
	return DateOf(first.Time().AddDate(0, 1, -1), time.UTC)
}
