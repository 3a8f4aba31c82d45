package plan_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestFundingCheck(t *testing.T) {
	right := func() plan.Funding {
		return plan.Funding{Objective: "OB-01", Measure: "1.4.3 Adozione PagoPA e AppIO", CUP: "G31F22000130006", AmountCents: 3_459_900,
			AppliedOn: d("2022-04-29"), AssignedOn: d("2022-07-13"), State: plan.FundingPaid, StateOn: d("2023-10-26"), Source: "https://example.it/dati"}
	}
	check(t, right, func(f plan.Funding) error { return f.Check(today) }, map[string]row[plan.Funding]{
		"no objective":             {func(f *plan.Funding) { f.Objective = "" }, "objective required"},
		"no measure":               {func(f *plan.Funding) { f.Measure = "" }, "measure required"},
		"a call cut by a line":     {func(f *plan.Funding) { f.Call = "a\nb" }, "call text.control"},
		"a long decree":            {func(f *plan.Funding) { f.Decree = long(301) }, "decree text.length"},
		"a source with a control":  {func(f *plan.Funding) { f.Source = "\x00" }, "source text.control"},
		"no CUP":                   {func(f *plan.Funding) { f.CUP = "" }, ""},
		"O for 0 in the CUP":       {func(f *plan.Funding) { f.CUP = "G31F220O0130006" }, "cup funding.cup"},
		"a CUP in small letters":   {func(f *plan.Funding) { f.CUP = "g31f22000130006" }, "cup funding.cup"},
		"nothing":                  {func(f *plan.Funding) { f.AmountCents = 0 }, ""},
		"less than nothing":        {func(f *plan.Funding) { f.AmountCents = -1 }, "amount_cents funding.amount"},
		"more than there is":       {func(f *plan.Funding) { f.AmountCents = plan.MaxAmountCents + 1 }, "amount_cents funding.amount"},
		"state":                    {func(f *plan.Funding) { f.State = "E" }, "state funding.state"},
		"applied tomorrow":         {func(f *plan.Funding) { f.AppliedOn = today.AddDays(1) }, "applied_on date.future"},
		"assigned tomorrow":        {func(f *plan.Funding) { f.AssignedOn, f.StateOn = today.AddDays(1), today.AddDays(1) }, "assigned_on date.future, state_on date.future"},
		"paid on a day not told":   {func(f *plan.Funding) { f.StateOn = plan.Date{} }, ""},
		"no day known at all":      {func(f *plan.Funding) { f.AssignedOn, f.StateOn = plan.Date{}, plan.Date{} }, ""},
		"paid before the decree":   {func(f *plan.Funding) { f.StateOn = d("2022-07-12") }, "state_on funding.order"},
		"assigned, its day beside": {func(f *plan.Funding) { f.State, f.StateOn = plan.FundingAssigned, f.AssignedOn }, ""},
	})
}

func TestFundingOn(t *testing.T) {
	paid := plan.Funding{State: plan.FundingPaid, AssignedOn: d("2022-07-13"), StateOn: d("2023-10-26")}
	bare := plan.Funding{State: plan.FundingWithdrawn}
	alone := plan.Funding{State: plan.FundingPaid, StateOn: d("2023-10-26")}
	undated := plan.Funding{State: plan.FundingWithdrawn, AssignedOn: d("2022-09-05")}
	removed := plan.Funding{State: plan.FundingAssigned, AssignedOn: d("2022-07-13"), RemovedOn: d("2024-01-01")}
	for _, c := range []struct {
		name  string
		f     plan.Funding
		day   string
		state plan.FundingState // empty: not there
	}{
		{"before the decree", paid, "2022-07-12", ""},
		{"on its day", paid, "2022-07-13", plan.FundingAssigned},
		{"the day before it was paid", paid, "2023-10-25", plan.FundingAssigned},
		{"from then on", paid, "2023-10-26", plan.FundingPaid},
		{"no day known", bare, "2020-01-01", plan.FundingWithdrawn},
		{"withdrawn, nobody knows when", undated, "2022-09-05", plan.FundingWithdrawn},
		{"what was before is not known", alone, "2023-10-25", ""},
		{"the day is known", alone, "2023-10-26", plan.FundingPaid},
		{"before it was removed", removed, "2023-12-31", plan.FundingAssigned},
		{"removed", removed, "2024-01-01", ""},
	} {
		was, ok := c.f.On(d(c.day))
		if !ok {
			was.State = ""
		}
		same(t, c.name, was.State, c.state)
	}
}

// TestMoneyAddsUp: the three sums share nothing and leave nothing out, in any order.
func TestMoneyAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m plan.Money
		var all int64
		n := rapid.IntRange(0, 20).Draw(t, "fundings")
		for range n {
			cents := rapid.Int64Range(0, plan.MaxAmountCents).Draw(t, "cents")
			m.Add(rapid.SampledFrom(plan.FundingStates).Draw(t, "state"), cents)
			all += cents
		}
		if m.Granted()+m.Withdrawn != all || m.Count() != n {
			t.Fatalf("%+v of %d in %d fundings", m, all, n)
		}
		if share := m.PaidShare(); (share == nil) != (m.Granted() == 0) || share != nil && (*share < 0 || *share > 1) {
			t.Fatalf("share %v of %+v", share, m)
		}
	})
}

