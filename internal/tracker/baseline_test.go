package tracker_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

type baseline struct{ dueOn, setOn plan.Date }

func (e *ente) baseline(milestone string) baseline {
	e.t.Helper()
	m := e.stored(milestone)
	return baseline{m.BaselineDueOn, m.BaselineSetOn}
}

func TestTheBaselineIsSet(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		begin := w.clock.today()
		due := begin.AddDays(60)
		e.objective("ACTIVE", plan.ObjectiveActive)
		e.objective("DRAFT", plan.ObjectiveDraft)

		atOnce := e.milestone("ACTIVE", 60)
		same(t, "at once, in an objective that is active", e.baseline(atOnce), baseline{due, begin})

		loaded := e.newMilestone("ACTIVE")
		loaded.DueOn, loaded.AddedOn = due, begin.AddDays(-400)
		receipt, err := e.tracker.CreateMilestone(e.editor(), loaded)
		must(t, err)
		same(t, "from the day it belongs to the plan, when it is loaded with its past", e.baseline(receipt.ID), baseline{due, begin.AddDays(-400)})

		dated, undated, gone := e.milestone("DRAFT", 60), e.milestone("DRAFT", 0), e.milestone("DRAFT", 60)
		same(t, "not while the objective is a draft", e.baseline(dated), baseline{})
		e.reported(dated, plan.Report{DueOn: opt(due.AddDays(5))}) // moves freely, without a reason
		_, err = e.tracker.RemoveMilestone(e.editor(), e.id, gone, 0)
		must(t, err)

		w.clock.days(10)
		activation := w.clock.today()
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "DRAFT", State: opt(plan.ObjectiveActive)}))
		same(t, "on the day the objective becomes active", e.baseline(dated), baseline{due.AddDays(5), activation})
		same(t, "not without a due date", e.baseline(undated), baseline{})
		same(t, "not of a milestone that was removed", e.baseline(gone), baseline{})
		if m := e.milestoneOn(dated, activation.AddDays(-1)); !m.BaselineDueOn.IsZero() || m.Status.DueOn != due.AddDays(5) {
			t.Errorf("the day before the activation shows the baseline %s, due %s", m.BaselineDueOn, m.Status.DueOn)
		}

		w.clock.days(10)
		e.reported(undated, plan.Report{DueOn: opt(due.AddDays(30)), EffectiveOn: w.clock.today().AddDays(-3)})
		same(t, "at the first due date, from the day that it counts from", e.baseline(undated), baseline{due.AddDays(30), w.clock.today().AddDays(-3)})
	})
}

func TestTheBaselineIsNeverRewritten(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveDraft)
		id := e.milestone("OB-01", 60)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", State: opt(plan.ObjectiveActive)}))
		want := baseline{w.clock.today().AddDays(60), w.clock.today()}
		due := func(in int) plan.Opt[plan.Date] { return opt(want.dueOn.AddDays(in)) }
		report := func(r plan.Report) func() error {
			return func() error { _, err := e.report(id, r); return err }
		}
		state := func(s plan.ObjectiveState) func() error {
			return func() error { return e.patchObjective(tracker.ChangeObjective{Code: "OB-01", State: opt(s)}) }
		}
		for _, step := range []struct {
			name string
			do   func() error
		}{
			{"a later due date", report(plan.Report{DueOn: due(30), Reason: "ricorso al TAR"})},
			{"an earlier one", report(plan.Report{DueOn: due(-30), Reason: "fondi in anticipo"})},
			{"a back-dated one", report(plan.Report{DueOn: due(7), Reason: "delibera di ieri", EffectiveOn: want.setOn.AddDays(1)})},
			{"none", report(plan.Report{DueOn: opt(plan.Date{}), Reason: "data da definire"})},
			{"one again", report(plan.Report{DueOn: due(90), Reason: "nuovo cronoprogramma"})},
			{"the objective suspended", state(plan.ObjectiveSuspended)},
			{"moved while it is", report(plan.Report{DueOn: due(120), Reason: "sospensione"})},
			{"the objective active again", state(plan.ObjectiveActive)},
			{"another office, weight and start", func() error {
				return e.patchMilestone(tracker.ChangeMilestone{Milestone: id, Office: opt("cultura"), Weight: opt(2.0), StartOn: opt(want.setOn)})
			}},
			{"cancelled", report(plan.Report{State: opt(plan.MilestoneCancelled)})},
			{"taken up again", report(plan.Report{State: opt(plan.MilestonePlanned)})},
			{"done", report(plan.Report{Percent: opt(100), Evidence: evidence("collaudo")})},
		} {
			w.clock.days(2)
			must(t, step.do())
			same(t, step.name, e.baseline(id), want)
		}
		shown := e.milestoneOn(id, plan.Date{})
		if shown.SlippageDays == nil || *shown.SlippageDays != w.clock.today().DaysSince(want.dueOn) {
			t.Errorf("the slippage of what is done is %v, want from the baseline to the completion", shown.SlippageDays)
		}
	})
}

