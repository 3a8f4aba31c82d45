package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/traguardi/traguardi/internal/plan"
)

// CatalogueEdition is one edition of a national plan.
type CatalogueEdition struct {
	Code       string  `json:"code" maxLength:"60" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"What objectives name it by."`
	Name       string  `json:"name" maxLength:"200" example:"Piano triennale 2024-2026" doc:"What people read."`
	Published  *string `json:"published" nullable:"true" maxLength:"7" pattern:"^[0-9]{4}-[0-9]{2}$" example:"2024-01" doc:"The month in which it came out."`
	Lines      int     `json:"lines" format:"int32" minimum:"0" maximum:"2147483647" example:"122" doc:"How many lines of action it has."`
	Objectives int     `json:"objectives" format:"int32" minimum:"0" maximum:"2147483647" example:"26" doc:"How many objectives it has."`
	Targets    int     `json:"targets" format:"int32" minimum:"0" maximum:"2147483647" example:"177" doc:"How many targets it has."`
}

// CatalogueLine is a line of action of an edition (linea di azione).
type CatalogueLine struct {
	Code        string  `json:"code" maxLength:"60" pattern:"^[A-Z0-9]+(\\.[A-Z0-9]+)*$" example:"CAP4.PA.01" doc:"The line's code in its edition."`
	Chapter     string  `json:"chapter" maxLength:"100" example:"4" doc:"The chapter of the plan."`
	Objective   *string `json:"plan_objective" nullable:"true" maxLength:"100" example:"4.1" doc:"The plan's objective that it serves."`
	Result      *string `json:"result" nullable:"true" maxLength:"100" example:"RA4.1.1" doc:"The expected result, as the plan names it; sometimes two."`
	From        *string `json:"from" nullable:"true" maxLength:"7" pattern:"^[0-9]{4}-[0-9]{2}$" example:"2024-03" doc:"The month from which it holds."`
	By          *string `json:"by" nullable:"true" maxLength:"7" pattern:"^[0-9]{4}-[0-9]{2}$" example:"2026-12" doc:"The month by whose end it is to be done. A line with neither month is in force."`
	AddressedTo string  `json:"addressed_to" maxLength:"300" example:"PA" doc:"Whom it is addressed to."`
	Concerns    string  `json:"concerns" enum:"yes,conditional,no" example:"yes" doc:"Whether it asks something of a comune: an editor's classification, not the plan's words."`
	Text        string  `json:"text" maxLength:"10000" example:"Le PA aderiscono alla piattaforma." doc:"What it asks."`
	Cut         bool    `json:"cut" example:"false" doc:"Whether the text is the beginning of a longer one."`
	Source      string  `json:"source" maxLength:"2000" example:"capitolo-4_piattaforme/piattaforme.rst:12" doc:"Where it stands in the plan."`
	Dropped     bool    `json:"dropped" example:"false" doc:"Whether the edition has it no more; it is kept for the objectives that point at it."`
}

// CatalogueObjective is an objective of an edition.
type CatalogueObjective struct {
	Code    string `json:"code" maxLength:"60" example:"4.1" doc:"Its code in its edition."`
	Chapter string `json:"chapter" maxLength:"100" example:"4" doc:"The chapter of the plan."`
	Title   string `json:"title" maxLength:"10000" example:"Migliorare i servizi" doc:"What it is about."`
	Source  string `json:"source" maxLength:"2000" example:"capitolo-4_piattaforme/piattaforme.rst:12" doc:"Where it stands in the plan."`
}

// CatalogueTarget is what an expected result is to come to in a year.
type CatalogueTarget struct {
	Result    string  `json:"result" maxLength:"60" example:"RA4.1.1" doc:"The expected result."`
	Year      int     `json:"year" format:"int32" minimum:"1900" maximum:"2199" example:"2025" doc:"The year."`
	Number    int     `json:"number" format:"int32" minimum:"1" maximum:"10000" example:"1" doc:"Tells apart several targets of one result in one year."`
	Objective *string `json:"plan_objective" nullable:"true" maxLength:"60" example:"4.1" doc:"The plan's objective that it serves."`
	Indicator string  `json:"indicator" maxLength:"10000" example:"Amministrazioni che aderiscono" doc:"What is measured."`
	Target    string  `json:"target" maxLength:"10000" example:"100 amministrazioni" doc:"What it is to come to."`
	Source    string  `json:"source" maxLength:"2000" example:"capitolo-4_piattaforme/piattaforme.rst:12" doc:"Where it stands in the plan."`
}

