package area

import (
	"cmp"
	"html/template"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/words"
)

// The meetings: those to come and those held, planned one by one or one with each office;
// a meeting before, while it goes on, and after, up to its minutes.
func (s *Site) meetingRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}/riunioni", op: tracker.OpStaffRead, handle: s.meetings},
		{pattern: "GET /area/{ipa}/riunioni/nuova", op: tracker.OpMeetingCreate, handle: s.newMeeting},
		{pattern: "POST /area/{ipa}/riunioni/nuova", op: tracker.OpMeetingCreate, handle: s.newMeeting},
		{pattern: "GET /area/{ipa}/riunioni/serie", op: tracker.OpMeetingSeries, handle: s.meetingSeries},
		{pattern: "POST /area/{ipa}/riunioni/serie", op: tracker.OpMeetingSeries, handle: s.meetingSeries},
		{pattern: "GET /area/{ipa}/riunioni/{riunione}", op: tracker.OpStaffRead, handle: s.meeting},
		{pattern: "POST /area/{ipa}/riunioni/{riunione}", op: tracker.OpMeetingChange, handle: s.meeting},
		{pattern: "GET /area/{ipa}/riunioni/{riunione}/modifica", op: tracker.OpMeetingChange, handle: s.editMeeting},
		{pattern: "POST /area/{ipa}/riunioni/{riunione}/modifica", op: tracker.OpMeetingChange, handle: s.editMeeting},
		{pattern: "GET /area/{ipa}/riunioni/{riunione}/voci/{voce}", op: tracker.OpMeetingChange, handle: s.editEntry},
		{pattern: "POST /area/{ipa}/riunioni/{riunione}/voci/{voce}", op: tracker.OpMeetingChange, handle: s.editEntry},
		{pattern: "GET /area/{ipa}/riunioni/{riunione}/date/{traguardo}", op: tracker.OpMeetingChange, handle: s.moveDate},
		{pattern: "POST /area/{ipa}/riunioni/{riunione}/date/{traguardo}", op: tracker.OpMeetingChange, handle: s.moveDate},
		{pattern: "GET /area/{ipa}/riunioni/{riunione}/verbale", op: tracker.OpStaffRead, handle: s.minutes},
		{pattern: "POST /area/{ipa}/riunioni/{riunione}/verbale", op: tracker.OpMeetingChange, handle: s.minutes},
	}
}

type meetingsView struct {
	frame
	Coming    []meetingItem
	Waiting   []meetingItem // their day is past and nobody has said what became of them
	Held      []meetingItem
	Cancelled []meetingItem
	NotMet    []notMetItem
	May       bool // somebody may plan one here
	NewURL    string
	SeriesURL string
	Calendars string
}

type meetingItem struct {
	On      plan.Date
	Hours   string
	Title   string
	URL     string
	Offices string
	In      template.HTML // how far away
	Signs   []template.HTML
}

type notMetItem struct {
	Name, URL string
	When      template.HTML
	Next      plan.Date // a meeting is planned
	NextURL   string
}

// meetings lists them.
func (s *Site) meetings(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	page := &meetingsView{
		frame: v.frame(v.say.Plain("meet.list.title"), sectionMeetings), May: v.may(tracker.OpMeetingCreate),
		NewURL: v.at("/riunioni/nuova"), SeriesURL: v.at("/riunioni/serie"), Calendars: v.at("/calendario"),
	}
	for _, m := range staff.Meetings {
		item := v.meetingItem(staff, m)
		switch {
		case m.State == plan.MeetingCancelled:
			page.Cancelled = append(page.Cancelled, item)
		case m.State == plan.MeetingHeld:
			page.Held = append(page.Held, item)
		case m.HeldOn.Before(v.today):
			page.Waiting = append(page.Waiting, item)
		default:
			page.Coming = append(page.Coming, item)
		}
	}
	slices.Reverse(page.Held)
	slices.Reverse(page.Cancelled)
	for _, n := range desk.OfficesNotMet(&staff.Content, desk.NotMetDays) {
		item := notMetItem{Name: n.Office.Name, When: v.say.T("meet.list.never")}
		if !n.Never {
			item.When = v.say.T("meet.list.not_since", "day", n.Office.LastMetOn, "days", words.Days(n.Days))
		}
		if next := n.Office.NextMeeting; next != nil {
			item.Next, item.NextURL = next.HeldOn, v.at("/riunioni/"+next.ID)
		} else if page.May {
			item.URL = v.at("/riunioni/nuova", "ufficio", n.Office.Code)
		}
		page.NotMet = append(page.NotMet, item)
	}
	return v.page("riunioni", page)
}

