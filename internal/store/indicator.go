package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qIndicator         = query("Indicator")
	qIndicatorsSince   = query("IndicatorsSince")
	qIndicatorSave     = query("IndicatorSave")
	qMeasurement       = query("Measurement")
	qMeasurementFirst  = query("MeasurementFirst")
	qMeasurementsSince = query("MeasurementsSince")
	qMeasurementSave   = query("MeasurementSave")
)

type indicatorRow struct {
	ID          string         `db:"id"`
	Objective   optional       `db:"objective"`
	Title       string         `db:"title"`
	Description string         `db:"description"`
	Unit        string         `db:"unit"`
	Direction   plan.Direction `db:"direction"`
	Baseline    float64        `db:"baseline"`
	BaselineOn  date           `db:"baseline_on"`
	Target      float64        `db:"target"`
	TargetOn    date           `db:"target_on"`
	RemovedOn   date           `db:"removed_on"`
	Revision    int64          `db:"revision"`
}

func (r indicatorRow) value() plan.Indicator {
	return plan.Indicator{ID: r.ID, Objective: string(r.Objective), Title: r.Title, Description: r.Description, Unit: r.Unit,
		Direction: r.Direction, Baseline: r.Baseline, BaselineOn: r.BaselineOn.Date, Target: r.Target, TargetOn: r.TargetOn.Date,
		RemovedOn: r.RemovedOn.Date, Revision: r.Revision}
}

// Indicator implements tracker.Tx.
func (t *planTx) Indicator(ctx context.Context, id string) (plan.Indicator, error) {
	row, err := one[indicatorRow](ctx, t.transaction, qIndicator, "indicator", t.organization, id)
	return row.value(), err
}

// SaveIndicator implements tracker.Tx.
func (t *planTx) SaveIndicator(ctx context.Context, i plan.Indicator) error {
	return t.write(ctx, qIndicatorSave, "indicator", t.organization, i.ID, optional(i.Objective), i.Title, i.Description, i.Unit,
		string(i.Direction), i.Baseline, date{i.BaselineOn}, i.Target, date{i.TargetOn}, date{i.RemovedOn}, t.revision)
}

type measurementRow struct {
	ID         string  `db:"id"`
	Indicator  string  `db:"indicator"`
	MeasuredOn date    `db:"measured_on"`
	Value      float64 `db:"value"`
	Note       string  `db:"note"`
	Source     string  `db:"source"`
	RecordedAt instant `db:"recorded_at"`
	signatureRow
	RemovedOn date  `db:"removed_on"`
	Revision  int64 `db:"revision"`
}

func (r measurementRow) value() plan.Measurement {
	return plan.Measurement{ID: r.ID, Indicator: r.Indicator, MeasuredOn: r.MeasuredOn.Date, Value: r.Value, Note: r.Note,
		Source: r.Source, RecordedAt: r.RecordedAt.Time, By: r.signatureRow.value(), RemovedOn: r.RemovedOn.Date, Revision: r.Revision}
}

// Measurement implements tracker.Tx.
func (t *planTx) Measurement(ctx context.Context, id string) (plan.Measurement, error) {
	row, err := one[measurementRow](ctx, t.transaction, qMeasurement, "measurement", t.organization, id)
	return row.value(), err
}

// FirstMeasuredOn implements tracker.Tx.
func (t *planTx) FirstMeasuredOn(ctx context.Context, indicator string) (plan.Date, error) {
	rows, err := list[date](ctx, t.transaction, qMeasurementFirst, "measurement", t.organization, indicator)
	if len(rows) == 0 {
		return plan.Date{}, err
	}
	return rows[0].Date, err
}

// SaveMeasurement implements tracker.Tx.
func (t *planTx) SaveMeasurement(ctx context.Context, m plan.Measurement) error {
	return t.write(ctx, qMeasurementSave, "measurement", t.organization, m.ID, m.Indicator, date{m.MeasuredOn}, m.Value, m.Note,
		m.Source, instant{m.RecordedAt}, m.By.AccountID, string(m.By.Role), date{m.RemovedOn}, t.revision)
}
