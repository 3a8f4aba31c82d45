package web

import (
	"html/template"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/pager"
	"github.com/traguardi/traguardi/internal/web/words"
)

// officesPage compares the offices; officePage is about one.
var (
	officesPage = page{template: "uffici", build: buildOffices}
	officePage  = page{template: "ufficio", params: officeParams, build: buildOffice}
)

type officesView struct {
	frame
	Offices []officeRow
	Count   template.HTML
}

type officeRow struct {
	Name      string
	URL       string
	Load      string // how many milestones
	Bar       barCell
	Health    template.HTML
	OnTime    string
	Overdue   int
	LastMet   plan.Date
	NextMet   plan.Date
	NextURL   string
	NoMeeting bool
}

func buildOffices(v *visit) (view, error) {
	page := &officesView{
		frame: v.frame(v.say.Plain("offices.title"), v.say.Plain("offices.description", "name", v.content.Organization.Name), sectionOffices, true),
		Count: v.say.N("offices.count", len(v.content.Offices)),
	}
	page.Crumbs = v.crumbsTo(crumb{Text: v.say.Plain("nav.offices")})
	for _, o := range v.content.Offices {
		row := officeRow{
			Name: o.Name, URL: v.links.office(o.Code), Load: v.say.PlainN("count.milestones", o.Figures.Counts.Counted()),
			Bar: v.barCell(o.Name, &o.Figures), Health: v.health(o.Figures.Health), OnTime: v.onTime(o),
			Overdue: o.Figures.Counts.Overdue, LastMet: o.LastMetOn, NoMeeting: o.LastMetOn.IsZero(),
		}
		if o.NextMeeting != nil {
			row.NextMet, row.NextURL = o.NextMeeting.HeldOn, v.links.meeting(o.NextMeeting.ID)
		}
		page.Offices = append(page.Offices, row)
	}
	return page, nil
}

// onTime is the share of an office's milestones that were done by their first date;
// empty where none is done.
func (v *visit) onTime(o *board.Office) string {
	if o.OnTimeRate == nil {
		return ""
	}
	return v.say.Percent(points(o.OnTimeRate))
}

type officeView struct {
	frame
	Former  *formerOffice // all there is to tell of an office that is there no more
	Heading string
	About   []string
	Facts   []fact
	standing
	Feed   string // address; empty for a past day
	Open   []milestoneRow
	Closed []milestoneRow
	Paging *pager.Pages // of both together, those open first
	// MoreClosed: those open are on earlier pages, all of them.
	MoreClosed bool
	Leads      []objectiveRow
	Actions    []actionRow
	Meetings   []meetingRow
	Calendar   string // address; empty for a past day
}

func buildOffice(v *visit) (view, error) {
	o, ok := v.content.Office(v.arg)
	if !ok {
		return buildFormerOffice(v)
	}
	whole := o.Figures
	whole.Contributions = v.content.OfficeContributions(o.Code)
	f := &whole
	page := &officeView{
		frame:   v.frame(o.Name, v.say.Plain("office.description", "name", o.Name, "figures", v.describe(f)), sectionOffices, false),
		Heading: o.Name, About: paragraphs(o.Description), Facts: v.officeFacts(o),
		standing: v.standing(f, false, v.milestoneOfOffice), Calendar: v.calendarLink(v.links.officeCalendar(o.Code)),
	}
	page.Feed = v.followed(&page.frame, v.links.officeFeed(o.Code), o.Name)

	page.Crumbs = v.crumbsTo(crumb{v.say.Plain("nav.offices"), v.links.offices()}, crumb{Text: o.Name})
	v.addOwned(page, o)
	var leads []*board.Objective
	for _, objective := range v.content.Objectives {
		if objective.Terms.LeadOffice == o.Code {
			leads = append(leads, objective)
		}
	}
	page.Leads = v.objectiveRows(leads)
	for _, a := range v.content.Actions {
		if a.Office == o.Code {
			page.Actions = append(page.Actions, v.actionRow(a))
		}
	}
	for _, m := range slices.Backward(v.content.Meetings) {
		if slices.Contains(m.Offices, o.Code) {
			page.Meetings = append(page.Meetings, v.meetingRow(m))
		}
	}
	return page, nil
}

// mostOfOffice is how many milestones of an office are on one page: they may be many thousands.
const mostOfOffice = 200

// officeParams: the part of a long list that is asked for.
func officeParams(v *visit) (params []string, keep bool) {
	return []string{pager.Param, pager.Value(pager.Asked(v.query))}, pager.Asked(v.query) <= 100
}

