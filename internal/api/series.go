package api

import (
	"context"
	"net/http"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// NewMeetingSeries asks for one meeting with each of several offices.
type NewMeetingSeries struct {
	Offices      plan.Opt[[]string]         `json:"offices,omitempty" minItems:"0" maxItems:"500" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"[\"ufficio-europa\"]" doc:"The offices to meet, in the order in which they are met; all by name where it is absent."`
	From         plan.Opt[plan.Date]        `json:"from" example:"2026-05-14" doc:"The first day; not in the past."`
	Weekdays     plan.Opt[[]string]         `json:"weekdays,omitempty" minItems:"0" maxItems:"5" maxLength:"9" enum:"monday,tuesday,wednesday,thursday,friday" example:"[\"tuesday\"]" doc:"The days of the week on which there may be one; all five where it is absent."`
	Except       plan.Opt[[]string]         `json:"except,omitempty" minItems:"0" maxItems:"100" maxLength:"10" format:"date" example:"[\"2026-06-24\"]" doc:"Further days on which there is none, such as a patron saint's. Weekends and the public holidays of Italy are left out by themselves."`
	StartsAt     plan.Opt[string]           `json:"starts_at" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"10:00" doc:"HH:MM."`
	EndsAt       plan.Opt[string]           `json:"ends_at,omitempty" nullable:"true" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"11:30" doc:"HH:MM, after starts_at."`
	Title        plan.Opt[string]           `json:"title,omitempty" nullable:"true" maxLength:"300" example:"Riunione con {ufficio}" doc:"The title of each; {ufficio} stands for the name of its office."`
	Place        plan.Opt[string]           `json:"place,omitempty" nullable:"true" maxLength:"200" example:"Sala giunta" doc:"Where."`
	Agenda       plan.Opt[string]           `json:"agenda,omitempty" nullable:"true" maxLength:"10000" example:"1. Stato degli obiettivi" doc:"What is to be dealt with."`
	Participants plan.Opt[[]NewParticipant] `json:"participants,omitempty" minItems:"0" maxItems:"99" doc:"Who takes part in each, beside the office met."`
	OfficeRole   plan.Opt[string]           `json:"office_role,omitempty" nullable:"true" maxLength:"200" example:"Responsabile dell’ufficio" doc:"In what role the office met takes part."`
	Published    plan.Opt[bool]             `json:"published,omitempty" example:"false" doc:"Whether the public sees them; false where it is absent."`
}

// MeetingSeries is what was planned together.
type MeetingSeries struct {
	ID       string    `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Meetings []Meeting `json:"meetings" minItems:"0" maxItems:"500" doc:"Its meetings, by day; those that were removed since are left out."`
}

// SeriesPreview is what a series would come to.
type SeriesPreview struct {
	Meetings       []PlannedMeeting `json:"meetings" minItems:"0" maxItems:"500" doc:"The meetings that would be planned, by day."`
	SkippedOffices []SkippedOffice  `json:"skipped_offices" minItems:"0" maxItems:"500" doc:"The offices left out, since they have a meeting scheduled. Meetings with four offices or more do not count."`
	SkippedDays    []SkippedDay     `json:"skipped_days" minItems:"0" maxItems:"1200" doc:"The days left out between the first and the last, weekends and weekdays that were not asked for aside."`
}

// PlannedMeeting is a meeting of a preview.
type PlannedMeeting struct {
	Title    string  `json:"title" maxLength:"300" example:"Riunione con Ufficio Europa" doc:"What it is about."`
	Office   string  `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office met."`
	HeldOn   string  `json:"held_on" format:"date" maxLength:"10" example:"2026-05-14" doc:"The day."`
	StartsAt string  `json:"starts_at" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"10:00" doc:"HH:MM."`
	EndsAt   *string `json:"ends_at" nullable:"true" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"11:30" doc:"HH:MM."`
}

// SkippedOffice is an office that a series leaves out.
type SkippedOffice struct {
	Office  string `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office."`
	Meeting string `json:"meeting" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting that it has."`
}

// SkippedDay is a day that a series leaves out.
type SkippedDay struct {
	Day string `json:"day" format:"date" maxLength:"10" example:"2026-06-02" doc:"The day."`
	Why string `json:"why" enum:"holiday,excepted,taken" example:"holiday" doc:"A public holiday, a day that was excepted, or another meeting at that hour."`
}

type newSeriesInput struct {
	InOrganization
	IdempotencyKey
}

type seriesInput struct{ InSeries }

func (s *server) seriesOperations() {
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/meeting-series", id: "meeting-series-creation", tag: tagMeetings,
		title: "Plan a series of meetings", text: "Plans one meeting with each office, a day after the other: all of them or none. Offices that have one scheduled are left out, and so are weekends, public holidays, and days on which another meeting is at that hour. For the editor and the admin.",
		answer: MeetingSeries{}, status: http.StatusCreated, body: NewMeetingSeries{},
	}, s.createSeries)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/meeting-series/preview", id: "meeting-series-preview", tag: tagMeetings,
		title: "Preview a series of meetings", text: "Says what planning the same series would do at this moment, and does nothing. For the editor and the admin.",
		answer: SeriesPreview{}, status: http.StatusOK, body: NewMeetingSeries{},
	}, s.previewSeries)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/meeting-series/{series}", id: "meeting-series", tag: tagMeetings,
		title: "The meetings of a series", text: "The meetings that were planned together.",
		answer: MeetingSeries{},
	}, s.series)
}

