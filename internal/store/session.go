package store

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qAccountBySessionHash = query("AccountBySessionHash")
	qSessionsOf           = query("SessionsOf")
	qSessionAdd           = query("SessionAdd")
	qSessionRotate        = query("SessionRotate")
	qSessionTouch         = query("SessionTouch")
	qSessionDelete        = query("SessionDelete")
	qSessionsDeleteOf     = query("SessionsDeleteOf")
	qSessionsDeleteEnded  = query("SessionsDeleteEnded")
)

type sessionRow struct {
	ID         string            `db:"id"`
	Hash       string            `db:"hash"`
	AccountID  string            `db:"account_id"`
	Method     plan.SignInMethod `db:"method"`
	Pending    bool              `db:"pending"`
	Client     string            `db:"client"`
	CreatedAt  instant           `db:"created_at"`
	LastSeenAt instant           `db:"last_seen_at"`
	ExpiresAt  instant           `db:"expires_at"`
}

func (r sessionRow) value() plan.Session {
	return plan.Session{ID: r.ID, AccountID: r.AccountID, Hash: r.Hash, Method: r.Method, Pending: r.Pending, Client: r.Client,
		CreatedAt: r.CreatedAt.Time, LastSeenAt: r.LastSeenAt.Time, ExpiresAt: r.ExpiresAt.Time}
}

// AccountBySessionHash gives the session of a hash and its account with its memberships and how
// far their plans are, in one round trip; the account's password hash is left out, and whether its address is
// proven. Whether the session is in force and the account enabled is for the caller to see.
func (s *Store) AccountBySessionHash(ctx context.Context, hash string) (plan.Account, plan.Session, error) {
	rows, err := list[struct {
		accountRow
		SessionID        string            `db:"session_id"`
		Method           plan.SignInMethod `db:"method"`
		Pending          bool              `db:"pending"`
		Client           string            `db:"client"`
		SessionCreatedAt instant           `db:"session_created_at"`
		LastSeenAt       instant           `db:"last_seen_at"`
		ExpiresAt        instant           `db:"expires_at"`
		Organization     optional          `db:"organization_id"`
		Role             optional          `db:"role"`
		Office           optional          `db:"office"`
		Revision         int64             `db:"organization_revision"`
	}](ctx, s.reads, qAccountBySessionHash, "session", hash)
	if err != nil {
		return plan.Account{}, plan.Session{}, err
	}
	if len(rows) == 0 {
		return plan.Account{}, plan.Session{}, plan.NotFound("session")
	}
	first := rows[0]
	account := first.accountRow.value()
	for _, r := range rows {
		if r.Organization != "" {
			account.Memberships = append(account.Memberships, plan.Membership{
				Organization: string(r.Organization), Role: plan.Role(r.Role), Office: string(r.Office), Revision: r.Revision})
		}
	}
	return account, plan.Session{ID: first.SessionID, AccountID: account.ID, Hash: hash, Method: first.Method, Pending: first.Pending,
		Client: first.Client, CreatedAt: first.SessionCreatedAt.Time, LastSeenAt: first.LastSeenAt.Time, ExpiresAt: first.ExpiresAt.Time}, nil
}

// SessionsOf lists the sessions of an account, those used last first.
func (s *Store) SessionsOf(ctx context.Context, accountID string) ([]plan.Session, error) {
	rows, err := list[sessionRow](ctx, s.reads, qSessionsOf, "session", accountID)
	return each(rows, sessionRow.value), err
}

// AddSession stores a new session.
func (s *Store) AddSession(ctx context.Context, n plan.Session) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		_, err := run(ctx, t, qSessionAdd, "session", n.ID, n.Hash, n.AccountID, string(n.Method), n.Pending, n.Client,
			instant{n.CreatedAt}, instant{n.LastSeenAt}, instant{n.ExpiresAt})
		return err
	})
}

// RotateSession gives the session of n.ID the hash, the state and the end that n has, if
// its hash is still the old one: not_found otherwise.
func (s *Store) RotateSession(ctx context.Context, oldHash string, n plan.Session) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		affected, err := run(ctx, t, qSessionRotate, "session", n.ID, oldHash, n.Hash, n.Pending, instant{n.LastSeenAt}, instant{n.ExpiresAt})
		if err == nil && affected == 0 {
			return plan.NotFound("session")
		}
		return err
	})
}

// TouchSession notes that a session was seen, unless that was noted after ifBefore.
func (s *Store) TouchSession(ctx context.Context, id string, at, ifBefore time.Time) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		_, err := run(ctx, t, qSessionTouch, "session", id, instant{at}, instant{ifBefore})
		return err
	})
}

// DeleteSession ends one session of an account; not_found where the account has none of
// that ID.
func (s *Store) DeleteSession(ctx context.Context, accountID, id string) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		affected, err := run(ctx, t, qSessionDelete, "session", accountID, id)
		if err == nil && affected == 0 {
			return plan.NotFound("session")
		}
		return err
	})
}

// DeleteSessionsOf ends every session of an account but one; "" spares none.
func (s *Store) DeleteSessionsOf(ctx context.Context, accountID, except string) (deleted int64, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		deleted, err = run(ctx, t, qSessionsDeleteOf, "session", accountID, except)
		return err
	})
	return deleted, err
}

// DeleteSessionsOf implements tracker.AdminTx.
func (t *adminTx) DeleteSessionsOf(ctx context.Context, accountID, except string) error {
	_, err := run(ctx, t.transaction, qSessionsDeleteOf, "session", accountID, except)
	return err
}
