package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Objective (obiettivo) is what is to be reached.
type Objective struct {
	Code        string    `json:"code" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"Unique in the organization."`
	Title       string    `json:"title" maxLength:"300" example:"Digitalizzare gli sportelli" doc:"What is to be reached."`
	Description string    `json:"description" maxLength:"10000" example:"Tutti i servizi allo sportello anche in linea." doc:"The same at length."`
	Horizon     string    `json:"horizon" enum:"short,medium,long" example:"medium" doc:"How far away it is meant to be reached."`
	Urgent      bool      `json:"urgent" example:"false" doc:"Marked as urgent."`
	Sectors     []string  `json:"sectors" minItems:"0" maxItems:"20" maxLength:"60" example:"[\"cittadini\"]" doc:"What it is about: codes of the catalogue of sectors."`
	Lines       []LineRef `json:"lines" minItems:"0" maxItems:"50" doc:"The lines of national plans that it carries out."`
	LeadOffice  *string   `json:"lead_office" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that leads it."`
	StartOn     *string   `json:"start_on" nullable:"true" format:"date" maxLength:"10" example:"2026-01-01" doc:"When it begins."`
	DueOn       *string   `json:"due_on" nullable:"true" format:"date" maxLength:"10" example:"2027-12-31" doc:"When it is to be reached."`
	Weight      float64   `json:"weight" minimum:"0" maximum:"1000000" example:"1" doc:"Its weight among the objectives; greater than 0."`
	State       string    `json:"state" enum:"draft,active,suspended,completed,cancelled" example:"active" doc:"Where it stands. A draft is shown to the staff alone."`
	AddedOn     string    `json:"added_on" format:"date" maxLength:"10" example:"2026-01-01" doc:"From which day it belongs to the plan."`
	Progress    Figures   `json:"progress" doc:"Its figures."`
	Ratings     []Rating  `json:"ratings" minItems:"0" maxItems:"2" doc:"The latest confidence in delivery, of the lead office and of the reviewer."`
	Revision    int64     `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// LineRef names a line of one edition of a national plan.
type LineRef struct {
	Edition string `json:"edition" maxLength:"60" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition, as the catalogue names it."`
	Code    string `json:"code" maxLength:"60" pattern:"^[A-Z0-9]+(\\.[A-Z0-9]+)*$" example:"CAP4.PA.01" doc:"The line's code in it."`
}

// NewLineRef names a line for an objective to point at.
type NewLineRef struct {
	Edition plan.Opt[string] `json:"edition" maxLength:"60" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition, as the catalogue names it."`
	Code    plan.Opt[string] `json:"code" maxLength:"60" pattern:"^[A-Z0-9]+(\\.[A-Z0-9]+)*$" example:"CAP4.PA.01" doc:"The line's code in it."`
}

// NewObjective is an objective to be added.
type NewObjective struct {
	Code        plan.Opt[string]       `json:"code" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"Unique in the organization, and stays."`
	Title       plan.Opt[string]       `json:"title" maxLength:"300" example:"Digitalizzare gli sportelli" doc:"What is to be reached."`
	Description plan.Opt[string]       `json:"description,omitempty" nullable:"true" maxLength:"10000" example:"Tutti i servizi allo sportello anche in linea." doc:"The same at length."`
	Horizon     plan.Opt[string]       `json:"horizon" enum:"short,medium,long" example:"medium" doc:"How far away it is meant to be reached."`
	Urgent      plan.Opt[bool]         `json:"urgent,omitempty" example:"false" doc:"Marked as urgent; false where it is absent."`
	Sectors     plan.Opt[[]string]     `json:"sectors,omitempty" minItems:"0" maxItems:"20" maxLength:"60" example:"[\"cittadini\"]" doc:"What it is about: codes of the catalogue of sectors."`
	Lines       plan.Opt[[]NewLineRef] `json:"lines,omitempty" minItems:"0" maxItems:"50" doc:"The lines of national plans that it carries out, the whole list."`
	LeadOffice  plan.Opt[string]       `json:"lead_office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that leads it."`
	StartOn     plan.Opt[plan.Date]    `json:"start_on,omitempty" nullable:"true" example:"2026-01-01" doc:"When it begins."`
	DueOn       plan.Opt[plan.Date]    `json:"due_on,omitempty" nullable:"true" example:"2027-12-31" doc:"When it is to be reached; not before it begins."`
	Weight      plan.Opt[float64]      `json:"weight,omitempty" minimum:"0" exclusiveMinimum:"0" maximum:"1000000" example:"1" doc:"Its weight among the objectives; 1 where it is absent."`
	State       plan.Opt[string]       `json:"state,omitempty" enum:"draft,active,suspended,completed,cancelled" example:"active" doc:"Where it stands; draft where it is absent."`
	AddedOn     plan.Opt[plan.Date]    `json:"added_on,omitempty" nullable:"true" example:"2026-01-01" doc:"From which day it belongs to the plan; today where it is absent, not in the future."`
}

