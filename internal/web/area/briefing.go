package area

import (
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/words"
)

// Parameters of the report's address: a saved report, or a day, to tell from.
const (
	paramSince    = "da"
	paramSinceDay = "dal"
)

// sinceEverything is the value of paramSince for a report that tells everything.
const sinceEverything = "inizio"

// firstBriefingBack is how far back the first report tells.
const firstBriefingBack = 30

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (s *Site) briefingRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}/rapporto", op: tracker.OpStaffRead, handle: s.briefing},
		{pattern: "POST /area/{ipa}/rapporto", op: tracker.OpBriefingSave, handle: s.briefing},
		{pattern: "GET /area/{ipa}/rapporto.xlsx", op: tracker.OpStaffRead, handle: s.briefingFile},
	}
}

// What of each list has room on one sheet of paper: the rest is in the workbook.
const (
	mostDone    = 7
	mostLate    = 7
	mostMoved   = 4
	mostTurned  = 5
	mostDecided = 7
	mostNext    = 7
	mostActions = 5
	mostMoney   = 5
)

type briefingView struct {
	frame
	Since      plan.Date // zero: everything
	Day        plan.Date
	Said       template.HTML
	Bar        template.HTML
	Horizons   []briefingHorizon
	Done       briefingPart
	Late       briefingPart
	Moved      briefingPart
	Turned     briefingPart
	Decided    briefingPart
	Next       briefingPart
	Actions    briefingPart
	Money      briefingPart
	Choices    []choice
	DayField   field
	SaveURL    string
	MaySave    bool
	SinceValue string
	SinceOn    string
	Revision   int64
	FileURL    string
	// FormatPTURL is where the same plan is told to the authorities.
	FormatPTURL string
	Address     string
	Saved       []savedBriefing
}

type briefingHorizon struct {
	Name, Before, Now, Planned string
	Health                     template.HTML
}

// briefingPart is one list of the report.
type briefingPart struct {
	ID          string
	Said        template.HTML // above the list; may be empty
	Title, None string
	Items       []briefingItem
	Total, More int
}

type briefingItem struct {
	When string
	What template.HTML
	Why  template.HTML
}

type savedBriefing struct {
	On, By, URL string
}

// briefing shows the report of today since the last one, and keeps that it was given.
func (s *Site) briefing(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		staff, err := v.staff()
		if err != nil {
			return "", err
		}
		_, err = s.Tracker.SaveBriefing(v.write(f), tracker.SaveBriefing{
			Organization: v.ipa, SinceOn: f.date("since_on"), Shown: f.revision(), Standings: desk.StandingsOf(&staff.Content),
		})
		if found := f.err(); found != nil {
			err = found
		}
		return withNotice(v.at("/rapporto", paramSince, f.text(paramSince), paramSinceDay, f.text(paramSinceDay)), "briefing"), err
	}, func(f *form) (reply, error) {
		staff, err := v.staff()
		if err != nil {
			return nil, err
		}
		return s.briefingPage(v, f, staff)
	})
}

func (s *Site) briefingPage(v *visit, f *form, staff *board.Staff) (reply, error) {
	saved, err := s.Tracker.Briefings(v.ctx(), v.ipa)
	if err != nil {
		return nil, err
	}
	since, chosen, err := s.briefingSince(v, f, saved)
	if err != nil {
		if !v.refuse(f, err) {
			return nil, err
		}
		v.posted = f
	}
	b := desk.BriefingOf(staff, since)
	page := &briefingView{
		frame: v.frame(v.say.Plain("briefing.title"), sectionReport), Since: since.Day, Day: b.Day, SaveURL: v.at("/rapporto"),
		MaySave: v.may(tracker.OpBriefingSave), SinceValue: chosen, SinceOn: since.Day.String(), Revision: staff.Revision, Address: v.at("/rapporto"), FormatPTURL: v.at(formatPTPath),
		FileURL: v.at("/rapporto.xlsx", paramSince, chosen, paramSinceDay, v.sinceDay(f, chosen)),
	}
	page.script(v, "assets/ts/briefing.ts")
	page.Lede = v.briefingSpan(b)
	v.addProgress(page, staff, b)
	v.addBriefing(page, staff, b)
	v.addChoices(page, f, saved, chosen)
	return v.page("rapporto", page)
}

// sinceDay is the day asked for, where no saved report is.
func (v *visit) sinceDay(f *form, chosen string) string {
	if chosen != "" {
		return ""
	}
	return v.given(f, paramSinceDay)
}

// given is a parameter of the address, or what the form brought along of it.
func (v *visit) given(f *form, name string) string {
	if f.posted() {
		return f.text(name)
	}
	return v.asked(name)
}

