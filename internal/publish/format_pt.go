package publish

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

//go:embed format_pt.json
var formatPTHeadings []byte

// FormatPTHeadings are the words around what a plan says in the shape of AgID's "Format PT".
// An installation replaces them by a file of its own when AgID does.
type FormatPTHeadings struct {
	Title     string `json:"title"`
	Chapter   string `json:"chapter"`
	Objective string `json:"objective"`
	Line      string `json:"line"`
	Text      string `json:"text"`
	Asked     string `json:"asked"`
	Action    string `json:"action"`
	Deadlines string `json:"deadlines"`
	Offices   string `json:"offices"`
	Money     string `json:"money"`
	Uncovered string `json:"uncovered"`
	// Chapters are the names of the national plan's chapters by their numbers.
	Chapters map[string]string `json:"chapters"`
}

// DefaultFormatPT are the headings that the program brings.
func DefaultFormatPT() FormatPTHeadings {
	h, err := ReadFormatPT(formatPTHeadings)
	if err != nil {
		panic("publish: the headings of the program itself: " + err.Error())
	}
	return h
}

// ReadFormatPT reads headings from JSON: every one has to be there, and nothing else.
func ReadFormatPT(raw []byte) (FormatPTHeadings, error) {
	var h FormatPTHeadings
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&h); err != nil {
		return h, fmt.Errorf("the headings of Format PT: %w", err)
	}
	for name, text := range map[string]string{
		"title": h.Title, "chapter": h.Chapter, "objective": h.Objective, "line": h.Line, "text": h.Text, "asked": h.Asked, "action": h.Action,
		"deadlines": h.Deadlines, "offices": h.Offices, "money": h.Money, "uncovered": h.Uncovered,
	} {
		if strings.TrimSpace(text) == "" {
			return h, fmt.Errorf("the headings of Format PT: %q is missing", name)
		}
	}
	return h, nil
}

// FormatPT is a plan in the order of the national one: what the administration does for each
// line of action, by when, who answers for it, and with which money.
type FormatPT struct {
	Organization plan.Organization
	Day          plan.Date
	Edition      plan.CatalogueEdition
	Chapters     []FormatPTChapter
}

// FormatPTChapter is a chapter of the national plan.
type FormatPTChapter struct {
	Code, Name string // Name is empty where the headings have none
	Objectives []FormatPTObjective
}

// FormatPTObjective is an objective of the national plan; Code is empty for lines that name
// none.
type FormatPTObjective struct {
	Code, Title string
	Lines       []FormatPTLine
}

// FormatPTLine is a line of action that concerns the administration, or that it answers.
type FormatPTLine struct {
	plan.CatalogueLine
	Answers []FormatPTAnswer
}

// FormatPTAnswer is an objective of the administration that points at the line.
type FormatPTAnswer struct {
	Objective *board.Objective
	// Offices are codes: the lead office, then those of its milestones.
	Offices  []string
	Fundings []*board.Funding
}

// FormatPTOf makes the document of one edition: its code, or "" for the one that most
// objectives of the plan point at. Lines that concern every comune are there even where
// nothing answers them. A plan that points at an edition that the installation has not has
// the codes of the lines alone. Drafts and cancelled objectives answer nothing.
func FormatPTOf(c *board.Content, catalogue *plan.Catalogue, edition string, h FormatPTHeadings) (FormatPT, error) {
	if edition == "" {
		edition = mostUsedEdition(c, catalogue)
	}
	content := editionContent(c, catalogue, edition)
	if content == nil {
		return FormatPT{}, plan.NotFound("edition")
	}
	doc := FormatPT{Organization: c.Organization, Day: c.Day, Edition: content.Edition}
	for _, line := range content.Lines {
		one := FormatPTLine{CatalogueLine: line, Answers: answers(c, plan.LineRef{Edition: edition, Code: line.Code})}
		if len(one.Answers) > 0 || line.Concerns == plan.ConcernsAll && !line.Dropped {
			doc.add(content, one, h)
		}
	}
	return doc, nil
}

func mostUsedEdition(c *board.Content, catalogue *plan.Catalogue) string {
	uses, most := map[string]int{}, ""
	for _, e := range catalogue.Editions {
		uses[e.Edition.Code] = 0
		if most == "" {
			most = e.Edition.Code // the latest
		}
	}
	for _, o := range c.Objectives {
		for _, l := range o.Lines {
			uses[l.Edition]++
			if uses[l.Edition] > uses[most] || most == "" {
				most = l.Edition
			}
		}
	}
	return most
}

// editionContent is what the catalogue has of an edition, else what the plan points at; nil
// where neither knows it.
func editionContent(c *board.Content, catalogue *plan.Catalogue, edition string) *plan.CatalogueContent {
	if edition == "" {
		return nil
	}
	if known, ok := catalogue.Edition(edition); ok {
		return known
	}
	content := &plan.CatalogueContent{Edition: plan.CatalogueEdition{Code: edition, Name: edition}}
	for _, o := range c.Objectives {
		for _, l := range o.Lines {
			if l.Edition != edition {
				continue
			}
			if _, there := content.Line(l.Code); !there {
				chapter, _, _ := strings.Cut(strings.TrimPrefix(l.Code, "CAP"), ".")
				content.Lines = append(content.Lines, plan.CatalogueLine{Code: l.Code, Chapter: chapter, Concerns: plan.ConcernsConditional})
			}
		}
	}
	if len(content.Lines) == 0 {
		return nil
	}
	plan.SortCatalogue([]*plan.CatalogueContent{content})
	return content
}

