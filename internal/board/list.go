package board

import (
	"cmp"
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

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
	news   listNews
}

// listNews is what became known since the last list was begun.
type listNews struct {
	// changed are the organizations that may have another line, with the newest revision heard of.
	changed map[string]int64
	// whole is set where it is not known which they are.
	whole bool
}

// listFlight is a list being made.
type listFlight struct {
	flight
	// named is closed once the organizations are known, or cannot be.
	named chan struct{}
	// long is closed once it is known that this one takes a while, and that what there is
	// until then can be read.
	long chan struct{}
}

func (f *listFlight) isLong() bool {
	select {
	case <-f.long:
		return true
	default:
		return false
	}
}

// wait waits for the flight as waitFor does, but not for a long one.
func (f *listFlight) wait(ctx context.Context, patience time.Duration) (ended bool, err error) {
	either := make(chan struct{})
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-f.done:
		case <-f.long:
		case <-stop:
			return
		}
		close(either)
	}()
	if _, err := waitFor(ctx, either, patience); err != nil {
		return false, err
	}
	select {
	case <-f.done:
		return true, nil
	default:
		return false, nil
	}
}

// keptList is the list as of a version and a day. It is immutable.
type keptList struct {
	version   int64
	today     plan.Date
	summaries []Summary
	lines     []*line        // of the summaries, in their order
	places    map[string]int // of both, by organization
	state     int64          // as in Freshness.List
	// retryAt is when lines that could not be made are to be tried again; zero where all
	// were made.
	retryAt time.Time
}

// line is a summary, with what tells whether it still holds.
type line struct {
	row     plan.Organization // that it was made for
	summary Summary
	failure error // why it could not be made; the summary is an earlier one then
	// retryAt is when another one is to be looked for; zero where this one is right.
	retryAt time.Time
}

// right reports whether the line is that of a row on a day.
func (l *line) right(row plan.Organization, today plan.Date) bool {
	return l.failure == nil && l.row == row && l.summary.Day == today
}

// holds reports whether the list may be given as it is.
func (l *keptList) holds(version int64, clock plan.Clock) bool {
	return l != nil && l.today == clock.Today() && l.version == version && (l.retryAt.IsZero() || clock.Now().Before(l.retryAt))
}

// of gives an organization's line, nil where there is none.
func (l *keptList) of(organization string) *line {
	if l == nil {
		return nil
	}
	place, listed := l.places[organization]
	if !listed {
		return nil
	}
	return l.lines[place]
}

// listState tells states of a list apart: every write raises the revision of one of the
// organizations, and a new day the day of its figures, which is below. Neither goes back, so that no
// later state has the sum of an earlier one, unless there are others: a new one begins at 1.
func listState(summaries []Summary) (state int64) {
	for i := range summaries {
		state += summaries[i].Organization.Revision<<20 + int64(summaries[i].Day.Ordinal())
	}
	return state
}

// changed notes that an organization may have another line, at a revision if not later.
func (l *list) changed(organization string, revision int64) {
	l.mu.Lock()
	if l.news.changed == nil {
		l.news.changed = map[string]int64{}
	}
	l.news.changed[organization] = max(revision, l.news.changed[organization])
	l.mu.Unlock()
	l.version.Add(1) // afterwards: whoever sees it sees what it is about
}

// take gives what became known, to whoever makes a list that tells it.
func (l *list) take() listNews {
	l.mu.Lock()
	defer l.mu.Unlock()
	news := l.news
	l.news = listNews{}
	return news
}

// lost notes that news were taken and not told.
func (l *list) lost() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.news.whole = true
}

// compare holds what a poll found against the list, and tells whether it is news since the last one.
func (l *list) compare(revisions map[string]int64) bool {
	l.mu.Lock()
	before := l.polled
	l.polled = revisions // nobody changes it
	l.mu.Unlock()
	news := !maps.Equal(before, revisions)
	kept := l.kept.Load()
	if kept == nil {
		return news
	}
	whole := false
	for id, revision := range revisions {
		switch known := kept.of(id); {
		case known == nil || known.row.Revision < revision:
			l.changed(id, revision)
		case known.row.Revision > revision:
			// The database went back, unless a commit came in between.
			if last, polled := before[id]; polled && last >= revision {
				whole = true
			}
		}
	}
	for id := range kept.places {
		if _, there := revisions[id]; !there {
			whole, news = true, true
		}
	}
	if whole {
		l.lost()
		l.version.Add(1)
	}
	return news
}

