package area

import (
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/minutes"
)

type minutesView struct {
	frame
	May       bool
	Steps     []stepRow
	Minutes   field
	Was       string // what the writer began from
	Preview   template.HTML
	Previewed bool // what is typed, not what is stored
	Theirs    string
	Approved  bool
	Published bool
	Held      bool
	Fresh     bool // a draft that was made anew and is not saved
	Back      string
	PublicURL string
}

// Buttons of the page of the minutes.
const (
	stepPreview   = "anteprima"
	stepSave      = "salva"
	stepApprove   = "approva"
	stepUnapprove = "riprendi"
	stepPublish   = "pubblica"
	stepDraft     = "bozza"
)

// minutes is the page of a meeting's minutes: drafted, looked at, approved, published.
func (s *Site) minutes(v *visit) (reply, error) {
	staff, m, err := v.theMeeting()
	if err != nil {
		return nil, err
	}
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	show := func(f *form) (reply, error) { return v.minutesPage(f, staff, m) }
	if f.posted() && (f.text(buttonDo) == stepPreview || f.text(buttonDo) == stepDraft) {
		return show(f) // nothing is written
	}
	return v.submit(func(f *form) (string, error) { return v.saveMinutes(f, staff, m) }, show)
}

// saveMinutes writes the text, and approves or publishes it. What else was written of the
// meeting meanwhile is not in the way; another text is.
func (v *visit) saveMinutes(f *form, staff *board.Staff, m *board.Meeting) (string, error) {
	here := v.at("/riunioni/" + m.ID + "/verbale")
	stored, approved := minutesOf(staff, m)
	typed := strings.TrimSpace(f.values.Get("minutes"))
	cmd := tracker.ChangeMeeting{Organization: v.ipa, ID: m.ID, IfRevision: m.Revision}
	notice := "saved"
	switch f.text(buttonDo) {
	case stepPublish:
		cmd.Published, notice = plan.Some(true), "meet.published"
	case stepUnapprove:
		cmd.MinutesApproved, notice = plan.Some(false), "meet.unapproved"
	default:
		if f.text("was") != textMark(stored) {
			return "", plan.Errorf(plan.KindStale, "somebody else has changed the minutes").WithRule("meeting.minutes")
		}
		cmd.Minutes = plan.Some(typed)
		// Approved is a text, not a meeting: another text has to be approved again.
		cmd.MinutesApproved = plan.Some(approved && typed == strings.TrimSpace(stored))
		if f.text(buttonDo) == stepApprove {
			cmd.MinutesApproved, notice = plan.Some(true), "meet.approved"
		}
	}
	_, err := v.site.Tracker.ChangeMeeting(v.write(f), cmd)
	return withNotice(here, notice), err
}

// textMark tells texts apart: what the writer began from, without sending it twice.
func textMark(s string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(s)))
	return hex.EncodeToString(sum[:8])
}

func (v *visit) minutesPage(f *form, staff *board.Staff, m *board.Meeting) (reply, error) {
	stored, approved := minutesOf(staff, m)
	page := &minutesView{
		frame: v.frame(v.say.Plain("meet.minutes.title"), sectionMeetings), May: v.may(tracker.OpMeetingChange), Steps: v.steps(staff, m),
		Was: textMark(stored), Approved: approved, Published: !staff.Unpublished[m.ID], Held: m.State == plan.MeetingHeld, Back: v.at("/riunioni/" + m.ID),
	}
	page.Lede = v.meetingLede(m)
	page.Crumbs = v.meetingCrumbs(crumb{m.Title, page.Back}, crumb{Text: page.Title})
	if page.Published {
		page.PublicURL = v.public("/riunioni/"+m.ID) + "#verbale"
	}
	page.Minutes = f.fill(field{
		Name: "minutes", Label: v.say.Plain("meet.field.minutes"), Type: "textarea", Rows: 20, Value: stored, Max: plan.MaxMinutes, Unmarked: true, Hint: v.say.T("meet.hint.minutes"),
	})
	shown := stored
	switch {
	case f.text(buttonDo) == stepDraft && f.posted():
		page.Minutes.Value = desk.DraftMinutes(&staff.Content, m, staff.Notes[m.ID])
		page.Fresh, shown = true, page.Minutes.Value
	case f.posted():
		shown = page.Minutes.Value
		page.Previewed = strings.TrimSpace(shown) != strings.TrimSpace(stored)
		if f.shown() && f.text("was") != page.Was {
			page.Theirs = stored
		} else {
			page.Was = f.text("was")
		}
	}
	var err error
	if page.Preview, err = minutes.HTML(shown); err != nil {
		return nil, err
	}
	return v.page("riunione-verbale", page)
}
