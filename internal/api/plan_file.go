package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/publish"
)

type planFileInput struct {
	InOrganization
	Format string `query:"format" enum:"csv,xlsx" example:"xlsx" doc:"csv: how everything stands; xlsx: a second sheet tells how it came to stand so. csv where it is absent."`
}

func (s *server) planFileOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/plan-file", id: "plan-file", tag: tagImports,
		title:  "The plan as a file",
		text:   "The whole plan, one row for each milestone, as a file that an import of kind plan takes back. Drafts are in it: it is for internal use. For members.",
		status: http.StatusOK, staff: true, files: []string{mediaCSV, mediaXLSX},
	}, s.planFile)
}

func (s *server) planFile(ctx context.Context, in *planFileInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	file := publish.PlanFile{Staff: v.staff}
	rep := v.reply(v.Revision)
	if in.Format == "xlsx" {
		rep.media = mediaXLSX
		rep.file, err = file.XLSX()
		return rep, err
	}
	rep.media, rep.file = mediaCSV+"; charset=utf-8; header=present", file.CSV()
	return rep, nil
}
