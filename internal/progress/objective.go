package progress

import "github.com/traguardi/traguardi/internal/plan"

// parts is what was computed of an objective on the way to its figures and is needed
// again for those of its horizon, its offices and the organization.
type parts struct {
	opt     Options
	sums    sums
	counted []assessed   // the milestones that count, in order
	rises   []rise       // of the dated ones, in order
	offices []officePart // by office, in order of first appearance
}

// officePart is what one office has of an objective.
type officePart struct {
	office  string
	counts  plan.MilestoneCounts
	members []int // positions in parts.counted
}

// OfObjective gives the figures of one objective on a day, whatever its state: whether
// it enters the figures of a group is for Combine to see.
func OfObjective(o Objective, day plan.Date, opt Options) Figures {
	p := partsOf(o, day, opt)
	f := p.sums.figures(day, p.planned)
	f.parts = p
	for i := range p.offices {
		f.Counts = f.Counts.Add(p.offices[i].counts)
	}
	f.Contributions = make([]Contribution, len(p.counted))
	for i := range p.counted {
		a := &p.counted[i]
		f.Contributions[i] = contribution(o.Milestones[a.index].ID, a.weight, p.sums.weight, a.value)
	}
	judgeObjective(&f, o, p)
	return f
}

func partsOf(o Objective, day plan.Date, opt Options) *parts {
	p := &parts{opt: opt, counted: make([]assessed, 0, len(o.Milestones)), rises: make([]rise, 0, len(o.Milestones))}
	position := map[string]int{}
	for i := range o.Milestones {
		m := &o.Milestones[i]
		at, known := position[m.Office]
		if !known {
			at = len(p.offices)
			position[m.Office] = at
			p.offices = append(p.offices, officePart{office: m.Office})
		}
		count(&p.offices[at].counts, m, day, opt)
		if m.State == plan.MilestoneCancelled {
			continue
		}
		a := assess(m, i, day)
		p.sums.addMilestone(&a, a.weight)
		p.offices[at].members = append(p.offices[at].members, len(p.counted))
		p.counted = append(p.counted, a)
		if a.dated {
			p.rises = append(p.rises, a.ramp.rise(a.weight))
		}
	}
	return p
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

func contribution(code string, weight, total, value float64) Contribution {
	if total <= 0 {
		return Contribution{Code: code, Value: value}
	}
	share := weight / total
	return Contribution{Code: code, Share: share, Value: value, Points: share * value}
}