// briefingSince is from when the report tells: what was asked for, else the last saved
// one, else some days back. chosen is the value of paramSince, empty for a day.
func (s *Site) briefingSince(v *visit, f *form, saved []plan.Briefing) (since desk.Since, chosen string, err error) {
	asked, day := v.given(f, paramSince), v.given(f, paramSinceDay)
	switch {
	case asked == sinceEverything:
		return desk.Since{}, sinceEverything, nil
	case asked == "" && day != "":
		from, ok := parseDay(day)
		var p plan.Problems
		if !ok {
			p.Add(paramSinceDay, "date.form", "must be a date")
		} else if from.After(v.today) {
			p.Add(paramSinceDay, "date.future", "must not be in the future")
		}
		if err := p.Err(); err != nil {
			return desk.Since{}, "", err
		}
		return s.sinceDay(v, from)
	}
	for _, b := range saved { // the last one first
		if asked == "" || asked == b.ID {
			return desk.SinceBriefing(b), b.ID, nil
		}
	}
	if asked != "" {
		return desk.Since{}, "", plan.NotFound("briefing")
	}
	return s.sinceDay(v, v.today.AddDays(-firstBriefingBack))
}

func (s *Site) sinceDay(v *visit, day plan.Date) (desk.Since, string, error) {
	before, err := v.staffOn(day)
	if err != nil {
		return desk.Since{}, "", err
	}
	return desk.SinceDay(&before.Content), "", nil
}

func (v *visit) briefingSpan(b desk.Briefing) template.HTML {
	if b.Since.Day.IsZero() {
		return v.say.T("briefing.span.all", "day", b.Day)
	}
	return v.say.T("briefing.span", "since", b.Since.Day, "day", b.Day)
}

func (v *visit) addChoices(page *briefingView, f *form, saved []plan.Briefing, chosen string) {
	for i, b := range saved {
		if i < maxChoices {
			page.Choices = append(page.Choices, choice{b.ID, v.say.Plain("briefing.since.saved", "day", b.On), b.ID == chosen})
		}
		if i < mostSaved {
			page.Saved = append(page.Saved, savedBriefing{
				On: v.say.Date(b.On), By: v.say.Plain("area.role." + string(b.By.Role)), URL: v.at("/rapporto", paramSince, b.ID),
			})
		}
	}
	page.Choices = append(page.Choices,
		choice{sinceEverything, v.say.Plain("briefing.since.all"), chosen == sinceEverything},
		choice{"", v.say.Plain("briefing.since.day"), chosen == ""})
	page.DayField = f.fill(field{Name: paramSinceDay, Label: v.say.Plain("briefing.day"), Type: "date", Most: v.today.String(), Short: true})
	if typed := v.given(f, paramSinceDay); typed != "" {
		page.DayField.Value = typed
	} else if chosen == "" {
		page.DayField.Value = page.SinceOn
	}
}

// maxChoices bounds the saved reports that can be chosen, mostSaved those that are listed.
const (
	maxChoices = 50
	mostSaved  = 8
)

func (v *visit) addProgress(page *briefingView, staff *board.Staff, b desk.Briefing) {
	now := b.Whole.Now
	switch {
	case now.Shown < 0:
		page.Said = v.say.T("briefing.whole.none")
	case now.Planned < 0:
		page.Said = v.say.T("briefing.whole.unplanned", "done", words.Percent(now.Shown))
	default:
		page.Said = v.say.T("briefing.whole", "done", words.Percent(now.Shown), "planned", words.Percent(now.Planned))
	}
	if moved, ok := b.Whole.Moved(); ok {
		page.Said += " " + v.say.T("briefing.whole.moved", "was", words.Percent(b.Whole.Before.Shown), "points", v.pointsOn(moved))
	}
	if now.Shown >= 0 {
		page.Bar = chart.ThinBar(chart.BarSpec{Actual: staff.Figures.Actual, Planned: staff.Figures.Planned})
	}
	for _, h := range b.Horizons {
		page.Horizons = append(page.Horizons, briefingHorizon{
			Name: v.say.Plain("horizon." + string(h.Horizon)), Before: v.percentOr(h.Before.Shown), Now: v.percentOr(h.Now.Shown),
			Planned: v.percentOr(h.Now.Planned), Health: chart.Health(h.Now.Health, v.say.Plain("health."+h.Now.Health)),
		})
	}
}

// pointsOn is how far something went on: "+2 punti".
func (v *visit) pointsOn(n int) template.HTML {
	if n == 0 {
		return v.say.T("briefing.whole.still")
	}
	return v.pointsMoved(n)
}

