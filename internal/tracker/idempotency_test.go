package tracker_test

import (
	"context"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestAKeyMakesARetrySafe(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		for _, o := range []*ente{e, other} {
			o.objective("OB-01", plan.ObjectiveActive)
			o.milestone("OB-01", 60)
		}
		report := func(o *ente, by context.Context, key, fingerprint string) (tracker.Receipt, error) {
			return o.tracker.ReportUpdate(tracker.WithIdempotencyKey(by, key, fingerprint),
				tracker.ReportUpdate{Organization: o.id, Milestone: "OB-01.1", Report: plan.Report{Percent: opt(30)}})
		}
		w.told.take()
		first, err := report(e, e.editor(), "key", "a")
		must(t, err)
		if first.Replayed || len(w.told.take()) != 1 {
			t.Errorf("the first is %+v", first)
		}
		e.reported("OB-01.1", plan.Report{Percent: opt(60)}) // somebody else, meanwhile
		w.clock.days(1)
		w.told.take()
		before := w.dump()
		again, err := report(e, e.editor(), "key", "a")
		must(t, err)
		want := first
		// What was recorded then is not known any more: whoever shows it reads it.
		want.Replayed, want.Reported = true, nil
		same(t, "the receipt of the retry", again, want)
		w.untouched("the retry", before)

		_, err = report(e, e.editor(), "key", "b")
		refused(t, "the key for something else", err, plan.KindConflict)
		_, err = e.tracker.CreateMeeting(tracker.WithIdempotencyKey(e.editor(), "key", "b"), e.id, plan.Meeting{Title: "x", HeldOn: w.clock.today()})
		refused(t, "the key for another kind of write", err, plan.KindConflict)
		w.untouched("the key for something else", before)
		refuse := func(who string, by context.Context, kind plan.Kind) {
			t.Helper()
			_, err := report(e, by, "key", "a")
			refused(t, who, err, kind)
			w.untouched(who, before)
		}
		refuse("nobody, with the key", t.Context(), plan.KindUnauthenticated)
		refuse("a viewer, with the key", e.asOf(plan.RoleViewer, "", "account-editor"), plan.KindForbidden)

		for name, do := range map[string]func() (tracker.Receipt, error){
			"another account": func() (tracker.Receipt, error) { return report(e, e.as(plan.RoleAdmin), "key", "b") },
			"another ente":    func() (tracker.Receipt, error) { return report(other, other.editor(), "key", "b") },
			"another key":     func() (tracker.Receipt, error) { return report(e, e.editor(), "another key", "a") },
			"no key":          func() (tracker.Receipt, error) { return e.report("OB-01.1", plan.Report{Percent: opt(30)}) },
			"no key, again":   func() (tracker.Receipt, error) { return e.report("OB-01.1", plan.Report{Percent: opt(30)}) },
		} {
			receipt, err := do()
			must(t, err)
			if receipt.Replayed || receipt.ID == first.ID || len(w.told.take()) != 1 {
				t.Errorf("the same key by %s is taken for the same request: %+v", name, receipt)
			}
		}
	})
}

// A write that was refused leaves its key free: the corrected request may use it.
func TestARefusedWriteUsesUpNoKey(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		by := func(fingerprint string) context.Context {
			return tracker.WithIdempotencyKey(e.editor(), "key", fingerprint)
		}
		_, err := e.tracker.ReportUpdate(by("wrong"), tracker.ReportUpdate{Organization: e.id, Milestone: id, Report: plan.Report{Percent: opt(101)}})
		refusedField(t, "101 %", err, "percent", "percent.range")
		receipt, err := e.tracker.ReportUpdate(by("right"), tracker.ReportUpdate{Organization: e.id, Milestone: id, Report: plan.Report{Percent: opt(99)}})
		must(t, err)
		if receipt.Replayed {
			t.Error("the corrected request was taken for the refused one")
		}
	})
}

// A client that sends the same request many times at once has it carried out once.
func TestAKeyHoldsAmongWritersAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		e.milestone("OB-01", 60)
		before := e.revision()
		w.told.take()
		results := together(8, func(i int) outcome {
			fingerprint := "same"
			if i == 7 {
				fingerprint = "something else"
			}
			receipt, err := e.tracker.ReportUpdate(tracker.WithIdempotencyKey(e.editor(), "key", fingerprint),
				tracker.ReportUpdate{Organization: e.id, Milestone: "OB-01.1", Report: plan.Report{Percent: opt(30)}})
			return outcome{receipt, err}
		})
		ids, done := map[string]bool{}, 0
		for _, r := range results {
			if r.err != nil {
				refused(t, "the request that has the key for something else", r.err, plan.KindConflict)
				continue
			}
			ids[r.receipt.ID] = true
			if !r.receipt.Replayed {
				done++
			}
		}
		if len(ids) != 1 || done != 1 {
			t.Errorf("%d updates, carried out %d times", len(ids), done)
		}
		if now := e.revision(); now != before+1 || len(w.told.take()) != 1 || len(e.changes(before).Updates) != 1 {
			t.Errorf("from revision %d to %d", before, now)
		}
		w.whole()
	})
}
