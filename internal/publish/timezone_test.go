package publish_test

import (
	"fmt"
	"testing"
	"time"
	"unicode"

	ical "github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
)

var letters = []*unicode.RangeTable{unicode.L, unicode.N, unicode.P, unicode.Zs, unicode.S}

// onset is one time at which a VTIMEZONE says that the clocks were put.
type onset struct {
	at       time.Time // in UTC's stead
	from, to int
}

// onsets reads the VTIMEZONE of a calendar, and lets a library of its own expand its
// rules up to a year.
func onsets(t *testing.T, cal *ical.Calendar, until int) []onset {
	t.Helper()
	var all []onset
	for _, child := range cal.Children {
		if child.Name != ical.CompTimezone {
			continue
		}
		for _, observance := range child.Children {
			begin, err := time.Parse("20060102T150405", observance.Props.Get(ical.PropDateTimeStart).Value)
			if err != nil {
				t.Fatal(err)
			}
			from, to := seconds(t, observance.Props.Get(ical.PropTimezoneOffsetFrom).Value), seconds(t, observance.Props.Get(ical.PropTimezoneOffsetTo).Value)
			times := []time.Time{begin}
			if rule := observance.Props.Get(ical.PropRecurrenceRule); rule != nil {
				r, err := rrule.StrToRRule(rule.Value)
				if err != nil {
					t.Fatal(err)
				}
				r.DTStart(begin)
				times = r.Between(begin, time.Date(until, time.December, 31, 0, 0, 0, 0, time.UTC), true)
			}
			for _, at := range times {
				all = append(all, onset{at, from, to})
			}
		}
	}
	return all
}

func seconds(t *testing.T, text string) int {
	t.Helper()
	var hours, minutes, rest int
	if _, err := fmt.Sscanf(text[1:]+"00", "%2d%2d%2d", &hours, &minutes, &rest); err != nil {
		t.Fatal(err)
	}
	n := hours*3600 + minutes*60 + rest
	if text[0] == '-' {
		return -n
	}
	return n
}

// offsetAt is what a reader of the VTIMEZONE takes an hour of the clock to be east of UTC.
func offsetAt(all []onset, clock time.Time) (offset int, known bool) {
	var last onset
	for _, o := range all {
		if !o.at.After(clock) && (!known || o.at.After(last.at)) {
			last, known = o, true
		}
	}
	return last.to, known
}

// TestTheZoneIsRight: every three hours of all years that a calendar speaks of, and of
// those to come, a reader of the VTIMEZONE comes to the same offset as the zone database.
func TestTheZoneIsRight(t *testing.T) {
	for _, tc := range []struct {
		zone        string
		first, last string
	}{
		{"Europe/Rome", "2021-03-16", "2027-06-15"},
		{"Europe/Rome", "2026-11-20", "2026-11-20"},
		{"Europe/Rome", "2026-11-20", "2099-07-15"},
		{"Europe/Rome", "2199-01-01", "2199-12-31"},
		{"Europe/Rome", "1995-01-10", "2026-11-20"}, // before the rule of today
		{"Europe/Rome", "1966-01-10", "1966-07-10"}, // summer time by decree, after years without
		{"Europe/Rome", "1901-01-10", "1950-07-10"},
		{"Europe/Lisbon", "1990-01-10", "2026-11-20"},
		{"America/New_York", "2000-01-10", "2026-11-20"},
		{"America/Sao_Paulo", "2010-01-10", "2026-11-20"}, // has summer time no more
		{"Asia/Kolkata", "2020-01-10", "2026-11-20"},
		{"Australia/Lord_Howe", "2005-01-10", "2026-11-20"}, // by half an hour
		{"UTC", "2020-01-10", "2026-11-20"},
	} {
		t.Run(tc.zone+" since "+tc.first, func(t *testing.T) {
			zone := location(tc.zone)
			c := board.Content{Organization: plan.Organization{ID: "c_m403", Name: "x"}, Day: day(tc.last)}
			for i, on := range []string{tc.first, tc.last} {
				c.Meetings = append(c.Meetings, &board.Meeting{ID: fmt.Sprint(i), State: plan.MeetingHeld, HeldOn: day(on), StartsAt: "10:00"})
			}
			text, err := publish.Calendar{Content: &c, Zone: zone}.Write()
			if err != nil {
				t.Fatal(err)
			}
			strict(t, text)
			last := day(tc.last).Time().AddDate(9, 0, 0) // a rule goes on, what follows none is told for ten years
			all := onsets(t, read(t, text), last.Year())
			if rules := tc.zone == "Europe/Rome" && tc.first >= "1996"; rules && len(all) < 20 {
				t.Errorf("the years to come are not there: %d changes", len(all))
			}
			wrong := 0
			for clock := day(tc.first).Time(); clock.Before(last); clock = clock.Add(3 * time.Hour) {
				here := time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), 0, 0, 0, zone)
				_, want := here.Zone()
				// An hour that there is twice, or never, is not for a VTIMEZONE to tell.
				_, before := here.Add(-3 * time.Hour).Zone()
				_, after := here.Add(3 * time.Hour).Zone()
				if before != want || after != want {
					continue
				}
				if got, known := offsetAt(all, clock); !known || got != want {
					if wrong++; wrong < 5 {
						t.Errorf("%s: %d, want %d", clock, got, want)
					}
				}
			}
			if wrong > 0 {
				t.Logf("%d hours are wrong:\n%s", wrong, text)
			}
		})
	}
}
