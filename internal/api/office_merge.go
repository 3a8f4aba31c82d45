package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// OfficeMerge is what would move if an office went into another one.
type OfficeMerge struct {
	Office     string   `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that would end."`
	Objectives []string `json:"objectives" minItems:"0" maxItems:"100000" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"[\"OB-01\"]" doc:"The objectives that it leads and that are not over."`
	Milestones []string `json:"milestones" minItems:"0" maxItems:"100000" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"[\"OB-01.3\"]" doc:"Its open milestones."`
	Actions    []string `json:"actions" minItems:"0" maxItems:"100000" maxLength:"64" example:"[\"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f\"]" doc:"Its open actions."`
	Meetings   []string `json:"meetings" minItems:"0" maxItems:"100000" maxLength:"64" example:"[\"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f\"]" doc:"The meetings to come that it takes part in."`
	Accounts   int      `json:"accounts" format:"int32" minimum:"0" maximum:"2147483647" example:"2" doc:"How many accounts act for it."`
	Revision   int64    `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The office's revision; what If-Match is held against."`
}

// NewOfficeMerge says where an office goes.
type NewOfficeMerge struct {
	Into plan.Opt[string] `json:"into" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"affari-generali" doc:"The office that goes on."`
}

// FormerOffice is an office that is there no more.
type FormerOffice struct {
	Code       string  `json:"code" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Its code, which is not free again."`
	Name       string  `json:"name" maxLength:"200" example:"Ufficio Europa" doc:"What it was called."`
	RemovedOn  string  `json:"removed_on" format:"date" maxLength:"10" example:"2026-03-01" doc:"The first day on which it was there no more."`
	MergedInto *string `json:"merged_into" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"affari-generali" doc:"The office that it went into; null where it was only removed."`
	Revision   int64   `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision at which it last changed."`
}

type officeMergeInput struct {
	InOffice
	IfMatch
	IdempotencyKey
}

type formerOfficesInput struct {
	InOrganization
	Sort string `query:"sort" enum:"name,-name,code,-code,removed_on,-removed_on" example:"name" doc:"The order; by name where it is absent."`
	AsOf
	Paging
}

func (s *server) officeMergeOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/offices/{office}/merge", id: "office-merge-preview", tag: tagOffices,
		title: "What a merge would move", text: "What would move if the office went into another one today. For the admin.",
		answer: OfficeMerge{}, staff: true,
	}, s.officeMergePreview)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/offices/{office}/merge", id: "office-merge", tag: tagOffices,
		title: "Merge an office into another", text: "Lets the office go into another one, from today on: its open milestones, the objectives that it leads, its open actions, its place in meetings to come and the accounts that act for it move over, and it is removed with a pointer to the other. The days before, and what is finished, stay as they were. Answers with the office that goes on. For the admin.",
		answer: Office{}, body: NewOfficeMerge{}, ifMatch: true,
	}, s.mergeOffices)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/former-offices", id: "former-offices", tag: tagOffices,
		title: "Offices that are there no more", text: "The offices that were removed, and where they went if they were merged.",
		answer: Page[FormerOffice]{}, csv: true,
	}, s.formerOffices)
}

func (s *server) officeMergePreview(ctx context.Context, in *InOffice) (reply, error) {
	accounts, err := s.Tracker.OfficeMembers(ctx, in.Organization, in.Office)
	if err != nil {
		return reply{}, err
	}
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	o, ok := v.Office(in.Office)
	if !ok {
		return reply{}, plan.NotFound("office")
	}
	h := desk.HandoverOf(v.staff, o.Code)
	return v.one(OfficeMerge{
		Office: o.Code, Accounts: accounts, Revision: o.Revision,
		Objectives: names(h.Objectives, func(o *board.Objective) string { return o.Code }),
		Milestones: names(h.Milestones, func(m *board.Milestone) string { return m.ID }),
		Actions:    names(h.Actions, func(a *board.Action) string { return a.ID }),
		Meetings:   names(h.Meetings, func(m *board.Meeting) string { return m.ID }),
	}, o.Revision), nil
}

func names[T any](all []T, name func(T) string) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = name(v)
	}
	return out
}

func (s *server) mergeOffices(ctx context.Context, in *officeMergeInput) (reply, error) {
	revision, err := ifMatch(in.r)
	if err != nil {
		return reply{}, err
	}
	ctx, body, err := readNew[NewOfficeMerge](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.MergeOffices(ctx, tracker.MergeOffices{
		Organization: in.Organization, Code: in.Office, Into: body.Into.Value, IfRevision: revision,
	})
	if err != nil {
		return reply{}, err
	}
	receipt.ID = body.Into.Value
	return officeResource.changed(ctx, s, in.Organization, receipt)
}

var formerOfficeList = list[*board.FormerOffice, FormerOffice]{
	keys: map[string]func(*board.FormerOffice) string{
		"name":       func(o *board.FormerOffice) string { return textKey(o.Name) },
		"code":       func(o *board.FormerOffice) string { return o.Code },
		"removed_on": func(o *board.FormerOffice) string { return dateKey(o.RemovedOn) },
	},
	id: func(o *board.FormerOffice) string { return o.Code },
	show: func(o *board.FormerOffice) FormerOffice {
		return FormerOffice{Code: o.Code, Name: o.Name, RemovedOn: o.RemovedOn.String(), MergedInto: optionalText(o.MergedInto), Revision: o.Revision}
	},
	columns: []column[FormerOffice]{
		{"code", func(o FormerOffice) string { return o.Code }},
		{"name", func(o FormerOffice) string { return cell(o.Name) }},
		{"removed_on", func(o FormerOffice) string { return o.RemovedOn }},
		{"merged_into", func(o FormerOffice) string { return optionalCell(o.MergedInto) }},
		{"revision", func(o FormerOffice) string { return intCell(o.Revision) }},
	},
}

func (s *server) formerOffices(ctx context.Context, in *formerOfficesInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	return paged(v, formerOfficeList, in.r, v.Former, in.Paging, orElse(in.Sort, "name"))
}
