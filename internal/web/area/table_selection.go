package area

import (
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/pager"
)

// What the table shows is in its address, in words that people can read and share.
const (
	paramWords      = "parole"
	paramObjective  = "obiettivo"
	paramOffice     = "ufficio"
	paramState      = "stato"
	paramHorizon    = "orizzonte"
	paramUnfinished = "aperti"
	paramView       = "vista"
	paramOrder      = "ordine"
)

var viewSlugs = map[desk.View]string{
	desk.ViewOverdue: "scaduti", desk.ViewSoon: "60-giorni", desk.ViewBlocked: "bloccati", desk.ViewStale: "fermi",
	desk.ViewQuestions: "domande", desk.ViewInReview: "in-verifica", desk.ViewUndated: "senza-data",
}

var stateSlugs = map[plan.MilestoneState]string{
	plan.MilestonePlanned: "pianificato", plan.MilestoneInProgress: "in-corso", plan.MilestoneBlocked: "bloccato",
	plan.MilestoneDone: "fatto", plan.MilestoneCancelled: "annullato",
}

var horizonSlugs = map[plan.Horizon]string{
	plan.HorizonShort: "breve", plan.HorizonMedium: "medio", plan.HorizonLong: "lungo",
}

var orderSlugs = map[desk.Order]string{
	desk.OrderCode: "codice", desk.OrderTitle: "titolo", desk.OrderOffice: "ufficio", desk.OrderState: "stato", desk.OrderPercent: "percento",
	desk.OrderDue: "scadenza", desk.OrderSlip: "scarto", desk.OrderRecorded: "registrato",
}

// bySlug finds what a word of the address stands for; what it does not know is nothing.
func bySlug[K ~string](slugs map[K]string, slug string) K {
	for key, s := range slugs {
		if s == slug {
			return key
		}
	}
	return ""
}

// readSelection takes from the address what means something in this plan; the rest is left
// out, so that nobody looks at an empty table without knowing why.
func (v *visit) readSelection(c *board.Content) desk.Selection {
	sel := desk.Selection{
		Words:   plan.CleanSearch(v.asked(paramWords)),
		State:   bySlug(stateSlugs, v.asked(paramState)),
		Horizon: bySlug(horizonSlugs, v.asked(paramHorizon)),
		Open:    v.asked(paramUnfinished) != "",
		View:    bySlug(viewSlugs, v.asked(paramView)),
	}
	order, descending := strings.CutPrefix(v.asked(paramOrder), "-")
	if sel.Order = bySlug(orderSlugs, order); sel.Order != desk.OrderPlan {
		sel.Descending = descending
	}
	if _, ok := c.Objective(v.asked(paramObjective)); ok {
		sel.Objective = v.asked(paramObjective)
	}
	if _, ok := c.Office(v.asked(paramOffice)); ok {
		sel.Office = v.asked(paramOffice)
	}
	return sel
}

// selectionParams are a selection as parameters of the address, in the order of the form.
func selectionParams(sel desk.Selection) []string {
	order := orderSlugs[sel.Order]
	if sel.Descending {
		order = "-" + order
	}
	open := ""
	if sel.Open {
		open = "si"
	}
	return []string{
		paramView, viewSlugs[sel.View], paramWords, sel.Words, paramObjective, sel.Objective, paramOffice, sel.Office,
		paramState, stateSlugs[sel.State], paramHorizon, horizonSlugs[sel.Horizon], paramUnfinished, open, paramOrder, order,
	}
}

func (v *visit) tableURL(sel desk.Selection, more ...string) string {
	return v.at(tablePath, append(selectionParams(sel), more...)...)
}

// tableTab is a ready-made list.
type tableTab struct {
	Text, URL string
	Count     int
	Current   bool
}

func (v *visit) tableTabs(sel desk.Selection, counts map[desk.View]int) []tableTab {
	var tabs []tableTab
	for _, view := range desk.Views {
		one := sel
		one.View = view
		name := string(view)
		if view == desk.ViewAll {
			name = "all"
		}
		tabs = append(tabs, tableTab{v.say.Plain("table.view." + name), v.tableURL(one), counts[view], view == sel.View})
	}
	return tabs
}

// tableHead is the heading of a column, with the way to order by it.
type tableHead struct {
	Class, Text, Short string
	URL                string
	Sort               string // "ascending", "descending" or empty
}

// tableHeads are the columns. A number that asks for attention begins with its largest.
func (v *visit) tableHeads(sel desk.Selection) []tableHead {
	var heads []tableHead
	for _, col := range []struct {
		class   string
		order   desk.Order
		largest bool
	}{
		{"m-code", desk.OrderCode, false}, {"m-title", desk.OrderTitle, false}, {"m-office", desk.OrderOffice, false},
		{"m-state", desk.OrderState, false}, {"m-pct", desk.OrderPercent, true}, {"m-due", desk.OrderDue, false}, {"m-slip", desk.OrderSlip, true},
		{"m-flags", "", false}, {"m-note", "", false}, {"m-rec", desk.OrderRecorded, true},
	} {
		h := tableHead{Class: col.class, Text: v.say.Plain("table.column." + strings.TrimPrefix(col.class, "m-"))}
		if key := "table.column." + strings.TrimPrefix(col.class, "m-") + ".short"; v.say.Has(key) {
			h.Short = v.say.Plain(key)
		}
		if col.order != "" {
			next := sel
			next.Order, next.Descending = col.order, col.largest
			if sel.Order == col.order {
				h.Sort, next.Descending = "ascending", !sel.Descending
				if sel.Descending {
					h.Sort = "descending"
				}
			}
			h.URL = v.tableURL(next)
		}
		heads = append(heads, h)
	}
	return heads
}

