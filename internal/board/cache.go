package board

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Boards keeps the boards of all organizations: it is the Reader that everything
// shown is read from. It learns of a new revision through Notify and Poll, never by
// asking the database at each read. It is safe for concurrent use.
type Boards struct {
	source  Source
	options Options

	mu      sync.RWMutex // guards entries, and bytes of each of them
	entries map[string]*entry
	bytes   int64        // of all entries, estimated
	uses    atomic.Int64 // counts reads, to tell which entry was used last

	// reached is set once the source has answered for the first time, away while it
	// does not answer.
	reached atomic.Bool
	away    atomic.Bool

	aheads    aheads
	list      list
	roster    rosterKept
	past      slots
	catalogue catalogue
	peers     peersKept
}

var _ Reader = (*Boards)(nil)

// NewBoards makes the boards of a source. Nothing is read until somebody asks. A
// missing source or clock is a mistake in the wiring, and panics.
func NewBoards(source Source, options Options) *Boards {
	if source == nil || options.Clock.Now == nil || options.Clock.Location == nil {
		panic("board: a source and a clock are required")
	}
	options = options.withDefaults()
	return &Boards{source: source, options: options, entries: map[string]*entry{}, past: newSlots(options.PastWorkers)}
}

// Public implements Reader.
func (b *Boards) Public(ctx context.Context, organization string, day plan.Date) (*Public, Freshness, error) {
	v, fresh, err := b.current(ctx, organization)
	if err != nil {
		return nil, fresh, err
	}
	if day.IsZero() || day == v.today {
		if p := v.public.Load(); p != nil {
			return p, fresh, nil
		}
	}
	board, err := v.on(ctx, day)
	if err != nil {
		return nil, fresh, err
	}
	p, err := content(ctx, b, v, board, board.public.Load, board.Public)
	if err == nil && board == v.board {
		v.public.Store(p)
	}
	return p, fresh, err
}

// Staff implements Reader.
func (b *Boards) Staff(ctx context.Context, organization string, day plan.Date) (*Staff, Freshness, error) {
	v, fresh, err := b.current(ctx, organization)
	if err != nil {
		return nil, fresh, err
	}
	board, err := v.on(ctx, day)
	if err != nil {
		return nil, fresh, err
	}
	s, err := content(ctx, b, v, board, board.staff.Load, board.Staff)
	return s, fresh, err
}

// content gives what an audience sees of a board, made where it has not been. That of a
// past day with objectives takes a slot, since it costs more than the board's figures.
func content[T any](ctx context.Context, b *Boards, v *view, of *Board, known, made func() *T) (*T, error) {
	if c := known(); c != nil {
		return c, nil
	}
	if of != v.board && len(of.ledger.blocks) > 0 {
		if err := b.past.take(ctx); err != nil {
			return nil, err
		}
		defer b.past.give()
	}
	return guarded(func() (*T, error) { return made(), nil })
}

// Board gives the board of a day, the zero day being today. Its Report has every
// figure without making the content; errors are as for Public.
func (b *Boards) Board(ctx context.Context, organization string, day plan.Date) (*Board, Freshness, error) {
	v, fresh, err := b.current(ctx, organization)
	if err != nil {
		return nil, fresh, err
	}
	board, err := v.on(ctx, day)
	return board, fresh, err
}

// Current tells the revision that is served of an organization, the day that counts
// as today, and whether it is known to be the present state: what prepared answers
// are keyed by. It is as cheap as a read of memory.
func (b *Boards) Current(ctx context.Context, organization string) (revision int64, today plan.Date, fresh Freshness, err error) {
	v, fresh, err := b.current(ctx, organization)
	if err != nil {
		return 0, plan.Date{}, fresh, err
	}
	return v.ledger.Revision(), v.today, fresh, nil
}

// Await implements Reader. While the source is away it is a *plan.Error of kind
// unavailable.
func (b *Boards) Await(ctx context.Context, organization string, revision int64) error {
	e := b.entry(organization)
	if v := e.view.Load(); v != nil && v.ledger.Revision() >= revision {
		return nil
	}
	raise(&e.wanted, revision)
	b.list.changed(organization, revision)
	b.roster.changed(organization)
	v, err := b.refresh(ctx, e, revision, 0)
	if err != nil {
		return err
	}
	if v.ledger.Revision() < revision {
		return plan.Errorf(plan.KindUnavailable, "the change cannot be seen yet")
	}
	return nil
}

// Ready implements Reader.
func (b *Boards) Ready(ctx context.Context) error {
	if b.reached.Load() {
		return nil
	}
	_, err := b.source.Revisions(ctx)
	b.sourceAnswered(err)
	return err
}

