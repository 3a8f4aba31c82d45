package area

import (
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const linesPath = "/linee"

// lineRoutes are the lines of national plans, and what the organization does about them.
func (s *Site) lineRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}" + linesPath, op: tracker.OpStaffRead, handle: s.lines},
		{pattern: "POST /area/{ipa}" + linesPath, op: tracker.OpObjectiveCreate, handle: s.adoptLine},
	}
}

type linesView struct {
	frame
	Edition  string // name; empty where no plan is loaded
	Code     string
	Counts   []lineCount
	Words    field
	States   field
	Editions field
	Several  bool // editions
	Rows     []lineRow
	Narrowed bool
	WholeURL string
	MayAdopt bool
	Changes  *lineChanges
}

type lineCount struct {
	Text string
	N    int
}

type lineRow struct {
	Code, Text, When string
	Condition        string // for whom, where not for every comune
	State            string
	Late, Due        bool
	Objectives       []crumb
	Adopt            bool
	AdoptLabel       string
}

// lineChanges is what the edition changed since the one before.
type lineChanges struct {
	Since          string
	Added, Dropped []string
	Moved          []string // with both dates
	Reworded       []string
}

// lines lists what a national plan asks of a comune, and who carries it out.
func (s *Site) lines(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	catalogue, err := s.Boards.Catalogue(v.ctx())
	if err != nil {
		return nil, err
	}
	page := &linesView{WholeURL: v.at(linesPath, "edizione", v.asked("edizione")), MayAdopt: v.may(tracker.OpObjectiveCreate)}
	page.frame = v.frame(v.say.Plain("lines.title"), sectionObjectives)
	page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {Text: page.Title}}
	page.Wide = true
	e, ok := catalogue.Edition(v.asked("edizione"))
	if !ok {
		e, ok = catalogue.Edition("")
	}
	if !ok {
		return v.page("linee", page)
	}
	c := desk.CoverageOf(&staff.Content, e)
	page.Edition, page.Code, page.Several = e.Edition.Name, e.Edition.Code, len(catalogue.Editions) > 1
	page.Lede = v.say.N("lines.count", c.Counts.Lines)
	page.Counts = []lineCount{
		{v.say.Plain("lines.state.late"), c.Counts.Late}, {v.say.Plain("lines.open"), c.Counts.UncoveredDue},
		{v.say.Plain("lines.state.uncovered"), c.Counts.Uncovered}, {v.say.Plain("lines.state.covered"), c.Counts.Covered},
		{v.say.Plain("lines.state.done"), c.Counts.Done},
	}
	asked := v.asked("stato")
	words := plan.CleanSearch(v.asked("parole"))
	page.Narrowed = asked != "" || words != ""
	blank := &form{}
	page.Words = blank.fill(field{Name: "parole", Label: v.say.Plain("lines.words"), Type: "search", Value: words, Max: 100, Unmarked: true})
	states := []choice{{"", v.say.Plain("lines.state.all"), asked == ""}}
	for _, state := range desk.LineStates {
		states = append(states, choice{string(state), v.say.Plain("lines.state." + string(state)), asked == string(state)})
	}
	page.States = blank.fill(field{Name: "stato", Label: v.say.Plain("lines.state"), Type: "select", Value: asked, Options: states, Unmarked: true})
	var editions []choice
	for _, one := range catalogue.Editions {
		editions = append(editions, choice{one.Edition.Code, one.Edition.Name, one == e})
	}
	page.Editions = blank.fill(field{Name: "edizione", Label: v.say.Plain("lines.edition"), Type: "select", Value: e.Edition.Code, Options: editions, Unmarked: true})
	for _, l := range c.Lines {
		if asked != "" && asked != string(l.State) || !lineHasWords(l, words) {
			continue
		}
		page.Rows = append(page.Rows, v.lineRow(l, page.MayAdopt))
	}
	if earlier, ok := catalogue.Before(e.Edition.Code); ok {
		page.Changes = v.lineChanges(e, earlier)
	}
	return v.page("linee", page)
}

