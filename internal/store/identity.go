package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qIdentityAccount  = query("IdentityAccount")
	qIdentitiesOf     = query("IdentitiesOf")
	qIdentityAdd      = query("IdentityAdd")
	qIdentitiesDelete = query("IdentitiesDelete")

	qSessionIDTokenSave = query("SessionIDTokenSave")
	qSessionIDToken     = query("SessionIDToken")
)

type identityRow struct {
	Issuer    string  `db:"issuer"`
	Subject   string  `db:"subject"`
	AccountID string  `db:"account_id"`
	CreatedAt instant `db:"created_at"`
}

func (r identityRow) value() plan.ExternalIdentity {
	return plan.ExternalIdentity{Issuer: r.Issuer, Subject: r.Subject, AccountID: r.AccountID, CreatedAt: r.CreatedAt.Time}
}

// AccountByIdentity implements tracker.AdminTx: as AccountByID.
func (t *adminTx) AccountByIdentity(ctx context.Context, issuer, subject string) (plan.Account, error) {
	id, err := one[string](ctx, t.transaction, qIdentityAccount, "account", issuer, subject)
	if err != nil {
		return plan.Account{}, err
	}
	return t.AccountByID(ctx, id)
}

// IdentitiesOf implements tracker.AdminTx; they come by issuer.
func (t *adminTx) IdentitiesOf(ctx context.Context, accountID string) ([]plan.ExternalIdentity, error) {
	rows, err := list[identityRow](ctx, t.transaction, qIdentitiesOf, "identity", accountID)
	return each(rows, identityRow.value), err
}

// AddIdentity implements tracker.AdminTx.
func (t *adminTx) AddIdentity(ctx context.Context, i plan.ExternalIdentity) error {
	_, err := run(ctx, t.transaction, qIdentityAdd, "identity", i.Issuer, i.Subject, i.AccountID, instant{i.CreatedAt})
	return err
}

// DeleteIdentitiesOf implements tracker.AdminTx.
func (t *adminTx) DeleteIdentitiesOf(ctx context.Context, accountID string) error {
	_, err := run(ctx, t.transaction, qIdentitiesDelete, "identity", accountID)
	return err
}

// SaveSessionIDToken keeps the ID token that a session began with, sealed by package auth;
// it goes when the session goes.
func (s *Store) SaveSessionIDToken(ctx context.Context, sessionID, idToken string) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		_, err := run(ctx, t, qSessionIDTokenSave, "session", sessionID, idToken)
		return err
	})
}

// SessionIDToken gives the ID token that a session began with; not_found for a session
// that began otherwise, or has ended.
func (s *Store) SessionIDToken(ctx context.Context, sessionID string) (string, error) {
	return one[string](ctx, s.reads, qSessionIDToken, "ID token", sessionID)
}
