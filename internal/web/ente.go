package web

import (
	"html/template"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/minutes"
	"github.com/traguardi/traguardi/internal/web/words"
)

// entePage is the page that answers how far the plan of an organization is.
var entePage = page{template: "ente", build: buildEnte}

// How much the ente's page shows of what can be long.
const (
	agendaDays    = 60
	mostOverdue   = 25
	mostAgenda    = 30
	mostNews      = 8
	mostOnOnePage = 50
)

type enteView struct {
	PeersURL    string // empty where the open data tell nothing of the ente
	NationalURL string // empty where no national plan is loaded
	frame
	Heading string
	Empty   bool // no objective in the plan
	// Introduction is the ente's own, as HTML.
	Introduction template.HTML
	standing

	Horizons    []horizonCard
	Overdue     []overdueRow
	OverdueMore template.HTML
	OverdueIn   string // how many there are, in words
	NextDue     template.HTML
	Agenda      []agendaRow
	AgendaUntil plan.Date
	AgendaMore  int
	News        []newsRow
	Course      *course
	Filters     *filterForm
	Objectives  []objectiveRow
	More        string // address of the list where not all are here
	Count       template.HTML
	Meetings    string
	Data        []datasetRow
	DataPage    string
	Feed        string // address; empty for a past day
	Calendar    string // address; empty for a past day
	Money       *moneyByMeasure
	Indicators  []indicatorRow // of the whole ente
}

type horizonCard struct {
	Name    string
	Span    string
	None    bool // no objective
	Shown   string
	Planned string
	Bar     template.HTML
	Counts  []healthCount
}

type healthCount struct {
	Health template.HTML
	N      int
	URL    string // empty for none
}

type overdueRow struct {
	Days      int
	Title     string
	URL       string
	Objective string
	Reason    string
	Office    string
	OfficeURL string
	Due       plan.Date
	Was       plan.Date // baseline, where it is another day
}

type agendaRow struct {
	On      plan.Date
	Sub     string
	Title   string
	URL     string
	Detail  string
	Side    string
	Meeting bool
}

func buildEnte(v *visit) (view, error) {
	c := v.content
	f := &c.Figures
	title := v.say.Plain("ente.title.other")
	if strings.HasPrefix(c.Organization.Name, "Comune ") || strings.HasPrefix(c.Organization.Name, "Città ") {
		title = v.say.Plain("ente.title")
	}
	e := &enteView{
		frame:   v.frame(title, v.say.Plain("ente.description", "figures", v.describe(f)), sectionPlan, true),
		Heading: title, Empty: len(c.Objectives) == 0, Meetings: v.links.meetings(), Calendar: v.calendarLink(v.links.calendar()),
	}
	e.Canonical = v.site.base + v.links.plan()
	e.AsOf.Action = v.links.root()
	var err error
	if e.Introduction, err = minutes.HTML(c.Texts.Introduction); err != nil {
		return nil, err
	}
	if e.Empty {
		return e, nil
	}
	e.standing = v.standing(f, true, v.namedObjective)
	e.Totals = v.totals(f)
	e.Horizons = v.horizonCards()
	v.addOverdue(e)
	v.addAgenda(e)
	e.News = v.news(latest(c.Objectives, mostNews))
	e.Course = v.course(c.Curve, f)
	e.Feed = v.followed(&e.frame, v.links.feed(), c.Organization.Name)
	e.Data, e.DataPage = v.dataLinks(), v.links.dataPage()
	e.Filters = v.filterForm(filters{})
	if len(v.national.Editions) > 0 {
		e.NationalURL = v.links.national("", "")
	}
	if v.inOpenData() {
		e.PeersURL = v.links.peers("")
	}
	e.Money, e.Indicators = v.money(c.Fundings), v.indicators(c.IndicatorsOf(""))
	shown := c.InOrder()[:min(len(c.Objectives), mostOnOnePage)]
	e.Objectives = v.objectiveRows(shown)
	e.Count = v.objectivesCount(c.Objectives)
	if len(shown) < len(c.Objectives) {
		e.More = v.links.objectives()
	}
	return e, nil
}

// totals counts what there is: objectives, milestones, reached, overdue.
func (v *visit) totals(f *progress.Figures) template.HTML {
	objectives := 0
	for _, n := range f.Objectives {
		objectives += n
	}
	said := v.say.T("totals",
		"objectives", v.say.N("count.objectives", objectives),
		"milestones", v.say.N("count.milestones", f.Counts.Counted()),
		"done", v.say.N("count.done", f.Counts.Done))
	if f.Counts.Overdue > 0 {
		said += v.say.T("totals.overdue", "overdue", v.say.N("count.overdue", f.Counts.Overdue))
	}
	return said + "."
}

// caveats tell what the figures leave out or cannot know.
func (v *visit) caveats(f *progress.Figures) []template.HTML {
	var notes []template.HTML
	if f.Counts.Undated > 0 && f.ShownPlanned >= 0 {
		notes = append(notes, v.say.N("caveat.undated", f.Counts.Undated))
	}
	if f.Counts.Stale > 0 {
		notes = append(notes, v.say.N("caveat.stale", f.Counts.Stale, "days", words.Days(v.site.staleAfterDays())))
	}
	return notes
}

func (s *Site) staleAfterDays() int {
	if s.settings.StaleAfterDays > 0 {
		return s.settings.StaleAfterDays
	}
	return progress.DefaultStaleAfterDays
}

func (v *visit) namedObjective(code string) contributionRow {
	row := contributionRow{Number: code, Title: code, URL: v.links.objective(code)}
	if o, ok := v.content.Objective(code); ok {
		row.Title = o.Title
	}
	return row
}

