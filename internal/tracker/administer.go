package tracker

import (
	"context"
	"slices"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// administration is a write in progress on what belongs to no single organization.
type administration struct {
	AdminTx
	by     plan.Actor
	now    time.Time
	raised map[string]int64 // organization → its revision after the write
	// audited is how many entries were left; unaudited excuses a write that has no chain to
	// leave one in: an account without a role in any organization.
	audited   int
	unaudited bool
	// told are the changes whose accounts' owners are told of, once they are committed.
	told []accountChange
}

type accountChange struct {
	account string
	what    plan.MailKind
}

// tell has an account's owner told of a change, if it is committed.
func (a *administration) tell(accountID string, what plan.MailKind) {
	a.told = append(a.told, accountChange{accountID, what})
}

// administer runs one use case over accounts and tokens. It refuses to commit one that
// left no audit entry anywhere.
func (t *Tracker) administer(ctx context.Context, apply func(*administration) error) (err error) {
	ctx, end := t.watch.Begin(ctx, "administration")
	defer func() { end(err) }()
	a := &administration{by: plan.ActorFrom(ctx), now: t.clock.Now().UTC(), raised: map[string]int64{}}
	err = t.store.Administer(ctx, func(tx AdminTx) error {
		a.AdminTx = tx
		if err := apply(a); err != nil {
			return err
		}
		if a.audited == 0 && !a.unaudited {
			return errNotAudited
		}
		return nil
	})
	if err != nil {
		return err
	}
	for organization, revision := range a.raised {
		t.committed(organization, revision)
	}
	for _, change := range a.told {
		for _, f := range t.onAccountChange {
			f(ctx, change.account, change.what)
		}
	}
	return nil
}

// raise raises an organization's revision, once in a write: from then on its other
// writers wait, and what is read of its accounts stays so.
func (a *administration) raise(ctx context.Context, organization string) error {
	if a.raised[organization] != 0 {
		return nil
	}
	revision, err := a.RaiseRevision(ctx, organization)
	if err == nil {
		a.raised[organization] = revision
	}
	return err
}

// audit raises the organization's revision and appends to its chain.
func (a *administration) audit(ctx context.Context, organization string, op Operation, objectType, objectID string, detail any) error {
	if err := a.raise(ctx, organization); err != nil {
		return err
	}
	sequence, hash, err := a.LastAudit(ctx, organization)
	if err != nil {
		return err
	}
	a.audited++
	return addAudit(ctx, a, plan.AuditEntry{
		Organization: organization, Sequence: sequence + 1, At: a.now, By: signature(a.by, organization),
		Action: string(op), ObjectType: objectType, ObjectID: objectID, Revision: a.raised[organization], PreviousHash: hash,
	}, detail)
}

// auditAccount leaves an entry in every organization that an account serves.
func (a *administration) auditAccount(ctx context.Context, account plan.Account, op Operation, detail any) error {
	organizations := organizationsOf(account)
	a.unaudited = len(organizations) == 0
	for _, organization := range organizations {
		if err := a.audit(ctx, organization, op, "account", account.ID, detail); err != nil {
			return err
		}
	}
	return nil
}

// organizationsOf lists where an account has a role, in one order everywhere, so that two
// writes that take several never wait for each other.
func organizationsOf(account plan.Account) []string {
	var all []string
	for _, m := range account.Memberships {
		all = append(all, m.Organization)
	}
	slices.Sort(all)
	return all
}
