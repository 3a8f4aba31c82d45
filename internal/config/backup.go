package config

import (
	"errors"
	"os"
)

// checkBackup finds what is wrong with the folder of backups, so that it is told at start and not
// in the first night.
func (s Serve) checkBackup() error {
	if s.BackupFolder == "" {
		return nil
	}
	var errs []error
	if info, err := os.Stat(s.BackupFolder); err != nil || !info.IsDir() {
		errs = append(errs, &Error{"backup-folder", "must be a folder that is there"})
	}
	if s.BackupDays < 1 {
		errs = append(errs, &Error{"backup-days", "must be at least 1"})
	}
	if s.BackupWeeks < 0 {
		errs = append(errs, &Error{"backup-weeks", "must be at least 0"})
	}
	return errors.Join(errs...)
}
