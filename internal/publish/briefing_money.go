package publish

import (
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

var fundingNames = map[plan.FundingState]string{
	plan.FundingAssigned: "assegnato", plan.FundingPaid: "pagato", plan.FundingWithdrawn: "ritirato",
}

// sum is an amount of so many fundings: nothing where there is none.
func sum(cents int64, count int) any {
	if count == 0 {
		return nil
	}
	return Cents(cents)
}

func (w briefing) money(b desk.Briefing) Sheet {
	s := Sheet{Name: "Soldi", Columns: []Column{{"Misura", 48}, {"Finanziamenti", 14}, {"Assegnato, da pagare (euro)", 18}, {"Pagato (euro)", 16}, {"Ritirato (euro)", 16}}}
	row := func(name string, m plan.Money) {
		s.Rows = append(s.Rows, []any{
			name, m.Count(), sum(m.Assigned, m.AssignedCount), sum(m.Paid, m.PaidCount), sum(m.Withdrawn, m.WithdrawnCount),
		})
	}
	for _, by := range board.MoneyByMeasure(w.Fundings) {
		row(by.Measure, by.Money)
	}
	row("Totale", b.Money.Now)
	if !b.Since.Day.IsZero() {
		row("Totale allora", b.Money.Before)
	}
	return s
}

func (w briefing) moneyNews(b desk.Briefing) Sheet {
	s := Sheet{Name: "Soldi cambiati", Columns: []Column{goalColumn, {"Misura", 48}, {"CUP", 18}, {"Importo (euro)", 16}, {"Era", 14}, {"Adesso", 14}, {"Dal", 12}, {"Decreto", 30}}}
	for _, n := range b.Money.Changed {
		f := n.Funding
		s.Rows = append(s.Rows, []any{w.objective(f.Objective), f.Measure, f.CUP, Cents(f.AmountCents), fundingNames[n.Before], fundingNames[f.State], n.On, f.Decree})
	}
	return s
}
