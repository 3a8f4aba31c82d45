package store

import "context"

const (
	qSessionsDeleteAll = query("SessionsDeleteAll")
	qLinksDeleteAll    = query("LinksDeleteAll")
)

// EndSignIns ends every session and every one-time link, of everybody, and tells how many: for an
// installation that was put back as it once was, with what may have been revoked since.
func (s *Store) EndSignIns(ctx context.Context) (ended int64, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		sessions, err := run(ctx, t, qSessionsDeleteAll, "session")
		if err != nil {
			return err
		}
		links, err := run(ctx, t, qLinksDeleteAll, "link")
		ended = sessions + links
		return err
	})
	return ended, err
}
