package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// RecordMeasurement adds a measured value; a zero MeasuredOn is today. Of several on one
// day the one recorded last counts. For the editor and the admin. The receipt's ID is the
// measurement's.
func (t *Tracker) RecordMeasurement(ctx context.Context, organization string, m plan.Measurement) (Receipt, error) {
	return t.change(ctx, organization, OpMeasurementCreate, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		i, err := existingIndicator(ctx, c, m.Indicator)
		if err != nil {
			return err
		}
		m.ID, m.RemovedOn, m.RecordedAt, m.By = t.newID(), plan.Date{}, c.now, c.by
		if m.MeasuredOn.IsZero() {
			m.MeasuredOn = c.today
		}
		if err := m.Check(i, c.today); err != nil {
			return err
		}
		c.wrote("measurement", m.ID, m)
		return c.SaveMeasurement(ctx, m)
	})
}

// ChangeMeasurement is what may be put right of a measurement.
type ChangeMeasurement struct {
	Organization string
	Indicator    string
	ID           string
	IfRevision   int64
	MeasuredOn   plan.Opt[plan.Date]
	Value        plan.Opt[float64]
	Note         plan.Opt[string]
	Source       plan.Opt[string]
}

// ChangeMeasurement puts a measurement right: who recorded it, and when, stays. For the
// editor and the admin.
func (t *Tracker) ChangeMeasurement(ctx context.Context, cmd ChangeMeasurement) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpMeasurementChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		m, i, err := existingMeasurement(ctx, c, cmd.Indicator, cmd.ID)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, m.Revision); err != nil {
			return err
		}
		m.MeasuredOn = cmd.MeasuredOn.Or(m.MeasuredOn)
		m.Value = cmd.Value.Or(m.Value)
		m.Note = cmd.Note.Or(m.Note)
		m.Source = cmd.Source.Or(m.Source)
		if err := m.Check(i, c.today); err != nil {
			return err
		}
		c.wrote("measurement", m.ID, m)
		return c.SaveMeasurement(ctx, m)
	})
}

// RemoveMeasurement hides a measurement from today on. For the editor and the admin.
func (t *Tracker) RemoveMeasurement(ctx context.Context, organization, indicator, id string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpMeasurementRemove, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		m, _, err := existingMeasurement(ctx, c, indicator, id)
		if err != nil {
			return err
		}
		if err := current(ifRevision, m.Revision); err != nil {
			return err
		}
		m.RemovedOn = c.today
		c.wrote("measurement", m.ID, removed{c.today})
		return c.SaveMeasurement(ctx, m)
	})
}

// existingMeasurement gives a measurement of an indicator, and the indicator.
func existingMeasurement(ctx context.Context, c *change, indicator, id string) (plan.Measurement, plan.Indicator, error) {
	i, err := existingIndicator(ctx, c, indicator)
	if err != nil {
		return plan.Measurement{}, i, err
	}
	if !opaqueID(id) {
		return plan.Measurement{}, i, plan.NotFound("measurement")
	}
	m, err := c.Measurement(ctx, id)
	if err != nil {
		return m, i, err
	}
	if m.Indicator != i.ID {
		return m, i, plan.NotFound("measurement")
	}
	return m, i, present(m.RemovedOn, "measurement")
}
