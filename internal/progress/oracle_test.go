package progress_test

import (
	"encoding/json"
	"math"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// oracle computes the ratios of a group straight from the words of contract.md, a day
// at a time and a milestone at a time, sharing no code with the package.
type oracle struct {
	actual, dated, planned, es *float64
	start, end                 plan.Date
}

// weighed is a milestone with its weight in the group.
type weighed struct {
	m progress.Milestone
	w float64
}

func oraclePlanned(m progress.Milestone, day plan.Date) (p float64, dated bool) {
	due := m.BaselineDueOn
	if due.IsZero() {
		due = m.DueOn
	}
	switch {
	case due.IsZero():
		return 0, false
	case !day.Before(due):
		return 1, true
	case m.StartOn.IsZero(), !m.StartOn.Before(due), !day.After(m.StartOn):
		return 0, true
	}
	return float64(day.DaysSince(m.StartOn)) / float64(due.DaysSince(m.StartOn)), true
}

func oracleValue(m progress.Milestone, day plan.Date) float64 {
	if m.State == done && !day.Before(m.CompletedOn) {
		return 1
	}
	return math.Min(float64(m.Percent)/100, 0.99)
}

func oracleOf(group []weighed, day plan.Date) oracle {
	var o oracle
	var w, wv, dw, dwv float64
	at := func(day plan.Date) float64 {
		sum := 0.0
		for _, g := range group {
			if p, dated := oraclePlanned(g.m, day); dated {
				sum += g.w * p
			}
		}
		return sum / dw
	}
	for _, g := range group {
		v := oracleValue(g.m, day)
		w, wv = w+g.w, wv+g.w*v
		if _, dated := oraclePlanned(g.m, day); !dated {
			continue
		}
		dw, dwv = dw+g.w, dwv+g.w*v
		due := plan.Latest(g.m.BaselineDueOn)
		if due.IsZero() {
			due = g.m.DueOn
		}
		begin := due
		if g.m.StartOn.Before(due) {
			begin = g.m.StartOn
		}
		o.start, o.end = plan.Earliest(o.start, begin), plan.Latest(o.end, due)
	}
	if w == 0 {
		return o
	}
	o.actual = num(wv / w)
	if dw == 0 {
		return o
	}
	o.dated, o.planned = num(dwv/dw), num(at(day))
	es := 0.0
	for n := 0; n <= o.end.DaysSince(o.start); n++ {
		here := at(o.start.AddDays(n))
		if here > *o.dated+1e-9 {
			break
		}
		es = float64(n)
		if n < o.end.DaysSince(o.start) {
			if next := at(o.start.AddDays(n + 1)); next > *o.dated {
				es += math.Min(1, math.Max(0, (*o.dated-here)/(next-here)))
			}
		}
	}
	o.es = &es
	return o
}

// milestonesOf gives the counted milestones of an objective with weights that add up
// to total.
func milestonesOf(o progress.Objective, total float64) []weighed {
	var group []weighed
	sum := 0.0
	for _, m := range o.Milestones {
		if m.State != cancelled {
			group = append(group, weighed{m, m.Weight})
			sum += m.Weight
		}
	}
	for i := range group {
		group[i].w *= total / sum
	}
	return group
}

// fingerprint is every figure of a report to the last bit.
func fingerprint(r progress.Report) string {
	text, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	return string(text)
}
