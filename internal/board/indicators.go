package board

import (
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// Indicator is an indicator with what was measured by the day.
type Indicator struct {
	ID          string
	Objective   string // empty: of the whole organization
	Title       string
	Description string
	Unit        string
	Direction   plan.Direction
	Baseline    float64
	BaselineOn  plan.Date
	Target      float64
	TargetOn    plan.Date
	Revision    int64
	// Measurements by day; of several on one day the last recorded counts, and only it is
	// here.
	Measurements []Measurement
	// Last is the latest measurement; nil where nothing was measured yet.
	Last *Measurement
	// Progress is the share of the way done (plan.Indicator.ProgressAt), nil without a
	// measurement. Planned is that of a straight line; nil without a target date.
	Progress, Planned *float64
}

// Measurement is a value on a day.
type Measurement struct {
	ID         string
	MeasuredOn plan.Date
	Value      float64
	Note       string
	Source     string
	RecordedAt time.Time
	ActorRole  plan.Role
	Revision   int64
}

// projectIndicators tells the indicators of the organization and of the objectives that
// the audience sees.
func (p *projection) projectIndicators(b *Board) []*Indicator {
	seen, day := shown{p.to, p.days}, b.moment.day
	var indicators []*Indicator
	byID := map[string]*Indicator{}
	for _, row := range b.ledger.measures.indicators {
		if !inPlan(plan.Date{}, row.RemovedOn, day) || row.Objective != "" && seen.objective(row.Objective) == nil {
			continue
		}
		i := &Indicator{
			ID: row.ID, Objective: row.Objective, Title: row.Title, Description: row.Description, Unit: row.Unit, Direction: row.Direction,
			Baseline: row.Baseline, BaselineOn: row.BaselineOn, Target: row.Target, TargetOn: row.TargetOn, Revision: row.Revision,
			Planned: row.PlannedOn(day),
		}
		indicators = append(indicators, i)
		byID[i.ID] = i
	}
	for _, row := range b.ledger.measures.measurements {
		i := byID[row.Indicator]
		if i == nil || !inPlan(row.MeasuredOn, row.RemovedOn, day) {
			continue
		}
		m := Measurement{
			ID: row.ID, MeasuredOn: row.MeasuredOn, Value: row.Value, Note: row.Note, Source: row.Source, RecordedAt: row.RecordedAt,
			ActorRole: row.By.Role, Revision: row.Revision,
		}
		if n := len(i.Measurements); n > 0 && i.Measurements[n-1].MeasuredOn == m.MeasuredOn {
			i.Measurements[n-1] = m
		} else {
			i.Measurements = append(i.Measurements, m)
		}
	}
	for _, i := range indicators {
		if n := len(i.Measurements); n > 0 {
			i.Last = &i.Measurements[n-1]
			done := i.row().ProgressAt(i.Last.Value)
			i.Progress = &done
		}
	}
	return indicators
}

func (i *Indicator) row() plan.Indicator {
	return plan.Indicator{Baseline: i.Baseline, Target: i.Target}
}

// Indicator gives one indicator by its id.
func (c *Content) Indicator(id string) (*Indicator, bool) {
	return lookUp(nil, c.Indicators, id, func(i *Indicator) string { return i.ID })
}

// IndicatorsOf lists the indicators of an objective by title; those of the whole
// organization where objective is empty.
func (c *Content) IndicatorsOf(objective string) []*Indicator {
	var of []*Indicator
	for _, i := range c.Indicators {
		if i.Objective == objective {
			of = append(of, i)
		}
	}
	return of
}

// Shown is the progress as people read it: a whole percentage, -1 without a measurement.
func (i *Indicator) Shown() int { return progress.Shown(i.Progress) }

// ShownPlanned is what was planned by the day, likewise; -1 without a date of the target.
func (i *Indicator) ShownPlanned() int { return progress.Shown(i.Planned) }
