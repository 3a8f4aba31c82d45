package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/minutes"
	"github.com/traguardi/traguardi/internal/web/words"
)

// objectivePage is everything about one objective.
var objectivePage = page{template: "obiettivo", build: buildObjective}

type objectiveView struct {
	frame
	Code    string
	Heading string
	About   []string // paragraphs
	Facts   []fact
	State   template.HTML // where it is not counted: what that means
	standing

	Ratings        bool // whether the organization publishes them
	OfficeRating   *ratingView
	ReviewerRating *ratingView
	Lede           template.HTML // how many milestones
	Timeline       template.HTML
	Key            template.HTML
	Milestones     []milestoneRow
	Slippages      []slippageRow
	SlippageTotal  string
	SlippageIn     string
	SlippageNote   template.HTML
	Meetings       []meetingRow
	Fundings       []fundingRow
	FundingTotal   *moneyRow // where there are several
	Indicators     []indicatorRow
	History        []newsRow
	Feed           string // address; empty for a past day
	Course         *course
	Lines          []lineRow // of national plans
	NationalURL    string
}

type fact struct {
	Term  string
	Text  string
	URL   string
	Plain bool // ours, not written by people
}

type ratingView struct {
	Rating template.HTML
	Text   string
	By     string
	On     plan.Date
}

// milestoneRow is a milestone in the table of its objective or of its office.
type milestoneRow struct {
	Number    int
	Anchor    string
	Title     string
	URL       string // where it is not in the page itself
	Sub       string // office, or objective
	SubURL    string
	Due       plan.Date
	Was       plan.Date
	Slip      string
	SlipURL   string
	State     string
	StateOn   plan.Date
	Late      string
	Stale     bool
	Evidence  []evidenceItem
	Cancelled bool
	Detail    string
}

type evidenceItem struct {
	Text string
	URL  string
	Note bool
}

type slippageRow struct {
	On         plan.Date
	Number     string
	Title      string
	Reason     string
	From, To   plan.Date
	Days       string
	Meeting    plan.Date
	MeetingURL string
}

// meetingRow is a meeting in a list.
type meetingRow struct {
	On     plan.Date
	Hours  string
	Title  string
	URL    string
	Detail string
	Side   string
	Bad    bool // the side tells of something overdue
	Note   string
}

func buildObjective(v *visit) (view, error) {
	o, ok := v.content.Objective(v.arg)
	if !ok {
		return nil, plan.NotFound("objective")
	}
	f := &o.Figures
	page := &objectiveView{
		frame: v.frame(o.Title+" ("+o.Code+")", v.say.Plain("objective.description", "figures", v.describe(f), "code", o.Code), sectionObjectives, false),
		Code:  o.Code, Heading: o.Title, About: paragraphs(o.Description), Facts: v.objectiveFacts(o),
	}
	page.standing = v.standing(f, false, v.namedMilestone)
	page.Crumbs = v.crumbsTo(crumb{v.say.Plain("nav.objectives"), v.links.objectives()}, crumb{Text: o.Code})
	if !o.Terms.State.Counted() {
		page.State = v.say.T("objective.uncounted." + string(o.Terms.State))
	}
	page.Ratings = !v.content.Publication.HideRatings
	page.OfficeRating = v.rating(o.OfficeRating, v.leadName(o))
	page.ReviewerRating = v.rating(o.ReviewerRating, v.say.Plain("role.reviewer"))
	page.Lede = v.say.N("objective.milestones", len(o.Milestones))
	page.Timeline = v.timeline(o)
	page.Key = v.timelineKey()
	for _, m := range o.InOrder() {
		row := v.milestoneRow(m)
		row.Sub, row.SubURL = v.officeName(m.Status.Office), v.links.office(m.Status.Office)
		page.Milestones = append(page.Milestones, row)
	}
	v.addSlippages(page, o)
	page.Meetings = v.meetingsOf(o)
	page.Fundings, page.FundingTotal = v.fundings(v.content.FundingsOf(o.Code))
	page.Indicators = v.indicators(v.content.IndicatorsOf(o.Code))
	page.History = v.news(o.News)
	page.Feed = v.followed(&page.frame, v.links.objectiveFeed(o.Code), o.Code+" "+o.Title)
	page.Course = v.course(o.Curve, f)
	page.Lines, page.NationalURL = v.objectiveLines(o.Lines), v.links.national("", "")
	return page, nil
}

