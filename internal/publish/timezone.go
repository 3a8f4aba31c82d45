package publish

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/traguardi/traguardi/internal/plan"
)

// rulesAhead is for how many years behind the last event a rule has to hold to be written
// as one that goes on.
const rulesAhead = 10

// change of a zone's clocks.
type change struct {
	local    time.Time // what the clock said when it was put, in UTC's stead
	name     string
	from, to int // seconds east of UTC, before and after
	daylight bool
}

// timezone describes a zone from the year before the first event on: changes that follow
// a yearly rule to this day as a rule, those before it one by one.
func timezone(zone *time.Location, first, last plan.Date) *ics.VTimezone {
	tz := ics.NewTimezone(zone.String())
	firstYear, horizon := first.Time().Year()-1, last.Time().Year()+rulesAhead
	all := changes(zone, firstYear, horizon)
	if len(all) == 0 || !all[0].local.Before(first.Time()) {
		// Nothing was put before the first event: what held then has to be said too.
		begin := time.Date(firstYear, time.January, 1, 0, 0, 0, 0, zone)
		name, offset := begin.Zone()
		add(tz, change{local: time.Date(firstYear, time.January, 1, 0, 0, 0, 0, time.UTC), name: name, from: offset, to: offset, daylight: begin.IsDST()}, "")
	}
	for _, daylight := range []bool{true, false} {
		kind := slices.DeleteFunc(slices.Clone(all), func(c change) bool { return c.daylight != daylight })
		begin, rule := yearly(kind, horizon)
		for _, c := range kind[:begin] {
			add(tz, c, "")
		}
		if rule != "" {
			add(tz, kind[begin], rule)
		}
	}
	return tz
}

// changes lists how a zone's clocks are put in some years, both included. It looks at
// every day by itself: what time.Time.ZoneBounds says of years behind the zone database's
// own is cut at the turn of each year, and does not always end.
func changes(zone *time.Location, firstYear, lastYear int) []change {
	var all []change
	end := time.Date(lastYear+1, time.January, 1, 0, 0, 0, 0, zone)
	for at := time.Date(firstYear, time.January, 1, 0, 0, 0, 0, zone); at.Before(end); at = at.Add(24 * time.Hour) {
		name, from := at.Zone()
		if sameZone(at, at.Add(24*time.Hour)) {
			continue
		}
		seconds := sort.Search(24*60*60, func(n int) bool { return !sameZone(at, at.Add(time.Duration(n)*time.Second)) })
		next := at.Add(time.Duration(seconds) * time.Second)
		after, to := next.Zone()
		if name == after && from == to {
			continue // nothing that a clock shows
		}
		all = append(all, change{
			local: next.UTC().Add(time.Duration(from) * time.Second), name: after, from: from, to: to, daylight: next.IsDST(),
		})
	}
	return all
}

func sameZone(a, b time.Time) bool {
	name, offset := a.Zone()
	other, otherOffset := b.Zone()
	return name == other && offset == otherOffset && a.IsDST() == b.IsDST()
}

// yearly finds from where on changes follow one rule, once a year up to the last one:
// "the last Sunday of October at three". Where they follow none, begin is behind them all
// and the rule is empty.
func yearly(all []change, lastYear int) (begin int, rule string) {
	begin = len(all)
	if begin == 0 || all[begin-1].local.Year() != lastYear {
		return begin, ""
	}
	last := all[begin-1]
	days := weekdaysInMonth(last.local)
	for begin > 0 {
		c := all[begin-1]
		fits := c.from == last.from && c.to == last.to && c.name == last.name && c.local.Month() == last.local.Month() &&
			c.local.Format("1504") == last.local.Format("1504") && c.local.Year() == lastYear-(len(all)-begin)
		common := slices.DeleteFunc(slices.Clone(days), func(d string) bool { return !slices.Contains(weekdaysInMonth(c.local), d) })
		if !fits || len(common) == 0 {
			break
		}
		begin, days = begin-1, common
	}
	if len(all)-begin < rulesAhead {
		return len(all), ""
	}
	return begin, fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%s", last.local.Month(), days[len(days)-1])
}

// weekdaysInMonth says which weekday of its month a day is: the fourth Sunday, and the
// last where it is.
func weekdaysInMonth(t time.Time) []string {
	weekday := strings.ToUpper(t.Weekday().String()[:2])
	days := []string{fmt.Sprintf("%d%s", (t.Day()-1)/7+1, weekday)}
	if t.AddDate(0, 0, 7).Month() != t.Month() {
		days = append(days, "-1"+weekday)
	}
	return days
}

func add(tz *ics.VTimezone, c change, rule string) {
	var base ics.ComponentBase
	base.AddProperty(ics.ComponentPropertyDtStart, c.local.Format("20060102T150405"))
	base.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(c.from))
	base.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(c.to))
	base.AddProperty(ics.ComponentProperty(ics.PropertyTzname), c.name)
	if rule != "" {
		base.AddProperty(ics.ComponentPropertyRrule, rule)
	}
	if c.daylight {
		tz.Components = append(tz.Components, &ics.Daylight{ComponentBase: base})
		return
	}
	tz.Components = append(tz.Components, &ics.Standard{ComponentBase: base})
}

// offset writes seconds east of UTC as +HHMM, or +HHMMSS where there are seconds.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if s := seconds % 60; s != 0 {
		text += fmt.Sprintf("%02d", s)
	}
	return text
}
