package publish

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// CalendarContentType is what a calendar is sent as.
const CalendarContentType = "text/calendar; charset=utf-8"

// A calendar of the staff is at a secret address: /calendario/{secret}.ics.
const (
	SecretPrefix = "/calendario/"
	SecretSuffix = ".ics"
)

// SecretAddress is the address of the calendar of a secret; base is the installation's,
// without a slash at its end.
func SecretAddress(base, secret string) string { return base + SecretPrefix + secret + SecretSuffix }

// Calendar is a board as an iCalendar file (RFC 5545): meetings, and the due dates of
// milestones as whole days.
//
// A UID stands for its meeting or milestone for ever. SEQUENCE is the revision at which
// the event last changed, so that it rises with every change; DTSTAMP and LAST-MODIFIED
// are the instant of that change, from the data. What was cancelled or removed stays for
// a while as cancelled.
type Calendar struct {
	// Content is what the reader may see.
	Content *board.Content
	// Staff adds what only the staff may see; nil for the public.
	Staff *board.Staff
	// Office limits the calendar to one office's meetings and milestones: its code; ""
	// for all.
	Office string
	// Meeting limits it to one meeting: its id; "" for all. There are no milestones then.
	Meeting string
	// BaseURL is the address of the installation, without a slash at its end.
	BaseURL string
	// Zone is the one in which the hours of meetings are meant; required.
	Zone *time.Location
}

// cancelledFor is for how many days after its day, or after its last change, something
// cancelled is still told of.
const cancelledFor = 60

// Write gives the calendar's bytes.
func (c Calendar) Write() ([]byte, error) {
	if c.Content == nil || c.Zone == nil {
		return nil, errors.New("publish: a calendar needs a content and a time zone")
	}
	cal := ics.NewCalendarFor("Traguardi")
	cal.SetProductId("-//Traguardi//traguardi.calendar//IT")
	cal.SetCalscale("GREGORIAN")
	cal.SetName(oneLine(c.name()))
	cal.SetXWRTimezone(c.Zone.String())
	cal.SetRefreshInterval("PT6H")
	cal.SetXPublishedTTL("PT6H")
	events := append(c.meetings(), c.milestones()...)
	// The zone is there without an event too: a calendar has to have a component.
	first, last := c.Content.Day, c.Content.Day
	for _, e := range events {
		if e.from != "" {
			first, last = plan.Earliest(first, e.day), plan.Latest(last, e.day)
		}
	}
	cal.AddVTimezone(timezone(c.Zone, first, last))
	for _, e := range events {
		cal.AddVEvent(e.component(c.Zone))
	}
	var out bytes.Buffer
	if err := cal.SerializeTo(&out, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("publish: calendar: %w", err)
	}
	return out.Bytes(), nil
}

func (c Calendar) name() string {
	name := "Traguardi " + c.Content.Organization.Name
	if o, ok := c.Content.Office(c.Office); ok {
		name += ", " + o.Name
	}
	return name
}

// event is one entry of a calendar.
type event struct {
	uid      string
	sequence int64
	changed  time.Time
	day      plan.Date
	from, to string // HH:MM; empty: the whole day
	summary  string
	text     []string // paragraphs
	place    string
	category string
	url      string
	status   ics.ObjectStatus
	private  bool
	// free: the event takes nobody's time.
	free bool
}

// meetings are the events of meetings, by day, those withdrawn behind them.
func (c Calendar) meetings() []event {
	var events []event
	for _, m := range c.Content.Meetings {
		if c.takes(m.ID, m.Offices) && (m.State != plan.MeetingCancelled || c.recent(m.HeldOn, m.ChangedAt)) {
			events = append(events, c.meeting(m))
		}
	}
	for _, w := range c.Content.Withdrawn {
		if c.takes(w.ID, w.Offices) {
			events = append(events, event{
				uid: meetingUID(w.ID), sequence: w.Revision, changed: cmp.Or(w.ChangedAt, w.RemovedOn.Time()), day: w.HeldOn,
				from: w.StartsAt, to: w.EndsAt, summary: "Riunione annullata", category: "Riunione", status: ics.ObjectStatusCancelled,
			})
		}
	}
	return events
}

