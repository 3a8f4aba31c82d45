package store

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qSnapshotDays  = query("SnapshotDays")
	qSnapshotSave  = query("SnapshotSave")
	qSnapshotDrop  = query("SnapshotDrop")
	qSnapshotNewer = query("SnapshotNewer")
	qSnapshotLock  = query("SnapshotLock")
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

// SaveSnapshots implements tracker.Store: all rows or none. Day, scope and code of no two
// rows are the same, and the rows of a day follow one another.
func (s *Store) SaveSnapshots(ctx context.Context, organization string, rows []plan.Snapshot, finalAt func(plan.Date) time.Time) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		if _, err := one[string](ctx, t, qSnapshotLock, "snapshot", organization); err != nil {
			return err
		}
		for first := 0; first < len(rows); {
			day := rows[first].Day
			var values [][]any
			var revision int64
			for first < len(rows) && rows[first].Day == day {
				values = append(values, snapshotArgs(organization, rows[first]))
				revision = max(revision, rows[first].Revision)
				first++
			}
			if err := t.saveDay(ctx, organization, day, revision, values, text(instant{finalAt(day)})); err != nil {
				return err
			}
		}
		return nil
	})
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
