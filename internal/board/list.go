package board

import (
	"cmp"
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// list is the list of organizations with one line of figures each. It is kept even of
// organizations whose boards are not.
type list struct {
	// version counts what may have changed any line.
	version atomic.Int64
	kept    atomic.Pointer[keptList]

	mu     sync.Mutex // guards what follows
	flight *listFlight
	polled map[string]int64 // what the last poll found
}

// listFlight is a list being made.
type listFlight struct {
	flight
	// named is closed once the organizations are known, or cannot be.
	named chan struct{}
}

// keptList is the list as of a version and a day. It is immutable.
type keptList struct {
	version   int64
	today     plan.Date
	summaries []Summary
	lines     map[string]line // by organization
	// retryAt is when lines that could not be made are to be tried again; zero where all
	// were made.
	retryAt time.Time
}

// line is a summary, with what tells whether it still holds.
type line struct {
	row     plan.Organization // that it was made for
	summary Summary
	failure error // why it could not be made; the summary is an earlier one then
}

// holds reports whether the list may be given as it is.
func (l *keptList) holds(version int64, clock plan.Clock) bool {
	return l != nil && l.today == clock.Today() && l.version == version && (l.retryAt.IsZero() || clock.Now().Before(l.retryAt))
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
// is given; the first time, one whose lines have no figures yet. An organization whose plan cannot be read keeps its last line, or has one
// without figures, and is tried again after a while: it must not take the others along.
func (b *Boards) Organizations(ctx context.Context) ([]Summary, Freshness, error) {
	kept := b.list.kept.Load()
	if kept.holds(b.list.version.Load(), b.options.Clock) {
		return kept.summaries, Freshness{Stale: b.away.Load()}, nil
	}
	f := b.joinList()
	ended, err := waitFor(ctx, f.done, b.options.Patience)
	if err != nil {
		return nil, Freshness{Stale: b.away.Load()}, err
	}
	if ended && f.err != nil && (plan.KindOf(f.err) != plan.KindUnavailable || kept == nil) {
		return nil, Freshness{Stale: b.away.Load()}, f.err
	}
	if kept = b.list.kept.Load(); kept == nil {
		// The first list of a large installation: who they are is known long before how far.
		if _, err := waitFor(ctx, f.named, 0); err != nil {
			return nil, Freshness{Stale: b.away.Load()}, err
		}
		if kept = b.list.kept.Load(); kept == nil { // they cannot be known, and the flight says why
			_, err := waitFor(ctx, f.done, 0)
			return nil, Freshness{Stale: b.away.Load()}, cmp.Or(err, f.err)
		}
	}
	return kept.summaries, Freshness{Stale: b.away.Load() || !ended || f.err != nil}, nil
}

func (b *Boards) joinList() *listFlight {
	b.list.mu.Lock()
	defer b.list.mu.Unlock()
	if f := b.list.flight; f != nil {
		return f
	}
	f := &listFlight{flight: flight{done: make(chan struct{})}, named: make(chan struct{})}
	b.list.flight = f
	go func() {
		_, f.err = guarded(func() (struct{}, error) { return struct{}{}, b.makeList(f) })
		b.list.mu.Lock()
		b.list.flight = nil
		b.list.mu.Unlock()
		close(f.done)
	}()
	return f
}

// summaryWorkers is how many organizations are read at the same time for the list.
const summaryWorkers = 4

// brokenRetry is how long an organization whose plan cannot be shown is left alone: it
// needs mending, not patience.
const brokenRetry = time.Minute

func (b *Boards) makeList(f *listFlight) error {
	named := sync.OnceFunc(func() { close(f.named) })
	defer named()
	version, today, last := b.list.version.Load(), b.options.Clock.Today(), b.list.kept.Load()
	ctx, cancel := context.WithTimeout(context.Background(), b.options.LoadTimeout)
	organizations, err := b.source.Organizations(ctx)
	cancel()
	b.sourceAnswered(err)
	if err != nil {
		return err
	}
	if last == nil {
		last = &keptList{}
		b.list.kept.Store(b.unfigured(organizations, today))
		named()
	}
	lines := make([]line, len(organizations))
	var group errgroup.Group
	group.SetLimit(summaryWorkers)
	for i, row := range organizations {
		known, ok := last.lines[row.ID]
		if ok && known.failure == nil && last.today == today && known.row == row {
			lines[i] = known
			continue
		}
		group.Go(func() error {
			lines[i] = b.line(row, today, known)
			return nil
		})
	}
	_ = group.Wait() // lines hold their own failures
	next := &keptList{version: version, today: today, summaries: make([]Summary, 0, len(lines)), lines: make(map[string]line, len(lines))}
	for _, l := range lines {
		if plan.KindOf(l.failure) == plan.KindNotFound {
			continue // it left in between
		}
		next.summaries = append(next.summaries, l.summary)
		next.lines[l.row.ID] = l
		if l.failure != nil {
			next.retryAt = earliest(next.retryAt, b.options.Clock.Now().Add(b.retryLineAfter(l.failure)))
		}
	}
	b.list.kept.Store(next)
	return nil
}

func (b *Boards) retryLineAfter(failure error) time.Duration {
	if plan.KindOf(failure) == plan.KindUnavailable {
		return b.options.RetryAfter
	}
	return brokenRetry
}

// earliest is the earlier of two instants; a zero one stands for none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// line makes the line of an organization. Where that fails it has the figures of the
// last one (zero where there is none), and its revision too, so that what is kept of
// the list by revision is made anew once the plan can be read again.
func (b *Boards) line(row plan.Organization, today plan.Date, last line) line {
	summary, err := guarded(func() (Summary, error) { return b.summary(row, today) })
	if err == nil {
		return line{row: row, summary: summary}
	}
	if last.failure == nil {
		b.options.Log.Warn("boards: no figures of an organization for the list", "organization", row.ID, "error", err)
	}
	summary = last.summary
	if summary.Organization.ID == "" {
		summary = unfigured(row)
	}
	return line{row: row, summary: summary, failure: err}
}

// unfigured is a line without figures: of revision 0, so that nothing made of it is kept.
func unfigured(row plan.Organization) Summary {
	row.Revision = 0
	return Summary{Organization: row, Shown: -1, ShownPlanned: -1, Health: string(progress.HealthNotAssessed)}
}

// unfigured is the list before the first plan was read. It holds for nobody: whoever asks
// looks whether there is a better one.
func (b *Boards) unfigured(organizations []plan.Organization, today plan.Date) *keptList {
	l := &keptList{version: -1, today: today, summaries: make([]Summary, len(organizations))}
	for i, row := range organizations {
		l.summaries[i] = unfigured(row)
	}
	return l
}

// summary computes one line. An organization that there is no room for in memory is
// read for the line alone: a look at the list must not drive out what people look at.
func (b *Boards) summary(organization plan.Organization, today plan.Date) (Summary, error) {
	b.mu.RLock()
	e := b.entries[organization.ID]
	b.mu.RUnlock()
	if e == nil && !b.room() {
		ledger, err := b.read(context.Background(), organization.ID, nil)
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
	report, agenda := b.publicParts()
	f := &report.Organization
	organization.Revision = b.Revision()
	s := Summary{
		Organization: organization, Shown: f.Shown, ShownPlanned: f.ShownPlanned, Health: string(f.Health),
		Actual: f.Actual, Planned: f.Planned, Horizons: make([]HorizonSummary, len(report.Horizons)),
		Meetings: map[plan.MeetingState]int{},
	}
	for i := range report.Horizons {
		h := &report.Horizons[i]
		s.Horizons[i] = HorizonSummary{Horizon: h.Horizon, Actual: h.Actual, Planned: h.Planned}
	}
	for _, o := range b.days {
		if o.published() {
			s.Objectives++
		}
	}
	for _, m := range agenda.meetings {
		s.Meetings[m.State]++
	}
	for _, a := range agenda.actions {
		if a.Overdue {
			s.OverdueActions++
		}
	}
	return s
}

// publicParts are the figures and the agenda that the public sees: of the projection
// where somebody has asked for it, else made for this alone, without the rest of it.
func (b *Board) publicParts() (progress.Report, *agenda) {
	b.mu.Lock()
	p := b.made.public
	b.mu.Unlock()
	if p != nil {
		return p.report, p.agenda
	}
	return b.reportFor(forPublic, nil), newAgenda(b.ledger.meetings, b.moment.day, shown{forPublic, b.days}, b.ledger.publication, nil)
}
