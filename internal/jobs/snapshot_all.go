package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// storedTogether is how many rows go into one transaction, about: years and thousands of
// organizations are stored in few commits, and memory stays bounded.
const storedTogether = 10_000

// organizationsTogether bounds how many: each takes a lock until the commit.
const organizationsTogether = 500

// snapshotRun is one run over organizations. Numbers wait until there are enough of them to be
// stored together.
type snapshotRun struct {
	Snapshots
	count   SnapshotCount
	past    int // days of the earlier past that may be computed yet; negative for no bound
	waiting []plan.Numbers
	rows    int // of waiting
	fresh   int // days in waiting that count as computed when they are stored
	// storing gives what came of those that are being stored, while the next are computed; nil
	// where none are.
	storing chan stored
	errs    []error
	failed  map[string]bool
	behind  bool // some have an earlier past without numbers
}

// stored is what came of storing: how many days, what could not be stored of single organizations,
// and what ends the run.
type stored struct {
	days int
	errs []error
	err  error
}

// errNoMore ends a run that may compute no more of the past.
var errNoMore = errors.New("enough of the past for now")

func (s Snapshots) all() *snapshotRun {
	w := &snapshotRun{Snapshots: s, past: s.PastDays, failed: map[string]bool{}}
	if s.PastDays == 0 {
		w.past = -1
	}
	return w
}

// run does something with every organization, which is told what numbers it has since a day.
func (w *snapshotRun) run(ctx context.Context, since plan.Date, do func(context.Context, *board.ReadPlan, plan.NumbersState) error) (SnapshotCount, error) {
	err := w.Numbers.EachPlan(ctx, func(plans []board.ReadPlan) error {
		kept, err := w.Keeper.NumbersKept(ctx, plans[0].Organization, plans[len(plans)-1].Organization, since)
		if err != nil {
			return err
		}
		for i := range plans {
			if err := ctx.Err(); err != nil {
				return err
			}
			p := &plans[i]
			if w.failed[p.Organization] {
				continue // it was told of
			}
			err := p.Err
			if err == nil {
				err = do(ctx, p, kept[p.Organization])
			}
			if errors.Is(err, errNoMore) {
				return err
			}
			if err != nil {
				w.errs = append(w.errs, fmt.Errorf("%s: %w", p.Organization, err))
				w.failed[p.Organization] = true
			}
		}
		return nil
	})
	if errors.Is(err, errNoMore) {
		err = nil
	}
	if err == nil {
		err = w.flush(ctx)
	}
	settled := w.settle()
	errs := append(w.errs, err, settled)
	w.errs = nil
	return w.count, errors.Join(errs...)
}

// fill brings one organization up to date, from its last complete day on.
func (w *snapshotRun) fill(ctx context.Context, p *board.ReadPlan, state plan.NumbersState) error {
	today := w.Keeper.Today()
	yesterday := today.AddDays(-1)
	from, since := state.Through.AddDays(1), state.Since
	if state.Through.IsZero() {
		from = plan.Latest(p.FirstDay, yesterday)
		since = from
	}
	if !p.FirstDay.IsZero() {
		if from.Before(yesterday) { // days on which nothing ran
			if err := w.missing(ctx, p, from, yesterday.AddDays(-1)); err != nil {
				return err
			}
			from = yesterday
		}
		if err := w.days(ctx, p, from, today, state.Days); err != nil {
			return err
		}
	}
	w.behind = w.behind || since.After(p.FirstDay)
	line, err := p.Line(today)
	if err != nil {
		return err
	}
	if !p.FirstDay.IsZero() && !yesterday.Before(since) {
		line.Kept = plan.Kept{Since: since, Through: yesterday}
	}
	return w.add(ctx, plan.Numbers{Organization: p.Organization, Line: &line}, 0)
}

// fillPast computes days before the first one that an organization has numbers of.
func (w *snapshotRun) fillPast(ctx context.Context, p *board.ReadPlan, state plan.NumbersState) error {
	if p.FirstDay.IsZero() || state.Since.IsZero() {
		return nil
	}
	if w.past == 0 {
		return errNoMore
	}
	earlier := w.earlier(p.FirstDay, state.Since)
	if earlier == 0 {
		return nil
	}
	first := state.Since.AddDays(-earlier)
	if err := w.missing(ctx, p, first, state.Since.AddDays(-1)); err != nil {
		return err
	}
	line, err := p.Line(w.Keeper.Today())
	if err != nil {
		return err
	}
	line.Kept = plan.Kept{Since: first, Through: state.Through}
	return w.add(ctx, plan.Numbers{Organization: p.Organization, Line: &line}, 0)
}