// Notify tells of a revision that was committed, here or by another replica. It
// returns at once; the board is brought up to date in the background, and readers who
// come before that wait for it.
func (b *Boards) Notify(organization string, revision int64) {
	b.list.changed(organization, revision)
	b.roster.changed(organization)
	b.mu.RLock()
	e := b.entries[organization]
	b.mu.RUnlock()
	if e == nil {
		return // nobody looks at it: it will be read when somebody does
	}
	raise(&e.wanted, revision)
	b.start(e)
}

// Seen tells of a revision that somebody read from the source, whether or not it is news: unlike
// Notify it costs next to nothing where it is none. Readers who come afterwards see at least that
// revision.
func (b *Boards) Seen(organization string, revision int64) {
	if l := b.list.kept.Load().of(organization); l != nil && l.row.Revision < revision {
		b.list.changed(organization, revision)
	}
	b.mu.RLock()
	e := b.entries[organization]
	b.mu.RUnlock()
	if e == nil || e.wanted.Load() >= revision {
		return
	}
	if v := e.view.Load(); v != nil && v.ledger.Revision() >= revision {
		return
	}
	raise(&e.wanted, revision)
	b.start(e)
}

// Poll asks the source for the revision of every organization and brings those up to
// date that are behind: the safety net under Notify. It is to be called every few
// seconds, and at once when notifications may have been missed; it also notices that
// the source is away, and that it has come back.
func (b *Boards) Poll(ctx context.Context) error {
	revisions, err := b.source.Revisions(ctx)
	b.sourceAnswered(err)
	if err != nil {
		return err
	}
	var rostered error
	if b.list.compare(revisions) {
		rostered = b.refreshRoster(ctx)
	}
	b.mu.RLock()
	entries := make([]*entry, 0, len(b.entries))
	for _, e := range b.entries {
		entries = append(entries, e)
	}
	b.mu.RUnlock()
	for _, e := range entries {
		revision, known := revisions[e.organization]
		v := e.view.Load()
		switch {
		case v == nil:
		case !known:
			b.forget(e)
		case revision < v.ledger.Revision():
			// The database went back to an earlier state, or a commit came in between.
			e.doubted.Store(true)
			b.start(e)
		case revision > v.ledger.Revision():
			raise(&e.wanted, revision)
			b.start(e)
		}
	}
	return errors.Join(rostered, b.refreshCatalogue(ctx), b.refreshPeers(ctx, revisions))
}

// current gives what is served of an organization now.
func (b *Boards) current(ctx context.Context, organization string) (*view, Freshness, error) {
	today := b.options.Clock.Today()
	b.mu.RLock()
	e := b.entries[organization]
	b.mu.RUnlock()
	if e != nil {
		e.used.Store(b.uses.Add(1))
		if v := e.upToDate(today, e.wanted.Load()); v != nil {
			return v, Freshness{Stale: b.away.Load()}, nil
		}
	} else {
		if !plan.ValidOrganizationID(organization) {
			return nil, Freshness{Stale: b.away.Load()}, plan.NotFound("organization")
		}
		e = b.entry(organization)
	}
	wanted := e.wanted.Load()
	v, err := b.refresh(ctx, e, wanted, b.options.Patience)
	if err == nil {
		return v, Freshness{Stale: b.away.Load()}, nil
	}
	if last := e.view.Load(); last != nil && plan.KindOf(err) == plan.KindUnavailable {
		return last, Freshness{Stale: true}, nil
	}
	return nil, Freshness{Stale: b.away.Load()}, err
}

// sourceAnswered notes whether the source is there.
func (b *Boards) sourceAnswered(err error) {
	switch {
	case err == nil:
		b.reached.Store(true)
		if b.away.CompareAndSwap(true, false) {
			b.options.Log.Info("boards: the database is back")
		}
	case plan.KindOf(err) == plan.KindUnavailable:
		if b.away.CompareAndSwap(false, true) {
			b.options.Log.Warn("boards: the database is away; the last boards are served", "error", err)
		}
	}
}

// raise sets a number to at least a value.
func raise(n *atomic.Int64, value int64) {
	for {
		old := n.Load()
		if old >= value || n.CompareAndSwap(old, value) {
			return
		}
	}
}

// waitFor waits for a flight, at most as long as the reader lasts and the patience
// (0: without end). It reports whether the flight has ended.
func waitFor(ctx context.Context, done <-chan struct{}, patience time.Duration) (bool, error) {
	var late <-chan time.Time
	if patience > 0 {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-done:
		return true, nil
	case <-late:
		return false, nil
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
}
