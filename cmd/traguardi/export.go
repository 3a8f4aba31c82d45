package main

import (
	"context"

	"github.com/traguardi/traguardi/internal/app"
)

// exportCommand has one sort of file per subcommand.
type exportCommand struct {
	Plan exportPlanCommand `cmd:"" help:"Write an organization's plan as a file that import plan takes back."`
}

type exportPlanCommand struct {
	app.CommonSettings `embed:""`
	File               string `arg:"" help:"The file: a workbook where it ends in .xlsx, a CSV where it ends in .csv; - is a CSV on standard output."`
	Organization       string `required:"" help:"The organization (ente)." placeholder:"c_xxxx"`
}

func (c *exportPlanCommand) Help() string {
	return "Drafts are in it: the file is for the organization's own use. A workbook has a second sheet with the history of dates and progress, and gives the plan back with its past; a CSV gives back how everything stands."
}

func (c *exportPlanCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		return i.ExportPlan(ctx, c.Organization, c.File, s.out)
	})
}
