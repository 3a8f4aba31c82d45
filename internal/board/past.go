package board

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/traguardi/traguardi/internal/plan"
)

// pastDays keeps the boards of a few past days of one ledger, those asked for last.
type pastDays struct {
	ledger *Ledger
	view   View
	limit  int
	slots  slots
	// present is the board of the present day: texts seldom differ from its own.
	present *Board
	// first is the plan's first day, zero where it has no objective. Before it there is
	// nothing but offices and meetings, and of those days only the one asked for last is
	// kept: anybody can ask for any of them.
	first  plan.Date
	before atomic.Pointer[Board]

	mu     sync.Mutex
	boards []*pastBoard // the one asked for last comes last
	// earlier are the boards of an earlier revision, so that the same day costs what
	// changed.
	earlier []*pastBoard
}

type pastBoard struct {
	day   plan.Date
	ready chan struct{}
	board *Board // set before ready is closed, unless there was an error
	err   error
}

// newPastDays starts with no board; those of the last view (may be nil) are kept as
// long as they may help.
func newPastDays(ledger *Ledger, v View, limit int, slots slots, last *view) *pastDays {
	p := &pastDays{ledger: ledger, view: v, limit: limit, slots: slots, first: ledger.firstDay()}
	if last != nil && last.today == v.Today {
		last.past.mu.Lock()
		p.earlier = slices.Clone(last.past.boards)
		last.past.mu.Unlock()
	}
	return p
}

// on gives the board of a past day; of those who ask for the same one, the first makes
// it. Who would make one waits for a slot before taking the day's place, so that nobody
// waits for the board of a reader who left.
func (p *pastDays) on(ctx context.Context, day plan.Date) (*Board, error) {
	if p.first.IsZero() || day.Before(p.first) {
		return p.beforeThePlan(day)
	}
	kept := p.find(day)
	if kept == nil {
		if err := p.slots.take(ctx); err != nil {
			return nil, err
		}
		place, first, earlier := p.take(day)
		if first {
			p.make(place, earlier)
		}
		p.slots.give()
		kept = place
	}
	if _, err := waitFor(ctx, kept.ready, 0); err != nil {
		return nil, err
	}
	return kept.board, kept.err
}

// beforeThePlan gives the board of a day on which the plan had no objective. It costs
// what the offices and meetings do.
func (p *pastDays) beforeThePlan(day plan.Date) (*Board, error) {
	if b := p.before.Load(); b != nil && b.moment.day == day {
		return b, nil
	}
	v := p.view
	v.Day = day
	b, err := guarded(func() (*Board, error) { return p.ledger.withoutObjectives().On(v, nil), nil })
	if err == nil {
		p.before.Store(b)
	}
	return b, err
}

// find gives the place of a day, which is the one asked for last now; nil where it has
// none.
func (p *pastDays) find(day plan.Date) *pastBoard {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.findLocked(day)
}

func (p *pastDays) findLocked(day plan.Date) *pastBoard {
	at := slices.IndexFunc(p.boards, func(b *pastBoard) bool { return b.day == day })
	if at < 0 {
		return nil
	}
	kept := p.boards[at]
	p.boards = append(slices.Delete(p.boards, at, at+1), kept)
	return kept
}

// take finds the place of a day, or makes one; first is told to fill it.
func (p *pastDays) take(day plan.Date) (kept *pastBoard, first bool, earlier *Board) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if kept = p.findLocked(day); kept != nil {
		return kept, false, nil
	}
	kept = &pastBoard{day: day, ready: make(chan struct{})}
	p.boards = append(p.boards, kept)
	if over := len(p.boards) - p.limit; over > 0 {
		p.boards = slices.Delete(p.boards, 0, over)
	}
	if at := slices.IndexFunc(p.earlier, func(b *pastBoard) bool { return b.day == day }); at >= 0 {
		select {
		case <-p.earlier[at].ready:
			earlier = p.earlier[at].board
		default: // still being made for readers of the earlier revision
		}
		p.earlier = slices.Delete(p.earlier, at, at+1)
	}
	return kept, true, earlier
}

func (p *pastDays) make(kept *pastBoard, earlier *Board) {
	defer close(kept.ready)
	v := p.view
	v.Day = kept.day
	kept.board, kept.err = guarded(func() (*Board, error) {
		b := p.ledger.On(v, earlier)
		if p.present != nil {
			b.indexes.after(&p.present.indexes)
		}
		return b, nil
	})
	if kept.err != nil {
		p.drop(kept)
	}
}

// drop leaves out a board that could not be made, so that the next who asks tries again.
func (p *pastDays) drop(kept *pastBoard) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.boards = slices.DeleteFunc(p.boards, func(b *pastBoard) bool { return b == kept })
}
