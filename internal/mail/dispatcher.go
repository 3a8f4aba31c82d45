package mail

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// How long a claim lasts: longer than writing and handing over one letter takes at most,
// so that no other replica takes over what is still under way.
const lease = 2*AttemptTimeout + time.Minute

// idle is how often the outbox is looked at when nobody says that there is something:
// what other replicas left, and what is due again.
const idle = 30 * time.Second

// maxServerPause is how long a server that cannot be reached is left alone at most.
const maxServerPause = 15 * time.Minute

// takeDown bounds how long the answer of the server is tried to be written down while the
// database is away, within the claim.
const (
	takeDownTries = 5
	takeDownPause = 2 * time.Second
)

// Writer makes the letter of a message. An error that wraps unwanted is final; any other
// is about the moment.
type Writer interface {
	Write(ctx context.Context, m plan.Message) (Letter, error)
}

// unwanted says why a message is not to be sent any more.
type unwanted struct{ reason string }

func (u *unwanted) Error() string { return u.reason }

// DispatcherOptions are what a Dispatcher needs; all but Wake and Wait are required.
type DispatcherOptions struct {
	Outbox    Outbox
	Transport Transport
	Writer    Writer
	Now       func() time.Time
	Log       *slog.Logger
	// Claimant names this replica, uniquely.
	Claimant string
	// Observe is told of every outcome, for the metrics.
	Observe func(Outcome)
	// Wake is sent to when something has been queued; nil: the outbox is looked at now and
	// then alone.
	Wake <-chan struct{}
	// Wait pauses between tries to write down what the server said; nil: as time goes by.
	Wait func(context.Context, time.Duration)
}

// Dispatcher sends what is in the outbox. Make it with NewDispatcher; it works while Run
// does, or each time that Drain is called.
type Dispatcher struct {
	DispatcherOptions

	mu sync.Mutex // one Drain at a time
	// failures of the server in a row, and until when it is left alone.
	failures    int
	pausedUntil time.Time
}

// NewDispatcher checks the options.
func NewDispatcher(o DispatcherOptions) (*Dispatcher, error) {
	if o.Outbox == nil || o.Transport == nil || o.Writer == nil || o.Now == nil || o.Log == nil || o.Claimant == "" || o.Observe == nil {
		return nil, errors.New("mail: an option is missing")
	}
	if o.Wait == nil {
		o.Wait = func(ctx context.Context, d time.Duration) {
			select {
			case <-ctx.Done():
			case <-time.After(d):
			}
		}
	}
	return &Dispatcher{DispatcherOptions: o}, nil
}

