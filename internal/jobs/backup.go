package jobs

import (
	"context"
	"time"
)

// DailyBackup is the daily job that writes the whole installation to a file.
func DailyBackup(write func(ctx context.Context, slot time.Time) error) Job {
	return Job{Name: BackupName, Schedule: "30 3 * * *", Timeout: 2 * time.Hour, Run: write}
}
