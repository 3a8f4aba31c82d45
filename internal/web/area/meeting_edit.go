package area

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// meetingForm is what a meeting is planned with, new or again.
type meetingForm struct {
	Subject, HeldOn, StartsAt, EndsAt, Place, Agenda, DateNote, Published field
	Offices                                                               field
	Participants                                                          []participantFields
	ParticipantErrors                                                     []template.HTML
}

type participantFields struct {
	N            int
	Role, Office field
	Attendance   string
}

// blankParticipants is how many rows there are to write more in.
const blankParticipants = 3

type meetingEditView struct {
	frame
	meetingForm
	Revision int64
	New      bool
	Back     string
	// Changed tells, after somebody else changed the meeting, what is registered now where
	// it is not what was typed.
	Changed []template.HTML
	// Held meetings are not called off any more.
	MayCancel bool
	Cancelled bool
}

// newMeeting plans one meeting.
func (s *Site) newMeeting(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	return v.submit(func(f *form) (string, error) {
		m := readMeeting(f)
		if err := f.err(); err != nil {
			return "", err
		}
		receipt, err := s.Tracker.CreateMeeting(v.write(f), v.ipa, m)
		return withNotice(v.at("/riunioni/"+receipt.ID), "meet.planned"), err
	}, func(f *form) (reply, error) {
		m := plan.Meeting{HeldOn: plan.Date{}, Participants: v.usualParticipants(staff)}
		if office, ok := staff.Office(v.asked("ufficio")); ok {
			m.Title = strings.ReplaceAll(plan.SeriesTitle, plan.SeriesOfficeMark, office.Name)
			m.Offices = []string{office.Code}
			m.Participants = append(m.Participants, plan.Participant{Role: plan.SeriesOfficeRole, Office: office.Code})
		}
		page := &meetingEditView{frame: v.frame(v.say.Plain("meet.new.title"), sectionMeetings), New: true, Back: v.at("/riunioni")}
		page.Crumbs = v.meetingCrumbs(crumb{Text: page.Title})
		page.meetingForm = v.meetingForm(f, staff, m)
		return v.page("riunione-modifica", page)
	})
}

// usualParticipants are those who are in every one of the last meetings: whoever follows
// the plan, beside the offices met.
func (v *visit) usualParticipants(staff *board.Staff) []plan.Participant {
	const looked = 3
	var usual []plan.Participant
	seen := 0
	for _, m := range slices.Backward(staff.Meetings) {
		if len(m.Participants) == 0 || len(m.Offices) == 0 || m.State == plan.MeetingCancelled {
			continue
		}
		if seen == 0 {
			for _, p := range m.Participants {
				p.Attendance = ""
				usual = append(usual, p)
			}
		}
		usual = slices.DeleteFunc(usual, func(p plan.Participant) bool {
			return !slices.ContainsFunc(m.Participants, func(o plan.Participant) bool { return o.Role == p.Role && o.Office == p.Office })
		})
		if seen++; seen == looked {
			break
		}
	}
	return usual
}