// ObjectiveChange is what may change of an objective.
type ObjectiveChange struct {
	Title       plan.Opt[string]       `json:"title,omitempty" maxLength:"300" example:"Digitalizzare gli sportelli" doc:"What is to be reached."`
	Description plan.Opt[string]       `json:"description,omitempty" nullable:"true" maxLength:"10000" example:"Tutti i servizi allo sportello anche in linea." doc:"The same at length."`
	Horizon     plan.Opt[string]       `json:"horizon,omitempty" enum:"short,medium,long" example:"medium" doc:"How far away it is meant to be reached."`
	Urgent      plan.Opt[bool]         `json:"urgent,omitempty" example:"true" doc:"Marked as urgent."`
	Sectors     plan.Opt[[]string]     `json:"sectors,omitempty" minItems:"0" maxItems:"20" maxLength:"60" example:"[\"cittadini\",\"imprese\"]" doc:"What it is about: codes of the catalogue of sectors, the whole list. Hidden ones stay and are not given anew."`
	Lines       plan.Opt[[]NewLineRef] `json:"lines,omitempty" minItems:"0" maxItems:"50" doc:"The lines of national plans that it carries out, the whole list."`
	LeadOffice  plan.Opt[string]       `json:"lead_office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that leads it."`
	StartOn     plan.Opt[plan.Date]    `json:"start_on,omitempty" nullable:"true" example:"2026-01-01" doc:"When it begins."`
	DueOn       plan.Opt[plan.Date]    `json:"due_on,omitempty" nullable:"true" example:"2027-12-31" doc:"When it is to be reached."`
	Weight      plan.Opt[float64]      `json:"weight,omitempty" minimum:"0" exclusiveMinimum:"0" maximum:"1000000" example:"2" doc:"Its weight among the objectives."`
	State       plan.Opt[string]       `json:"state,omitempty" enum:"draft,active,suspended,completed,cancelled" example:"active" doc:"Where it stands. What left the draft does not go back to it."`
	AddedOn     plan.Opt[plan.Date]    `json:"added_on,omitempty" example:"2026-01-01" doc:"From which day it belongs to the plan; not in the future."`
}

func (ObjectiveChange) hints() map[string]string {
	return map[string]string{
		"code":    "stays as it is: other things point at it",
		"ratings": "are given at …/objectives/{objective}/ratings",
	}
}

type objectivesInput struct {
	InOrganization
	State   string    `query:"state" enum:"draft,active,suspended,completed,cancelled" example:"active" doc:"Only those in this state."`
	Horizon string    `query:"horizon" enum:"short,medium,long" example:"short" doc:"Only those of this horizon."`
	Sector  string    `query:"sector" maxLength:"60" example:"cittadini" doc:"Only those with this sector."`
	Office  string    `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those that this office leads or has a milestone in."`
	Health  string    `query:"health" enum:"late,at_risk,on_track,completed,not_assessed" example:"late" doc:"Only those that stand so."`
	Urgent  FlagParam `query:"urgent" doc:"Only those that are, or are not, marked as urgent."`
	Q       string    `query:"q" maxLength:"100" example:"sportelli" doc:"Only those whose code, title or description contains this text."`
	Sort    string    `query:"sort" enum:"position,-position,code,-code,due_on,-due_on,title,-title" example:"due_on" doc:"The order; that which the organization chose (position) where it is absent."`
	AsOf
	Paging
}

