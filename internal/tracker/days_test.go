package tracker_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// "Today" and "the future" go by the clock on the wall in Rome, whatever day it is in UTC.
func TestDaysFollowRome(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		for _, c := range []struct{ at, today string }{
			{"2026-03-02 23:59:59", "2026-03-02"},
			{"2026-03-03 00:00:00", "2026-03-03"}, // 23:00 of the day before in UTC
			{"2026-03-29 23:59:59", "2026-03-29"}, // of a day of 23 hours
			{"2026-03-30 00:00:00", "2026-03-30"}, // 22:00 of the day before in UTC
			{"2026-10-25 23:59:59", "2026-10-25"}, // of a day of 25 hours
			{"2026-10-26 00:00:00", "2026-10-26"},
		} {
			w.at(c.at)
			today := day(t, c.today)
			if got := w.tracker.Today(); got != today {
				t.Errorf("at %s it is %s", c.at, got)
			}
			_, err := e.report(id, plan.Report{EffectiveOn: today.AddDays(1)})
			refusedField(t, c.at, err, "effective_on", "date.future")
			e.reported(id, plan.Report{Note: c.at})
			updates := e.changes(0).Updates
			last := updates[len(updates)-1]
			if last.EffectiveOn != today || !last.RecordedAt.Equal(w.clock.now()) {
				t.Errorf("at %s it counts from %s, recorded at %s", c.at, last.EffectiveOn, last.RecordedAt)
			}
			must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: id, Weight: opt(float64(len(updates)))}))
			must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", Weight: opt(float64(len(updates)))}))
			changes := e.changes(0)
			if got := changes.Updates[len(changes.Updates)-1]; got.Kind != plan.UpdateRevised || got.EffectiveOn != today {
				t.Errorf("at %s a new weight counts from %s", c.at, got.EffectiveOn)
			}
			if got := changes.ObjectiveChanges[len(changes.ObjectiveChanges)-1]; got.EffectiveOn != today {
				t.Errorf("at %s an objective's new weight counts from %s", c.at, got.EffectiveOn)
			}
		}
	})
}

// What only describes something is no event of its history.
func TestATitleIsNoUpdate(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		e.sector("Turismo")
		before := e.changes(0)
		w.clock.days(1)
		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: id, Title: opt("Gara"), Description: opt("Pubblicazione"), Weight: opt(1.0), Office: opt("tributi")}))
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", Title: opt("Opere"), Urgent: opt(true), Sectors: opt([]string{"turismo"}), Weight: opt(1.0)}))
		after := e.changes(0)
		same(t, "the updates", after.Updates, before.Updates)
		same(t, "the objective's history", after.ObjectiveChanges, before.ObjectiveChanges)
		if m, o := after.Milestones[0], after.Objectives[0]; m.Title != "Gara" || m.Description != "Pubblicazione" || o.Title != "Opere" || !o.Urgent || len(o.Sectors) != 1 {
			t.Errorf("what describes them is %+v and %+v", m, o)
		}
	})
}
