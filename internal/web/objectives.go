package web

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/pager"
)

// objectivesPage lists the objectives of a plan, narrowed by filters.
var objectivesPage = page{template: "obiettivi", params: objectivesParams, build: buildObjectives}

type objectivesView struct {
	frame
	Empty      bool // no objective in the plan at all
	Filters    *filterForm
	Count      template.HTML
	Objectives []objectiveRow
	Paging     *pager.Pages
}

// objectiveRow is an objective in a list.
type objectiveRow struct {
	Code   string
	Title  string
	URL    string
	Office string
	Detail string // horizon, urgency
	Bar    barCell
	Health template.HTML
	State  string // where it is not counted: suspended, cancelled
	Due    plan.Date
}

// objectivesParams: a list by free text is not kept, and neither is one narrowed by more
// than two filters; both have too many forms.
func objectivesParams(v *visit) (params []string, keep bool) {
	f := readFilters(v)
	narrowed := 0
	for i, value := range f.params() {
		if i%2 == 1 && value != "" {
			narrowed++
		}
	}
	return append(f.params(), pager.Param, pager.Value(pager.Asked(v.query))), f.words == "" && narrowed <= 2 && pager.Asked(v.query) <= 100
}

func buildObjectives(v *visit) (view, error) {
	f := readFilters(v)
	all := v.content.Objectives
	o := &objectivesView{
		frame: v.frame(v.say.Plain("objectives.title"),
			v.say.Plain("objectives.description", "n", len(all), "name", v.content.Organization.Name), sectionObjectives, true),
		Empty: len(all) == 0,
	}
	o.Crumbs = v.crumbsTo(crumb{Text: v.say.Plain("nav.objectives")})
	if o.Empty {
		return o, nil
	}
	picked := f.pick(v.content)
	from, to, pages := pager.Cut(len(picked), mostOnOnePage, pager.Asked(v.query), func(n int) string {
		return v.links.objectives(append(f.params(), pager.Param, pager.Value(n))...)
	})
	o.Filters, o.Paging = v.filterForm(f), pages
	o.Objectives = v.objectiveRows(picked[from:to])
	o.NoIndex = o.NoIndex || f.any()
	if f.any() {
		o.Count = v.say.N("objectives.count.filtered", len(picked), "all", len(all))
	} else {
		o.Count = v.objectivesCount(all)
	}
	return o, nil
}

// objectivesCount says how many there are, and how many of them the percentages leave out.
func (v *visit) objectivesCount(all []*board.Objective) template.HTML {
	count, uncounted := v.say.N("objectives.count", len(all)), 0
	for _, o := range all {
		if !o.Terms.State.Counted() {
			uncounted++
		}
	}
	if uncounted > 0 {
		count += " " + v.say.N("objectives.uncounted", uncounted)
	}
	return count
}

func (v *visit) objectiveRows(objectives []*board.Objective) []objectiveRow {
	rows := make([]objectiveRow, 0, len(objectives))
	for _, o := range objectives {
		row := objectiveRow{
			Code: o.Code, Title: o.Title, URL: v.links.objective(o.Code), Office: v.leadName(o),
			Detail: v.say.Plain("horizon." + string(o.Terms.Horizon) + ".lower"), Bar: v.barCell(o.Title, &o.Figures),
			Health: v.health(o.Figures.Health), Due: v.dueOf(o),
		}
		if o.Urgent {
			row.Detail = v.joined(row.Detail, v.say.Plain("objective.urgent"))
		}
		if !o.Terms.State.Counted() {
			row.State = v.say.Plain("objective.state." + string(o.Terms.State))
		}
		rows = append(rows, row)
	}
	return rows
}

func (v *visit) leadName(o *board.Objective) string {
	if o.Terms.LeadOffice == "" {
		return v.say.Plain("objective.no_office")
	}
	return v.officeName(o.Terms.LeadOffice)
}

// dueOf is an objective's own due date, else that of its last milestone.
func (v *visit) dueOf(o *board.Objective) plan.Date {
	if !o.Terms.DueOn.IsZero() {
		return o.Terms.DueOn
	}
	return o.LastDueOn()
}
