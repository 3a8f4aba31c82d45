package main

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/app"
)

type healthcheckCommand struct {
	Listen  string        `help:"Address that the server listens on." default:"127.0.0.1:8080" env:"TRAGUARDI_LISTEN"`
	Timeout time.Duration `help:"How long to wait for the answer." default:"3s"`
}

func (c *healthcheckCommand) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	return app.Healthcheck(ctx, c.Listen)
}
