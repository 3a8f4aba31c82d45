package board

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// MinPeers is how many enti a distribution must have for its quartiles to be told: with
// fewer, a quarter of them is one ente, or none.
const MinPeers = 5

// PeerFigure is what enti are held against each other by.
type PeerFigure string

// The figures.
const (
	// PeerApplications counts the funded applications that were not withdrawn.
	PeerApplications PeerFigure = "applications"
	// PeerGranted is what they were granted, in cents.
	PeerGranted PeerFigure = "granted"
	// PeerPaid is the share of it that is paid; only of enti that were granted something.
	PeerPaid PeerFigure = "paid_share"
	// PeerDays is how many days lie between the decree and the payment: of each ente the
	// median of its paid applications that tell both days. Enti without one have no value.
	PeerDays PeerFigure = "days"
)

// PeerFigures are all of them, in the order in which they are shown.
var PeerFigures = []PeerFigure{PeerApplications, PeerGranted, PeerPaid, PeerDays}

// PeerScope is which enti one is held against.
type PeerScope string

// The scopes, narrowest first: of its type all of them.
const (
	PeersOfClassInRegion PeerScope = "class_in_region"
	PeersOfClass         PeerScope = "class"
	PeersOfRegion        PeerScope = "region"
	PeersOfType          PeerScope = "type"
)

// InClass and InRegion report whether the enti of the scope are all of one class, of one
// region.
func (s PeerScope) InClass() bool { return s == PeersOfClassInRegion || s == PeersOfClass }

// InRegion is told with InClass.
func (s PeerScope) InRegion() bool { return s == PeersOfClassInRegion || s == PeersOfRegion }

// Compared is one ente beside others, by what the open data tell.
type Compared struct {
	Day     plan.Date
	Through plan.Date // as in Peers
	Measure Measure   // zero for all of them together
	// Type, Region and Class are the ente's; a zero class where its population is not known,
	// or where it is no comune.
	Type   string
	Region string
	Class  plan.SizeClass
	// Demonstration enti are held against the others, and are none of them.
	Demonstration bool
	Own           PeerValues
	Groups        []PeerGroup       // narrowest first
	Sources       []string          // where the ente's rows come from
	Measures      []ComparedMeasure // those of the ente, on the day
}

// ComparedMeasure is a measure that the ente has.
type ComparedMeasure struct {
	Measure
	// Enti of its type have it, demonstrations left out. Counted tells that it is among "all of
	// them together": measures that hardly anybody's rows were loaded of are not, since who has
	// them would look larger than the others for that alone.
	Enti    int
	Counted bool
}

// PeerValues are the figures of one ente on the day.
type PeerValues struct {
	Money plan.Money
	// Timed are the paid applications that tell both the day of the decree and that of the
	// payment, PaidShare and Days as in PeerFigure; nil for no value.
	Timed     int
	PaidShare *float64
	Days      *float64
}

// Applications counts what was not withdrawn.
func (v PeerValues) Applications() int { return v.Money.AssignedCount + v.Money.PaidCount }

// Value is one of the figures; nil for no value, as of an ente without any application.
func (v PeerValues) Value(f PeerFigure) *float64 {
	if v.Money.Count() == 0 {
		return nil
	}
	var value float64
	switch f {
	case PeerApplications:
		value = float64(v.Applications())
	case PeerGranted:
		value = float64(v.Money.Granted())
	case PeerPaid:
		return v.PaidShare
	case PeerDays:
		return v.Days
	default:
		return nil
	}
	return &value
}

// PeerGroup is how the figures are spread among the enti of a scope: the ente itself among
// them unless it is a demonstration.
type PeerGroup struct {
	Scope PeerScope
	// Enti have at least one application; Money is what all of theirs come to.
	Enti  int
	Money plan.Money
	// Spreads are in the order of PeerFigures.
	Spreads []PeerSpread
}

// Spread is that of one figure.
func (g PeerGroup) Spread(f PeerFigure) PeerSpread {
	for _, s := range g.Spreads {
		if s.Figure == f {
			return s
		}
	}
	return PeerSpread{Figure: f}
}

// PeerSpread is how one figure is spread.
type PeerSpread struct {
	Figure PeerFigure
	// Enti is how many have a value.
	Enti int
	// Quartiles are nil where there are fewer than MinPeers.
	Quartiles *progress.Quartiles
}

