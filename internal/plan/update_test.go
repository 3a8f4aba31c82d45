package plan_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

var (
	note = plan.Evidence{Note: "Verbale di consegna"}
	act  = plan.Evidence{Act: &plan.Act{Kind: "determina", Number: "12/2026", Date: d("2026-03-01")}}
	link = plan.Evidence{URL: "https://comune.example/atto"}
)

// based is a milestone of an active objective: its baseline is set.
var based = plan.Milestone{Objective: "OB-01", Number: 1, AddedOn: d("2026-01-01"), BaselineDueOn: d("2026-06-30"), BaselineSetOn: d("2026-01-01")}

// draft is one that has no baseline yet.
var draft = plan.Milestone{Objective: "OB-01", Number: 1, AddedOn: d("2026-01-01")}

func status(state plan.MilestoneState, percent int) plan.MilestoneStatus {
	s := plan.MilestoneStatus{Office: "europa", Weight: 2, StartOn: d("2026-01-15"), DueOn: d("2026-06-30"), State: state, Percent: percent}
	if state == plan.MilestoneDone {
		s.CompletedOn, s.Evidence = d("2026-02-20"), note
	}
	return s
}

func TestReportsThatAreAccepted(t *testing.T) {
	type outcome struct {
		state     plan.MilestoneState
		percent   int
		completed string
		due       string
	}
	planned, going, done := status(plan.MilestonePlanned, 0), status(plan.MilestoneInProgress, 40), status(plan.MilestoneDone, 100)
	const due = "2026-06-30"
	for name, c := range map[string]struct {
		m      plan.Milestone
		before plan.MilestoneStatus
		report plan.Report
		want   outcome
	}{
		"nothing but a note":                  {based, going, plan.Report{Note: "Sopralluogo"}, outcome{plan.MilestoneInProgress, 40, "", due}},
		"a percentage starts it":              {based, planned, plan.Report{Percent: plan.Some(5)}, outcome{plan.MilestoneInProgress, 5, "", due}},
		"0 % does not":                        {based, planned, plan.Report{Percent: plan.Some(0)}, outcome{plan.MilestonePlanned, 0, "", due}},
		"a percentage may fall":               {based, going, plan.Report{Percent: plan.Some(10)}, outcome{plan.MilestoneInProgress, 10, "", due}},
		"99 % is not done":                    {based, going, plan.Report{Percent: plan.Some(99)}, outcome{plan.MilestoneInProgress, 99, "", due}},
		"100 % brings done":                   {based, going, plan.Report{Percent: plan.Some(100), Evidence: plan.Some(note)}, outcome{plan.MilestoneDone, 100, "2026-03-05", due}},
		"100 % of a planned one, too":         {based, planned, plan.Report{Percent: plan.Some(100), Evidence: plan.Some(link)}, outcome{plan.MilestoneDone, 100, "2026-03-05", due}},
		"done brings 100 %":                   {based, going, plan.Report{State: plan.Some(plan.MilestoneDone), Evidence: plan.Some(act)}, outcome{plan.MilestoneDone, 100, "2026-03-05", due}},
		"both":                                {based, going, plan.Report{State: plan.Some(plan.MilestoneDone), Percent: plan.Some(100), Evidence: plan.Some(act)}, outcome{plan.MilestoneDone, 100, "2026-03-05", due}},
		"done on a day of its own":            {based, going, plan.Report{State: plan.Some(plan.MilestoneDone), CompletedOn: plan.Some(d("2026-02-01")), Evidence: plan.Some(act)}, outcome{plan.MilestoneDone, 100, "2026-02-01", due}},
		"done today":                          {based, going, plan.Report{State: plan.Some(plan.MilestoneDone), CompletedOn: plan.Some(today), Evidence: plan.Some(act)}, outcome{plan.MilestoneDone, 100, "2026-03-10", due}},
		"the evidence was there already":      {based, func() plan.MilestoneStatus { s := going; s.Evidence = link; return s }(), plan.Report{State: plan.Some(plan.MilestoneDone)}, outcome{plan.MilestoneDone, 100, "2026-03-05", due}},
		"a note on one that is done":          {based, done, plan.Report{Note: "Collaudo"}, outcome{plan.MilestoneDone, 100, "2026-02-20", due}},
		"the day of completion put right":     {based, done, plan.Report{CompletedOn: plan.Some(d("2026-02-18"))}, outcome{plan.MilestoneDone, 100, "2026-02-18", due}},
		"other evidence":                      {based, done, plan.Report{Evidence: plan.Some(act)}, outcome{plan.MilestoneDone, 100, "2026-02-20", due}},
		"reopened":                            {based, done, plan.Report{State: plan.Some(plan.MilestoneInProgress), Percent: plan.Some(80)}, outcome{plan.MilestoneInProgress, 80, "", due}},
		"reopened from nothing":               {based, done, plan.Report{State: plan.Some(plan.MilestonePlanned)}, outcome{plan.MilestonePlanned, 0, "", due}},
		"blocked keeps its percentage":        {based, going, plan.Report{State: plan.Some(plan.MilestoneBlocked)}, outcome{plan.MilestoneBlocked, 40, "", due}},
		"a percentage leaves it blocked":      {based, status(plan.MilestoneBlocked, 40), plan.Report{Percent: plan.Some(45)}, outcome{plan.MilestoneBlocked, 45, "", due}},
		"back to planned is 0 %":              {based, going, plan.Report{State: plan.Some(plan.MilestonePlanned)}, outcome{plan.MilestonePlanned, 0, "", due}},
		"cancelled keeps its percentage":      {based, going, plan.Report{State: plan.Some(plan.MilestoneCancelled)}, outcome{plan.MilestoneCancelled, 40, "", due}},
		"cancelled after it was done":         {based, done, plan.Report{State: plan.Some(plan.MilestoneCancelled)}, outcome{plan.MilestoneCancelled, 99, "", due}},
		"taken up again":                      {based, status(plan.MilestoneCancelled, 40), plan.Report{State: plan.Some(plan.MilestoneInProgress)}, outcome{plan.MilestoneInProgress, 40, "", due}},
		"a moved date with a reason":          {based, going, plan.Report{DueOn: plan.Some(d("2026-09-30")), Reason: "Gara deserta", DecidedIn: "m1"}, outcome{plan.MilestoneInProgress, 40, "", "2026-09-30"}},
		"moved forward, with a reason":        {based, going, plan.Report{DueOn: plan.Some(d("2026-04-30")), Reason: "Anticipo"}, outcome{plan.MilestoneInProgress, 40, "", "2026-04-30"}},
		"the same date needs none":            {based, going, plan.Report{DueOn: plan.Some(d(due))}, outcome{plan.MilestoneInProgress, 40, "", due}},
		"before the baseline it needs none":   {draft, going, plan.Report{DueOn: plan.Some(d("2026-09-30"))}, outcome{plan.MilestoneInProgress, 40, "", "2026-09-30"}},
		"a date taken away, with a reason":    {based, going, plan.Report{DueOn: plan.Some(plan.Date{}), Reason: "Da definire"}, outcome{plan.MilestoneInProgress, 40, "", ""}},
		"due on its start":                    {draft, going, plan.Report{DueOn: plan.Some(d("2026-01-15"))}, outcome{plan.MilestoneInProgress, 40, "", "2026-01-15"}},
		"an empty day of completion, not yet": {based, going, plan.Report{CompletedOn: plan.Some(plan.Date{})}, outcome{plan.MilestoneInProgress, 40, "", due}},
	} {
		t.Run(name, func(t *testing.T) {
			c.report.EffectiveOn = d("2026-03-05")
			before := c.before
			after, err := c.report.Apply(c.m, c.before, today)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "state", after.State, c.want.state)
			same(t, "percent", after.Percent, c.want.percent)
			same(t, "completed", after.CompletedOn, d(c.want.completed))
			same(t, "due", after.DueOn, d(c.want.due))
			same(t, "what it does not touch", after.Office, before.Office)
			same(t, "what it does not touch", after.Weight, before.Weight)
			same(t, "what it does not touch", after.StartOn, before.StartOn)
			if c.report.Evidence.Set {
				same(t, "evidence", after.Evidence, c.report.Evidence.Value)
			} else {
				same(t, "evidence", after.Evidence, before.Evidence)
			}
			same(t, "the status before", c.before, before)
		})
	}
}

