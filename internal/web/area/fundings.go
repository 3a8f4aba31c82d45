package area

import (
	"html/template"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/gauge"
	"github.com/traguardi/traguardi/internal/web/minutes"
	"github.com/traguardi/traguardi/internal/web/words"
)

const fundingsPath = "/finanziamenti"

// fundingsRoutes are the plan's money, for everybody of the staff to read and for whoever keeps
// the plan to change.
func (s *Site) fundingsRoutes() []route {
	const list = "/area/{ipa}" + fundingsPath
	return []route{
		{pattern: "GET " + list, op: tracker.OpStaffRead, handle: s.fundings},
		{pattern: "GET " + list + "/nuovo", op: tracker.OpFundingCreate, handle: s.newFunding},
		{pattern: "POST " + list + "/nuovo", op: tracker.OpFundingCreate, handle: s.newFunding},
		{pattern: "GET " + list + "/{funding}", op: tracker.OpFundingChange, handle: s.editFunding},
		{pattern: "POST " + list + "/{funding}", op: tracker.OpFundingChange, handle: s.editFunding},
		{pattern: "GET " + list + "/{funding}/togli", op: tracker.OpFundingRemove, handle: s.removeFunding},
		{pattern: "POST " + list + "/{funding}/togli", op: tracker.OpFundingRemove, handle: s.removeFunding},
	}
}

const paramMeasure = "misura"

var fundingSlugs = map[plan.FundingState]string{
	plan.FundingAssigned: "assegnato", plan.FundingPaid: "pagato", plan.FundingWithdrawn: "ritirato",
}

type fundingsView struct {
	frame
	All        int
	Filters    []field
	Narrowed   bool
	WholeURL   string
	NewURL     string
	Said       template.HTML
	Total      sumsRow
	Rows       []fundingItem
	Measures   []sumsRow
	Objectives []sumsRow
	APIURL     string
}

type fundingItem struct {
	Place                 string
	Measure, Call, URL    string // URL is where it is changed; empty for whoever may not
	Objective             string
	ObjectiveURL          string
	CUP                   string
	Unusual               bool // a CUP worth a second look
	Amount, State, Decree string
	Source, SourceURL     string
	Real                  bool
}

// sumsRow is what some fundings come to; empty where there is none.
type sumsRow struct {
	Name, URL                 string
	Count                     string
	Assigned, Paid, Withdrawn string
}

func (v *visit) sums(name, url string, m plan.Money) sumsRow {
	return sumsRow{
		Name: name, URL: url, Count: v.say.PlainN("money.count", m.Count()),
		Assigned: gauge.Amount(v.say, m.Assigned, m.AssignedCount), Paid: gauge.Amount(v.say, m.Paid, m.PaidCount),
		Withdrawn: gauge.Amount(v.say, m.Withdrawn, m.WithdrawnCount),
	}
}

// fundingFilter is what the list shows, from the address.
type fundingFilter struct {
	measure, objective string
	state              plan.FundingState
}

func (f fundingFilter) fits(one *board.Funding) bool {
	return (f.measure == "" || one.Measure == f.measure) && (f.objective == "" || one.Objective == f.objective) && (f.state == "" || one.State == f.state)
}

func (f fundingFilter) params() []string {
	return []string{paramMeasure, f.measure, paramObjective, f.objective, paramState, fundingSlugs[f.state]}
}

// readFundingFilter takes from the address what means something here; the rest is left out.
func (v *visit) readFundingFilter(staff *board.Staff) fundingFilter {
	f := fundingFilter{state: bySlug(fundingSlugs, v.asked(paramState))}
	for _, one := range staff.Fundings {
		if one.Measure == v.asked(paramMeasure) {
			f.measure = one.Measure
		}
		if one.Objective == v.asked(paramObjective) {
			f.objective = one.Objective
		}
	}
	return f
}

