package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// change is one write in progress: what a use case works with inside the transaction.
type change struct {
	Tx
	actor plan.Actor
	by    plan.Signature
	// now and today are the same for everything that the transaction writes.
	now   time.Time
	today plan.Date

	permitted bool
	organization,
	objectType, objectID string
	op     Operation
	detail any
}

// permit asks the policy for the object at hand. Every write must do so: change
// refuses to commit one that did not.
func (c *change) permit(office string) error {
	if err := Permit(c.actor, c.op, c.organization, office); err != nil {
		return err
	}
	c.permitted = true
	return nil
}

// wrote names the object that the write left, and what goes into the audit entry.
func (c *change) wrote(objectType, objectID string, detail any) {
	c.objectType, c.objectID, c.detail = objectType, objectID, detail
}

// change runs one use case: revision, policy, rules, history and audit in one
// transaction, then the effects after the commit. Where who asks is only presumed, a short
// write that is done proves it (see ErrUnconfirmed); whatever else comes of it is no answer
// before it is confirmed who asks.
func (t *Tracker) change(ctx context.Context, organization string, op Operation, apply func(*change) error) (receipt Receipt, err error) {
	ctx, end := t.watch.Begin(ctx, string(op))
	defer func() { end(err) }()
	if confirm := plan.Presumed(ctx); confirm != nil {
		if op == OpMilestoneReport {
			receipt, err = t.carryOut(ctx, organization, op, apply)
			if kind := plan.KindOf(err); !errors.Is(err, ErrUnconfirmed) && (kind == "" || kind == plan.KindUnavailable) {
				return receipt, err // it is done, or nobody can tell
			}
		}
		actor, err := confirm(ctx)
		if err != nil {
			return Receipt{}, err
		}
		ctx = plan.WithActor(ctx, actor)
	}
	return t.carryOut(ctx, organization, op, apply)
}

func (t *Tracker) carryOut(ctx context.Context, organization string, op Operation, apply func(*change) error) (receipt Receipt, err error) {
	actor := plan.ActorFrom(ctx)
	// Whoever may not do this on any object is refused before a transaction begins:
	// strangers must not be able to make the organization's writers wait.
	if _, err := reachOf(actor, op, organization); err != nil {
		return Receipt{}, err
	}
	c := &change{actor: actor, by: signature(actor, organization), organization: organization, op: op}
	c.now = t.clock.Now().UTC()
	c.today = plan.DateOf(c.now, t.clock.Location)
	repeat, _ := ctx.Value(idempotencyKey{}).(idempotency)

	var earlier *Receipt
	change := t.store.Change
	if op == OpMilestoneReport {
		change = t.store.ChangeShort
	}
	revision, err := change(ctx, organization, func(tx Tx) error {
		c.Tx = tx
		earlier, c.permitted, c.objectID = nil, false, "" // of a run that did not count
		if repeat.key != "" {
			replay, ok, err := tx.Replay(ctx, actor.AccountID, repeat.key)
			if err != nil {
				return err
			}
			if ok {
				earlier, err = replayed(replay, repeat.fingerprint)
				if err != nil {
					return err
				}
				return errAlreadyDone
			}
		}
		if err := apply(c); err != nil {
			return err
		}
		if !c.permitted || c.objectID == "" {
			return fmt.Errorf("%s: %w", op, errNotAudited)
		}
		if repeat.key != "" {
			err := tx.SaveReplay(ctx, Replay{
				AccountID: actor.AccountID, Key: repeat.key, Fingerprint: repeat.fingerprint,
				ObjectID: c.objectID, Revision: tx.Revision(), At: c.now,
			})
			if err != nil {
				return err
			}
		}
		return appendAudit(ctx, tx, c)
	})
	switch {
	case earlier != nil && plan.Presumed(ctx) == nil:
		return *earlier, nil
	case err != nil:
		return Receipt{}, err
	}
	t.committed(organization, revision)
	return Receipt{ID: c.objectID, Revision: revision}, nil
}

// errNotAudited stops a use case that would change something without asking the policy
// or without leaving its audit entry: a fault of the program, never of the input.
var errNotAudited = errors.New("tracker: a write must ask the policy and name its object")

// errAlreadyDone rolls back a transaction that has nothing to do.
var errAlreadyDone = plan.Errorf(plan.KindConflict, "this request was already carried out")

func replayed(r Replay, fingerprint string) (*Receipt, error) {
	if r.Fingerprint != fingerprint {
		return nil, plan.Errorf(plan.KindConflict, "this Idempotency-Key was used for a different request")
	}
	return &Receipt{ID: r.ObjectID, Revision: r.Revision, Replayed: true}, nil
}

func signature(a plan.Actor, organization string) plan.Signature {
	m, _ := a.In(organization)
	return plan.Signature{AccountID: a.AccountID, Role: m.Role}
}

type auditLog interface {
	AddAudit(ctx context.Context, e plan.AuditEntry) error
}

func appendAudit(ctx context.Context, tx Tx, c *change) error {
	sequence, hash, err := tx.LastAudit(ctx)
	if err != nil {
		return err
	}
	return addAudit(ctx, tx, plan.AuditEntry{
		Organization: c.organization, Sequence: sequence + 1, At: c.now, By: c.by,
		Action: string(c.op), ObjectType: c.objectType, ObjectID: c.objectID,
		Revision: tx.Revision(), PreviousHash: hash,
	}, c.detail)
}

func addAudit(ctx context.Context, log auditLog, e plan.AuditEntry, detail any) error {
	text, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("audit detail of %s: %w", e.Action, err)
	}
	e.Detail = string(text)
	e.Hash = e.ComputeHash()
	return log.AddAudit(ctx, e)
}

// current refuses a write on an object that changed since the writer read it.
// The zero revision means that the writer does not mind.
func current(ifRevision, revision int64) error {
	if ifRevision != 0 && ifRevision != revision {
		return plan.Errorf(plan.KindStale, "the object has changed since you read it: read it again and repeat the change")
	}
	return nil
}

// present turns a removed object into one that is not there.
func present(removedOn plan.Date, what string) error {
	if !removedOn.IsZero() {
		return plan.NotFound(what)
	}
	return nil
}