// tableFilters is the form above the table.
type tableFilters struct {
	Words, Objective, Office, State, Horizon, Open field
	// Kept are the parameters that the form does not have.
	Kept  []hiddenField
	Chips []tableChip
	Clear string
}

type hiddenField struct{ Name, Value string }

// tableChip is a filter at work, with the address without it.
type tableChip struct {
	Text, URL string
	Label     string
}

func (v *visit) tableFilters(c *board.Content, sel desk.Selection) tableFilters {
	none := choice{Text: v.say.Plain("table.filter.all")}
	objective, office, state, horizon := []choice{none}, []choice{none}, []choice{none}, []choice{none}
	for _, o := range c.InOrder() {
		objective = append(objective, choice{Value: o.Code, Text: o.Code + " " + o.Title})
	}
	for _, o := range c.Offices {
		office = append(office, choice{Value: o.Code, Text: o.Name})
	}
	for _, s := range plan.MilestoneStates {
		state = append(state, choice{Value: stateSlugs[s], Text: v.say.Plain("milestone.state." + string(s))})
	}
	for _, h := range plan.Horizons {
		horizon = append(horizon, choice{Value: horizonSlugs[h], Text: v.say.Plain("horizon." + string(h))})
	}
	fresh := &form{}
	selects := func(name, value string, options []choice) field {
		return fresh.fill(field{Name: name, Label: v.say.Plain("table.filter." + name), Type: "select", Value: value, Options: options, Required: true})
	}
	f := tableFilters{
		Words: fresh.fill(field{
			Name: paramWords, Label: v.say.Plain("table.filter." + paramWords), Type: "search", Value: sel.Words, Max: plan.MaxSearch, Required: true,
		}),
		Objective: selects(paramObjective, sel.Objective, objective), Office: selects(paramOffice, sel.Office, office),
		State: selects(paramState, stateSlugs[sel.State], state), Horizon: selects(paramHorizon, horizonSlugs[sel.Horizon], horizon),
		Open: fresh.fill(field{Name: paramUnfinished, Label: v.say.Plain("table.filter." + paramUnfinished), Type: "checkbox", Checked: sel.Open}),
	}
	params := selectionParams(sel)
	for i := 0; i < len(params); i += 2 {
		if (params[i] == paramView || params[i] == paramOrder) && params[i+1] != "" {
			f.Kept = append(f.Kept, hiddenField{params[i], params[i+1]})
		}
	}
	f.Chips = v.tableChips(c, sel)
	f.Clear = v.tableURL(desk.Selection{View: sel.View, Order: sel.Order, Descending: sel.Descending})
	return f
}

// tableChips lists the filters at work.
func (v *visit) tableChips(c *board.Content, sel desk.Selection) []tableChip {
	var chips []tableChip
	add := func(text string, without desk.Selection) {
		chips = append(chips, tableChip{Text: text, URL: v.tableURL(without), Label: v.say.Plain("table.chip.remove", "what", text)})
	}
	named := func(param, value string) string { return v.say.Plain("table.filter."+param) + ": " + value }
	without := sel
	if sel.Words != "" {
		without.Words = ""
		add("«"+sel.Words+"»", without)
	}
	if without = sel; sel.Objective != "" {
		without.Objective = ""
		add(named(paramObjective, sel.Objective), without)
	}
	if without = sel; sel.Office != "" {
		without.Office = ""
		add(named(paramOffice, v.officeName(sel.Office)), without)
	}
	if without = sel; sel.State != "" {
		without.State = ""
		add(named(paramState, v.say.Plain("milestone.state."+string(sel.State))), without)
	}
	if without = sel; sel.Horizon != "" {
		without.Horizon = ""
		add(named(paramHorizon, v.say.Plain("horizon."+string(sel.Horizon))), without)
	}
	if without = sel; sel.Open {
		without.Open = false
		add(v.say.Plain("table.filter."+paramUnfinished), without)
	}
	return chips
}

// rowsPerPage bounds the rows of one page: more of them and typing would lag.
const rowsPerPage = 200

// cutParts gives one page of the parts of a table, and how many there are. Objectives stay
// whole where they fit on a page; one that does not is cut.
func cutParts(parts []desk.Part, size, asked int) (page []desk.Part, number, pages int) {
	var all [][]desk.Part
	room := 0
	for _, part := range parts {
		rows := part.Rows
		for len(rows) > 0 {
			if len(rows) > room && (len(rows) <= size || room == 0) {
				all, room = append(all, nil), size
			}
			n := min(len(rows), room)
			last := len(all) - 1
			all[last] = append(all[last], desk.Part{Objective: part.Objective, Rows: rows[:n]})
			rows, room = rows[n:], room-n
		}
	}
	if len(all) == 0 {
		return nil, 1, 1
	}
	number = min(max(asked, 1), len(all))
	return all[number-1], number, len(all)
}

// tablePages links the pages of a table.
func (v *visit) tablePages(sel desk.Selection, number, pages int) *pager.Pages {
	if pages < 2 {
		return nil
	}
	return pager.Links(pages, number, func(n int) string { return v.tableURL(sel, pager.Param, pager.Value(n)) })
}

// tableEmpty says why there is no row, and what to do next.
func (v *visit) tableEmpty(sel desk.Selection, t *desk.Table) template.HTML {
	switch {
	case t.Shown > 0:
		return ""
	case t.Total == 0:
		return v.say.T("table.empty.plan")
	case sel.View != desk.ViewAll && t.Counts[desk.ViewAll] > 0:
		return v.say.T("table.empty.view." + string(sel.View))
	}
	return v.say.T("table.empty.filters")
}
