// Package found is what the search pages of the public and of the staff have in common: a row
// for everything that was found, with the words marked.
package found

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/search"
	"github.com/traguardi/traguardi/internal/web/gauge"
	"github.com/traguardi/traguardi/internal/web/pager"
	"github.com/traguardi/traguardi/internal/web/words"
)

// The parameters of a search page, as people see them in the address.
const (
	ParamWords = "q"
	ParamKind  = "tipo"
)

const (
	// few is how many of each kind are shown where all kinds are.
	few = 5
	// many is how many of one kind are on a page.
	many = 20
	// mostPages bounds what is paged through: nobody reads on there, and finding words that
	// narrow it down is quicker.
	mostPages = 50
	// letters is about how long the excerpt of a text is.
	letters = 220
)

var slugs = map[board.Kind]string{
	board.KindObjective: "obiettivi", board.KindMilestone: "traguardi", board.KindMeeting: "riunioni",
	board.KindAction: "azioni", board.KindFunding: "finanziamenti",
}

// Asked is what is looked for.
type Asked struct {
	Words string
	Kind  board.Kind // empty for all
	Page  int
	query search.Query
	err   error
}

// Read takes what is looked for from a query string.
func Read(query url.Values) Asked {
	a := Asked{Words: plan.CleanSearch(query.Get(ParamWords)), Page: min(pager.Asked(query), mostPages)}
	for kind, slug := range slugs {
		if query.Get(ParamKind) == slug {
			a.Kind = kind
		}
	}
	a.query, a.err = search.Parse(a.Words)
	return a
}

// Nothing reports that there is nothing to look for: no index is needed to say so.
func (a Asked) Nothing() bool { return a.err != nil || a.query.Empty() }

// Params are the parameters in their order, names and values in turn.
func (a Asked) Params() []string {
	return []string{ParamWords, a.Words, ParamKind, slugs[a.Kind], pager.Param, pager.Value(a.Page)}
}

func (a Asked) of(kind board.Kind, page int) []string {
	a.Kind, a.Page = kind, page
	return a.Params()
}

// Site is what differs between the pages of the public and of the staff.
type Site struct {
	Say     *words.Speaker
	Content *board.Content
	// To is the address of the search page with these parameters.
	To func(params ...string) string
	// Addresses of what was found. Those of an action lead to its meeting.
	Objective, Milestone, Meeting, Action, Funding func(of board.Hit) string
}

// Results is what a search page shows.
type Results struct {
	Words string
	Max   int
	// Refused says what is wrong with the words; empty where nothing is.
	Refused string
	// Asked: something was looked for, and taken.
	Asked  bool
	Total  int
	Count  template.HTML
	Kinds  []Choice
	Groups []Group
	Paging *pager.Pages
	// Narrow: there are more than can be paged through.
	Narrow bool
}

// Choice is a kind with how many of it there are.
type Choice struct {
	Text    string
	N       int
	URL     string
	Current bool
}

// Group is what was found of one kind.
type Group struct {
	Slug    string
	Heading string
	Rows    []Row
	// All is the address of all of the kind, where there are more; More its text.
	All  string
	More string
}

// Row is one thing that was found.
type Row struct {
	Code  template.HTML
	Title template.HTML
	URL   string
	Text  template.HTML
	Facts []Fact
}

// Fact is a word about a row; Content is written by people, in Italian.
type Fact struct {
	Text    string
	Content bool
}

// Find looks for what was asked; the index may be nil where that is nothing.
func (s Site) Find(x *board.Index, a Asked) *Results {
	r := &Results{Words: a.Words, Max: plan.MaxSearch}
	switch {
	case a.err != nil:
		r.Refused = s.Say.Plain("search.refused", "most", search.MaxWords)
		return r
	case a.query.Empty():
		return r
	}
	r.Asked = true
	var found board.Found
	if a.Kind == "" {
		found = x.Find(a.query, board.Part{Limit: few, Each: true})
		hits := found.Hits
		for _, kind := range board.Kinds {
			n := min(found.Of[kind], few)
			s.group(r, x, a, kind, hits[:n], found.Of[kind])
			hits = hits[n:]
		}
	} else {
		found = s.page(r, x, a)
	}
	for _, kind := range board.Kinds {
		r.Total += found.Of[kind]
	}
	r.Count = s.Say.N("search.count", r.Total, "words", a.Words)
	if r.Total == 0 {
		r.Count = s.Say.T("search.count.none", "words", a.Words)
	}
	r.Kinds = append(r.Kinds, Choice{s.Say.Plain("search.all"), r.Total, s.To(a.of("", 1)...), a.Kind == ""})
	for _, kind := range board.Kinds {
		if n := found.Of[kind]; n > 0 || a.Kind == kind {
			r.Kinds = append(r.Kinds, Choice{s.Say.Plain("search.kind." + string(kind)), n, s.To(a.of(kind, 1)...), a.Kind == kind})
		}
	}
	return r
}

