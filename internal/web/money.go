package web

import (
	"html/template"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/gauge"
	"github.com/traguardi/traguardi/internal/web/minutes"
	"github.com/traguardi/traguardi/internal/web/words"
)

// moneyByMeasure is what the ente was assigned, was paid and gave up.
type moneyByMeasure struct {
	Rows  []moneyRow
	Total moneyRow
	// Said tells the share that is paid; empty where nothing was granted.
	Said template.HTML
	// Real marks the table where all of it is real, in a demonstration.
	Real bool
}

type moneyRow struct {
	Measure    string
	Count      string
	Objectives []linked
	// Sums, empty where there is none.
	Assigned, Paid, Withdrawn string
}

type linked struct{ Text, URL string }

// money tells the fundings by measure; nil where there is none.
func (v *visit) money(fundings []*board.Funding) *moneyByMeasure {
	if len(fundings) == 0 {
		return nil
	}
	total := board.MoneyOf(fundings)
	m := &moneyByMeasure{Total: v.moneyRow("", total), Real: v.content.Organization.Demonstration && allReal(fundings)}
	if share := total.PaidShare(); share != nil {
		m.Said = v.say.T("money.share", "share", words.Percent(progress.Shown(share)), "granted", words.Euros(total.Granted()))
	}
	for _, by := range board.MoneyByMeasure(fundings) {
		row := v.moneyRow(by.Measure, by.Money)
		for _, f := range fundings {
			of := linked{f.Objective, v.links.objective(f.Objective) + "#soldi"}
			if f.Measure == by.Measure && !slices.Contains(row.Objectives, of) {
				row.Objectives = append(row.Objectives, of)
			}
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func allReal(fundings []*board.Funding) bool {
	return !slices.ContainsFunc(fundings, func(f *board.Funding) bool { return !f.Real() })
}

func (v *visit) moneyRow(measure string, m plan.Money) moneyRow {
	return moneyRow{
		Measure: measure, Count: v.say.PlainN("money.count", m.Count()),
		Assigned: gauge.Amount(v.say, m.Assigned, m.AssignedCount), Paid: gauge.Amount(v.say, m.Paid, m.PaidCount),
		Withdrawn: gauge.Amount(v.say, m.Withdrawn, m.WithdrawnCount),
	}
}

// fundingRow is one funding on the page of its objective.
type fundingRow struct {
	Measure, Call string
	CUP           string
	Amount        string
	State         string
	// Assigned is when it was, where that is another day than the state's.
	Assigned  plan.Date
	Unpaid    bool
	Decree    string
	Source    string
	SourceURL string
	Real      bool
}

// fundings are the rows of an objective, with what they come to.
func (v *visit) fundings(of []*board.Funding) (rows []fundingRow, total *moneyRow) {
	for _, f := range of {
		row := fundingRow{
			Measure: f.Measure, Call: f.Call, CUP: f.CUP, Amount: v.say.Euros(f.AmountCents), State: gauge.State(v.say, f), Decree: f.Decree,
			Unpaid: f.State == plan.FundingAssigned, Source: gauge.Source(f), SourceURL: minutes.SafeLink(f.Source),
			Real: v.content.Organization.Demonstration && f.Real(),
		}
		if f.State != plan.FundingAssigned {
			row.Assigned = f.AssignedOn
		}
		if row.SourceURL != "" {
			row.Source = host(f.Source)
		}
		rows = append(rows, row)
	}
	if len(of) > 1 {
		sums := v.moneyRow("", board.MoneyOf(of))
		total = &sums
	}
	return rows, total
}

// indicatorRow is an indicator with its small line, and the table that says the same.
type indicatorRow struct {
	Anchor       string
	Title, About string
	Way          string
	Baseline     string
	BaselineOn   plan.Date
	Last         string // empty: never measured
	LastOn       plan.Date
	Target       string
	TargetOn     plan.Date
	Spark        template.HTML
	Progress     string
	Measured     []measuredRow
	MeasuredIn   string
}

type measuredRow struct {
	On        plan.Date
	Value     string
	Note      string
	Source    string
	SourceURL string
}

func (v *visit) indicators(of []*board.Indicator) []indicatorRow {
	var rows []indicatorRow
	for _, i := range of {
		id := v.id("indicatore")
		row := indicatorRow{
			Anchor: id, Title: i.Title, About: shorten(i.Description, 400), Way: gauge.Way(v.say, i.Direction),
			Baseline: gauge.Value(v.say, i.Baseline, i.Unit), BaselineOn: i.BaselineOn, Target: gauge.Value(v.say, i.Target, i.Unit), TargetOn: i.TargetOn,
			Progress: gauge.Progress(v.say, i), MeasuredIn: v.say.PlainN("indicator.measured", len(i.Measurements)),
		}
		if i.Last != nil {
			row.Last, row.LastOn = gauge.Value(v.say, i.Last.Value, i.Unit), i.Last.MeasuredOn
			row.Spark = gauge.Spark(v.say, v.id("andamento"), i)
		}
		for _, m := range slices.Backward(i.Measurements) {
			measured := measuredRow{On: m.MeasuredOn, Value: gauge.Value(v.say, m.Value, i.Unit), Note: m.Note, Source: m.Source, SourceURL: minutes.SafeLink(m.Source)}
			if measured.SourceURL != "" {
				measured.Source = host(m.Source)
			}
			row.Measured = append(row.Measured, measured)
		}
		rows = append(rows, row)
	}
	return rows
}