func (v *visit) objectiveFacts(o *board.Objective) []fact {
	t := &o.Terms
	office := fact{Term: v.say.Plain("fact.office"), Text: v.leadName(o), Plain: t.LeadOffice == ""}
	if _, ok := v.content.Office(t.LeadOffice); ok {
		office.URL = v.links.office(t.LeadOffice)
	}
	facts := []fact{office, {Term: v.say.Plain("fact.horizon"), Text: v.say.Plain("horizon." + string(t.Horizon) + ".lower"), Plain: true}}
	if o.Urgent {
		facts = append(facts, fact{Term: v.say.Plain("fact.urgency"), Text: v.say.Plain("objective.urgent"), Plain: true})
	}
	if t.State != plan.ObjectiveActive {
		facts = append(facts, fact{Term: v.say.Plain("fact.state"), Text: v.say.Plain("objective.state." + string(t.State)), Plain: true})
	}
	if len(o.Sectors) > 0 {
		facts = append(facts, fact{Term: v.say.Plain("fact.sectors"), Text: strings.Join(v.sectorNames(o.Sectors), ", ")})
	}
	switch due := v.dueOf(o); {
	case !t.StartOn.IsZero() && !due.IsZero():
		facts = append(facts, fact{Term: v.say.Plain("fact.period"), Text: v.say.Month(t.StartOn) + " – " + v.say.Month(due), Plain: true})
	case !due.IsZero():
		facts = append(facts, fact{Term: v.say.Plain("fact.due"), Text: v.say.Month(due), Plain: true})
	}
	return facts
}

func (v *visit) namedMilestone(id string) contributionRow {
	_, number, _ := strings.Cut(id, ".")
	row := contributionRow{Number: number, Title: id, URL: "#t" + number}
	if m, ok := v.content.Milestone(id); ok {
		row.Title = m.Title
		row.Sub = v.say.Plain("sum.weight", "weight", v.say.Weight(m.Status.Weight))
	}
	return row
}

func (v *visit) rating(r *board.Rating, by string) *ratingView {
	if r == nil {
		return nil
	}
	return &ratingView{
		Rating: chart.Rating(string(r.Confidence), v.say.Plain("confidence."+string(r.Confidence))), Text: r.Text, By: by, On: r.GivenOn,
	}
}

// milestoneRow fills in what does not depend on where the row stands.
func (v *visit) milestoneRow(m *board.Milestone) milestoneRow {
	s := &m.Status
	row := milestoneRow{
		Number: m.Number, Anchor: "t" + strconv.Itoa(m.Number), Title: m.Title, Due: s.DueOn, State: v.stateWord(m),
		Stale: m.Stale, Cancelled: s.State == plan.MilestoneCancelled, Detail: shorten(m.Description, 400), Evidence: v.evidence(s.Evidence),
	}
	if m.BaselineDueOn != s.DueOn {
		row.Was = m.BaselineDueOn
	}
	if s.State == plan.MilestoneDone {
		row.StateOn = s.CompletedOn
	}
	if m.Overdue {
		row.Late = v.say.Plain("milestone.overdue", "days", words.Days(m.DaysOverdue))
	}
	if m.SlippageDays != nil {
		row.Slip = v.slip(*m.SlippageDays)
	}
	if row.Slip != "" {
		row.SlipURL = "#spostamenti"
	}
	return row
}

// slip writes by how many days a date has moved; nothing for none.
func (v *visit) slip(days int) string {
	switch {
	case days > 0:
		return v.say.Plain("slip.later", "days", words.Days(days))
	case days < 0:
		return v.say.Plain("slip.earlier", "days", words.Days(-days))
	}
	return ""
}

func (v *visit) evidence(e plan.Evidence) []evidenceItem {
	var items []evidenceItem
	if a := e.Act; a != nil {
		items = append(items, evidenceItem{
			Text: v.say.Plain("evidence.act", "kind", a.Kind, "number", a.Number, "date", a.Date), URL: minutes.SafeLink(a.URL),
		})
	}
	if e.URL != "" {
		items = append(items, evidenceItem{Text: v.say.Plain("evidence.link", "host", host(e.URL)), URL: minutes.SafeLink(e.URL)})
	}
	if e.Note != "" {
		items = append(items, evidenceItem{Text: e.Note, Note: true})
	}
	return items
}

func (v *visit) timelineKey() template.HTML {
	return chart.Key(
		chart.KeyItem{Mark: chart.MarkBaseline, Text: v.say.Plain("key.baseline")},
		chart.KeyItem{Mark: chart.MarkCurrent, Text: v.say.Plain("key.current")},
		chart.KeyItem{Mark: chart.MarkDone, Text: v.say.Plain("key.done")},
		chart.KeyItem{Mark: chart.MarkOver, Text: v.say.Plain("key.over")},
		chart.KeyItem{Mark: chart.MarkToday, Text: v.dayLabel()},
	)
}

