package area

import (
	"html/template"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// newObjective adds an objective: a draft unless something else is chosen.
func (s *Site) newObjective(v *visit) (reply, error) {
	catalogue, err := s.Boards.Catalogue(v.ctx())
	if err != nil {
		return nil, err
	}
	return v.submit(
		func(f *form) (string, error) {
			o := plan.Objective{
				Code: f.text("code"), Title: f.text("title"), Description: f.text("description"), Urgent: f.checked("urgent"),
				Sectors: f.texts("sectors"), Lines: readLines(catalogue, f.text("lines")), AddedOn: f.date("added_on"), Terms: plan.ObjectiveTerms{
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
			f.gather("sectors")
			f.gather("lines")
			code := field{Name: "code", Label: v.say.Plain("objectives.area.code"), Required: true, Short: true, Max: plan.MaxObjectiveCode, Hint: v.say.T("objectives.area.code.hint")}
			blank := &board.Objective{AddedOn: v.today, Terms: plan.ObjectiveTerms{State: plan.ObjectiveDraft, Weight: 1}}
			fields := append([]field{code}, v.objectiveFields(staff, catalogue, blank, true)...)
			page := &planForm{Do: v.say.Plain("objectives.area.create"), Back: v.at(objectivesPath)}
			page.frame = v.frame(v.say.Plain("objectives.area.new"), sectionObjectives)
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {Text: page.Title}}
			return v.planPage(f, page, fields)
		})
}

// objectiveFields are the fields of an objective, as they are stored.
func (v *visit) objectiveFields(staff *board.Staff, catalogue *plan.Catalogue, o *board.Objective, isNew bool) []field {
	stateHint := "objectives.area.state.hint"
	if o.Terms.State != plan.ObjectiveDraft {
		stateHint = "objectives.area.state.hint.public"
	}
	fields := []field{
		{Name: "title", Label: v.say.Plain("objectives.area.name"), Required: true, Max: plan.MaxTitle, Value: o.Title, Hint: v.say.T("objectives.area.name.hint")},
		{Name: "description", Label: v.say.Plain("objectives.area.description"), Type: "textarea", Rows: 5, Max: plan.MaxText, Value: o.Description, Hint: v.say.T("objectives.area.description.hint")},
		{Name: "horizon", Label: v.say.Plain("objectives.area.horizon"), Type: "select", Required: true, Value: string(o.Terms.Horizon), Options: v.horizonChoices(isNew), Hint: v.say.T("objectives.area.horizon.hint")},
		{Name: "urgent", Label: v.say.Plain("objectives.area.urgent"), Type: "checkbox", Checked: o.Urgent, Hint: v.say.T("objectives.area.urgent.hint")},
		officeField(staff, field{Name: "lead_office", Label: v.say.Plain("objectives.area.lead"), Value: o.Terms.LeadOffice, Hint: v.say.T("objectives.area.lead.hint")}, v.say.Plain("accounts.office.none")),
		{Name: "state", Label: v.say.Plain("objectives.area.state"), Type: "select", Required: true, Value: string(o.Terms.State), Options: v.objectiveStates(o.Terms.State, isNew), Hint: v.say.T(stateHint)},
		{Name: "weight", Label: v.say.Plain("objectives.area.weight"), Required: true, Short: true, Max: 40, Value: typedWeight(o.Terms.Weight), Hint: v.say.T("objectives.area.weight.hint")},
		{Name: "start_on", Label: v.say.Plain("objectives.area.start"), Type: "date", Value: o.Terms.StartOn.String(), Hint: v.say.T("objectives.area.start.hint")},
		{Name: "due_on", Label: v.say.Plain("objectives.area.due"), Type: "date", Value: o.Terms.DueOn.String(), Hint: v.say.T("objectives.area.due.hint")},
		v.addedField(o.AddedOn, "objectives.area.added.hint"),
	}
	if sectors, ok := v.sectorsField(staff, o); ok {
		fields = append(fields, sectors)
	}
	return append(fields, v.linesField(catalogue, o))
}

// addedField is the day from which something belongs to the plan.
func (v *visit) addedField(day plan.Date, hint string) field {
	return field{Name: "added_on", Label: v.say.Plain("objectives.area.added"), Type: "date", Required: true, Short: true, Most: v.today.String(), Value: day.String(), Hint: v.say.T(hint)}
}

// typedWeight is a weight as people type it.
func typedWeight(w float64) string {
	return strings.Replace(strconv.FormatFloat(w, 'f', -1, 64), ".", ",", 1)
}

// objectiveStates are the states that an objective may get, with what each does: nothing
// begins as over, and nothing goes back to draft.
func (v *visit) objectiveStates(from plan.ObjectiveState, isNew bool) []choice {
	var states []choice
	for _, state := range plan.ObjectiveStates {
		if isNew && state != plan.ObjectiveDraft && state != plan.ObjectiveActive || !isNew && state == plan.ObjectiveDraft && from != plan.ObjectiveDraft {
			continue
		}
		states = append(states, choice{string(state), v.say.Plain("objectives.area.state.means."+string(state), "state", capital(v.stateName(state))), false})
	}
	return states
}

// stateName is the word of the public pages too.
func (v *visit) stateName(state plan.ObjectiveState) string {
	return v.say.Plain("objective.state." + string(state))
}

// capital begins a sentence with a word.
func capital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

// editObjective changes what describes an objective, and its terms.
func (s *Site) editObjective(v *visit) (reply, error) {
	code := v.arg("objective")
	back := v.at(objectivesPath + "/" + code)
	catalogue, err := s.Boards.Catalogue(v.ctx())
	if err != nil {
		return nil, err
	}
	return v.planEdit(trail{"objective", code, tracker.OpObjectiveChange}, func(staff *board.Staff) (int64, []field, error) {
		o, ok := staff.Objective(code)
		if !ok {
			return 0, nil, plan.NotFound("objective")
		}
		return o.Revision, v.objectiveFields(staff, catalogue, o, false), nil
	}, func(f *form, e *edit) func(int64) error {
		state, horizon := e.text("state"), e.text("horizon")
		cmd := tracker.ChangeObjective{
			Organization: v.ipa, Code: code, Title: e.text("title"), Description: e.text("description"), Urgent: e.flag("urgent"),
			AddedOn: e.date("added_on"), State: plan.Opt[plan.ObjectiveState]{Set: state.Set, Value: plan.ObjectiveState(state.Value)},
			Weight: e.decimal("weight"), Horizon: plan.Opt[plan.Horizon]{Set: horizon.Set, Value: plan.Horizon(horizon.Value)},
			LeadOffice: e.text("lead_office"), StartOn: e.date("start_on"), DueOn: e.date("due_on"),
		}
		if typed := e.text("lines"); typed.Set {
			cmd.Lines = plan.Some(readLines(catalogue, typed.Value))
		}
		if e.has("sectors") {
			cmd.Sectors = e.texts("sectors")
		}
		if name, publishes := e.confirmation(); name != "" && !f.checked(name) {
			rule := "objective.confirm"
			if publishes {
				rule = "objective.publish"
			}
			f.found.Add(name, rule, "must be confirmed", code)
		}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeObjective(v.write(f), cmd)
			return err
		}
	}, withNotice(back, "saved"), func(e *edit) *planForm {
		page := &planForm{Do: v.say.Plain("objectives.area.save"), Back: back}
		if name, publishes := e.confirmation(); name != "" {
			question := "objectives.area.confirm"
			if publishes {
				question = "objectives.area.publish"
			}
			state := v.stateName(plan.ObjectiveState(e.typed(e.named("state"))))
			box := e.f.fill(field{Name: name, Label: v.say.Plain(question, "code", code, "state", state), Type: "checkbox", Hint: v.say.T(question + ".hint")})
			e.f.errorsAt(name, e.named("state").Label) // the summary names the field that was changed
			page.Confirm = &box
		}
		page.frame = v.frame(v.say.Plain("objectives.area.edit", "code", code), sectionObjectives)
		page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {code, back}, {Text: v.say.Plain("objectives.area.change")}}
		return page
	})
}

// confirmation is the box that a change of state has to come with, where it takes the
// objective out of the plan's figures or out of the draft, which is for good (publishes);
// each state has its own. Empty where none is needed.
func (e *edit) confirmation() (name string, publishes bool) {
	one := e.named("state")
	from, to := plan.ObjectiveState(one.stored), plan.ObjectiveState(e.typed(one))
	if !e.f.posted() || !e.touched(one) || from == to {
		return "", false
	}
	if publishes = from == plan.ObjectiveDraft; !publishes && (!from.Counted() || to.Counted()) {
		return "", false
	}
	return "conferma." + string(to), publishes
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
			page := &askView{
				frame: v.frame(v.say.Plain("objectives.area.remove"), sectionObjectives), Revision: o.Revision,
				Text:   []template.HTML{v.say.N("objectives.area.remove.text", len(o.Milestones))},
				Button: v.say.Plain("objectives.area.remove.do"), Back: v.at(objectivesPath + "/" + code),
			}
			page.Lede = text(o.Code + " " + o.Title)
			page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {o.Code, page.Back}, {Text: page.Title}}
			return v.page("domanda", page)
		})
}
