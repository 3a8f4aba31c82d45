package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/traguardi/traguardi/internal/app"
)

type dbCommand struct {
	Copy dbCopyCommand `cmd:"" help:"Move a whole installation into another, empty database."`
}

type dbCopyCommand struct {
	app.CopySettings `embed:""`
}

func (c *dbCopyCommand) Help() string {
	return "Between SQLite and PostgreSQL, either way, or on the same engine. Stop the server first: what is written during the copy is not in it, be it a plan, a sign-in or a job; the old database is read once more at the end, and what was written to is told. " +
		"Every row is read back and held against its source before it is kept; what fails before leaves the new database empty. The old one stays as it is."
}

func (c *dbCopyCommand) Run(ctx context.Context, s streams) error {
	report, changed, err := app.CopyDatabase(ctx, c.CopySettings, s.err)
	if told := tell(s.out, report); err == nil {
		err = told
	}
	if err == nil && len(changed) > 0 {
		_, err = fmt.Fprintln(s.err, "warning: during the copy somebody wrote to", strings.Join(changed, ", ")+", and the new database does not have that: stop the server and copy again into an empty one")
	}
	return err
}
