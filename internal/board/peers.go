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
// takes about fifty bytes: all of Italy, a hundred thousand rows, some five megabytes.
type Peers struct {
	// Version tells states of this process' peers apart.
	Version int64
	// Through is the latest day that the data tell of; zero where they tell of none.
	Through plan.Date
	// Measures are those that there are fundings of, by code.
	Measures []Measure

	byID map[string]*peer
	all  []*peer // by id
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

// grant is a row of the open data; texts are shared with other rows.
type grant struct {
	measure    string // its name
	code       string
	cents      int64
	assignedOn plan.Date
	stateOn    plan.Date
	state      plan.FundingState
}

func (p *peer) same(q *peer) bool {
	return p.id == q.id && p.kind == q.kind && p.region == q.region && p.class == q.class && p.demonstration == q.demonstration &&
		slices.Equal(p.grants, q.grants) && slices.Equal(p.sources, q.sources)
}

// peersOf gathers rows into peers.
type peersOf struct {
	peers map[string]*peer
	last  *peer
	texts map[string]string
	codes map[string]string // of measures, by name
}

func newPeersOf() *peersOf {
	return &peersOf{peers: map[string]*peer{}, texts: map[string]string{}, codes: map[string]string{}}
}

// add takes a row, unless it does not come from the open data.
func (g *peersOf) add(row Grant) {
	if !plan.FromOpenData(row.Funding.Source) {
		return
	}
	o := row.Organization
	if g.last == nil || g.last.id != o.ID {
		g.last = &peer{id: o.ID, kind: g.shared(o.Type), region: g.shared(o.Region), demonstration: o.Demonstration}
		if o.Comune() {
			g.last.kind = plan.TypeComuni
			g.last.class, _ = plan.SizeClassOf(o.Population)
		}
		g.peers[o.ID] = g.last
	}
	f := row.Funding
	measure := g.shared(f.Measure)
	code, known := g.codes[measure]
	if !known {
		code = plan.MeasureCode(measure)
		g.codes[measure] = code
	}
	g.last.grants = append(g.last.grants, grant{
		measure: measure, code: code, cents: f.AmountCents, assignedOn: f.AssignedOn, stateOn: f.StateOn, state: stateOf(f.State),
	})
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

// newPeers makes the peers of what was gathered.
func newPeers(version int64, byID map[string]*peer) *Peers {
	p := &Peers{Version: version, byID: byID, all: slices.Collect(maps.Values(byID))}
	slices.SortFunc(p.all, func(a, b *peer) int { return strings.Compare(a.id, b.id) })
	names := map[string]string{}
	for _, one := range p.all {
		for _, g := range one.grants {
			p.Through = plan.Latest(p.Through, plan.Latest(g.assignedOn, g.stateOn))
			// The longest name of a code tells most; of those the first.
			was := names[g.code]
			if cmp.Or(cmp.Compare(len(g.measure), len(was)), -strings.Compare(g.measure, was)) > 0 {
				names[g.code] = g.measure
			}
		}
	}
	for code, name := range names {
		p.Measures = append(p.Measures, Measure{code, name})
	}
	slices.SortFunc(p.Measures, func(a, b Measure) int { return strings.Compare(a.Code, b.Code) })
	return p
}