func TestReportsThatAreRefused(t *testing.T) {
	going, done := status(plan.MilestoneInProgress, 40), status(plan.MilestoneDone, 100)
	for name, c := range map[string]struct {
		m      plan.Milestone
		before plan.MilestoneStatus
		report plan.Report
		broken string
	}{
		"percent 101":                       {based, going, plan.Report{Percent: plan.Some(101)}, "percent percent.range"},
		"percent −1":                        {based, going, plan.Report{Percent: plan.Some(-1)}, "percent percent.range"},
		"a state there is not":              {based, going, plan.Report{State: plan.Some(plan.MilestoneState("overdue"))}, "state milestone.state"},
		"an empty state":                    {based, going, plan.Report{State: plan.Some(plan.MilestoneState(""))}, "state milestone.state"},
		"done at 99 %":                      {based, going, plan.Report{State: plan.Some(plan.MilestoneDone), Percent: plan.Some(99), Evidence: plan.Some(note)}, "percent percent.done"},
		"less than all of one that is done": {based, done, plan.Report{Percent: plan.Some(50)}, "percent percent.done"},
		"under way at 100 %":                {based, going, plan.Report{State: plan.Some(plan.MilestoneInProgress), Percent: plan.Some(100)}, "state state.complete"},
		"cancelled at 100 %":                {based, going, plan.Report{State: plan.Some(plan.MilestoneCancelled), Percent: plan.Some(100)}, "state state.complete"},
		"all of one that is cancelled":      {based, status(plan.MilestoneCancelled, 40), plan.Report{Percent: plan.Some(100)}, "state state.complete"},
		"reopened without a percentage":     {based, done, plan.Report{State: plan.Some(plan.MilestoneInProgress)}, "percent percent.reopen"},
		"reopened as blocked without one":   {based, done, plan.Report{State: plan.Some(plan.MilestoneBlocked)}, "percent percent.reopen"},
		"reopened at 100 %":                 {based, done, plan.Report{State: plan.Some(plan.MilestoneInProgress), Percent: plan.Some(100)}, "state state.complete"},
		"planned at 10 %":                   {based, going, plan.Report{State: plan.Some(plan.MilestonePlanned), Percent: plan.Some(10)}, "percent percent.planned"},
		"done without evidence":             {based, going, plan.Report{State: plan.Some(plan.MilestoneDone)}, "evidence evidence.required"},
		"100 % without evidence":            {based, going, plan.Report{Percent: plan.Some(100)}, "evidence evidence.required"},
		"done, its evidence taken away":     {based, done, plan.Report{Evidence: plan.Some(plan.Evidence{})}, "evidence evidence.required"},
		"done tomorrow":                     {based, going, plan.Report{State: plan.Some(plan.MilestoneDone), CompletedOn: plan.Some(today.AddDays(1)), Evidence: plan.Some(note)}, "completed_on date.future"},
		"done on no day":                    {based, going, plan.Report{State: plan.Some(plan.MilestoneDone), CompletedOn: plan.Some(plan.Date{}), Evidence: plan.Some(note)}, "completed_on required"},
		"its day of completion taken away":  {based, done, plan.Report{CompletedOn: plan.Some(plan.Date{})}, "completed_on required"},
		"completed while under way":         {based, going, plan.Report{CompletedOn: plan.Some(d("2026-03-01"))}, "completed_on completed.state"},
		"a moved date without a reason":     {based, going, plan.Report{DueOn: plan.Some(d("2026-09-30"))}, "reason reason.required"},
		"a blank reason":                    {based, going, plan.Report{DueOn: plan.Some(d("2026-09-30")), Reason: " \n\t"}, "reason reason.required"},
		"a date taken away without one":     {based, going, plan.Report{DueOn: plan.Some(plan.Date{})}, "reason reason.required"},
		"due before its start":              {draft, going, plan.Report{DueOn: plan.Some(d("2026-01-14"))}, "due_on date.order"},
		"effective tomorrow":                {based, going, plan.Report{Note: "x", EffectiveOn: today.AddDays(1)}, "effective_on date.future"},
		"effective before it was added":     {based, going, plan.Report{Note: "x", EffectiveOn: d("2025-12-31")}, "effective_on update.before_added"},
		"a long note":                       {based, going, plan.Report{Note: long(plan.MaxNote + 1)}, "note text.length"},
		"a control character in the reason": {based, going, plan.Report{Reason: "a\x00"}, "reason text.control"},
		"a meeting on two lines":            {based, going, plan.Report{DecidedIn: "a\nb"}, "decided_in text.control"},
		"evidence that is no link":          {based, going, plan.Report{Evidence: plan.Some(plan.Evidence{URL: "javascript:alert(1)"})}, "evidence.url link.form"},
		"an act without anything":           {based, going, plan.Report{Evidence: plan.Some(plan.Evidence{Act: &plan.Act{}})}, "evidence.act.date required, evidence.act.kind required, evidence.act.number required"},
		"an act of tomorrow":                {based, going, plan.Report{Evidence: plan.Some(plan.Evidence{Act: &plan.Act{Kind: "delibera", Number: "1", Date: today.AddDays(1), URL: "x"}})}, "evidence.act.date date.future, evidence.act.url link.form"},
		"a long evidence note":              {based, going, plan.Report{Evidence: plan.Some(plan.Evidence{Note: long(plan.MaxNote + 1)})}, "evidence.note text.length"},
		"everything at once": {based, going, plan.Report{State: plan.Some(plan.MilestoneDone), Percent: plan.Some(50), DueOn: plan.Some(d("2026-01-01")), CompletedOn: plan.Some(today.AddDays(1)), Note: "a\u202eb"},
			"completed_on date.future, due_on date.order, evidence evidence.required, note text.bidi, percent percent.done, reason reason.required"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.report.EffectiveOn.IsZero() {
				c.report.EffectiveOn = d("2026-03-05")
			}
			after, err := c.report.Apply(c.m, c.before, today)
			same(t, "broken", broken(t, err), c.broken)
			same(t, "nothing is left", after, plan.MilestoneStatus{})
		})
	}
}

