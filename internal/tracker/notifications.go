package tracker

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// Notifications gives what whoever asks wants to be reminded of by mail. For everybody
// with an account.
func (t *Tracker) Notifications(ctx context.Context) (plan.Notifications, error) {
	id, err := ownAccount(ctx)
	if err != nil {
		return plan.Notifications{}, err
	}
	return t.store.Notifications(ctx, id)
}

// ChangeNotifications turns kinds of reminders on (true) and off for whoever asks; what
// is not named stays. For everybody with an account. IfRevision as in the other changes.
// It leaves no audit entry: it is nothing of the plan, and nobody else's business.
func (t *Tracker) ChangeNotifications(ctx context.Context, kinds map[plan.ReminderKind]bool, ifRevision int64) (plan.Notifications, error) {
	id, err := ownAccount(ctx)
	if err != nil {
		return plan.Notifications{}, err
	}
	if grant := plan.ActorFrom(ctx).Token; !grant.Writes() {
		return plan.Notifications{}, errReadingToken
	}
	return t.changeNotifications(ctx, id, kinds, ifRevision)
}

// changesAtOnce is how often a change is tried again that another one overtook.
const changesAtOnce = 8

func (t *Tracker) changeNotifications(ctx context.Context, accountID string, kinds map[plan.ReminderKind]bool, ifRevision int64) (plan.Notifications, error) {
	var p plan.Problems
	for k := range kinds {
		if !plan.ValidReminderKind(k) {
			p.Add("kind", "reminder.kind", "is not a kind of reminder")
		}
	}
	if err := p.Err(); err != nil {
		return plan.Notifications{}, err
	}
	for range changesAtOnce {
		before, err := t.store.Notifications(ctx, accountID)
		if err != nil {
			return plan.Notifications{}, err
		}
		after := before
		for k, on := range kinds {
			after = after.With(k, on)
		}
		// What is so already is done, also for whoever sends it twice.
		if slices.Equal(after.Off, before.Off) {
			return before, nil
		}
		if err := current(ifRevision, before.Revision); err != nil {
			return plan.Notifications{}, err
		}
		after.Revision++
		saved, err := t.store.SaveNotifications(ctx, after, t.clock.Now().UTC())
		if err != nil {
			return plan.Notifications{}, err
		}
		if saved {
			return after, nil
		}
	}
	return plan.Notifications{}, plan.Errorf(plan.KindUnavailable, "others change the same at this moment; try again")
}

// NotificationsOf gives what an account wants to be reminded of. For the system.
func (t *Tracker) NotificationsOf(ctx context.Context, accountID string) (plan.Notifications, error) {
	if err := permitSystem(ctx); err != nil {
		return plan.Notifications{}, err
	}
	return t.store.Notifications(ctx, accountID)
}

// AllowUnsubscribe lets whoever has the token of this hash turn off an account's
// reminders without a sign-in: the token is in a message to that account. For the system.
func (t *Tracker) AllowUnsubscribe(ctx context.Context, accountID, hash string) error {
	if err := permitSystem(ctx); err != nil {
		return err
	}
	return t.store.AddUnsubscribeToken(ctx, hash, accountID, t.clock.Now().UTC())
}

// NotificationsByToken gives the notifications that a token may turn off, and what its
// account is reminded of by its roles. For everybody who has the token; a *plan.Error of
// kind not_found for one that is not known (any more).
func (t *Tracker) NotificationsByToken(ctx context.Context, hash string) (n plan.Notifications, gets []plan.ReminderKind, err error) {
	id, err := t.accountOfToken(ctx, hash)
	if err != nil {
		return plan.Notifications{}, nil, err
	}
	account, err := t.store.AccountByID(ctx, id)
	if err != nil {
		return plan.Notifications{}, nil, err
	}
	n, err = t.store.Notifications(ctx, id)
	return n, plan.RemindersFor(account.Memberships), err
}

// Unsubscribe turns kinds of reminders off, all of them where none is named. For
// everybody who has the token: it can turn nothing on, and doing it twice changes nothing.
func (t *Tracker) Unsubscribe(ctx context.Context, hash string, kinds ...plan.ReminderKind) (plan.Notifications, error) {
	id, err := t.accountOfToken(ctx, hash)
	if err != nil {
		return plan.Notifications{}, err
	}
	if len(kinds) == 0 {
		kinds = plan.ReminderKinds
	}
	off := map[plan.ReminderKind]bool{}
	for _, k := range kinds {
		off[k] = false
	}
	return t.changeNotifications(ctx, id, off, 0)
}

// accountOfToken is the account whose reminders a token may turn off.
func (t *Tracker) accountOfToken(ctx context.Context, hash string) (string, error) {
	id, err := t.store.UnsubscribeTokenAccount(ctx, hash)
	if plan.KindOf(err) == plan.KindNotFound {
		return "", plan.NotFound("address to unsubscribe").WithRule("unsubscribe.token")
	}
	return id, err
}
