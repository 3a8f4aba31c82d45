package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Office (ufficio) is a unit of an organization.
type Office struct {
	Code        string   `json:"code" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Unique in the organization."`
	Name        string   `json:"name" maxLength:"200" example:"Ufficio Europa" doc:"What the office is called."`
	Description string   `json:"description" maxLength:"10000" example:"Programmi europei e PNRR." doc:"What it does."`
	Progress    Figures  `json:"progress" doc:"The figures over its milestones."`
	OnTimeRate  *float64 `json:"on_time_rate" nullable:"true" minimum:"0" maximum:"1" example:"0.75" doc:"The share of its done milestones that were completed by their baseline date."`
	LastMetOn   *string  `json:"last_met_on" nullable:"true" format:"date" maxLength:"10" example:"2026-05-14" doc:"The day of the last meeting held with it."`
	NextMeeting *string  `json:"next_meeting" nullable:"true" maxLength:"64" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The next meeting scheduled with it."`
	Revision    int64    `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision at which it last changed."`
}

// NewOffice is an office to be added.
type NewOffice struct {
	Code        plan.Opt[string] `json:"code" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Unique in the organization, and stays."`
	Name        plan.Opt[string] `json:"name" maxLength:"200" example:"Ufficio Europa" doc:"What the office is called."`
	Description plan.Opt[string] `json:"description,omitempty" nullable:"true" maxLength:"10000" example:"Programmi europei e PNRR." doc:"What it does."`
}

// OfficeChange is what may change of an office.
type OfficeChange struct {
	Name        plan.Opt[string] `json:"name,omitempty" maxLength:"200" example:"Ufficio Europa e PNRR" doc:"What the office is called."`
	Description plan.Opt[string] `json:"description,omitempty" nullable:"true" maxLength:"10000" example:"Programmi europei e PNRR." doc:"What it does."`
}

func (OfficeChange) hints() map[string]string {
	return map[string]string{"code": "stays as it is: other things point at it"}
}

type officesInput struct {
	InOrganization
	Q    string `query:"q" maxLength:"100" example:"europa" doc:"Only those whose name or code contains this text."`
	Sort string `query:"sort" enum:"name,-name,code,-code" example:"name" doc:"The order; by name where it is absent."`
	AsOf
	Paging
}

type officeInput struct {
	InOffice
	AsOf
}

type officeChangeInput struct {
	InOffice
	IfMatch
}

type newInOrganization struct {
	InOrganization
	IdempotencyKey
}

func (s *server) officeOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/offices", id: "offices", tag: tagOffices,
		title: "The offices", text: "The offices of an organization with their figures.",
		answer: Page[Office]{}, csv: true,
	}, s.offices)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/offices", id: "office-creation", tag: tagOffices,
		title: "Add an office", text: "Adds an office. For the admin.",
		answer: Office{}, status: http.StatusCreated, body: NewOffice{},
	}, s.createOffice)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/offices/{office}", id: "office", tag: tagOffices,
		title: "One office", text: "An office with its figures.",
		answer: Office{},
	}, s.office)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/offices/{office}", id: "office-change", tag: tagOffices,
		title: "Change an office", text: "Changes what describes an office. For the admin.",
		answer: Office{}, body: OfficeChange{},
	}, s.changeOffice)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/offices/{office}", id: "office-removal", tag: tagOffices,
		title: "Remove an office", text: "Hides an office from today on; its history stays. Refused while open work still names it. For the admin.",
	}, s.removeOffice)
}

var officeList = list[*board.Office, Office]{
	keys: map[string]func(*board.Office) string{
		"name": func(o *board.Office) string { return textKey(o.Name) },
		"code": func(o *board.Office) string { return o.Code },
	},
	id:   func(o *board.Office) string { return o.Code },
	show: officeOf,
	columns: append([]column[Office]{
		{"code", func(o Office) string { return o.Code }},
		{"name", func(o Office) string { return cell(o.Name) }},
		{"description", func(o Office) string { return cell(o.Description) }},
		{"on_time_rate", func(o Office) string { return optionalFloatCell(o.OnTimeRate) }},
		{"last_met_on", func(o Office) string { return optionalCell(o.LastMetOn) }},
		{"next_meeting", func(o Office) string { return optionalCell(o.NextMeeting) }},
		{"revision", func(o Office) string { return intCell(o.Revision) }},
	}, figureColumns(func(o Office) Figures { return o.Progress })...),
}

func officeOf(o *board.Office) Office {
	office := Office{
		Code: o.Code, Name: o.Name, Description: o.Description, Progress: figures(o.Figures),
		OnTimeRate: o.OnTimeRate, LastMetOn: day(o.LastMetOn), Revision: o.Revision,
	}
	if o.NextMeeting != nil {
		office.NextMeeting = optionalText(o.NextMeeting.ID)
	}
	return office
}

var officeResource = resource[*board.Office]{
	name: "office", collection: "offices", find: view.Office,
	show: func(_ view, o *board.Office) (any, int64) { return officeOf(o), o.Revision },
}

func (s *server) offices(ctx context.Context, in *officesInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	rows := make([]*board.Office, 0, len(v.Offices))
	for _, o := range v.Offices {
		if in.Q == "" || contains(o.Name, in.Q) || contains(o.Code, in.Q) {
			rows = append(rows, o)
		}
	}
	return paged(v, officeList, in.r, rows, in.Paging, orElse(in.Sort, "name"))
}

func (s *server) office(ctx context.Context, in *officeInput) (reply, error) {
	return officeResource.read(ctx, s, in.Organization, in.Office, in.AsOf.Day())
}

func (s *server) createOffice(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, body, err := readNew[NewOffice](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.CreateOffice(ctx, in.Organization, plan.Office{
		Code: body.Code.Value, Name: body.Name.Value, Description: body.Description.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return officeResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) changeOffice(ctx context.Context, in *officeChangeInput) (reply, error) {
	revision, body, err := readChange[OfficeChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeOffice(ctx, tracker.ChangeOffice{
		Organization: in.Organization, Code: in.Office, IfRevision: revision, Name: body.Name, Description: body.Description,
	})
	if err != nil {
		return reply{}, err
	}
	return officeResource.changed(ctx, s, in.Organization, receipt)
}

func (s *server) removeOffice(ctx context.Context, in *officeChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveOffice(ctx, in.Organization, in.Office, revision)
	})
}

// remove hides an object and waits until this process no longer shows it.
func (s *server) remove(ctx context.Context, q Request, organization string, remove func(revision int64) (tracker.Receipt, error)) (reply, error) {
	revision, err := ifMatch(q.r)
	if err != nil {
		return reply{}, err
	}
	receipt, err := remove(revision)
	if err != nil {
		return reply{}, err
	}
	if err := s.Boards.Await(ctx, organization, receipt.Revision); err != nil {
		return reply{}, unseen(err)
	}
	return reply{status: http.StatusNoContent}, nil
}
