package web

import (
	"html/template"
	"math"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/words"
)

// standing is how far something is: what opens the page of a plan, an objective, an
// office.
type standing struct {
	Lead   template.HTML
	Bar    template.HTML
	Health template.HTML
	Why    template.HTML // the reasons of the health
	Totals template.HTML // of the plan alone
	Notes  []template.HTML
	Sum    *contributions
}

// standing says everything of f; whole tells a group of objectives, naming whose the
// contributions are.
func (v *visit) standing(f *progress.Figures, whole bool, naming func(code string) contributionRow) standing {
	return standing{
		Lead: v.lead(f), Bar: v.heroBar(f), Health: v.health(f.Health), Why: v.reasons(f, whole),
		Notes: v.caveats(f), Sum: v.contributionsOf(f, naming),
	}
}

// lead says in a sentence or two how far something is, how far it should be and when it
// ends. Every figure in it is one of f.
func (v *visit) lead(f *progress.Figures) template.HTML {
	switch {
	case allCancelled(f):
		return v.say.T("lead.cancelled")
	case f.Shown < 0:
		return v.say.T("lead.none")
	case f.Shown == 100:
		return v.leadDone(f)
	case f.ShownPlanned < 0:
		return v.say.T("lead.undated", "done", words.Percent(f.Shown))
	case f.Shown == 0 && f.ShownPlanned == 0 && f.Day.Before(f.StartOn):
		return v.say.T("lead.before", "start", f.StartOn, "end", words.Month(f.PlannedEndOn))
	}
	return v.leadProgress(f) + " " + v.forecast(f)
}

// allCancelled tells what is not assessed because its milestones were all cancelled from
// what has none yet.
func allCancelled(f *progress.Figures) bool { return f.Shown < 0 && f.Counts.Cancelled > 0 }

// apart is from how many points on the lead tells what is done of the dated milestones
// besides what is done of all: closer than that, the reasons below it do.
const apart = 5

func abs(n int) int { return max(n, -n) }

func (v *visit) leadProgress(f *progress.Figures) template.HTML {
	if dated, _, all, ok := compared(f); ok && !all && abs(dated-f.Shown) >= apart {
		return v.say.T(v.then("lead.dated"), "done", words.Percent(f.Shown), "dated", words.Percent(dated), "planned", words.Percent(f.ShownPlanned))
	}
	key := "lead.progress"
	if f.Shown == f.ShownPlanned {
		key = "lead.equal"
	}
	return v.say.T(v.then(key), "done", words.Percent(f.Shown), "planned", words.Percent(f.ShownPlanned))
}

// then picks the sentence for a past day, which speaks of "that day" instead of today.
func (v *visit) then(key string) string {
	if v.past() {
		return key + ".past"
	}
	return key
}

func (v *visit) leadDone(f *progress.Figures) template.HTML {
	if f.ForecastEndOn.IsZero() || f.PlannedEndOn.IsZero() {
		return v.say.T("lead.done")
	}
	days := f.ForecastEndOn.DaysSince(f.PlannedEndOn)
	switch {
	case days > 0:
		return v.say.T("lead.done.late", "day", f.ForecastEndOn, "days", words.Days(days))
	case days < 0:
		return v.say.T("lead.done.early", "day", f.ForecastEndOn, "days", words.Days(-days))
	}
	return v.say.T("lead.done.ontime", "day", f.ForecastEndOn)
}

// forecast says when the end comes at the pace so far.
func (v *visit) forecast(f *progress.Figures) template.HTML {
	if f.ForecastEndOn.IsZero() || f.PlannedEndOn.IsZero() {
		return v.say.T("forecast.none")
	}
	end := v.say.T(v.then("forecast.end"), "end", words.Month(f.ForecastEndOn))
	return end + v.say.T(distance(f.PlannedEndOn, f.ForecastEndOn))
}

// distance names the sentence for how far the forecast lies from the planned end, in
// the unit that people would use.
func distance(planned, forecast plan.Date) (key string, name string, value any) {
	months := monthsBetween(planned, forecast)
	side := ".after"
	if months < 0 {
		side, months = ".before", -months
	}
	switch {
	case months == 0:
		return "forecast.same", "n", ""
	case months < 24:
		return "forecast.months" + side, "n", words.Months(months)
	case months%12 == 0:
		return "forecast.years" + side, "n", words.Years(months / 12)
	}
	return "forecast.over_years" + side, "n", words.Years(months / 12)
}

// monthsBetween counts from the month of one day to that of another: a reader takes
// the two months that are shown and counts.
func monthsBetween(from, to plan.Date) int {
	a, b := from.Time(), to.Time()
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}

// gap is the distance of what is shown as done from what is shown as planned, so that a
// reader can subtract; ok is false where either is missing.
func gap(f *progress.Figures) (points int, ok bool) {
	if f.Shown < 0 || f.ShownPlanned < 0 {
		return 0, false
	}
	return f.Shown - f.ShownPlanned, true
}

// describe says both percentages as plain text, for descriptions and names of graphics.
func (v *visit) describe(f *progress.Figures) string {
	switch {
	case f.Shown < 0:
		return v.say.Plain("figures.none")
	case f.ShownPlanned < 0:
		return v.say.Plain("figures.done", "done", words.Percent(f.Shown))
	}
	return v.say.Plain(v.then("figures.both"), "done", words.Percent(f.Shown), "planned", words.Percent(f.ShownPlanned))
}

