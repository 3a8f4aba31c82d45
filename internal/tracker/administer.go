package tracker

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// administration is a write in progress on what belongs to no single organization.
type administration struct {
	AdminTx
	by      plan.Actor
	now     time.Time
	audited map[string]int64 // organization → its revision after the write
}

// administer runs one use case over accounts and tokens. It refuses to commit one that
// left no audit entry anywhere.
func (t *Tracker) administer(ctx context.Context, apply func(*administration) error) error {
	a := &administration{by: plan.ActorFrom(ctx), now: t.clock.Now().UTC(), audited: map[string]int64{}}
	err := t.store.Administer(ctx, func(tx AdminTx) error {
		a.AdminTx = tx
		if err := apply(a); err != nil {
			return err
		}
		if len(a.audited) == 0 {
			return errNotAudited
		}
		return nil
	})
	if err != nil {
		return err
	}
	for organization, revision := range a.audited {
		t.committed(organization, revision)
	}
	return nil
}

// audit raises the organization's revision and appends to its chain.
func (a *administration) audit(ctx context.Context, organization string, op Operation, objectType, objectID string, detail any) error {
	revision, err := a.RaiseRevision(ctx, organization)
	if err != nil {
		return err
	}
	sequence, hash, err := a.LastAudit(ctx, organization)
	if err != nil {
		return err
	}
	a.audited[organization] = revision
	return addAudit(ctx, a, plan.AuditEntry{
		Organization: organization, Sequence: sequence + 1, At: a.now, By: signature(a.by, organization),
		Action: string(op), ObjectType: objectType, ObjectID: objectID, Revision: revision, PreviousHash: hash,
	}, detail)
}
