package store

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// keepTokens is how long an API token that has ended is kept, so that its owner can still be
// told what became of it. Its trail stays.
const keepTokens = 90 * 24 * time.Hour

// How long imports are kept: the file of a trial run that nobody took over, the report of
// one, and how many reports of real ones of each organization.
const (
	keepImportFiles  = 24 * time.Hour
	keepImportTrials = 7 * 24 * time.Hour
	keepImports      = 100
)

// Keep says how long what ends by itself is kept.
type Keep struct {
	Replays time.Duration
	// SessionIdle is how long a session may go unused.
	SessionIdle time.Duration
}

// Deleted counts what DeleteExpired took away.
type Deleted struct{ Replays, Sessions, Links, Attempts, Tokens, ImportFiles, ImportTrials, Imports int64 }

// DeleteExpired deletes what is of no use any more at an instant: idempotency keys older
// than they are kept, sessions that ended, links that expired, failed sign-ins that no
// longer slow anybody down, API tokens that ended long ago, files of imports that were only
// tried, reports of old imports.
func (s *Store) DeleteExpired(ctx context.Context, now time.Time, keep Keep) (Deleted, error) {
	var d Deleted
	err := s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		for _, step := range []struct {
			count *int64
			q     query
			what  string
			args  []any
		}{
			{&d.Replays, qReplaysDeleteBefore, "idempotency key", []any{instant{now.Add(-keep.Replays)}}},
			{&d.Sessions, qSessionsDeleteEnded, "session", []any{instant{now}, instant{now.Add(-keep.SessionIdle)}}},
			{&d.Links, qLinksDeleteEnded, "link", []any{instant{now}}},
			{&d.Attempts, qAttemptsDeleteBefore, "attempt", []any{instant{now.Add(-plan.SlowDownAccount.Forget)}, instant{now}}},
			{&d.Tokens, qTokensDeleteEnded, "token", []any{instant{now.Add(-keepTokens)}}},
			{&d.ImportFiles, qImportFilesDelete, "import", []any{instant{now.Add(-keepImportFiles)}}},
			{&d.ImportTrials, qImportTrialsDelete, "import", []any{instant{now.Add(-keepImportTrials)}}},
			{&d.Imports, qImportRunsDelete, "import", []any{keepImports}},
		} {
			var err error
			if *step.count, err = run(ctx, t, step.q, step.what, step.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return d, err
	}
	// Replicas see to it themselves, but for what one leaves that ends.
	return d, s.DeleteCounts(ctx, now.Add(-time.Hour))
}
