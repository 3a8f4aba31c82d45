package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/progress"
)

// Progress is every figure of an organization on a day.
type Progress struct {
	AsOf         string          `json:"as_of" format:"date" maxLength:"10" example:"2026-11-22" doc:"The day that the figures are of."`
	Organization ScopedFigures   `json:"organization" doc:"Of the whole plan."`
	Horizons     []ScopedFigures `json:"horizons" minItems:"0" maxItems:"3" doc:"Of each horizon."`
	Offices      []ScopedFigures `json:"offices" minItems:"0" maxItems:"10000" doc:"Of each office, over its milestones."`
	Objectives   []ScopedFigures `json:"objectives" minItems:"0" maxItems:"100000" doc:"Of each objective."`
	Revision     int64           `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision that they were computed at."`
}

// ScopedFigures are figures with the code of what they are about.
type ScopedFigures struct {
	Code string `json:"code" maxLength:"64" example:"OB-01" doc:"The organization's, horizon's, office's or objective's code."`
	Figures
}

type progressInput struct {
	InOrganization
	AsOf
}

func (s *server) progressOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/progress", id: "progress", tag: tagProgress,
		title: "Progress", text: "Every figure of the plan on a day: of the organization, its horizons, offices and objectives. How they are computed is on the page /metodo.",
		answer: Progress{},
	}, s.progress)
}

func (s *server) progress(ctx context.Context, in *progressInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	out := Progress{
		AsOf: v.Day.String(), Organization: scoped(v.Organization.ID, v.Figures),
		Horizons: make([]ScopedFigures, len(v.Horizons)), Offices: make([]ScopedFigures, len(v.Offices)),
		Objectives: make([]ScopedFigures, len(v.Objectives)), Revision: v.Revision,
	}
	for i, h := range v.Horizons {
		out.Horizons[i] = scoped(string(h.Horizon), h.Figures)
	}
	for i, o := range v.Offices {
		out.Offices[i] = scoped(o.Code, o.Figures)
	}
	for i, o := range v.Objectives {
		out.Objectives[i] = scoped(o.Code, o.Figures)
	}
	return v.one(out, v.Revision), nil
}

func scoped(code string, f progress.Figures) ScopedFigures {
	return ScopedFigures{Code: code, Figures: figures(f)}
}
