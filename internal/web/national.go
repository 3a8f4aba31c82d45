package web

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// nationalPage tells what the organization does about the lines of a national plan.
var nationalPage = page{template: "piano-nazionale", params: nationalParams, build: buildNational}

const (
	nationalPath = "/piano-nazionale"
	paramEdition = "edizione"
	paramStands  = "stato"
)

// lineSlugs are the states of a line in addresses.
var lineSlugs = map[desk.LineState]string{
	desk.LineLate: "in-ritardo", desk.LineUncovered: "senza-obiettivo", desk.LineCovered: "in-corso", desk.LineDone: "fatte",
}

type nationalView struct {
	frame
	Edition    string // name; empty where no plan is loaded
	Lead       template.HTML
	Why        template.HTML
	Conditions template.HTML // what is told of the lines with a condition
	Counts     []nationalCount
	Editions   []nationalChoice
	Chapters   []nationalChapter
	Narrowed   template.HTML // by which state, in words; empty for all
	WholeURL   string
	DataURL    string
}

type nationalCount struct {
	Text string
	N    int
	URL  string
}

type nationalChoice struct {
	Name    string
	URL     string
	Current bool
}

type nationalChapter struct {
	Heading string
	Lines   []lineRow
}

// lineRow is a line of a national plan.
type lineRow struct {
	Code       string
	Text       string
	When       string
	Due        bool
	Condition  string // for whom, where not for every comune
	State      string
	Late       bool
	Open       bool // nobody carries it out, and it asks for something already
	Objectives []lineObjective
	Edition    string // on an objective's page
}

type lineObjective struct {
	Text string
	URL  string
	Done string
}

// nationalParams: the edition and one state, of those that there are.
func nationalParams(v *visit) (params []string, keep bool) {
	var edition, state string
	if e, ok := v.national.Edition(v.query.Get(paramEdition)); ok && v.query.Get(paramEdition) != "" {
		edition = e.Edition.Code
	}
	for _, slug := range lineSlugs {
		if v.query.Get(paramStands) == slug {
			state = slug
		}
	}
	return []string{paramEdition, edition, paramStands, state}, true
}

func buildNational(v *visit) (view, error) {
	page := &nationalView{frame: v.frame(v.say.Plain("national.title"), v.say.Plain("national.description", "name", v.content.Organization.Name), sectionPlan, false)}
	page.Crumbs = v.crumbsTo(crumb{Text: v.say.Plain("national.title")})
	params, _ := nationalParams(v)
	edition, state := params[1], params[3]
	e, ok := v.national.Edition(edition)
	if !ok {
		return page, nil
	}
	c := desk.CoverageOf(&v.content.Content, e)
	page.Edition = c.Edition.Name
	n := c.Counts
	page.Lead = v.say.T("national.lead", "lines", v.say.PlainN("national.lines", n.Lines), "covered", n.Lines-n.Uncovered)
	page.Why = v.say.T("national.why", "done", n.Done, "late", n.Late, "due", n.UncoveredDue)
	if c.Conditional.Lines > 0 {
		page.Conditions = v.say.T("national.conditions", "lines", c.Conditional.Lines, "covered", c.Conditional.Lines-c.Conditional.Uncovered)
	}
	page.DataURL = "/api/v1/organizations/" + v.content.Organization.ID + "/coverage?edition=" + c.Edition.Code + "&limit=100"
	for _, one := range v.national.Editions {
		page.Editions = append(page.Editions, nationalChoice{one.Edition.Name, v.links.national(one.Edition.Code, ""), one == e})
	}
	shown := map[desk.LineState]int{}
	for _, l := range c.Lines {
		shown[l.State]++
	}
	for _, s := range desk.LineStates {
		count := nationalCount{Text: v.say.Plain("line.state." + string(s)), N: shown[s]}
		if count.N > 0 {
			count.URL = v.links.national(edition, lineSlugs[s])
		}
		page.Counts = append(page.Counts, count)
		if state == lineSlugs[s] {
			page.Narrowed = v.say.T("national.only", "state", v.say.Plain("line.state."+string(s)))
			page.WholeURL = v.links.national(edition, "")
		}
	}
	for _, l := range c.Lines {
		if state != "" && lineSlugs[l.State] != state {
			continue
		}
		heading := v.say.Plain("national.chapter", "n", l.Chapter)
		if last := len(page.Chapters) - 1; last < 0 || page.Chapters[last].Heading != heading {
			page.Chapters = append(page.Chapters, nationalChapter{Heading: heading})
		}
		chapter := &page.Chapters[len(page.Chapters)-1]
		chapter.Lines = append(chapter.Lines, v.lineRow(l))
	}
	return page, nil
}

func (v *visit) lineRow(l desk.CoveredLine) lineRow {
	row := lineRow{
		Code: l.Code, Text: l.Text, When: v.say.LineWhen(l.CatalogueLine), Due: l.Due, State: v.say.Plain("line.state." + string(l.State)),
		Late: l.State == desk.LineLate, Open: l.State == desk.LineUncovered && l.Due,
	}
	switch {
	case l.Dropped:
		row.Condition = v.say.Plain("line.dropped")
	case l.Concerns == plan.ConcernsConditional:
		row.Condition = v.say.Plain("line.conditional", "who", l.AddressedTo)
	case l.Concerns == plan.ConcernsNone:
		row.Condition = v.say.Plain("line.others", "who", l.AddressedTo)
	}
	for _, o := range l.Objectives {
		one := lineObjective{Text: o.Code + " " + o.Title, URL: v.links.objective(o.Code)}
		if o.Figures.Shown >= 0 {
			one.Done = v.say.Percent(o.Figures.Shown)
		}
		row.Objectives = append(row.Objectives, one)
	}
	return row
}

// objectiveLines are the lines that an objective carries out, with their texts where the
// catalogue has them.
func (v *visit) objectiveLines(refs []plan.LineRef) []lineRow {
	var rows []lineRow
	for _, ref := range refs {
		row := lineRow{Code: ref.Code, Edition: ref.Edition}
		if e, ok := v.national.Edition(ref.Edition); ok && ref.Edition != "" {
			row.Edition = e.Edition.Name
		}
		if l, ok := v.national.Line(ref); ok {
			row.Text, row.When = l.Text, v.say.LineWhen(l)
			if l.Dropped {
				row.Condition = v.say.Plain("line.dropped")
			}
		}
		rows = append(rows, row)
	}
	return rows
}