func (v *visit) horizonCards() []horizonCard {
	var cards []horizonCard
	for i := range v.content.Horizons {
		h := &v.content.Horizons[i]
		name := string(h.Horizon)
		total := 0
		for _, n := range h.Objectives {
			total += n
		}
		card := horizonCard{
			Name: v.say.Plain("horizon." + name), None: total == 0,
			Span: v.joined(v.say.Plain("horizon."+name+".span"), v.say.PlainN("count.objectives", total)),
		}
		if !card.None {
			card.Shown = v.say.Plain("health.not_assessed")
			if h.Shown >= 0 {
				card.Shown, card.Bar = v.say.Percent(h.Shown), v.cardBar(card.Name, &h.Figures)
			}
			if h.ShownPlanned >= 0 {
				card.Planned = v.say.Plain("row.planned", "planned", words.Percent(h.ShownPlanned))
			}
			for _, health := range progress.Healths {
				count := healthCount{Health: v.health(health), N: h.Objectives[health]}
				if count.N > 0 {
					count.URL = v.links.objectives(paramHorizon, horizonSlugs[h.Horizon], paramHealth, healthSlugs[health])
				}
				card.Counts = append(card.Counts, count)
			}
		}
		cards = append(cards, card)
	}
	return cards
}

func (v *visit) addOverdue(e *enteView) {
	c := v.content
	late, count := c.Due(plan.Date{}, c.Day.AddDays(-1), mostOverdue)
	e.OverdueIn = v.say.PlainN("overdue.count", count)
	if count > len(late) {
		e.OverdueMore = v.say.N("overdue.more", count-len(late), "link",
			link(v.links.objectives(paramHealth, healthSlugs[progress.HealthLate]), v.say.Plain("overdue.more.link")))
	}
	for _, m := range late {
		e.Overdue = append(e.Overdue, v.overdueRow(m))
	}
	if next, _ := c.Due(c.Day, plan.Date{}, 1); len(next) > 0 {
		e.NextDue = v.say.T("overdue.next", "day", next[0].Status.DueOn, "which", link(v.links.milestone(next[0].ID), next[0].Title))
	}
}

func (v *visit) overdueRow(m *board.Milestone) overdueRow {
	row := overdueRow{
		Days: m.DaysOverdue, Title: m.Title, URL: v.links.milestone(m.ID), Objective: v.objectiveLine(m.Objective),
		Reason: m.LastReason, Office: v.officeName(m.Status.Office), OfficeURL: v.links.office(m.Status.Office), Due: m.Status.DueOn,
	}
	if m.BaselineDueOn != m.Status.DueOn {
		row.Was = m.BaselineDueOn
	}
	return row
}

// objectiveLine is "OB-03 Ufficio dei servizi informatici".
func (v *visit) objectiveLine(code string) string {
	if o, ok := v.content.Objective(code); ok {
		return code + " " + o.Title
	}
	return code
}

func (v *visit) addAgenda(e *enteView) {
	day := v.content.Day
	e.AgendaUntil = day.AddDays(agendaDays)
	for _, m := range v.content.Meetings {
		if m.State == plan.MeetingScheduled && !m.HeldOn.IsZero() && !m.HeldOn.Before(day) && !m.HeldOn.After(e.AgendaUntil) {
			e.Agenda = append(e.Agenda, v.meetingOnAgenda(m))
		}
	}
	due, count := v.content.Due(day, e.AgendaUntil, mostAgenda)
	count += len(e.Agenda)
	for _, m := range due {
		e.Agenda = append(e.Agenda, agendaRow{
			On: m.Status.DueOn, Sub: v.inDays(m.Status.DueOn), Title: m.Title, URL: v.links.milestone(m.ID),
			Detail: v.objectiveLine(m.Objective) + ". " + v.stateWord(m), Side: v.officeName(m.Status.Office),
		})
	}
	slices.SortStableFunc(e.Agenda, func(a, b agendaRow) int { return a.On.Compare(b.On) })
	e.Agenda = e.Agenda[:min(len(e.Agenda), mostAgenda)]
	e.AgendaMore = count - len(e.Agenda)
}

func (v *visit) meetingOnAgenda(m *board.Meeting) agendaRow {
	row := agendaRow{
		On: m.HeldOn, Sub: v.hours(m), Title: m.Title, URL: v.links.meeting(m.ID), Side: v.say.Plain("agenda.meeting"), Meeting: true,
	}
	if m.Agenda != "" {
		row.Detail = v.say.Plain("agenda.agenda", "agenda", shorten(strings.Join(plan.AgendaPoints(m.Agenda), "; "), 140))
	}
	return row
}

// inDays says how far away a day is.
func (v *visit) inDays(d plan.Date) string {
	n := d.DaysSince(v.content.Day)
	switch {
	case n == 0 && v.past():
		return v.say.Plain("agenda.that_day")
	case n == 0:
		return v.say.Plain("agenda.today")
	case v.past():
		return v.say.Plain("agenda.after", "days", words.Days(n))
	}
	return v.say.Plain("agenda.in", "days", words.Days(n))
}

// stateWord says where a milestone stands.
func (v *visit) stateWord(m *board.Milestone) string {
	s := &m.Status
	switch {
	case s.State == plan.MilestonePlanned && !s.StartOn.IsZero() && !s.StartOn.After(v.content.Day):
		return v.say.Plain("state.to_begin")
	case s.State == plan.MilestoneInProgress, s.State == plan.MilestoneBlocked:
		return v.say.Plain("state."+string(s.State), "done", words.Percent(s.Percent))
	}
	return v.say.Plain("state." + string(s.State))
}

// joined puts what is not empty behind one another with commas.
func (v *visit) joined(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}
