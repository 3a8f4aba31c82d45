package store

import (
	"context"
	"iter"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qSnapshotDays    = query("SnapshotDays")
	qNumbersKept     = query("NumbersKept")
	qNumbersDays     = query("NumbersDays")
	qLineSave        = query("LineSave")
	qLinesSince      = query("LinesSince")
	qSnapshotSave    = query("SnapshotSave")
	qSnapshotDrop    = query("SnapshotDrop")
	qSnapshotNewer   = query("SnapshotNewer")
	qSnapshotPresent = query("SnapshotPresent")
	qSnapshotLock    = query("SnapshotLock")
)

type snapshotRow struct {
	Day           date       `db:"day"`
	Scope         plan.Scope `db:"scope"`
	Code          string     `db:"code"`
	Actual        *float64   `db:"actual"`
	Planned       *float64   `db:"planned"`
	Variance      *float64   `db:"variance"`
	SPI           *float64   `db:"spi"`
	SPIT          *float64   `db:"spi_t"`
	ForecastEndOn date       `db:"forecast_end_on"`
	CountPlanned  int        `db:"milestones_planned"`
	InProgress    int        `db:"milestones_in_progress"`
	Blocked       int        `db:"milestones_blocked"`
	Done          int        `db:"milestones_done"`
	Cancelled     int        `db:"milestones_cancelled"`
	Overdue       int        `db:"milestones_overdue"`
	Stale         int        `db:"milestones_stale"`
	Undated       int        `db:"milestones_undated"`
	Health        string     `db:"health"`
	Revision      int64      `db:"revision"`
	ComputedAt    instant    `db:"computed_at"`
}

func (r snapshotRow) value() plan.Snapshot {
	return plan.Snapshot{Day: r.Day.Date, Scope: r.Scope, Code: r.Code, Actual: r.Actual, Planned: r.Planned,
		Variance: r.Variance, SPI: r.SPI, SPIT: r.SPIT, ForecastEndOn: r.ForecastEndOn.Date,
		Counts: plan.MilestoneCounts{Planned: r.CountPlanned, InProgress: r.InProgress, Blocked: r.Blocked, Done: r.Done,
			Cancelled: r.Cancelled, Overdue: r.Overdue, Stale: r.Stale, Undated: r.Undated},
		Health: r.Health, Revision: r.Revision, ComputedAt: r.ComputedAt.Time}
}

// The days that stand for "from the beginning" and "to the end".
const firstDay, lastDay = "0000-00-00", "9999-99-99"

func dayOr(d plan.Date, open string) string {
	if d.IsZero() {
		return open
	}
	return d.String()
}

// SnapshotDays implements tracker.Store; a zero day leaves that end open.
func (s *Store) SnapshotDays(ctx context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error) {
	rows, err := list[struct {
		Day        date    `db:"day"`
		ComputedAt instant `db:"computed_at"`
	}](ctx, s.reads, qSnapshotDays, "snapshot", organization, dayOr(from, firstDay), dayOr(to, lastDay))
	if err != nil {
		return nil, err
	}
	days := make(map[plan.Date]time.Time, len(rows))
	for _, r := range rows {
		days[r.Day.Date] = r.ComputedAt.Time
	}
	return days, nil
}

// NumbersKept implements tracker.Store.
func (s *Store) NumbersKept(ctx context.Context, from, to string, since plan.Date) (map[string]plan.NumbersState, error) {
	states := map[string]plan.NumbersState{}
	err := s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		err := stream(ctx, t, qNumbersKept, "snapshot", func(r struct {
			Organization string `db:"organization_id"`
			Since        date   `db:"kept_since"`
			Through      date   `db:"kept_through"`
		}) {
			states[r.Organization] = plan.NumbersState{Kept: plan.Kept{Since: r.Since.Date, Through: r.Through.Date}}
		}, from, to)
		if err != nil {
			return err
		}
		return stream(ctx, t, qNumbersDays, "snapshot", func(r struct {
			Organization string  `db:"organization_id"`
			Day          date    `db:"day"`
			ComputedAt   instant `db:"computed_at"`
		}) {
			state := states[r.Organization]
			if state.Days == nil {
				state.Days = map[plan.Date]time.Time{}
			}
			state.Days[r.Day.Date] = r.ComputedAt.Time
			states[r.Organization] = state
		}, from, to, dayOr(since, firstDay))
	})
	return states, err
}

