package web

import (
	"html/template"
	"math"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// methodPage says how the numbers come about, with an example computed now.
var methodPage = page{template: "metodo", build: buildMethod}

type methodView struct {
	frame
	Example        example
	Health         []template.HTML // the words of health, worst first
	StaleAfter     string
	LateDays       string
	LatePoints     string
	AtRiskPoints   string
	MostUnfinished string
}

// example is the formulas with the numbers of one objective.
type example struct {
	Own          bool // of the ente itself, not the one in the program
	Code         string
	Title        string
	URL          string
	Day          plan.Date
	Rows         []exampleRow
	WeightSum    string
	DoneSum      string // Σ weight × done
	PlannedSum   string // Σ weight × planned
	Actual       string // percentages with two decimals
	Planned      string
	Shown        string
	ShownPlanned string
	Variance     string // in points
	SPI          string
	Start, End   plan.Date
	Duration     string
	Elapsed      string
	Earned       string // days
	SPIT         string
	Forecast     plan.Date
	Health       template.HTML
	Why          template.HTML
}

type exampleRow struct {
	Title       string
	Weight      string
	Done        string
	Planned     string
	DoneTimes   string // weight × done
	PlannedTime string // weight × planned
}

func buildMethod(v *visit) (view, error) {
	page := &methodView{
		frame:      v.frame(v.say.Plain("method.title"), v.say.Plain("method.description"), sectionMethod, true),
		StaleAfter: v.say.Days(v.site.staleAfterDays()), LateDays: v.say.Days(progress.LateOverdueDays),
		LatePoints:     v.say.Points(int(math.Round(-progress.LateVariance * 100))),
		AtRiskPoints:   v.say.Points(int(math.Round(-progress.AtRiskVariance * 100))),
		MostUnfinished: v.say.Percent(int(math.Round(progress.MaxOpenValue * 100))),
	}
	page.Crumbs = []crumb{{page.Institution.Name, page.Institution.Home}, {Text: page.Title}}
	for _, h := range progress.Healths {
		page.Health = append(page.Health, v.health(h))
	}
	page.Example = v.example()
	return page, nil
}

// example takes an objective of the one ente there is, else the one in the program.
func (v *visit) example() example {
	if v.links.organization != "" {
		content, _, err := v.site.boards.Public(v.ctx, v.links.organization, plan.Date{})
		if err != nil {
			v.site.log.WarnContext(v.ctx, "the page on the method goes without an example of the ente", "error", err)
		} else if o := goodExample(content); o != nil {
			v.content = content
			e := v.exampleOf(o.Title, milestonesOf(o), content.Day)
			v.content = nil
			e.Own, e.Code, e.URL = true, o.Code, v.links.objective(o.Code)
			return e
		}
	}
	return v.exampleOf(v.say.Plain("method.example.title"), v.builtInMilestones(), builtInDay)
}

// goodExample is an objective that shows every formula and is short enough to follow:
// the first that is behind its plan, else the first of all.
func goodExample(c *board.Public) *board.Objective {
	var found *board.Objective
	for _, o := range c.Objectives {
		f := &o.Figures
		counted := f.Counts.Counted()
		if !o.Terms.State.Counted() || counted < 3 || counted > 8 || f.Counts.Undated > 0 || f.Shown < 1 || f.Shown > 99 ||
			f.ShownPlanned < 1 || f.SPIT == nil || f.ForecastEndOn.IsZero() {
			continue
		}
		if f.Shown < f.ShownPlanned {
			return o
		}
		if found == nil {
			found = o
		}
	}
	return found
}

// titled is a milestone with the title that goes with it in the example.
type titled struct {
	title string
	progress.Milestone
}

func milestonesOf(o *board.Objective) []titled {
	var all []titled
	for _, m := range o.Milestones {
		s := &m.Status
		if s.State == plan.MilestoneCancelled {
			continue
		}
		start := s.StartOn
		if start.IsZero() {
			start = o.Terms.StartOn
		}
		all = append(all, titled{m.Title, progress.Milestone{
			ID: m.ID, Office: s.Office, Weight: s.Weight, StartOn: start, DueOn: s.DueOn, BaselineDueOn: m.BaselineDueOn,
			State: s.State, Percent: s.Percent, CompletedOn: s.CompletedOn, UpdatedOn: m.UpdatedOn,
		}})
	}
	return all
}

// builtInDay and builtInMilestones are the example where there is no plan to take one
// from.
var builtInDay = plan.NewDate(2026, time.March, 31)

func (v *visit) builtInMilestones() []titled {
	day := func(month time.Month, day int) plan.Date { return plan.NewDate(2026, month, day) }
	return []titled{
		{v.say.Plain("method.example.first"), progress.Milestone{
			ID: "OB-01.1", Weight: 1, StartOn: day(1, 1), DueOn: day(1, 31), BaselineDueOn: day(1, 31),
			State: plan.MilestoneDone, Percent: 100, CompletedOn: day(2, 5), UpdatedOn: day(2, 5),
		}},
		{v.say.Plain("method.example.second"), progress.Milestone{
			ID: "OB-01.2", Weight: 2, StartOn: day(2, 1), DueOn: day(4, 30), BaselineDueOn: day(4, 30),
			State: plan.MilestoneInProgress, Percent: 40, UpdatedOn: day(3, 20),
		}},
		{v.say.Plain("method.example.third"), progress.Milestone{
			ID: "OB-01.3", Weight: 1, StartOn: day(3, 1), DueOn: day(6, 30), BaselineDueOn: day(6, 30),
			State: plan.MilestonePlanned, UpdatedOn: day(1, 1),
		}},
	}
}

func (v *visit) exampleOf(title string, milestones []titled, day plan.Date) example {
	objective := progress.Objective{Code: "OB-01", State: plan.ObjectiveActive, Horizon: plan.HorizonShort, Weight: 1}
	for _, m := range milestones {
		objective.Milestones = append(objective.Milestones, m.Milestone)
	}
	f := progress.OfObjective(objective, day, progress.Options{StaleAfterDays: v.site.settings.StaleAfterDays})
	e := example{
		Title: title, Day: day, Shown: v.say.Percent(f.Shown), ShownPlanned: v.say.Percent(f.ShownPlanned),
		Start: f.StartOn, End: f.PlannedEndOn, Duration: v.say.Days(f.PlannedDuration), Elapsed: v.say.Days(f.ActualTime),
		Forecast: f.ForecastEndOn, Health: v.health(f.Health), Why: v.reasons(&f, false),
	}
	var weight, done, planned float64
	for _, m := range milestones {
		value := progress.ValueOf(m.Milestone, day)
		row := exampleRow{
			Title: m.title, Weight: v.say.Weight(m.Weight), Done: v.say.Percent(int(math.Round(value * 100))),
			DoneTimes: v.precise(m.Weight * value),
		}
		weight += m.Weight
		done += m.Weight * value
		if p := progress.PlannedOf(m.Milestone, day); p != nil {
			row.Planned, row.PlannedTime = v.say.PercentOf(*p*100, 1), v.precise(m.Weight**p)
			planned += m.Weight * *p
		}
		e.Rows = append(e.Rows, row)
	}
	e.WeightSum, e.DoneSum, e.PlannedSum = v.say.Weight(weight), v.precise(done), v.precise(planned)
	e.Actual, e.Planned = v.ratio(f.Actual), v.ratio(f.Planned)
	if f.Variance != nil {
		e.Variance = v.say.SignedDecimal(*f.Variance*100, 2)
	}
	e.SPI, e.SPIT, e.Earned = v.index(f.SPI, 2), v.index(f.SPIT, 4), v.index(f.EarnedSchedule, 2)
	return e
}

// precise writes a product or a sum with as many decimals as a reader needs to get the
// percentage that follows from it, and none that say nothing.
func (v *visit) precise(x float64) string { return v.say.Weight(math.Round(x*1e4) / 1e4) }

func (v *visit) ratio(r *float64) string {
	if r == nil {
		return ""
	}
	return v.say.PercentOf(*r*100, 2)
}

func (v *visit) index(r *float64, decimals int) string {
	if r == nil {
		return ""
	}
	return v.say.Decimal(*r, decimals)
}
