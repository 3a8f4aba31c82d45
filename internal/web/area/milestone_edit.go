package area

import (
	"html/template"
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// newMilestone adds a milestone to an objective.
func (s *Site) newMilestone(v *visit) (reply, error) {
	code := v.arg("objective")
	back := v.at(objectivesPath + "/" + code)
	return v.submit(
		func(f *form) (string, error) {
			cmd := tracker.CreateMilestone{
				Organization: v.ipa, Objective: code, Title: f.text("title"), Description: f.text("description"), Office: f.text("office"),
				StartOn: f.date("start_on"), DueOn: f.date("due_on"), AddedOn: f.date("added_on"),
			}
			cmd.Weight, _ = f.decimal("weight")
			cmd.Number, _ = f.number("number")
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
			fields := append(v.milestoneFields(staff, &board.Milestone{Status: plan.MilestoneStatus{Weight: 1, Office: o.Terms.LeadOffice}}),
				field{Name: "due_on", Label: v.say.Plain("objectives.area.due"), Type: "date", Hint: v.say.T("milestones.area.due.hint")},
				v.addedField(v.today, "milestones.area.added.hint"),
				field{Name: "number", Label: v.say.Plain("milestones.area.number"), Type: "number", Min: "1", Most: strconv.Itoa(plan.MaxMilestoneNumber), Short: true, Hint: v.say.T("milestones.area.number.hint", "code", code)},
			)
			page := &planForm{Do: v.say.Plain("milestones.area.create"), Back: back}
			page.frame = v.frame(v.say.Plain("milestones.area.new"), sectionObjectives)
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {o.Code, back}, {Text: page.Title}}
			return v.planPage(f, page, fields)
		})
}

// milestoneFields are what describes a milestone, as it is stored.
func (v *visit) milestoneFields(staff *board.Staff, m *board.Milestone) []field {
	return []field{
		{Name: "title", Label: v.say.Plain("milestones.area.name"), Required: true, Max: plan.MaxTitle, Value: m.Title, Hint: v.say.T("milestones.area.name.hint")},
		{Name: "description", Label: v.say.Plain("objectives.area.description"), Type: "textarea", Max: plan.MaxText, Value: m.Description, Hint: v.say.T("milestones.area.description.hint")},
		officeField(staff, field{Name: "office", Label: v.say.Plain("milestones.area.office"), Required: true, Value: m.Status.Office, Hint: v.say.T("milestones.area.office.hint")}, v.say.Plain("accounts.role.choose")),
		{Name: "weight", Label: v.say.Plain("objectives.area.weight"), Required: true, Short: true, Max: 40, Value: typedWeight(m.Status.Weight), Hint: v.say.T("milestones.area.weight.hint")},
		{Name: "start_on", Label: v.say.Plain("objectives.area.start"), Type: "date", Value: m.Status.StartOn.String(), Hint: v.say.T("milestones.area.start.hint")},
	}
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
	code, id := v.arg("objective"), v.arg("milestone")
	back := v.at(objectivesPath + "/" + code)
	return v.planEdit(trail{"milestone", id, tracker.OpMilestoneChange}, func(staff *board.Staff) (int64, []field, error) {
		m, err := v.milestoneOf()
		if err != nil {
			return 0, nil, err
		}
		return m.Revision, v.milestoneFields(staff, m), nil
	}, func(f *form, e *edit) func(int64) error {
		cmd := tracker.ChangeMilestone{
			Organization: v.ipa, Milestone: id, Title: e.text("title"), Description: e.text("description"), Office: e.text("office"),
			Weight: e.decimal("weight"), StartOn: e.date("start_on"),
		}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeMilestone(v.write(f), cmd)
			return err
		}
	}, withNotice(back, "saved")+"#"+rowID(id), func(*edit) *planForm {
		page := &planForm{Do: v.say.Plain("objectives.area.save"), Back: back, ReportURL: v.at("/traguardi", "parole", id)}
		if v.may(tracker.OpMilestoneRemove) {
			page.RemoveURL = back + "/traguardi/" + id + "/togli"
		}
		page.frame = v.frame(v.say.Plain("milestones.area.edit", "id", id), sectionObjectives)
		page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {code, back}, {Text: id}}
		return page
	})
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
			_, err := s.Tracker.RemoveMilestone(v.write(f), v.ipa, v.arg("milestone"), revision)
			return withNotice(back, "removed"), err
		},
		func(*form) (reply, error) {
			m, err := v.milestoneOf()
			if err != nil {
				return nil, err
			}
			page := &askView{
				frame: v.frame(v.say.Plain("milestones.area.remove"), sectionObjectives), Revision: m.Revision,
				Text: []template.HTML{v.say.T("milestones.area.remove.text")}, Button: v.say.Plain("milestones.area.remove.do"),
				Back: v.milestoneEditURL(m),
			}
			page.Lede = text(m.ID + " " + m.Title)
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {m.Objective, back}, {m.ID, page.Back}, {Text: page.Title}}
			return v.page("domanda", page)
		})
}
