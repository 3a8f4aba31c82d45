package area

import (
	"errors"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The page of a meeting is one form, so that no button of it leaves behind what was typed:
// each saves the notes and the line that is being written before it does its own.

// Buttons of the form, by name; their value is what they are about.
const (
	buttonDo       = "fai"       // stepAdd … below
	buttonGo       = "vai"       // to another point; the present one has been dealt with
	buttonReopen   = "riapri"    // a point that had been dealt with
	buttonFollow   = "segue"     // an action after this decision
	buttonNoAction = "non_serve" // nothing has to follow from this decision
	buttonEdit     = "modifica"  // an entry
	buttonMove     = "sposta"    // the date of a milestone, "OB-01.3"
)

const (
	stepAdd        = "aggiungi"
	stepNotes      = "appunti"
	stepActions    = "azioni"
	stepAttendance = "presenze"
	stepInvited    = "inviato"
	stepClose      = "chiudi"
	stepReopen     = "riapri"

	kindAction   = "azione"
	kindDecision = "decisione"
)

// notesClash says that somebody else has changed the notes meanwhile.
type notesClash struct{ found bool }

// saveMeeting writes what the form of a meeting's page asks for.
func (v *visit) saveMeeting(f *form, m *board.Meeting, clash *notesClash) (address string, err error) {
	switch f.text(buttonDo) {
	case stepInvited:
		return v.saveInvited(f, m)
	case stepReopen:
		return v.reopenMeeting(f, m)
	}
	point, err := strconv.Atoi(f.text(paramPoint))
	if err != nil || point < 0 {
		return "", plan.Errorf(plan.KindMalformed, "no such point")
	}
	notes := v.saveNotes(f, m, point)
	if plan.KindOf(notes) == plan.KindStale {
		clash.found = true
	}
	entry := v.saveEntry(f, m, point)
	if entry == nil { // it is written: the form that comes back does not write it again
		f.values.Del("text")
	}
	for _, err := range []error{entry, notes, f.err()} {
		if err != nil {
			return "", err
		}
	}
	return v.pressed(f, m, point)
}

// saveNotes writes the notes of the point where they are not as they were.
func (v *visit) saveNotes(f *form, m *board.Meeting, point int) error {
	if !f.has("notes") {
		return nil
	}
	typed, was := strings.TrimSpace(f.values.Get("notes")), strings.TrimSpace(f.values.Get("notes_was"))
	if typed == was {
		return nil
	}
	_, err := v.site.Tracker.WriteNotes(v.write(f, "notes"), tracker.WriteNotes{
		Organization: v.ipa, Meeting: m.ID, Point: point, Was: plan.Some(f.values.Get("notes_was")), Text: plan.Some(typed),
	})
	if plan.KindOf(err) == plan.KindStale {
		err = plan.Errorf(plan.KindStale, "somebody else has changed these notes").WithRule("meeting.notes")
	}
	return err
}

// saveEntry adds the line that was typed, if any.
func (v *visit) saveEntry(f *form, m *board.Meeting, point int) error {
	typed := f.text("text")
	if typed == "" {
		if f.text(buttonDo) == stepAdd && !f.has("notes_only") && strings.TrimSpace(f.values.Get("notes")) == strings.TrimSpace(f.values.Get("notes_was")) {
			var p plan.Problems
			p.Add("text", "required", "is required")
			return p.Err()
		}
		return nil
	}
	due := f.date("due_on")
	if err := f.err(); err != nil {
		return err
	}
	decision := ""
	if f.checked("follows") {
		decision = f.text("decision")
	}
	if f.text("kind") == kindDecision {
		_, err := v.site.Tracker.AddDecision(v.write(f, "entry"), v.ipa, m.ID, plan.Decision{
			Text: typed, Point: point, Milestone: f.text("milestone"),
		})
		return err
	}
	_, err := v.site.Tracker.CreateAction(v.write(f, "entry"), v.ipa, plan.Action{
		Meeting: m.ID, Title: typed, Office: f.text("office"), DueOn: due, Point: point, Milestone: f.text("milestone"), Decision: decision,
	})
	// An action calls its text a title.
	return renamed(err, "title", "text")
}

// renamed tells a rule of one field as one of another.
func renamed(err error, from, to string) error {
	var refusal *plan.Error
	if !errors.As(err, &refusal) {
		return err
	}
	for i := range refusal.Fields {
		if refusal.Fields[i].Location == from {
			refusal.Fields[i].Location = to
		}
	}
	return err
}

// pressed does what the button is for, once what was typed is saved.
func (v *visit) pressed(f *form, m *board.Meeting, point int) (address string, err error) {
	at := func(point int, more ...string) string {
		n := strconv.Itoa(point)
		return v.at("/riunioni/"+m.ID, append([]string{paramPoint, n}, more...)...) + "#punto-" + n
	}
	switch {
	case f.text(buttonGo) != "":
		next, err := strconv.Atoi(f.text(buttonGo))
		if err != nil {
			return "", plan.Errorf(plan.KindMalformed, "no such point")
		}
		return at(next), v.handle(f, m, point, true)
	case f.text(buttonReopen) != "":
		next, err := strconv.Atoi(f.text(buttonReopen))
		if err != nil {
			return "", plan.Errorf(plan.KindMalformed, "no such point")
		}
		return at(next), v.handle(f, m, next, false)
	case f.text(buttonFollow) != "":
		d, ok := decisionOf(m, f.text(buttonFollow))
		if !ok {
			return "", plan.NotFound("decision")
		}
		return at(d.Point, paramFollow, d.ID), nil
	case f.text(buttonNoAction) != "":
		_, err := v.site.Tracker.ChangeDecision(v.write(f, "none"), tracker.ChangeDecision{
			Organization: v.ipa, Meeting: m.ID, ID: f.text(buttonNoAction), NoAction: plan.Some(true),
		})
		return at(point), err
	case f.text(buttonEdit) != "":
		return v.at("/riunioni/" + m.ID + "/voci/" + f.text(buttonEdit)), nil
	case f.text(buttonMove) != "":
		return v.at("/riunioni/"+m.ID+"/date/"+f.text(buttonMove), "decisione", f.text("decisione_"+f.text(buttonMove))), nil
	}
	switch f.text(buttonDo) {
	case stepActions:
		return at(point), v.completeActions(f)
	case stepAttendance:
		return at(point), v.saveAttendance(f, m)
	case stepClose:
		return v.closeMeeting(f, m, point)
	}
	return at(point), nil
}

// handle notes that a point was dealt with, or not.
func (v *visit) handle(f *form, m *board.Meeting, point int, handled bool) error {
	if point == 0 {
		return nil
	}
	_, err := v.site.Tracker.WriteNotes(v.write(f, "handled"), tracker.WriteNotes{
		Organization: v.ipa, Meeting: m.ID, Point: point, Handled: plan.Some(handled),
	})
	return err
}

// completeActions notes the actions that were ticked as done.
func (v *visit) completeActions(f *form) error {
	for _, id := range f.texts("fatta") {
		_, err := v.site.Tracker.CompleteAction(v.write(f, "done", id), tracker.CompleteAction{Organization: v.ipa, ID: id})
		if err != nil && plan.KindOf(err) != plan.KindConflict { // somebody else has noted it meanwhile
			return err
		}
	}
	return nil
}

// saveAttendance notes who is there.
func (v *visit) saveAttendance(f *form, m *board.Meeting) error {
	participants := append([]plan.Participant(nil), m.Participants...)
	for i := range participants {
		participants[i].Attendance = plan.Attendance(f.text("presenza." + strconv.Itoa(i)))
	}
	// What else is written of the meeting meanwhile is not in the way, but another list of
	// participants is: the rows were of the one that was read.
	if f.text("invitati") != strconv.Itoa(len(m.Participants)) {
		return plan.Errorf(plan.KindStale, "the participants have changed since you read them").WithRule("meeting.participants")
	}
	_, err := v.site.Tracker.ChangeMeeting(v.write(f, "attendance"), tracker.ChangeMeeting{
		Organization: v.ipa, ID: m.ID, Participants: plan.Some(participants),
	})
	return err
}

// saveInvited notes that the agenda went out today.
func (v *visit) saveInvited(f *form, m *board.Meeting) (string, error) {
	_, err := v.site.Tracker.ChangeMeeting(v.write(f), tracker.ChangeMeeting{Organization: v.ipa, ID: m.ID, InvitedOn: plan.Some(v.today)})
	return withNotice(v.at("/riunioni/"+m.ID), "meet.invited"), err
}

// closeMeeting ends the meeting, and leaves a draft of its minutes where there is none.
func (v *visit) closeMeeting(f *form, m *board.Meeting, point int) (string, error) {
	if err := v.handle(f, m, point, true); err != nil {
		return "", err
	}
	v.plan = nil // with what was just written
	staff, m, err := v.theMeeting()
	if err != nil {
		return "", err
	}
	cmd := tracker.ChangeMeeting{Organization: v.ipa, ID: m.ID, State: plan.Some(plan.MeetingHeld)}
	if minutes, _ := minutesOf(staff, m); strings.TrimSpace(minutes) == "" {
		cmd.Minutes = plan.Some(desk.DraftMinutes(&staff.Content, m, staff.Notes[m.ID]))
	}
	_, err = v.site.Tracker.ChangeMeeting(v.write(f, "close"), cmd)
	return withNotice(v.at("/riunioni/"+m.ID+"/verbale"), "meet.closed"), err
}

// reopenMeeting goes back to before a meeting was closed.
func (v *visit) reopenMeeting(f *form, m *board.Meeting) (string, error) {
	_, err := v.site.Tracker.ChangeMeeting(v.write(f), tracker.ChangeMeeting{Organization: v.ipa, ID: m.ID, State: plan.Some(plan.MeetingScheduled)})
	return withNotice(v.at("/riunioni/"+m.ID), "meet.reopened"), err
}
