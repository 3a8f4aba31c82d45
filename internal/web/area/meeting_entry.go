package area

import (
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

type entryView struct {
	frame
	Decision                                                        bool
	Revision                                                        int64
	Text, Office, DueOn, Milestone, Point, NoAction, Follows, State field
	Back                                                            string
	Registered                                                      string // what it says now, after somebody else changed it
}

// editEntry changes one decision or action of a meeting, or takes it out.
func (s *Site) editEntry(v *visit) (reply, error) {
	staff, m, err := v.theMeeting()
	if err != nil {
		return nil, err
	}
	id := v.arg("voce")
	if d, ok := decisionOf(m, id); ok {
		return s.editDecision(v, staff, m, d)
	}
	if a, ok := staff.Action(id); ok && a.Meeting == m.ID {
		return s.editAction(v, staff, m, a)
	}
	return nil, plan.NotFound("entry")
}

func (v *visit) entryBack(m *board.Meeting, point int) string {
	n := strconv.Itoa(point)
	if v.phase(m) != phaseNow {
		return v.at("/riunioni/"+m.ID) + "#punto-" + n
	}
	return v.at("/riunioni/"+m.ID, paramPoint, n) + "#punto-" + n
}

func (v *visit) entryPage(staff *board.Staff, m *board.Meeting, title string, revision int64, point int) *entryView {
	page := &entryView{frame: v.frame(v.say.Plain(title), sectionMeetings), Revision: revision, Back: v.entryBack(m, point)}
	page.Crumbs = v.meetingCrumbs(crumb{m.Title, v.at("/riunioni/" + m.ID)}, crumb{Text: page.Title})
	return page
}

// pointChoices are the points of the agenda, and none.
func (v *visit) pointChoices(m *board.Meeting) []choice {
	all := []choice{{Value: "0", Text: v.say.Plain("meet.point.other")}}
	for i, title := range plan.AgendaPoints(m.Agenda) {
		n := strconv.Itoa(i + 1)
		all = append(all, choice{Value: n, Text: n + ". " + shorten(title, 80)})
	}
	return all
}

func (s *Site) editDecision(v *visit, staff *board.Staff, m *board.Meeting, d plan.Decision) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		revision := f.revision()
		if f.text(fieldStep) == "togli" {
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.RemoveDecision(v.write(f), v.ipa, m.ID, d.ID, revision)
			return withNotice(v.entryBack(m, d.Point), "meet.entry_removed"), err
		}
		due := f.date("due_on")
		point, _ := f.number("point")
		if err := f.err(); err != nil {
			return "", err
		}
		_, err := s.Tracker.ChangeDecision(v.write(f), tracker.ChangeDecision{
			Organization: v.ipa, Meeting: m.ID, ID: d.ID, IfRevision: revision, Text: plan.Some(f.text("text")), Office: plan.Some(f.text("office")),
			DueOn: plan.Some(due), Point: plan.Some(point), Milestone: plan.Some(f.text("milestone")), NoAction: plan.Some(f.checked("no_action")),
		})
		return withNotice(v.entryBack(m, point), "saved"), err
	}, func(f *form) (reply, error) {
		page := v.entryPage(staff, m, "meet.entry.decision", d.Revision, d.Point)
		page.Decision = true
		page.Text = f.fill(field{Name: "text", Label: v.say.Plain("meet.field.text"), Type: "textarea", Rows: 3, Value: d.Text, Required: true, Max: plan.MaxNote, Hint: v.say.T("meet.hint.text")})
		page.Office = f.fill(field{Name: "office", Label: v.say.Plain("meet.field.office"), Type: "select", Value: d.Office, Options: officeChoices(staff, v.say.Plain("meet.none"), d.Office)})
		page.DueOn = f.fill(field{Name: "due_on", Label: v.say.Plain("meet.field.due_on"), Type: "date", Value: d.DueOn.String(), Short: true})
		page.Milestone = f.fill(field{Name: "milestone", Label: v.say.Plain("meet.field.milestone"), Type: "select", Value: d.Milestone, Options: v.milestoneChoices(staff, m), Hint: v.say.T("meet.hint.milestone")})
		page.Point = f.fill(field{Name: "point", Label: v.say.Plain("meet.field.point"), Type: "select", Value: strconv.Itoa(d.Point), Options: v.pointChoices(m), Required: true})
		page.NoAction = f.fill(field{Name: "no_action", Label: v.say.Plain("meet.field.no_action"), Type: "checkbox", Checked: d.NoAction, Hint: v.say.T("meet.hint.no_action")})
		if f.shown() && f.text(fieldRevision) != strconv.FormatInt(d.Revision, 10) {
			page.Registered = d.Text
		}
		return v.page("riunione-voce", page)
	})
}

