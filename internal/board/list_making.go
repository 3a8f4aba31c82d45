package board

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/traguardi/traguardi/internal/plan"
)

// How many lines may be due at a time: with more than few, what is kept of them in the source is
// asked first; many are made from plans that are read together, while nobody waits.
const (
	fewLines  = 16
	manyLines = 200
)

// After midnight every line is of the day before. A job makes those of the new day, on one replica
// (jobs.DailyLines), and the snapshot job once more with its numbers: jobWindow is how long the
// boards leave them to it, looking for them each time that they have been leftAlone. Beyond, they
// make them.
const (
	jobWindow = time.Hour
	leftAlone = 5 * time.Second
)

// listMaking is a list being made.
type listMaking struct {
	*Boards
	version       int64
	today         plan.Date
	last          *keptList
	organizations []plan.Organization
	lines         []line // of organizations, in their order
	due           []int  // places of those that are not right yet
}

// many reports whether it is plain that many lines are due, before anything is read: a day has
// begun.
func (m *listMaking) many() bool {
	due := 0
	if m.last != nil {
		for _, l := range m.last.lines {
			if l.summary.Day != m.today {
				due++
			}
		}
	}
	return due > manyLines
}

// begin takes over the lines that still hold.
func (m *listMaking) begin(organizations []plan.Organization) {
	m.organizations, m.lines = organizations, make([]line, len(organizations))
	for i, row := range organizations {
		known := m.last.of(row.ID)
		switch {
		case known == nil:
			m.lines[i] = line{row: row, summary: unfigured(row)}
		case known.right(row, m.today):
			m.lines[i] = *known
			m.lines[i].retryAt = time.Time{}
			continue
		default:
			m.lines[i] = *known
		}
		m.due = append(m.due, i)
	}
}

// remake makes the list of the last one where it is known which few organizations changed since, and
// they are listed: a change costs its own line, and not the reading of who there is. It reports false
// where that is not so, or turns out not to be.
func (m *listMaking) remake(news listNews) bool {
	last := m.last
	if last == nil || news.whole || len(news.changed) > manyLines || !last.holds(last.version, m.options.Clock) || last.version < 0 {
		return false
	}
	next := &keptList{version: m.version, today: m.today, summaries: slices.Clone(last.summaries), lines: slices.Clone(last.lines),
		places: last.places, retryAt: last.retryAt}
	var group errgroup.Group
	group.SetLimit(summaryWorkers)
	for id, revision := range news.changed {
		place, listed := last.places[id]
		if !listed {
			_ = group.Wait() // nobody is left behind
			return false
		}
		known := last.lines[place]
		if known.failure == nil && known.summary.Organization.Revision >= revision {
			continue
		}
		row := known.row
		row.Revision = max(row.Revision, revision)
		group.Go(func() error {
			made := m.line(row, *known, func() (Summary, error) { return m.summary(row, m.today) })
			if made.failure == nil {
				made.row = made.summary.Organization
			}
			made.summary.folded = made.summary.Folded()
			next.lines[place], next.summaries[place] = &made, made.summary
			return nil
		})
	}
	_ = group.Wait() // lines hold their own failures
	for id := range news.changed {
		made := next.of(id)
		if made.row.Name != last.of(id).row.Name || plan.KindOf(made.failure) == plan.KindNotFound {
			return false // it has another place, or none
		}
		if !made.retryAt.IsZero() {
			next.retryAt = earliest(next.retryAt, made.retryAt)
		}
	}
	next.state = listState(next.summaries)
	m.list.kept.Store(next)
	return true
}

