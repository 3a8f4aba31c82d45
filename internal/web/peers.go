package web

import (
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/words"
)

// peersPage puts the ente beside others, by what the open data tell.
var peersPage = page{template: "confronto", params: peersParams, build: buildPeers, peers: true}

const (
	peersPath    = "/confronto"
	paramMeasure = "misura"
	// The same in the API.
	paramMeasureOfAPI = "measure"
	paramDayOfAPI     = "as_of"
)

type peersView struct {
	frame
	Heading  string
	Told     bool // whether the open data tell anything of the ente
	Lead     template.HTML
	Why      template.HTML
	Alone    template.HTML // that there are too few others to compare with; empty where there are enough
	Unsized  template.HTML // why there is no size class; empty where there is one
	Measures []peersChoice
	Figures  []peersFigure
	Through  plan.Date
	Sources  []string
	Fewest   int
	Demo     bool
	JSON     string
	National string // where the data are published
}

type peersChoice struct {
	Name    string
	URL     string
	Current bool
	Content bool // whether the name is the data's, not the site's
	Enti    string
	Left    bool // not among all of them together
}

// peersFigure is one figure: the ente's value, a sentence, and a row for each group.
type peersFigure struct {
	Anchor string
	Title  string
	Text   template.HTML
	Own    template.HTML
	Said   template.HTML // of the narrowest group that is large enough; empty for none
	Note   template.HTML
	Scale  template.HTML
	Rows   []peersRow
}

type peersRow struct {
	Group                string
	Enti                 string
	Strip                template.HTML
	Few                  string // why there are no quartiles; empty where there are
	First, Median, Third string
}

// padigitale is where the open data are published.
const padigitale = "https://github.com/teamdigitale/padigitale2026-opendata"

// peersParams: one measure, of those that there are.
func peersParams(v *visit) (params []string, keep bool) {
	code := ""
	if m, ok := v.peers.Measure(v.query.Get(paramMeasure)); ok {
		code = m.Code
	}
	return []string{paramMeasure, code}, true
}

// inOpenData reports whether the plan has fundings that the open data tell of: enough to be
// put beside others.
func (v *visit) inOpenData() bool {
	return v.content != nil && slices.ContainsFunc(v.content.Fundings, (*board.Funding).Real)
}

func buildPeers(v *visit) (view, error) {
	o := &v.content.Organization
	title := v.say.Plain("peers.title.other")
	if o.Comune() {
		title = v.say.Plain("peers.title")
	}
	page := &peersView{
		frame:   v.frame(title, v.say.Plain("peers.description", "name", o.Name), sectionPeers, true),
		Heading: title, Fewest: board.MinPeers, Demo: o.Demonstration, National: padigitale,
	}
	page.Crumbs = v.crumbsTo(crumb{Text: v.say.Plain("nav.peers")})
	params, _ := peersParams(v)
	measure := params[1]
	c, ok := v.peers.Compare(o.ID, measure, v.content.Day)
	if !ok {
		return page, nil
	}
	page.Told, page.Through = true, c.Through
	for _, source := range c.Sources {
		page.Sources = append(page.Sources, strings.TrimPrefix(source, plan.SourceReal))
	}
	page.JSON = "/api/v1/organizations/" + o.ID + "/comparison" + query(paramMeasureOfAPI, measure, paramDayOfAPI, v.links.day.String())
	if c.Own.Money.Count() > 0 {
		page.Why = v.say.T("peers.why", "applications", v.say.PlainN("peers.n.applications", c.Own.Applications()), "granted", words.Euros(c.Own.Money.Granted()))
	}
	if widest := c.Groups[len(c.Groups)-1]; measure == "" && widest.Enti < board.MinPeers {
		page.Alone = v.say.T("peers.alone", "n", v.say.PlainN("peers.n.enti", widest.Enti), "fewest", board.MinPeers)
		return page, nil
	}
	if (c.Class == plan.SizeClass{}) {
		page.Unsized = v.say.T("peers.unsized.type")
		if o.Comune() {
			page.Unsized = v.say.T("peers.unsized")
		}
	}
	page.Measures = append(page.Measures, peersChoice{Name: v.say.Plain("peers.measures.all"), URL: v.links.peers(""), Current: measure == ""})
	for _, m := range c.Measures {
		page.Measures = append(page.Measures, peersChoice{
			Name: m.Name, URL: v.links.peers(m.Code), Current: m.Code == measure, Content: true, Enti: v.say.PlainN("peers.n.enti", m.Enti), Left: !m.Counted,
		})
	}
	for _, f := range board.PeerFigures {
		page.Figures = append(page.Figures, v.peersFigure(&c, f))
	}
	page.Lead = page.Figures[1].Said
	return page, nil
}

