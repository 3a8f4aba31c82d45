package main

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/app"
)

type snapshotCommand struct {
	app.CommonSettings `embed:""`
	Date               string `help:"One day, YYYY-MM-DD. Default: today." xor:"day,from" placeholder:"DAY"`
	From               string `help:"First day of several." xor:"from" and:"range" placeholder:"DAY"`
	To                 string `help:"Last day of several." xor:"day" and:"range" placeholder:"DAY"`
	Organization       string `help:"One organization alone. Default: all." placeholder:"c_xxxx"`
}

func (c *snapshotCommand) Help() string {
	return "A day's numbers are final once they were computed after the day ended: they are kept as they are, and the command says so."
}

func (c *snapshotCommand) Run(ctx context.Context, s streams) error {
	days := app.SnapshotDays{Organization: c.Organization, Date: c.Date, From: c.From, To: c.To}
	if err := days.Check(); err != nil {
		return err
	}
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		result, err := i.Snapshot(ctx, days)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, result)
		return err
	})
}
