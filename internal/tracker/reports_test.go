package tracker_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestWhatAReportMayNotSay(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		w.clock.days(10)
		today := w.clock.today()
		done := opt(plan.MilestoneDone)
		act := func(a plan.Act) plan.Opt[plan.Evidence] { return opt(plan.Evidence{Act: &a}) }
		for _, c := range []struct {
			name           string
			report         plan.Report
			location, rule string
		}{
			{"done without evidence", plan.Report{State: done}, "evidence", "evidence.required"},
			{"100 % without evidence", plan.Report{Percent: opt(100)}, "evidence", "evidence.required"},
			{"evidence that says nothing", plan.Report{State: done, Evidence: opt(plan.Evidence{})}, "evidence", "evidence.required"},
			{"a note of blanks is no evidence", plan.Report{State: done, Evidence: evidence(" \n\t")}, "evidence", "evidence.required"},
			{"100 % and not done", plan.Report{Percent: opt(100), State: opt(plan.MilestoneInProgress), Evidence: evidence("x")}, "state", "state.complete"},
			{"done and not 100 %", plan.Report{Percent: opt(99), State: done, Evidence: evidence("x")}, "percent", "percent.done"},
			{"101 %", plan.Report{Percent: opt(101)}, "percent", "percent.range"},
			{"below 0 %", plan.Report{Percent: opt(-1)}, "percent", "percent.range"},
			{"a state that there is not", plan.Report{State: opt(plan.MilestoneState("late"))}, "state", "milestone.state"},
			{"planned and begun", plan.Report{State: opt(plan.MilestonePlanned), Percent: opt(10)}, "percent", "percent.planned"},
			{"completed tomorrow", plan.Report{State: done, CompletedOn: opt(today.AddDays(1)), Evidence: evidence("x")}, "completed_on", "date.future"},
			{"completed and not done", plan.Report{Percent: opt(50), CompletedOn: opt(today)}, "completed_on", "completed.state"},
			{"done on no day", plan.Report{State: done, CompletedOn: opt(plan.Date{}), Evidence: evidence("x")}, "completed_on", "required"},
			{"effective tomorrow", plan.Report{Percent: opt(50), EffectiveOn: today.AddDays(1)}, "effective_on", "date.future"},
			{"effective before it was added", plan.Report{Percent: opt(50), EffectiveOn: today.AddDays(-11)}, "effective_on", "update.before_added"},
			{"an act without a number", plan.Report{State: done, Evidence: act(plan.Act{Kind: "delibera", Date: today})}, "evidence.act.number", "required"},
			{"an act without a date", plan.Report{State: done, Evidence: act(plan.Act{Kind: "delibera", Number: "1"})}, "evidence.act.date", "required"},
			{"an act of tomorrow", plan.Report{State: done, Evidence: act(plan.Act{Kind: "delibera", Number: "1", Date: today.AddDays(1)})}, "evidence.act.date", "date.future"},
			{"a link that is none", plan.Report{State: done, Evidence: opt(plan.Evidence{URL: "javascript:alert(1)"})}, "evidence.url", "link.form"},
		} {
			before := w.dump()
			w.told.take()
			_, err := e.report(id, c.report)
			refusedField(t, c.name, err, c.location, c.rule)
			w.untouched(c.name, before)
		}
		_, err := e.report("OB-01.9", plan.Report{Percent: opt(1)})
		refused(t, "a milestone that there is not", err, plan.KindNotFound)
		_, err = e.report("OB-09.1", plan.Report{Percent: opt(1)})
		refused(t, "an objective that there is not", err, plan.KindNotFound)
		_, err = e.report("nonsense", plan.Report{Percent: opt(1)})
		refused(t, "no identifier at all", err, plan.KindNotFound)
	})
}

// 100 % and done come together: either brings the other, with the day of completion.
func TestDoneAndOneHundredComeTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		w.clock.days(10)
		today := w.clock.today()
		act := &plan.Act{Kind: "determina", Number: "12/2026", Date: today.AddDays(-1)}
		for _, c := range []struct {
			name      string
			report    plan.Report
			completed plan.Date
		}{
			{"by the state, with a note", plan.Report{State: opt(plan.MilestoneDone), Evidence: evidence("sopralluogo")}, today},
			{"by the percentage, with an act", plan.Report{Percent: opt(100), Evidence: opt(plan.Evidence{Act: act})}, today},
			{"on an earlier day, with a link", plan.Report{Percent: opt(100), CompletedOn: opt(today.AddDays(-30)), Evidence: opt(plan.Evidence{URL: "https://example.it/collaudo"})}, today.AddDays(-30)},
		} {
			id := e.milestone("OB-01", 60)
			e.reported(id, c.report)
			got := e.milestoneOn(id, plan.Date{}).Status
			if got.State != plan.MilestoneDone || got.Percent != 100 || got.CompletedOn != c.completed || got.Evidence.IsZero() {
				t.Errorf("%s: %+v", c.name, got)
			}
			same(t, c.name+": the evidence", got.Evidence, c.report.Evidence.Value)

			e.reported(id, plan.Report{State: opt(plan.MilestoneInProgress), Percent: opt(80), Note: "collaudo annullato"})
		}
		id := e.milestone("OB-01", 60)
		e.reported(id, plan.Report{State: opt(plan.MilestoneDone), Evidence: evidence("x")})
		_, err := e.report(id, plan.Report{Percent: opt(70)})
		refusedField(t, "less than 100 % and still done", err, "percent", "percent.done")
		_, err = e.report(id, plan.Report{State: opt(plan.MilestoneInProgress)})
		refusedField(t, "taken up again without a percentage", err, "percent", "percent.reopen")
		e.reported(id, plan.Report{State: opt(plan.MilestoneInProgress), Percent: opt(70)})
		if got := e.milestoneOn(id, plan.Date{}).Status; got.State != plan.MilestoneInProgress || !got.CompletedOn.IsZero() {
			t.Errorf("what was taken up again is %+v", got)
		}
	})
}

