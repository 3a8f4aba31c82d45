package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
)

// Status says that the service works. The national guidelines want it in the form of a
// problem whose status is 200.
type Status struct {
	Type       string `json:"type" format:"uri" maxLength:"200" example:"about:blank" doc:"Always about:blank: there is no problem."`
	Title      string `json:"title" maxLength:"100" example:"OK" doc:"OK."`
	Status     int    `json:"status" format:"int32" minimum:"200" maximum:"200" example:"200" doc:"Always 200."`
	Detail     string `json:"detail" maxLength:"300" example:"The service is working." doc:"The same in words."`
	Version    string `json:"version" maxLength:"100" example:"0.1.0" doc:"The version of the program."`
	APIVersion string `json:"api_version" maxLength:"100" example:"1.0.0" doc:"The version of this API."`
	Today      string `json:"today" format:"date" maxLength:"10" example:"2026-11-22" doc:"The present day of the installation."`
}

type statusInput struct{ Request }

func (s *server) statusOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/status", id: "status", tag: tagStatus,
		title:  "Whether the service works",
		text:   "Answers 200 once the database has been reached and the boards can be shown, else 503.",
		answer: Status{}, media: problem.ContentType,
	}, s.status)
}

func (s *server) status(ctx context.Context, in *statusInput) (reply, error) {
	if err := s.Boards.Ready(ctx); err != nil {
		return reply{}, plan.Errorf(plan.KindUnavailable, "the service is starting, or its database is away").WithCause(err)
	}
	rep := reply{
		media: problem.ContentType,
		body: Status{
			Type: "about:blank", Title: "OK", Status: http.StatusOK, Detail: "The service is working.",
			Version: s.Version, APIVersion: Version, Today: s.Clock.Today().String(),
		},
	}
	if strings.Contains(in.r.Header.Get("Accept"), mediaJSON) && !strings.Contains(in.r.Header.Get("Accept"), problem.ContentType) {
		rep.media = mediaJSON
	}
	return rep, nil
}
