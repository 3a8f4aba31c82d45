package store

import (
	"context"
	"errors"
	"strings"

	"github.com/lib/pq"
)

// ErrPooler is what is said of a database that is reached through a pooler without the program's
// knowing: statements that one connection prepared would be missing on the next, and migrations
// would lock one and unlock another.
var ErrPooler = errors.New("a pooler that lends connections for a transaction at a time is in between (PgBouncer): " +
	"say with --database-direct where the server itself is, or none where it cannot be reached (docs/scaling.md)")

// isPooler reports whether an error is how PgBouncer refuses the settings of a connection.
func isPooler(err error) bool {
	var pg *pq.Error
	return errors.Is(err, ErrPooler) ||
		errors.As(err, &pg) && pg.Code == pgProtocolViolation && strings.Contains(pg.Message, "startup parameter")
}

// detectPooler finds out whether two connections that are open at the same time are one and the
// same on the server, which only a pooler can bring about. One that is busy with others may not be
// found out.
func (s *Store) detectPooler(ctx context.Context) error {
	first, err := s.reads.db.Connx(ctx)
	if err != nil {
		return translate(ctx, err, "connection")
	}
	second, err := s.reads.db.Connx(ctx)
	if err != nil {
		return errors.Join(translate(ctx, err, "connection"), first.Close())
	}
	const whose = "SELECT pg_backend_pid()"
	var one, other int64
	err = first.GetContext(ctx, &one, whose)
	if err == nil {
		err = second.GetContext(ctx, &other, whose)
	}
	err = errors.Join(translate(ctx, err, "connection"), first.Close(), second.Close())
	if err == nil && one == other {
		return ErrPooler
	}
	return err
}
