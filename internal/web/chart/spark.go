package chart

import (
	"html/template"
	"math"
)

// SparkSpec is an indicator's measurements and what they should come to.
type SparkSpec struct {
	ID, Title, Desc string

	From, To int // first and last day shown (to the target date); both 0 for all that is given
	Points   []Point
	Target   *float64 // in the indicator's unit; nil for none
}

const (
	sparkTop    = 8.0
	sparkHeight = 44.0
)

// Spark is a small line without axes for the cell of a table: measurements in blue, the
// target dashed.
func Spark(s SparkSpec) template.HTML {
	lowest, highest := math.Inf(1), math.Inf(-1)
	widen := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lowest, highest = math.Min(lowest, v), math.Max(highest, v)
		}
	}
	days := make([]int, 0, len(s.Points))
	for _, p := range s.Points {
		if p.Day != 0 {
			days = append(days, p.Day)
			widen(p.Value)
		}
	}
	hasTarget := s.Target != nil && !math.IsNaN(*s.Target) && !math.IsInf(*s.Target, 0)
	if hasTarget {
		widen(*s.Target)
	}
	ratio := func(v float64) float64 {
		// Halved first: the distance between two huge numbers may be no number at all.
		if reach := highest/2 - lowest/2; reach > 0 {
			return (v/2 - lowest/2) / reach
		}
		return .5
	}
	sp := spanOf(s.From, s.To, days...)
	line := trace(s.Points, sp, ratio)
	toY := func(v float64) float64 { return sparkTop + v/box*sparkHeight }

	var c canvas
	c.root("t-spark", s.ID, s.Title, s.Desc, sparkTop+sparkHeight+8)
	c.hline("t-chart__grid", sparkTop+sparkHeight+6, 0, 1)
	if hasTarget {
		c.hline("t-spark__goal", toY((1-clamp(ratio(*s.Target)))*box), 0, 1)
	}
	c.plot(sparkTop, sparkHeight)
	c.line("t-spark__line", simplify(line, 2))
	c.close("svg")
	if n := len(line); n > 0 {
		last := line[n-1]
		c.tag("circle", "class", "t-spark__dot", "cx", pct(last.x/box), "cy", num(toY(last.y)), "r", "4")
	}
	c.close("svg")
	return c.html()
}
