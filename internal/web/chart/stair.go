package chart

import (
	"html/template"
	"math"
)

// StairSpec is one row of the staircase in which contributions add up.
type StairSpec struct {
	ID, Title string

	Offset float64 // sum of the rows before
	Length float64 // this row's contribution
	Total  float64 // what the full width stands for, 1 or 100; 1 where it makes no sense
}

// Stair draws one step: pale what the rows before have reached, blue what this one adds,
// a tick where it adds nothing.
func Stair(s StairSpec) template.HTML {
	total := s.Total
	if !(total > 0) || math.IsInf(total, 0) {
		total = 1
	}
	from := clamp(s.Offset / total)
	to := clamp(from + clamp(s.Length/total))
	var c canvas
	c.root("t-stair", s.ID, s.Title, "", 22)
	c.tag("rect", "class", "t-stair__track", "width", "100%", "y", "4", "height", "14")
	c.bar("t-stair__before", 0, from, 4, 14)
	if to > from {
		c.bar("t-stair__done", from, to, 4, 14)
	} else {
		c.vline("t-stair__nil", from, 4, 18)
	}
	c.close("svg")
	return c.html()
}