func TestAMovedDueDateCarriesItsReason(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		e.objective("OB-01", plan.ObjectiveActive)
		e.objective("OB-02", plan.ObjectiveDraft)
		baselined, undated, draft := e.milestone("OB-01", 60), e.milestone("OB-01", 0), e.milestone("OB-02", 60)
		meeting, theirs, removed := e.meeting(), other.meeting(), e.meeting()
		_, err := e.tracker.RemoveMeeting(e.editor(), e.id, removed, 0)
		must(t, err)
		today := w.clock.today()
		later := opt(today.AddDays(90))
		for _, c := range []struct {
			name, milestone string
			report          plan.Report
			location, rule  string // of what is refused
		}{
			{"without a reason", baselined, plan.Report{DueOn: later}, "reason", "reason.required"},
			{"a blank reason", baselined, plan.Report{DueOn: later, Reason: " \n"}, "reason", "reason.required"},
			{"earlier, without a reason", baselined, plan.Report{DueOn: opt(today.AddDays(1))}, "reason", "reason.required"},
			{"taken away without a reason", baselined, plan.Report{DueOn: opt(plan.Date{})}, "reason", "reason.required"},
			{"a meeting is no reason", baselined, plan.Report{DueOn: later, DecidedIn: meeting}, "reason", "reason.required"},
			{"an unknown meeting", baselined, plan.Report{DueOn: later, Reason: "x", DecidedIn: "00000000-0000-7000-8000-ffffffffffff"}, "decided_in", "meeting.unknown"},
			{"no identifier at all", baselined, plan.Report{DueOn: later, Reason: "x", DecidedIn: "la prima riunione"}, "decided_in", "meeting.unknown"},
			{"a meeting of another ente", baselined, plan.Report{DueOn: later, Reason: "x", DecidedIn: theirs}, "decided_in", "meeting.unknown"},
			{"a meeting that was removed", baselined, plan.Report{DueOn: later, Reason: "x", DecidedIn: removed}, "decided_in", "meeting.unknown"},
			{"before the start", baselined, plan.Report{DueOn: opt(today.AddDays(-1)), Reason: "x"}, "due_on", "date.order"},
			{"the same date is no move", baselined, plan.Report{DueOn: opt(today.AddDays(60))}, "", ""},
			{"with its reason", baselined, plan.Report{DueOn: later, Reason: "gara deserta"}, "", ""},
			{"with its reason and the meeting", baselined, plan.Report{DueOn: opt(today.AddDays(120)), Reason: "deciso insieme", DecidedIn: meeting}, "", ""},
			{"a first date is no move", undated, plan.Report{DueOn: later}, "", ""},
			{"a draft's date moves freely", draft, plan.Report{DueOn: later}, "", ""},
		} {
			if c.name == "before the start" {
				must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: baselined, StartOn: opt(today)}))
			}
			before := w.dump()
			w.told.take()
			_, err := e.report(c.milestone, c.report)
			if c.location == "" {
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
				continue
			}
			refusedField(t, c.name, err, c.location, c.rule)
			w.untouched(c.name, before)
		}

		slippages := e.on(plan.Date{}).Staff().Objectives[0].Slippages
		if len(slippages) != 2 {
			t.Fatalf("%d slippages are shown, want 2: %+v", len(slippages), slippages)
		}
		first, second := slippages[0], slippages[1]
		if first.Reason != "gara deserta" || first.Days != 30 || first.DecidedIn != nil || first.Milestone != baselined {
			t.Errorf("the first slippage is %+v", first)
		}
		if second.Reason != "deciso insieme" || second.Days != 30 || second.DecidedIn == nil || second.DecidedIn.ID != meeting {
			t.Errorf("the second slippage is %+v", second)
		}
	})
}
