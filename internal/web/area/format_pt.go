package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/words"
)

const (
	formatPTPath = "/format-pt"
	paramEdition = "edizione"
)

func (s *Site) formatPTRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}" + formatPTPath, op: tracker.OpStaffRead, handle: s.formatPT},
		{pattern: "GET /area/{ipa}" + formatPTPath + ".xlsx", op: tracker.OpStaffRead, handle: s.formatPTFile},
	}
}

type formatPTView struct {
	frame
	Heads    publish.FormatPTHeadings
	Document publish.FormatPT
	Chapters []formatPTChapter
	Editions field
	Several  bool // there is an edition to choose
	FileURL  string
}

type formatPTChapter struct {
	Anchor     string
	Code, Name string
	Objectives []formatPTObjective
}

type formatPTObjective struct {
	Code, Title string
	Lines       []formatPTLine
}

type formatPTLine struct {
	Code, Text, When string
	Answers          []formatPTAnswer
}

type formatPTAnswer struct {
	Code, Title, URL string
	Done             string
	Deadlines        []template.HTML
	Offices          []string
	Fundings         []string
}

// formatPTDocument is what both forms of it show.
func (v *visit) formatPTDocument() (*board.Staff, *plan.Catalogue, publish.FormatPT, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, nil, publish.FormatPT{}, err
	}
	catalogue, err := v.site.Boards.Catalogue(v.ctx())
	if err != nil {
		return nil, nil, publish.FormatPT{}, err
	}
	doc, err := publish.FormatPTOf(&staff.Content, catalogue, v.asked(paramEdition), v.site.formatPTHeads())
	return staff, catalogue, doc, err
}

func (s *Site) formatPTHeads() publish.FormatPTHeadings {
	if s.FormatPT != nil {
		return *s.FormatPT
	}
	return publish.DefaultFormatPT()
}

// formatPT shows the plan in the shape of AgID's Format PT. Where no edition is known, to the
// installation or to the plan, it says what to do.
func (s *Site) formatPT(v *visit) (reply, error) {
	staff, catalogue, doc, err := v.formatPTDocument()
	nothing := v.asked(paramEdition) == "" && plan.KindOf(err) == plan.KindNotFound
	if err != nil && (!nothing || staff == nil) {
		return nil, err
	}
	heads := s.formatPTHeads()
	page := &formatPTView{Heads: heads, Document: doc}
	if !nothing {
		page.FileURL = v.at(formatPTPath+".xlsx", paramEdition, doc.Edition.Code)
	}
	var editions []choice
	for _, e := range catalogue.Editions {
		editions = append(editions, choice{Value: e.Edition.Code, Text: e.Edition.Name})
	}
	page.Several = len(editions) > 1
	page.Editions = (&form{}).fill(field{Name: paramEdition, Label: v.say.Plain("format_pt.edition"), Type: "select", Unmarked: true, Options: editions, Value: doc.Edition.Code, Hint: v.say.T("format_pt.edition.hint")})
	for _, c := range doc.Chapters {
		chapter := formatPTChapter{Anchor: fieldID("capitolo-" + c.Code), Code: c.Code, Name: c.Name}
		for _, o := range c.Objectives {
			objective := formatPTObjective{Code: o.Code, Title: o.Title}
			for _, l := range o.Lines {
				line := formatPTLine{Code: l.Code, Text: l.Text, When: v.askedWhen(l.CatalogueLine)}
				for _, a := range l.Answers {
					line.Answers = append(line.Answers, v.formatPTAnswer(a))
				}
				objective.Lines = append(objective.Lines, line)
			}
			chapter.Objectives = append(chapter.Objectives, objective)
		}
		page.Chapters = append(page.Chapters, chapter)
	}
	page.frame = v.frame(heads.Title, sectionReport)
	page.Lede = text(doc.Edition.Name)
	page.Crumbs = []crumb{{v.say.Plain("briefing.title"), v.at("/rapporto")}, {Text: v.say.Plain("format_pt.short")}}
	page.Wide = true
	return v.largePage("format-pt", page)
}

// askedWhen says when a line asks for what it asks.
func (v *visit) askedWhen(l plan.CatalogueLine) string {
	switch {
	case l.From != "" && l.By != "":
		return v.say.Plain("format_pt.from_by", "from", words.Month(l.From.First()), "by", words.Month(l.By.Last()))
	case l.From != "":
		return v.say.Plain("format_pt.from", "from", words.Month(l.From.First()))
	case l.By != "":
		return v.say.Plain("format_pt.by", "by", words.Month(l.By.Last()))
	}
	return v.say.Plain("format_pt.in_force")
}

func (v *visit) formatPTAnswer(a publish.FormatPTAnswer) formatPTAnswer {
	o := a.Objective
	answer := formatPTAnswer{Code: o.Code, Title: o.Title, URL: v.at(objectivesPath + "/" + o.Code)}
	if o.Figures.Shown >= 0 && o.Figures.Health != progress.HealthNotAssessed {
		answer.Done = v.say.Percent(o.Figures.Shown)
	}
	if !o.Terms.StartOn.IsZero() || !o.Terms.DueOn.IsZero() {
		from, to := "–", "–"
		if !o.Terms.StartOn.IsZero() {
			from = v.say.Date(o.Terms.StartOn)
		}
		if !o.Terms.DueOn.IsZero() {
			to = v.say.Date(o.Terms.DueOn)
		}
		answer.Deadlines = append(answer.Deadlines, v.say.T("format_pt.span", "from", from, "to", to))
	}
	for _, m := range o.InOrder() {
		if m.Status.State != plan.MilestoneCancelled && !m.Status.DueOn.IsZero() {
			answer.Deadlines = append(answer.Deadlines, v.say.T("format_pt.milestone", "id", m.ID, "title", m.Title, "day", m.Status.DueOn))
		}
	}
	for _, code := range a.Offices {
		answer.Offices = append(answer.Offices, v.officeName(code))
	}
	for _, f := range a.Fundings {
		answer.Fundings = append(answer.Fundings, publish.FundingLine(f))
	}
	return answer
}

// formatPTFile is the document as a workbook.
func (s *Site) formatPTFile(v *visit) (reply, error) {
	staff, _, doc, err := v.formatPTDocument()
	if err != nil {
		return nil, err
	}
	raw, err := publish.FormatPTXLSX(&staff.Content, doc, s.formatPTHeads())
	if err != nil {
		return nil, err
	}
	return v.file("format-pt-"+v.ipa+"-"+doc.Edition.Code+"-"+v.today.String()+".xlsx", mediaXLSX, raw)
}
