package tracker

import (
	"context"
	"errors"
	"log/slog"

	"github.com/traguardi/traguardi/internal/plan"
)

// Tracker runs the use cases. Make it with New.
type Tracker struct {
	store    Store
	clock    plan.Clock
	newID    func() string
	log      *slog.Logger
	onCommit []func(organization string, revision int64)
	// onCatalogue are called after each import of a national plan.
	onCatalogue []func()
	// onAccountChange are called after an account's password or second factor has changed.
	onAccountChange []func(ctx context.Context, accountID string, what plan.MailKind)
	chains          chainMemory
	watch           plan.Watch
}

// Dependencies are what a Tracker needs; the On… and Watch may be missing.
type Dependencies struct {
	Store Store
	Clock plan.Clock
	// NewID makes the identifiers of updates, meetings and the like: UUIDs that sort in
	// the order in which they are made (version 7).
	NewID func() string
	Log   *slog.Logger
	// OnCommit are called after each commit, with the revision it left, in order and
	// in the writer's goroutine: they must be quick and must not fail.
	OnCommit []func(organization string, revision int64)
	// OnCatalogue are called after each change of the catalogue of national plans, likewise.
	OnCatalogue []func()
	// OnAccountChange are called after each change of an account's password or second factor,
	// whoever made it; what is the kind of the letter that tells its owner. They must not fail.
	OnAccountChange []func(ctx context.Context, accountID string, what plan.MailKind)
	// Watch is told of each use case that writes, by the name of its operation.
	Watch plan.Watch
}

// New checks the dependencies and returns a Tracker.
func New(d Dependencies) (*Tracker, error) {
	if d.Store == nil || d.Clock.Now == nil || d.Clock.Location == nil || d.NewID == nil || d.Log == nil {
		return nil, errors.New("tracker: a dependency is missing")
	}
	return &Tracker{store: d.Store, clock: d.Clock, newID: d.NewID, log: d.Log, onCommit: d.OnCommit, onCatalogue: d.OnCatalogue,
		onAccountChange: d.OnAccountChange, watch: d.Watch}, nil
}

// Today is the civil day that rules about "today" and "the future" go by.
func (t *Tracker) Today() plan.Date { return t.clock.Today() }

func (t *Tracker) committed(organization string, revision int64) {
	for _, f := range t.onCommit {
		f(organization, revision)
	}
}

// Receipt tells what a write left.
type Receipt struct {
	// ID of the object written: a code, OB-01.3 or an opaque identifier.
	ID string
	// Revision of the organization after the write; the object carries it too.
	Revision int64
	// Replayed is true where an earlier write with the same Idempotency-Key had
	// already done it.
	Replayed bool
	// Reported is what ReportUpdate recorded, for who has to show it without waiting for a
	// board; nil for other writes, and where Replayed.
	Reported *Reported
}

// Reported is an update as it was recorded.
type Reported struct {
	Update plan.Update
	// Before is how the milestone stood on the update's day, and Title what it is called.
	Before plan.MilestoneStatus
	Title  string
}

type idempotencyKey struct{}

type idempotency struct{ key, fingerprint string }

// WithIdempotencyKey makes the write that follows safe to repeat: a second write of
// the same account with the same key does nothing and gets the first one's receipt.
// The fingerprint tells whether it is really the same request.
func WithIdempotencyKey(ctx context.Context, key, fingerprint string) context.Context {
	return context.WithValue(ctx, idempotencyKey{}, idempotency{key, fingerprint})
}

// forOneOf makes one of several writes of a request safe to repeat by itself: each has
// the request's key with its own name behind it.
func forOneOf(ctx context.Context, name string) context.Context {
	repeat, ok := ctx.Value(idempotencyKey{}).(idempotency)
	if !ok || repeat.key == "" {
		return ctx
	}
	return WithIdempotencyKey(ctx, repeat.key+" "+name, repeat.fingerprint)
}
