package main

import (
	"context"
	"fmt"
	"io"

	"github.com/traguardi/traguardi/internal/app"
)

type backupCommand struct {
	app.CommonSettings `embed:""`
	File               string `arg:"" help:"The file to write; - is standard output."`
}

func (c *backupCommand) Help() string {
	return "Works on either engine, while the server runs, and goes back into either. The file gets its name once it is whole, on the disk and read back; a backup that was there under that name is replaced then, anything else never. " +
		"Tells every table with its rows and checksum. Password hashes and addresses of the staff are in it: keep it as safe as the database."
}

func (c *backupCommand) Run(ctx context.Context, s streams) error {
	report, err := app.Backup(ctx, c.CommonSettings, c.File, s.out, s.err)
	if err != nil {
		return err
	}
	to := s.out
	if c.File == "-" {
		to = s.err
	}
	return tell(to, report)
}

func tell(w io.Writer, lines []string) error {
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

type restoreCommand struct {
	app.CommonSettings `embed:""`
	File               string `arg:"" help:"A file that backup wrote; - is standard input."`
	Check              bool   `help:"Only read the file through and tell what is in it; no database is touched."`
	EndSessions        bool   `help:"Afterwards end every session and every one-time link: some may have been revoked since."`
}

func (c *restoreCommand) Help() string {
	return "Into an empty database alone, of either engine. A file that was cut off or changed is refused before the database is touched; every row is read back before it is kept, and whatever fails before leaves the database empty. " +
		"The schema is then brought up to this program's, and the audit trail verified."
}

func (c *restoreCommand) Run(ctx context.Context, s streams) error {
	if c.Check {
		report, err := app.CheckBackup(c.File, s.in)
		if err != nil {
			return err
		}
		return tell(s.out, report)
	}
	report, err := app.Restore(ctx, c.CommonSettings, c.File, s.in, c.EndSessions, s.err)
	if told := tell(s.out, report); err == nil {
		err = told
	}
	return err
}
