package area

import (
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// newFunding adds a grant to an objective: the one of the address, where it names one.
func (s *Site) newFunding(v *visit) (reply, error) {
	return v.submit(
		func(f *form) (string, error) {
			made := plan.Funding{
				Objective: f.text("objective"), Measure: f.text("measure"), Call: f.text("call"), Decree: f.text("decree"), CUP: f.text("cup"),
				AppliedOn: f.date("applied_on"), AssignedOn: f.date("assigned_on"), State: plan.FundingState(f.text("state")), StateOn: f.date("state_on"),
				Source: f.text("source"),
			}
			made.AmountCents = f.cents("amount_cents")
			if err := f.err(); err != nil {
				return "", err
			}
			receipt, err := s.Tracker.CreateFunding(v.write(f), v.ipa, made)
			return withNotice(v.at(fundingsPath), cupNotice(f.text("cup"))) + "#" + rowID(receipt.ID), err
		},
		func(f *form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			page := &planForm{Do: v.say.Plain("fundings.create"), Back: v.at(fundingsPath)}
			page.frame = v.frame(v.say.Plain("fundings.new"), sectionFundings)
			page.Crumbs = []crumb{{v.say.Plain("fundings.title"), v.at(fundingsPath)}, {Text: page.Title}}
			blank := &board.Funding{Objective: v.asked(paramObjective), State: plan.FundingAssigned}
			return v.planPage(f, page, v.fundingFields(staff, blank, true))
		})
}

// cupNotice tells that a CUP is worth a second look.
func cupNotice(cup string) string {
	if cup = plan.NormalCUP(cup); plan.ValidCUP(cup) && !plan.UsualCUP(cup) {
		return "saved_cup"
	}
	return "saved"
}

// fundingFields are the fields of a funding, as they are stored.
func (v *visit) fundingFields(staff *board.Staff, f *board.Funding, isNew bool) []field {
	amount := ""
	if !isNew {
		amount = v.typedCents(f.AmountCents)
	}
	var states []choice
	for _, state := range plan.FundingStates {
		states = append(states, choice{Value: string(state), Text: v.say.Plain("fundings.state.means." + string(state))})
	}
	cupHint := v.say.T("fundings.cup.hint")
	if f.CUP != "" && !plan.UsualCUP(f.CUP) {
		cupHint += " " + v.say.T("fundings.cup.unusual")
	}
	return []field{
		v.objectiveField(staff, field{Name: "objective", Label: v.say.Plain("fundings.objective"), Required: true, Value: f.Objective, Hint: v.say.T("fundings.objective.hint")}, v.say.Plain("accounts.role.choose")),
		{Name: "measure", Label: v.say.Plain("fundings.measure"), Required: true, Max: plan.MaxTitle, Value: f.Measure, Hint: v.say.T("fundings.measure.hint")},
		{Name: "call", Label: v.say.Plain("fundings.call"), Max: plan.MaxTitle, Value: f.Call, Hint: v.say.T("fundings.call.hint")},
		{Name: "amount_cents", Label: v.say.Plain("fundings.amount"), Required: true, Short: true, Max: 40, Value: amount, Hint: v.say.T("fundings.amount.hint")},
		{Name: "cup", Label: v.say.Plain("fundings.cup"), Short: true, Max: 40, Value: f.CUP, Hint: cupHint},
		{Name: "decree", Label: v.say.Plain("fundings.decree"), Max: plan.MaxTitle, Value: f.Decree, Hint: v.say.T("fundings.decree.hint")},
		{Name: "applied_on", Label: v.say.Plain("fundings.applied"), Type: "date", Most: v.today.String(), Value: f.AppliedOn.String(), Hint: v.say.T("fundings.applied.hint")},
		{Name: "assigned_on", Label: v.say.Plain("fundings.assigned"), Type: "date", Most: v.today.String(), Value: f.AssignedOn.String(), Hint: v.say.T("fundings.assigned.hint")},
		{Name: "state", Label: v.say.Plain("fundings.state"), Type: "select", Required: true, Value: string(f.State), Options: states, Hint: v.say.T("fundings.state.hint")},
		{Name: "state_on", Label: v.say.Plain("fundings.state_on"), Type: "date", Most: v.today.String(), Value: f.StateOn.String(), Hint: v.say.T("fundings.state_on.hint")},
		{Name: "source", Label: v.say.Plain("fundings.source"), Max: plan.MaxURL, Value: f.Source, Hint: v.say.T("fundings.source.hint")},
	}
}

// typedCents is an amount as people type it, without its sign.
func (v *visit) typedCents(cents int64) string {
	return strings.TrimSuffix(v.say.Euros(cents), "\u00a0€")
}

// objectiveField chooses an objective of the plan.
func (v *visit) objectiveField(staff *board.Staff, one field, blank string) field {
	one.Type = "select"
	one.Options = []choice{{Text: blank}}
	for _, o := range staff.InOrder() {
		one.Options = append(one.Options, choice{Value: o.Code, Text: o.Code + " " + o.Title})
	}
	return one
}

// editFunding changes a funding field by field.
func (s *Site) editFunding(v *visit) (reply, error) {
	id, address := v.arg("funding"), ""
	return v.planEditTo(trail{"funding", id, tracker.OpFundingChange}, func(staff *board.Staff) (int64, []field, error) {
		f, ok := staff.Funding(id)
		if !ok {
			return 0, nil, plan.NotFound("funding")
		}
		return f.Revision, v.fundingFields(staff, f, false), nil
	}, func(f *form, e *edit) func(int64) error {
		state := e.text("state")
		cmd := tracker.ChangeFunding{
			Organization: v.ipa, ID: id, Objective: e.text("objective"), Measure: e.text("measure"), Call: e.text("call"), Decree: e.text("decree"),
			CUP: e.text("cup"), AmountCents: e.cents("amount_cents"), AppliedOn: e.date("applied_on"), AssignedOn: e.date("assigned_on"),
			State: plan.Opt[plan.FundingState]{Set: state.Set, Value: plan.FundingState(state.Value)}, StateOn: e.date("state_on"), Source: e.text("source"),
		}
		address = withNotice(v.at(fundingsPath), cupNotice(f.text("cup"))) + "#" + rowID(id)
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeFunding(v.write(f), cmd)
			return err
		}
	}, func() string { return address }, func(*edit) *planForm {
		page := &planForm{Do: v.say.Plain("objectives.area.save"), Back: v.at(fundingsPath), Remove: v.say.Plain("fundings.remove")}
		if v.may(tracker.OpFundingRemove) {
			page.RemoveURL = v.at(fundingsPath + "/" + id + "/togli")
		}
		page.frame = v.frame(v.say.Plain("fundings.edit"), sectionFundings)
		page.Crumbs = []crumb{{v.say.Plain("fundings.title"), v.at(fundingsPath)}, {Text: page.Title}}
		return page
	})
}

// removeFunding asks, and hides the funding where the answer is posted.
func (s *Site) removeFunding(v *visit) (reply, error) {
	id := v.arg("funding")
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.RemoveFunding(v.write(f), v.ipa, id, revision)
			return withNotice(v.at(fundingsPath), "removed"), err
		},
		func(*form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			f, ok := staff.Funding(id)
			if !ok {
				return nil, plan.NotFound("funding")
			}
			page := &askView{
				frame: v.frame(v.say.Plain("fundings.remove"), sectionFundings), Revision: f.Revision, Text: []template.HTML{v.say.T("fundings.remove.text")},
				Button: v.say.Plain("fundings.remove.do"), Back: v.at(fundingsPath + "/" + id),
			}
			page.Lede = v.say.T("fundings.remove.what", "measure", f.Measure, "amount", v.say.Euros(f.AmountCents), "objective", f.Objective)
			page.Crumbs = []crumb{{v.say.Plain("fundings.title"), v.at(fundingsPath)}, {Text: page.Title}}
			return v.page("domanda", page)
		})
}