func (v *visit) percentOr(n int) string {
	if n < 0 {
		return "–"
	}
	return v.say.Percent(n)
}

// briefPart makes a list of the report, as far as it has room.
func briefPart[T any](v *visit, name string, all []T, most int, show func(T) briefingItem) briefingPart {
	p := briefingPart{ID: "parte-" + name, Title: v.say.Plain("briefing." + name), None: v.say.Plain("briefing." + name + ".none"), Total: len(all), More: max(0, len(all)-most)}
	for _, one := range all[:min(most, len(all))] {
		p.Items = append(p.Items, show(one))
	}
	return p
}

func (v *visit) addBriefing(page *briefingView, staff *board.Staff, b desk.Briefing) {
	page.Done = briefPart(v, "done", b.Done, mostDone, func(r desk.Reached) briefingItem {
		return briefingItem{When: v.shortDay(r.Milestone.Status.CompletedOn), What: v.milestoneLine(r.Milestone), Why: v.reachedWhen(r)}
	})
	page.Late = briefPart(v, "late", append(append([]desk.Delayed{}, b.Late...), b.Blocked...), mostLate, v.delayedItem)
	page.Moved = briefPart(v, "moved", b.Moved, mostMoved, v.movedItem)
	page.Turned = briefPart(v, "turned", append(append([]desk.Turn{}, b.OffCourse...), b.BackOnCourse...), mostTurned, func(t desk.Turn) briefingItem {
		key := "briefing.turned.how"
		if len(b.Since.Standings) == 0 { // nobody knows how it stood
			key = "briefing.turned.now"
		}
		return briefingItem{What: text(t.Objective.Code + " " + t.Objective.Title), Why: v.say.T(key,
			"before", v.say.Plain("health."+t.Before.Health), "now", chart.Health(string(t.Now.Health), v.say.Plain("health."+string(t.Now.Health))), "why", v.grounds(&t.Now))}
	})
	page.Decided = v.decidedPart(b)
	page.Money = v.moneyPart(b)
	page.Next = briefPart(v, "next", coming(b), mostNext, func(c comingUp) briefingItem { return v.comingItem(c) })
	page.Actions = briefPart(v, "actions", append(append([]*board.Action{}, b.Overdue...), b.Actions...), mostActions, func(a *board.Action) briefingItem {
		item := briefingItem{When: v.shortDay(a.DueOn), What: v.say.T("briefing.line", "what", a.Title, "office", v.officeName(a.Office))}
		if a.Overdue {
			item.Why = v.say.T("briefing.overdue", "days", words.Days(b.Day.DaysSince(a.DueOn)))
		}
		return item
	})
}

// moneyPart tells what the fundings come to, and what of them changed.
func (v *visit) moneyPart(b desk.Briefing) briefingPart {
	p := briefPart(v, "money", b.Money.Changed, mostMoney, func(n desk.FundingNews) briefingItem {
		f := n.Funding
		key := "briefing.money." + string(f.State)
		if n.Before == "" && f.State == plan.FundingPaid {
			key = "briefing.money.paid.new"
		}
		return briefingItem{When: v.shortDay(n.On), What: v.say.T(key, "amount", v.say.Euros(f.AmountCents), "objective", f.Objective), Why: text(f.Measure)}
	})
	if b.Money.Now.Count() > 0 {
		p.Said = v.say.T("briefing.money.sums", "assigned", v.say.Euros(b.Money.Now.Assigned), "paid", v.say.Euros(b.Money.Now.Paid), "withdrawn", v.say.Euros(b.Money.Now.Withdrawn))
	}
	return p
}

func (v *visit) milestoneLine(m *board.Milestone) template.HTML {
	return v.say.T("briefing.line", "what", m.ID+" "+m.Title, "office", v.officeName(m.Status.Office))
}

// reachedWhen tells how a milestone came in, against its first date, and whether somebody
// looked at it.
func (v *visit) reachedWhen(r desk.Reached) template.HTML {
	var said []string
	if n := r.Milestone.SlippageDays; n != nil {
		switch {
		case *n > 0:
			said = append(said, v.say.Plain("briefing.done.late", "days", words.Days(*n)))
		case *n < 0:
			said = append(said, v.say.Plain("briefing.done.early", "days", words.Days(-*n)))
		default:
			said = append(said, v.say.Plain("briefing.done.on_time"))
		}
	}
	if r.Verdict == plan.VerdictConfirmed {
		said = append(said, v.say.Plain("briefing.done.confirmed"))
	}
	return text(strings.Join(said, ", "))
}

