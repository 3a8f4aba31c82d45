package main

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/app"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Recompute the chain of every organization. Exit 1 where one is broken."`
}

type auditVerifyCommand struct {
	app.CommonSettings `embed:""`
}

func (c *auditVerifyCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		lines, err := i.VerifyAudit(ctx)
		for _, line := range lines {
			fmt.Fprintln(s.out, line)
		}
		return err
	})
}