func (c Calendar) takes(meeting string, offices []string) bool {
	return (c.Meeting == "" || c.Meeting == meeting) && (c.Office == "" || slices.Contains(offices, c.Office))
}

// recent reports whether something of a day, changed at an instant, is still told of once
// it is cancelled.
func (c Calendar) recent(day plan.Date, changed time.Time) bool {
	if c.Meeting != "" {
		return true // whoever asks for one thing is told of it
	}
	since := c.Content.Day.AddDays(-cancelledFor)
	return !day.Before(since) || !changed.IsZero() && !plan.DateOf(changed, c.Zone).Before(since)
}

func meetingUID(id string) string { return id + "@traguardi" }

func (c Calendar) meeting(m *board.Meeting) event {
	e := event{
		uid: meetingUID(m.ID), sequence: m.Revision, changed: cmp.Or(m.ChangedAt, m.HeldOn.Time()), day: m.HeldOn,
		from: m.StartsAt, to: m.EndsAt, summary: m.Title, place: m.Place, category: "Riunione",
		url: c.page("/riunioni/" + url.PathEscape(m.ID)), status: ics.ObjectStatusConfirmed,
	}
	if m.State == plan.MeetingCancelled {
		e.status, e.summary = ics.ObjectStatusCancelled, "Annullata: "+m.Title
	}
	if c.Staff != nil && c.Staff.Unpublished[m.ID] {
		e.private = true
		e.text = append(e.text, "Riunione non pubblica.")
	}
	if points := plan.AgendaPoints(m.Agenda); len(points) > 0 {
		lines := []string{"Ordine del giorno:"}
		for i, point := range points {
			lines = append(lines, strconv.Itoa(i+1)+". "+point)
		}
		e.text = append(e.text, strings.Join(lines, "\n"))
	}
	if names := c.officeNames(m.Offices); len(names) > 0 {
		e.text = append(e.text, "Uffici: "+strings.Join(names, ", "))
	}
	if m.DateNote != "" {
		e.text = append(e.text, "Data: "+m.DateNote)
	}
	return e
}

func (c Calendar) officeNames(codes []string) []string {
	var names []string
	for _, code := range codes {
		if o, ok := c.Content.Office(code); ok {
			names = append(names, o.Name)
		}
	}
	return names
}

// milestones are the due dates, by day.
func (c Calendar) milestones() []event {
	if c.Meeting != "" {
		return nil
	}
	var events []event
	for _, o := range c.Content.Objectives {
		for _, m := range o.Milestones {
			if m.Status.DueOn.IsZero() || c.Office != "" && m.Status.Office != c.Office {
				continue
			}
			gone := m.Status.State == plan.MilestoneCancelled || o.Terms.State == plan.ObjectiveCancelled
			if gone && !c.recent(m.UpdatedOn, time.Time{}) {
				continue
			}
			e := c.milestone(o, m)
			if gone {
				e.status, e.summary = ics.ObjectStatusCancelled, "Annullato: "+m.ID+" "+m.Title
			}
			events = append(events, e)
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.day.Compare(b.day) })
	return events
}

var stateWords = map[plan.MilestoneState]string{
	plan.MilestonePlanned: "da cominciare", plan.MilestoneInProgress: "in corso", plan.MilestoneBlocked: "bloccato",
	plan.MilestoneDone: "fatto", plan.MilestoneCancelled: "annullato",
}

