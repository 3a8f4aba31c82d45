package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/traguardi/traguardi/internal/backup"
	"github.com/traguardi/traguardi/internal/jobs"
)

// scheduledNames are the jobs by the clock that this installation has.
func (s *Server) scheduledNames() []string {
	names := jobs.ScheduledNames()
	if s.settings.BackupFolder == "" {
		names = slices.DeleteFunc(names, func(name string) bool { return name == jobs.BackupName })
	}
	return names
}

// dailyBackup writes the file of a slot's day, and lets go of those that are old enough once it is
// there. A day's file that is there already, of a run that was cut off before it could say so, is
// replaced.
func (s *Server) dailyBackup(ctx context.Context, slot time.Time) error {
	folder := backup.Folder{Path: s.settings.BackupFolder, Days: s.settings.BackupDays, Weeks: s.settings.BackupWeeks}
	name := folder.Name(slot.In(s.Clock.Location))
	var made backupMade
	err := backup.Save(name, func(w io.Writer) (_ backup.Sums, err error) {
		made, err = writeBackup(ctx, s.Store, s.Clock.Now(), w)
		return made.sums, err
	})
	if err != nil {
		return fmt.Errorf("the backup was not made: %w", err)
	}
	s.log.InfoContext(ctx, "backup made", "file", name, "bytes", made.size, "rows", made.sums.Rows(), "schema", made.header.Schema)
	deleted, err := folder.Prune(s.Clock.Now())
	if len(deleted) > 0 {
		s.log.InfoContext(ctx, "old backups deleted", "files", deleted)
	}
	if err != nil {
		return errors.Join(errors.New("the backup was made, but old ones could not be deleted"), err)
	}
	return nil
}
