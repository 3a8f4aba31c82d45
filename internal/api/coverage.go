package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// CoveredLine is a line of a national plan, and what an organization does about it.
type CoveredLine struct {
	Line       CatalogueLine       `json:"line" doc:"The line."`
	State      string              `json:"state" enum:"late,uncovered,covered,done" example:"covered" doc:"late: its time is over and an objective that carries it out is not complete; uncovered: no objective carries it out; covered: under way; done: all objectives that carry it out are complete."`
	Due        bool                `json:"due" example:"true" doc:"Whether it asks for something already: in force, its first month begun, or its last one over."`
	Objectives []CoveringObjective `json:"objectives" minItems:"0" maxItems:"10000" doc:"The objectives that carry it out, in the plan's order; neither cancelled nor removed."`
}

// CoveringObjective is an objective that carries out a line.
type CoveringObjective struct {
	Code    string `json:"code" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective."`
	Title   string `json:"title" maxLength:"300" example:"Pagamenti con pagoPA" doc:"What it is called."`
	State   string `json:"state" enum:"draft,active,suspended,completed" example:"active" doc:"Where it stands."`
	Percent *int   `json:"percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"42" doc:"What is done of it; null where it is not assessed."`
	Health  string `json:"health" enum:"not_assessed,completed,late,at_risk,on_track" example:"on_track" doc:"Its health."`
}

// CoverageTotals is how many lines of an edition stand how.
type CoverageTotals struct {
	AsOf        string        `json:"as_of" format:"date" maxLength:"10" example:"2026-11-22" doc:"The day."`
	Edition     string        `json:"edition" maxLength:"60" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition."`
	Certain     CoverageCount `json:"certain" doc:"Of the lines that concern every comune."`
	Conditional CoverageCount `json:"conditional" doc:"Of the lines that concern a comune on a condition."`
}

// CoverageCount is how many lines stand how.
type CoverageCount struct {
	Lines        int `json:"lines" format:"int32" minimum:"0" maximum:"2147483647" example:"76" doc:"All: covered, done, late and uncovered add up to it."`
	Covered      int `json:"covered" format:"int32" minimum:"0" maximum:"2147483647" example:"12" doc:"Under way, in time or without a time."`
	Done         int `json:"done" format:"int32" minimum:"0" maximum:"2147483647" example:"3" doc:"Done."`
	Late         int `json:"late" format:"int32" minimum:"0" maximum:"2147483647" example:"2" doc:"Late."`
	Uncovered    int `json:"uncovered" format:"int32" minimum:"0" maximum:"2147483647" example:"59" doc:"Carried out by no objective."`
	Due          int `json:"due" format:"int32" minimum:"0" maximum:"2147483647" example:"60" doc:"Those that ask for something already."`
	UncoveredDue int `json:"uncovered_due" format:"int32" minimum:"0" maximum:"2147483647" example:"44" doc:"Those of them that no objective carries out."`
}

// NewAdoption is a line of a national plan to be adopted.
type NewAdoption struct {
	Edition    plan.Opt[string] `json:"edition" maxLength:"60" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition."`
	Line       plan.Opt[string] `json:"line" maxLength:"60" pattern:"^[A-Z0-9]+(\\.[A-Z0-9]+)*$" example:"CAP4.PA.01" doc:"The line's code."`
	Horizon    plan.Opt[string] `json:"horizon,omitempty" enum:"short,medium,long" example:"medium" doc:"How far away the objective is; by the time that the line leaves where it is absent."`
	LeadOffice plan.Opt[string] `json:"lead_office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that leads it."`
}

type coverageInput struct {
	InOrganization
	Edition  string `query:"edition" maxLength:"60" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition; the latest where it is absent."`
	State    string `query:"state" enum:"late,uncovered,covered,done" example:"uncovered" doc:"Only those that stand so."`
	Due      string `query:"due" enum:"true,false" example:"true" doc:"Only those that ask for something already, or do not yet."`
	Concerns string `query:"concerns" enum:"yes,conditional,no" example:"yes" doc:"Only those that concern a comune so."`
	Sort     string `query:"sort" enum:"position,-position,by,-by" example:"by" doc:"The order; that of the codes (position) where it is absent."`
	AsOf
	Paging
}

type coverageTotalsInput struct {
	InOrganization
	Edition string `query:"edition" maxLength:"60" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition; the latest where it is absent."`
	AsOf
}