func (c Calendar) milestone(o *board.Objective, m *board.Milestone) event {
	e := event{
		uid: strings.ToLower(c.Content.Organization.ID) + "-" + m.ID + "@traguardi", sequence: max(m.Revision, o.Revision),
		changed: m.AddedOn.Time(), day: m.Status.DueOn, summary: "Scade: " + m.ID + " " + m.Title, category: "Traguardo",
		status: ics.ObjectStatusConfirmed, free: true,
	}
	for _, u := range m.Updates {
		if u.RecordedAt.After(e.changed) {
			e.changed = u.RecordedAt
		}
	}
	state := "Stato: " + stateWords[m.Status.State]
	switch m.Status.State {
	case plan.MilestoneDone:
		e.summary = "Fatto: " + m.ID + " " + m.Title
	case plan.MilestoneInProgress, plan.MilestoneBlocked:
		state += ", " + strconv.Itoa(m.Status.Percent) + " %"
	}
	about := "Obiettivo: " + o.Code + " " + o.Title
	if names := c.officeNames([]string{m.Status.Office}); len(names) > 0 {
		about += "\nUfficio: " + names[0]
	}
	e.text = append(e.text, about+"\n"+state)
	if o.Terms.State == plan.ObjectiveDraft {
		e.private = true // and has no page that everybody can open
	} else {
		e.url = c.publicPage("/obiettivi/" + url.PathEscape(o.Code) + "#t" + strconv.Itoa(m.Number))
	}
	return e
}

// page is the page of something: the staff's own where the calendar is the staff's.
func (c Calendar) page(path string) string {
	if c.Staff != nil {
		return c.BaseURL + "/area/" + url.PathEscape(c.Content.Organization.ID) + path
	}
	return c.publicPage(path)
}

func (c Calendar) publicPage(path string) string {
	return c.BaseURL + "/enti/" + url.PathEscape(c.Content.Organization.ID) + path
}

const (
	dateForm    = "20060102"
	instantForm = "20060102T150405Z"
)

func (e event) component(zone *time.Location) *ics.VEvent {
	v := ics.NewEvent(e.uid)
	v.SetProperty(ics.ComponentPropertyDtstamp, e.changed.UTC().Format(instantForm))
	v.SetProperty(ics.ComponentPropertyLastModified, e.changed.UTC().Format(instantForm))
	v.SetProperty(ics.ComponentPropertySequence, strconv.FormatInt(e.sequence, 10))
	if e.from == "" {
		whole := ics.WithValue("DATE")
		v.SetProperty(ics.ComponentPropertyDtStart, e.day.Time().Format(dateForm), whole)
		v.SetProperty(ics.ComponentPropertyDtEnd, e.day.AddDays(1).Time().Format(dateForm), whole)
	} else {
		in := ics.WithTZID(zone.String())
		v.SetProperty(ics.ComponentPropertyDtStart, localForm(e.day, e.from), in)
		if e.to != "" {
			v.SetProperty(ics.ComponentPropertyDtEnd, localForm(e.day, e.to), in)
		}
	}
	v.SetProperty(ics.ComponentPropertySummary, oneLine(e.summary))
	if len(e.text) > 0 {
		v.SetProperty(ics.ComponentPropertyDescription, lines(strings.Join(e.text, "\n\n")))
	}
	if e.place != "" {
		v.SetProperty(ics.ComponentPropertyLocation, oneLine(e.place))
	}
	v.SetProperty(ics.ComponentPropertyCategories, e.category)
	if e.url != "" {
		v.SetProperty(ics.ComponentPropertyUrl, e.url)
	}
	v.SetProperty(ics.ComponentPropertyStatus, string(e.status))
	if e.private {
		v.SetProperty(ics.ComponentPropertyClass, string(ics.ClassificationPrivate))
	}
	if e.free {
		v.SetProperty(ics.ComponentPropertyTransp, string(ics.TransparencyTransparent))
	}
	return v
}

// localForm writes an hour of a day, HH:MM, as iCalendar has it.
func localForm(day plan.Date, hour string) string {
	return day.Time().Format(dateForm) + "T" + strings.ReplaceAll(hour, ":", "") + "00"
}

// lines keeps line breaks of one kind; a text of iCalendar has no other control
// character but them.
func lines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\t", " ")
}

func oneLine(text string) string { return strings.ReplaceAll(lines(text), "\n", " ") }
