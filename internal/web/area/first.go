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
	for _, step := range []struct {
		sentence string
		op       tracker.Operation
		pages    []string // the first one that is there
		done     bool
	}{
		{"first.offices", tracker.OpOfficeCreate, []string{"/amministrazione/uffici", "/uffici", "/amministrazione"}, len(v.plan.Offices) > 0},
		{"first.accounts", tracker.OpAccountManage, []string{"/amministrazione/account", "/account", "/amministrazione"}, false},
		{"first.objectives", tracker.OpObjectiveCreate, []string{"/obiettivi"}, len(v.plan.Objectives) > 0},
		{"first.milestones", tracker.OpMilestoneCreate, []string{"/obiettivi"}, false},
		{"first.meeting", tracker.OpMeetingCreate, []string{"/riunioni/nuova", "/riunioni"}, len(v.plan.Meetings) > 0},
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

// atFirst is the address of the first of some pages that is there; empty where none is.
func (v *visit) atFirst(paths []string) string {
	for _, path := range paths {
		if v.site.patterns["GET /area/{ipa}"+path] {
			return v.at(path)
		}
	}
	return ""
}
