package chart

import "time"

// Step is what a tick of a time axis stands for.
type Step int

// The steps an axis may count in.
const (
	StepDay   Step = iota // "14 mar 2026"
	StepMonth             // "mar 2026"
	StepYear              // "2026"
)

// Axis says how day numbers are dates and how dates are written. Without Date or Label
// an axis has no ticks.
type Axis struct {
	// Date returns midnight UTC of a day number, for example
	// func(n int) time.Time { return plan.DateFromOrdinal(n).Time() }.
	Date func(day int) time.Time
	// Label writes the first day of a step in the reader's language, as short as may be.
	Label func(t time.Time, step Step) string
}

// tick is a labelled day of the axis.
type tick struct {
	x     float64
	label string
	at    spot
	shown bool
}

const (
	axisType = 14.0
	// maxAxisDays keeps an absurd range from making an absurd number of ticks: 500 years.
	maxAxisDays = 183_000
	// lastAxisDay keeps day arithmetic far from overflow: 13,000 years.
	lastAxisDay   = 5_000_000
	secondsPerDay = 24 * 60 * 60
)

// pace is a candidate distance between ticks, with about how many days it spans.
type pace struct {
	step  Step
	every int
	days  int
}

var paces = []pace{
	{StepDay, 1, 1}, {StepDay, 7, 7},
	{StepMonth, 1, 30}, {StepMonth, 2, 61}, {StepMonth, 3, 91}, {StepMonth, 6, 182},
	{StepYear, 1, 365}, {StepYear, 2, 730}, {StepYear, 5, 1826}, {StepYear, 10, 3652}, {StepYear, 50, 18262},
}

// ticks are the labels of an axis for a phone, and for anything wider.
type ticks struct{ phone, wider []tick }

// ticks chooses for both widths the finest pace whose labels leave air between them.
func (a Axis) ticks(s span) ticks {
	t := ticks{phone: a.finest(s, narrow, 8), wider: a.finest(s, wide, 28)}
	if len(t.wider) < len(t.phone) {
		t.wider = t.phone
	}
	return t
}

// each draws the ticks of both widths: together where they are the same.
func (t ticks) each(c *canvas, draw func(tick)) {
	same := len(t.phone) == len(t.wider)
	for i := 0; same && i < len(t.phone); i++ {
		same = t.phone[i] == t.wider[i]
	}
	if same {
		for _, k := range t.phone {
			draw(k)
		}
		return
	}
	for _, v := range []struct {
		class string
		ticks []tick
	}{{onlyNarrow, t.phone}, {onlyWide, t.wider}} {
		if len(v.ticks) == 0 {
			continue
		}
		c.open("g", "class", v.class)
		for _, k := range v.ticks {
			draw(k)
		}
		c.close("g")
	}
}

func (a Axis) finest(s span, width, air float64) []tick {
	if a.Date == nil || a.Label == nil || s.days() > maxAxisDays || s.from < -lastAxisDay || s.to > lastAxisDay {
		return nil
	}
	for _, p := range paces {
		if s.days()/float64(p.days) > width/20 { // no label is narrower than that
			continue
		}
		if t := a.paced(s, p, width); fits(t, width, air) {
			return t
		}
	}
	return nil
}

func (a Axis) paced(s span, p pace, width float64) []tick {
	first := a.Date(s.from)
	var ticks []tick
	for t := firstTick(first, p); ; t = nextTick(t, p) {
		// Not t.Sub: a Duration ends after 292 years.
		day := s.from + int((t.Unix()-first.Unix())/secondsPerDay)
		if day > s.to {
			return ticks
		}
		if day < s.from {
			continue
		}
		label := fit(a.Label(t, p.step), axisType, narrow/2)
		x := s.x(day)
		ticks = append(ticks, tick{x: x, label: label, at: over(x, measureAxis(label), width), shown: label != ""})
	}
}

func firstTick(t time.Time, p pace) time.Time {
	switch p.step {
	case StepYear:
		return time.Date(t.Year()-t.Year()%p.every, 1, 1, 0, 0, 0, 0, time.UTC)
	case StepMonth:
		return time.Date(t.Year(), t.Month()-(t.Month()-1)%time.Month(p.every), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func nextTick(t time.Time, p pace) time.Time {
	switch p.step {
	case StepYear:
		return t.AddDate(p.every, 0, 0)
	case StepMonth:
		return t.AddDate(0, p.every, 0)
	}
	return t.AddDate(0, 0, p.every)
}

// fits reports whether the labels of consecutive ticks leave air between them. A label
// pushed in from an edge may lean on its neighbour; then the one at the edge is dropped.
func fits(ticks []tick, width, air float64) bool {
	for i := 1; i < len(ticks); i++ {
		need := (measureAxis(ticks[i-1].label)+measureAxis(ticks[i].label))/2 + air
		if (ticks[i].x-ticks[i-1].x)*width < need {
			return false
		}
	}
	lean := func(a, b tick) bool {
		_, end := a.at.extent(measureAxis(a.label), width)
		start, _ := b.at.extent(measureAxis(b.label), width)
		return start < end+air
	}
	if n := len(ticks); n > 1 {
		if lean(ticks[0], ticks[1]) {
			ticks[0].shown = false
		}
		if lean(ticks[n-2], ticks[n-1]) && ticks[n-2].shown {
			ticks[n-1].shown = false
		}
	}
	return true
}

// span is a range of days laid over the width of a graphic.
type span struct{ from, to int }

func (s span) days() float64 { return float64(s.to) - float64(s.from) }

// x returns the ratio of the width at which a day lies, within 0 and 1.
func (s span) x(day int) float64 {
	if s.days() <= 0 {
		return 0
	}
	return clamp((float64(day) - float64(s.from)) / s.days())
}

// spanOf is the range from–to where both are given in order, else the one that holds all
// the given days (0 is no day), at least one day long.
func spanOf(from, to int, days ...int) span {
	s := span{from, to}
	if from != 0 && to != 0 && from < to {
		return s
	}
	s = span{}
	for _, d := range days {
		if d == 0 {
			continue
		}
		if s.from == 0 || d < s.from {
			s.from = d
		}
		if s.to == 0 || d > s.to {
			s.to = d
		}
	}
	if s.to <= s.from {
		s.from = max(-lastAxisDay, min(s.from, lastAxisDay)) // one more must not overflow
		s.to = s.from + 1
	}
	return s
}
