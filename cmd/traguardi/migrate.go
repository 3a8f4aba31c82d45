package main

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/app"
)

type migrateCommand struct {
	Up     migrateUpCommand     `cmd:"" help:"Bring the schema up to date. Does nothing where it is already."`
	Status migrateStatusCommand `cmd:"" help:"Tell the schema's version and the one that this program knows."`
}

type migrateUpCommand struct {
	app.CommonSettings `embed:""`
}

func (c *migrateUpCommand) Run(ctx context.Context, s streams) error {
	status, err := app.MigrateUp(ctx, c.CommonSettings, s.err)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, status)
	return err
}

type migrateStatusCommand struct {
	app.CommonSettings `embed:""`
}

func (c *migrateStatusCommand) Run(ctx context.Context, s streams) error {
	status, err := app.MigrationStatus(ctx, c.CommonSettings, s.err)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, status)
	return err
}
