package chart

import (
	"html/template"
)

// TimelineSpec is the milestones of an objective in time, one row each.
type TimelineSpec struct {
	ID, Title, Desc string

	From, To   int // first and last day shown; both 0 for all that is given
	Today      int // 0 for none
	TodayLabel string
	Rows       []TimelineRow
	Axis       Axis
}

// TimelineRow is one milestone. Any day may be 0 where there is none.
type TimelineRow struct {
	Number string // "4", shown before the name in a quieter colour
	Name   string

	BaselineStart, BaselineEnd int // as first planned: the ghost behind
	Start, End                 int // as planned now
	CompletedOn                int // the day it was done; 0 while it is not

	Done      float64 // ratio done so far, while it is not completed
	Overdue   bool    // not completed and past End: a red line goes from there to today
	SlipLabel string  // "+31 giorni", "7 giorni prima", "22 giorni oltre"; empty for none
}

const (
	tlTop      = 30.0 // of the first row
	tlRow      = 54.0
	tlNameType = 16.0
	tlSlipType = 15.0
)

// Timeline draws the rows from top to bottom: the name, below it the bar of now over the
// pale baseline, and beside the bar by how much it has moved.
func Timeline(s TimelineSpec) template.HTML {
	days := []int{s.Today}
	for _, r := range s.Rows {
		days = append(days, r.BaselineStart, r.BaselineEnd, r.Start, r.End, r.CompletedOn)
	}
	sp := spanOf(s.From, s.To, days...)
	base := tlTop + tlRow*float64(len(s.Rows))

	var c canvas
	c.root("t-chart", s.ID, s.Title, s.Desc, base+34)
	ticks := s.Axis.ticks(sp)
	ticks.each(&c, func(t tick) { c.vline("t-chart__grid", t.x, tlTop, base) })
	for i, r := range s.Rows {
		drawRow(&c, r, sp, s.Today, tlTop+tlRow*float64(i))
	}
	hasToday := s.Today != 0 && s.Today >= sp.from && s.Today <= sp.to
	if hasToday {
		c.vline("t-tl__now", sp.x(s.Today), 20, base)
	}
	// Texts come last, over every line.
	for i, r := range s.Rows {
		drawRowText(&c, r, sp, s.Today, tlTop+tlRow*float64(i))
	}
	drawToday(&c, s.TodayLabel, sp.x(s.Today), hasToday)
	c.hline("t-chart__base", base, 0, 1)
	drawDays(&c, ticks, base)
	c.close("svg")
	return c.html()
}

func drawRow(c *canvas, r TimelineRow, sp span, today int, y float64) {
	c.hline("t-chart__grid", y, 0, 1)
	if r.BaselineEnd != 0 {
		end := sp.x(r.BaselineEnd)
		if r.BaselineStart != 0 {
			c.bar("t-tl__ghost", sp.x(r.BaselineStart), end, y+27, 20)
		}
		defer c.vline("t-tl__ghostend", end, y+27, y+47)
	}
	from, to, ok := r.extent(sp, today)
	if !ok {
		return
	}
	if r.CompletedOn != 0 {
		c.bar("t-tl__done", from, to, y+32, 10)
		return
	}
	planned := sp.x(r.End)
	c.bar("t-tl__span", from, planned, y+32, 10)
	c.bar("t-tl__done", from, from+(planned-from)*clamp(r.Done), y+32, 10)
	if r.Overdue && to > planned {
		c.hline("t-tl__over", y+37, planned, to)
	}
}

// extent is where the row's bar of now begins and ends, the time past its date included.
func (r TimelineRow) extent(sp span, today int) (from, to float64, ok bool) {
	end := r.End
	if r.CompletedOn != 0 {
		end = r.CompletedOn
	}
	if end == 0 {
		return 0, 0, false
	}
	to = sp.x(end)
	from = to
	if r.Start != 0 && r.Start < end {
		from = sp.x(r.Start)
	}
	if r.CompletedOn == 0 && r.Overdue && today > end {
		to = sp.x(today)
	}
	return from, to, true
}