// Compare holds an ente against the others on a day, over one measure (its code) or, with
// "", all of them that at least MinPeers enti of its type have (all at all where there is none
// such). What rows tell of a later day did not happen yet. ok is false where the
// open data tell nothing of the ente by then.
func (p *Peers) Compare(organization, measure string, day plan.Date) (c Compared, ok bool) {
	own := p.byID[organization]
	if own == nil {
		return Compared{}, false
	}
	c = Compared{
		Day: day, Through: p.Through, Type: own.kind, Region: own.region, Class: own.class, Demonstration: own.demonstration, Sources: own.sources,
	}
	if measure != "" {
		if c.Measure, ok = p.Measure(measure); !ok {
			return Compared{}, false
		}
	}
	counted := p.counted(own.kind)
	for _, m := range p.Measures {
		if own.values(map[string]bool{m.Code: true}, day).Money.Count() > 0 {
			c.Measures = append(c.Measures, ComparedMeasure{m, p.having[own.kind][m.Code], counted == nil || counted[m.Code]})
		}
	}
	if len(c.Measures) == 0 {
		return Compared{}, false
	}
	if measure != "" {
		counted = map[string]bool{measure: true}
	}
	c.Own = own.values(counted, day)
	groups := own.groups()
	values := make([]map[PeerFigure][]float64, len(groups))
	for i := range values {
		values[i] = map[PeerFigure][]float64{}
	}
	for _, other := range p.all {
		if other.demonstration || other.kind != own.kind {
			continue
		}
		v := other.values(counted, day)
		if v.Money.Count() == 0 {
			continue
		}
		for i := range groups {
			if !own.beside(other, groups[i].Scope) {
				continue
			}
			groups[i].Enti++
			groups[i].Money.Join(v.Money)
			for _, f := range PeerFigures {
				if value := v.Value(f); value != nil {
					values[i][f] = append(values[i][f], *value)
				}
			}
		}
	}
	for i := range groups {
		for _, f := range PeerFigures {
			groups[i].Spreads = append(groups[i].Spreads, spread(f, values[i][f]))
		}
	}
	c.Groups = groups
	return c, true
}

// counted are the measures that enti of a type are compared over together; nil for all.
func (p *Peers) counted(kind string) map[string]bool {
	var codes map[string]bool
	for code, enti := range p.having[kind] {
		if enti >= MinPeers {
			if codes == nil {
				codes = map[string]bool{}
			}
			codes[code] = true
		}
	}
	return codes
}

func spread(f PeerFigure, values []float64) PeerSpread {
	s := PeerSpread{Figure: f, Enti: len(values)}
	if s.Enti >= MinPeers {
		slices.Sort(values)
		q := progress.QuartilesOf(values)
		s.Quartiles = &q
	}
	return s
}

// groups are the scopes that make sense of the ente: without a class, those that need none;
// without a region likewise.
func (p *peer) groups() []PeerGroup {
	var groups []PeerGroup
	sized, placed := p.class != plan.SizeClass{}, p.region != ""
	if sized && placed {
		groups = append(groups, PeerGroup{Scope: PeersOfClassInRegion})
	}
	if sized {
		groups = append(groups, PeerGroup{Scope: PeersOfClass})
	}
	if placed {
		groups = append(groups, PeerGroup{Scope: PeersOfRegion})
	}
	return append(groups, PeerGroup{Scope: PeersOfType})
}

// beside reports whether another ente of the same type is in a scope of this one.
func (p *peer) beside(other *peer, scope PeerScope) bool {
	return (!scope.InClass() || other.class == p.class) && (!scope.InRegion() || other.region == p.region)
}

// values are the ente's figures on a day, over some measures, by code; nil for all.
func (p *peer) values(measures map[string]bool, day plan.Date) PeerValues {
	var v PeerValues
	var waits [16]float64
	days := waits[:0]
	for _, g := range p.grants {
		if measures != nil && !measures[g.measure.Code] {
			continue
		}
		stands, there := g.stands.On(day)
		if !there {
			continue
		}
		v.Money.Add(stands.State, g.cents)
		if wait, ok := stands.DaysToPayment(); ok {
			days = append(days, float64(wait))
		}
	}
	v.PaidShare, v.Timed = v.Money.PaidShare(), len(days)
	if len(days) > 0 {
		slices.Sort(days)
		median := progress.Quantile(days, .5)
		v.Days = &median
	}
	return v
}
