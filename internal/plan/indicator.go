package plan

import (
	"math"
	"time"
)

// Direction is where an indicator is meant to go.
type Direction string

// The directions.
const (
	DirectionUp   Direction = "up"
	DirectionDown Direction = "down"
)

// Directions lists both.
var Directions = []Direction{DirectionUp, DirectionDown}

// Indicator (indicatore) is something that is measured, from a baseline to a target.
type Indicator struct {
	ID string `json:"id"`
	// Objective is a code; empty for an indicator of the whole organization.
	Objective   string    `json:"objective"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Unit        string    `json:"unit"`
	Direction   Direction `json:"direction"`
	Baseline    float64   `json:"baseline"`
	BaselineOn  Date      `json:"baseline_on"`
	Target      float64   `json:"target"`
	TargetOn    Date      `json:"target_on"` // zero: without a date
	RemovedOn   Date      `json:"removed_on"`
	Revision    int64     `json:"revision"`
}

// Measurement (misura) is an indicator's value on a day.
type Measurement struct {
	ID         string    `json:"id"`
	Indicator  string    `json:"indicator"`
	MeasuredOn Date      `json:"measured_on"`
	Value      float64   `json:"value"`
	Note       string    `json:"note"`
	Source     string    `json:"source"` // a link, or words
	RecordedAt time.Time `json:"recorded_at"`
	By         Signature `json:"-"`
	RemovedOn  Date      `json:"removed_on"`
	Revision   int64     `json:"revision"`
}

// MaxValue bounds what is measured, on both sides of zero.
const MaxValue = 1e12

// Check notes every rule that the indicator breaks; today bounds the baseline's day.
func (i Indicator) Check(today Date) error {
	var p Problems
	p.Line("title", i.Title, MaxTitle, true)
	p.Lines("description", i.Description, MaxText)
	p.Line("unit", i.Unit, MaxShort, true)
	p.checkValue("baseline", i.Baseline)
	p.checkValue("target", i.Target)
	switch {
	case !oneOf(i.Direction, Directions):
		p.Add("direction", "indicator.direction", "must be up or down")
	case i.Direction == DirectionUp && i.Target <= i.Baseline:
		p.Add("target", "indicator.above", "must be above the baseline where the direction is up")
	case i.Direction == DirectionDown && i.Target >= i.Baseline:
		p.Add("target", "indicator.below", "must be below the baseline where the direction is down")
	}
	switch {
	case i.BaselineOn.IsZero():
		p.Add("baseline_on", "required", "is required")
	case i.BaselineOn.After(today):
		p.Add("baseline_on", "date.future", "must not be in the future")
	case !i.TargetOn.IsZero() && !i.TargetOn.After(i.BaselineOn):
		p.Add("target_on", "indicator.order", "must be after the day of the baseline")
	}
	return p.Err()
}

// Check notes every rule that the measurement of an indicator breaks.
func (m Measurement) Check(of Indicator, today Date) error {
	var p Problems
	switch {
	case m.MeasuredOn.IsZero():
		p.Add("measured_on", "required", "is required")
	case m.MeasuredOn.After(today):
		p.Add("measured_on", "date.future", "must not be in the future")
	case m.MeasuredOn.Before(of.BaselineOn):
		p.Add("measured_on", "measurement.early", "must not be before the day of the baseline")
	}
	p.checkValue("value", m.Value)
	p.Lines("note", m.Note, MaxNote)
	p.Line("source", m.Source, MaxURL, false)
	return p.Err()
}

func (p *Problems) checkValue(location string, v float64) {
	if math.IsNaN(v) || math.Abs(v) > MaxValue {
		p.Add(location, "value.range", "must be a number from -1000000000000 to 1000000000000", -int64(MaxValue), int64(MaxValue))
	}
}

// ProgressAt is the share of the way from the baseline to the target that a value stands
// for, from 0 to 1: a value worse than the baseline is 0, one better than the target 1.
// It holds for falling indicators too.
func (i Indicator) ProgressAt(value float64) float64 {
	return clamp((value - i.Baseline) / (i.Target - i.Baseline))
}

// PlannedOn is the share of the way that a straight line from the baseline to the target
// has done by a day; nil where the target has no date.
func (i Indicator) PlannedOn(day Date) *float64 {
	if i.TargetOn.IsZero() {
		return nil
	}
	share := clamp(float64(day.DaysSince(i.BaselineOn)) / float64(i.TargetOn.DaysSince(i.BaselineOn)))
	return &share
}

func clamp(share float64) float64 { return max(0, min(1, share)) }
