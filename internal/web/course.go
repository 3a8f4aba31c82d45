package web

import (
	"html/template"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/words"
)

// course is how it went over time: the chart, and the table that says the same.
type course struct {
	Chart   template.HTML
	Caption template.HTML
	Rows    []courseRow
}

type courseRow struct {
	On         plan.Date
	Now        bool // the day shown
	Done       string
	Planned    string
	Difference string
}

// courseRows is how many days the table has besides the last one.
const courseRows = 6

// course draws a burn-up; nil where there is nothing to draw yet.
func (v *visit) course(curve []board.CurvePoint, f *progress.Figures) *course {
	if f.Shown < 0 || len(curve) < 2 {
		return nil
	}
	spec := chart.BurnUpSpec{
		ID: v.id("course"), Title: v.say.Plain("course.title"), Desc: v.courseDescription(f),
		Today: f.Day.Ordinal(), ForecastEnd: forecastOrdinal(f, curve),
		TodayLabel:  v.dayLabel(),
		ActualLabel: v.say.Plain("bar.done", "done", words.Percent(f.Shown)),
		Axis:        v.axis(),
		Percent:     func(n int) string { return v.say.Percent(n) },
	}
	if f.ShownPlanned >= 0 {
		spec.PlannedLabel = v.say.Plain("chart.planned", "planned", words.Percent(f.ShownPlanned))
	}
	for _, p := range curve {
		if p.Actual != nil {
			spec.Actual = append(spec.Actual, chart.Point{Day: p.Day.Ordinal(), Value: *p.Actual})
		}
		if p.Planned != nil {
			spec.Planned = append(spec.Planned, chart.Point{Day: p.Day.Ordinal(), Value: *p.Planned})
		}
	}
	if len(spec.Actual) < 2 {
		return nil
	}
	c := &course{Rows: v.courseTable(curve, f)}
	switch {
	case spec.ForecastEnd != 0:
		spec.ForecastLabel = v.say.Plain("chart.forecast", "end", words.Month(f.ForecastEndOn))
		c.Caption = v.say.T("course.caption.forecast", "end", words.Month(f.ForecastEndOn), "planned", words.Month(f.PlannedEndOn))
	case !f.PlannedEndOn.IsZero():
		c.Caption = v.say.T("course.caption.planned", "planned", words.Month(f.PlannedEndOn))
	default:
		c.Caption = v.say.T("course.caption.undated")
	}
	c.Chart = chart.BurnUp(spec)
	return c
}

// forecastOrdinal is the forecast where the chart can show it without squeezing what has
// been: not further away than the whole plan is long.
func forecastOrdinal(f *progress.Figures, curve []board.CurvePoint) int {
	if f.ForecastEndOn.IsZero() || f.Shown == 100 {
		return 0
	}
	first, last := curve[0].Day, plan.Latest(curve[len(curve)-1].Day, f.PlannedEndOn)
	if f.ForecastEndOn.DaysSince(last) > last.DaysSince(first) {
		return 0
	}
	return f.ForecastEndOn.Ordinal()
}

func (v *visit) courseDescription(f *progress.Figures) string {
	return v.say.Plain("course.description", "day", f.Day, "figures", v.describe(f))
}

// courseTable takes days from the curve, evenly over the time that has passed, and ends
// with the day shown.
func (v *visit) courseTable(curve []board.CurvePoint, f *progress.Figures) []courseRow {
	var known []board.CurvePoint
	for _, p := range curve {
		if p.Actual != nil && p.Day.Before(f.Day) {
			known = append(known, p)
		}
	}
	var rows []courseRow
	for i := range min(courseRows, len(known)) {
		p := known[i*len(known)/min(courseRows, len(known))]
		rows = append(rows, v.courseRow(p.Day, shownRatio(p.Actual), shownRatio(p.Planned)))
	}
	last := v.courseRow(f.Day, f.Shown, f.ShownPlanned)
	last.Now = true
	return append(rows, last)
}

func (v *visit) courseRow(day plan.Date, done, planned int) courseRow {
	row := courseRow{On: day, Done: v.say.Percent(done), Planned: v.say.Percent(planned)}
	switch {
	case planned < 0:
	case done == planned:
		row.Difference = v.say.Plain("course.equal")
	case done > planned:
		row.Difference = "+" + v.say.Points(done-planned)
	default:
		row.Difference = v.say.Points(done - planned)
	}
	return row
}

// dayLabel is the word for the day shown on a chart.
func (v *visit) dayLabel() string {
	if v.past() {
		return v.say.DayMonth(v.content.Day)
	}
	return v.say.Plain("chart.today")
}

// axis writes the days of a chart.
func (v *visit) axis() chart.Axis {
	return chart.Axis{
		Date: func(n int) time.Time { return plan.DateFromOrdinal(n).Time() },
		Label: func(t time.Time, step chart.Step) string {
			switch step {
			case chart.StepYear:
				return t.Format("2006")
			case chart.StepMonth:
				return v.say.ShortMonth(plan.DateOf(t, time.UTC))
			}
			return v.say.DayMonth(plan.DateOf(t, time.UTC))
		},
	}
}

// shownRatio is a ratio of the past as people read it; −1 for none.
func shownRatio(ratio *float64) int {
	if ratio == nil {
		return -1
	}
	return points(ratio)
}
