package plan_test

import (
	"math"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestMilestoneCheck(t *testing.T) {
	right := func() plan.Milestone {
		return plan.Milestone{Objective: "OB-01", Number: 3, Title: "Avviso pubblicato", AddedOn: today,
			Status: plan.MilestoneStatus{Office: "europa", Weight: 1, StartOn: d("2026-04-01"), DueOn: d("2026-05-01"), State: plan.MilestonePlanned}}
	}
	check(t, right, func(m plan.Milestone) error { return m.Check(today) }, map[string]row[plan.Milestone]{
		"number 0":               {func(m *plan.Milestone) { m.Number = 0 }, "number milestone.number"},
		"number 99999":           {func(m *plan.Milestone) { m.Number = 99_999 }, ""},
		"number 100000":          {func(m *plan.Milestone) { m.Number = 100_000 }, "number milestone.number"},
		"no title":               {func(m *plan.Milestone) { m.Title = "" }, "title required"},
		"a title of 300":         {func(m *plan.Milestone) { m.Title = long(300) }, ""},
		"a title of 301":         {func(m *plan.Milestone) { m.Title = long(301) }, "title text.length"},
		"a long description":     {func(m *plan.Milestone) { m.Description = long(10_001) }, "description text.length"},
		"lines in a description": {func(m *plan.Milestone) { m.Description = "a\nb" }, ""},
		"added earlier":          {func(m *plan.Milestone) { m.AddedOn = d("2020-01-01") }, ""},
		"added tomorrow":         {func(m *plan.Milestone) { m.AddedOn = today.AddDays(1) }, "added_on date.future"},
		"added on no day":        {func(m *plan.Milestone) { m.AddedOn = plan.Date{} }, "added_on required"},
		"no office":              {func(m *plan.Milestone) { m.Status.Office = "" }, "office required"},
		"weight 0":               {func(m *plan.Milestone) { m.Status.Weight = 0 }, "weight weight.range"},
		"weight −1":              {func(m *plan.Milestone) { m.Status.Weight = -1 }, "weight weight.range"},
		"weight that is none":    {func(m *plan.Milestone) { m.Status.Weight = math.NaN() }, "weight weight.range"},
		"weight without end":     {func(m *plan.Milestone) { m.Status.Weight = math.Inf(1) }, "weight weight.range"},
		"the heaviest":           {func(m *plan.Milestone) { m.Status.Weight = plan.MaxWeight }, ""},
		"heavier":                {func(m *plan.Milestone) { m.Status.Weight = plan.MaxWeight + 1 }, "weight weight.range"},
		"a light one":            {func(m *plan.Milestone) { m.Status.Weight = 0.001 }, ""},
		"due before its start":   {func(m *plan.Milestone) { m.Status.DueOn = d("2026-03-31") }, "due_on date.order"},
		"due on its start":       {func(m *plan.Milestone) { m.Status.DueOn = d("2026-04-01") }, ""},
		"no dates":               {func(m *plan.Milestone) { m.Status.DueOn, m.Status.StartOn = plan.Date{}, plan.Date{} }, ""},
		"no start":               {func(m *plan.Milestone) { m.Status.StartOn = plan.Date{} }, ""},
	})
}

func TestOverdue(t *testing.T) {
	for name, c := range map[string]struct {
		state plan.MilestoneState
		due   string
		days  int
	}{
		"due yesterday":          {plan.MilestonePlanned, "2026-03-09", 1},
		"due today":              {plan.MilestoneInProgress, "2026-03-10", 0},
		"due tomorrow":           {plan.MilestoneInProgress, "2026-03-11", 0},
		"no date":                {plan.MilestoneInProgress, "", 0},
		"blocked, a leap year":   {plan.MilestoneBlocked, "2024-02-29", 740},
		"done":                   {plan.MilestoneDone, "2020-01-01", 0},
		"cancelled":              {plan.MilestoneCancelled, "2020-01-01", 0},
		"thirty days":            {plan.MilestonePlanned, "2026-02-08", 30},
		"through clocks forward": {plan.MilestonePlanned, "2025-03-29", 346},
	} {
		t.Run(name, func(t *testing.T) {
			s := plan.MilestoneStatus{State: c.state, DueOn: d(c.due)}
			same(t, "days", s.DaysOverdue(today), c.days)
			same(t, "overdue", s.OverdueOn(today), c.days > 0)
		})
	}
}

func TestSlippage(t *testing.T) {
	for name, c := range map[string]struct {
		state                    plan.MilestoneState
		baseline, due, completed string
		days                     int
		ok                       bool
	}{
		"on its baseline":            {plan.MilestonePlanned, "2026-06-30", "2026-06-30", "", 0, true},
		"later":                      {plan.MilestoneInProgress, "2026-06-30", "2026-07-10", "", 10, true},
		"earlier":                    {plan.MilestoneBlocked, "2026-06-30", "2026-06-20", "", -10, true},
		"done late":                  {plan.MilestoneDone, "2026-01-31", "2026-01-31", "2026-02-20", 20, true},
		"done early, though moved":   {plan.MilestoneDone, "2026-06-30", "2026-12-31", "2026-02-20", -130, true},
		"done without a due date":    {plan.MilestoneDone, "2026-01-31", "", "2026-02-20", 20, true},
		"no baseline":                {plan.MilestonePlanned, "", "2026-06-30", "", 0, false},
		"no due date":                {plan.MilestonePlanned, "2026-06-30", "", "", 0, false},
		"cancelled":                  {plan.MilestoneCancelled, "2026-06-30", "2026-07-10", "", 0, false},
		"done on a day nobody knows": {plan.MilestoneDone, "2026-06-30", "2026-07-10", "", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := plan.MilestoneStatus{State: c.state, DueOn: d(c.due), CompletedOn: d(c.completed)}
			days, ok := s.SlippageDays(d(c.baseline))
			same(t, "days", days, c.days)
			same(t, "known", ok, c.ok)
		})
	}
}

func TestCountsAddUp(t *testing.T) {
	a := plan.MilestoneCounts{Planned: 1, InProgress: 2, Blocked: 3, Done: 4, Cancelled: 5, Overdue: 6, Stale: 7, Undated: 8}
	b := plan.MilestoneCounts{Planned: 10, InProgress: 20, Blocked: 30, Done: 40, Cancelled: 50, Overdue: 60, Stale: 70, Undated: 80}
	same(t, "sum", a.Add(b), plan.MilestoneCounts{Planned: 11, InProgress: 22, Blocked: 33, Done: 44, Cancelled: 55, Overdue: 66, Stale: 77, Undated: 88})
	same(t, "counted", a.Counted(), 10)
}