// A report of a past day starts from what held that day, and ends where the next one
// begins: what was reported later keeps holding today.
func TestABackDatedReport(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		first := w.clock.today()
		day := func(n int) plan.Date { return first.AddDays(n) }

		w.clock.days(10)
		e.reported(id, plan.Report{Percent: opt(20), Note: "decimo giorno"})
		w.clock.days(10)
		e.reported(id, plan.Report{Percent: opt(60)})
		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: id, Weight: opt(4.0), Office: opt("cultura")}))
		w.clock.days(5)
		e.reported(id, plan.Report{State: opt(plan.MilestoneBlocked), EffectiveOn: day(15), Note: "detto tardi"})

		for _, c := range []struct {
			day     plan.Date
			state   plan.MilestoneState
			percent int
			weight  float64
			office  string
		}{
			{day(9), plan.MilestonePlanned, 0, 1, "tributi"},
			{day(10), plan.MilestoneInProgress, 20, 1, "tributi"},
			{day(14), plan.MilestoneInProgress, 20, 1, "tributi"},
			{day(15), plan.MilestoneBlocked, 20, 1, "tributi"}, // the percentage, weight and office of that day
			{day(19), plan.MilestoneBlocked, 20, 1, "tributi"},
			{day(20), plan.MilestoneInProgress, 60, 4, "cultura"},
			{day(25), plan.MilestoneInProgress, 60, 4, "cultura"}, // today
		} {
			got := e.milestoneOn(id, c.day).Status
			if got.State != c.state || got.Percent != c.percent || got.Weight != c.weight || got.Office != c.office {
				t.Errorf("on %s it is %+v, want %+v", c.day, got, c)
			}
		}

		// The next report starts from what holds today, not from what was recorded last.
		e.reported(id, plan.Report{Note: "nulla di nuovo"})
		if got := e.milestoneOn(id, plan.Date{}).Status; got.State != plan.MilestoneInProgress || got.Percent != 60 || got.Office != "cultura" {
			t.Errorf("after a report without news it is %+v", got)
		}
		// Of two reports of one day the one recorded later holds.
		e.reported(id, plan.Report{Percent: opt(30), State: opt(plan.MilestoneInProgress), EffectiveOn: day(15)})
		if got := e.milestoneOn(id, day(15)).Status; got.Percent != 30 || got.State != plan.MilestoneInProgress {
			t.Errorf("of two reports of a day the first holds: %+v", got)
		}
		if n := len(e.changes(0).Updates); n != 7 {
			t.Errorf("the history has %d entries, want all 7", n)
		}
	})
}

// The whole state of a milestone is dated: changing what describes it counts from today.
func TestAPatchLeavesThePastAsItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", StartOn: opt(w.clock.today())}))
		finished, open := e.milestone("OB-01", 60), e.milestone("OB-01", 60)
		e.reported(finished, plan.Report{Percent: opt(100), Evidence: evidence("fatto")})
		e.objective("OB-02", plan.ObjectiveActive)
		e.milestone("OB-02", 60)
		w.clock.days(30)
		yesterday, today := w.clock.today().AddDays(-1), w.clock.today()
		past := e.on(yesterday).Numbers()

		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: finished, Weight: opt(3.0)}))
		value(t, "actual by the new weight", e.on(today).Report().Objectives[0].Actual, 0.75)
		value(t, "actual of yesterday", e.on(yesterday).Report().Objectives[0].Actual, 0.5)

		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: open, StartOn: opt(today)}))
		value(t, "planned by the new start", e.on(today).Report().Objectives[0].Planned, (3*30.0/60+0)/4)

		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: finished, Office: opt("cultura")}))
		value(t, "the office that took it over", e.on(today).Report().Offices[0].Actual, 1)
		if got := e.on(yesterday).Report().Offices[0]; got.Office != "cultura" || got.Actual != nil {
			t.Errorf("yesterday %s has %v of what it took over today", got.Office, got.Actual)
		}

		value(t, "the ente, both objectives alike", e.on(today).Report().Organization.Actual, 0.375)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", Weight: opt(3.0)}))
		value(t, "the ente by the new weight", e.on(today).Report().Organization.Actual, 0.75*0.75)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-02", State: opt(plan.ObjectiveSuspended), Horizon: opt(plan.HorizonLong)}))
		value(t, "the ente without what is suspended", e.on(today).Report().Organization.Actual, 0.75)
		_, err := e.tracker.RemoveObjective(e.editor(), e.id, "OB-01", 0)
		must(t, err)
		if got := e.on(today).Report(); len(got.Objectives) != 1 || got.Organization.Actual != nil {
			t.Errorf("today has %d objectives at %v", len(got.Objectives), got.Organization.Actual)
		}
		same(t, "the numbers of yesterday", withoutRevision(e.on(yesterday).Numbers()), withoutRevision(past))
	})
}

// withoutRevision leaves out what tells when numbers were computed, not what they are.
func withoutRevision(rows []plan.Snapshot) map[plan.Scope]map[string]plan.Snapshot {
	all := map[plan.Scope]map[string]plan.Snapshot{}
	for _, r := range rows {
		r.Revision, r.ComputedAt = 0, plan.Snapshot{}.ComputedAt
		if all[r.Scope] == nil {
			all[r.Scope] = map[string]plan.Snapshot{}
		}
		all[r.Scope][r.Code] = r
	}
	return all
}