// takeKept looks for lines that are kept in the source: those of today, and where nothing was
// known at all, those of earlier days to show meanwhile.
func (m *listMaking) takeKept() {
	since := m.today
	if len(m.last.lines) == 0 {
		since = plan.Date{}
	}
	places := make(map[string]int, len(m.due))
	for _, i := range m.due {
		places[m.organizations[i].ID] = i
	}
	ctx, cancel := context.WithTimeout(context.Background(), m.options.LoadTimeout)
	defer cancel()
	err := m.source.Lines(ctx, since, func(l plan.Line) {
		i, wanted := places[l.Organization]
		if !wanted || l.Day.Before(m.lines[i].summary.Day) || l.Revision < m.lines[i].summary.Organization.Revision {
			return
		}
		row := m.organizations[i]
		summary, err := m.summaryOf(row, l)
		if err != nil {
			return // of another release: it is made anew
		}
		m.lines[i].summary, m.lines[i].failure, m.lines[i].retryAt = summary, nil, time.Time{}
		if l.Revision == row.Revision {
			m.lines[i].row = row
		}
	})
	m.sourceAnswered(err)
	if err != nil {
		m.options.Log.Warn("boards: the lines that are kept cannot be read; they are computed", "error", err)
	}
	m.stillDue()
}

func (m *listMaking) stillDue() {
	due := m.due[:0]
	for _, i := range m.due {
		if !m.lines[i].right(m.organizations[i], m.today) {
			due = append(due, i)
		}
	}
	m.due = due
}

// leftToTheJob tells whether the lines that are due will come with the numbers of the new day: they
// are right but for the day, and the day is young.
func (m *listMaking) leftToTheJob() bool {
	now := m.options.Clock.Now().In(m.options.Clock.Location)
	if sinceMidnight := time.Duration(now.Hour())*time.Hour + time.Duration(now.Minute())*time.Minute; sinceMidnight >= jobWindow {
		return false
	}
	for _, i := range m.due {
		l := &m.lines[i]
		if l.failure != nil || l.row != m.organizations[i] || l.summary.Day != m.today.AddDays(-1) {
			return false
		}
	}
	return true
}

// computeMany makes lines from plans that are read together, and shows them as they come.
func (m *listMaking) computeMany() {
	places := make(map[string]int, len(m.due))
	for _, i := range m.due {
		places[m.organizations[i].ID] = i
	}
	err := m.EachPlan(context.Background(), func(plans []ReadPlan) error {
		for p := range plans {
			i, wanted := places[plans[p].Organization]
			if wanted {
				m.lines[i] = m.line(m.organizations[i], m.lines[i], plans[p].summary)
			}
		}
		m.list.kept.Store(m.listed(-1))
		return nil
	})
	if err != nil {
		m.options.Log.Warn("boards: plans cannot be read together for the list", "error", err)
	}
	due := m.due[:0]
	for _, i := range m.due {
		l := &m.lines[i]
		switch {
		case l.failure != nil || l.right(m.organizations[i], m.today):
		case plan.KindOf(err) == plan.KindUnavailable:
			l.failure, l.retryAt = err, m.options.Clock.Now().Add(m.options.RetryAfter)
		default:
			due = append(due, i)
		}
	}
	m.due = due
}

// compute makes the lines that are due one by one, several at a time.
func (m *listMaking) compute() {
	var group errgroup.Group
	group.SetLimit(summaryWorkers)
	for _, i := range m.due {
		group.Go(func() error {
			row := m.organizations[i]
			m.lines[i] = m.line(row, m.lines[i], func() (Summary, error) { return m.summary(row, m.today) })
			return nil
		})
	}
	_ = group.Wait() // lines hold their own failures
}

// listed is the list as far as it is made: of a version that nobody has, it holds for nobody.
func (m *listMaking) listed(version int64) *keptList {
	l := &keptList{version: version, today: m.today, summaries: make([]Summary, 0, len(m.lines)), lines: make([]*line, 0, len(m.lines)),
		places: make(map[string]int, len(m.lines))}
	for i := range m.lines {
		m.lines[i].summary.folded = m.lines[i].summary.Folded()
		one := m.lines[i] // a copy: what is listed while others are made is not changed any more
		if plan.KindOf(one.failure) == plan.KindNotFound {
			continue // it left in between
		}
		l.places[one.summary.Organization.ID] = len(l.lines)
		l.summaries = append(l.summaries, one.summary)
		l.lines = append(l.lines, &one)
		if !one.retryAt.IsZero() {
			l.retryAt = earliest(l.retryAt, one.retryAt)
		}
	}
	l.state = listState(l.summaries)
	return l
}