var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday, "friday": time.Friday,
}

func seriesFrom(body NewMeetingSeries) (plan.Series, error) {
	var p plan.Problems
	out := plan.Series{
		Offices: body.Offices.Value, From: body.From.Value, Title: body.Title.Value,
		StartsAt: body.StartsAt.Value, EndsAt: body.EndsAt.Value, Place: body.Place.Value, Agenda: body.Agenda.Value,
		Participants: participantsFrom(body.Participants.Value), OfficeRole: body.OfficeRole.Value, Published: body.Published.Value,
	}
	for _, name := range body.Weekdays.Value {
		day, known := weekdays[name]
		if !known {
			day = time.Sunday // which no series takes: the rule says so
		}
		out.Weekdays = append(out.Weekdays, day)
	}
	for i, text := range body.Except.Value {
		day, err := plan.ParseDate(text)
		if err != nil {
			p.Add(entry("except", i), "date.form", "must be a day of the calendar as YYYY-MM-DD, between 1900 and 2199")
		}
		out.Except = append(out.Except, day)
	}
	return out, p.Err()
}

func (s *server) createSeries(ctx context.Context, in *newSeriesInput) (reply, error) {
	ctx, body, err := readNew[NewMeetingSeries](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	asked, err := seriesFrom(body)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.PlanMeetings(ctx, in.Organization, asked)
	if err != nil {
		return reply{}, err
	}
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	rep, err := v.seriesReply(receipt.ID)
	if err != nil {
		return reply{}, err
	}
	return rep.at("/organizations/%s/meeting-series/%s", in.Organization, receipt.ID), nil
}

func (s *server) previewSeries(ctx context.Context, in *newSeriesInput) (reply, error) {
	ctx, body, err := readNew[NewMeetingSeries](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	asked, err := seriesFrom(body)
	if err != nil {
		return reply{}, err
	}
	planned, err := s.Tracker.PreviewMeetings(ctx, in.Organization, asked)
	if err != nil {
		return reply{}, err
	}
	out := SeriesPreview{
		Meetings:       make([]PlannedMeeting, len(planned.Meetings)),
		SkippedOffices: make([]SkippedOffice, len(planned.Offices)),
		SkippedDays:    make([]SkippedDay, len(planned.Days)),
	}
	for i, m := range planned.Meetings {
		out.Meetings[i] = PlannedMeeting{Title: m.Title, Office: m.Offices[0], HeldOn: m.HeldOn.String(), StartsAt: m.StartsAt, EndsAt: optionalText(m.EndsAt)}
	}
	for i, o := range planned.Offices {
		out.SkippedOffices[i] = SkippedOffice{Office: o.Office, Meeting: o.Meeting.ID}
	}
	for i, d := range planned.Days {
		out.SkippedDays[i] = SkippedDay{Day: d.Day.String(), Why: string(d.Why)}
	}
	return reply{body: out}, nil
}

func (s *server) series(ctx context.Context, in *seriesInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.seriesReply(in.Series)
}

func (v view) seriesReply(id string) (reply, error) {
	out := MeetingSeries{ID: id, Meetings: []Meeting{}}
	var revision int64
	for _, m := range v.Meetings {
		if m.Series == id && id != "" {
			out.Meetings = append(out.Meetings, v.meeting(m))
			revision = max(revision, m.Revision)
		}
	}
	if len(out.Meetings) == 0 {
		return reply{}, plan.NotFound("series of meetings")
	}
	return v.one(out, revision), nil
}
