package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
)

// CalendarAddress is the secret address of an account's calendar.
type CalendarAddress struct {
	URL       *string `json:"url" nullable:"true" maxLength:"2000" format:"uri" readOnly:"true" example:"https://traguardi.example.it/calendario/tgc_Zm9v.ics" doc:"The address, told once, when it is made: only a hash of it is kept."`
	CreatedAt string  `json:"created_at" format:"date-time" maxLength:"35" readOnly:"true" example:"2026-05-12T10:00:00.000+02:00" doc:"When it was made."`
	Revision  int64   `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1240" doc:"The organization's revision that it was made at; what If-Match is held against."`
}

// NewCalendarAddress asks for an address. There is nothing to choose.
type NewCalendarAddress struct{}

type calendarAddressInput struct{ InOrganization }

type calendarAddressChangeInput struct {
	InOrganization
	IfMatch
}

func (s *server) calendarOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/calendar-address", id: "calendar-address", tag: tagMeetings,
		title: "The address of the own calendar", text: "When the account's secret address of the organization's calendar was made; 404 where there is none. For members.",
		answer: CalendarAddress{}, staff: true,
	}, s.calendarAddress)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/calendar-address", id: "calendar-address-creation", tag: tagMeetings,
		title: "Make an address for the own calendar", text: "Makes a secret address at which a calendar program reads what the account sees: meetings, unpublished ones too, and due dates; for a contributor those of the own office. One that was there ends. It ends with the role that it was made under, and with the account. For members who are signed in; a token makes none.",
		answer: CalendarAddress{}, status: http.StatusCreated, body: NewCalendarAddress{},
	}, s.createCalendarAddress)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/calendar-address", id: "calendar-address-removal", tag: tagMeetings,
		title: "Revoke the address of the own calendar", text: "Ends the address at once. For members who are signed in.",
	}, s.revokeCalendarAddress)
}

func (s *server) addressOf(c plan.CalendarAddress, url *string) reply {
	return reply{body: CalendarAddress{URL: url, CreatedAt: instant(c.CreatedAt, s.Clock.Location), Revision: c.Revision}, revision: c.Revision}
}

func (s *server) calendarAddress(ctx context.Context, in *calendarAddressInput) (reply, error) {
	c, err := s.Tracker.CalendarAddress(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	return s.addressOf(c, nil), nil
}

func (s *server) createCalendarAddress(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, _, err := readNew[NewCalendarAddress](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	secret, hash, err := auth.NewCalendar()
	if err != nil {
		return reply{}, err
	}
	c, err := s.Tracker.CreateCalendarAddress(ctx, in.Organization, hash)
	if err != nil {
		return reply{}, err
	}
	url := publish.SecretAddress(s.BaseURL, secret)
	return s.addressOf(c, &url).at("/organizations/%s/calendar-address", in.Organization), nil
}

func (s *server) revokeCalendarAddress(ctx context.Context, in *calendarAddressChangeInput) (reply, error) {
	revision, err := ifMatch(in.r)
	if err != nil {
		return reply{}, err
	}
	if err := s.Tracker.RevokeCalendarAddress(ctx, in.Organization, revision); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}
