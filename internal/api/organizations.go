package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Organization (ente) is one public body.
type Organization struct {
	ID               string  `json:"id" maxLength:"32" pattern:"^[a-z0-9_]{1,32}$" example:"c_m403" doc:"The IPA code, in lower case."`
	Name             string  `json:"name" maxLength:"200" example:"Comune di Corigliano-Rossano" doc:"The name of the public body."`
	Type             string  `json:"type" maxLength:"100" example:"Comuni" doc:"The type of body, in the words of the open data; empty where nobody said."`
	ISTATCode        *string `json:"istat_code" nullable:"true" maxLength:"6" pattern:"^[0-9]{6}$" example:"078157" doc:"The ISTAT code."`
	Region           string  `json:"region" maxLength:"100" example:"Calabria" doc:"The region."`
	Population       *int    `json:"population" nullable:"true" format:"int32" minimum:"1" maximum:"100000000" example:"74000" doc:"How many people live there."`
	ParentBody       string  `json:"parent_body" maxLength:"200" example:"Regione Calabria" doc:"The body above it, as public pages name it."`
	WebsiteURL       *string `json:"website_url" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it" doc:"The website."`
	ContactURL       *string `json:"contact_url" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it/contatti" doc:"Where to write to."`
	TransparencyURL  *string `json:"transparency_url" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it/trasparenza" doc:"Amministrazione trasparente."`
	AccessibilityURL *string `json:"accessibility_url" nullable:"true" format:"uri" maxLength:"2000" example:"https://form.agid.gov.it/view/0000" doc:"The accessibility declaration."`
	Demonstration    bool    `json:"demonstration" example:"true" doc:"True for invented data."`
	Percent          *int    `json:"percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"42" doc:"What is done of the whole plan. Null: not assessed."`
	PlannedPercent   *int    `json:"planned_percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"55" doc:"What should be done by now."`
	Health           string  `json:"health" enum:"late,at_risk,on_track,completed,not_assessed" example:"at_risk" doc:"How the plan stands."`
	Objectives       int     `json:"objectives" format:"int32" minimum:"0" maximum:"2147483647" example:"12" doc:"How many objectives are shown."`
	Revision         int64   `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"Counts the writes to anything of this organization."`
}

// OrganizationChange is what may change of an organization.
type OrganizationChange struct {
	Name             plan.Opt[string] `json:"name,omitempty" maxLength:"200" example:"Comune di Corigliano-Rossano" doc:"The name of the public body."`
	Type             plan.Opt[string] `json:"type,omitempty" nullable:"true" maxLength:"100" example:"Comuni" doc:"The type of body, in the words of the open data."`
	ISTATCode        plan.Opt[string] `json:"istat_code,omitempty" nullable:"true" maxLength:"6" pattern:"^[0-9]{6}$" example:"078157" doc:"The ISTAT code."`
	Region           plan.Opt[string] `json:"region,omitempty" nullable:"true" maxLength:"100" example:"Calabria" doc:"The region."`
	Population       plan.Opt[int]    `json:"population,omitempty" format:"int32" minimum:"0" maximum:"100000000" example:"74000" doc:"How many people live there; 0 for unknown."`
	ParentBody       plan.Opt[string] `json:"parent_body,omitempty" nullable:"true" maxLength:"200" example:"Regione Calabria" doc:"The body above it."`
	WebsiteURL       plan.Opt[string] `json:"website_url,omitempty" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it" doc:"The website."`
	ContactURL       plan.Opt[string] `json:"contact_url,omitempty" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it/contatti" doc:"Where to write to."`
	TransparencyURL  plan.Opt[string] `json:"transparency_url,omitempty" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it/trasparenza" doc:"Amministrazione trasparente."`
	AccessibilityURL plan.Opt[string] `json:"accessibility_url,omitempty" nullable:"true" format:"uri" maxLength:"2000" example:"https://form.agid.gov.it/view/0000" doc:"The accessibility declaration."`
}

type organizationsInput struct {
	Request
	Q    string `query:"q" maxLength:"100" example:"corigliano" doc:"Only those whose name, region or code contains this text."`
	Sort string `query:"sort" enum:"name,-name,id,-id" example:"name" doc:"The order; by name where it is absent."`
	Paging
}

type organizationInput struct {
	InOrganization
	AsOf
}

type organizationChangeInput struct {
	InOrganization
	IfMatch
}

func (s *server) organizationOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations", id: "organizations", tag: tagOrganizations,
		title: "All organizations", text: "The public bodies of this installation, each with one line of figures.",
		answer: Page[Organization]{}, csv: true,
	}, s.organizations)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}", id: "organization", tag: tagOrganizations,
		title: "One organization", text: "A public body with one line of figures.",
		answer: Organization{},
	}, s.organization)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}", id: "organization-change", tag: tagOrganizations,
		title: "Change an organization", text: "Changes what describes a public body. For its admin.",
		answer: Organization{}, body: OrganizationChange{},
	}, s.changeOrganization)
}

