package area

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/pager"
	"github.com/traguardi/traguardi/internal/web/words"
)

// The table of the Ufficio Europa: all milestones of the organization, written in place,
// many at once. One form has all rows; a row whose fields were touched is a write of its
// own, and none is held up by another's.

const tablePath = "/traguardi"

func (s *Site) tableRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}" + tablePath, op: tracker.OpMilestoneChange, handle: s.table},
		{pattern: "POST /area/{ipa}" + tablePath, op: tracker.OpMilestoneChange, handle: s.tablePosted},
		{pattern: "GET /area/{ipa}" + tablePath + ".csv", op: tracker.OpMilestoneChange, handle: s.tableCSV},
	}
}

// Parameters and fields that are about the page, not about a milestone.
const (
	// paramRows asks for some rows alone, by their ids: a part of the page.
	paramRows = "righe"
	// fieldOpen is the button that opens a row, or closes it; a parameter too.
	fieldOpen = "apri"
	// fieldRows asks a write to answer with the rows that it was about alone.
	fieldRows = "parte"
	// paramSavedSince is the revision before a write: rows that are newer were just saved.
	paramSavedSince = "da"
)

type tableView struct {
	frame
	Self    string
	Today   plan.Date
	Tabs    []tableTab
	Filters tableFilters
	Heads   []tableHead
	// Kept are rows that wait for somebody and are not in the list that was asked for.
	Kept  []*tableRow
	Parts []tablePart
	Pages *pager.Pages
	Empty template.HTML
	CSV   string
	// Fundings is where the plan's money is.
	Fundings string
	States   []tableState
	// Shown, Objectives and Total are said in the lede.
	Shown, Objectives, Total int
}

// tableState is a row of the legend.
type tableState struct {
	Shape, Class, Word string
	Meaning, Deed      template.HTML
}

// tablePart is the rows of one objective, below its subtotal.
type tablePart struct {
	Objective *tableObjective
	Rows      []*tableRow
}

// tableObjective is the subtotal of an objective: all its milestones, shown or not.
type tableObjective struct {
	Place, Code, Title, URL string
	Terms                   string // "breve termine, urgente"
	Shown, Planned          string
	Health                  template.HTML
	Bar                     template.HTML
}

// table shows the table, or some rows of it.
func (s *Site) table(v *visit) (reply, error) {
	if _, err := v.staff(); err != nil {
		return nil, err
	}
	return v.tablePage(&tableSaving{form: &form{}})
}

// tablePage shows the table after what was saved of it, if anything was.
func (v *visit) tablePage(saved *tableSaving) (reply, error) {
	t := &tableMaker{visit: v, staff: v.plan, saved: saved, opened: v.asked(fieldOpen)}
	t.since, _ = strconv.ParseInt(v.asked(paramSavedSince), 10, 64)
	if ids := v.asked(paramRows); ids != "" {
		return v.tableRows(t, strings.Split(ids, ","))
	}
	if saved.form.has(fieldRows) {
		return v.tableRows(t, saved.ids())
	}
	sel := v.readSelection(&v.plan.Content)
	table := desk.SelectMilestones(v.plan, sel)
	parts, number, pages := cutParts(table.Parts, rowsPerPage, pager.Asked(v.r.URL.Query()))
	page := &tableView{
		frame: v.frame(v.say.Plain("table.title"), sectionTable), Self: v.tableURL(sel, pager.Param, pager.Value(number)), Today: v.today,
		Tabs: v.tableTabs(sel, table.Counts), Filters: v.tableFilters(&v.plan.Content, sel), Heads: v.tableHeads(sel),
		Pages: v.tablePages(sel, number, pages), Empty: v.tableEmpty(sel, table),
		Fundings: v.at(fundingsPath, paramObjective, sel.Objective), CSV: v.at(tablePath+".csv", selectionParams(sel)...),
		Shown: table.Shown, Objectives: table.Objectives, Total: table.Total, States: v.tableLegend(),
	}
	page.Lede = v.say.T("table.lede", "shown", table.Shown, "total", table.Total, "objectives", v.say.PlainN("table.objectives", table.Objectives), "today", v.today)
	page.Wide = true
	page.script(v, "assets/ts/table.ts")
	for _, part := range parts {
		page.Parts = append(page.Parts, t.part(part))
	}
	page.Kept = t.kept()
	return v.largePage("traguardi", page)
}

// tableRowsView is some rows alone, for the script: the same markup as in the page.
type tableRowsView struct {
	frame
	Rows       []*tableRow
	Objectives []*tableObjective
}

