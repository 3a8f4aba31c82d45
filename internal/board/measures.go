package board

import (
	"cmp"

	"github.com/traguardi/traguardi/internal/plan"
)

// measureBook is the money and the measured values of an organization, removed rows too.
type measureBook struct {
	fundings     []plan.Funding     // by measure, day of assignment, id
	indicators   []plan.Indicator   // by title, id
	measurements []plan.Measurement // by day, recorded, id
}

func compareFundings(a, b plan.Funding) int {
	return cmp.Or(cmp.Compare(a.Measure, b.Measure), a.AssignedOn.Compare(b.AssignedOn), cmp.Compare(a.ID, b.ID))
}

func compareIndicators(a, b plan.Indicator) int {
	return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
}

func compareMeasurements(a, b plan.Measurement) int {
	return cmp.Or(a.MeasuredOn.Compare(b.MeasuredOn), a.RecordedAt.Compare(b.RecordedAt), cmp.Compare(a.ID, b.ID))
}

func (b *measureBook) apply(c Changes) *measureBook {
	return &measureBook{
		fundings:     merge(b.fundings, c.Fundings, func(f plan.Funding) string { return f.ID }, compareFundings),
		indicators:   merge(b.indicators, c.Indicators, func(i plan.Indicator) string { return i.ID }, compareIndicators),
		measurements: merge(b.measurements, c.Measurements, func(m plan.Measurement) string { return m.ID }, compareMeasurements),
	}
}

func measureBytes(c Changes) (n int64) {
	for i := range c.Fundings {
		f := &c.Fundings[i]
		n += size[plan.Funding]() + text(f.ID, f.Measure, f.Call, f.Decree, f.CUP, f.Source)
	}
	for i := range c.Indicators {
		n += size[plan.Indicator]() + text(c.Indicators[i].ID, c.Indicators[i].Title, c.Indicators[i].Description, c.Indicators[i].Unit)
	}
	for i := range c.Measurements {
		n += size[plan.Measurement]() + text(c.Measurements[i].ID, c.Measurements[i].Note, c.Measurements[i].Source)
	}
	return n
}