func lineHasWords(l desk.CoveredLine, words string) bool {
	return plan.NewSearch(words).Finds(l.Code, l.Text, l.AddressedTo)
}

func (v *visit) lineRow(l desk.CoveredLine, mayAdopt bool) lineRow {
	row := lineRow{
		Code: l.Code, Text: l.Text, When: v.say.LineWhen(l.CatalogueLine), State: v.say.Plain("lines.state." + string(l.State)),
		Late: l.State == desk.LineLate, Due: l.State == desk.LineUncovered && l.Due, AdoptLabel: v.say.Plain("lines.adopt.line", "code", l.Code),
		Adopt: mayAdopt && l.State == desk.LineUncovered && !l.Dropped,
	}
	switch {
	case l.Dropped:
		row.Condition = v.say.Plain("lines.dropped")
	case l.Concerns != plan.ConcernsAll:
		row.Condition = v.say.Plain("lines.for", "who", l.AddressedTo)
	}
	for _, o := range l.Objectives {
		row.Objectives = append(row.Objectives, crumb{o.Code + " " + o.Title, v.at(objectivesPath + "/" + o.Code)})
	}
	return row
}

func (v *visit) lineChanges(e, earlier *plan.CatalogueContent) *lineChanges {
	changes := e.ChangesSince(earlier)
	out := &lineChanges{Since: earlier.Edition.Name}
	for _, l := range changes.Added {
		out.Added = append(out.Added, l.Code)
	}
	for _, l := range changes.Dropped {
		out.Dropped = append(out.Dropped, l.Code)
	}
	for _, m := range changes.Moved {
		out.Moved = append(out.Moved, v.say.Plain("lines.moved", "code", m.After.Code, "before", v.say.LineWhen(m.Before), "after", v.say.LineWhen(m.After)))
	}
	for _, m := range changes.Reworded {
		out.Reworded = append(out.Reworded, m.After.Code)
	}
	return out
}

// adoptLine makes a draft objective of a line, and leads to it; where one carries it out
// already, to that one.
func (s *Site) adoptLine(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		receipt, err := s.Tracker.AdoptLine(v.write(f), tracker.AdoptLine{
			Organization: v.ipa, Line: plan.LineRef{Edition: f.text("edition"), Code: f.text("line")},
		})
		notice := "adopted"
		if receipt.Replayed {
			notice = "adopted-before"
		}
		return withNotice(v.at(objectivesPath+"/"+receipt.ID), notice), err
	}, func(*form) (reply, error) { return s.lines(v) })
}

// linesField are the lines that an objective carries out, as codes: those of the latest
// edition alone, others behind their edition and a colon.
func (v *visit) linesField(catalogue *plan.Catalogue, o *board.Objective) field {
	return field{
		Name: "lines", Label: v.say.Plain("lines.field"), Value: typedLines(catalogue, o.Lines), Max: 4000,
		Hint: v.say.T("lines.field.hint"),
	}
}

func typedLines(catalogue *plan.Catalogue, lines []plan.LineRef) string {
	latest, known := catalogue.Edition("")
	typed := make([]string, len(lines))
	for i, l := range lines {
		typed[i] = l.Edition + ":" + l.Code
		if known && l.Edition == latest.Edition.Code {
			typed[i] = l.Code
		}
	}
	return strings.Join(typed, ", ")
}

// readLines reads what typedLines writes, with commas, semicolons or blanks between codes. A
// code without an edition where no plan is loaded names none, which the rules refuse.
func readLines(catalogue *plan.Catalogue, typed string) []plan.LineRef {
	var latest string
	if e, ok := catalogue.Edition(""); ok {
		latest = e.Edition.Code
	}
	lines := []plan.LineRef{}
	for _, one := range strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",; \t\n", r) }) {
		ref := plan.LineRef{Edition: latest, Code: strings.ToUpper(one)}
		if edition, code, ok := strings.Cut(one, ":"); ok {
			ref = plan.LineRef{Edition: strings.ToLower(edition), Code: strings.ToUpper(code)}
		}
		if !slices.Contains(lines, ref) {
			lines = append(lines, ref)
		}
	}
	return lines
}