func drawRowText(c *canvas, r TimelineRow, sp span, today int, y float64) {
	nameY, slipY := y+19, y+42
	number := fit(r.Number, tlNameType, narrow/4)
	room := narrow - measure(number+"  ", tlNameType)
	roomL := room + wide - narrow
	if slip := fit(r.SlipLabel, tlSlipType, narrow/2); slip != "" {
		w := measure(slip, tlSlipType)
		class := "t-tl__slip t-halo"
		if r.Overdue {
			class += " t-tl__slip--over"
		}
		phone, beside := r.slipSpot(sp, today, w, narrow)
		wider, besideL := r.slipSpot(sp, today, w, wide)
		// Where the bar takes the whole row the text goes to the end of the name's line.
		aside := spot{1, 0, anchorEnd}
		switch {
		case beside && besideL:
			c.set(slip, class, slipY, phone, wider)
		case besideL:
			c.text(slip, aside.attrs(class+" "+onlyNarrow, nameY)...)
			c.text(slip, wider.attrs(class+" "+onlyWide, slipY)...)
			room -= w + 12
		default:
			c.text(slip, aside.attrs(class, nameY)...)
			room -= w + 12
			roomL -= w + 12
		}
	}
	short, long := fit(r.Name, tlNameType, room), fit(r.Name, tlNameType, roomL)
	if short == long {
		c.name("t-tl__name t-halo", number, short, nameY)
		return
	}
	c.name("t-tl__name t-halo "+onlyNarrow, number, short, nameY)
	c.name("t-tl__name t-halo "+onlyWide, number, long, nameY)
}

// slipSpot is directly beside everything the row has drawn: after it, else before it.
func (r TimelineRow) slipSpot(sp span, today int, w, width float64) (spot, bool) {
	const gap = 8.0
	from, to, ok := r.extent(sp, today)
	if r.BaselineEnd != 0 {
		b := sp.x(r.BaselineEnd)
		a := b
		if r.BaselineStart != 0 {
			a = min(b, sp.x(r.BaselineStart))
		}
		if !ok {
			from, to, ok = a, b, true
		}
		from, to = min(from, a), max(to, b)
	}
	switch {
	case !ok:
		return spot{0, 0, anchorStart}, true
	case to*width+gap+w <= width:
		return spot{to, gap, anchorStart}, true
	case from*width-gap-w >= 0:
		return spot{from, -gap, anchorEnd}, true
	}
	return spot{}, false
}

func (c *canvas) name(class, number, name string, y float64) {
	c.open("text", "class", class, "x", "0", "y", num(y))
	if number != "" {
		c.open("tspan", "class", "t-tl__no")
		c.b.WriteString(escape(number))
		c.close("tspan")
		c.b.WriteString(" ")
	}
	c.b.WriteString(escape(name))
	c.close("text")
}

// Mark is a sign used in a graphic, for a key.
type Mark string

// The signs a key may explain.
const (
	MarkBaseline Mark = "baseline" // dates as first planned
	MarkCurrent  Mark = "current"  // dates as planned now
	MarkDone     Mark = "done"
	MarkOver     Mark = "over" // past the date
	MarkToday    Mark = "today"
)

// KeyItem is a sign and what it means.
type KeyItem struct {
	Mark Mark
	Text string
}

// Key is the list that explains the signs of a graphic. An unknown mark gives a text
// without a sign.
func Key(items ...KeyItem) template.HTML {
	var c canvas
	c.open("ul", "class", "t-key")
	for _, it := range items {
		c.open("li")
		if draw, ok := keyMarks[it.Mark]; ok {
			c.open("svg", "aria-hidden", "true", "focusable", "false", "width", "28", "height", "18")
			draw(&c)
			c.close("svg")
		}
		c.b.WriteString(escape(it.Text))
		c.close("li")
	}
	c.close("ul")
	return c.html()
}

var keyMarks = map[Mark]func(*canvas){
	MarkBaseline: func(c *canvas) {
		c.tag("rect", "class", "t-tl__ghost", "width", "27", "height", "18")
		c.tag("line", "class", "t-tl__ghostend", "x1", "27", "x2", "27", "y1", "0", "y2", "18")
	},
	MarkCurrent: func(c *canvas) {
		c.tag("rect", "class", "t-tl__span", "x", "1", "y", "4", "width", "26", "height", "10")
	},
	MarkDone: func(c *canvas) {
		c.tag("rect", "class", "t-tl__done", "y", "4", "width", "28", "height", "10")
	},
	MarkOver: func(c *canvas) {
		c.tag("line", "class", "t-tl__over", "x1", "0", "x2", "28", "y1", "9", "y2", "9")
	},
	MarkToday: func(c *canvas) {
		c.tag("line", "class", "t-tl__now", "x1", "14", "x2", "14", "y1", "0", "y2", "18")
	},
}
