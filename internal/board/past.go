package board

import (
	"context"
	"slices"
	"sync"

	"github.com/traguardi/traguardi/internal/plan"
)

// pastDays keeps the boards of a few past days of one ledger, those asked for last.
type pastDays struct {
	ledger *Ledger
	view   View
	limit  int

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
func newPastDays(ledger *Ledger, v View, limit int, last *view) *pastDays {
	p := &pastDays{ledger: ledger, view: v, limit: limit}
	if last != nil && last.today == v.Today {
		last.past.mu.Lock()
		p.earlier = slices.Clone(last.past.boards)
		last.past.mu.Unlock()
	}
	return p
}

// on gives the board of a past day; of those who ask for the same one, the first makes
// it.
func (p *pastDays) on(ctx context.Context, day plan.Date) (*Board, error) {
	kept, first, earlier := p.take(day)
	if first {
		p.make(kept, earlier)
	} else if _, err := waitFor(ctx, kept.ready, 0); err != nil {
		return nil, err
	}
	return kept.board, kept.err
}

// take finds the place of a day, or makes one; first is told to fill it.
func (p *pastDays) take(day plan.Date) (kept *pastBoard, first bool, earlier *Board) {
	p.mu.Lock()
	defer p.mu.Unlock()
	same := func(b *pastBoard) bool { return b.day == day }
	if at := slices.IndexFunc(p.boards, same); at >= 0 {
		kept = p.boards[at]
		p.boards = append(slices.Delete(p.boards, at, at+1), kept)
		return kept, false, nil
	}
	kept = &pastBoard{day: day, ready: make(chan struct{})}
	p.boards = append(p.boards, kept)
	if over := len(p.boards) - p.limit; over > 0 {
		p.boards = slices.Delete(p.boards, 0, over)
	}
	if at := slices.IndexFunc(p.earlier, same); at >= 0 {
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
	kept.board, kept.err = guarded(func() (*Board, error) { return p.ledger.On(v, earlier), nil })
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