// addOwned lists the office's milestones: those open by their date, then the others, latest first.
func (v *visit) addOwned(page *officeView, o *board.Office) {
	open, closed := make([]*board.Milestone, 0, len(o.Milestones)), []*board.Milestone(nil)
	for _, m := range o.Milestones {
		if m.Status.Open() {
			open = append(open, m)
		} else {
			closed = append(closed, m)
		}
	}
	slices.Reverse(closed)
	stillOpen := len(open)
	all := append(open, closed...)
	from, to, pages := pager.Cut(len(all), mostOfOffice, pager.Asked(v.query), func(n int) string {
		return v.links.office(o.Code, pager.Param, pager.Value(n))
	})
	page.Paging = pages
	for i, m := range all[from:to] {
		row := v.milestoneRow(m)
		row.URL, row.Anchor = v.links.milestone(m.ID), ""
		row.Sub, row.SubURL = v.objectiveWithState(m.Objective), v.links.objective(m.Objective)
		if row.Slip != "" {
			row.SlipURL = v.links.objective(m.Objective) + "#spostamenti"
		}
		if from+i < stillOpen {
			page.Open = append(page.Open, row)
		} else {
			page.Closed = append(page.Closed, row)
		}
	}
	page.MoreClosed = from >= stillOpen && stillOpen > 0
}

// formerOffice is an office that was removed, or went into another one.
type formerOffice struct{ Text, Before template.HTML }

func buildFormerOffice(v *visit) (view, error) {
	o, ok := v.content.FormerOffice(v.arg)
	if !ok {
		return nil, plan.NotFound("office")
	}
	page := &officeView{
		frame:   v.frame(o.Name, v.say.Plain("office.former.description", "name", o.Name), sectionOffices, false),
		Heading: o.Name,
		Former: &formerOffice{
			Text: v.say.T("office.former.removed", "day", o.RemovedOn),
			Before: v.say.T("office.former.before", "link",
				link(v.links.on(o.RemovedOn.AddDays(-1)).office(o.Code), v.say.Plain("office.former.link", "day", o.RemovedOn.AddDays(-1)))),
		},
	}
	if o.MergedInto != "" {
		page.Former.Text = v.say.T("office.former.merged", "day", o.RemovedOn,
			"into", link(v.links.office(o.MergedInto), v.officeName(o.MergedInto)))
	}
	page.NoIndex = true
	page.Crumbs = v.crumbsTo(crumb{v.say.Plain("nav.offices"), v.links.offices()}, crumb{Text: o.Name})
	return page, nil
}

func (v *visit) officeFacts(o *board.Office) []fact {
	facts := []fact{
		{Term: v.say.Plain("fact.milestones"), Text: v.say.Number(o.Figures.Counts.Counted()), Plain: true},
		{Term: v.say.Plain("fact.done"), Text: v.say.Number(o.Figures.Counts.Done), Plain: true},
		{Term: v.say.Plain("fact.overdue"), Text: v.say.Number(o.Figures.Counts.Overdue), Plain: true},
	}
	if rate := v.onTime(o); rate != "" {
		facts = append(facts, fact{Term: v.say.Plain("fact.on_time"), Text: v.say.Plain("fact.on_time.of", "rate", words.Percent(points(o.OnTimeRate)), "done", o.OnTimeOf), Plain: true})
	}
	last := fact{Term: v.say.Plain("fact.last_met"), Text: v.say.Date(o.LastMetOn), Plain: true}
	if o.LastMetOn.IsZero() {
		last.Text = v.say.Plain("fact.never_met")
	}
	facts = append(facts, last)
	if o.NextMeeting != nil {
		facts = append(facts, fact{
			Term: v.say.Plain("fact.next_met"), Text: v.say.Date(o.NextMeeting.HeldOn), URL: v.links.meeting(o.NextMeeting.ID), Plain: true,
		})
	}
	return facts
}

// objectiveWithState is objectiveLine that tells where an objective is not counted, so
// that the rows and the count above them can be squared.
func (v *visit) objectiveWithState(code string) string {
	line := v.objectiveLine(code)
	if o, ok := v.content.Objective(code); ok && !o.Terms.State.Counted() {
		return v.say.Plain("office.uncounted", "objective", line, "state", v.say.Plain("objective.state."+string(o.Terms.State)))
	}
	return line
}

// milestoneOfOffice names an addend of an office's percentage.
func (v *visit) milestoneOfOffice(id string) contributionRow {
	row := contributionRow{Number: id, Title: id, URL: v.links.milestone(id)}
	if m, ok := v.content.Milestone(id); ok {
		row.Title = m.Title
	}
	return row
}