// CatalogueChanges is what an edition has that an earlier one has not.
type CatalogueChanges struct {
	Edition  string          `json:"edition" maxLength:"60" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2026-2028" doc:"The edition."`
	Since    string          `json:"since" maxLength:"60" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The one that it is held against."`
	Added    []CatalogueLine `json:"added" minItems:"0" maxItems:"10000" doc:"Lines that are new, or have another code."`
	Dropped  []CatalogueLine `json:"dropped" minItems:"0" maxItems:"10000" doc:"Lines that are there no more, as they were."`
	Moved    []LineChange    `json:"moved" minItems:"0" maxItems:"10000" doc:"Lines whose dates changed."`
	Reworded []LineChange    `json:"reworded" minItems:"0" maxItems:"10000" doc:"Lines whose text changed; may be among the moved ones too."`
}

// LineChange is a line before and after.
type LineChange struct {
	Before CatalogueLine `json:"before" doc:"In the earlier edition."`
	After  CatalogueLine `json:"after" doc:"In this one."`
}

// InEdition is embedded below /catalogue/editions/{edition}.
type InEdition struct {
	Request
	Edition string `path:"edition" maxLength:"60" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition's code."`
}

type editionsInput struct {
	Request
	Sort string `query:"sort" enum:"published,-published,code,-code" example:"code" doc:"The order; the latest first where it is absent."`
	Paging
}

type catalogueLinesInput struct {
	InEdition
	Q        string `query:"q" maxLength:"100" example:"pagopa" doc:"Only those whose code or text contains this text."`
	Chapter  string `query:"chapter" maxLength:"100" example:"4" doc:"Only those of this chapter."`
	Concerns string `query:"concerns" enum:"yes,conditional,no" example:"yes" doc:"Only those that concern a comune so."`
	Sort     string `query:"sort" enum:"position,-position,by,-by" example:"by" doc:"The order; that of the codes (position) where it is absent."`
	Paging
}

type catalogueListInput struct {
	InEdition
	Sort string `query:"sort" enum:"position,-position" example:"position" doc:"The order; that of the codes where it is absent."`
	Paging
}

type catalogueChangesInput struct {
	InEdition
	Since string `query:"since" maxLength:"60" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition to hold it against; the one that came out before it where it is absent."`
}

func (s *server) catalogueOperations() {
	const all, one = "/catalogue/editions", "/catalogue/editions/{edition}"
	register(s, operation{
		method: http.MethodGet, path: all, id: "catalogue-editions", tag: tagCatalogue,
		title: "The editions of national plans", text: "The national plans that objectives can point at, edition by edition. They are the same for all organizations, and loaded on the command line.",
		answer: Page[CatalogueEdition]{}, csv: true,
	}, s.catalogueEditions)
	register(s, operation{
		method: http.MethodGet, path: one + "/lines", id: "catalogue-lines", tag: tagCatalogue,
		title: "The lines of an edition", text: "What an edition asks of administrations. Lines that it has no more are left out.",
		answer: Page[CatalogueLine]{}, csv: true,
	}, s.catalogueLines)
	register(s, operation{
		method: http.MethodGet, path: one + "/objectives", id: "catalogue-objectives", tag: tagCatalogue,
		title: "The objectives of an edition", text: "The objectives of the national plan, not those of an organization.",
		answer: Page[CatalogueObjective]{}, csv: true,
	}, s.catalogueObjectives)
	register(s, operation{
		method: http.MethodGet, path: one + "/targets", id: "catalogue-targets", tag: tagCatalogue,
		title: "The targets of an edition", text: "What the expected results are to come to, year by year.",
		answer: Page[CatalogueTarget]{}, csv: true,
	}, s.catalogueTargets)
	register(s, operation{
		method: http.MethodGet, path: one + "/changes", id: "catalogue-changes", tag: tagCatalogue,
		title: "What an edition changed", text: "Lines added, dropped, moved in time and reworded since another edition, by their codes.",
		answer: CatalogueChanges{},
	}, s.catalogueChanges)
}

