package board

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// Peers are the enti that the open data tell of, with what they tell: enough to hold one of
// them against the others on any day, without any plan being read. They are immutable. A row
// takes about fifty bytes, an ente three hundred: all of Italy, a hundred thousand rows of eight
// thousand enti, some eight megabytes.
type Peers struct {
	// Version tells states of this process' peers apart.
	Version int64
	// Through is the latest day that the data tell of; zero where they tell of none.
	Through plan.Date
	// Measures are those that there are fundings of, by code.
	Measures []Measure

	byID map[string]*peer
	all  []*peer // by id
	// having is how many enti of a type, demonstrations left out, have a measure: by type and
	// the measure's code.
	having map[string]map[string]int
}

// Measure is a measure of the open data.
type Measure struct{ Code, Name string }

// Count is how many enti the open data tell of here, demonstrations left out.
func (p *Peers) Count() int {
	n := 0
	for _, one := range p.all {
		if !one.demonstration {
			n++
		}
	}
	return n
}

// Measure finds a measure by its code.
func (p *Peers) Measure(code string) (Measure, bool) {
	at, found := slices.BinarySearchFunc(p.Measures, code, func(m Measure, code string) int { return strings.Compare(m.Code, code) })
	if !found {
		return Measure{}, false
	}
	return p.Measures[at], true
}

// peer is what is known of one ente.
type peer struct {
	id            string
	kind          string // its type; empty where nobody knows
	region        string
	class         plan.SizeClass // zero where the population is not known, or is no comune's
	demonstration bool
	grants        []grant
	sources       []string // where the grants come from, each once
}

// grant is a row of the open data; what is text is shared with other rows.
type grant struct {
	measure *Measure
	cents   int64
	stands  plan.FundingStanding
}

func (g grant) same(h grant) bool {
	return *g.measure == *h.measure && g.cents == h.cents && g.stands == h.stands
}

func (p *peer) same(q *peer) bool {
	return p.id == q.id && p.kind == q.kind && p.region == q.region && p.class == q.class && p.demonstration == q.demonstration &&
		slices.EqualFunc(p.grants, q.grants, grant.same) && slices.Equal(p.sources, q.sources)
}

// peersOf gathers rows into peers.
type peersOf struct {
	peers    map[string]*peer
	last     *peer
	rows     []grant // of the last one
	texts    map[string]string
	measures map[string]*Measure // by name
}

func newPeersOf() *peersOf {
	return &peersOf{peers: map[string]*peer{}, texts: map[string]string{}, measures: map[string]*Measure{}}
}

// done gives what was gathered.
func (g *peersOf) done() map[string]*peer {
	g.finish()
	return g.peers
}

// finish keeps the rows of the last peer, in no more room than they need.
func (g *peersOf) finish() {
	if g.last != nil {
		g.last.grants = append(make([]grant, 0, len(g.rows)), g.rows...)
	}
	g.last, g.rows = nil, g.rows[:0]
}

// add takes a row, unless it does not come from the open data.
func (g *peersOf) add(row Grant) {
	if !plan.FromOpenData(row.Funding.Source) {
		return
	}
	o := row.Organization
	if g.last == nil || g.last.id != o.ID {
		g.finish()
		g.last = &peer{id: o.ID, kind: g.shared(o.Type), region: g.shared(o.Region), demonstration: o.Demonstration}
		if o.Comune() {
			g.last.kind = plan.TypeComuni
			g.last.class, _ = plan.SizeClassOf(o.Population)
		}
		g.peers[o.ID] = g.last
	}
	f := row.Funding
	measure := g.measures[f.Measure]
	if measure == nil {
		name := strings.Clone(f.Measure)
		measure = &Measure{plan.MeasureCode(name), name}
		g.measures[name] = measure
	}
	g.rows = append(g.rows, grant{measure, f.AmountCents, plan.FundingStanding{AssignedOn: f.AssignedOn, State: stateOf(f.State), StateOn: f.StateOn}})
	if source := g.shared(f.Source); !slices.Contains(g.last.sources, source) {
		g.last.sources = append(g.last.sources, source)
	}
}

// shared is a text that is kept once, whatever the number of rows that have it.
func (g *peersOf) shared(s string) string {
	if kept, ok := g.texts[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	g.texts[s] = s
	return s
}

// stateOf is the constant, so that rows do not keep what they were read from.
func stateOf(s plan.FundingState) plan.FundingState {
	if at := slices.Index(plan.FundingStates, s); at >= 0 {
		return plan.FundingStates[at]
	}
	return s
}

// count counts the measures of an ente among those of its type.
func (p *Peers) count(one *peer) {
	if one.demonstration {
		return
	}
	of := p.having[one.kind]
	if of == nil {
		of = map[string]int{}
		p.having[one.kind] = of
	}
	for i, g := range one.grants {
		if !slices.ContainsFunc(one.grants[:i], func(earlier grant) bool { return earlier.measure.Code == g.measure.Code }) {
			of[g.measure.Code]++
		}
	}
}

// newPeers makes the peers of what was gathered.
func newPeers(version int64, byID map[string]*peer) *Peers {
	p := &Peers{Version: version, byID: byID, all: slices.Collect(maps.Values(byID)), having: map[string]map[string]int{}}
	slices.SortFunc(p.all, func(a, b *peer) int { return strings.Compare(a.id, b.id) })
	names := map[string]string{}
	for _, one := range p.all {
		p.count(one)
		for _, g := range one.grants {
			if last := plan.Latest(g.stands.AssignedOn, g.stands.StateOn); last.After(p.Through) || p.Through.IsZero() {
				p.Through = last
			}
			// The longest name of a code tells most; of those the first.
			was := names[g.measure.Code]
			if cmp.Or(cmp.Compare(len(g.measure.Name), len(was)), -strings.Compare(g.measure.Name, was)) > 0 {
				names[g.measure.Code] = g.measure.Name
			}
		}
	}
	for code, name := range names {
		p.Measures = append(p.Measures, Measure{code, name})
	}
	slices.SortFunc(p.Measures, func(a, b Measure) int { return strings.Compare(a.Code, b.Code) })
	return p
}
