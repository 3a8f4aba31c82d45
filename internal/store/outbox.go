package store

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qOutboxAdd          = query("OutboxAdd")
	qOutboxMessage      = query("OutboxMessage")
	qOutboxDue          = query("OutboxDue")
	qOutboxClaim        = query("OutboxClaim")
	qOutboxHandOver     = query("OutboxHandOver")
	qOutboxSettle       = query("OutboxSettle")
	qOutboxRetry        = query("OutboxRetry")
	qOutboxAbandoned    = query("OutboxAbandoned")
	qOutboxExpire       = query("OutboxExpire")
	qOutboxDeleteBefore = query("OutboxDeleteBefore")
)

type messageRow struct {
	ID           string         `db:"id"`
	Key          string         `db:"key"`
	Kind         plan.MailKind  `db:"kind"`
	AccountID    string         `db:"account_id"`
	Organization optional       `db:"organization_id"`
	Day          date           `db:"day"`
	State        plan.MailState `db:"state"`
	CreatedAt    instant        `db:"created_at"`
	NextAt       instant        `db:"next_at"`
	ExpiresAt    instant        `db:"expires_at"`
	Attempts     int            `db:"attempts"`
	ClaimedBy    string         `db:"claimed_by"`
	LeaseUntil   instant        `db:"lease_until"`
	SettledAt    instant        `db:"settled_at"`
	Reason       string         `db:"reason"`
}

func (r messageRow) value() plan.Message {
	return plan.Message{ID: r.ID, Key: r.Key, Kind: r.Kind, AccountID: r.AccountID, Organization: string(r.Organization),
		Day: r.Day.Date, State: r.State, CreatedAt: r.CreatedAt.Time, NextAt: r.NextAt.Time, ExpiresAt: r.ExpiresAt.Time,
		Attempts: r.Attempts, Claimant: r.ClaimedBy, LeaseUntil: r.LeaseUntil.Time, SettledAt: r.SettledAt.Time, Reason: r.Reason}
}

const aMessage = "message"

// AddMessage puts a message into the outbox, queued; added is false where one of its key
// is there already, however far it has come.
func (s *Store) AddMessage(ctx context.Context, m plan.Message) (added bool, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		_, added, err = maybe[string](ctx, t, qOutboxAdd, aMessage, m.ID, m.Key, string(m.Kind), m.AccountID,
			optional(m.Organization), date{m.Day}, instant{m.CreatedAt}, instant{m.NextAt}, instant{m.ExpiresAt})
		return err
	})
	return added && err == nil, err
}

// Message gives one message; a *plan.Error of kind not_found where it is not there.
func (s *Store) Message(ctx context.Context, id string) (plan.Message, error) {
	row, err := one[messageRow](ctx, s.reads, qOutboxMessage, aMessage, id)
	return row.value(), err
}

// DueMessages lists messages that anybody may claim at an instant, links before digests.
func (s *Store) DueMessages(ctx context.Context, now time.Time, limit int) ([]plan.Message, error) {
	rows, err := list[messageRow](ctx, s.reads, qOutboxDue, aMessage, instant{now}, limit)
	return each(rows, messageRow.value), err
}

// claimable is how many messages a claimant looks at before it gives way to the others.
const claimable = 16

// ClaimMessage gives the claimant one message that is due, until now + lease; ok is false
// where there is none. Of any number of claimants at once, each message goes to one.
func (s *Store) ClaimMessage(ctx context.Context, now time.Time, lease time.Duration, claimant string) (m plan.Message, ok bool, err error) {
	due, err := s.DueMessages(ctx, now, claimable)
	if err != nil || len(due) == 0 {
		return plan.Message{}, false, err
	}
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		for _, d := range due {
			row, claimed, err := maybe[messageRow](ctx, t, qOutboxClaim, aMessage, d.ID, claimant, instant{now}, instant{now.Add(lease)})
			if err != nil {
				return err
			}
			if claimed {
				m, ok = row.value(), true
				return nil
			}
		}
		return nil
	})
	return m, ok && err == nil, err
}

// HandOverMessage notes that the server is about to be told of a claimed message. False
// means that the claim ran out and the message may be another's: it must be left alone.
func (s *Store) HandOverMessage(ctx context.Context, id, claimant string, now time.Time, lease time.Duration) (bool, error) {
	return s.changeMessage(ctx, qOutboxHandOver, id, claimant, instant{now}, instant{now.Add(lease)})
}

// SettleMessage ends a claimed message. False means that it is not the claimant's any
// more.
func (s *Store) SettleMessage(ctx context.Context, id, claimant string, state plan.MailState, reason string, now time.Time) (bool, error) {
	return s.changeMessage(ctx, qOutboxSettle, id, claimant, string(state), instant{now}, reason)
}

// RetryMessage puts a claimed message back, to be claimed by anybody from next on. False
// means that it is not the claimant's any more.
func (s *Store) RetryMessage(ctx context.Context, id, claimant string, next time.Time, attempts int, reason string) (bool, error) {
	return s.changeMessage(ctx, qOutboxRetry, id, claimant, instant{next}, attempts, reason)
}

func (s *Store) changeMessage(ctx context.Context, q query, args ...any) (changed bool, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		_, changed, err = maybe[string](ctx, t, q, aMessage, args...)
		return err
	})
	return changed && err == nil, err
}

// AbandonedMessages lists messages whose claimant fell silent while it was handing them
// over: nobody here knows whether the server has them.
func (s *Store) AbandonedMessages(ctx context.Context, now time.Time, limit int) ([]plan.Message, error) {
	rows, err := list[messageRow](ctx, s.reads, qOutboxAbandoned, aMessage, instant{now}, limit)
	return each(rows, messageRow.value), err
}

// ExpireMessages gives up what waited beyond its time, and lists the kinds of what that
// was. The reason stands for those that had none yet.
func (s *Store) ExpireMessages(ctx context.Context, now time.Time, reason string) (kinds []plan.MailKind, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		kinds, err = list[plan.MailKind](ctx, t, qOutboxExpire, aMessage, instant{now}, reason)
		return err
	})
	return kinds, err
}

// DeletedMail counts what DeleteMail took away.
type DeletedMail struct{ Messages, UnsubscribeTokens int64 }

// DeleteMail forgets messages settled before an instant, and the links to unsubscribe
// made before another.
func (s *Store) DeleteMail(ctx context.Context, settledBefore, tokensBefore time.Time) (DeletedMail, error) {
	var d DeletedMail
	err := s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		if d.Messages, err = run(ctx, t, qOutboxDeleteBefore, aMessage, instant{settledBefore}); err != nil {
			return err
		}
		d.UnsubscribeTokens, err = run(ctx, t, qUnsubscribeTokensDeleteBefore, "unsubscribe token", instant{tokensBefore})
		return err
	})
	return d, err
}