var editionList = list[*plan.CatalogueContent, CatalogueEdition]{
	keys: map[string]func(*plan.CatalogueContent) string{
		"published": func(e *plan.CatalogueContent) string { return string(e.Edition.Published) },
		"code":      func(e *plan.CatalogueContent) string { return e.Edition.Code },
	},
	id: func(e *plan.CatalogueContent) string { return e.Edition.Code },
	show: func(e *plan.CatalogueContent) CatalogueEdition {
		return CatalogueEdition{
			Code: e.Edition.Code, Name: e.Edition.Name, Published: optionalText(string(e.Edition.Published)),
			Lines:      len(kept(e.Lines, func(l plan.CatalogueLine) bool { return !l.Dropped })),
			Objectives: len(kept(e.Objectives, func(o plan.CatalogueObjective) bool { return !o.Dropped })),
			Targets:    len(kept(e.Targets, func(g plan.CatalogueTarget) bool { return !g.Dropped })),
		}
	},
	columns: []column[CatalogueEdition]{
		{"code", func(e CatalogueEdition) string { return e.Code }},
		{"name", func(e CatalogueEdition) string { return cell(e.Name) }},
		{"published", func(e CatalogueEdition) string { return optionalCell(e.Published) }},
		{"lines", func(e CatalogueEdition) string { return intCell(e.Lines) }},
		{"objectives", func(e CatalogueEdition) string { return intCell(e.Objectives) }},
		{"targets", func(e CatalogueEdition) string { return intCell(e.Targets) }},
	},
}

// catalogueLineColumns are those of a line wherever lines are listed.
func catalogueLineColumns[T any](of func(T) CatalogueLine) []column[T] {
	return []column[T]{
		{"code", func(t T) string { return of(t).Code }},
		{"chapter", func(t T) string { return cell(of(t).Chapter) }},
		{"plan_objective", func(t T) string { return optionalCell(of(t).Objective) }},
		{"result", func(t T) string { return optionalCell(of(t).Result) }},
		{"from", func(t T) string { return optionalCell(of(t).From) }},
		{"by", func(t T) string { return optionalCell(of(t).By) }},
		{"addressed_to", func(t T) string { return cell(of(t).AddressedTo) }},
		{"concerns", func(t T) string { return of(t).Concerns }},
		{"text", func(t T) string { return cell(of(t).Text) }},
		{"cut", func(t T) string { return boolCell(of(t).Cut) }},
		{"source", func(t T) string { return cell(of(t).Source) }},
		{"dropped", func(t T) string { return boolCell(of(t).Dropped) }},
	}
}

var catalogueLineList = list[plan.CatalogueLine, CatalogueLine]{
	keys:    map[string]func(plan.CatalogueLine) string{"by": func(l plan.CatalogueLine) string { return dateKey(l.By.Last()) }},
	id:      func(l plan.CatalogueLine) string { return l.Code },
	show:    catalogueLineOf,
	columns: catalogueLineColumns(func(l CatalogueLine) CatalogueLine { return l }),
}

func catalogueLineOf(l plan.CatalogueLine) CatalogueLine {
	return CatalogueLine{
		Code: l.Code, Chapter: l.Chapter, Objective: optionalText(l.Objective), Result: optionalText(l.Result), From: optionalText(string(l.From)),
		By: optionalText(string(l.By)), AddressedTo: l.AddressedTo, Concerns: string(l.Concerns), Text: l.Text, Cut: l.Cut, Source: l.Source, Dropped: l.Dropped,
	}
}

var catalogueObjectiveList = list[plan.CatalogueObjective, CatalogueObjective]{
	keys: map[string]func(plan.CatalogueObjective) string{}, // by place alone
	id:   func(o plan.CatalogueObjective) string { return o.Code },
	show: func(o plan.CatalogueObjective) CatalogueObjective {
		return CatalogueObjective{Code: o.Code, Chapter: o.Chapter, Title: o.Title, Source: o.Source}
	},
	columns: []column[CatalogueObjective]{
		{"code", func(o CatalogueObjective) string { return cell(o.Code) }},
		{"chapter", func(o CatalogueObjective) string { return cell(o.Chapter) }},
		{"title", func(o CatalogueObjective) string { return cell(o.Title) }},
		{"source", func(o CatalogueObjective) string { return cell(o.Source) }},
	},
}

var catalogueTargetList = list[plan.CatalogueTarget, CatalogueTarget]{
	keys: map[string]func(plan.CatalogueTarget) string{},
	id:   plan.CatalogueTarget.Key,
	show: func(g plan.CatalogueTarget) CatalogueTarget {
		return CatalogueTarget{
			Result: g.Result, Year: g.Year, Number: g.Number, Objective: optionalText(g.Objective), Indicator: g.Indicator, Target: g.Target, Source: g.Source,
		}
	},
	columns: []column[CatalogueTarget]{
		{"result", func(g CatalogueTarget) string { return cell(g.Result) }},
		{"year", func(g CatalogueTarget) string { return strconv.Itoa(g.Year) }},
		{"number", func(g CatalogueTarget) string { return strconv.Itoa(g.Number) }},
		{"plan_objective", func(g CatalogueTarget) string { return optionalCell(g.Objective) }},
		{"indicator", func(g CatalogueTarget) string { return cell(g.Indicator) }},
		{"target", func(g CatalogueTarget) string { return cell(g.Target) }},
		{"source", func(g CatalogueTarget) string { return cell(g.Source) }},
	},
}

