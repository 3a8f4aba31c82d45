package main

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/app"
)

type importPlanCommand struct {
	app.CommonSettings `embed:""`
	importFlags        `embed:""`
	Organization       string   `required:"" help:"The organization (ente)." placeholder:"c_xxxx"`
	Map                []string `help:"COLUMN=TITLE: which title in the file a column has; COLUMN==TEXT: what empty cells of it hold; COLUMN=: the file does not have it; or a JSON file with such pairs. Can be repeated." sep:"none" placeholder:"COLUMN=TITLE"`
	Sheet              string   `help:"Sheet of a workbook. Default: the one that looks most like a plan." placeholder:"NAME"`
	DateOrder          string   `help:"What 03/04/2026 is: dmy or mdy. Default: found out from the file." enum:",dmy,mdy" default:"" placeholder:"ORDER"`
	CreateOffices      bool     `help:"Add the offices that the organization does not have."`
}

func (c *importPlanCommand) Help() string {
	return "CSV or XLSX, one row for each milestone; the columns are in docs/it/importare-un-piano.md. " +
		"A line for every row: line in the file, outcome, key, why. A row that breaks a rule is refused and the others go on. " +
		"What people changed since the last import stays. Nothing is removed."
}

func (c *importPlanCommand) Run(ctx context.Context, s streams) error {
	in, bar := c.in(s)
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		summary, err := i.ImportPlan(ctx, app.ImportPlan{
			Import: in, Organization: c.Organization, Map: c.Map, Sheet: c.Sheet, Dates: c.DateOrder, CreateOffices: c.CreateOffices,
		})
		bar.clear()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.err, summary)
		return err
	})
}