// tableRows answers with some rows and the subtotals of their objectives.
func (v *visit) tableRows(t *tableMaker, ids []string) (reply, error) {
	page := &tableRowsView{}
	seen := map[string]bool{}
	for _, id := range ids[:min(len(ids), rowsPerPage)] {
		if seen[id] {
			continue
		}
		seen[id] = true
		m, ok := t.staff.Milestone(id)
		if !ok {
			if gone := t.gone(id); gone != nil {
				page.Rows = append(page.Rows, gone)
			}
			continue
		}
		o, _ := t.staff.Objective(m.Objective)
		page.Rows = append(page.Rows, t.row(desk.RowOf(t.staff, o, m)))
		if !seen[o.Code] {
			seen[o.Code] = true
			page.Objectives = append(page.Objectives, t.objective(o))
		}
	}
	return v.fragment("traguardi", "m-rows", page)
}

// tableCSV gives the selection away, all pages of it.
func (s *Site) tableCSV(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	table := desk.SelectMilestones(staff, v.readSelection(&staff.Content))
	body, err := publish.MilestonesCSV(table.Milestones())
	if err != nil {
		return nil, err
	}
	return v.file("traguardi-"+v.ipa+"-"+v.today.String()+".csv", "text/csv; charset=utf-8; header=present", body)
}

// objective makes the subtotal of an objective.
func (t *tableMaker) objective(o *board.Objective) *tableObjective {
	say, f := t.say, o.Figures
	row := &tableObjective{
		Place: "g-" + o.Code, Code: o.Code, Title: o.Title, URL: t.objectivePage(o), Terms: say.Plain("table.horizon." + string(o.Terms.Horizon)),
	}
	if o.Urgent {
		row.Terms += ", " + say.Plain("table.urgent")
	}
	if o.Terms.State != plan.ObjectiveActive {
		row.Terms += ", " + say.Plain("objective.state."+string(o.Terms.State))
	}
	bar := chart.BarSpec{ID: "b-" + o.Code, Title: say.Plain("table.bar.none"), Actual: f.Actual, Planned: f.Planned}
	if f.Shown >= 0 {
		row.Shown = say.Percent(f.Shown)
		bar.Title = say.Plain("table.bar.actual", "actual", words.Percent(f.Shown))
	}
	if f.ShownPlanned >= 0 {
		row.Planned = say.Plain("table.planned", "planned", words.Percent(f.ShownPlanned))
		bar.Title += ", " + row.Planned
	}
	row.Bar = chart.ThinBar(bar)
	if o.Terms.State.Counted() {
		row.Health = chart.Health(string(f.Health), say.Plain("health."+string(f.Health)))
	} else {
		row.Health = chart.Health(string(progress.HealthNotAssessed), say.Plain("table.notcounted"))
	}
	return row
}

// objectivePage leads to the objective's page of the staff, else to the public one.
func (t *tableMaker) objectivePage(o *board.Objective) string {
	if t.site.patterns["GET /area/{ipa}"+objectivesPath+"/{objective}"] {
		return t.at(objectivesPath + "/" + o.Code)
	}
	return t.objectiveURL(o)
}

func (t *tableMaker) part(p desk.Part) tablePart {
	var part tablePart
	if p.Objective != nil {
		part.Objective = t.objective(p.Objective)
	}
	for _, r := range p.Rows {
		part.Rows = append(part.Rows, t.row(r))
	}
	return part
}

// tableLegend says what the states of a row are.
func (v *visit) tableLegend() []tableState {
	var all []tableState
	for _, s := range []struct{ name, shape, class string }{
		{"clean", "", ""}, {"dirty", "rw-dirty", "is-dirty"}, {"saving", "rw-saving", "is-saving"}, {"saved", "rw-saved", "is-saved"},
		{"conflict", "rw-conflict", "is-conflict"}, {"error", "rw-error", "is-error"},
	} {
		key := "table.legend." + s.name
		all = append(all, tableState{
			Shape: s.shape, Class: s.class, Word: v.say.Plain(key + ".word"), Meaning: v.say.T(key + ".meaning"), Deed: v.say.T(key + ".deed"),
		})
	}
	return all
}

// fragment answers with a part of a page, made by one template of its file.
func (v *visit) fragment(name, part string, view any) (reply, error) {
	var b strings.Builder
	if err := v.site.templates.Execute(&b, name, part, view); err != nil {
		return nil, err
	}
	status := http.StatusOK
	if v.posted != nil && v.posted.refused != 0 {
		status = v.posted.refused
	}
	return pageReply{status: status, body: []byte(b.String()), large: true}, nil
}
