package chart

import (
	"html/template"
	"math"
)

// BurnUpSpec is the progress of a plan over time, as it was and as it should have been.
type BurnUpSpec struct {
	ID, Title, Desc string

	// From and To are the first and last day shown; both 0 for all that is given.
	From, To int
	Actual   []Point // ratios; days after Today are left out
	Planned  []Point // ratios, to the end of the plan

	Today       int // 0 for none
	ForecastEnd int // the day on which all is done at the present speed; 0 where unknown

	TodayLabel    string // "oggi"
	ActualLabel   string // "fatto 75 %"
	PlannedLabel  string // "previsto 85 %"
	ForecastLabel string // "fine prevista: ottobre 2028"

	Axis    Axis
	Percent func(percent int) string // writes 0, 25, 50, 75 and 100; nil for no labels
}

const (
	burnTop    = 44.0 // of the plot; above it the labels of today and of the forecast
	burnHeight = 300.0
	burnBase   = burnTop + burnHeight
	burnType   = 16.0
)

// BurnUp draws two lines that rise to 100 %: thick and blue what was done until today,
// thin and dark what was planned, dotted how it goes on at the present speed.
func BurnUp(s BurnUpSpec) template.HTML {
	days := []int{s.Today, s.ForecastEnd}
	for _, p := range s.Actual {
		days = append(days, p.Day)
	}
	for _, p := range s.Planned {
		days = append(days, p.Day)
	}
	sp := spanOf(s.From, s.To, days...)
	actual := trace(upTo(s.Actual, s.Today), sp, clamp)
	planned := trace(s.Planned, sp, clamp)

	var c canvas
	c.root("t-chart", s.ID, s.Title, s.Desc, burnBase+34)
	drawPercentGrid(&c, s.Percent)
	drawDays(&c, s.Axis.ticks(sp), burnBase)
	todayX, hasToday := sp.x(s.Today), s.Today != 0 && s.Today >= sp.from && s.Today <= sp.to
	if hasToday {
		c.vline("t-chart__today", todayX, 20, burnBase)
	}

	c.plot(burnTop, burnHeight)
	c.line("t-chart__plan", simplify(planned, 1))
	if n := len(actual); n > 0 && s.ForecastEnd > s.Today && hasToday {
		c.line("t-chart__fore", forecast(actual[n-1], sp, s.ForecastEnd))
	}
	c.line("t-chart__act", simplify(actual, 1))
	c.close("svg")

	today := drawToday(&c, s.TodayLabel, todayX, hasToday)
	drawForecastLabel(&c, s, sp, today)
	drawValues(&c, s, planned, actual, todayX, hasToday)
	c.close("svg")
	return c.html()
}

func upTo(points []Point, day int) []Point {
	if day == 0 {
		return points
	}
	out := make([]Point, 0, len(points))
	for _, p := range points {
		if p.Day <= day {
			out = append(out, p)
		}
	}
	return out
}

// forecast goes straight from the last point to all done on the day end, cut where the
// span ends.
func forecast(last vertex, sp span, end int) []vertex {
	x := (float64(end) - float64(sp.from)) / sp.days() * box
	if math.IsNaN(x) || x <= last.x {
		return nil
	}
	to := vertex{x, 0}
	if x > box {
		to = vertex{box, last.y * (x - box) / (x - last.x)}
	}
	return []vertex{last, to}
}

func drawPercentGrid(c *canvas, label func(int) string) {
	for _, p := range []int{0, 25, 50, 75, 100} {
		y := burnBase - float64(p)/100*burnHeight
		class := "t-chart__grid"
		if p == 0 {
			class = "t-chart__base"
		}
		c.hline(class, y, 0, 1)
		if label != nil {
			c.text(fit(label(p), axisType, narrow/4), "class", "t-halo", "x", "0", "y", num(y-5))
		}
	}
}

// drawDays writes the ticks of a time axis below a base line.
func drawDays(c *canvas, t ticks, base float64) {
	t.each(c, func(k tick) {
		c.vline("t-chart__base", k.x, base, base+6)
		if k.shown {
			c.text(k.label, k.at.attrs("", base+24)...)
		}
	})
}

// reach is the room a label has taken in its row, on a phone and on anything wider.
type reach struct {
	taken        bool
	phone, wider spot
	w            float64
}

