package chart

import (
	"math"
	"sort"
	"strings"
)

// Point is a value on a day.
type Point struct {
	Day   int
	Value float64
}

// box is the square in which lines are drawn, stretched over the plot with strokes that
// do not scale.
const box = 1000.0

// vertex is a point in the box, y downwards.
type vertex struct{ x, y float64 }

// trace brings points into the box: in order of day, without what is not a number, days
// outside the span left out, ratio(value) within 0 and 1.
func trace(points []Point, s span, ratio func(float64) float64) []vertex {
	sorted := make([]Point, 0, len(points))
	for _, p := range points {
		if p.Day == 0 || p.Day < s.from || p.Day > s.to || math.IsNaN(p.Value) || math.IsInf(p.Value, 0) {
			continue
		}
		sorted = append(sorted, p)
	}
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Day < sorted[j].Day })
	out := make([]vertex, len(sorted))
	for i, p := range sorted {
		out[i] = vertex{s.x(p.Day) * box, (1 - clamp(ratio(p.Value))) * box}
	}
	return out
}

// simplify drops the points that a reader could not tell from the straight line through
// their neighbours (Ramer, Douglas, Peucker): a plan of years has thousands of days.
func simplify(v []vertex, tolerance float64) []vertex {
	if len(v) < 3 {
		return v
	}
	keep := make([]bool, len(v))
	keep[0], keep[len(v)-1] = true, true
	stack := [][2]int{{0, len(v) - 1}}
	for len(stack) > 0 {
		first, last := stack[len(stack)-1][0], stack[len(stack)-1][1]
		stack = stack[:len(stack)-1]
		worst, at := tolerance, -1
		for i := first + 1; i < last; i++ {
			if d := distance(v[i], v[first], v[last]); d > worst {
				worst, at = d, i
			}
		}
		if at > 0 {
			keep[at] = true
			stack = append(stack, [2]int{first, at}, [2]int{at, last})
		}
	}
	out := v[:0:0]
	for i, k := range keep {
		if k {
			out = append(out, v[i])
		}
	}
	return out
}

// distance of p from the segment a–b.
func distance(p, a, b vertex) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	length := dx*dx + dy*dy
	t := 0.0
	if length > 0 {
		t = math.Max(0, math.Min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/length))
	}
	return math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy)
}

// path writes the vertices as the d attribute of a path; empty for fewer than two.
func path(v []vertex) string {
	if len(v) < 2 {
		return ""
	}
	var b strings.Builder
	for i, p := range v {
		if i == 0 {
			b.WriteByte('M')
		} else {
			b.WriteByte('L')
		}
		b.WriteString(tenth(p.x))
		b.WriteByte(' ')
		b.WriteString(tenth(p.y))
	}
	return b.String()
}

func tenth(f float64) string { return num(math.Round(f*10) / 10) }

// plot opens the stretched box at y with the given height; it is closed with close("svg").
func (c *canvas) plot(y, height float64) {
	c.open("svg", "x", "0", "y", num(y), "width", "100%", "height", num(height),
		"viewBox", "0 0 1000 1000", "preserveAspectRatio", "none", "overflow", "visible")
}

func (c *canvas) line(class string, v []vertex) {
	if d := path(v); d != "" {
		c.tag("path", "class", class, "fill", "none", "d", d)
	}
}