// Run sends until the context ends; the letter under way is finished first, no new one is
// begun.
func (d *Dispatcher) Run(ctx context.Context) {
	ticker := time.NewTicker(idle)
	defer ticker.Stop()
	for {
		if err := d.Drain(ctx); err != nil && ctx.Err() == nil {
			d.Log.WarnContext(ctx, "the outbox could not be emptied", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-d.Wake:
		case <-ticker.C:
		}
	}
}

// Drain sends everything that is due, and returns when nothing is left to do now. The
// error is the database's, or the server's that cannot be reached.
func (d *Dispatcher) Drain(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	ctx = plan.WithActor(ctx, plan.SystemActor)
	if err := d.clearUp(ctx); err != nil {
		return err
	}
	var session Session
	defer func() {
		if session != nil {
			session.close()
		}
	}()
	for ctx.Err() == nil {
		// The server is asked first whether it is there: that it is not is no fault of any
		// message's, and costs none of them an attempt.
		due, err := d.Outbox.DueMessages(ctx, d.Now(), 1)
		if err != nil || len(due) == 0 || d.Now().Before(d.pausedUntil) {
			return err
		}
		if session == nil {
			if session, err = d.open(ctx); err != nil {
				return err
			}
		}
		m, ok, err := d.Outbox.ClaimMessage(ctx, d.Now(), lease, d.Claimant)
		if err != nil {
			return err
		}
		if !ok {
			continue // others were quicker: look again whether anything is left
		}
		usable, err := d.deliver(ctx, session, m)
		if !usable {
			session.close()
			session = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// open connects to the server, and leaves it alone for a while where that fails.
func (d *Dispatcher) open(ctx context.Context) (Session, error) {
	session, err := d.Transport.Open(ctx)
	if ctx.Err() != nil && err != nil {
		return nil, err // the program is stopping: that says nothing of the server
	}
	if err != nil {
		d.failures++
		d.pausedUntil = d.Now().Add(doubling(d.failures, time.Minute, maxServerPause))
		return nil, err
	}
	d.failures, d.pausedUntil = 0, time.Time{}
	return session, nil
}

// clearUp ends what waited too long, and what somebody began and did not end.
func (d *Dispatcher) clearUp(ctx context.Context) error {
	expired, err := d.Outbox.ExpireMessages(ctx, d.Now(), reasonExpired)
	if err != nil {
		return err
	}
	for _, kind := range expired {
		d.Log.WarnContext(ctx, "a message waited beyond its time and was given up", "kind", string(kind))
		d.Observe(OutcomeFailed)
	}
	const atOnce = 100
	abandoned, err := d.Outbox.AbandonedMessages(ctx, d.Now(), atOnce)
	if err != nil {
		return err
	}
	for _, m := range abandoned {
		if err := d.conclude(ctx, m, &failure{unknown, false, reasonAbandoned}); err != nil {
			return err
		}
	}
	return nil
}

// deliver writes one claimed message and hands it over. usable tells whether the session
// can be used for another; the error is the database's.
func (d *Dispatcher) deliver(ctx context.Context, session Session, m plan.Message) (usable bool, err error) {
	letter, err := d.Writer.Write(ctx, m)
	var no *unwanted
	switch {
	case errors.As(err, &no):
		return true, d.settle(ctx, m, plan.MailDropped, no.reason, OutcomeDropped)
	case err != nil:
		d.Log.ErrorContext(ctx, "the text of a message could not be made", "message", m.ID, "kind", string(m.Kind), "error", err)
		return true, d.conclude(ctx, m, &failure{again, false, reasonUnwritten})
	}
	mine, err := d.Outbox.HandOverMessage(ctx, m.ID, d.Claimant, d.Now(), lease)
	if err != nil {
		return true, err
	}
	if !mine {
		// The claim ran out while the text was made, and somebody else has it by now.
		d.Log.WarnContext(ctx, "a message was taken over by another replica", "message", m.ID)
		return true, nil
	}
	failed := session.send(letter)
	usable = failed == nil || !failed.broken
	// What the server said is written down even if the program is stopping.
	return usable, d.conclude(context.WithoutCancel(ctx), m, failed)
}

// conclude writes down how an attempt ended; nil: the server has the message.
func (d *Dispatcher) conclude(ctx context.Context, m plan.Message, f *failure) error {
	switch {
	case f == nil:
		return d.settle(ctx, m, plan.MailSent, "", OutcomeSent)
	case f.verdict == unknown && m.Kind == plan.MailDigest:
		return d.settle(ctx, m, plan.MailFailed, f.reason, OutcomeUncertain)
	case f.verdict == refused, m.Attempts+1 >= MaxAttempts:
		return d.settle(ctx, m, plan.MailFailed, f.reason, OutcomeFailed)
	}
	d.Log.WarnContext(ctx, "a message was not sent and is tried again", "message", m.ID, "kind", string(m.Kind),
		"attempt", m.Attempts+1, "reason", f.reason)
	return d.write(ctx, m, OutcomeDeferred, func() (bool, error) {
		return d.Outbox.RetryMessage(ctx, m.ID, m.Claimant, d.Now().Add(backOff(m.Attempts+1)), m.Attempts+1, f.reason)
	})
}

// settle ends a message.
func (d *Dispatcher) settle(ctx context.Context, m plan.Message, state plan.MailState, reason string, outcome Outcome) error {
	level := slog.LevelInfo
	if state == plan.MailFailed {
		level = slog.LevelError
	}
	d.Log.Log(ctx, level, "a message was settled", "message", m.ID, "kind", string(m.Kind), "state", string(state),
		"attempts", m.Attempts, "reason", reason)
	return d.write(ctx, m, outcome, func() (bool, error) {
		return d.Outbox.SettleMessage(ctx, m.ID, m.Claimant, state, reason, d.Now())
	})
}

// write takes an outcome down, several times where the database is away: forgetting that
// the server said yes is what makes a message uncertain.
func (d *Dispatcher) write(ctx context.Context, m plan.Message, outcome Outcome, down func() (bool, error)) error {
	for try := 1; ; try++ {
		written, err := down()
		switch {
		case err == nil && written:
			d.Observe(outcome)
			return nil
		case err == nil:
			d.Log.WarnContext(ctx, "another replica has ended this message meanwhile", "message", m.ID, "outcome", string(outcome))
			return nil
		case try == takeDownTries || plan.KindOf(err) != plan.KindUnavailable:
			return err
		}
		d.Wait(ctx, takeDownPause)
	}
}
