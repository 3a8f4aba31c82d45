package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/words"
)

// deskList is one of the lists beside the queue: what is shown of it, and how many there
// are.
type deskList[T any] struct {
	Items []T
	Total int
	More  int
}

// manyDays is after how many days their number says less than the date.
const manyDays = 365

// mostListed bounds each of the lists beside the queue.
const mostListed = 5

func listed[S, T any](all []S, show func(S) T) deskList[T] {
	l := deskList[T]{Total: len(all), More: max(0, len(all)-mostListed)}
	for _, one := range all[:min(mostListed, len(all))] {
		l.Items = append(l.Items, show(one))
	}
	return l
}

type turnItem struct {
	Title, URL string
	Before     string
	Now        progress.Health
	Shown, Why template.HTML
}

type decisionItem struct {
	Text, Sub string
	URL, Do   string
}

type actionItem struct {
	Title, Office, URL string
	Due                string
	Late               string
}

type officeItem struct {
	Name, URL string
	Since     template.HTML // of the last meeting
	Next      template.HTML
	PlanURL   string // where a meeting with it is planned; empty where that is not for the reader
}

// lastVisit is what the desk is compared with.
type lastVisit struct {
	standings plan.Standings
	day       plan.Date
	// first: there was none, and the day is firstLookBack before today.
	first bool
}

// firstLookBack is how far back the first visit looks.
const firstLookBack = 30

// sinceLastVisit notes the visit, and gives the one before. While the database is away
// there is nothing to note and nothing to compare with but the board of a day.
func (s *Site) sinceLastVisit(v *visit, staff *board.Staff) (lastVisit, error) {
	seen, err := s.Tracker.NoteVisit(v.ctx(), v.ipa, desk.StandingsOf(&staff.Content))
	if err != nil && plan.KindOf(err) != plan.KindUnavailable {
		return lastVisit{}, err
	}
	if err == nil && !seen.PreviousAt.IsZero() {
		return lastVisit{standings: seen.Previous, day: plan.DateOf(seen.PreviousAt, s.Clock.Location)}, nil
	}
	day := v.today.AddDays(-firstLookBack)
	before, err := v.staffOn(day)
	if err != nil {
		return lastVisit{}, err
	}
	return lastVisit{standings: desk.StandingsOf(&before.Content), day: day, first: true}, nil
}

func (v *visit) addRail(page *reviewView, staff *board.Staff, since lastVisit) {
	c := &staff.Content
	page.OffCourse = listed(desk.OffCourse(since.standings, c), func(t desk.Turn) turnItem { return v.turnItem(staff, t) })
	page.Since, page.First = since.day, since.first
	page.Decisions = listed(desk.DecisionsWithoutAction(c), func(d desk.OpenDecision) decisionItem { return v.decisionItem(staff, d) })
	page.Actions = listed(desk.OverdueActions(c, ""), func(a *board.Action) actionItem {
		return actionItem{
			Title: a.Title, Office: v.officeName(a.Office), URL: v.meetingURL(staff, a.Meeting), Due: v.shortDay(a.DueOn),
			Late: v.say.Language.Days(v.today.DaysSince(a.DueOn)),
		}
	})
	page.Offices = listed(desk.OfficesNotMet(c, desk.NotMetDays), func(n desk.NotMet) officeItem { return v.officeItem(staff, n) })
	page.OfficesOf = len(c.Offices)
}

func (v *visit) turnItem(staff *board.Staff, t desk.Turn) turnItem {
	item := turnItem{
		Title: staff.Organization.Name, URL: v.public(""), Before: v.say.Plain("health." + t.Before.Health), Now: t.Now.Health,
		Why: v.grounds(&t.Now),
	}
	if t.Objective != nil {
		item.Title, item.URL = t.Objective.Code+" "+t.Objective.Title, v.objectiveURL(t.Objective)
	}
	if t.Now.Shown >= 0 {
		item.Shown = text(v.say.Percent(t.Now.Shown))
		if t.Now.ShownPlanned >= 0 {
			item.Shown = v.say.T("review.done_planned", "done", words.Percent(t.Now.Shown), "planned", words.Percent(t.Now.ShownPlanned))
		}
	}
	return item
}

func (v *visit) decisionItem(staff *board.Staff, d desk.OpenDecision) decisionItem {
	whose := d.Meeting.Title
	if d.Decision.Office != "" {
		whose = v.officeName(d.Decision.Office)
	}
	item := decisionItem{
		Text: d.Decision.Text, URL: v.meetingURL(staff, d.Meeting.ID), Do: v.say.Plain("review.decision.see"),
		Sub: v.say.Plain("review.decision.sub", "whose", whose, "day", v.shortDay(d.Meeting.HeldOn)),
	}
	if d.Days <= manyDays {
		item.Sub = v.say.Plain("review.decision.sub.days", "whose", whose, "day", v.shortDay(d.Meeting.HeldOn), "days", words.Days(d.Days))
	}
	if v.may(tracker.OpActionCreate) {
		item.Do = v.say.Plain("review.decision.assign")
	}
	return item
}

func (v *visit) officeItem(staff *board.Staff, n desk.NotMet) officeItem {
	item := officeItem{Name: n.Office.Name, URL: v.public("/uffici/" + n.Office.Code)}
	if !n.Never {
		item.Since = v.say.T("review.office.since", "day", v.shortDay(n.Office.LastMetOn))
	}
	if next := n.Office.NextMeeting; next != nil {
		item.Next = v.say.T("review.office.next", "day", v.linkOr(v.meetingURL(staff, next.ID), v.shortDay(next.HeldOn)))
	} else if v.may(tracker.OpMeetingCreate) && v.site.patterns["GET /area/{ipa}/riunioni/nuova"] {
		item.PlanURL = v.at("/riunioni/nuova", "ufficio", n.Office.Code)
	}
	return item
}
