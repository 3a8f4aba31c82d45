package web

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/publish"
)

// The calendars that everybody can put into a program of their own: the ente's, an
// office's, and one meeting by itself. They are always of today.

// calendarFile is the last part of a calendar's address.
const calendarFile = "/calendario.ics"

// calendarOf says which calendar an address is about; a *plan.Error that there is none.
type calendarOf func(v *visit, c *publish.Calendar) error

func wholeCalendar(*visit, *publish.Calendar) error { return nil }

func officeCalendar(v *visit, c *publish.Calendar) error {
	if _, ok := v.content.Office(v.arg); !ok {
		return plan.NotFound("office")
	}
	c.Office = v.arg
	return nil
}

func meetingCalendar(v *visit, c *publish.Calendar) error {
	if _, ok := v.content.Meeting(v.arg); !ok {
		return plan.NotFound("meeting")
	}
	c.Meeting = v.arg
	return nil
}

// calendar serves a calendar, kept as pages are.
func (s *Site) calendar(of calendarOf) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(r)
		ipa := r.PathValue("ipa")
		if !plan.ValidOrganizationID(ipa) {
			s.fail(w, r, v, plan.NotFound("organization"))
			return
		}
		v.links.organization = ipa
		content, _, err := s.boards.Public(r.Context(), ipa, plan.Date{})
		if err != nil {
			s.fail(w, r, v, err)
			return
		}
		v.content = content
		key := prepared.Key{Organization: ipa, Revision: content.Revision, Day: content.Day.String(), Path: v.path}
		answer, err := s.cache.Get(r.Context(), key, func(context.Context) (*prepared.Answer, error) {
			calendar := publish.Calendar{Content: &content.Content, BaseURL: s.base, Zone: s.clock.Location}
			if err := of(v, &calendar); err != nil {
				return nil, err
			}
			body, err := calendar.Write()
			if err != nil {
				return nil, err
			}
			return prepared.New(prepared.Content{ContentType: publish.CalendarContentType, Body: body, Header: s.calendarHeader()})
		})
		if err != nil {
			s.fail(w, r, v, err)
			return
		}
		prepared.Serve(w, r, answer)
	}
}

// calendarHeader lets a browser hand the file over to the program for calendars.
func (s *Site) calendarHeader() http.Header {
	header := s.html.Clone()
	header.Set("Content-Disposition", `attachment; filename="calendario.ics"`)
	return header
}
