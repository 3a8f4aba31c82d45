package board

import (
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// Funding is a grant as it was on the day, on an objective that the audience sees.
type Funding struct {
	ID          string
	Objective   string
	Measure     string
	Call        string
	Decree      string
	CUP         string
	AmountCents int64
	AppliedOn   plan.Date
	AssignedOn  plan.Date
	State       plan.FundingState
	StateOn     plan.Date
	Source      string
	Revision    int64
}

// Real reports whether the row was read from the open data: on a demonstration, where all else
// is invented, it is marked.
func (f *Funding) Real() bool { return plan.FromOpenData(f.Source) }

// MeasureMoney is what the fundings of one measure come to.
type MeasureMoney struct {
	Measure string
	Money   plan.Money
}

// projectMeasures tells the money and the measured values of the objectives that the audience
// sees. Where neither these nor those have changed, they are the earlier projection's.
func (p *projection) projectMeasures(b *Board, earlier *projection) {
	p.measures = b.ledger.measures
	if earlier.measures == p.measures && sameTargets(shown{p.to, earlier.days}, shown{p.to, p.days}) {
		p.fundings, p.indicators = earlier.fundings, earlier.indicators
		return
	}
	p.fundings, p.indicators = p.projectFundings(b), p.projectIndicators(b)
}

// projectFundings tells the fundings of the objectives that the audience sees.
func (p *projection) projectFundings(b *Board) []*Funding {
	seen := shown{p.to, p.days}
	var fundings []*Funding
	for _, row := range b.ledger.measures.fundings {
		was, there := row.On(b.moment.day)
		if !there || seen.objective(row.Objective) == nil {
			continue
		}
		fundings = append(fundings, &Funding{
			ID: was.ID, Objective: was.Objective, Measure: was.Measure, Call: was.Call, Decree: was.Decree, CUP: was.CUP,
			AmountCents: was.AmountCents, AppliedOn: was.AppliedOn, AssignedOn: was.AssignedOn, State: was.State,
			StateOn: was.StateOn, Source: was.Source, Revision: was.Revision,
		})
	}
	return fundings
}

// Funding gives one funding by its id.
func (c *Content) Funding(id string) (*Funding, bool) {
	return lookUp(nil, c.Fundings, id, func(f *Funding) string { return f.ID })
}

// FundingsOf lists the fundings of an objective, by measure and day of assignment.
func (c *Content) FundingsOf(objective string) []*Funding {
	var of []*Funding
	for _, f := range c.Fundings {
		if f.Objective == objective {
			of = append(of, f)
		}
	}
	return of
}

// MoneyOf is what fundings come to.
func MoneyOf(fundings []*Funding) plan.Money {
	var m plan.Money
	for _, f := range fundings {
		m.Add(f.State, f.AmountCents)
	}
	return m
}

// ObjectiveMoney is what the fundings of one objective come to.
type ObjectiveMoney struct {
	Objective string // code
	Money     plan.Money
}

// MoneyByObjective is what fundings come to, objective by objective, by code.
func MoneyByObjective(fundings []*Funding) []ObjectiveMoney {
	var by []ObjectiveMoney
	for _, f := range fundings {
		at, found := slices.BinarySearchFunc(by, f.Objective, func(m ObjectiveMoney, code string) int { return strings.Compare(m.Objective, code) })
		if !found {
			by = slices.Insert(by, at, ObjectiveMoney{Objective: f.Objective})
		}
		by[at].Money.Add(f.State, f.AmountCents)
	}
	return by
}

// MoneyByMeasure is what fundings come to, measure by measure, by name. Fundings must come
// by measure, as Content has them.
func MoneyByMeasure(fundings []*Funding) []MeasureMoney {
	var by []MeasureMoney
	for _, f := range fundings {
		if len(by) == 0 || by[len(by)-1].Measure != f.Measure {
			by = append(by, MeasureMoney{Measure: f.Measure})
		}
		by[len(by)-1].Money.Add(f.State, f.AmountCents)
	}
	return by
}