func (s *server) coverageOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/coverage", id: "coverage", tag: tagCatalogue,
		title: "What an organization does about a national plan", text: "The lines of an edition that concern a comune, and the objectives that carry them out. For the staff, drafts too.",
		answer: Page[CoveredLine]{}, csv: true,
	}, s.coverage)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/coverage-totals", id: "coverage-totals", tag: tagCatalogue,
		title: "How many lines are covered", text: "Lines of an edition covered, done, late and uncovered.",
		answer: CoverageTotals{},
	}, s.coverageTotals)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/adoptions", id: "line-adoption", tag: tagCatalogue,
		title: "Adopt a line of a national plan", text: "Makes a draft objective of a line, with its text and its date. A line that an objective carries out already is not adopted again: the answer is that objective. For the editor and the admin.",
		answer: Objective{}, status: http.StatusCreated, body: NewAdoption{},
	}, s.adoptLine)
}

var coverageList = list[desk.CoveredLine, CoveredLine]{
	keys: map[string]func(desk.CoveredLine) string{"by": func(l desk.CoveredLine) string { return dateKey(l.By.Last()) }},
	id:   func(l desk.CoveredLine) string { return l.Code },
	show: coveredLineOf,
	columns: append(catalogueLineColumns(func(l CoveredLine) CatalogueLine { return l.Line }), []column[CoveredLine]{
		{"state", func(l CoveredLine) string { return l.State }},
		{"due", func(l CoveredLine) string { return boolCell(l.Due) }},
		{"objectives", func(l CoveredLine) string {
			codes := make([]string, len(l.Objectives))
			for i, o := range l.Objectives {
				codes[i] = o.Code
			}
			return listCell(codes)
		}},
	}...),
}

func coveredLineOf(l desk.CoveredLine) CoveredLine {
	out := CoveredLine{Line: catalogueLineOf(l.CatalogueLine), State: string(l.State), Due: l.Due, Objectives: make([]CoveringObjective, len(l.Objectives))}
	for i, o := range l.Objectives {
		out.Objectives[i] = coveringOf(o)
	}
	return out
}

func coveringOf(o *board.Objective) CoveringObjective {
	return CoveringObjective{
		Code: o.Code, Title: o.Title, State: string(o.Terms.State), Percent: percentage(o.Figures.Shown), Health: string(o.Figures.Health),
	}
}

// coverageOf holds what one may see of an organization against an edition.
func (s *server) coverageOf(ctx context.Context, organization, edition string, day plan.Date) (view, desk.Coverage, error) {
	v, err := s.view(ctx, organization, day)
	if err != nil {
		return view{}, desk.Coverage{}, err
	}
	e, _, err := s.edition(ctx, edition)
	if err != nil {
		return view{}, desk.Coverage{}, err
	}
	return v, desk.CoverageOf(v.Content, e), nil
}

func (s *server) coverage(ctx context.Context, in *coverageInput) (reply, error) {
	v, c, err := s.coverageOf(ctx, in.Organization, in.Edition, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	rows := kept(c.Lines, func(l desk.CoveredLine) bool {
		return (in.State == "" || in.State == string(l.State)) && (in.Due == "" || (in.Due == "true") == l.Due) &&
			(in.Concerns == "" || in.Concerns == string(l.Concerns))
	})
	return paged(v, coverageList.placed(c.Lines), in.r, rows, in.Paging, orElse(in.Sort, byPlace))
}

func (s *server) coverageTotals(ctx context.Context, in *coverageTotalsInput) (reply, error) {
	v, c, err := s.coverageOf(ctx, in.Organization, in.Edition, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	return v.one(CoverageTotals{
		AsOf: v.Day.String(), Edition: c.Edition.Code, Certain: countOf(c.Counts), Conditional: countOf(c.Conditional),
	}, v.Revision), nil
}

func countOf(c desk.CoverageCounts) CoverageCount {
	return CoverageCount{
		Lines: c.Lines, Covered: c.Covered, Done: c.Done, Late: c.Late, Uncovered: c.Uncovered, Due: c.Due, UncoveredDue: c.UncoveredDue,
	}
}

func (s *server) adoptLine(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, body, err := readNew[NewAdoption](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.AdoptLine(ctx, tracker.AdoptLine{
		Organization: in.Organization, Line: plan.LineRef{Edition: body.Edition.Value, Code: body.Line.Value},
		Horizon: plan.Horizon(body.Horizon.Value), LeadOffice: body.LeadOffice.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return objectiveResource.created(ctx, s, in.Organization, receipt)
}
