package store

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qNotifications                 = query("Notifications")
	qNotificationsSave             = query("NotificationsSave")
	qUnsubscribeTokenAdd           = query("UnsubscribeTokenAdd")
	qUnsubscribeTokenAccount       = query("UnsubscribeTokenAccount")
	qUnsubscribeTokensDeleteBefore = query("UnsubscribeTokensDeleteBefore")
)

type notificationsRow struct {
	AccountID string                      `db:"account_id"`
	Off       jsonList[plan.ReminderKind] `db:"turned_off"`
	Revision  int64                       `db:"revision"`
}

// Notifications implements tracker.Store.
func (s *Store) Notifications(ctx context.Context, accountID string) (plan.Notifications, error) {
	row, ok, err := maybe[notificationsRow](ctx, s.reads, qNotifications, "notifications", accountID)
	if err != nil || !ok {
		return plan.Notifications{AccountID: accountID, Revision: 1}, err
	}
	return plan.Notifications{AccountID: row.AccountID, Off: row.Off, Revision: row.Revision}, nil
}

// SaveNotifications implements tracker.Store.
func (s *Store) SaveNotifications(ctx context.Context, n plan.Notifications, now time.Time) (saved bool, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		_, saved, err = maybe[int64](ctx, t, qNotificationsSave, "notifications", n.AccountID,
			jsonList[plan.ReminderKind](n.Off), n.Revision, instant{now})
		return err
	})
	return saved && err == nil, err
}

// AddUnsubscribeToken implements tracker.Store.
func (s *Store) AddUnsubscribeToken(ctx context.Context, hash, accountID string, now time.Time) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		_, err := run(ctx, t, qUnsubscribeTokenAdd, "unsubscribe token", hash, accountID, instant{now})
		return err
	})
}

// UnsubscribeTokenAccount implements tracker.Store.
func (s *Store) UnsubscribeTokenAccount(ctx context.Context, hash string) (accountID string, err error) {
	return one[string](ctx, s.reads, qUnsubscribeTokenAccount, "unsubscribe token", hash)
}
