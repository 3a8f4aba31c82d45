package progress

import "github.com/traguardi/traguardi/internal/plan"

// sums gathers what the figures of a group are made of. Parts are added in the order
// of the input, so that the same input gives the same bits. A part is a milestone (of
// an objective, of an office) or an objective (of a horizon, of the organization).
type sums struct {
	count  int
	weight float64 // Σw
	value  float64 // Σwv

	datedWeight  float64 // Σw of the parts with a plan
	datedValue   float64 // Σwv of those
	datedPlanned float64 // Σwp of those

	open           bool // some part is not all done
	datedOpen      bool // … of those with a plan
	plannedOpen    bool // some plan has not run its course
	begun          bool
	start, end     int // ordinals: earliest start, latest baseline; 0 where none
	completed      int // latest completion
	datedCompleted int // … of those with a plan
}

func (s *sums) addMilestone(a *assessed, weight float64) {
	s.count++
	s.weight += weight
	s.value += weight * a.value
	s.open = s.open || a.value < 1
	s.begun = s.begun || a.begun
	s.completed = max(s.completed, a.completed)
	if !a.dated {
		return
	}
	s.datedWeight += weight
	s.datedValue += weight * a.value
	s.datedPlanned += weight * a.planned
	s.datedOpen = s.datedOpen || a.value < 1
	s.plannedOpen = s.plannedOpen || a.planned < 1
	s.addSpan(a.start, a.ramp.to)
	s.datedCompleted = max(s.datedCompleted, a.completed)
}

// addPart adds the sums of some milestones, their weights times a scale.
func (s *sums) addPart(o *sums, scale float64) {
	s.count += o.count
	s.weight += scale * o.weight
	s.value += scale * o.value
	s.open = s.open || o.open
	s.begun = s.begun || o.begun
	s.completed = max(s.completed, o.completed)
	if !o.dated() {
		return
	}
	s.datedWeight += scale * o.datedWeight
	s.datedValue += scale * o.datedValue
	s.datedPlanned += scale * o.datedPlanned
	s.datedOpen = s.datedOpen || o.datedOpen
	s.plannedOpen = s.plannedOpen || o.plannedOpen
	s.addSpan(o.start, o.end)
	s.datedCompleted = max(s.datedCompleted, o.datedCompleted)
}

// addObjective adds an assessed objective as one part.
func (s *sums) addObjective(f *Figures, o *sums, weight float64) {
	s.count++
	s.weight += weight
	s.value += weight * *f.Actual
	s.open = s.open || o.open
	s.begun = s.begun || o.begun
	s.completed = max(s.completed, o.completed)
	if f.Planned == nil {
		return
	}
	s.datedWeight += weight
	s.datedValue += weight * *f.DatedActual
	s.datedPlanned += weight * *f.Planned
	s.datedOpen = s.datedOpen || o.datedOpen
	s.plannedOpen = s.plannedOpen || o.plannedOpen
	s.addSpan(o.start, o.end)
	s.datedCompleted = max(s.datedCompleted, o.datedCompleted)
}

func (s *sums) addSpan(start, end int) {
	if s.start == 0 || start < s.start {
		s.start = start
	}
	s.end = max(s.end, end)
}

func (s *sums) assessed() bool { return s.weight > 0 }
func (s *sums) dated() bool    { return s.datedWeight > 0 }
func (s *sums) complete() bool { return s.assessed() && !s.open }

// figures gives the ratios of the sums and, with the planned curve of the group on
// whole days, its earned schedule.
func (s *sums) figures(day plan.Date, planned func(day int) float64) Figures {
	f := Figures{Day: day, Shown: -1, ShownPlanned: -1}
	if !s.assessed() {
		return f
	}
	f.Actual = pointer(s.value / s.weight)
	if s.dated() {
		f.DatedActual = pointer(s.datedValue / s.datedWeight)
		f.Planned = pointer(s.datedPlanned / s.datedWeight)
		f.Variance = pointer(*f.DatedActual - *f.Planned)
		if *f.Planned > 0 {
			f.SPI = pointer(*f.DatedActual / *f.Planned)
		}
		s.schedule(&f, planned)
	}
	if s.complete() && s.completed > 0 {
		f.ForecastEndOn = plan.DateFromOrdinal(s.completed)
	}
	f.Shown = shownPercent(f.Actual, s.complete(), s.begun)
	f.ShownPlanned = shownPercent(f.Planned, !s.plannedOpen, s.datedPlanned > 0)
	return f
}