// earlier is how many days before the first one with numbers may be computed now.
func (w *snapshotRun) earlier(first, since plan.Date) int {
	missing := max(0, since.DaysSince(first))
	if w.past >= 0 {
		missing = min(missing, w.past)
		w.past -= missing
	}
	return missing
}

// missing computes days of which it has to be asked first whether they are there.
func (w *snapshotRun) missing(ctx context.Context, p *board.ReadPlan, from, to plan.Date) error {
	stored, err := w.Keeper.SnapshotDays(ctx, p.Organization, from, to)
	if err != nil {
		return err
	}
	return w.days(ctx, p, from, to, stored)
}

// days computes the days from one to another, but for those that are stored and final.
func (w *snapshotRun) days(ctx context.Context, p *board.ReadPlan, from, to plan.Date, stored map[plan.Date]time.Time) error {
	for day := from; !day.After(to); day = day.AddDays(1) {
		if w.final(day, stored) {
			w.count.Kept++
			continue
		}
		rows, err := w.compute(day, p.Numbers)
		if err != nil {
			return fmt.Errorf("%s: %w", day, err)
		}
		if err := w.add(ctx, plan.Numbers{Organization: p.Organization, Rows: rows}, 1); err != nil {
			return err
		}
	}
	return nil
}

// add has numbers wait to be stored with others; days is how many they are of.
func (w *snapshotRun) add(ctx context.Context, n plan.Numbers, days int) error {
	if last := len(w.waiting) - 1; last >= 0 && w.waiting[last].Organization == n.Organization {
		of := &w.waiting[last]
		of.Rows = append(of.Rows, n.Rows...)
		if n.Line != nil {
			of.Line = n.Line
		}
	} else {
		w.waiting = append(w.waiting, n)
	}
	w.rows, w.fresh = w.rows+len(n.Rows), w.fresh+days
	if w.rows < storedTogether && len(w.waiting) < organizationsTogether {
		return nil
	}
	return w.flush(ctx)
}

// flush begins to store what waits, once what is being stored is.
func (w *snapshotRun) flush(ctx context.Context) error {
	waiting, fresh := w.waiting, w.fresh
	w.waiting, w.rows, w.fresh = nil, 0, 0
	if err := w.settle(); err != nil || len(waiting) == 0 {
		return err
	}
	w.storing = make(chan stored, 1)
	go func() { w.storing <- w.store(ctx, waiting, fresh) }()
	return nil
}

// settle waits for what is being stored.
func (w *snapshotRun) settle() error {
	if w.storing == nil {
		return nil
	}
	s := <-w.storing
	w.storing = nil
	w.count.Computed += s.days
	w.errs = append(w.errs, s.errs...)
	return s.err
}

// store stores numbers together. Where that fails, what there is of each organization is tried by
// itself: one that cannot be stored must not take the others along.
func (w *snapshotRun) store(ctx context.Context, waiting []plan.Numbers, fresh int) (s stored) {
	defer func() {
		if p := recover(); p != nil { // of nobody else: this is not the job's own goroutine
			s.err = fmt.Errorf("storing numbers: panic: %v\n%s", p, debug.Stack())
		}
	}()
	err := w.Keeper.StoreNumbers(ctx, waiting)
	if err == nil || len(waiting) == 1 || ctx.Err() != nil || plan.KindOf(err) == plan.KindUnavailable {
		if err == nil {
			s.days = fresh
		}
		s.err = err
		return s
	}
	for _, one := range waiting {
		if err := w.Keeper.StoreNumbers(ctx, []plan.Numbers{one}); err != nil {
			s.errs = append(s.errs, fmt.Errorf("%s: %w", one.Organization, err))
			continue
		}
		s.days += daysOf(one.Rows)
	}
	return s
}

func daysOf(rows []plan.Snapshot) int {
	days := 0
	for i := range rows {
		if i == 0 || rows[i].Day != rows[i-1].Day {
			days++
		}
	}
	return days
}