func TestCUP(t *testing.T) {
	for cup, want := range map[string]struct{ valid, usual bool }{
		"G31F22000130006":   {true, true},
		" g31f22000130006 ": {true, true},
		"A31F22000130006":   {true, false},
		"G31K22000130006":   {true, false},
		"G31F2200013000":    {false, false},
		"G31F220001300060":  {false, false},
		"G3IF22000130006":   {false, false},
		"":                  {false, false},
	} {
		normal := plan.NormalCUP(cup)
		same(t, cup+" valid", plan.ValidCUP(normal), want.valid)
		same(t, cup+" usual", plan.UsualCUP(normal), want.usual)
	}
}

func TestIndicatorCheck(t *testing.T) {
	right := func() plan.Indicator {
		return plan.Indicator{Title: "Giorni per una pratica", Unit: "giorni", Direction: plan.DirectionDown, Baseline: 30, BaselineOn: d("2026-01-01"), Target: 10, TargetOn: d("2026-12-31")}
	}
	check(t, right, func(i plan.Indicator) error { return i.Check(today) }, map[string]row[plan.Indicator]{
		"no title":                 {func(i *plan.Indicator) { i.Title = "" }, "title required"},
		"description":              {func(i *plan.Indicator) { i.Description = "\x00" }, "description text.control"},
		"no unit":                  {func(i *plan.Indicator) { i.Unit = "" }, "unit required"},
		"direction":                {func(i *plan.Indicator) { i.Direction = "falling" }, "direction indicator.direction"},
		"down to more":             {func(i *plan.Indicator) { i.Target = 30 }, "target indicator.below"},
		"up to less":               {func(i *plan.Indicator) { i.Direction = plan.DirectionUp }, "target indicator.above"},
		"no number":                {func(i *plan.Indicator) { i.Baseline = math.NaN() }, "baseline value.range"},
		"a number without end":     {func(i *plan.Indicator) { i.Target = math.Inf(-1) }, "target value.range"},
		"no day of the baseline":   {func(i *plan.Indicator) { i.BaselineOn = plan.Date{} }, "baseline_on required"},
		"a baseline of tomorrow":   {func(i *plan.Indicator) { i.BaselineOn, i.TargetOn = today.AddDays(1), today.AddDays(9) }, "baseline_on date.future"},
		"a target on the same day": {func(i *plan.Indicator) { i.TargetOn = i.BaselineOn }, "target_on indicator.order"},
		"a target without a day":   {func(i *plan.Indicator) { i.TargetOn = plan.Date{} }, ""},
	})
}

func TestMeasurementCheck(t *testing.T) {
	of := plan.Indicator{BaselineOn: d("2026-01-01")}
	right := func() plan.Measurement { return plan.Measurement{MeasuredOn: d("2026-01-01"), Value: -3.5} }
	check(t, right, func(m plan.Measurement) error { return m.Check(of, today) }, map[string]row[plan.Measurement]{
		"no day":       {func(m *plan.Measurement) { m.MeasuredOn = plan.Date{} }, "measured_on required"},
		"too early":    {func(m *plan.Measurement) { m.MeasuredOn = d("2025-12-31") }, "measured_on measurement.early"},
		"tomorrow":     {func(m *plan.Measurement) { m.MeasuredOn = today.AddDays(1) }, "measured_on date.future"},
		"too much":     {func(m *plan.Measurement) { m.Value = 2e12 }, "value value.range"},
		"a long note":  {func(m *plan.Measurement) { m.Note = long(2001) }, "note text.length"},
		"a bad source": {func(m *plan.Measurement) { m.Source = "a\x00" }, "source text.control"},
	})
}

// TestIndicatorProgress: from 0 at the baseline to 1 at the target, never outside, and never
// less for a better value, whichever way is better.
func TestIndicatorProgress(t *testing.T) {
	value := rapid.Float64Range(-1e6, 1e6)
	rapid.Check(t, func(t *rapid.T) {
		i := plan.Indicator{Baseline: value.Draw(t, "baseline"), Target: value.Draw(t, "target")}
		if i.Baseline == i.Target {
			i.Target++
		}
		better, worse := value.Draw(t, "one"), value.Draw(t, "another")
		if (better > worse) != (i.Target > i.Baseline) {
			better, worse = worse, better
		}
		b, w := i.ProgressAt(better), i.ProgressAt(worse)
		if b < w || w < 0 || b > 1 {
			t.Fatalf("%v for %v, %v for %v", b, better, w, worse)
		}
		if i.ProgressAt(i.Baseline) != 0 || i.ProgressAt(i.Target) != 1 {
			t.Fatalf("%v at the baseline, %v at the target", i.ProgressAt(i.Baseline), i.ProgressAt(i.Target))
		}
	})
	falling := plan.Indicator{Baseline: 30, BaselineOn: d("2026-01-01"), Target: 10, TargetOn: d("2026-01-21")}
	same(t, "a falling one half way", falling.ProgressAt(20), 0.5)
	same(t, "planned half way", *falling.PlannedOn(d("2026-01-11")), 0.5)
	same(t, "planned before", *falling.PlannedOn(d("2025-01-11")), 0.0)
	same(t, "planned after", *falling.PlannedOn(d("2027-01-11")), 1.0)
	falling.TargetOn = plan.Date{}
	if falling.PlannedOn(today) != nil {
		t.Error("without a day of the target nothing is planned")
	}
}
