package progress

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// parts is what was computed of an objective on the way to its figures and is needed
// again for those of its horizon, its offices and the organization.
type parts struct {
	opt     Options
	sums    sums
	counted []assessed    // the milestones that count, in order
	plan    *planned      // nil where nothing is dated
	offices []*officePart // by office, in order of first appearance
}

// planned is what a group's planned curve needs of some milestones. It is immutable, and the
// same one for as long as nothing is planned otherwise: progress alone changes no plan.
type planned struct {
	weight     float64 // Σw of the dated ones
	start, end int
	rises      []rise // of the dated ones, in order
}

// plannedOf gives what is planned, or the earlier one (may be nil) that is the same.
func plannedOf(s *sums, rises []rise, earlier *planned) *planned {
	if !s.dated() {
		return nil
	}
	p := planned{s.datedWeight, s.start, s.end, rises}
	if earlier != nil && p.weight == earlier.weight && p.start == earlier.start && p.end == earlier.end && slices.Equal(p.rises, earlier.rises) {
		return earlier
	}
	return &p
}

// officePart is what one office has of an objective. It is immutable, and the same one for as
// long as nothing of it changes: the figures of an office add such parts, and look at no
// milestone.
type officePart struct {
	office string
	counts plan.MilestoneCounts
	sums   sums // by the weights within the objective
	plan   *planned
	// long are the grounds given by milestones that are long overdue, which carry longWeight;
	// lesser are the other grounds.
	long, lesser []Reason
	longWeight   float64
}

func (p *officePart) equal(o *officePart) bool {
	return p.counts == o.counts && p.sums == o.sums && p.plan == o.plan && p.longWeight == o.longWeight &&
		slices.Equal(p.long, o.long) && slices.Equal(p.lesser, o.lesser)
}

// OfObjective gives the figures of one objective on a day, whatever its state: whether
// it enters the figures of a group is for Combine to see.
func OfObjective(o Objective, day plan.Date, opt Options) Figures {
	return OfObjectiveAfter(nil, o, day, opt)
}

// OfObjectiveAfter gives what OfObjective gives, to the last bit, and shares with the figures that
// the objective had before (nil: none) what is the same, so that groups see what has changed.
func OfObjectiveAfter(before *Figures, o Objective, day plan.Date, opt Options) Figures {
	var earlier *parts
	if before != nil {
		earlier = before.parts
	}
	p := partsOf(o, day, opt, earlier)
	f := p.sums.figures(day, p.planned)
	f.parts = p
	for _, part := range p.offices {
		f.Counts = f.Counts.Add(part.counts)
	}
	f.Contributions = make([]Contribution, len(p.counted))
	for i := range p.counted {
		a := &p.counted[i]
		f.Contributions[i] = contribution(o.Milestones[a.index].ID, a.weight, p.sums.weight, a.value)
	}
	judgeObjective(&f, o, p)
	return f
}

// SamePlan reports whether two figures of objectives are known to be planned alike: their planned
// curves are the same.
func SamePlan(a, b *Figures) bool {
	return a.parts != nil && b.parts != nil && a.parts.plan == b.parts.plan
}

func partsOf(o Objective, day plan.Date, opt Options, earlier *parts) *parts {
	if earlier == nil {
		earlier = &parts{}
	}
	p := &parts{opt: opt, counted: make([]assessed, 0, len(o.Milestones))}
	rises := make([]rise, 0, len(o.Milestones))
	position := map[string]int{}
	var ofOffice [][]rise
	for i := range o.Milestones {
		m := &o.Milestones[i]
		at, known := position[m.Office]
		if !known {
			at = len(p.offices)
			position[m.Office] = at
			p.offices, ofOffice = append(p.offices, &officePart{office: m.Office}), append(ofOffice, nil)
		}
		part := p.offices[at]
		count(&part.counts, m, day, opt)
		if m.State == plan.MilestoneCancelled {
			continue
		}
		a := assess(m, i, day)
		p.sums.addMilestone(&a, a.weight)
		part.sums.addMilestone(&a, a.weight)
		p.counted = append(p.counted, a)
		if a.overdue > LateOverdueDays {
			part.longWeight += a.weight
		}
		troubles(&a, m.ID, &part.long, &part.lesser)
		if a.dated {
			r := a.ramp.rise(a.weight)
			rises, ofOffice[at] = append(rises, r), append(ofOffice[at], r)
		}
	}
	p.plan = plannedOf(&p.sums, rises, earlier.plan)
	for i, part := range p.offices {
		before := earlier.office(part.office)
		if before == nil {
			before = &officePart{}
		}
		part.plan = plannedOf(&part.sums, ofOffice[i], before.plan)
		if part.equal(before) {
			p.offices[i] = before
		}
	}
	return p
}

// office gives what an office has of the objective; nil for nothing.
func (p *parts) office(office string) *officePart {
	if i := slices.IndexFunc(p.offices, func(part *officePart) bool { return part.office == office }); i >= 0 {
		return p.offices[i]
	}
	return nil
}

// planned is the objective's planned curve; the sum runs in the order of the
// milestones, so that it never falls from a day to the next and ends with exactly 1.
func (p *parts) planned(day int) float64 {
	sum := 0.0
	for i := range p.counted {
		if a := &p.counted[i]; a.dated {
			sum += a.weight * a.ramp.at(day)
		}
	}
	return sum / p.sums.datedWeight
}

// Together gives what several parts of one sum add to it: their shares and points, and the value
// that those have together. It has no code.
func Together(parts []Contribution) Contribution {
	var all Contribution
	for _, p := range parts {
		all.Share += p.Share
		all.Points += p.Points
	}
	if all.Share > 0 {
		all.Value = all.Points / all.Share
	}
	return all
}

func contribution(code string, weight, total, value float64) Contribution {
	if total <= 0 {
		return Contribution{Code: code, Value: value}
	}
	share := weight / total
	return Contribution{Code: code, Share: share, Value: value, Points: share * value}
}
