package area

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

type seriesView struct {
	frame
	From, StartsAt, EndsAt, Place, Agenda, Participants, OfficeRole, Except, Published field
	TitleField                                                                         field
	Offices                                                                            field
	Weekdays                                                                           field
	Back                                                                               string
	Preview                                                                            *seriesPreview
}

// seriesPreview is what the series would come to.
type seriesPreview struct {
	Heading  template.HTML
	Meetings []plannedRow
	Offices  []template.HTML // left out, with the meeting that they have
	Days     []template.HTML // left out, with why
}

type plannedRow struct {
	On     plan.Date
	Day    string // of the week
	Hours  string
	Office string
	Title  string
}

const stepPlan = "pianifica"

// meetingSeries plans one meeting with each office: a look at what it comes to first,
// then all of it or nothing.
func (s *Site) meetingSeries(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	var preview *plan.SeriesPlan
	show := func(f *form) (reply, error) {
		page := v.seriesPage(f, staff)
		if preview != nil {
			page.Preview = v.seriesPreview(*preview)
		}
		return v.page("riunioni-serie", page)
	}
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if f.posted() && !v.resumed && f.text(fieldStep) != stepPlan {
		asked := readSeries(f)
		err := f.err()
		if err == nil {
			var planned plan.SeriesPlan
			if planned, err = s.Tracker.PreviewMeetings(v.ctx(), v.ipa, asked); err == nil {
				preview = &planned
			}
		}
		if err != nil && !v.refuse(f, err) {
			return nil, err
		}
		return show(f)
	}
	return v.submit(func(f *form) (string, error) {
		asked := readSeries(f)
		if err := f.err(); err != nil {
			return "", err
		}
		_, err := s.Tracker.PlanMeetings(v.write(f), v.ipa, asked)
		return withNotice(v.at("/riunioni"), "meet.series"), err
	}, show)
}

var workdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// readSeries reads the form of a series.
func readSeries(f *form) plan.Series {
	s := plan.Series{
		Offices: f.texts("offices"), From: f.date("from"), Title: f.text("title"), StartsAt: f.text("starts_at"), EndsAt: f.text("ends_at"),
		Place: f.text("place"), Agenda: strings.TrimSpace(f.values.Get("agenda")), OfficeRole: f.text("office_role"), Published: f.checked("published"),
	}
	for _, n := range f.texts("weekdays") {
		if day, err := strconv.Atoi(n); err == nil {
			s.Weekdays = append(s.Weekdays, time.Weekday(day))
		}
	}
	if day := f.date("except"); !day.IsZero() {
		s.Except = []plan.Date{day}
	}
	for line := range strings.SplitSeq(f.values.Get("participants"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			s.Participants = append(s.Participants, plan.Participant{Role: line})
		}
	}
	return s
}

func (v *visit) seriesPage(f *form, staff *board.Staff) *seriesView {
	page := &seriesView{frame: v.frame(v.say.Plain("meet.series.title"), sectionMeetings), Back: v.at("/riunioni")}
	page.Crumbs = v.meetingCrumbs(crumb{Text: page.frame.Title})
	f.gather("weekdays", "except", "participants")
	var usual []string
	for _, p := range v.usualParticipants(staff) {
		usual = append(usual, v.participantName(p))
	}
	page.From = f.fill(field{Name: "from", Label: v.say.Plain("meet.field.from"), Type: "date", Required: true, Short: true, Min: v.today.String()})
	page.StartsAt = f.fill(field{Name: "starts_at", Label: v.say.Plain("meet.field.starts_at"), Type: "time", Value: "10:00", Required: true, Short: true, Hint: v.say.T("meet.hint.series_starts_at")})
	page.EndsAt = f.fill(field{Name: "ends_at", Label: v.say.Plain("meet.field.ends_at"), Type: "time", Value: "11:00", Short: true, Hint: v.say.T("meet.hint.ends_at")})
	page.TitleField = f.fill(field{Name: "title", Label: v.say.Plain("meet.field.title"), Value: plan.SeriesTitle, Required: true, Max: plan.MaxTitle, Hint: v.say.T("meet.hint.series_title", "ufficio", "{ufficio}")})
	page.Place = f.fill(field{Name: "place", Label: v.say.Plain("meet.field.place"), Max: plan.MaxName})
	page.Agenda = f.fill(field{Name: "agenda", Label: v.say.Plain("meet.field.agenda"), Type: "textarea", Rows: 4, Max: plan.MaxText, Value: v.say.Plain("meet.series.agenda"), Hint: v.say.T("meet.hint.agenda")})
	page.Participants = f.fill(field{Name: "participants", Label: v.say.Plain("meet.field.participants"), Type: "textarea", Rows: 3, Max: plan.MaxParticipants * plan.MaxName, Value: strings.Join(usual, "\n"), Hint: v.say.T("meet.hint.series_participants")})
	page.OfficeRole = f.fill(field{Name: "office_role", Label: v.say.Plain("meet.field.office_role"), Value: plan.SeriesOfficeRole, Max: plan.MaxName, Required: true})
	page.Except = f.fill(field{Name: "except", Label: v.say.Plain("meet.field.except"), Type: "date", Short: true, Hint: v.say.T("meet.hint.except")})
	page.Published = f.fill(field{Name: "published", Label: v.say.Plain("meet.field.published"), Type: "checkbox", Hint: v.say.T("meet.hint.published")})
	page.Offices = v.officePicks(f, staff, f.picked("offices"), v.say.T("meet.hint.series_offices"))
	page.Weekdays = field{Name: "weekdays", Type: "boxes", Label: v.say.Plain("meet.field.weekdays"), ID: fieldID("weekdays"), Errors: f.errorsAt("weekdays", v.say.Plain("meet.field.weekdays")), Hint: v.say.T("meet.hint.weekdays")}
	for _, day := range workdays {
		n := strconv.Itoa(int(day))
		page.Weekdays.Options = append(page.Weekdays.Options, choice{Value: n, Text: weekdayNames[day], Selected: slices.Contains(f.picked("weekdays"), n)})
	}
	return page
}

// picked are the boxes that were ticked; none on a form that was not posted.
func (f *form) picked(name string) []string {
	if !f.posted() {
		return nil
	}
	return f.texts(name)
}

func (v *visit) seriesPreview(planned plan.SeriesPlan) *seriesPreview {
	out := &seriesPreview{Heading: v.say.N("meet.series.preview", len(planned.Meetings))}
	for _, m := range planned.Meetings {
		out.Meetings = append(out.Meetings, plannedRow{
			On: m.HeldOn, Day: weekday(m.HeldOn), Hours: v.hours(&board.Meeting{StartsAt: m.StartsAt, EndsAt: m.EndsAt}), Office: v.officeName(m.Offices[0]), Title: m.Title,
		})
	}
	for _, o := range planned.Offices {
		out.Offices = append(out.Offices, v.say.T("meet.series.has", "office", v.officeName(o.Office), "meeting", v.link(v.at("/riunioni/"+o.Meeting.ID), v.say.Date(o.Meeting.HeldOn))))
	}
	for _, d := range planned.Days {
		out.Days = append(out.Days, v.say.T("meet.series.skip."+string(d.Why), "day", d.Day, "weekday", weekday(d.Day)))
	}
	return out
}
