package desk

import (
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// MoneyNews is what the plan's fundings come to, and what of them changed since the last
// report. A report keeps no money: how it was is told by the fundings' own days, so that what
// is entered late about an earlier day is no news, and what has no day counts as having been
// so always.
type MoneyNews struct {
	Before, Now plan.Money
	Changed     []FundingNews // the latest first
}

// FundingNews is a funding that was assigned, paid or withdrawn since.
type FundingNews struct {
	Funding *board.Funding
	Before  plan.FundingState // empty: it was not there
	On      plan.Date         // zero: nobody knows
}

func moneyNews(since Since, fundings []*board.Funding) MoneyNews {
	m := MoneyNews{Now: board.MoneyOf(fundings)}
	for _, f := range fundings {
		news := FundingNews{Funding: f, On: f.StateOn}
		if f.State == plan.FundingAssigned && !f.AssignedOn.IsZero() {
			news.On = f.AssignedOn
		}
		if !since.Day.IsZero() {
			was, there := plan.Funding{AssignedOn: f.AssignedOn, State: f.State, StateOn: f.StateOn}.On(since.Day)
			if there {
				m.Before.Add(was.State, f.AmountCents)
				news.Before = was.State
			}
		}
		if news.Before != f.State {
			m.Changed = append(m.Changed, news)
		}
	}
	slices.SortStableFunc(m.Changed, func(a, b FundingNews) int { return b.On.Compare(a.On) })
	return m
}
