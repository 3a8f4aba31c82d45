package store

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qLinkByHash       = query("LinkByHash")
	qLinkAdd          = query("LinkAdd")
	qLinkUse          = query("LinkUse")
	qLinksDeleteOf    = query("LinksDeleteOf")
	qLinksDeleteEnded = query("LinksDeleteEnded")
)

type linkRow struct {
	ID        string        `db:"id"`
	Hash      string        `db:"hash"`
	Kind      plan.LinkKind `db:"kind"`
	AccountID optional      `db:"account_id"`
	Proves    bool          `db:"proves_address"`
	CreatedAt instant       `db:"created_at"`
	ExpiresAt instant       `db:"expires_at"`
	UsedAt    instant       `db:"used_at"`
}

func (r linkRow) value() plan.Link {
	return plan.Link{ID: r.ID, Hash: r.Hash, Kind: r.Kind, AccountID: string(r.AccountID), ProvesAddress: r.Proves, CreatedAt: r.CreatedAt.Time,
		ExpiresAt: r.ExpiresAt.Time, UsedAt: r.UsedAt.Time}
}

// LinkByHash gives a one-time link, used and expired ones too. It uses nothing up.
func (s *Store) LinkByHash(ctx context.Context, hash string) (plan.Link, error) {
	row, err := one[linkRow](ctx, s.reads, qLinkByHash, "link", hash)
	return row.value(), err
}

func addLink(ctx context.Context, t *transaction, l plan.Link) error {
	_, err := run(ctx, t, qLinkAdd, "link", l.ID, l.Hash, string(l.Kind), optional(l.AccountID), l.ProvesAddress, instant{l.CreatedAt}, instant{l.ExpiresAt})
	return err
}

func useLink(ctx context.Context, t *transaction, hash string, at time.Time) (plan.Link, error) {
	row, err := one[linkRow](ctx, t, qLinkUse, "link", hash, instant{at})
	return row.value(), err
}

// AddLink stores a link that belongs to no organization: for the set-up and the
// demonstration.
func (s *Store) AddLink(ctx context.Context, l plan.Link) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error { return addLink(ctx, t, l) })
}

// UseLink uses a link up, outside of any other change: for the demonstration. not_found
// where it is used, expired or was never there.
func (s *Store) UseLink(ctx context.Context, hash string, at time.Time) (l plan.Link, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		l, err = useLink(ctx, t, hash, at)
		return err
	})
	return l, err
}

// AddLink implements tracker.AdminTx.
func (t *adminTx) AddLink(ctx context.Context, l plan.Link) error {
	return addLink(ctx, t.transaction, l)
}

// UseLink implements tracker.AdminTx.
func (t *adminTx) UseLink(ctx context.Context, hash string, at time.Time) (plan.Link, error) {
	return useLink(ctx, t.transaction, hash, at)
}

// DeleteLinksOf implements tracker.AdminTx.
func (t *adminTx) DeleteLinksOf(ctx context.Context, accountID string) error {
	_, err := run(ctx, t.transaction, qLinksDeleteOf, "link", accountID)
	return err
}