// mostOnTimeline bounds the rows of a timeline: beyond it the table alone can be read.
const mostOnTimeline = 40

func (v *visit) timeline(o *board.Objective) template.HTML {
	var rows []chart.TimelineRow
	for _, m := range o.InOrder() {
		s := &m.Status
		if s.State == plan.MilestoneCancelled || s.DueOn.IsZero() && m.BaselineDueOn.IsZero() {
			continue
		}
		start := s.StartOn
		if start.IsZero() {
			start = o.Terms.StartOn
		}
		row := chart.TimelineRow{
			Number: strconv.Itoa(m.Number), Name: m.Title,
			BaselineStart: start.Ordinal(), BaselineEnd: m.BaselineDueOn.Ordinal(), Start: start.Ordinal(), End: s.DueOn.Ordinal(),
			Done: float64(s.Percent) / 100, Overdue: m.Overdue,
		}
		if s.State == plan.MilestoneDone {
			row.CompletedOn = s.CompletedOn.Ordinal()
		}
		switch {
		case m.Overdue:
			row.SlipLabel = v.say.Plain("milestone.overdue", "days", words.Days(m.DaysOverdue))
		case m.SlippageDays != nil:
			row.SlipLabel = v.slip(*m.SlippageDays)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 || len(rows) > mostOnTimeline {
		return ""
	}
	return chart.Timeline(chart.TimelineSpec{
		ID: v.id("timeline"), Title: v.say.Plain("timeline.title"), Desc: v.say.Plain("timeline.description"),
		Today: v.content.Day.Ordinal(), TodayLabel: v.dayLabel(), Rows: rows, Axis: v.axis(),
	})
}

func (v *visit) addSlippages(page *objectiveView, o *board.Objective) {
	total := 0
	for i := range o.Slippages {
		s := &o.Slippages[i]
		_, number, _ := strings.Cut(s.Milestone, ".")
		row := slippageRow{
			On: s.EffectiveOn, Number: number, Title: s.Title, Reason: s.Reason, From: s.From, To: s.To, Days: v.say.Signed(s.Days),
		}
		if s.From.IsZero() || s.To.IsZero() {
			row.Days = "–" // a date given or taken away: no distance to tell
		}
		if s.DecidedIn != nil {
			row.Meeting, row.MeetingURL = s.DecidedIn.HeldOn, v.links.meeting(s.DecidedIn.ID)
		}
		total += s.Days
		page.Slippages = append(page.Slippages, row)
	}
	page.SlippageTotal = v.say.Signed(total)
	page.SlippageIn = v.say.PlainN("slippage.count", len(o.Slippages))
	page.SlippageNote = v.finished(o)
}

// finished tells which milestones ended on another day than they were due last: that is
// part of their slippage and no change of a date.
func (v *visit) finished(o *board.Objective) template.HTML {
	var said []string
	for _, m := range o.Milestones {
		s := &m.Status
		if s.State != plan.MilestoneDone || s.DueOn.IsZero() || s.CompletedOn == s.DueOn {
			continue
		}
		key, days := "slippage.finished.late", s.CompletedOn.DaysSince(s.DueOn)
		if days < 0 {
			key, days = "slippage.finished.early", -days
		}
		said = append(said, string(v.say.T(key, "number", m.Number, "days", words.Days(days))))
	}
	if len(said) == 0 {
		return ""
	}
	return template.HTML(strings.Join(said, " ")) //nolint:gosec // made of sentences
}

// meetingsOf lists the meetings that dealt with an objective, the latest first, each
// with what it decided about it.
func (v *visit) meetingsOf(o *board.Objective) []meetingRow {
	var rows []meetingRow
	for _, m := range o.Meetings {
		row := v.meetingRow(m)
		var said []string
		for _, d := range m.Decisions {
			if d.Objective == o.Code || belongs(d.Milestone, o.Code) {
				said = append(said, shorten(d.Text, 240))
			}
		}
		var actions []*board.Action
		for _, a := range m.Actions {
			if a.Objective == o.Code || belongs(a.Milestone, o.Code) {
				actions = append(actions, a)
				said = append(said, v.say.Plain("meeting.asked", "title", a.Title, "office", v.officeName(a.Office), "due", a.DueOn))
			}
		}
		row.Detail = strings.Join(said, " ")
		if m.State == plan.MeetingHeld {
			row.Side, row.Bad = v.actionsWord(actions)
		}
		rows = append(rows, row)
	}
	slices.Reverse(rows)
	return rows
}

func belongs(milestone, objective string) bool { return strings.HasPrefix(milestone, objective+".") }

// paragraphs splits a text at its empty lines.
func paragraphs(s string) []string {
	var kept []string
	for _, p := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}