func (s Site) group(r *Results, x *board.Index, a Asked, kind board.Kind, hits []board.Hit, total int) {
	if total == 0 {
		return
	}
	g := Group{Slug: slugs[kind], Heading: s.Say.Plain("search.kind." + string(kind)), Rows: s.rows(x, a, hits)}
	if total > few {
		g.All, g.More = s.To(a.of(kind, 1)...), s.Say.Plain("search.more."+string(kind), "n", total)
	}
	r.Groups = append(r.Groups, g)
}

// page shows one page of one kind.
func (s Site) page(r *Results, x *board.Index, a Asked) board.Found {
	found := x.Find(a.query, board.Part{Kind: a.Kind, From: (a.Page - 1) * many, Limit: many})
	if len(found.Hits) == 0 && found.Total > 0 { // beyond the end: the last page
		a.Page = (found.Total + many - 1) / many
		found = x.Find(a.query, board.Part{Kind: a.Kind, From: (a.Page - 1) * many, Limit: many})
	}
	r.Narrow = found.Total > mostPages*many
	_, _, r.Paging = pager.Cut(min(found.Total, mostPages*many), many, a.Page, func(n int) string { return s.To(a.of(a.Kind, n)...) })
	if found.Total > 0 {
		r.Groups = []Group{{Slug: slugs[a.Kind], Heading: s.Say.Plain("search.kind." + string(a.Kind)), Rows: s.rows(x, a, found.Hits)}}
	}
	return found
}

func (s Site) rows(x *board.Index, a Asked, hits []board.Hit) []Row {
	rows := make([]Row, len(hits))
	for i, h := range hits {
		rows[i] = s.row(h)
		rows[i].Title = Marked(a.query.Pieces(h.Title()))
		rows[i].Text = Marked(x.Text(&h, a.query, letters))
		if code := h.Code(); code != "" {
			rows[i].Code = Marked(a.query.Pieces(code))
		}
	}
	return rows
}

func (s Site) row(h board.Hit) Row {
	switch h.Kind {
	case board.KindObjective:
		return s.objective(h)
	case board.KindMilestone:
		return s.milestone(h)
	case board.KindMeeting:
		return Row{URL: s.Meeting(h), Facts: s.facts(s.Say.Date(h.Meeting.HeldOn), s.Say.Plain("meeting.state."+string(h.Meeting.State)))}
	case board.KindAction:
		row := Row{URL: s.Action(h), Facts: s.facts(s.Say.Plain("search.due", "day", h.Action.DueOn), s.Say.Plain("action."+string(h.Action.State)))}
		return row.about(s.Content.OfficeName(h.Action.Office))
	}
	row := Row{URL: s.Funding(h), Facts: s.facts(s.Say.Euros(h.Funding.AmountCents), gauge.State(s.Say, h.Funding))}
	return row.about(h.Funding.Objective)
}

func (s Site) objective(h board.Hit) Row {
	o := h.Objective
	state := ""
	if !o.Terms.State.Counted() {
		state = s.Say.Plain("objective.state." + string(o.Terms.State))
	}
	row := Row{URL: s.Objective(h), Facts: s.facts(s.Say.Plain("horizon."+string(o.Terms.Horizon)), state)}
	if o.Terms.LeadOffice != "" {
		row = row.about(s.Content.OfficeName(o.Terms.LeadOffice))
	}
	return row
}

func (s Site) milestone(h board.Hit) Row {
	m := h.Milestone
	due := ""
	if !m.Status.DueOn.IsZero() {
		due = s.Say.Plain("search.due", "day", m.Status.DueOn)
	}
	row := Row{URL: s.Milestone(h), Facts: s.facts(due, s.state(m))}
	if m.Status.Office != "" {
		row = row.about(s.Content.OfficeName(m.Status.Office))
	}
	return row.about(h.Objective.Title)
}

// state says where a milestone stands.
func (s Site) state(m *board.Milestone) string {
	key := "state." + string(m.Status.State)
	switch m.Status.State {
	case plan.MilestoneInProgress, plan.MilestoneBlocked:
		return s.Say.Plain(key, "done", words.Percent(m.Status.Percent))
	case plan.MilestonePlanned:
		if start := m.Status.StartOn; !start.IsZero() && !start.After(s.Content.Day) {
			return s.Say.Plain("state.to_begin")
		}
	}
	return s.Say.Plain(key)
}

func (s Site) facts(texts ...string) []Fact {
	var facts []Fact
	for _, t := range texts {
		if t != "" {
			facts = append(facts, Fact{Text: t})
		}
	}
	return facts
}

func (r Row) about(content string) Row {
	r.Facts = append(r.Facts, Fact{Text: content, Content: true})
	return r
}

// Marked writes pieces as HTML, what was found in mark.
func Marked(pieces []search.Piece) template.HTML {
	var b strings.Builder
	for _, p := range pieces {
		if p.Found {
			b.WriteString("<mark>")
		}
		template.HTMLEscape(&b, []byte(p.Text))
		if p.Found {
			b.WriteString("</mark>")
		}
	}
	return template.HTML(b.String()) //nolint:gosec // escaped piece by piece
}
