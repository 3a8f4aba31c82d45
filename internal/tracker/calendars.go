package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// CalendarAddress gives the secret address of the actor's calendar of an organization, as
// far as it is kept; not_found where there is none. For every member.
func (t *Tracker) CalendarAddress(ctx context.Context, organization string) (plan.CalendarAddress, error) {
	id, err := ownAccount(ctx)
	if err != nil {
		return plan.CalendarAddress{}, err
	}
	if err := Permit(plan.ActorFrom(ctx), OpStaffRead, organization, ""); err != nil {
		return plan.CalendarAddress{}, err
	}
	return t.store.CalendarAddress(ctx, id, organization)
}

// CreateCalendarAddress makes the address of the actor's calendar of an organization;
// one that was there ends. Hash is what package auth made of the secret, which is shown
// once and never stored. For every member who is
// signed in: a token makes no secret that would outlive its own end.
func (t *Tracker) CreateCalendarAddress(ctx context.Context, organization, hash string) (plan.CalendarAddress, error) {
	var made plan.CalendarAddress
	err := t.onCalendar(ctx, organization, func(m plan.Membership, a *administration, actor plan.Actor) (any, error) {
		if err := a.raise(ctx, organization); err != nil {
			return nil, err
		}
		made = plan.CalendarAddress{ID: t.newID(), AccountID: actor.AccountID, Organization: organization, Hash: hash, Role: m.Role,
			Office: m.Office, CreatedAt: a.now, Revision: a.raised[organization]}
		return map[string]any{"calendar": made.ID}, a.SaveCalendarAddress(ctx, made)
	})
	return made, err
}

// RevokeCalendarAddress ends the address of the actor's calendar of an organization;
// not_found where there is none. For every member who
// is signed in.
func (t *Tracker) RevokeCalendarAddress(ctx context.Context, organization string, ifRevision int64) error {
	return t.onCalendar(ctx, organization, func(_ plan.Membership, a *administration, actor plan.Actor) (any, error) {
		c, err := a.CalendarAddress(ctx, actor.AccountID, organization)
		if err != nil {
			return nil, err
		}
		if err := current(ifRevision, c.Revision); err != nil {
			return nil, err
		}
		return map[string]any{"calendar": c.ID, "revoked": true}, a.DeleteCalendarAddress(ctx, actor.AccountID, organization)
	})
}

// onCalendar changes the address of the actor's calendar, and leaves an audit entry.
func (t *Tracker) onCalendar(ctx context.Context, organization string, apply func(plan.Membership, *administration, plan.Actor) (detail any, err error)) error {
	actor, err := calendarOwner(ctx, organization)
	if err != nil {
		return err
	}
	return t.administer(ctx, func(a *administration) error {
		account, err := a.enabled(ctx, actor.AccountID)
		if err != nil {
			return err
		}
		m, serves := membershipIn(account, organization)
		if !serves {
			return errDisabled
		}
		detail, err := apply(m, a, actor)
		if err != nil {
			return err
		}
		return a.audit(ctx, organization, OpCalendarOwn, "account", account.ID, detail)
	})
}

// calendarOwner is the actor, who must be signed in and a member.
func calendarOwner(ctx context.Context, organization string) (plan.Actor, error) {
	actor, err := ownSignIn(ctx)
	if err != nil {
		return actor, err
	}
	return actor, Permit(actor, OpStaffRead, organization, "")
}
