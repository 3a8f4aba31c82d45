package main

import (
	"context"

	"github.com/traguardi/traguardi/internal/app"
)

type importPADigitaleCommand struct {
	app.CommonSettings `embed:""`
	importFlags        `embed:""`
	Organization       string `help:"The ente whose rows are taken. Rows of others are passed over." placeholder:"c_xxxx" xor:"ente"`
	All                bool   `help:"Every ente of the file; those that are missing are made." xor:"ente"`
	Office             string `help:"Code of the office that objectives and milestones are given to. Default: a placeholder, da-assegnare."`
	Measure            string `help:"Measure (such as 1.4.3) of rows that do not tell it. Default: from the file's name."`
}

func (c *importPADigitaleCommand) Help() string {
	return "The file is one of those that PA digitale 2026 publishes as candidature_finanziate_*.csv, of any year. " +
		"Each application becomes a funding on the objective of its measure, with the milestones that the data tell of."
}

func (c *importPADigitaleCommand) Run(ctx context.Context, s streams) error {
	run := app.Run
	if c.All && !c.DryRun {
		run = app.RunNew
	}
	return run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		in, bar := c.in(s)
		report, err := i.ImportApplications(ctx, app.ApplicationsImport{
			Import: in, Organization: c.Organization, All: c.All, Office: c.Office, Measure: c.Measure,
		})
		bar.clear()
		return tellCounts(s, c.DryRun, report, err)
	})
}