// Whatever is reported, a status that is accepted keeps the rules.
func TestWhatAReportLeavesKeepsTheRules(t *testing.T) {
	days := []plan.Date{{}, d("2025-12-31"), d("2026-01-01"), d("2026-01-15"), d("2026-03-05"), today, d("2026-03-11"), d("2026-06-30"), d("2026-12-31")}
	rapid.Check(t, func(t *rapid.T) {
		states := append([]plan.MilestoneState{"late"}, plan.MilestoneStates...)
		state := rapid.SampledFrom(plan.MilestoneStates).Draw(t, "before")
		percent := rapid.IntRange(0, 99).Draw(t, "percent before")
		switch state {
		case plan.MilestoneDone:
			percent = 100
		case plan.MilestonePlanned:
			percent = 0
		}
		before := status(state, percent)
		m := rapid.SampledFrom([]plan.Milestone{based, draft}).Draw(t, "milestone")
		r := plan.Report{
			State:       plan.Opt[plan.MilestoneState]{Set: rapid.Bool().Draw(t, "state set"), Value: rapid.SampledFrom(states).Draw(t, "state")},
			Percent:     plan.Opt[int]{Set: rapid.Bool().Draw(t, "percent set"), Value: rapid.SampledFrom([]int{-1, 0, 1, 50, 99, 100, 101}).Draw(t, "percent")},
			DueOn:       plan.Opt[plan.Date]{Set: rapid.Bool().Draw(t, "due set"), Value: rapid.SampledFrom(days).Draw(t, "due")},
			CompletedOn: plan.Opt[plan.Date]{Set: rapid.Bool().Draw(t, "completed set"), Value: rapid.SampledFrom(days).Draw(t, "completed")},
			Evidence:    plan.Opt[plan.Evidence]{Set: rapid.Bool().Draw(t, "evidence set"), Value: rapid.SampledFrom([]plan.Evidence{{}, note, act, link}).Draw(t, "evidence")},
			EffectiveOn: rapid.SampledFrom(days[2:]).Draw(t, "effective"),
			Reason:      rapid.SampledFrom([]string{"", " ", "Gara deserta"}).Draw(t, "reason"),
		}
		after, err := r.Apply(m, before, today)
		if err != nil {
			return
		}
		switch isDone := after.State == plan.MilestoneDone; {
		case isDone != (after.Percent == 100):
			t.Fatalf("%s at %d %%", after.State, after.Percent)
		case isDone != !after.CompletedOn.IsZero():
			t.Fatalf("%s, completed on %q", after.State, after.CompletedOn)
		case isDone && after.Evidence.IsZero():
			t.Fatal("done without evidence")
		case after.CompletedOn.After(today), r.EffectiveOn.After(today):
			t.Fatal("something of the future was accepted")
		case after.State == plan.MilestonePlanned && after.Percent != 0, after.Percent < 0, after.Percent > 100:
			t.Fatalf("%s at %d %%", after.State, after.Percent)
		case after.DueOn != before.DueOn && !m.BaselineDueOn.IsZero() && r.Reason != "Gara deserta":
			t.Fatal("a date moved without a reason")
		case after.DueOn != before.DueOn && after.DueOn.Before(after.StartOn):
			t.Fatalf("due %v, before its start", after.DueOn)
		}
		// Reporting the same again changes nothing more.
		again, err := r.Apply(m, after, today)
		if err != nil || again != after {
			t.Fatalf("again: %v, %v instead of %v", err, again, after)
		}
	})
}
