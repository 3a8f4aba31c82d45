package area

import (
	"html/template"
	"slices"
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// objectiveForm are the fields of an objective, new or known.
type objectiveForm struct {
	frame
	Fields   []field // in order
	Sectors  []sectorBox
	Bad      []template.HTML // of the sectors
	Span     []field         // start and due
	Revision int64           // 0 for a new one
	Now      []nowValue      // what somebody else left meanwhile
	Do       string
	Back     string
}

type sectorBox struct {
	Code, Name string
	Checked    bool
}

// nowValue is what a field holds now, beside what was typed.
type nowValue struct{ Label, Value string }

// newObjective adds an objective: a draft unless something else is chosen.
func (s *Site) newObjective(v *visit) (reply, error) {
	return v.submit(
		func(f *form) (string, error) {
			o := plan.Objective{
				Code: f.text("code"), Title: f.text("title"), Description: f.text("description"), Urgent: f.checked("urgent"),
				Sectors: f.texts("sectors"), Terms: plan.ObjectiveTerms{
					State: plan.ObjectiveState(f.text("state")), Horizon: plan.Horizon(f.text("horizon")), LeadOffice: f.text("lead_office"),
					StartOn: f.date("start_on"), DueOn: f.date("due_on"),
				},
			}
			o.Terms.Weight, _ = f.decimal("weight")
			if err := f.err(); err != nil {
				return "", err
			}
			receipt, err := s.Tracker.CreateObjective(v.write(f), v.ipa, o)
			return withNotice(v.at(objectivesPath+"/"+receipt.ID), "saved"), err
		},
		func(f *form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			page := v.objectiveForm(f, staff, &board.Objective{Terms: plan.ObjectiveTerms{State: plan.ObjectiveDraft, Weight: 1}}, true)
			page.Do, page.Back = v.say.Plain("objectives.area.create"), v.at(objectivesPath)
			page.frame = v.frame(v.say.Plain("objectives.area.new"), sectionObjectives)
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {Text: page.Title}}
			return v.page("obiettivo-modulo", page)
		})
}

// editObjective changes what describes an objective, and its terms.
func (s *Site) editObjective(v *visit) (reply, error) {
	code := v.arg("objective")
	back := v.at(objectivesPath + "/" + code)
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			weight, _ := f.decimal("weight")
			cmd := tracker.ChangeObjective{
				Organization: v.ipa, Code: code, IfRevision: revision, Title: plan.Some(f.text("title")), Description: plan.Some(f.text("description")),
				Urgent: plan.Some(f.checked("urgent")), Sectors: plan.Some(f.texts("sectors")), State: plan.Some(plan.ObjectiveState(f.text("state"))),
				Weight: plan.Some(weight), Horizon: plan.Some(plan.Horizon(f.text("horizon"))), LeadOffice: plan.Some(f.text("lead_office")),
				StartOn: plan.Some(f.date("start_on")), DueOn: plan.Some(f.date("due_on")),
			}
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.ChangeObjective(v.write(f), cmd)
			return withNotice(back, "saved"), err
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
			page := v.objectiveForm(f, staff, o, false)
			page.Revision, page.Do, page.Back = o.Revision, v.say.Plain("objectives.area.save"), back
			page.frame = v.frame(v.say.Plain("objectives.area.edit", "code", o.Code), sectionObjectives)
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {o.Code, back}, {Text: v.say.Plain("objectives.area.change")}}
			return v.page("obiettivo-modulo", page)
		})
}