func answers(c *board.Content, ref plan.LineRef) []FormatPTAnswer {
	var all []FormatPTAnswer
	for _, o := range c.InOrder() {
		if !slices.Contains(o.Lines, ref) || o.Terms.State == plan.ObjectiveCancelled || o.Terms.State == plan.ObjectiveDraft {
			continue
		}
		one := FormatPTAnswer{Objective: o, Fundings: c.FundingsOf(o.Code)}
		if o.Terms.LeadOffice != "" {
			one.Offices = append(one.Offices, o.Terms.LeadOffice)
		}
		for _, m := range o.Milestones {
			if office := m.Status.Office; office != "" && !slices.Contains(one.Offices, office) {
				one.Offices = append(one.Offices, office)
			}
		}
		all = append(all, one)
	}
	return all
}

// add puts a line in its place; lines come in the order of their codes.
func (doc *FormatPT) add(content *plan.CatalogueContent, line FormatPTLine, h FormatPTHeadings) {
	at := slices.IndexFunc(doc.Chapters, func(c FormatPTChapter) bool { return c.Code == line.Chapter })
	if at < 0 {
		at = len(doc.Chapters)
		doc.Chapters = append(doc.Chapters, FormatPTChapter{Code: line.Chapter, Name: h.Chapters[line.Chapter]})
	}
	chapter := &doc.Chapters[at]
	at = slices.IndexFunc(chapter.Objectives, func(o FormatPTObjective) bool { return o.Code == line.Objective })
	if at < 0 {
		at = len(chapter.Objectives)
		of, _ := content.Objective(line.Objective)
		chapter.Objectives = append(chapter.Objectives, FormatPTObjective{Code: line.Objective, Title: of.Title})
	}
	chapter.Objectives[at].Lines = append(chapter.Objectives[at].Lines, line)
}

// FormatPTXLSX writes the document as a workbook with one sheet: a row for each answer to a
// line, and one for each line that nothing answers.
func FormatPTXLSX(c *board.Content, doc FormatPT, h FormatPTHeadings) ([]byte, error) {
	s := Sheet{Name: "Format PT", Columns: []Column{
		{h.Chapter, 26}, {h.Objective, 34}, {h.Line, 14}, {h.Text, 60}, {h.Asked, 16}, {h.Action, 48}, {h.Deadlines, 40}, {h.Offices, 30}, {h.Money, 48},
	}}
	w := briefing{c}
	for _, chapter := range doc.Chapters {
		for _, o := range chapter.Objectives {
			for _, l := range o.Lines {
				about := []any{joined(chapter.Code, chapter.Name), joined(o.Code, o.Title), l.Code, l.Text, asked(l.CatalogueLine)}
				if len(l.Answers) == 0 {
					s.Rows = append(s.Rows, append(about, h.Uncovered))
				}
				for _, a := range l.Answers {
					s.Rows = append(s.Rows, append(slices.Clone(about), joined(a.Objective.Code, a.Objective.Title), deadlines(a.Objective), w.officeNames(a.Offices), fundingLines(a.Fundings)))
				}
			}
		}
	}
	return XLSX([]Sheet{s})
}

func joined(code, name string) string { return strings.TrimSpace(code + " " + name) }

// asked says when a line asks for what it asks.
func asked(l plan.CatalogueLine) string {
	month := func(m plan.Month) string {
		year, number, _ := strings.Cut(string(m), "-")
		return number + "/" + year
	}
	var said []string
	if l.From != "" {
		said = append(said, "da "+month(l.From))
	}
	if l.By != "" {
		said = append(said, "entro "+month(l.By))
	}
	if len(said) == 0 {
		return "in vigore"
	}
	return strings.Join(said, ", ")
}

func italianDay(d plan.Date) string { return d.Time().Format("02/01/2006") }

// deadlines are the objective's own days, then those of its milestones.
func deadlines(o *board.Objective) string {
	var said []string
	if !o.Terms.StartOn.IsZero() {
		said = append(said, "inizio "+italianDay(o.Terms.StartOn))
	}
	if !o.Terms.DueOn.IsZero() {
		said = append(said, "fine "+italianDay(o.Terms.DueOn))
	}
	for _, m := range o.InOrder() {
		if m.Status.State != plan.MilestoneCancelled && !m.Status.DueOn.IsZero() {
			said = append(said, m.ID+" "+m.Title+": "+italianDay(m.Status.DueOn))
		}
	}
	return strings.Join(said, "\n")
}

func (w briefing) officeNames(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = w.officeName(code)
	}
	return strings.Join(names, "\n")
}

// FundingLine says one funding in a line: what it is, how much, where it stands, its CUP.
func FundingLine(f *board.Funding) string {
	euros := fmt.Sprintf("%d,%02d", f.AmountCents/100, f.AmountCents%100)
	whole, hundredths, _ := strings.Cut(euros, ",")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "." + whole[i:]
	}
	said := f.Measure + ": " + whole + "," + hundredths + " €, " + fundingNames[f.State]
	if f.CUP != "" {
		said += ", CUP " + f.CUP
	}
	return said
}

func fundingLines(fundings []*board.Funding) string {
	said := make([]string, len(fundings))
	for i, f := range fundings {
		said[i] = FundingLine(f)
	}
	return strings.Join(said, "\n")
}
