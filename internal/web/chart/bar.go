package chart

import "html/template"

// BarSpec is how far something is, and how far it was planned to be.
type BarSpec struct {
	ID    string // unique in the page; with Title it makes the graphic an image with a name
	Title string // "Fatto 42 %, previsto a oggi 51 %"
	Desc  string // optional longer description

	Actual  *float64 // ratio; nil where not assessed
	Planned *float64 // ratio; nil where there is no plan to compare with

	// The rest is for Hero alone.
	ActualLabel  string // "fatto 42 %"
	PlannedLabel string // "previsto a oggi 51 %"
	NoneLabel    string // "non valutato", in place of ActualLabel where Actual is nil
	StartLabel   string // "0"
	EndLabel     string // "100 %"
}

// Bar is the bar of a card or of a heading: 24 pixels high, no text inside.
func Bar(s BarSpec) template.HTML { return plainBar(s, 24, 16) }

// ThinBar is the bar of a table row: 18 pixels high, no text inside.
func ThinBar(s BarSpec) template.HTML { return plainBar(s, 18, 10) }

func plainBar(s BarSpec, height, thick float64) template.HTML {
	var c canvas
	c.root("t-bar", s.ID, s.Title, s.Desc, height)
	y := (height - thick) / 2
	drawTrack(&c, s, y, thick)
	c.vline("t-bar__end", 1, y, y+thick)
	drawMark(&c, s, y, thick, 0, height)
	c.close("svg")
	return c.html()
}

const (
	heroHeight = 98.0
	heroTop    = 34.0 // of the track
	heroThick  = 28.0
	heroType   = 16.0 // pixels on a phone
	heroTypeL  = 18.0 // on anything wider
	heroAbove  = 20.0 // baseline of the planned label
	heroBelow  = 87.0 // baseline of the others
)

// Hero is the large bar under the sentence that opens a page, with its labels: planned
// above, done below, so that the two never meet.
func Hero(s BarSpec) template.HTML {
	var c canvas
	c.root("t-bar t-bar--hero", s.ID, s.Title, s.Desc, heroHeight)
	bottom := heroTop + heroThick
	drawTrack(&c, s, heroTop, heroThick)
	c.vline("t-bar__end", 0, heroTop, bottom+8)
	c.vline("t-bar__end", 1, heroTop, bottom+8)

	drawHeroMark(&c, s, bottom)
	at, w := drawHeroDone(&c, s)
	scale(&c, s.StartLabel, spot{0, 0, anchorStart}, at, w)
	scale(&c, s.EndLabel, spot{1, 0, anchorEnd}, at, w)
	c.close("svg")
	return c.html()
}

// drawHeroMark draws the planned mark as a flag: its pole goes up beside the label where
// there is room beside it, and begins below the label where there is not.
func drawHeroMark(c *canvas, s BarSpec, bottom float64) {
	planned, ok := given(s.Planned)
	if !ok || !marked(s) {
		return
	}
	const gap = 10.0
	label := fit(s.PlannedLabel, heroType, narrow-gap)
	prefer := anchorEnd
	if planned < .5 {
		prefer = anchorStart
	}
	phone, besideS := beside(planned, measure(label, heroType), gap, prefer, narrow)
	wider, besideL := beside(planned, measure(label, heroTypeL), gap, prefer, wide)
	const flag, foot = 6.0, heroAbove + 6
	top := foot
	if besideS {
		top = flag
	}
	drawMark(c, s, heroTop, heroThick, top, bottom+8)
	if besideL && !besideS {
		c.vline("t-bar__plan "+onlyWide, planned, flag, foot)
	}
	c.set(label, "t-bar__lplan", heroAbove, phone, wider)
}

// drawHeroDone writes how much is done below the end of the done part. It returns where,
// and how wide.
func drawHeroDone(c *canvas, s BarSpec) (at spot, w float64) {
	actual, assessed := given(s.Actual)
	label, class := s.ActualLabel, "t-bar__ldone"
	if !assessed {
		label, class = s.NoneLabel, "t-bar__lnone"
	}
	label = fit(label, heroType, narrow)
	w = measure(label, heroType)
	at = spot{0, 0, anchorStart}
	if assessed {
		at, _ = beside(actual, w, 0, anchorEnd, narrow)
	}
	if label != "" {
		c.text(label, at.attrs(class, heroBelow)...)
	}
	return at, w
}

// scale writes an end of the scale unless the label of width w at taken is in the way; if
// it is in the way only on a phone, it is hidden only there.
func scale(c *canvas, label string, at, taken spot, w float64) {
	if label == "" {
		return
	}
	label = fit(label, heroType, narrow/3)
	meets := func(width float64) bool {
		const air = 10.0
		l, r := at.extent(measure(label, heroType), width)
		tl, tr := taken.extent(w, width)
		return w > 0 && l < tr+air && tl < r+air
	}
	class := ""
	switch {
	case meets(wide):
		return
	case meets(narrow):
		class = onlyWide
	}
	c.text(label, at.attrs(class, heroBelow)...)
}

func drawTrack(c *canvas, s BarSpec, y, thick float64) {
	actual, ok := given(s.Actual)
	if !ok {
		// Half a pixel inside, so that the dashed outline is not cut at the edge.
		c.tag("rect", "class", "t-bar__track t-bar__track--none", "width", "100%", "y", num(y+.5), "height", num(thick-1))
		return
	}
	c.tag("rect", "class", "t-bar__track", "width", "100%", "y", num(y), "height", num(thick))
	c.bar("t-bar__done", 0, actual, y, thick)
}

// drawMark draws where things should be by today, from top to bottom, with a halo over
// the track that keeps it visible on the blue.
func drawMark(c *canvas, s BarSpec, y, thick, top, bottom float64) {
	planned, ok := given(s.Planned)
	if !ok || !marked(s) {
		return
	}
	c.vline("t-bar__halo", planned, y, y+thick)
	c.vline("t-bar__plan", planned, top, bottom)
}

// marked reports whether there is a mark to draw: none once all is done as planned.
func marked(s BarSpec) bool {
	planned, ok := given(s.Planned)
	if !ok {
		return false
	}
	actual, assessed := given(s.Actual)
	return !(assessed && actual >= 1 && planned >= 1)
}