// editMeeting changes what a meeting was planned with, and calls it off.
func (s *Site) editMeeting(v *visit) (reply, error) {
	staff, m, err := v.theMeeting()
	if err != nil {
		return nil, err
	}
	back := v.at("/riunioni/" + m.ID)
	return v.submit(func(f *form) (string, error) {
		cmd := tracker.ChangeMeeting{Organization: v.ipa, ID: m.ID, IfRevision: f.revision()}
		notice := "saved"
		switch f.text(fieldStep) {
		case "annulla":
			cmd.State, notice = plan.Some(plan.MeetingCancelled), "meet.cancelled"
		case "riprendi":
			cmd.State, notice = plan.Some(plan.MeetingScheduled), "meet.resumed"
		case "togli":
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.RemoveMeeting(v.write(f), v.ipa, m.ID, cmd.IfRevision)
			return withNotice(v.at("/riunioni"), "meet.removed"), err
		default:
			in := readMeeting(f)
			cmd.Title, cmd.HeldOn, cmd.StartsAt, cmd.EndsAt = plan.Some(in.Title), plan.Some(in.HeldOn), plan.Some(in.StartsAt), plan.Some(in.EndsAt)
			cmd.Place, cmd.Agenda, cmd.DateNote = plan.Some(in.Place), plan.Some(in.Agenda), plan.Some(in.DateNote)
			cmd.Offices, cmd.Participants, cmd.Published = plan.Some(in.Offices), plan.Some(in.Participants), plan.Some(in.Published)
		}
		if err := f.err(); err != nil {
			return "", err
		}
		_, err := s.Tracker.ChangeMeeting(v.write(f), cmd)
		return withNotice(back, notice), err
	}, func(f *form) (reply, error) {
		stored := plan.Meeting{
			Title: m.Title, HeldOn: m.HeldOn, StartsAt: m.StartsAt, EndsAt: m.EndsAt, Place: m.Place, Agenda: m.Agenda, DateNote: m.DateNote,
			Offices: m.Offices, Participants: m.Participants, Published: !staff.Unpublished[m.ID],
		}
		page := &meetingEditView{
			frame: v.frame(v.say.Plain("meet.edit.title"), sectionMeetings), Revision: m.Revision, Back: back,
			MayCancel: m.State == plan.MeetingScheduled, Cancelled: m.State == plan.MeetingCancelled,
		}
		page.Crumbs = v.meetingCrumbs(crumb{m.Title, back}, crumb{Text: page.Title})
		page.meetingForm = v.meetingForm(f, staff, stored)
		if f.shown() && f.text(fieldRevision) != strconv.FormatInt(m.Revision, 10) {
			page.Changed = v.changedMeanwhile(readMeeting(f), stored)
		}
		return v.page("riunione-modifica", page)
	})
}

// changedMeanwhile tells what is registered where it differs from what was typed: with
// that in view, the form may be sent again.
func (v *visit) changedMeanwhile(typed, stored plan.Meeting) []template.HTML {
	var told []template.HTML
	tell := func(label, mine, theirs string) {
		if strings.TrimSpace(mine) != strings.TrimSpace(theirs) {
			told = append(told, v.say.T("meet.edit.registered", "field", v.say.Plain(label), "value", cmp.Or(theirs, v.say.Plain("meet.edit.nothing"))))
		}
	}
	tell("meet.field.title", typed.Title, stored.Title)
	tell("meet.field.held_on", v.say.Date(typed.HeldOn), v.say.Date(stored.HeldOn))
	tell("meet.field.starts_at", typed.StartsAt, stored.StartsAt)
	tell("meet.field.ends_at", typed.EndsAt, stored.EndsAt)
	tell("meet.field.place", typed.Place, stored.Place)
	tell("meet.field.agenda", typed.Agenda, stored.Agenda)
	tell("meet.field.offices", v.officeNames(typed.Offices), v.officeNames(stored.Offices))
	tell("meet.field.participants", v.participantNames(typed.Participants), v.participantNames(stored.Participants))
	return told
}

func (v *visit) participantNames(list []plan.Participant) string {
	var names []string
	for _, p := range list {
		names = append(names, v.participantName(p))
	}
	return strings.Join(names, ", ")
}

func (v *visit) participantName(p plan.Participant) string {
	if p.Office == "" {
		return p.Role
	}
	return p.Role + " (" + v.officeName(p.Office) + ")"
}

func (v *visit) meetingCrumbs(more ...crumb) []crumb {
	return append([]crumb{{v.say.Plain("nav.area.meetings"), v.at("/riunioni")}}, more...)
}

// readMeeting reads the form of a meeting.
func readMeeting(f *form) plan.Meeting {
	return plan.Meeting{
		Title: f.text("title"), HeldOn: f.date("held_on"), StartsAt: f.text("starts_at"), EndsAt: f.text("ends_at"), Place: f.text("place"),
		Agenda: strings.TrimSpace(f.values.Get("agenda")), DateNote: f.text("date_note"), Offices: f.texts("offices"),
		Participants: readParticipants(f), Published: f.checked("published"),
	}
}

// maxParticipantRows bounds the rows that a form is read for.
const maxParticipantRows = plan.MaxParticipants + blankParticipants

// readParticipants reads the rows that have anything in them.
func readParticipants(f *form) []plan.Participant {
	var list []plan.Participant
	for i := range maxParticipantRows {
		prefix := "participants[" + strconv.Itoa(i) + "]."
		if !f.has(prefix + "role") {
			break
		}
		p := plan.Participant{Role: f.text(prefix + "role"), Office: f.text(prefix + "office"), Attendance: plan.Attendance(f.text(prefix + "attendance"))}
		if p.Role != "" || p.Office != "" {
			list = append(list, p)
		}
	}
	return list
}

