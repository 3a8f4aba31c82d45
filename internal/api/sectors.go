package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Sector (settore) is an entry of the catalogue that objectives choose from.
type Sector struct {
	Code       string `json:"code" maxLength:"60" example:"turismo" doc:"What objectives name."`
	Name       string `json:"name" maxLength:"60" example:"Turismo" doc:"What people read."`
	Hidden     bool   `json:"hidden" example:"false" doc:"Whether it is kept from being chosen anew."`
	Objectives int    `json:"objectives" format:"int32" minimum:"0" maximum:"2147483647" example:"3" doc:"How many of the objectives shown have it."`
	Revision   int64  `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// NewSector is a sector to be added.
type NewSector struct {
	Name plan.Opt[string] `json:"name" maxLength:"60" example:"Beni culturali" doc:"What people read."`
	Code plan.Opt[string] `json:"code,omitempty" nullable:"true" maxLength:"60" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"beni-culturali" doc:"What objectives name; made of the name where it is absent. It stays."`
}

// SectorChange is what may change of a sector.
type SectorChange struct {
	Name   plan.Opt[string] `json:"name,omitempty" maxLength:"60" example:"Cultura" doc:"What people read."`
	Hidden plan.Opt[bool]   `json:"hidden,omitempty" example:"true" doc:"Whether it is kept from being chosen anew; objectives that have it keep it."`
}

func (SectorChange) hints() map[string]string {
	return map[string]string{"code": "stays as it is: objectives name it"}
}

// NewSectorPlace is where a sector is to be put.
type NewSectorPlace struct {
	Before plan.Opt[string] `json:"before,omitempty" nullable:"true" maxLength:"60" example:"turismo" doc:"The one that it is to stand before."`
	After  plan.Opt[string] `json:"after,omitempty" nullable:"true" maxLength:"60" doc:"The one that it is to stand behind; not together with before."`
}

// InSector is embedded below /sectors/{sector}.
type InSector struct {
	InOrganization
	Sector string `path:"sector" maxLength:"60" example:"turismo" doc:"The sector's code."`
}

type sectorsInput struct {
	InOrganization
	Sort string `query:"sort" enum:"position,-position,name,-name,code,-code" example:"name" doc:"The order; that of the catalogue (position) where it is absent."`
	Paging
}

type sectorChangeInput struct {
	InSector
	IfMatch
}

type newPlaceOfSector struct {
	InSector
	IdempotencyKey
}

func (s *server) sectorOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/sectors", id: "sectors", tag: tagSectors,
		title: "The catalogue of sectors", text: "What the objectives of an organization may be about, in the order that it chose.",
		answer: Page[Sector]{}, csv: true,
	}, s.sectors)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/sectors", id: "sector-creation", tag: tagSectors,
		title: "Add a sector", text: "Adds a sector at the end of the catalogue. For the admin.",
		answer: Sector{}, status: http.StatusCreated, body: NewSector{},
	}, s.createSector)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/sectors/{sector}", id: "sector", tag: tagSectors,
		title: "One sector", text: "A sector of the catalogue.",
		answer: Sector{},
	}, s.sector)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/sectors/{sector}", id: "sector-change", tag: tagSectors,
		title: "Change a sector", text: "Renames a sector or hides it. Objectives name its code, and are not touched. For the admin.",
		answer: Sector{}, body: SectorChange{},
	}, s.changeSector)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/sectors/{sector}", id: "sector-removal", tag: tagSectors,
		title: "Remove a sector", text: "Takes a sector out of the catalogue. Refused while an objective of the plan has it. For the admin.",
	}, s.removeSector)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/sectors/{sector}/place", id: "sector-place", tag: tagSectors,
		title: "Put a sector elsewhere", text: "Gives a sector another place in the catalogue, before or behind another one. For the admin.",
		answer: Sector{}, body: NewSectorPlace{},
	}, s.placeSector)
}

// catalogue are the sectors that were not removed, in their order.
func (v view) catalogue() []Sector {
	uses, out := v.SectorUses(), []Sector{}
	for _, s := range v.Sectors {
		if s.RemovedOn.IsZero() {
			out = append(out, Sector{Code: s.Code, Name: s.Name, Hidden: s.Hidden, Objectives: uses[s.Code], Revision: s.Revision})
		}
	}
	return out
}

var sectorList = list[Sector, Sector]{
	keys: map[string]func(Sector) string{
		"name": func(o Sector) string { return textKey(o.Name) },
		"code": func(o Sector) string { return o.Code },
	},
	id:   func(o Sector) string { return o.Code },
	show: func(o Sector) Sector { return o },
	columns: []column[Sector]{
		{"code", func(o Sector) string { return cell(o.Code) }},
		{"name", func(o Sector) string { return cell(o.Name) }},
		{"hidden", func(o Sector) string { return boolCell(o.Hidden) }},
		{"objectives", func(o Sector) string { return intCell(o.Objectives) }},
		{"revision", func(o Sector) string { return intCell(o.Revision) }},
	},
}

var sectorResource = resource[Sector]{
	name: "sector", collection: "sectors",
	find: func(v view, code string) (Sector, bool) {
		for _, s := range v.catalogue() {
			if s.Code == code {
				return s, true
			}
		}
		return Sector{}, false
	},
	show: func(_ view, s Sector) (any, int64) { return s, s.Revision },
}

func (s *server) sectors(ctx context.Context, in *sectorsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	all := v.catalogue()
	return paged(v, sectorList.placed(all), in.r, all, in.Paging, orElse(in.Sort, byPlace))
}

func (s *server) sector(ctx context.Context, in *InSector) (reply, error) {
	return sectorResource.read(ctx, s, in.Organization, in.Sector, plan.Date{})
}

func (s *server) createSector(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, body, err := readNew[NewSector](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.CreateSector(ctx, in.Organization, plan.Sector{Code: body.Code.Value, Name: body.Name.Value})
	if err != nil {
		return reply{}, err
	}
	return sectorResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) changeSector(ctx context.Context, in *sectorChangeInput) (reply, error) {
	revision, body, err := readChange[SectorChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeSector(ctx, tracker.ChangeSector{
		Organization: in.Organization, Code: in.Sector, IfRevision: revision, Name: body.Name, Hidden: body.Hidden,
	})
	if err != nil {
		return reply{}, err
	}
	return sectorResource.changed(ctx, s, in.Organization, receipt)
}

func (s *server) removeSector(ctx context.Context, in *sectorChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveSector(ctx, in.Organization, in.Sector, revision)
	})
}

func (s *server) placeSector(ctx context.Context, in *newPlaceOfSector) (reply, error) {
	ctx, body, err := readNew[NewSectorPlace](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.MoveSector(ctx, tracker.MoveSector{
		Organization: in.Organization, Code: in.Sector, Place: plan.Place[string]{Before: body.Before.Value, After: body.After.Value},
	})
	if err != nil {
		return reply{}, err
	}
	return sectorResource.changed(ctx, s, in.Organization, receipt)
}