type objectiveInput struct {
	InObjective
	AsOf
}

type objectiveChangeInput struct {
	InObjective
	IfMatch
}

func (s *server) objectiveOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/objectives", id: "objectives", tag: tagObjectives,
		title: "The objectives", text: "The objectives of an organization with their figures and ratings. Drafts are shown to the staff alone.",
		answer: Page[Objective]{}, csv: true,
	}, s.objectives)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/objectives", id: "objective-creation", tag: tagObjectives,
		title: "Add an objective", text: "Adds an objective. For the editor and the admin.",
		answer: Objective{}, status: http.StatusCreated, body: NewObjective{},
	}, s.createObjective)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/objectives/{objective}", id: "objective", tag: tagObjectives,
		title: "One objective", text: "An objective with its figures and ratings.",
		answer: Objective{},
	}, s.objective)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/objectives/{objective}", id: "objective-change", tag: tagObjectives,
		title: "Change an objective", text: "Changes an objective. Its state, weight, horizon, dates and lead office count from today and keep their history. For the editor and the admin.",
		answer: Objective{}, body: ObjectiveChange{},
	}, s.changeObjective)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/objectives/{objective}", id: "objective-removal", tag: tagObjectives,
		title: "Remove an objective", text: "Hides an objective from today on; its past stays. For the editor and the admin.",
	}, s.removeObjective)
}

var objectiveList = list[*board.Objective, Objective]{
	keys: map[string]func(*board.Objective) string{
		"code":   func(o *board.Objective) string { return o.Code },
		"due_on": func(o *board.Objective) string { return dateKey(o.Terms.DueOn) },
		"title":  func(o *board.Objective) string { return textKey(o.Title) },
	},
	id:   func(o *board.Objective) string { return o.Code },
	show: objectiveOf,
	columns: slices.Concat([]column[Objective]{
		{"code", func(o Objective) string { return o.Code }},
		{"title", func(o Objective) string { return cell(o.Title) }},
		{"description", func(o Objective) string { return cell(o.Description) }},
		{"horizon", func(o Objective) string { return o.Horizon }},
		{"urgent", func(o Objective) string { return boolCell(o.Urgent) }},
		{"sectors", func(o Objective) string { return listCell(o.Sectors) }},
		{"lead_office", func(o Objective) string { return optionalCell(o.LeadOffice) }},
		{"start_on", func(o Objective) string { return optionalCell(o.StartOn) }},
		{"due_on", func(o Objective) string { return optionalCell(o.DueOn) }},
		{"weight", func(o Objective) string { return floatCell(o.Weight) }},
		{"state", func(o Objective) string { return o.State }},
		{"added_on", func(o Objective) string { return o.AddedOn }},
		{"rating_office", func(o Objective) string { return ratingCell(o, plan.RatedByOffice) }},
		{"rating_reviewer", func(o Objective) string { return ratingCell(o, plan.RatedByReviewer) }},
		{"revision", func(o Objective) string { return intCell(o.Revision) }},
	}, figureColumns(func(o Objective) Figures { return o.Progress }), []column[Objective]{
		{"lines", func(o Objective) string { return listCell(lineTexts(o.Lines)) }},
	}),
}

func ratingCell(o Objective, by plan.RatedBy) string {
	for _, r := range o.Ratings {
		if r.RatedBy == string(by) {
			return r.Confidence
		}
	}
	return ""
}

func objectiveOf(o *board.Objective) Objective {
	return Objective{
		Code: o.Code, Title: o.Title, Description: o.Description, Horizon: string(o.Terms.Horizon), Urgent: o.Urgent,
		Sectors: texts(o.Sectors), Lines: lineRefsOf(o.Lines), LeadOffice: optionalText(o.Terms.LeadOffice), StartOn: day(o.Terms.StartOn),
		DueOn: day(o.Terms.DueOn), Weight: o.Terms.Weight, State: string(o.Terms.State), AddedOn: o.AddedOn.String(),
		Progress: figures(o.Figures), Ratings: ratingsOf(o), Revision: o.Revision,
	}
}

