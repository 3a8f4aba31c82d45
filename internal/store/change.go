package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/tracker"
)

var (
	_ tracker.Store   = (*Store)(nil)
	_ tracker.Tx      = (*planTx)(nil)
	_ tracker.AdminTx = (*adminTx)(nil)
	_ board.Source    = (*Store)(nil)
)

const qOrganizationRaiseRevision = query("OrganizationRaiseRevision")

// raiseRevision is the first statement of a write: it locks the organization's row, so
// that its writers take turns and its revisions commit in order.
func raiseRevision(ctx context.Context, r runner, organization string) (int64, error) {
	return one[int64](ctx, r, qOrganizationRaiseRevision, "organization", organization)
}

// planTx is one write transaction on one organization.
type planTx struct {
	*transaction
	organization string
	revision     int64
	// head is the last audit entry, nil while it is not known.
	head *auditHead
	// standing is how milestones that were looked up stand, by their IDs: what StatusOn
	// can answer without asking again. An update takes its milestone out.
	standing map[string]standing
}

// Organization implements tracker.Tx.
func (t *planTx) Organization() string { return t.organization }

// Revision implements tracker.Tx.
func (t *planTx) Revision() int64 { return t.revision }

// Change implements tracker.Store.
func (s *Store) Change(ctx context.Context, organization string, fn func(tracker.Tx) error) (int64, error) {
	t := &planTx{organization: organization, standing: map[string]standing{}}
	err := s.writes.transaction(ctx, s.writing, func(inner *transaction) error {
		t.transaction = inner
		var err error
		if t.revision, err = raiseRevision(ctx, inner, organization); err != nil {
			return err
		}
		t.head = s.memory.after(organization, t.revision-1)
		return fn(t)
	})
	if err != nil {
		s.memory.doubt(organization, err)
		return 0, err
	}
	s.memory.remember(organization, t.revision, t.head, t.written)
	s.touched.remember(organization, t.revision, t.written)
	return t.revision, nil
}

// adminTx is one write transaction on what belongs to no single organization.
type adminTx struct{ *transaction }

// Administer implements tracker.Store.
func (s *Store) Administer(ctx context.Context, fn func(tracker.AdminTx) error) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error { return fn(&adminTx{t}) })
}

// RaiseRevision implements tracker.AdminTx.
func (t *adminTx) RaiseRevision(ctx context.Context, organization string) (int64, error) {
	return raiseRevision(ctx, t.transaction, organization)
}