// kept are the rows that fit.
func kept[T any](rows []T, fits func(T) bool) []T {
	out := make([]T, 0, len(rows))
	for _, row := range rows {
		if fits(row) {
			out = append(out, row)
		}
	}
	return out
}

// edition gives one edition with the version of the catalogue.
func (s *server) edition(ctx context.Context, code string) (*plan.CatalogueContent, int64, error) {
	c, err := s.Boards.Catalogue(ctx)
	if err != nil {
		return nil, 0, err
	}
	e, ok := c.Edition(code)
	if !ok {
		return nil, 0, plan.NotFound("edition")
	}
	return e, c.Version, nil
}

// catalogued answers with one page of what the catalogue holds.
func catalogued[S, T any](l list[S, T], in Request, version int64, rows []S, paging Paging, sort string) (reply, error) {
	page, header, err := l.page(in.r, rows, paging, sort)
	if err != nil {
		return reply{}, err
	}
	return reply{body: page, header: header, table: table(l.columns, page.Items), revision: version, public: true}, nil
}

func (s *server) catalogueEditions(ctx context.Context, in *editionsInput) (reply, error) {
	c, err := s.Boards.Catalogue(ctx)
	if err != nil {
		return reply{}, err
	}
	return catalogued(editionList, in.Request, c.Version, c.Editions, in.Paging, orElse(in.Sort, "-published"))
}

func (s *server) catalogueLines(ctx context.Context, in *catalogueLinesInput) (reply, error) {
	e, version, err := s.edition(ctx, in.Edition)
	if err != nil {
		return reply{}, err
	}
	rows := kept(e.Lines, func(l plan.CatalogueLine) bool {
		return !l.Dropped && (in.Chapter == "" || in.Chapter == l.Chapter) && (in.Concerns == "" || in.Concerns == string(l.Concerns)) &&
			(in.Q == "" || contains(l.Code, in.Q) || contains(l.Text, in.Q))
	})
	return catalogued(catalogueLineList.placed(e.Lines), in.Request, version, rows, in.Paging, orElse(in.Sort, byPlace))
}

func (s *server) catalogueObjectives(ctx context.Context, in *catalogueListInput) (reply, error) {
	e, version, err := s.edition(ctx, in.Edition)
	if err != nil {
		return reply{}, err
	}
	rows := kept(e.Objectives, func(o plan.CatalogueObjective) bool { return !o.Dropped })
	return catalogued(catalogueObjectiveList.placed(e.Objectives), in.Request, version, rows, in.Paging, orElse(in.Sort, byPlace))
}

func (s *server) catalogueTargets(ctx context.Context, in *catalogueListInput) (reply, error) {
	e, version, err := s.edition(ctx, in.Edition)
	if err != nil {
		return reply{}, err
	}
	rows := kept(e.Targets, func(g plan.CatalogueTarget) bool { return !g.Dropped })
	return catalogued(catalogueTargetList.placed(e.Targets), in.Request, version, rows, in.Paging, orElse(in.Sort, byPlace))
}

func (s *server) catalogueChanges(ctx context.Context, in *catalogueChangesInput) (reply, error) {
	c, err := s.Boards.Catalogue(ctx)
	if err != nil {
		return reply{}, err
	}
	e, ok := c.Edition(in.Edition)
	if !ok {
		return reply{}, plan.NotFound("edition")
	}
	earlier, ok := c.Before(in.Edition)
	if in.Since != "" {
		earlier, ok = c.Edition(in.Since)
	}
	if !ok {
		return reply{}, plan.NotFound("edition")
	}
	changes := e.ChangesSince(earlier)
	body := CatalogueChanges{
		Edition: changes.Edition, Since: changes.Since, Added: shownLines(changes.Added), Dropped: shownLines(changes.Dropped),
		Moved: shownChanges(changes.Moved), Reworded: shownChanges(changes.Reworded),
	}
	return reply{body: body, revision: c.Version, public: true}, nil
}

func shownLines(lines []plan.CatalogueLine) []CatalogueLine {
	out := make([]CatalogueLine, len(lines))
	for i, l := range lines {
		out[i] = catalogueLineOf(l)
	}
	return out
}

func shownChanges(changes []plan.LineChange) []LineChange {
	out := make([]LineChange, len(changes))
	for i, c := range changes {
		out[i] = LineChange{Before: catalogueLineOf(c.Before), After: catalogueLineOf(c.After)}
	}
	return out
}
