package store

import (
	"context"
	"math"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	qAuditLast   = query("AuditLast")
	qAuditAdd    = query("AuditAdd")
	qAuditNewest = query("AuditNewest")
	qAuditOldest = query("AuditOldest")
	qAuditCount  = query("AuditCount")
)

type auditRow struct {
	Organization string  `db:"organization_id"`
	Sequence     int64   `db:"sequence"`
	At           instant `db:"at"`
	signatureRow
	Action       string `db:"action"`
	ObjectType   string `db:"object_type"`
	ObjectID     string `db:"object_id"`
	Revision     int64  `db:"revision"`
	Detail       string `db:"detail"`
	PreviousHash string `db:"previous_hash"`
	Hash         string `db:"hash"`
}

func (r auditRow) value() plan.AuditEntry {
	return plan.AuditEntry{Organization: r.Organization, Sequence: r.Sequence, At: r.At.Time, By: r.signatureRow.value(),
		Action: r.Action, ObjectType: r.ObjectType, ObjectID: r.ObjectID, Revision: r.Revision, Detail: r.Detail,
		PreviousHash: r.PreviousHash, Hash: r.Hash}
}

// AuditEntries implements tracker.Store: From is included, To is not. The total, where
// it is asked for, counts every entry that fits, wherever the page starts.
func (s *Store) AuditEntries(ctx context.Context, q tracker.AuditQuery) ([]plan.AuditEntry, int, error) {
	filter := []any{q.Organization, q.ObjectType, q.ObjectID, q.Action, string(q.Role), text(instant{q.From}), text(instant{q.To})}
	page := qAuditNewest
	if q.Ascending {
		page = qAuditOldest
	}
	var rows []auditRow
	var total int
	err := s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		var err error
		if q.WithTotal {
			if total, err = one[int](ctx, t, qAuditCount, "audit entry", filter...); err != nil {
				return err
			}
		}
		rows, err = list[auditRow](ctx, t, page, "audit entry", append(filter, q.After, limitOf(q.Limit))...)
		return err
	})
	return each(rows, auditRow.value), total, err
}

// limitOf is a LIMIT; 0 is none.
func limitOf(n int) int64 {
	if n <= 0 {
		return math.MaxInt64
	}
	return int64(n)
}

type auditHead struct {
	Sequence int64  `db:"sequence"`
	Hash     string `db:"hash"`
}

func lastAudit(ctx context.Context, r runner, organization string) (int64, string, error) {
	head, _, err := maybe[auditHead](ctx, r, qAuditLast, "audit entry", organization)
	return head.Sequence, head.Hash, err
}

// addAudit fails where the entry is not chained to the last one.
func addAudit(ctx context.Context, t *transaction, e plan.AuditEntry) error {
	return t.write(ctx, qAuditAdd, "audit entry", e.Organization, e.Sequence, instant{e.At}, e.By.AccountID,
		string(e.By.Role), e.Action, e.ObjectType, e.ObjectID, e.Revision, e.Detail, e.PreviousHash, e.Hash)
}

// LastAudit implements tracker.Tx.
func (t *planTx) LastAudit(ctx context.Context) (int64, string, error) {
	if t.head == nil {
		sequence, hash, err := lastAudit(ctx, t.transaction, t.organization)
		if err != nil {
			return 0, "", err
		}
		t.head = &auditHead{Sequence: sequence, Hash: hash}
	}
	return t.head.Sequence, t.head.Hash, nil
}

// AddAudit implements tracker.Tx.
func (t *planTx) AddAudit(ctx context.Context, e plan.AuditEntry) error {
	e.Organization, e.Revision = t.organization, t.revision
	t.head = &auditHead{Sequence: e.Sequence, Hash: e.Hash}
	return addAudit(ctx, t.transaction, e)
}

// LastAudit implements tracker.AdminTx.
func (t *adminTx) LastAudit(ctx context.Context, organization string) (int64, string, error) {
	return lastAudit(ctx, t.transaction, organization)
}

// AddAudit implements tracker.AdminTx.
func (t *adminTx) AddAudit(ctx context.Context, e plan.AuditEntry) error {
	return addAudit(ctx, t.transaction, e)
}