// meetingForm shows a meeting to be planned.
func (v *visit) meetingForm(f *form, staff *board.Staff, m plan.Meeting) meetingForm {
	if f.posted() {
		m.Offices, m.Participants = f.texts("offices"), readParticipants(f)
	}
	out := meetingForm{
		Subject:  f.fill(field{Name: "title", Label: v.say.Plain("meet.field.title"), Value: m.Title, Required: true, Max: plan.MaxTitle, Hint: v.say.T("meet.hint.title")}),
		HeldOn:   f.fill(field{Name: "held_on", Label: v.say.Plain("meet.field.held_on"), Type: "date", Value: m.HeldOn.String(), Required: true, Short: true}),
		StartsAt: f.fill(field{Name: "starts_at", Label: v.say.Plain("meet.field.starts_at"), Type: "time", Value: m.StartsAt, Short: true, Hint: v.say.T("meet.hint.starts_at")}),
		EndsAt:   f.fill(field{Name: "ends_at", Label: v.say.Plain("meet.field.ends_at"), Type: "time", Value: m.EndsAt, Short: true, Hint: v.say.T("meet.hint.ends_at")}),
		Place:    f.fill(field{Name: "place", Label: v.say.Plain("meet.field.place"), Value: m.Place, Max: plan.MaxName}),
		Agenda: f.fill(field{
			Name: "agenda", Label: v.say.Plain("meet.field.agenda"), Type: "textarea", Rows: 6, Value: m.Agenda, Max: plan.MaxText, Hint: v.say.T("meet.hint.agenda"),
		}),
		DateNote:  f.fill(field{Name: "date_note", Label: v.say.Plain("meet.field.date_note"), Value: m.DateNote, Max: plan.MaxNote, Hint: v.say.T("meet.hint.date_note")}),
		Published: f.fill(field{Name: "published", Label: v.say.Plain("meet.field.published"), Type: "checkbox", Checked: m.Published, Hint: v.say.T("meet.hint.published")}),
		Offices:   v.officePicks(f, staff, m.Offices, v.say.T("meet.hint.offices")),
	}
	for i := range len(m.Participants) + blankParticipants {
		var p plan.Participant
		if i < len(m.Participants) {
			p = m.Participants[i]
		}
		out.Participants = append(out.Participants, v.participantFields(f, staff, i, p))
	}
	out.ParticipantErrors = f.errorsAt("participants", v.say.Plain("meet.field.participants"))
	return out
}

// participantFields is one row; what was posted is in p already, without the blank rows.
func (v *visit) participantFields(f *form, staff *board.Staff, i int, p plan.Participant) participantFields {
	prefix := "participants[" + strconv.Itoa(i) + "]."
	unposted := &form{}
	row := participantFields{
		N: i, Attendance: string(p.Attendance),
		Role: unposted.fill(field{Name: prefix + "role", Label: v.say.Plain("meet.field.role", "n", i+1), Value: p.Role, Max: plan.MaxName, Required: i < 1}),
		Office: unposted.fill(field{
			Name: prefix + "office", Label: v.say.Plain("meet.field.role_office", "n", i+1), Type: "select", Value: p.Office,
			Options: officeChoices(staff, v.say.Plain("meet.none"), p.Office), Required: true,
		}),
	}
	row.Role.Required = true // the word "optional" at each row would say nothing
	row.Role.Errors = f.errorsAt(prefix+"role", row.Role.Label)
	row.Office.Errors = f.errorsAt(prefix+"office", row.Office.Label)
	return row
}

// officePicks are boxes for the offices of the ente.
func (v *visit) officePicks(f *form, staff *board.Staff, picked []string, hint template.HTML) field {
	f.gather("offices")
	list := field{Name: "offices", Type: "boxes", Label: v.say.Plain("meet.field.offices"), Hint: hint, ID: fieldID("offices"), Errors: f.errorsAt("offices", v.say.Plain("meet.field.offices"))}
	list.Options = officeChoices(staff, "", picked...)
	choose(list.Options, picked)
	return list
}

// gather tells the rules of a list's single values as rules of the list: its values have no
// places of their own on the page.
func (f *form) gather(lists ...string) {
	for i := range f.problems {
		for _, list := range lists {
			if strings.HasPrefix(f.problems[i].Location, list+"[") {
				f.problems[i].Location = list
			}
		}
	}
}
