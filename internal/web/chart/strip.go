package chart

import "html/template"

// StripSpec is how a figure is spread among many, and where one of them lies: ratios of a
// scale that the strips of a table share.
type StripSpec struct {
	ID, Title, Desc string

	First, Median, Third *float64 // quartiles; nil where they are not told
	Own                  *float64 // the one's value; nil for none
}

const (
	stripHeight = 26.0
	stripThick  = 14.0
	stripOwn    = 6.0 // radius
)

// Strip is a box strip for the cell of a table, 26 pixels high, without text: a line from the
// scale's one end to the other, a box over the middle half, a stroke at the median, and a dot
// for the one.
func Strip(s StripSpec) template.HTML {
	var c canvas
	c.root("t-strip", s.ID, s.Title, s.Desc, stripHeight)
	middle, top := stripHeight/2, (stripHeight-stripThick)/2
	c.hline("t-strip__scale", middle, 0, 1)
	first, ok := given(s.First)
	third, also := given(s.Third)
	if ok && also {
		c.bar("t-strip__box", first, third, top, stripThick)
	}
	if median, ok := given(s.Median); ok {
		c.vline("t-strip__median", median, top-3, top+stripThick+3)
	}
	if own, ok := given(s.Own); ok {
		c.tag("circle", "class", "t-strip__own", "cx", pct(own), "cy", num(middle), "r", num(stripOwn))
	}
	c.close("svg")
	return c.html()
}