func (v *visit) delayedItem(d desk.Delayed) briefingItem {
	m := d.Milestone
	item := briefingItem{What: v.milestoneLine(m)}
	var said []template.HTML
	if m.Overdue {
		item.When = v.shortDay(m.Status.DueOn)
		said = append(said, v.say.T("briefing.overdue", "days", words.Days(m.DaysOverdue)))
	}
	if m.Status.State == plan.MilestoneBlocked {
		said = append(said, v.say.T("briefing.blocked"))
	}
	switch {
	case d.Why != "":
		said = append(said, text(firstLine(d.Why)))
	default:
		said = append(said, v.say.T("briefing.late.silent"))
	}
	if d.Asked {
		said = append(said, v.say.T("briefing.late.asked"))
	}
	for i, part := range said {
		if i > 0 {
			item.Why += ". "
		}
		item.Why += part
	}
	return item
}

// maxWhy is how much of a reason has room.
const maxWhy = 120

// firstLine is as much of a text as has room in a line of the report.
func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	runes := []rune(strings.TrimRight(line, ". "))
	if len(runes) <= maxWhy {
		return string(runes)
	}
	cut := string(runes[:maxWhy])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return cut + "…"
}

func (v *visit) movedItem(m board.Slippage) briefingItem {
	item := briefingItem{What: text(m.Milestone + " " + m.Title)}
	how := v.say.T("review.change.due")
	if !m.From.IsZero() && !m.To.IsZero() {
		how = v.say.T("briefing.moved.how", "from", v.shortDay(m.From), "to", v.shortDay(m.To), "days", signedDays(v, m.Days))
	}
	item.Why = how
	if m.Reason != "" {
		item.Why += ". " + text(firstLine(m.Reason))
	}
	if m.DecidedIn != nil {
		item.Why += ". " + v.say.T("briefing.moved.decided", "meeting", m.DecidedIn.Title)
	}
	return item
}

func (v *visit) decidedPart(b desk.Briefing) briefingPart {
	type decision struct {
		meeting *board.Meeting
		plan.Decision
	}
	var all []decision
	for _, m := range b.Decided {
		for _, d := range m.Decisions {
			all = append(all, decision{m, d})
		}
	}
	return briefPart(v, "decided", all, mostDecided, func(d decision) briefingItem {
		item := briefingItem{When: v.shortDay(d.meeting.HeldOn), What: text(firstLine(d.Text)), Why: text(d.meeting.Title)}
		if d.Office != "" {
			item.What = v.say.T("briefing.line", "what", firstLine(d.Text), "office", v.officeName(d.Office))
		}
		return item
	})
}

// comingUp is a milestone or a meeting to come.
type comingUp struct {
	on        plan.Date
	milestone *board.Milestone
	meeting   *board.Meeting
}

// coming are milestones and meetings together, by day.
func coming(b desk.Briefing) []comingUp {
	var all []comingUp
	milestones, meetings := b.Next, b.Meetings
	for len(milestones) > 0 || len(meetings) > 0 {
		if len(meetings) == 0 || (len(milestones) > 0 && !milestones[0].Status.DueOn.After(meetings[0].HeldOn)) {
			all = append(all, comingUp{on: milestones[0].Status.DueOn, milestone: milestones[0]})
			milestones = milestones[1:]
			continue
		}
		all = append(all, comingUp{on: meetings[0].HeldOn, meeting: meetings[0]})
		meetings = meetings[1:]
	}
	return all
}

func (v *visit) comingItem(c comingUp) briefingItem {
	item := briefingItem{When: v.shortDay(c.on)}
	if c.meeting != nil {
		item.What = v.say.T("briefing.next.meeting", "meeting", c.meeting.Title)
		return item
	}
	item.What = v.milestoneLine(c.milestone)
	item.Why = v.say.T("briefing.next.state", "state", v.say.Plain("milestone.state."+string(c.milestone.Status.State)), "done", words.Percent(c.milestone.Status.Percent))
	return item
}

// briefingFile is the whole report as a workbook.
func (s *Site) briefingFile(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	saved, err := s.Tracker.Briefings(v.ctx(), v.ipa)
	if err != nil {
		return nil, err
	}
	since, _, err := s.briefingSince(v, &form{}, saved)
	if err != nil {
		return nil, err
	}
	raw, err := publish.BriefingXLSX(&staff.Content, desk.BriefingOf(staff, since))
	if err != nil {
		return nil, err
	}
	return v.file("rapporto-"+v.ipa+"-"+v.today.String()+".xlsx", mediaXLSX, raw)
}
