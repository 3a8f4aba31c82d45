package main

import (
	"context"

	"github.com/traguardi/traguardi/internal/app"
)

type importPopulationCommand struct {
	app.CommonSettings `embed:""`
	importFlags        `embed:""`
}

func (c *importPopulationCommand) Help() string {
	return "The file is ISTAT's resident population on 1 January (POSAS_*_it_Comuni.csv of demo.istat.it), or any CSV with a column " +
		"of ISTAT codes (codice_istat) and one of inhabitants (residenti). Comuni that are not here are passed over. What people wrote stays."
}

func (c *importPopulationCommand) Run(ctx context.Context, s streams) error {
	in, bar := c.in(s)
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		report, err := i.ImportPopulation(ctx, in)
		bar.clear()
		return tellCounts(s, c.DryRun, report, err)
	})
}
