package tracker

import (
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// The steps of an application, as far as the open data tell of them.
const (
	stepSent          = "sent"
	stepAssigned      = "assigned"
	stepContract      = "contract"
	stepActivities    = "activities"
	stepAsseverazione = "asseverazione"
	stepPaid          = "paid"
)

// stepTitles are the steps in their order.
var stepTitles = []struct{ step, title string }{
	{stepSent, "Domanda inviata"},
	{stepAssigned, "Finanziamento assegnato"},
	{stepContract, "Contratto con il fornitore"},
	{stepActivities, "Attività completate"},
	{stepAsseverazione, "Asseverazione"},
	{stepPaid, "Finanziamento erogato"},
}

// applicationStep is how one step stands by a row.
type applicationStep struct {
	step, title string
	state       plan.MilestoneState
	// on is the day from which it stands so; zero: since the step was added.
	on       plan.Date
	evidence plan.Evidence
	// note is what the history says of the day, where the row does not tell it.
	note string
	// early are what the step had been before: a withdrawn application's was done first.
	early *applicationStep
}

// report is what puts a milestone where the step stands.
func (s applicationStep) report(effective plan.Date) plan.Report {
	r := plan.Report{State: plan.Some(s.state), EffectiveOn: effective, Note: s.note}
	if s.state == plan.MilestoneDone {
		r.CompletedOn = plan.Some(s.on)
		r.Evidence = plan.Some(s.evidence)
	}
	return r
}

// steps lists how the steps of an application stand by its row. What the row does not tell
// is not among them: no date is made up. Known are the steps that an earlier import made,
// today is the day on which something undated became known.
func (a Application) steps(known map[string]importedStep, source string, today plan.Date) []applicationStep {
	cup := "CUP " + a.CUP + ". " + source
	var all []applicationStep
	add := func(s applicationStep) {
		for _, t := range stepTitles {
			if t.step == s.step {
				s.title = t.title
			}
		}
		all = append(all, s)
	}
	if !a.AppliedOn.IsZero() {
		add(applicationStep{step: stepSent, state: plan.MilestoneDone, on: a.AppliedOn, evidence: plan.Evidence{Note: cup}})
	}
	if !a.AssignedOn.IsZero() {
		evidence := plan.Evidence{Note: cup}
		if number := decreeNumber(a.Decree); number != "" {
			evidence.Act = &plan.Act{Kind: "decreto", Number: number, Date: a.AssignedOn}
		}
		add(applicationStep{step: stepAssigned, state: plan.MilestoneDone, on: a.AssignedOn, evidence: evidence})
	}
	open := []string{stepContract, stepActivities, stepAsseverazione}
	switch a.State {
	case plan.FundingAssigned:
		for _, step := range open {
			add(applicationStep{step: step, state: plan.MilestonePlanned})
		}
		if _, there := known[stepPaid]; there {
			add(applicationStep{step: stepPaid, state: plan.MilestonePlanned, on: a.StateOn})
		}
	case plan.FundingPaid:
		on, note := a.StateOn, ""
		if on.IsZero() {
			on, note = today, "La fonte non dice la data dell'erogazione: vale il giorno in cui se ne è avuta notizia."
		}
		for _, step := range open {
			if _, there := known[step]; there {
				add(applicationStep{step: step, state: plan.MilestoneDone, on: on,
					evidence: plan.Evidence{Note: "Concluso entro questa data: il finanziamento è erogato dopo l'asseverazione. " + cup},
					note:     "La fonte non dice la data di questo passo, ma solo quella dell'erogazione, che lo presuppone."})
			}
		}
		add(applicationStep{step: stepPaid, state: plan.MilestoneDone, on: on, evidence: plan.Evidence{Note: cup}, note: note})
	case plan.FundingWithdrawn:
		all = a.withdrawn(all, known, today)
	}
	return all
}

// withdrawn cancels every step that there is: those of an application that came to nothing
// do not count, done or not.
func (a Application) withdrawn(done []applicationStep, known map[string]importedStep, today plan.Date) []applicationStep {
	on := a.StateOn
	switch {
	case !on.IsZero():
	case len(known) > 0:
		on = today
	default: // nothing tells that it ever was otherwise
		on = a.AssignedOn
	}
	var all []applicationStep
	there := map[string]bool{}
	for _, s := range done {
		early := s
		there[s.step] = true
		all = append(all, applicationStep{step: s.step, title: s.title, state: plan.MilestoneCancelled, on: on,
			note: "Finanziamento revocato o oggetto di rinuncia.", early: &early})
	}
	for _, t := range stepTitles {
		if _, made := known[t.step]; made && !there[t.step] {
			all = append(all, applicationStep{step: t.step, title: t.title, state: plan.MilestoneCancelled, on: on,
				note: "Finanziamento revocato o oggetto di rinuncia."})
		}
	}
	return all
}

// decreeNumber is the number of a decree without the word before it: "Decreto n.23 - 1 /
// 2022 - PNRR" is number "23 - 1 / 2022 - PNRR".
func decreeNumber(decree string) string {
	number := strings.TrimSpace(decree)
	for _, word := range []string{"decreto", "n.", "n°", "n "} {
		if len(number) >= len(word) && strings.EqualFold(number[:len(word)], word) {
			number = strings.TrimSpace(number[len(word):])
		}
	}
	if len([]rune(number)) > plan.MaxShort {
		return ""
	}
	return number
}
