package board

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// entry is one organization in memory.
type entry struct {
	organization string
	// wanted is the newest revision known to exist; 0 where none is known.
	wanted atomic.Int64
	// doubted is set where the source may have gone back to an earlier revision.
	doubted atomic.Bool
	used    atomic.Int64
	bytes   int64 // estimated; guarded by Boards.mu
	// view is what is served; nil until the first load.
	view atomic.Pointer[view]

	mu      sync.Mutex // guards what follows
	flight  *flight
	retryAt time.Time // the source is left alone until then
	failure error     // why
	queued  bool      // whether it waits to be loaded ahead of readers
}

// view is what is served of an organization at a revision on a day.
type view struct {
	ledger *Ledger
	today  plan.Date
	board  *Board
	past   *pastDays
	// public is today's, once somebody has asked for it: what nearly all reads want.
	public atomic.Pointer[Public]
}

// on gives the board of a day, the zero day being today.
func (v *view) on(ctx context.Context, day plan.Date) (*Board, error) {
	var p plan.Problems
	switch {
	case day.IsZero() || day == v.today:
		return v.board, nil
	case day.After(v.today):
		p.Add("as_of", "date.future", "must not be in the future")
	case day.Ordinal() < 1:
		p.Add("as_of", "date.range", "must be in the year 1900 or later")
	default:
		return v.past.on(ctx, day)
	}
	return nil, p.Err()
}

// flight is one loading that any number of readers wait for.
type flight struct {
	done chan struct{}
	err  error // set before done is closed
}

// entry gives the organization's entry, made where there is none.
func (b *Boards) entry(organization string) *entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.entries[organization]
	if e == nil {
		e = &entry{organization: organization}
		b.entries[organization] = e
	}
	e.used.Store(b.uses.Add(1))
	return e
}

// upToDate gives what is served, if it is of today and of a revision at least, and not
// in doubt; else nil.
func (e *entry) upToDate(today plan.Date, revision int64) *view {
	v := e.view.Load()
	if v == nil || v.today != today || v.ledger.Revision() < revision || e.doubted.Load() {
		return nil
	}
	return v
}

// refresh brings an entry to a revision and to today. Readers with an old board to
// fall back on wait no longer than their patience: they get an error of kind
// unavailable then, as while the source is away.
func (b *Boards) refresh(ctx context.Context, e *entry, revision int64, patience time.Duration) (*view, error) {
	for {
		today := b.options.Clock.Today()
		if v := e.upToDate(today, min(revision, e.wanted.Load())); v != nil {
			return v, nil
		}
		f, err := b.join(ctx, e)
		if err != nil {
			return nil, err
		}
		bound := patience
		if e.view.Load() == nil {
			bound = 0
		}
		ended, err := waitFor(ctx, f.done, bound)
		switch {
		case err != nil:
			return nil, err
		case !ended:
			return nil, plan.Errorf(plan.KindUnavailable, "the database is slow to answer")
		case f.err != nil:
			return nil, f.err
		}
	}
}

// join gives the flight under way, or starts one. While the source is left alone after
// a failure it gives that failure instead.
func (b *Boards) join(ctx context.Context, e *entry) (*flight, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.flight != nil {
		return e.flight, nil
	}
	now := b.options.Clock.Now()
	if v := e.view.Load(); e.failure != nil && now.Before(e.retryAt) && (v == nil || v.today == b.options.Clock.Today()) {
		return nil, e.failure
	}
	return b.startLocked(ctx, e), nil
}

// start sets off a flight, ahead of readers, unless one is under way, which will see to it by
// itself.
func (b *Boards) start(e *entry) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.flight == nil {
		b.aheadLocked(e)
	}
}

func (b *Boards) startLocked(ctx context.Context, e *entry) *flight {
	f := &flight{done: make(chan struct{})}
	e.flight = f
	// Others wait for it too: it does not end with whoever began it.
	go b.fly(context.WithoutCancel(ctx), e, f) // a flight is for all who wait for it, not for the reader who began it
	return f
}

