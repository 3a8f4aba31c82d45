package area

import (
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

type milestoneForm struct {
	frame
	Fields    []field
	Span      []field
	Revision  int64
	Now       []nowValue
	Do        string
	Back      string
	RemoveURL string
	// ReportURL is where state, percentage, due date and evidence change; empty for a new one.
	ReportURL string
}

// newMilestone adds a milestone to an objective.
func (s *Site) newMilestone(v *visit) (reply, error) {
	code := v.arg("objective")
	back := v.at(objectivesPath + "/" + code)
	return v.submit(
		func(f *form) (string, error) {
			cmd := tracker.CreateMilestone{
				Organization: v.ipa, Objective: code, Title: f.text("title"), Description: f.text("description"), Office: f.text("office"),
				StartOn: f.date("start_on"), DueOn: f.date("due_on"),
			}
			cmd.Weight, _ = f.decimal("weight")
			if err := f.err(); err != nil {
				return "", err
			}
			receipt, err := s.Tracker.CreateMilestone(v.write(f), cmd)
			return withNotice(back, "saved") + "#" + rowID(receipt.ID), err
		},
		func(f *form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			o, ok := staff.Objective(code)
			if !ok {
				return nil, plan.NotFound("objective")
			}
			page := v.milestoneForm(f, staff, &board.Milestone{Status: plan.MilestoneStatus{Weight: 1, Office: o.Terms.LeadOffice}})
			page.Span = append(page.Span, f.fill(field{Name: "due_on", Label: v.say.Plain("objectives.area.due"), Type: "date", Hint: v.say.T("milestones.area.due.hint")}))
			page.Do, page.Back = v.say.Plain("milestones.area.create"), back
			page.frame = v.frame(v.say.Plain("milestones.area.new"), sectionObjectives)
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {o.Code, back}, {Text: page.Title}}
			return v.page("traguardo-modulo", page)
		})
}

// milestoneOf finds the milestone of the address in the objective of the address.
func (v *visit) milestoneOf() (*board.Milestone, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	m, ok := staff.Milestone(v.arg("milestone"))
	if !ok || m.Objective != v.arg("objective") {
		return nil, plan.NotFound("milestone")
	}
	return m, nil
}

// milestoneEditURL is where a milestone is changed.
func (v *visit) milestoneEditURL(m *board.Milestone) string {
	return v.at(objectivesPath + "/" + m.Objective + "/traguardi/" + m.ID)
}

// editMilestone changes what describes a milestone. What is done of it changes by updates
// alone.
func (s *Site) editMilestone(v *visit) (reply, error) {
	back := v.at(objectivesPath + "/" + v.arg("objective"))
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			weight, _ := f.decimal("weight")
			cmd := tracker.ChangeMilestone{
				Organization: v.ipa, Milestone: v.arg("milestone"), IfRevision: revision, Title: plan.Some(f.text("title")),
				Description: plan.Some(f.text("description")), Office: plan.Some(f.text("office")), Weight: plan.Some(weight), StartOn: plan.Some(f.date("start_on")),
			}
			if err := f.err(); err != nil {
				return "", err
			}
			if _, err := v.milestoneOf(); err != nil {
				return "", err
			}
			_, err := s.Tracker.ChangeMilestone(v.write(f), cmd)
			return withNotice(back, "saved") + "#" + rowID(v.arg("milestone")), err
		},
		func(f *form) (reply, error) {
			m, err := v.milestoneOf()
			if err != nil {
				return nil, err
			}
			page := v.milestoneForm(f, v.plan, m)
			page.Revision, page.Do, page.Back = m.Revision, v.say.Plain("objectives.area.save"), back
			if v.may(tracker.OpMilestoneRemove) {
				page.RemoveURL = back + "/traguardi/" + m.ID + "/togli"
			}
			page.ReportURL = v.at("/traguardi", "parole", m.ID)
			page.frame = v.frame(v.say.Plain("milestones.area.edit", "id", m.ID), sectionObjectives)
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {m.Objective, back}, {Text: m.ID}}
			return v.page("traguardo-modulo", page)
		})
}

func (v *visit) milestoneForm(f *form, staff *board.Staff, m *board.Milestone) *milestoneForm {
	page := &milestoneForm{}
	offices := officeChoices(staff, v.say.Plain("accounts.role.choose"), m.Status.Office)
	for _, one := range []field{
		{Name: "title", Label: v.say.Plain("milestones.area.name"), Required: true, Max: plan.MaxTitle, Value: m.Title, Hint: v.say.T("milestones.area.name.hint")},
		{Name: "description", Label: v.say.Plain("objectives.area.description"), Type: "textarea", Max: plan.MaxText, Value: m.Description, Hint: v.say.T("milestones.area.description.hint")},
		{Name: "office", Label: v.say.Plain("milestones.area.office"), Type: "select", Required: true, Value: m.Status.Office, Options: offices, Hint: v.say.T("milestones.area.office.hint")},
		{Name: "weight", Label: v.say.Plain("objectives.area.weight"), Required: true, Short: true, Value: strconv.FormatFloat(m.Status.Weight, 'f', -1, 64), Hint: v.say.T("milestones.area.weight.hint")},
	} {
		page.Fields = append(page.Fields, v.compared(f, &page.Now, one))
	}
	page.Span = append(page.Span, v.compared(f, &page.Now, field{Name: "start_on", Label: v.say.Plain("objectives.area.start"), Type: "date", Value: m.Status.StartOn.String(), Hint: v.say.T("milestones.area.start.hint")}))
	return page
}

// removeMilestone asks, and hides the milestone where the answer is posted.
func (s *Site) removeMilestone(v *visit) (reply, error) {
	back := v.at(objectivesPath + "/" + v.arg("objective"))
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			if err := f.err(); err != nil {
				return "", err
			}
			if _, err := v.milestoneOf(); err != nil {
				return "", err
			}
			_, err := s.Tracker.RemoveMilestone(v.write(f), v.ipa, v.arg("milestone"), revision)
			return withNotice(back, "removed"), err
		},
		func(*form) (reply, error) {
			m, err := v.milestoneOf()
			if err != nil {
				return nil, err
			}
			page := &removalView{
				frame: v.frame(v.say.Plain("milestones.area.remove"), sectionObjectives), Heading: m.ID + " " + m.Title,
				Text: v.say.T("milestones.area.remove.text"), Do: v.say.Plain("milestones.area.remove.do"), Revision: m.Revision,
				Back: back + "/traguardi/" + m.ID,
			}
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {m.Objective, back}, {m.ID, page.Back}, {Text: page.Title}}
			return v.page("togli", page)
		})
}
