package area

import (
	"html/template"
	"strconv"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

type moveView struct {
	frame
	Milestone string
	Name      string
	About     template.HTML
	Revision  int64
	DueOn     field
	Reason    field
	Back      string
	Changed   template.HTML // what is registered now, after somebody else changed it
}

// moveDate moves the due date of a milestone because the meeting decided so: an update
// that names the meeting.
func (s *Site) moveDate(v *visit) (reply, error) {
	staff, m, err := v.theMeeting()
	if err != nil {
		return nil, err
	}
	milestone, ok := staff.Milestone(v.arg("traguardo"))
	if !ok {
		return nil, plan.NotFound("milestone")
	}
	if err := tracker.Permit(v.actor, tracker.OpMilestoneReport, v.ipa, milestone.Status.Office); err != nil {
		return nil, err
	}
	decision, decided := decisionOf(m, v.asked("decisione"))
	back := v.at("/riunioni/" + m.ID)
	if decided {
		back = v.entryBack(m, decision.Point)
	}
	return v.submit(func(f *form) (string, error) {
		revision, due := f.revision(), f.date("due_on")
		if due.IsZero() && f.text("due_on") == "" {
			f.found.Add("due_on", "required", "is required")
		}
		if f.text("reason") == "" {
			f.found.Add("reason", "reason.required", "is required")
		}
		if err := f.err(); err != nil {
			return "", err
		}
		_, err := s.Tracker.ReportUpdate(v.write(f), tracker.ReportUpdate{
			Organization: v.ipa, Milestone: milestone.ID, IfRevision: revision,
			Report: plan.Report{DueOn: plan.Some(due), Reason: f.text("reason"), DecidedIn: m.ID},
		})
		return withNotice(back, "meet.moved"), err
	}, func(f *form) (reply, error) {
		page := &moveView{
			frame: v.frame(v.say.Plain("meet.move.title", "id", milestone.ID), sectionMeetings), Milestone: milestone.ID,
			Name: milestone.Title, Revision: milestone.Revision, Back: back, About: v.say.T("meet.move.undated"),
		}
		page.Crumbs = v.meetingCrumbs(crumb{m.Title, v.at("/riunioni/" + m.ID)}, crumb{Text: page.Title})
		if !milestone.Status.DueOn.IsZero() {
			page.About = v.say.T("meet.move.now", "day", milestone.Status.DueOn)
			if baseline := milestone.BaselineDueOn; !baseline.IsZero() && baseline != milestone.Status.DueOn {
				page.About = v.say.T("meet.move.now_was", "day", milestone.Status.DueOn, "first", baseline)
			}
		}
		page.DueOn = f.fill(field{Name: "due_on", Label: v.say.Plain("meet.field.new_due"), Type: "date", Required: true, Short: true, Focus: !f.shown()})
		page.Reason = f.fill(field{
			Name: "reason", Label: v.say.Plain("meet.field.reason"), Type: "textarea", Rows: 2, Required: true, Max: plan.MaxNote, Value: decision.Text, Hint: v.say.T("meet.hint.reason"),
		})
		if f.shown() && f.text(fieldRevision) != strconv.FormatInt(milestone.Revision, 10) {
			page.Changed = page.About
		}
		return v.page("riunione-data", page)
	})
}