func (in *objectivesInput) admits(o *board.Objective) bool {
	switch {
	case in.State != "" && in.State != string(o.Terms.State),
		in.Horizon != "" && in.Horizon != string(o.Terms.Horizon),
		in.Sector != "" && !slices.Contains(o.Sectors, in.Sector),
		in.Health != "" && in.Health != string(o.Figures.Health),
		!in.Urgent.Admits(o.Urgent),
		in.Office != "" && !concerns(o, in.Office):
		return false
	}
	return in.Q == "" || contains(o.Title, in.Q) || contains(o.Description, in.Q) || contains(o.Code, in.Q)
}

// concerns tells an office that leads an objective or has a milestone in it.
func concerns(o *board.Objective, office string) bool {
	return o.Terms.LeadOffice == office ||
		slices.ContainsFunc(o.Milestones, func(m *board.Milestone) bool { return m.Status.Office == office })
}

var objectiveResource = resource[*board.Objective]{
	name: "objective", collection: "objectives", find: view.Objective,
	show: func(_ view, o *board.Objective) (any, int64) { return objectiveOf(o), o.Revision },
}

func (s *server) objectives(ctx context.Context, in *objectivesInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	all := v.InOrder()
	rows := make([]*board.Objective, 0, len(all))
	for _, o := range all {
		if in.admits(o) {
			rows = append(rows, o)
		}
	}
	return paged(v, objectiveList.placed(all), in.r, rows, in.Paging, orElse(in.Sort, byPlace))
}

func (s *server) objective(ctx context.Context, in *objectiveInput) (reply, error) {
	return objectiveResource.read(ctx, s, in.Organization, in.Objective, in.AsOf.Day())
}

func (s *server) createObjective(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, body, err := readNew[NewObjective](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.CreateObjective(ctx, in.Organization, plan.Objective{
		Code: body.Code.Value, Title: body.Title.Value, Description: body.Description.Value,
		Urgent: body.Urgent.Value, Sectors: body.Sectors.Value, Lines: linesOf(body.Lines).Value, AddedOn: body.AddedOn.Value,
		Terms: plan.ObjectiveTerms{
			State: plan.ObjectiveState(body.State.Value), Weight: body.Weight.Or(1), Horizon: plan.Horizon(body.Horizon.Value),
			StartOn: body.StartOn.Value, DueOn: body.DueOn.Value, LeadOffice: body.LeadOffice.Value,
		},
	})
	if err != nil {
		return reply{}, err
	}
	return objectiveResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) changeObjective(ctx context.Context, in *objectiveChangeInput) (reply, error) {
	revision, body, err := readChange[ObjectiveChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeObjective(ctx, tracker.ChangeObjective{
		Organization: in.Organization, Code: in.Objective, IfRevision: revision,
		Title: body.Title, Description: body.Description, Urgent: body.Urgent, Sectors: body.Sectors, Lines: linesOf(body.Lines), AddedOn: body.AddedOn,
		State: as[plan.ObjectiveState](body.State), Weight: body.Weight, Horizon: as[plan.Horizon](body.Horizon),
		StartOn: body.StartOn, DueOn: body.DueOn, LeadOffice: body.LeadOffice,
	})
	if err != nil {
		return reply{}, err
	}
	return objectiveResource.changed(ctx, s, in.Organization, receipt)
}

func lineRefsOf(lines []plan.LineRef) []LineRef {
	out := make([]LineRef, len(lines))
	for i, l := range lines {
		out[i] = LineRef(l)
	}
	return out
}

func lineTexts(lines []LineRef) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.Edition + " " + l.Code
	}
	return out
}

func linesOf(lines plan.Opt[[]NewLineRef]) plan.Opt[[]plan.LineRef] {
	out := plan.Opt[[]plan.LineRef]{Set: lines.Set}
	for _, l := range lines.Value {
		out.Value = append(out.Value, plan.LineRef{Edition: l.Edition.Value, Code: l.Code.Value})
	}
	return out
}

func (s *server) removeObjective(ctx context.Context, in *objectiveChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveObjective(ctx, in.Organization, in.Objective, revision)
	})
}