// fundings lists the fundings with what they come to, by measure and by objective.
func (s *Site) fundings(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	filter := v.readFundingFilter(staff)
	page := &fundingsView{All: len(staff.Fundings), Narrowed: filter != fundingFilter{}, WholeURL: v.at(fundingsPath), Filters: v.fundingFilters(staff, filter)}
	if v.may(tracker.OpFundingCreate) {
		page.NewURL = v.at(fundingsPath + "/nuovo")
	}
	var shown []*board.Funding
	for _, f := range staff.Fundings {
		if filter.fits(f) {
			shown = append(shown, f)
			page.Rows = append(page.Rows, v.fundingItem(staff, f))
		}
	}
	total := board.MoneyOf(shown)
	page.Total = v.sums(v.say.Plain("money.total"), "", total)
	if share := total.PaidShare(); share != nil {
		page.Said = v.say.T("money.share", "share", words.Percent(progress.Shown(share)), "granted", words.Euros(total.Granted()))
	}
	for _, by := range board.MoneyByMeasure(shown) {
		only := filter
		only.measure = by.Measure
		page.Measures = append(page.Measures, v.sums(by.Measure, v.at(fundingsPath, only.params()...), by.Money))
	}
	for _, by := range board.MoneyByObjective(shown) {
		only := filter
		only.objective = by.Objective
		page.Objectives = append(page.Objectives, v.sums(v.objectiveName(staff, by.Objective), v.at(fundingsPath, only.params()...), by.Money))
	}
	page.frame = v.frame(v.say.Plain("fundings.title"), sectionFundings)
	page.Lede = v.say.N("fundings.count", page.All)
	page.Wide = true
	return v.largePage("finanziamenti", page)
}

// objectiveName is "OB-06 Pagare online".
func (v *visit) objectiveName(staff *board.Staff, code string) string {
	if o, ok := staff.Objective(code); ok {
		return code + " " + o.Title
	}
	return code
}

func (v *visit) fundingFilters(staff *board.Staff, filter fundingFilter) []field {
	measures := []choice{{Text: v.say.Plain("fundings.every")}}
	objectives := slices.Clone(measures)
	for _, by := range board.MoneyByMeasure(staff.Fundings) {
		measures = append(measures, choice{Value: by.Measure, Text: by.Measure})
	}
	for _, by := range board.MoneyByObjective(staff.Fundings) {
		objectives = append(objectives, choice{Value: by.Objective, Text: v.objectiveName(staff, by.Objective)})
	}
	states := []choice{{Text: v.say.Plain("fundings.every")}}
	for _, state := range plan.FundingStates {
		states = append(states, choice{Value: fundingSlugs[state], Text: v.say.Plain("funding.state." + string(state))})
	}
	var all []field
	for _, one := range []field{
		{Name: paramMeasure, Label: v.say.Plain("fundings.measure"), Options: measures, Value: filter.measure},
		{Name: paramObjective, Label: v.say.Plain("fundings.objective"), Options: objectives, Value: filter.objective},
		{Name: paramState, Label: v.say.Plain("fundings.state"), Options: states, Value: fundingSlugs[filter.state]},
	} {
		one.Type, one.Unmarked = "select", true
		all = append(all, (&form{}).fill(one))
	}
	return all
}

func (v *visit) fundingItem(staff *board.Staff, f *board.Funding) fundingItem {
	item := fundingItem{
		Place: rowID(f.ID), Measure: f.Measure, Call: f.Call, Objective: v.objectiveName(staff, f.Objective), ObjectiveURL: v.at(objectivesPath + "/" + f.Objective),
		CUP: f.CUP, Unusual: f.CUP != "" && !plan.UsualCUP(f.CUP), Amount: v.say.Euros(f.AmountCents), State: gauge.State(v.say, f), Decree: f.Decree,
		Source: gauge.Source(f), SourceURL: minutes.SafeLink(f.Source), Real: staff.Organization.Demonstration && f.Real(),
	}
	if v.may(tracker.OpFundingChange) {
		item.URL = v.at(fundingsPath + "/" + f.ID)
	}
	return item
}