func drawToday(c *canvas, label string, x float64, ok bool) reach {
	if !ok || label == "" {
		return reach{}
	}
	const size = 15.0
	label = fit(label, size, narrow)
	w := measure(label, size)
	r := reach{true, over(x, w, narrow), over(x, w, wide), w}
	c.set(label, "t-chart__lnow t-halo", 14, r.phone, r.wider)
	return r
}

// drawForecastLabel marks the end of the forecast and names it above, on the row of
// "today": not where the two would meet.
func drawForecastLabel(c *canvas, s BurnUpSpec, sp span, today reach) {
	if s.ForecastEnd == 0 || s.ForecastEnd < sp.from || s.ForecastEnd <= s.Today || s.ForecastEnd > sp.to || s.ForecastLabel == "" {
		return
	}
	x := sp.x(s.ForecastEnd)
	c.tag("circle", "class", "t-chart__dot", "cx", pct(x), "cy", num(burnTop), "r", "4")
	label := fit(s.ForecastLabel, axisType, narrow)
	w := measure(label, axisType)
	phone, _ := beside(x, w, 0, anchorEnd, narrow)
	wider, _ := beside(x, w, 0, anchorEnd, wide)
	meets := func(at, other spot, width float64) bool {
		const air = 12.0
		l, r := at.extent(w, width)
		ol, or := other.extent(today.w, width)
		return today.taken && l < or+air && ol < r+air
	}
	const class, y = "t-halo", 14
	freePhone := !meets(phone, today.phone, narrow)
	freeWider := !meets(wider, today.wider, wide)
	switch {
	case freePhone && freeWider:
		c.set(label, class, y, phone, wider)
	case freePhone:
		c.text(label, phone.attrs(class+" "+onlyNarrow, y)...)
	case freeWider:
		c.text(label, wider.attrs(class+" "+onlyWide, y)...)
	}
}

// drawValues marks where the two lines are today and says so beside them, the higher
// above its point and the lower below, at least a line apart.
func drawValues(c *canvas, s BurnUpSpec, planned, actual []vertex, x float64, ok bool) {
	if !ok {
		return
	}
	py, hasPlanned := heightAt(planned, x*box)
	ay, hasActual := heightAt(actual, x*box)
	toY := func(v float64) float64 { return burnTop + v/box*burnHeight }
	py, ay = toY(py), toY(ay)
	if hasPlanned {
		c.tag("circle", "class", "t-chart__dotp", "cx", pct(x), "cy", num(py), "r", "4.5")
	}
	if hasActual {
		c.tag("circle", "class", "t-chart__dot", "cx", pct(x), "cy", num(ay), "r", "5.5")
	}
	high, low := py, ay
	plannedAbove := !hasActual || !hasPlanned || py <= ay
	if !plannedAbove {
		high, low = ay, py
	}
	high, low = high-10, low+24
	low = math.Min(low, burnBase-7)
	high = math.Max(math.Min(high, low-20), burnTop-8)
	low = math.Max(low, high+20)
	if !plannedAbove {
		high, low = low, high // from here on: planned, actual
	}
	if hasPlanned {
		label(c, s.PlannedLabel, "t-chart__lplan t-halo", x, high, plannedAbove)
	}
	if hasActual {
		label(c, s.ActualLabel, "t-chart__lact t-halo", x, low, !plannedAbove)
	}
}

// label writes a value beside its point: what is above goes to the left, where a rising
// line leaves room, what is below to the right.
func label(c *canvas, text, class string, x, y float64, above bool) {
	if text == "" {
		return
	}
	const gap = 9.0
	text = fit(text, burnType, narrow-gap)
	prefer := anchorStart
	if above {
		prefer = anchorEnd
	}
	w := measure(text, burnType)
	phone, _ := beside(x, w, gap, prefer, narrow)
	wider, _ := beside(x, w, gap, prefer, wide)
	if !above && phone.anchor == anchorEnd {
		// To the left and below there is the line itself: rather against the right edge.
		phone = spot{1, 0, anchorEnd}
	}
	c.set(text, class, y, phone, wider)
}

// heightAt interpolates a line at x; false where the line does not reach there. A line
// that ends earlier (the last rating of the day before) counts with its last point.
func heightAt(v []vertex, x float64) (float64, bool) {
	if len(v) == 0 || x < v[0].x {
		return 0, false
	}
	for i := 1; i < len(v); i++ {
		if x <= v[i].x {
			a, b := v[i-1], v[i]
			if b.x == a.x {
				return b.y, true
			}
			return a.y + (b.y-a.y)*(x-a.x)/(b.x-a.x), true
		}
	}
	return v[len(v)-1].y, true
}