// fly loads an entry and lands. A panic on the way becomes the error of all who wait.
// What became known meanwhile is the next flight's.
func (b *Boards) fly(ctx context.Context, e *entry, f *flight) {
	ctx, end := b.options.Watch.Begin(ctx, "board load")
	_, f.err = guarded(func() (struct{}, error) { return struct{}{}, b.load(ctx, e) })
	end(f.err)
	if kind := plan.KindOf(f.err); f.err != nil && (kind == plan.KindNotFound || (kind != plan.KindUnavailable && e.view.Load() == nil)) {
		b.forget(e)
	}
	b.evict()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.flight, e.failure = nil, nil
	switch {
	case plan.KindOf(f.err) == plan.KindUnavailable:
		e.failure, e.retryAt = f.err, b.options.Clock.Now().Add(b.options.RetryAfter)
	case f.err == nil && e.upToDate(b.options.Clock.Today(), e.wanted.Load()) == nil:
		b.aheadLocked(e)
	case f.err != nil && plan.KindOf(f.err) == "":
		b.options.Log.Error("boards: an organization could not be loaded", "organization", e.organization, "error", f.err)
	}
	close(f.done)
}

// load reads what is newer than the entry's ledger, and makes today's board of it.
func (b *Boards) load(ctx context.Context, e *entry) error {
	today := b.options.Clock.Today()
	last := e.view.Load()
	var ledger *Ledger
	var failure error
	if last != nil {
		ledger = last.ledger
	}
	doubted := e.doubted.Load()
	if ledger == nil || doubted || ledger.Revision() < e.wanted.Load() {
		asked := e.wanted.Load()
		ledger, failure = b.read(ctx, e.organization, ledger)
		if failure != nil {
			if last == nil || plan.KindOf(failure) != plan.KindUnavailable {
				return failure
			}
			ledger = last.ledger // a new day begins without the database too
		} else if asked > ledger.Revision() {
			// What was asked for does not exist; unless more became known meanwhile.
			e.wanted.CompareAndSwap(asked, ledger.Revision())
		}
	}
	if failure == nil && doubted {
		// Readers stop waiting only when what was read is served.
		defer e.doubted.Store(false)
	}
	if last != nil && last.ledger == ledger && last.today == today {
		return failure
	}
	next := &view{ledger: ledger, today: today}
	next.past = newPastDays(ledger, b.view(today, today), b.options.PastDays, b.past, last)
	var earlier *Board
	if last != nil {
		earlier = last.board
	}
	next.board = ledger.On(b.view(today, today), earlier)
	next.past.present = next.board
	if last != nil && last.public.Load() != nil {
		next.public.Store(next.board.Public()) // so that no reader waits for it
	}
	e.view.Store(next)
	b.weigh(e, next.bytes())
	return failure
}

// read gives the ledger after what is newer in the source. Where the source has gone
// back, or does not fit what is in memory, everything is read anew.
func (b *Boards) read(ctx context.Context, organization string, ledger *Ledger) (*Ledger, error) {
	ctx, cancel := context.WithTimeout(ctx, b.options.LoadTimeout)
	defer cancel()
	if ledger != nil {
		changes, err := b.changes(ctx, organization, ledger.Revision())
		if err != nil {
			return nil, err
		}
		if changes.Organization.Revision == ledger.Revision() {
			return ledger, nil
		}
		if changes.Organization.Revision > ledger.Revision() {
			next, err := ledger.Apply(changes)
			if err == nil {
				return next, nil
			}
			b.options.Log.Error("boards: changes do not fit; reading everything anew", "organization", organization, "error", err)
		}
	}
	all, err := b.changes(ctx, organization, 0)
	if err != nil {
		return nil, err
	}
	return NewLedger(all)
}

func (b *Boards) changes(ctx context.Context, organization string, since int64) (Changes, error) {
	changes, err := b.source.Changes(ctx, organization, since)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil:
		err = plan.Errorf(plan.KindUnavailable, "the database does not answer").WithCause(err)
	case err == nil && changes.Organization.ID == "":
		err = plan.NotFound("organization")
	}
	b.sourceAnswered(err)
	return changes, err
}

func (b *Boards) view(day, today plan.Date) View {
	return View{Day: day, Today: today, StaleAfterDays: b.options.StaleAfterDays, Location: b.options.Clock.Location}
}

// guarded turns a panic into an error: one plan that cannot be shown must neither end
// the program nor leave others waiting.
func guarded[T any](f func() (T, error)) (result T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("board: panic: %v\n%s", r, debug.Stack())
		}
	}()
	return f()
}