func (v *visit) peersFigure(c *board.Compared, f board.PeerFigure) peersFigure {
	name := "peers." + string(f)
	row := peersFigure{Anchor: string(f), Title: v.say.Plain(name), Text: v.say.T(name + ".text"), Own: v.say.T("peers.own.none")}
	if f == board.PeerPaid {
		row.Anchor = "pagato"
	}
	own := c.Own.Value(f)
	if own != nil {
		row.Own = v.say.T("peers.own", "value", v.peersValue(f, own))
	}
	switch f {
	case board.PeerApplications:
		row.Note = v.say.T("peers.withdrawn", "own", c.Own.Money.WithdrawnCount, "all", c.Groups[0].Money.WithdrawnCount, "group", v.peersGroup(c, c.Groups[0].Scope))
	case board.PeerDays:
		row.Note = v.say.T("peers.waiting", "timed", c.Own.Timed, "open", c.Own.Money.AssignedCount)
	case board.PeerGranted, board.PeerPaid:
	}
	top := 1.0
	if f != board.PeerPaid {
		top = peersTop(c, f)
		row.Scale = v.say.T("peers.scale", "zero", v.peersValue(f, new(float64)), "top", v.peersValue(f, &top))
	} else {
		row.Scale = v.say.T("peers.scale", "zero", words.Percent(0), "top", words.Percent(100))
	}
	for _, g := range c.Groups {
		s := g.Spread(f)
		one := peersRow{Group: v.peersGroup(c, g.Scope), Enti: v.say.PlainN("peers.n.enti", s.Enti)}
		strip := chart.StripSpec{Own: share(own, top)}
		if q := s.Quartiles; q == nil {
			one.Few = v.say.PlainN("peers.few", s.Enti, "fewest", board.MinPeers)
		} else {
			one.First, one.Median, one.Third = v.peersValue(f, &q.First), v.peersValue(f, &q.Median), v.peersValue(f, &q.Third)
			strip.First, strip.Median, strip.Third = share(&q.First, top), share(&q.Median, top), share(&q.Third, top)
			if row.Said == "" {
				row.Said = v.say.T(name+".said", "group", one.Group, "enti", one.Enti, "first", one.First, "third", one.Third, "median", one.Median)
			}
		}
		one.Strip = chart.Strip(strip)
		row.Rows = append(row.Rows, one)
	}
	return row
}

// peersTop is the end of a figure's scale: a round number that all of its values lie below.
func peersTop(c *board.Compared, f board.PeerFigure) float64 {
	top := 1.0
	if own := c.Own.Value(f); own != nil {
		top = max(top, *own)
	}
	for _, g := range c.Groups {
		if q := g.Spread(f).Quartiles; q != nil {
			top = max(top, q.Third)
		}
	}
	unit := math.Pow(10, math.Floor(math.Log10(top)))
	for _, steps := range []float64{1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10} {
		if steps*unit >= top {
			return steps * unit
		}
	}
	return top
}

func share(value *float64, top float64) *float64 {
	if value == nil {
		return nil
	}
	ratio := *value / top
	return &ratio
}

// peersValue writes a value of a figure.
func (v *visit) peersValue(f board.PeerFigure, value *float64) string {
	switch f {
	case board.PeerGranted:
		return v.say.Euros(int64(math.Round(*value)))
	case board.PeerPaid:
		return v.say.Percent(progress.Shown(value))
	case board.PeerDays:
		return v.say.Days(int(math.Round(*value)))
	case board.PeerApplications:
	}
	return v.say.Weight(math.Round(*value*100) / 100)
}

// peersGroup names the enti of a scope.
func (v *visit) peersGroup(c *board.Compared, scope board.PeerScope) string {
	who := v.say.Plain("peers.type", "type", c.Type)
	switch {
	case c.Type == plan.TypeComuni:
		who = v.say.Plain("peers.comuni")
	case c.Type == "":
		who = v.say.Plain("peers.untyped")
	}
	size := ""
	switch {
	case !scope.InClass():
	case c.Class.From <= 1:
		size = v.say.Plain("peers.size.upto", "to", c.Class.To)
	case c.Class.To == 0:
		size = v.say.Plain("peers.size.over", "from", c.Class.From-1)
	default:
		size = v.say.Plain("peers.size", "from", c.Class.From, "to", c.Class.To)
	}
	if size != "" {
		who += " " + size
	}
	if scope.InRegion() {
		return v.say.Plain("peers.region", "who", who, "region", c.Region)
	}
	return v.say.Plain("peers.italy", "who", who)
}
