package mail

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Outbox is where messages wait, in the database that all replicas share. *store.Store is
// one; what its methods promise is said there.
type Outbox interface {
	AddMessage(ctx context.Context, m plan.Message) (added bool, err error)
	DueMessages(ctx context.Context, now time.Time, limit int) ([]plan.Message, error)
	ClaimMessage(ctx context.Context, now time.Time, lease time.Duration, claimant string) (m plan.Message, ok bool, err error)
	HandOverMessage(ctx context.Context, id, claimant string, now time.Time, lease time.Duration) (bool, error)
	SettleMessage(ctx context.Context, id, claimant string, state plan.MailState, reason string, now time.Time) (bool, error)
	RetryMessage(ctx context.Context, id, claimant string, next time.Time, attempts int, reason string) (bool, error)
	AbandonedMessages(ctx context.Context, now time.Time, limit int) ([]plan.Message, error)
	ExpireMessages(ctx context.Context, now time.Time, reason string) ([]plan.MailKind, error)
}

// Outcome is what became of a message or of an attempt, as in the metrics.
type Outcome string

// The outcomes. Deferred is an attempt after which there will be another; the others are
// the end of a message. Uncertain is a digest that the server may have or not.
const (
	OutcomeSent      Outcome = "sent"
	OutcomeDeferred  Outcome = "deferred"
	OutcomeFailed    Outcome = "failed"
	OutcomeUncertain Outcome = "uncertain"
	OutcomeDropped   Outcome = "dropped"
)

// Outcomes lists every outcome.
func Outcomes() []Outcome {
	return []Outcome{OutcomeSent, OutcomeDeferred, OutcomeFailed, OutcomeUncertain, OutcomeDropped}
}

// The reasons that are ours; those of servers are in failure.go.
const (
	reasonUncertain = "no answer after the end of the text: the server may have it or not"
	reasonAbandoned = "the program ended while it was handing the message over: the server may have it or not"
	reasonExpired   = "it waited beyond its time"
	reasonUnwritten = "the text could not be made"
)

// MaxAttempts is after how many attempts that went wrong a message is given up: with the
// pauses between them, about four hours.
const MaxAttempts = 10

// backOff is how long a message rests after so many attempts that went wrong: a minute,
// two, four … an hour at most.
func backOff(attempts int) time.Duration { return doubling(attempts, time.Minute, time.Hour) }

// doubling is the first pause, doubled for each failure after the first.
func doubling(failures int, first, most time.Duration) time.Duration {
	pause := first
	for range failures - 1 {
		if pause *= 2; pause >= most {
			return most
		}
	}
	return pause
}