func (v *visit) meetingItem(staff *board.Staff, m *board.Meeting) meetingItem {
	item := meetingItem{On: m.HeldOn, Hours: v.hours(m), Title: m.Title, URL: v.at("/riunioni/" + m.ID), Offices: v.metWith(m.Offices)}
	add := func(symbol, key, class string, args ...any) {
		item.Signs = append(item.Signs, sign(symbol, v.say.Plain(key, args...), class))
	}
	if staff.Unpublished[m.ID] {
		add("st-cancelled", "meet.sign.unpublished", "a-dim")
	}
	switch m.State {
	case plan.MeetingScheduled:
		item.In = v.inDays(m.HeldOn)
		switch {
		case m.HeldOn == v.today:
			add("st-in_progress", "meet.sign.today", "a-strong")
		case m.HeldOn.Before(v.today):
			add("fl-overdue", "meet.sign.unreported", "a-bad")
		case !m.InvitedOn.IsZero():
			add("rw-saved", "meet.sign.invited", "a-dim", "day", m.InvitedOn)
		case m.Agenda == "":
			add("st-planned", "meet.sign.no_agenda", "a-dim")
		}
	case plan.MeetingHeld:
		switch {
		case m.Minutes != "":
			add("rw-saved", "meet.sign.approved", "a-dim")
		case staff.Drafts[m.ID] != "":
			add("rw-dirty", "meet.sign.draft", "")
		default:
			add("st-planned", "meet.sign.no_minutes", "a-dim")
		}
		if n := len(desk.WithoutAction(&staff.Content, m)); n > 0 {
			item.Signs = append(item.Signs, sign("fl-warn", v.say.PlainN("meet.sign.open_decisions", n), "a-warn"))
		}
	}
	return item
}

// officeNames joins the names of offices.
func (v *visit) officeNames(codes []string) string {
	var joined string
	for _, code := range codes {
		if joined != "" {
			joined += ", "
		}
		joined += v.officeName(code)
	}
	return joined
}

// metWith names the offices of a meeting; where they are many, it counts them.
func (v *visit) metWith(codes []string) string {
	const most = 3
	if len(codes) > most {
		return v.say.PlainN("meet.offices", len(codes))
	}
	return v.officeNames(codes)
}

// officeChoices are the offices of the ente, with a blank first where one may be left out.
// What is stored may name an office that is no more: it is among them, to stay as it is.
func officeChoices(staff *board.Staff, blank string, stored ...string) []choice {
	var all []choice
	if blank != "" {
		all = append(all, choice{Text: blank})
	}
	for _, o := range staff.Offices {
		all = append(all, choice{Value: o.Code, Text: o.Name})
	}
	for _, code := range stored {
		if _, ok := staff.Office(code); !ok && code != "" {
			all = append(all, choice{Value: code, Text: staff.OfficeName(code)})
		}
	}
	return all
}

// theMeeting is the one of the address.
func (v *visit) theMeeting() (*board.Staff, *board.Meeting, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, nil, err
	}
	m, ok := staff.Meeting(v.arg("riunione"))
	if !ok {
		return nil, nil, plan.NotFound("meeting")
	}
	return staff, m, nil
}

// meetingLede is when and where a meeting is.
func (v *visit) meetingLede(m *board.Meeting) template.HTML {
	lede := text(weekday(m.HeldOn) + " " + v.say.Date(m.HeldOn))
	for _, part := range []string{v.hours(m), m.Place} {
		if part != "" {
			lede += text(", " + part)
		}
	}
	return lede
}

var weekdayNames = [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}

func weekday(day plan.Date) string { return weekdayNames[day.Time().Weekday()] }

// minutesOf are the minutes of a meeting as the staff sees them, and whether they are
// approved.
func minutesOf(staff *board.Staff, m *board.Meeting) (minutes string, approved bool) {
	return cmp.Or(m.Minutes, staff.Drafts[m.ID]), m.Minutes != ""
}
