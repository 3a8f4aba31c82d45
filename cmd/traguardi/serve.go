package main

import (
	"context"

	"github.com/traguardi/traguardi/internal/app"
)

type serveCommand struct {
	app.ServeSettings `embed:""`
}

func (c *serveCommand) Run(ctx context.Context, s streams) error {
	return app.Serve(ctx, c.ServeSettings, s.err)
}