func (s *Site) editAction(v *visit, staff *board.Staff, m *board.Meeting, a *board.Action) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		revision := f.revision()
		if f.text(fieldStep) == "togli" {
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.RemoveAction(v.write(f), v.ipa, a.ID, revision)
			return withNotice(v.entryBack(m, a.Point), "meet.entry_removed"), err
		}
		due := f.date("due_on")
		point, _ := f.number("point")
		if err := f.err(); err != nil {
			return "", err
		}
		_, err := s.Tracker.ChangeAction(v.write(f), tracker.ChangeAction{
			Organization: v.ipa, ID: a.ID, IfRevision: revision, Title: plan.Some(f.text("text")), Office: plan.Some(f.text("office")),
			DueOn: plan.Some(due), State: plan.Some(plan.ActionState(f.text("state"))), Milestone: plan.Some(f.text("milestone")),
			Point: plan.Some(point), Decision: plan.Some(f.text("decision")),
		})
		return withNotice(v.entryBack(m, point), "saved"), renamed(err, "title", "text")
	}, func(f *form) (reply, error) {
		page := v.entryPage(staff, m, "meet.entry.action", a.Revision, a.Point)
		page.Text = f.fill(field{Name: "text", Label: v.say.Plain("meet.field.text"), Value: a.Title, Required: true, Max: plan.MaxTitle, Hint: v.say.T("meet.hint.text")})
		page.Office = f.fill(field{Name: "office", Label: v.say.Plain("meet.field.office"), Type: "select", Value: a.Office, Required: true, Options: officeChoices(staff, "", a.Office)})
		page.DueOn = f.fill(field{Name: "due_on", Label: v.say.Plain("meet.field.due_on"), Type: "date", Value: a.DueOn.String(), Required: true, Short: true})
		page.Milestone = f.fill(field{Name: "milestone", Label: v.say.Plain("meet.field.milestone"), Type: "select", Value: a.Milestone, Options: v.milestoneChoices(staff, m), Hint: v.say.T("meet.hint.milestone")})
		page.Point = f.fill(field{Name: "point", Label: v.say.Plain("meet.field.point"), Type: "select", Value: strconv.Itoa(a.Point), Options: v.pointChoices(m), Required: true})
		follows := []choice{{Text: v.say.Plain("meet.none.decision")}}
		for _, d := range m.Decisions {
			follows = append(follows, choice{Value: d.ID, Text: shorten(d.Text, 80)})
		}
		page.Follows = f.fill(field{Name: "decision", Label: v.say.Plain("meet.field.decision"), Type: "select", Value: a.Decision, Options: follows, Hint: v.say.T("meet.hint.decision")})
		var states []choice
		for _, state := range plan.ActionStates {
			states = append(states, choice{Value: string(state), Text: v.say.Plain("meet.action.state." + string(state))})
		}
		page.State = f.fill(field{Name: "state", Label: v.say.Plain("meet.field.state"), Type: "select", Value: string(a.State), Options: states, Required: true})
		if f.shown() && f.text(fieldRevision) != strconv.FormatInt(a.Revision, 10) {
			page.Registered = a.Title
		}
		return v.page("riunione-voce", page)
	})
}
