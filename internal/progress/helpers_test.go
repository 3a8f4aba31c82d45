package progress_test

import (
	"math"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// d reads a day, for tables; the empty string is no date.
func d(s string) plan.Date {
	var day plan.Date
	if err := day.UnmarshalText([]byte(s)); err != nil {
		panic(s + ": " + err.Error())
	}
	return day
}

const (
	planned    = plan.MilestonePlanned
	inProgress = plan.MilestoneInProgress
	blocked    = plan.MilestoneBlocked
	done       = plan.MilestoneDone
	cancelled  = plan.MilestoneCancelled
)

// step makes a milestone of weight 1 with a plan; the baseline is its due date.
func step(id string, start, due string, state plan.MilestoneState, percent int) progress.Milestone {
	m := progress.Milestone{ID: id, Office: "europa", Weight: 1, StartOn: d(start), DueOn: d(due), BaselineDueOn: d(due), State: state, Percent: percent}
	if state == done {
		m.Percent, m.CompletedOn = 100, d(due)
	}
	return m
}

func weighing(w float64, m progress.Milestone) progress.Milestone { m.Weight = w; return m }

func completed(day string, m progress.Milestone) progress.Milestone {
	m.State, m.Percent, m.CompletedOn = done, 100, d(day)
	return m
}

func owned(office string, m progress.Milestone) progress.Milestone { m.Office = office; return m }

func objective(code string, weight float64, milestones ...progress.Milestone) progress.Objective {
	return progress.Objective{Code: code, State: plan.ObjectiveActive, Horizon: plan.HorizonShort, Weight: weight, Milestones: milestones}
}

// num is a ratio that is there; missing is one that is not.
func num(v float64) *float64 { return &v }

var missing *float64

func sameRatio(t *testing.T, what string, got, want *float64) {
	t.Helper()
	switch {
	case got == nil && want == nil:
	case got == nil || want == nil || math.Abs(*got-*want) > 1e-9:
		t.Errorf("%s: got %s, want %s", what, show(got), show(want))
	}
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func show(v *float64) any {
	if v == nil {
		return "nil"
	}
	return *v
}

// kinds lists the kinds of reason with their codes, for comparing at a glance.
func kinds(reasons []progress.Reason) string {
	s := ""
	for _, r := range reasons {
		if s != "" {
			s += " "
		}
		s += string(r.Kind)
		if r.Code != "" {
			s += ":" + r.Code
		}
	}
	return s
}
