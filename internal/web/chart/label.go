package chart

import "strings"

// narrow is the least width in pixels a graphic with texts is given: the column of a page
// on a screen of 320, with some air. A text that fits here fits wherever there is more
// room, because the distances between percentages grow and its own width does not.
const narrow = 272.0

// wide is the least width on a screen of 768 or more and on paper. Where a text has a
// better place there than on a phone it is written twice, each hidden where the other is
// shown (classes t-only-s and t-hide-s of the style sheet).
const wide = 680.0

const (
	onlyNarrow = "t-only-s"
	onlyWide   = "t-hide-s"
)

const (
	anchorStart  = "start"
	anchorMiddle = "middle"
	anchorEnd    = "end"
)

// spot is where a text is set: at a ratio of the width, shifted by dx pixels.
type spot struct {
	x      float64
	dx     float64
	anchor string
}

// beside puts a text of w pixels next to a mark at ratio x, on the preferred side if it
// fits there in a graphic of the given width, else on the other, else centred over it,
// else against the nearer edge. clear reports that the text stands beside the mark and
// not over it.
func beside(x, w, gap float64, prefer string, width float64) (s spot, clear bool) {
	x = clamp(x)
	end := spot{x, -gap, anchorEnd}
	start := spot{x, gap, anchorStart}
	endFits := x*width-gap-w >= 0
	startFits := (1-x)*width-gap-w >= 0
	switch {
	case prefer == anchorEnd && endFits:
		return end, true
	case prefer == anchorStart && startFits:
		return start, true
	case endFits:
		return end, true
	case startFits:
		return start, true
	}
	return over(x, w, width), false
}

// over centres a text of w pixels at ratio x, or moves it against the edge it would cross.
func over(x, w, width float64) spot {
	x = clamp(x)
	switch {
	case x*width >= w/2 && (1-x)*width >= w/2:
		return spot{x, 0, anchorMiddle}
	case x < .5:
		return spot{0, 0, anchorStart}
	}
	return spot{1, 0, anchorEnd}
}

// extent is the pixels from left to right that a text of w pixels takes at this spot in a
// graphic of the given width.
func (s spot) extent(w, width float64) (left, right float64) {
	at := s.x*width + s.dx
	switch s.anchor {
	case anchorEnd:
		return at - w, at
	case anchorMiddle:
		return at - w/2, at + w/2
	}
	return at, at + w
}

// attrs are the attributes of a text element at this spot.
func (s spot) attrs(class string, y float64) []string {
	a := []string{"class", class, "x", pct(s.x), "y", num(y)}
	if s.dx != 0 {
		a = append(a, "dx", num(s.dx))
	}
	if s.anchor != anchorStart {
		a = append(a, "text-anchor", s.anchor)
	}
	return a
}

// set writes a text at its place on a phone and at its place on anything wider: once if
// they are the same.
func (c *canvas) set(text, class string, y float64, phone, wider spot) {
	if text == "" {
		return
	}
	if phone == wider {
		c.text(text, phone.attrs(class, y)...)
		return
	}
	c.text(text, phone.attrs(strings.TrimSpace(class+" "+onlyNarrow), y)...)
	c.text(text, wider.attrs(strings.TrimSpace(class+" "+onlyWide), y)...)
}

// measure estimates how many pixels a text takes in bold type of this size, on the wide
// side: the fallback fonts are wider than Titillium Web.
func measure(s string, size float64) float64 {
	em := 0.0
	for _, r := range s {
		em += advance(r)
	}
	return em * size
}

// advance is the wider of Titillium Web bold and Arial bold, in ems.
func advance(r rune) float64 {
	switch {
	case strings.ContainsRune("iIjl.,:;'|!·’", r):
		return .3
	case r == ' ' || r == '\u00a0' || r == '\u202f':
		return .28
	case strings.ContainsRune("ftr()[]/-", r):
		return .37
	case strings.ContainsRune("mwMW%@&", r):
		return .87
	case r >= 'A' && r <= 'Z':
		return .69
	case r >= '0' && r <= '9':
		return .56
	case r < 0x20, r == 0x7f, r == '…', r >= 0x2e80: // what escape replaces included
		return 1.1
	}
	return .58
}

// measureAxis is measure for the labels of an axis, which are in regular type.
func measureAxis(s string) float64 { return measure(s, axisType) * .95 }

// fit cuts a text so that it takes at most max pixels, ending it with an ellipsis.
func fit(s string, size, max float64) string {
	if measure(s, size) <= max {
		return s
	}
	const ellipsis = "…"
	room := max - measure(ellipsis, size)
	used, end := 0.0, 0
	for i, r := range s {
		end = i
		used += advance(r) * size
		if used > room {
			break
		}
	}
	return strings.TrimRight(s[:end], " \u00a0") + ellipsis
}