// Lines implements board.Source.
func (s *Store) Lines(ctx context.Context, since plan.Date, each func(plan.Line)) error {
	return stream(ctx, s.reads, qLinesSince, "line", func(r struct {
		Organization string `db:"organization_id"`
		Revision     int64  `db:"revision"`
		Day          date   `db:"day"`
		Content      string `db:"content"`
	}) {
		each(plan.Line{Organization: r.Organization, Revision: r.Revision, Day: r.Day.Date, Content: r.Content})
	}, dayOr(since, firstDay))
}

// SaveNumbers implements tracker.Store: day, scope and code of no two rows of an organization are
// the same. Organizations come in an order, so that two who save several wait for one another and
// not each for the other.
func (s *Store) SaveNumbers(ctx context.Context, numbers []plan.Numbers, finalAt func(plan.Date) time.Time) error {
	if len(numbers) == 0 {
		return nil
	}
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		present, err := t.presentDays(ctx, numbers)
		if err != nil {
			return err
		}
		var lines [][]any
		fresh := map[plan.Date][][]any{}
		for i := range numbers {
			n := &numbers[i]
			for day, rows := range daysOf(n.Rows) {
				values, revision := make([][]any, len(rows)), int64(0)
				for r := range rows {
					values[r] = snapshotArgs(n.Organization, rows[r])
					revision = max(revision, rows[r].Revision)
				}
				if !present[dayKey{n.Organization, day}] {
					fresh[day] = append(fresh[day], values...)
				} else if err := t.saveDay(ctx, n.Organization, day, revision, values, text(instant{finalAt(day)})); err != nil {
					return err
				}
			}
			if l := n.Line; l != nil {
				lines = append(lines, []any{l.Organization, l.Revision, date{l.Day}, l.Content, date{l.Kept.Since}, date{l.Kept.Through}})
			}
		}
		for day, values := range fresh {
			if err := t.insertRows(ctx, qSnapshotSave, "snapshot", values, text(instant{finalAt(day)})); err != nil {
				return err
			}
		}
		return t.insertRows(ctx, qLineSave, "line", lines)
	})
}

type dayKey struct {
	organization string
	day          plan.Date
}

// presentDays has whoever stores numbers of these organizations wait, and tells which of the days
// have numbers already: the others need no look at what is there, and go in by the thousand.
func (t *transaction) presentDays(ctx context.Context, numbers []plan.Numbers) (map[dayKey]bool, error) {
	var ids []string
	var from, to plan.Date
	for i := range numbers {
		ids = append(ids, numbers[i].Organization)
		for r := range numbers[i].Rows {
			from, to = plan.Earliest(from, numbers[i].Rows[r].Day), plan.Latest(to, numbers[i].Rows[r].Day)
		}
	}
	keys, err := keysOf(ids)
	if err != nil {
		return nil, err
	}
	if _, err := one[string](ctx, t, qSnapshotLock, "snapshot", keys); err != nil {
		return nil, err
	}
	present := map[dayKey]bool{}
	if from.IsZero() {
		return present, nil
	}
	err = stream(ctx, t, qSnapshotPresent, "snapshot", func(r struct {
		Organization string `db:"organization_id"`
		Day          date   `db:"day"`
	}) {
		present[dayKey{r.Organization, r.Day.Date}] = true
	}, keys, from.String(), to.String())
	return present, err
}

// daysOf gives rows day by day; those of a day follow one another.
func daysOf(rows []plan.Snapshot) iter.Seq2[plan.Date, []plan.Snapshot] {
	return func(yield func(plan.Date, []plan.Snapshot) bool) {
		for len(rows) > 0 {
			n := 1
			for n < len(rows) && rows[n].Day == rows[0].Day {
				n++
			}
			if !yield(rows[0].Day, rows[:n]) {
				return
			}
			rows = rows[n:]
		}
	}
}

// saveDay leaves a day alone that has numbers of a newer revision.
func (t *transaction) saveDay(ctx context.Context, organization string, day plan.Date, revision int64, values [][]any, final string) error {
	if _, err := run(ctx, t, qSnapshotDrop, "snapshot", organization, date{day}, final, revision); err != nil {
		return err
	}
	newer, err := one[int](ctx, t, qSnapshotNewer, "snapshot", organization, date{day}, revision)
	if err != nil || newer > 0 {
		return err
	}
	return t.insertRows(ctx, qSnapshotSave, "snapshot", values, final)
}

func snapshotArgs(organization string, r plan.Snapshot) []any {
	c := r.Counts
	return []any{organization, date{r.Day}, string(r.Scope), r.Code, r.Actual, r.Planned, r.Variance, r.SPI, r.SPIT,
		date{r.ForecastEndOn}, c.Planned, c.InProgress, c.Blocked, c.Done, c.Cancelled, c.Overdue, c.Stale, c.Undated,
		r.Health, r.Revision, instant{r.ComputedAt}}
}
