package tracker

import (
	"context"
	"maps"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// visitNoted is how old the note of a visit may be while what was seen is the same: a
// desk that is looked at again and again is not written each time.
const visitNoted = 5 * time.Minute

// Visit gives the visit at the desk of an organization that the actor is at, or was at
// last; the zero Visit where there was none. For every member. It notes nothing.
func (t *Tracker) Visit(ctx context.Context, organization string) (plan.Visit, error) {
	actor, err := visitor(ctx, organization)
	if err != nil {
		return plan.Visit{}, err
	}
	v, _, err := t.store.Visit(ctx, actor.AccountID, organization)
	return v, err
}

// NoteVisit notes that the actor looks at the desk, and at what: the first look after
// plan.VisitAfter begins another visit. It is no write on the plan, and leaves neither
// revision nor audit entry. For every member.
func (t *Tracker) NoteVisit(ctx context.Context, organization string, seen plan.Standings) (plan.Visit, error) {
	actor, err := visitor(ctx, organization)
	if err != nil {
		return plan.Visit{}, err
	}
	last, _, err := t.store.Visit(ctx, actor.AccountID, organization)
	if err != nil {
		return plan.Visit{}, err
	}
	now := t.clock.Now().UTC()
	next := last.Look(now, seen)
	next.AccountID, next.Organization = actor.AccountID, organization
	if next.BeganAt.Equal(last.BeganAt) && now.Sub(last.SeenAt) < visitNoted && maps.Equal(seen, last.Seen) {
		return last, nil
	}
	return next, t.store.SaveVisit(ctx, next)
}

// visitor is the actor, who must be a member with an account: the program itself looks
// at no desk.
func visitor(ctx context.Context, organization string) (plan.Actor, error) {
	actor := plan.ActorFrom(ctx)
	if err := Permit(actor, OpStaffRead, organization, ""); err != nil {
		return actor, err
	}
	if actor.AccountID == "" {
		return actor, plan.Errorf(plan.KindForbidden, "only an account can visit the desk")
	}
	return actor, nil
}