// heroBar is the large bar below the lead.
func (v *visit) heroBar(f *progress.Figures) template.HTML {
	if f.Shown < 0 {
		return ""
	}
	spec := chart.BarSpec{
		ID: v.id("hero"), Title: v.describe(f), Actual: f.Actual, Planned: f.Planned,
		ActualLabel: v.say.Plain("bar.done", "done", words.Percent(f.Shown)), NoneLabel: v.say.Plain("health.not_assessed"),
		StartLabel: "0", EndLabel: v.say.Percent(100),
	}
	if points, ok := gap(f); ok {
		spec.PlannedLabel = v.say.Plain(v.then("bar.planned"), "planned", words.Percent(f.ShownPlanned))
		switch {
		case points < 0:
			spec.Desc = v.say.Plain("bar.behind", "points", words.Points(-points))
		case points > 0:
			spec.Desc = v.say.Plain("bar.ahead", "points", words.Points(points))
		}
	}
	return chart.Hero(spec)
}

// cardBar and thinBar are bars without text; name says what they are of.
func (v *visit) cardBar(name string, f *progress.Figures) template.HTML {
	return chart.Bar(v.barOf(name, f))
}

func (v *visit) thinBar(name string, f *progress.Figures) template.HTML {
	return chart.ThinBar(v.barOf(name, f))
}

func (v *visit) barOf(name string, f *progress.Figures) chart.BarSpec {
	return chart.BarSpec{ID: v.id("bar"), Title: name + ": " + v.describe(f), Actual: f.Actual, Planned: f.Planned}
}

func (v *visit) health(h progress.Health) template.HTML {
	return chart.Health(string(h), v.say.Plain("health."+string(h)))
}

// barCell is the bar of a row with its figures below.
type barCell struct {
	Bar      template.HTML
	Shown    string // empty where not assessed
	Planned  string // empty where there is none, or where both are 100
	Assessed bool
	None     string // why it is not assessed
}

func (v *visit) barCell(name string, f *progress.Figures) barCell {
	cell := barCell{Assessed: f.Shown >= 0}
	if !cell.Assessed {
		cell.None = v.say.Plain("row.none")
		if allCancelled(f) {
			cell.None = v.say.Plain("row.cancelled")
		}
		return cell
	}
	cell.Bar, cell.Shown = v.thinBar(name, f), v.say.Percent(f.Shown)
	if f.ShownPlanned >= 0 && (f.Shown < 100 || f.ShownPlanned < 100) {
		cell.Planned = v.say.Plain("row.planned", "planned", words.Percent(f.ShownPlanned))
	}
	return cell
}

// contributionRow is one addend of a percentage.
type contributionRow struct {
	Number string // of a milestone
	Title  string
	URL    string // empty for those that have a row together
	Sub    string
	Share  string
	Value  string
	Points string
	Zero   bool
	Stair  template.HTML
}

// contributions is how a percentage comes about: addends that sum up to it.
type contributions struct {
	Heading  string // "Come si arriva al 42 %"
	Rows     []contributionRow
	Sum      string // in points, with decimals
	ShareSum string
	Shown    string
	Floored  bool // the sum has decimals that the percentage leaves out
	// Raised: less than 1 is shown as 1 because something has begun.
	Raised bool
}

// mostAddends bounds the rows of a sum: what is beyond is one row together.
const mostAddends = 300

// contributionsOf lists the addends of f; naming fills in whose they are.
func (v *visit) contributionsOf(f *progress.Figures, naming func(code string) contributionRow) *contributions {
	if f.Shown < 0 || f.Actual == nil || len(f.Contributions) == 0 {
		return nil
	}
	c := &contributions{
		Heading: v.say.Plain("sum.heading", "done", words.Percent(f.Shown)),
		Shown:   v.say.Percent(f.Shown), ShareSum: v.say.Percent(100),
	}
	named, others := f.Contributions, []progress.Contribution(nil)
	if len(named) > mostAddends {
		named, others = named[:mostAddends-1], named[mostAddends-1:]
	}
	reached := 0.0
	add := func(row contributionRow, part progress.Contribution) {
		row.Share = v.share(part.Share)
		row.Value = v.say.Percent(int(math.Floor(part.Value*100 + 1e-9)))
		row.Points = v.say.Decimal(part.Points*100, 2)
		row.Zero = part.Points == 0
		row.Stair = chart.Stair(chart.StairSpec{Offset: reached, Length: part.Points, Total: 1})
		reached += part.Points
		c.Rows = append(c.Rows, row)
	}
	for _, part := range named {
		add(naming(part.Code), part)
	}
	if n := len(others); n > 0 {
		add(contributionRow{Title: v.say.PlainN("sum.others", n)}, progress.Together(others))
	}
	sum := *f.Actual * 100
	c.Sum = v.say.Decimal(sum, 2)
	c.Raised = f.Shown == 1 && sum < 1
	c.Floored = !c.Raised && c.Sum != v.say.Decimal(float64(f.Shown), 2)
	return c
}

// share writes a part of the weight with one decimal where it needs one.
func (v *visit) share(share float64) string {
	points := share * 100
	if math.Abs(points-math.Round(points)) < 0.05 {
		return v.say.Percent(int(math.Round(points)))
	}
	return v.say.PercentOf(points, 1)
}