var organizationList = list[board.Summary, Organization]{
	keys: map[string]func(board.Summary) string{
		"name": func(o board.Summary) string { return textKey(o.Organization.Name) },
		"id":   func(o board.Summary) string { return o.Organization.ID },
	},
	id: func(o board.Summary) string { return o.Organization.ID },
	show: func(o board.Summary) Organization {
		return organizationOf(o.Organization, o.Shown, o.ShownPlanned, o.Health, o.Objectives)
	},
	columns: []column[Organization]{
		{"id", func(o Organization) string { return o.ID }},
		{"name", func(o Organization) string { return cell(o.Name) }},
		{"istat_code", func(o Organization) string { return optionalCell(o.ISTATCode) }},
		{"region", func(o Organization) string { return cell(o.Region) }},
		{"population", func(o Organization) string { return optionalIntCell(o.Population) }},
		{"parent_body", func(o Organization) string { return cell(o.ParentBody) }},
		{"website_url", func(o Organization) string { return optionalCell(o.WebsiteURL) }},
		{"contact_url", func(o Organization) string { return optionalCell(o.ContactURL) }},
		{"transparency_url", func(o Organization) string { return optionalCell(o.TransparencyURL) }},
		{"accessibility_url", func(o Organization) string { return optionalCell(o.AccessibilityURL) }},
		{"percent", func(o Organization) string { return optionalIntCell(o.Percent) }},
		{"planned_percent", func(o Organization) string { return optionalIntCell(o.PlannedPercent) }},
		{"health", func(o Organization) string { return o.Health }},
		{"objectives", func(o Organization) string { return intCell(o.Objectives) }},
		{"type", func(o Organization) string { return cell(o.Type) }},
		{"demonstration", func(o Organization) string { return boolCell(o.Demonstration) }},
		{"revision", func(o Organization) string { return intCell(o.Revision) }},
	},
}

func (s *server) organizations(ctx context.Context, in *organizationsInput) (reply, error) {
	all, fresh, err := s.Boards.Organizations(ctx)
	if err != nil {
		return reply{}, err
	}
	rows, term := make([]board.Summary, 0, len(all)), plan.FoldSearch(in.Q)
	for i := range all {
		if in.Q == "" || strings.Contains(all[i].Folded(), term) {
			rows = append(rows, all[i])
		}
	}
	page, header, err := organizationList.page(in.r, rows, in.Paging, orElse(in.Sort, "name"))
	if err != nil {
		return reply{}, err
	}
	return reply{
		body: page, header: header, table: table(organizationList.columns, page.Items),
		revision: revisionOfAll(all), day: s.Clock.Today(), public: true, stale: fresh.Stale,
	}, nil
}

func (s *server) organization(ctx context.Context, in *organizationInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	return v.one(v.organization(), v.Revision), nil
}

func (s *server) changeOrganization(ctx context.Context, in *organizationChangeInput) (reply, error) {
	revision, body, err := readChange[OrganizationChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeOrganization(ctx, tracker.ChangeOrganization{
		Organization: in.Organization, IfRevision: revision,
		Name: body.Name, Type: body.Type, ISTATCode: body.ISTATCode, Region: body.Region, Population: body.Population,
		ParentBody: body.ParentBody, WebsiteURL: body.WebsiteURL, ContactURL: body.ContactURL,
		TransparencyURL: body.TransparencyURL, AccessibilityURL: body.AccessibilityURL,
	})
	if err != nil {
		return reply{}, err
	}
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	return v.one(v.organization(), v.Revision), nil
}

func (v view) organization() Organization {
	return organizationOf(v.Organization, v.Figures.Shown, v.Figures.ShownPlanned, string(v.Figures.Health), len(v.Objectives))
}

func organizationOf(o plan.Organization, shown, planned int, health string, objectives int) Organization {
	return Organization{
		ID: o.ID, Name: o.Name, Type: o.Type, ISTATCode: optionalText(o.ISTATCode), Region: o.Region, Population: unlessZero(o.Population),
		ParentBody: o.ParentBody, WebsiteURL: optionalText(o.WebsiteURL), ContactURL: optionalText(o.ContactURL),
		TransparencyURL: optionalText(o.TransparencyURL), AccessibilityURL: optionalText(o.AccessibilityURL),
		Demonstration: o.Demonstration, Percent: percentage(shown), PlannedPercent: percentage(planned),
		Health: health, Objectives: objectives, Revision: o.Revision,
	}
}
