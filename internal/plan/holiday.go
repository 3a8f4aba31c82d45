package plan

import "time"

// Easter is the day of Easter in a year of the Gregorian calendar (the anonymous
// Gregorian algorithm, as in Meeus, Astronomical Algorithms, chapter 8).
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return NewDate(year, time.Month(n/31), n%31+1)
}

// saintFrancisSince is the first year in which the fourth of October is a public holiday
// again (law 151 of 8 October 2025).
const saintFrancisSince = 2026

// Holiday reports whether a day is a public holiday in the whole of Italy: law 260 of
// 27 May 1949 with its changes. Sundays are holidays by that law too, but no feast of
// their own, and are not told here; nor are the feasts of patron saints, which differ
// from place to place.
func Holiday(day Date) bool {
	if day.IsZero() {
		return false
	}
	t := day.Time()
	switch [2]int{int(t.Month()), t.Day()} {
	case [2]int{1, 1}, [2]int{1, 6}, [2]int{4, 25}, [2]int{5, 1}, [2]int{6, 2}, [2]int{8, 15},
		[2]int{11, 1}, [2]int{12, 8}, [2]int{12, 25}, [2]int{12, 26}:
		return true
	case [2]int{10, 4}:
		return t.Year() >= saintFrancisSince
	}
	easter := Easter(t.Year())
	return day == easter || day == easter.AddDays(1)
}

// Weekend reports whether a day is a Saturday or a Sunday.
func Weekend(day Date) bool {
	weekday := day.Time().Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}
