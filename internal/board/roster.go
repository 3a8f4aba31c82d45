package board

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/traguardi/traguardi/internal/plan"
)

// Roster is who the organizations are, by name: what a page needs that only mentions them. It
// costs no plan and no figures. It is immutable.
type Roster struct {
	// Version tells states of this process' rosters apart; that a plan changed does not change
	// it.
	Version       int64
	Organizations []plan.Organization

	ids map[string]bool
}

// Only gives the organization where there is just one.
func (r *Roster) Only() (*plan.Organization, bool) {
	if len(r.Organizations) != 1 {
		return nil, false
	}
	return &r.Organizations[0], true
}

// smallRoster is up to how many organizations one is read again after every change: the query costs
// less than to find out whether it has to be.
const smallRoster = 100

// rosterKept keeps the roster in memory.
type rosterKept struct {
	kept  atomic.Pointer[Roster]
	dirty atomic.Bool
	mu    sync.Mutex // one reads at a time
}

// changed notes that an organization has another revision.
func (k *rosterKept) changed(organization string) {
	if r := k.kept.Load(); r != nil && (len(r.Organizations) <= smallRoster || !r.ids[organization]) {
		k.dirty.Store(true)
	}
}

// Roster implements Reader.
func (b *Boards) Roster(ctx context.Context) (*Roster, Freshness, error) {
	k := &b.roster
	if r := k.kept.Load(); r != nil && !k.dirty.Load() {
		return r, Freshness{Stale: b.away.Load()}, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	last := k.kept.Load()
	if last != nil && !k.dirty.Load() {
		return last, Freshness{Stale: b.away.Load()}, nil
	}
	bound := b.options.LoadTimeout
	if last != nil {
		bound = b.options.Patience
	}
	reading, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	k.dirty.Store(false) // before it is read: what changes meanwhile is not missed
	organizations, err := b.source.Organizations(reading)
	b.sourceAnswered(err)
	if err != nil {
		k.dirty.Store(true)
		if last != nil && ctx.Err() == nil {
			return last, Freshness{Stale: true}, nil
		}
		return nil, Freshness{Stale: b.away.Load()}, err
	}
	return k.keep(organizations), Freshness{Stale: b.away.Load()}, nil
}

// refreshRoster is for a poll that found changes: one of them may be a name. A large roster is read
// there and then, since every page would wait for it, again and again while changes go on; a small
// one by the next who asks.
func (b *Boards) refreshRoster(ctx context.Context) error {
	k := &b.roster
	if last := k.kept.Load(); last == nil || len(last.Organizations) <= smallRoster {
		k.dirty.Store(true)
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	organizations, err := b.source.Organizations(ctx)
	b.sourceAnswered(err)
	if err != nil {
		k.dirty.Store(true)
		return err
	}
	k.keep(organizations)
	return nil
}

// keep makes the roster of rows. One that differs by revisions alone has the same version.
func (k *rosterKept) keep(organizations []plan.Organization) *Roster {
	r := &Roster{Version: 1, Organizations: organizations, ids: make(map[string]bool, len(organizations))}
	for _, o := range organizations {
		r.ids[o.ID] = true
	}
	if last := k.kept.Load(); last != nil {
		r.Version = last.Version
		if !slices.EqualFunc(last.Organizations, organizations, func(a, b plan.Organization) bool {
			a.Revision, b.Revision = 0, 0
			return a == b
		}) {
			r.Version++
		}
	}
	k.kept.Store(r)
	return r
}
