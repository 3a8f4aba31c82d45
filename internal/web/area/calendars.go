package area

import (
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The calendars: the public ones, and the own one at its secret address.
func (s *Site) calendarRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}/calendario", op: tracker.OpStaffRead, handle: s.calendars},
		{pattern: "POST /area/{ipa}/calendario", op: tracker.OpStaffRead, handle: s.calendars},
	}
}

type calendarsView struct {
	frame
	Public  string
	Offices []calendarLink
	// Made is when the own address was made; zero where there is none.
	Made     plan.Date
	Revision int64
	// Address is told once, right after it was made.
	Address string
	// Own: it has what is of the own office alone.
	Own string
}

type calendarLink struct{ Name, URL string }

// calendars shows where the calendars are, makes the own secret address and revokes it.
func (s *Site) calendars(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	address := ""
	show := func(*form) (reply, error) {
		page := &calendarsView{frame: v.frame(v.say.Plain("meet.calendar.title"), sectionMeetings), Public: s.BaseURL + v.public("/calendario.ics"), Address: address}
		page.Crumbs = v.meetingCrumbs(crumb{Text: page.Title})
		for _, o := range staff.Offices {
			page.Offices = append(page.Offices, calendarLink{o.Name, s.BaseURL + v.public("/uffici/"+o.Code+"/calendario.ics")})
		}
		if v.member.Role == plan.RoleContributor {
			page.Own = v.officeName(v.member.Office)
		}
		switch kept, err := s.Tracker.CalendarAddress(v.ctx(), v.ipa); {
		case err == nil:
			page.Made, page.Revision = plan.DateOf(kept.CreatedAt, s.Clock.Location), kept.Revision
		case plan.KindOf(err) != plan.KindNotFound:
			return nil, err
		}
		return v.page("calendari", page)
	}
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if f.posted() && !v.resumed && f.text(fieldStep) == "crea" {
		secret, hash, err := auth.NewCalendar()
		if err != nil {
			return nil, err
		}
		if _, err := s.Tracker.CreateCalendarAddress(v.ctx(), v.ipa, hash); err != nil {
			return nil, err
		}
		address = publish.SecretAddress(s.BaseURL, secret)
		return show(f)
	}
	return v.submit(func(f *form) (string, error) {
		revision := f.revision()
		if err := f.err(); err != nil {
			return "", err
		}
		return withNotice(v.at("/calendario"), "meet.calendar_revoked"), s.Tracker.RevokeCalendarAddress(v.write(f), v.ipa, revision)
	}, show)
}