func (v *visit) objectiveForm(f *form, staff *board.Staff, o *board.Objective, isNew bool) *objectiveForm {
	page := &objectiveForm{}
	add := func(one field) { page.Fields = append(page.Fields, v.compared(f, &page.Now, one)) }
	if isNew {
		add(field{Name: "code", Label: v.say.Plain("objectives.area.code"), Required: true, Short: true, Max: plan.MaxObjectiveCode, Hint: v.say.T("objectives.area.code.hint")})
	}
	add(field{Name: "title", Label: v.say.Plain("objectives.area.name"), Required: true, Max: plan.MaxTitle, Value: o.Title, Hint: v.say.T("objectives.area.name.hint")})
	add(field{Name: "description", Label: v.say.Plain("objectives.area.description"), Type: "textarea", Rows: 5, Max: plan.MaxText, Value: o.Description, Hint: v.say.T("objectives.area.description.hint")})
	var horizons, states []choice
	if isNew {
		horizons = append(horizons, choice{"", v.say.Plain("accounts.role.choose"), false})
	}
	for _, h := range plan.Horizons {
		horizons = append(horizons, choice{string(h), v.say.Plain("horizon." + string(h)), false})
	}
	for _, state := range plan.ObjectiveStates {
		if isNew && state != plan.ObjectiveDraft && state != plan.ObjectiveActive || !isNew && state == plan.ObjectiveDraft && o.Terms.State != plan.ObjectiveDraft {
			continue // nothing begins as over, and nothing goes back to draft
		}
		states = append(states, choice{string(state), v.say.Plain("objectives.area.state." + string(state) + ".means"), false})
	}
	offices := officeChoices(staff, v.say.Plain("accounts.office.none"), o.Terms.LeadOffice)
	add(field{Name: "horizon", Label: v.say.Plain("objectives.area.horizon"), Type: "select", Required: true, Value: string(o.Terms.Horizon), Options: horizons, Hint: v.say.T("objectives.area.horizon.hint")})
	add(field{Name: "urgent", Label: v.say.Plain("objectives.area.urgent"), Type: "checkbox", Checked: o.Urgent, Hint: v.say.T("objectives.area.urgent.hint")})
	add(field{Name: "lead_office", Label: v.say.Plain("objectives.area.lead"), Type: "select", Value: o.Terms.LeadOffice, Options: offices, Hint: v.say.T("objectives.area.lead.hint")})
	add(field{Name: "state", Label: v.say.Plain("objectives.area.state"), Type: "select", Required: true, Value: string(o.Terms.State), Options: states, Hint: v.say.T("objectives.area.state.hint")})
	add(field{Name: "weight", Label: v.say.Plain("objectives.area.weight"), Required: true, Short: true, Value: strconv.FormatFloat(o.Terms.Weight, 'f', -1, 64), Hint: v.say.T("objectives.area.weight.hint")})
	for _, one := range []field{
		{Name: "start_on", Label: v.say.Plain("objectives.area.start"), Type: "date", Value: o.Terms.StartOn.String(), Hint: v.say.T("objectives.area.start.hint")},
		{Name: "due_on", Label: v.say.Plain("objectives.area.due"), Type: "date", Value: o.Terms.DueOn.String(), Hint: v.say.T("objectives.area.due.hint")},
	} {
		page.Span = append(page.Span, v.compared(f, &page.Now, one))
	}
	chosen := o.Sectors
	if f.posted() {
		chosen = f.texts("sectors")
	}
	// The whole catalogue is to choose from; what it hides or has no more stays with an
	// objective that has it.
	for _, sector := range staff.Sectors {
		if sector.RemovedOn.IsZero() && !sector.Hidden || slices.Contains(o.Sectors, sector.Code) {
			page.Sectors = append(page.Sectors, sectorBox{sector.Code, sector.Name, slices.Contains(chosen, sector.Code)})
		}
	}
	page.Bad = f.errorsAt("sectors", v.say.Plain("objectives.area.sectors"))
	return page
}

// compared fills a field; where somebody else changed the object meanwhile, it notes what
// the field holds now, if that is not what was typed.
func (v *visit) compared(f *form, now *[]nowValue, one field) field {
	filled := f.fill(one)
	if f.posted() && f.stale() && one.Type != "checkbox" && filled.Value != one.Value {
		value := one.Value
		for _, option := range one.Options {
			if option.Value == value {
				value = option.Text
			}
		}
		if value == "" {
			value = "–"
		}
		*now = append(*now, nowValue{one.Label, value})
	}
	return filled
}

type removalView struct {
	frame
	Heading  string
	Text     template.HTML
	Do       string
	Revision int64
	Back     string
}

// removeObjective asks, and hides the objective where the answer is posted.
func (s *Site) removeObjective(v *visit) (reply, error) {
	code := v.arg("objective")
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.RemoveObjective(v.write(f), v.ipa, code, revision)
			return withNotice(v.at(objectivesPath), "removed"), err
		},
		func(*form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			o, ok := staff.Objective(code)
			if !ok {
				return nil, plan.NotFound("objective")
			}
			page := &removalView{
				frame: v.frame(v.say.Plain("objectives.area.remove"), sectionObjectives), Heading: o.Code + " " + o.Title,
				Text: v.say.N("objectives.area.remove.text", len(o.Milestones)), Do: v.say.Plain("objectives.area.remove.do"),
				Revision: o.Revision, Back: v.at(objectivesPath + "/" + code),
			}
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {o.Code, page.Back}, {Text: page.Title}}
			return v.page("togli", page)
		})
}
