// Package gauge writes what public and staff pages show of fundings and indicators alike.
package gauge

import (
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/words"
)

// Value writes what is measured with its unit: "52 giorni", "21 %".
func Value(say *words.Speaker, value float64, unit string) string {
	return say.Weight(value) + "\u00a0" + unit
}

// Spark is the small line of an indicator: from its baseline over what was measured, to the
// day of its target. Its table says the same.
func Spark(say *words.Speaker, id string, i *board.Indicator) template.HTML {
	spec := chart.SparkSpec{
		ID: id, Title: say.Plain("indicator.spark", "title", i.Title), Target: &i.Target,
		Points: []chart.Point{{Day: i.BaselineOn.Ordinal(), Value: i.Baseline}},
	}
	last := i.Baseline
	for _, m := range i.Measurements {
		if m.MeasuredOn == i.BaselineOn { // what was measured on that very day holds
			spec.Points = spec.Points[:0]
		}
		spec.Points = append(spec.Points, chart.Point{Day: m.MeasuredOn.Ordinal(), Value: m.Value})
		last = m.Value
	}
	spec.Desc = say.Plain("indicator.spark.text", "from", Value(say, i.Baseline, i.Unit), "last", Value(say, last, i.Unit), "target", Value(say, i.Target, i.Unit))
	if !i.TargetOn.IsZero() {
		spec.From, spec.To = i.BaselineOn.Ordinal(), i.TargetOn.Ordinal()
		if i.Last != nil {
			spec.To = max(spec.To, i.Last.MeasuredOn.Ordinal())
		}
	}
	return chart.Spark(spec)
}

// Way says where an indicator is meant to go: "più alto è meglio".
func Way(say *words.Speaker, d plan.Direction) string { return say.Plain("indicator.way." + string(d)) }

// Progress says how much of the way is done, and was planned.
func Progress(say *words.Speaker, i *board.Indicator) string {
	done, planned := i.Shown(), i.ShownPlanned()
	switch {
	case done < 0:
		return say.Plain("indicator.unmeasured")
	case planned < 0:
		return say.Plain("indicator.progress", "done", words.Percent(done))
	}
	return say.Plain("indicator.progress.planned", "done", words.Percent(done), "planned", words.Percent(planned))
}

// State says where a funding stands, and since when: "Pagato il 26 ottobre 2023".
func State(say *words.Speaker, f *board.Funding) string {
	on := f.StateOn
	if f.State == plan.FundingAssigned && !f.AssignedOn.IsZero() {
		on = f.AssignedOn
	}
	key := "funding.state." + string(f.State)
	if on.IsZero() {
		return say.Plain(key)
	}
	return say.Plain(key+".on", "day", on)
}

// Source is where a funding comes from, without the mark that stands beside it where it is real.
func Source(f *board.Funding) string { return strings.TrimPrefix(f.Source, plan.SourceReal) }

// Amount is a sum of a table; empty where no funding is behind it.
func Amount(say *words.Speaker, cents int64, count int) string {
	if count == 0 {
		return ""
	}
	return say.Euros(cents)
}
