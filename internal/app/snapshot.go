package app

import (
	"context"

	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/plan"
)

// SnapshotDays says which days to compute: Date, or From and To, or nothing for today
// and every past day that is missing. An empty Organization is all of them.
type SnapshotDays struct{ Organization, Date, From, To string }

// Check refuses what is no day of the calendar, before a database is opened.
func (d SnapshotDays) Check() error {
	_, _, err := d.parse()
	return err
}

// Snapshot computes and stores numbers, and tells how many.
func (i *Installation) Snapshot(ctx context.Context, days SnapshotDays) (string, error) {
	from, to, err := days.span(i.Clock.Today())
	if err != nil {
		return "", err
	}
	s := i.snapshots()
	ctx = asSystem(ctx)
	var count jobs.SnapshotCount
	switch single := days.Organization != ""; {
	case from.IsZero() && single:
		count, err = s.Fill(ctx, days.Organization)
	case from.IsZero():
		count, err = s.FillAll(ctx)
	case single:
		count, err = s.Range(ctx, days.Organization, from, to)
	default:
		count, err = s.RangeAll(ctx, from, to)
	}
	return "days of an organization: " + count.String(), err
}

func (d SnapshotDays) span(today plan.Date) (from, to plan.Date, err error) {
	from, to, err = d.parse()
	if err == nil && to.After(today) {
		err = &UsageError{"days in the future have no numbers yet"}
	}
	return from, to, err
}

func (d SnapshotDays) parse() (from, to plan.Date, err error) {
	if d.Date == "" && d.From == "" && d.To == "" {
		return plan.Date{}, plan.Date{}, nil
	}
	if d.Date != "" {
		d.From, d.To = d.Date, d.Date
	}
	from, err = plan.ParseDate(d.From)
	if err != nil {
		return from, to, &UsageError{"--date and --from must be days of the calendar, YYYY-MM-DD"}
	}
	to, err = plan.ParseDate(d.To)
	if err != nil {
		return from, to, &UsageError{"--date and --to must be days of the calendar, YYYY-MM-DD"}
	}
	if to.Before(from) {
		return from, to, &UsageError{"--to must not be before --from"}
	}
	return from, to, nil
}
