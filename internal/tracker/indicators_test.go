package tracker_test

import (
	"context"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// anIndicator falls from 30 to 10 days.
func anIndicator(today plan.Date) plan.Indicator {
	return plan.Indicator{Objective: "OB-01", Title: "Giorni per una pratica", Unit: "giorni", Direction: plan.DirectionDown, Baseline: 30, Target: 10,
		BaselineOn: today, TargetOn: today.AddDays(100)}
}

func indicatorWrites() []write {
	read := func(s *scene) int64 {
		return find(s.t, s.changes(0).Indicators, func(i plan.Indicator) bool { return i.ID == s.known["indicator"] }).Revision
	}
	readMeasure := func(s *scene) int64 {
		return find(s.t, s.changes(0).Measurements, func(m plan.Measurement) bool { return m.ID == s.known["measurement"] }).Revision
	}
	return []write{
		{rule: "the editor adds an indicator", op: tracker.OpIndicatorCreate, by: plan.RoleEditor, object: "indicator", keep: "indicator",
			do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
				return s.through.CreateIndicator(ctx, s.id, anIndicator(s.clock.today()))
			}},
		{rule: "the editor moves an indicator's baseline", op: tracker.OpIndicatorChange, by: plan.RoleEditor, object: "indicator", id: "indicator", read: read,
			do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
				return s.through.ChangeIndicator(ctx, tracker.ChangeIndicator{Organization: s.id, ID: s.known["indicator"], IfRevision: read, BaselineOn: opt(s.clock.today().AddDays(-9))})
			}},
		{rule: "the editor records a measurement", op: tracker.OpMeasurementCreate, by: plan.RoleEditor, object: "measurement", keep: "measurement",
			do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
				return s.through.RecordMeasurement(ctx, s.id, plan.Measurement{Indicator: s.known["indicator"], Value: 25})
			}},
		{rule: "the editor brings a baseline nearer", op: tracker.OpIndicatorChange, by: plan.RoleEditor, object: "indicator", id: "indicator", read: read,
			do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
				return s.through.ChangeIndicator(ctx, tracker.ChangeIndicator{Organization: s.id, ID: s.known["indicator"], IfRevision: read, BaselineOn: opt(s.clock.today())})
			}},
		{rule: "the editor puts a measurement right", op: tracker.OpMeasurementChange, by: plan.RoleEditor, object: "measurement", id: "measurement", read: readMeasure,
			do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
				return s.through.ChangeMeasurement(ctx, tracker.ChangeMeasurement{Organization: s.id, Indicator: s.known["indicator"], ID: s.known["measurement"], IfRevision: read, Value: opt(24.5)})
			}},
		{rule: "the editor removes a measurement", op: tracker.OpMeasurementRemove, by: plan.RoleEditor, object: "measurement", id: "measurement", read: readMeasure,
			do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
				return s.through.RemoveMeasurement(ctx, s.id, s.known["indicator"], s.known["measurement"], read)
			}},
		{rule: "the editor removes an indicator", op: tracker.OpIndicatorRemove, by: plan.RoleEditor, object: "indicator", id: "indicator", read: read,
			do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
				return s.through.RemoveIndicator(ctx, s.id, s.known["indicator"], read)
			}},
	}
}

// TestAnIndicatorFollowsItsMeasurements: falling ones too; of two on one day the last
// recorded counts; a past day knows what was measured by then.
func TestAnIndicatorFollowsItsMeasurements(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		start := w.clock.today()
		receipt, err := w.tracker.CreateIndicator(e.editor(), e.id, anIndicator(start))
		must(t, err)
		id := receipt.ID
		measure := func(day plan.Date, value float64) error {
			_, err := w.tracker.RecordMeasurement(e.editor(), e.id, plan.Measurement{Indicator: id, MeasuredOn: day, Value: value})
			return err
		}
		w.clock.days(50)
		refusedField(t, "before the baseline", measure(start.AddDays(-1), 20), "measured_on", "measurement.early")
		refusedField(t, "tomorrow", measure(w.clock.today().AddDays(1), 20), "measured_on", "date.future")
		must(t, measure(start.AddDays(20), 25))
		must(t, measure(w.clock.today(), 12))
		must(t, measure(w.clock.today(), 20)) // that was a slip of the pen
		want := func(day plan.Date, progress, planned float64, measurements int) {
			t.Helper()
			i, ok := e.on(day).Public().Indicator(id)
			if !ok || i.Progress == nil || *i.Progress != progress || *i.Planned != planned || len(i.Measurements) != measurements {
				t.Fatalf("on %s: %+v", day, i)
			}
		}
		want(plan.Date{}, 0.5, 0.5, 2)
		want(start.AddDays(25), 0.25, 0.25, 1)
		if i, _ := e.on(start.AddDays(10)).Public().Indicator(id); i.Progress != nil {
			t.Errorf("before anything was measured: %v", *i.Progress)
		}
		_, err = w.tracker.ChangeIndicator(e.editor(), tracker.ChangeIndicator{Organization: e.id, ID: id, BaselineOn: opt(start.AddDays(30))})
		refusedField(t, "a baseline after the first measurement", err, "baseline_on", "indicator.measured")
		_, err = w.tracker.ChangeIndicator(e.editor(), tracker.ChangeIndicator{Organization: e.id, ID: id, Target: opt(30.0)})
		refusedField(t, "a target that is no way down", err, "target", "indicator.below")

		other, err := w.tracker.CreateIndicator(e.editor(), e.id, plan.Indicator{Title: "Servizi online", Unit: "servizi", Direction: plan.DirectionUp, Target: 10})
		must(t, err)
		_, err = w.tracker.RemoveMeasurement(e.editor(), e.id, other.ID, e.changes(0).Measurements[0].ID, 0)
		refused(t, "a measurement of another indicator", err, plan.KindNotFound)
		if n := len(e.on(plan.Date{}).Public().IndicatorsOf("")); n != 1 {
			t.Errorf("%d indicators of the whole ente, want 1", n)
		}
	})
}