// Organizations implements Reader. Lines are computed anew for the organizations that
// changed; while that takes longer than a reader's patience, the list as it was before
// is given; the first time, one whose lines have no figures yet. Where many lines are due
// nobody waits. An organization whose plan cannot be read keeps its last line, or has one
// without figures, and is tried again after a while: it must not take the others along.
func (b *Boards) Organizations(ctx context.Context) ([]Summary, Freshness, error) {
	kept := b.list.kept.Load()
	if kept.holds(b.list.version.Load(), b.options.Clock) {
		return kept.summaries, Freshness{Stale: b.away.Load(), List: kept.state}, nil
	}
	f := b.joinList()
	ended, err := f.wait(ctx, b.options.Patience)
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
	return kept.summaries, Freshness{Stale: b.away.Load() || (!ended && !f.isLong()) || (ended && f.err != nil), List: kept.state}, nil
}

func (b *Boards) joinList() *listFlight {
	b.list.mu.Lock()
	defer b.list.mu.Unlock()
	if f := b.list.flight; f != nil {
		return f
	}
	f := &listFlight{flight: flight{done: make(chan struct{})}, named: make(chan struct{}), long: make(chan struct{})}
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
	m := listMaking{Boards: b, version: b.list.version.Load(), today: b.options.Clock.Today(), last: b.list.kept.Load()}
	news, told := b.list.take(), false
	defer func() {
		if !told { // by a panic too
			b.list.lost()
		}
	}()
	if told = m.remake(news); told {
		return nil
	}
	long := sync.OnceFunc(func() { close(f.long) })
	if m.many() {
		long() // nobody waits to be told of the day before
	}
	ctx, cancel := context.WithTimeout(context.Background(), b.options.LoadTimeout)
	organizations, err := b.source.Organizations(ctx)
	cancel()
	b.sourceAnswered(err)
	if err != nil {
		return err
	}
	if m.last == nil {
		m.last = &keptList{}
		b.list.kept.Store(b.unfigured(organizations, m.today))
		named()
	}
	m.begin(organizations)
	if len(m.due) > fewLines {
		m.takeKept()
	}
	if len(m.due) > manyLines {
		// Nobody waits for so many: what there is until then is shown.
		b.list.kept.Store(m.listed(-1))
		named()
		long()
		if m.leftToTheJob() {
			for _, i := range m.due {
				m.lines[i].retryAt = b.options.Clock.Now().Add(leftAlone)
			}
			m.due = nil
		}
	}
	if len(m.due) > manyLines {
		m.computeMany()
	}
	m.compute()
	b.list.kept.Store(m.listed(m.version))
	told = true
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
func (b *Boards) line(row plan.Organization, last line, summary func() (Summary, error)) line {
	made, err := guarded(summary)
	if err == nil {
		return line{row: row, summary: made}
	}
	if last.failure == nil {
		b.options.Log.Warn("boards: no figures of an organization for the list", "organization", row.ID, "error", err)
	}
	made = last.summary
	if made.Organization.ID == "" {
		made = unfigured(row)
	}
	return line{row: row, summary: made, failure: err, retryAt: b.options.Clock.Now().Add(b.retryLineAfter(err))}
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
	l.state = listState(l.summaries)
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
		return ledger.On(b.view(today, today), nil).summary(ledger.Organization()), nil
	}
	if e == nil {
		e = b.entry(organization.ID)
	}
	raise(&e.wanted, organization.Revision)
	v, err := b.refresh(context.Background(), e, organization.Revision, 0)
	if err != nil {
		return Summary{}, err
	}
	return v.board.summary(v.ledger.Organization()), nil
}

// summary is the line of the board's organization, as the public sees it.
func (b *Board) summary(organization plan.Organization) Summary {
	report, agenda := b.publicParts()
	f := &report.Organization
	organization.Revision = b.Revision()
	s := Summary{
		Organization: organization, Day: b.moment.day, Shown: f.Shown, ShownPlanned: f.ShownPlanned, Health: string(f.Health),
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
