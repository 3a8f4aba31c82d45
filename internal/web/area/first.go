package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/tracker"
)

// firstSteps is what every desk shows while the plan has no milestone yet: what to do, and
// what of it is done. Whoever cannot do any of it is told who does.
type firstSteps struct {
	Text  template.HTML
	Steps []firstStep
}

type firstStep struct {
	Text template.HTML
	URL  string // empty where the page is not there
	Done bool
}

// first gives the first steps of somebody with the reader's role; nil once there is
// something to work on.
func (v *visit) first() *firstSteps {
	if v.plan == nil {
		return nil
	}
	milestones := 0
	for _, o := range v.plan.Objectives {
		milestones += len(o.Milestones)
	}
	if milestones > 0 {
		return nil
	}
	f := &firstSteps{Text: v.say.T("first.others")}
	if v.may(tracker.OpMilestoneCreate) && !v.may(tracker.OpOfficeCreate) && len(v.plan.Offices) == 0 {
		// A milestone needs an office, and somebody else adds it.
		f.Steps = append(f.Steps, firstStep{Text: v.say.T("first.offices.ask")})
	}
	objectives := []string{objectivesPath}
	if len(v.plan.Objectives) == 0 {
		objectives = []string{objectivesPath + "/nuovo"}
	}
	for _, step := range []struct {
		sentence string
		op       tracker.Operation
		pages    []string // the first one that is there
		done     bool
	}{
		{"first.offices", tracker.OpOfficeCreate, []string{"/amministrazione/uffici"}, len(v.plan.Offices) > 0},
		{"first.accounts", tracker.OpAccountManage, []string{accountsPath}, false},
		{"first.texts", tracker.OpTextsChange, []string{"/amministrazione/testi"}, v.plan.Texts.PrivacyContact != ""},
		{"first.import", tracker.OpImportQueue, []string{ImportsPath}, false},
		{"first.objectives", tracker.OpObjectiveCreate, objectives, len(v.plan.Objectives) > 0},
		{"first.milestones", tracker.OpMilestoneCreate, v.firstObjective(), false},
		{"first.meeting", tracker.OpMeetingCreate, []string{"/riunioni/nuova"}, len(v.plan.Meetings) > 0},
	} {
		if v.may(step.op) {
			f.Steps = append(f.Steps, firstStep{v.say.T(step.sentence), v.atFirst(step.pages), step.done})
		}
	}
	if len(f.Steps) > 0 {
		f.Text = v.say.T("first.text")
	}
	return f
}

// firstObjective is where the first milestone is added: nowhere yet while there is no
// objective, and at the list where there are several to choose from.
func (v *visit) firstObjective() []string {
	if len(v.plan.Objectives) == 0 {
		return nil
	}
	return []string{objectivesPath}
}

// atFirst is the address of the first of some pages that is there; empty where none is.
func (v *visit) atFirst(paths []string) string {
	for _, path := range paths {
		if v.site.patterns["GET /area/{ipa}"+path] {
			return v.at(path)
		}
	}
	return ""
}
