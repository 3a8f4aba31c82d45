package board

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/traguardi/traguardi/internal/plan"
)

// indexes are what a board's contents can be searched by: made when somebody looks for
// something, of what has changed since the last ones.
type indexes struct {
	public, staff atomic.Pointer[Index]

	mu sync.Mutex // held while one is made; guards earlier
	// earlier are those of an earlier revision or of another day, for as long as this board
	// has none of its own: segments are taken from them.
	earlier earlierIndexes
}

type earlierIndexes struct{ public, staff *Index }

// known gives what there is to take segments from.
func (x *indexes) known() earlierIndexes {
	x.mu.Lock()
	defer x.mu.Unlock()
	known := x.earlier
	if made := x.public.Load(); made != nil {
		known.public = made
	}
	if made := x.staff.Load(); made != nil {
		known.staff = made
	}
	return known
}

// after lets segments be taken from those of another board.
func (x *indexes) after(other *indexes) {
	known := other.known()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.earlier.public == nil {
		x.earlier.public = known.public
	}
	if x.earlier.staff == nil {
		x.earlier.staff = known.staff
	}
}

// bytes estimates what they take. Segments that two of them share are counted in both.
func (x *indexes) bytes() (n int64) {
	known := x.known()
	if known.public != nil {
		n += known.public.Bytes()
	}
	if known.staff != nil {
		n += known.staff.Bytes()
	}
	return n
}

// PublicIndex is what everybody may find: made when first asked for, then only handed out.
func (b *Board) PublicIndex() PublicIndex {
	if x := b.indexes.public.Load(); x != nil {
		return PublicIndex{x}
	}
	content := b.Public()
	b.indexes.mu.Lock()
	defer b.indexes.mu.Unlock()
	if b.indexes.public.Load() == nil {
		earlier := &b.indexes.earlier
		b.indexes.public.Store(newIndex(&content.Content, nil, nil, earlier.public, b.indexes.staff.Load(), earlier.staff))
		earlier.public = nil
	}
	return PublicIndex{b.indexes.public.Load()}
}

// StaffIndex is the same of everything that the board shows. The caller must have asked the
// policy.
func (b *Board) StaffIndex() StaffIndex {
	if x := b.indexes.staff.Load(); x != nil {
		return StaffIndex{x}
	}
	content := b.Staff()
	b.indexes.mu.Lock()
	defer b.indexes.mu.Unlock()
	if b.indexes.staff.Load() == nil {
		earlier := &b.indexes.earlier
		b.indexes.staff.Store(newIndex(&content.Content, content.Drafts, content.Notes, earlier.staff, b.indexes.public.Load(), earlier.public))
		earlier.staff = nil
	}
	return StaffIndex{b.indexes.staff.Load()}
}

// PublicIndex implements Reader.
func (b *Boards) PublicIndex(ctx context.Context, organization string, day plan.Date) (PublicIndex, Freshness, error) {
	x, fresh, err := b.index(ctx, organization, day, func(b *Board) *Index { return b.indexes.public.Load() }, func(b *Board) *Index { return b.PublicIndex().Index })
	return PublicIndex{x}, fresh, err
}

// StaffIndex implements Reader.
func (b *Boards) StaffIndex(ctx context.Context, organization string, day plan.Date) (StaffIndex, Freshness, error) {
	x, fresh, err := b.index(ctx, organization, day, func(b *Board) *Index { return b.indexes.staff.Load() }, func(b *Board) *Index { return b.StaffIndex().Index })
	return StaffIndex{x}, fresh, err
}

func (b *Boards) index(ctx context.Context, organization string, day plan.Date, known, made func(*Board) *Index) (*Index, Freshness, error) {
	v, fresh, err := b.current(ctx, organization)
	if err != nil {
		return nil, fresh, err
	}
	board, err := v.on(ctx, day)
	if err != nil {
		return nil, fresh, err
	}
	if x := known(board); x != nil {
		return x, fresh, nil
	}
	x, err := content(ctx, b, v, board, func() *Index { return known(board) }, func() *Index { return made(board) })
	if err != nil {
		return nil, fresh, err
	}
	b.grown(organization, v)
	return x, fresh, nil
}

// grown weighs an organization again after something was made of what is served.
func (b *Boards) grown(organization string, v *view) {
	b.mu.RLock()
	e := b.entries[organization]
	b.mu.RUnlock()
	if e != nil && e.view.Load() == v {
		b.weigh(e, v.bytes())
		b.evict()
	}
}

// bytes estimates what is kept of an organization. Boards of past days are few, and share
// nearly everything.
func (v *view) bytes() int64 {
	return residentBase + v.ledger.Bytes()*residentFactor + v.board.indexes.bytes()
}
