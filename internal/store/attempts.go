package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qAttemptsToChange     = query("AttemptsToChange")
	qAttemptsSave         = query("AttemptsSave")
	qAttemptsDelete       = query("AttemptsDelete")
	qAttemptsDeleteBefore = query("AttemptsDeleteBefore")
)

type attemptsRow struct {
	Failures     int     `db:"failures"`
	LastAt       instant `db:"last_at"`
	BlockedUntil instant `db:"blocked_until"`
}

// ChangeAttempts hands the attempts under some keys to fn and stores what it gives back;
// nobody else can change them meanwhile. An error of fn comes back as it is, and nothing
// is stored. Callers that give several keys give them in one order everywhere.
func (s *Store) ChangeAttempts(ctx context.Context, keys []string, fn func([]plan.Attempts) ([]plan.Attempts, error)) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		before := make([]plan.Attempts, len(keys))
		for i, key := range keys {
			row, err := one[attemptsRow](ctx, t, qAttemptsToChange, "attempt", key)
			if err != nil {
				return err
			}
			before[i] = plan.Attempts{Failures: row.Failures, LastAt: row.LastAt.Time, BlockedUntil: row.BlockedUntil.Time}
		}
		after, err := fn(before)
		if err != nil {
			return err
		}
		for i, a := range after {
			if _, err := run(ctx, t, qAttemptsSave, "attempt", keys[i], a.Failures, a.LastAt.UTC().Format(instantLayout), instant{a.BlockedUntil}); err != nil {
				return err
			}
		}
		return nil
	})
}

// DeleteAttempts forgets the attempts under a key.
func (s *Store) DeleteAttempts(ctx context.Context, key string) error {
	_, err := s.changesOne(ctx, qAttemptsDelete, "attempt", key)
	return err
}
