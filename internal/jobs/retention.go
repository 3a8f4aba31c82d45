package jobs

import (
	"context"
	"time"
)

// KeepReplays is how long a write's Idempotency-Key is remembered: longer than any
// client goes on retrying.
const KeepReplays = 48 * time.Hour

// Retention is the daily job that deletes what nobody needs any more.
func Retention(deleteExpired func(ctx context.Context) error) Job {
	return Job{
		Name: RetentionName, Schedule: "0 3 * * *", Timeout: 30 * time.Minute,
		Run: func(ctx context.Context, _ time.Time) error { return deleteExpired(ctx) },
	}
}
