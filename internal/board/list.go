package board

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/traguardi/traguardi/internal/plan"
)

// list is the list of organizations with one line of figures each. It is kept even of
// organizations whose boards are not.
type list struct {
	// version counts what may have changed any line.
	version atomic.Int64
	kept    atomic.Pointer[keptList]

	mu     sync.Mutex // guards what follows
	flight *flight
	polled map[string]int64 // what the last poll found
}

// keptList is the list as of a version and a day. It is immutable.
type keptList struct {
	version   int64
	today     plan.Date
	summaries []Summary
	byID      map[string]Summary
}

func (l *list) changed() { l.version.Add(1) }

// compare notes what a poll found, and whether it is news.
func (l *list) compare(revisions map[string]int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !maps.Equal(l.polled, revisions) {
		l.polled = maps.Clone(revisions)
		l.changed()
	}
}

// Organizations implements Reader. Lines are computed anew for the organizations that
// changed; while that takes longer than a reader's patience, the list as it was before
// is given.
func (b *Boards) Organizations(ctx context.Context) ([]Summary, Freshness, error) {
	today := b.options.Clock.Today()
	kept := b.list.kept.Load()
	if kept != nil && kept.today == today && kept.version == b.list.version.Load() {
		return kept.summaries, Freshness{Stale: b.away.Load()}, nil
	}
	f := b.joinList()
	patience := b.options.Patience
	if kept == nil {
		patience = 0
	}
	ended, err := waitFor(ctx, f.done, patience)
	if err != nil {
		return nil, Freshness{Stale: b.away.Load()}, err
	}
	if ended && f.err != nil && (plan.KindOf(f.err) != plan.KindUnavailable || kept == nil) {
		return nil, Freshness{Stale: b.away.Load()}, f.err
	}
	kept = b.list.kept.Load()
	return kept.summaries, Freshness{Stale: b.away.Load() || !ended || f.err != nil}, nil
}

func (b *Boards) joinList() *flight {
	b.list.mu.Lock()
	defer b.list.mu.Unlock()
	if f := b.list.flight; f != nil {
		return f
	}
	f := &flight{done: make(chan struct{})}
	b.list.flight = f
	go func() {
		_, f.err = guarded(func() (struct{}, error) { return struct{}{}, b.makeList() })
		b.list.mu.Lock()
		b.list.flight = nil
		b.list.mu.Unlock()
		close(f.done)
	}()
	return f
}

// summaryWorkers is how many organizations are read at the same time for the list.
const summaryWorkers = 4

func (b *Boards) makeList() error {
	version, today, last := b.list.version.Load(), b.options.Clock.Today(), b.list.kept.Load()
	ctx, cancel := context.WithTimeout(context.Background(), b.options.LoadTimeout)
	organizations, err := b.source.Organizations(ctx)
	cancel()
	b.sourceAnswered(err)
	if err != nil {
		return err
	}
	next := &keptList{version: version, today: today, summaries: make([]Summary, len(organizations)), byID: map[string]Summary{}}
	var group errgroup.Group
	group.SetLimit(summaryWorkers)
	for i, organization := range organizations {
		if last != nil && last.today == today {
			if known, ok := last.byID[organization.ID]; ok && known.Organization == organization {
				next.summaries[i] = known
				continue
			}
		}
		group.Go(func() (err error) {
			next.summaries[i], err = guarded(func() (Summary, error) { return b.summary(organization, today) })
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, s := range next.summaries {
		next.byID[s.Organization.ID] = s
	}
	b.list.kept.Store(next)
	return nil
}

// summary computes one line. An organization that there is no room for in memory is
// read for the line alone: a look at the list must not drive out what people look at.
func (b *Boards) summary(organization plan.Organization, today plan.Date) (Summary, error) {
	b.mu.RLock()
	e := b.entries[organization.ID]
	b.mu.RUnlock()
	if e == nil && !b.room() {
		ledger, err := b.read(organization.ID, nil)
		if err != nil {
			return Summary{}, err
		}
		return ledger.On(b.view(today, today), nil).summary(organization), nil
	}
	if e == nil {
		e = b.entry(organization.ID)
	}
	raise(&e.wanted, organization.Revision)
	v, err := b.refresh(context.Background(), e, organization.Revision, 0)
	if err != nil {
		return Summary{}, err
	}
	return v.board.summary(organization), nil
}

// summary is the line of the board's organization, as the public sees it.
func (b *Board) summary(organization plan.Organization) Summary {
	report := b.reportFor(forPublic, nil)
	s := Summary{
		Organization: organization, Shown: report.Organization.Shown, ShownPlanned: report.Organization.ShownPlanned,
		Health: string(report.Organization.Health),
	}
	for _, o := range b.days {
		if o.published() {
			s.Objectives++
		}
	}
	return s
}
