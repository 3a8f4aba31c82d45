package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Numbers computes the figures of a day from the boards.
type Numbers interface {
	// OrganizationIDs lists every organization.
	OrganizationIDs(ctx context.Context) ([]string, error)
	// Numbers gives one row for the organization, each horizon, office and objective
	// that is no draft. ComputedAt is left to the caller.
	Numbers(ctx context.Context, organization string, day plan.Date) ([]plan.Snapshot, error)
	// FirstDay is the earliest day on which the plan had an objective; zero for none.
	FirstDay(ctx context.Context, organization string) (plan.Date, error)
}

// Keeper stores numbers; *tracker.Tracker is one.
type Keeper interface {
	Today() plan.Date
	EndOf(day plan.Date) time.Time
	StoreSnapshots(ctx context.Context, organization string, rows []plan.Snapshot) error
	SnapshotDays(ctx context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error)
}

// Snapshots computes and stores the numbers of days.
type Snapshots struct {
	Numbers Numbers
	Keeper  Keeper
	Now     func() time.Time
}

// recentDays is how far back a complete history is looked for before every day since
// the plan began is.
const recentDays = 45

// SnapshotCount tells what a run did, in days of an organization.
type SnapshotCount struct{ Computed, Kept int }

func (c *SnapshotCount) add(o SnapshotCount) {
	c.Computed += o.Computed
	c.Kept += o.Kept
}

// String says it in words.
func (c SnapshotCount) String() string {
	return fmt.Sprintf("%d computed, %d final already and kept", c.Computed, c.Kept)
}

// FillAll brings every organization up to date; one that fails does not hold up the
// others, and every failure is in the error.
func (s Snapshots) FillAll(ctx context.Context) (SnapshotCount, error) {
	return s.each(ctx, s.Fill)
}

// RangeAll computes the days from one to another for every organization.
func (s Snapshots) RangeAll(ctx context.Context, from, to plan.Date) (SnapshotCount, error) {
	return s.each(ctx, func(ctx context.Context, organization string) (SnapshotCount, error) {
		return s.Range(ctx, organization, from, to)
	})
}

func (s Snapshots) each(ctx context.Context, do func(context.Context, string) (SnapshotCount, error)) (SnapshotCount, error) {
	var total SnapshotCount
	ids, err := s.Numbers.OrganizationIDs(ctx)
	if err != nil {
		return total, err
	}
	var errs []error
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return total, errors.Join(append(errs, err)...)
		}
		count, err := do(ctx, id)
		total.add(count)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", id, err))
		}
	}
	return total, errors.Join(errs...)
}

// Fill computes today's numbers and those of past days that are missing or were not
// final yet.
func (s Snapshots) Fill(ctx context.Context, organization string) (SnapshotCount, error) {
	first, err := s.Numbers.FirstDay(ctx, organization)
	if err != nil || first.IsZero() {
		return SnapshotCount{}, err
	}
	today := s.Keeper.Today()
	recent := plan.Latest(first, today.AddDays(-recentDays))
	// The first day too: a plan may have been loaded with its past since.
	for _, day := range []plan.Date{first, recent} {
		stored, err := s.Keeper.SnapshotDays(ctx, organization, day, day)
		if err != nil {
			return SnapshotCount{}, err
		}
		if !s.final(day, stored) {
			return s.Range(ctx, organization, first, today)
		}
	}
	return s.Range(ctx, organization, recent, today)
}

// Range computes the numbers of the days from one to another, both included, but for
// those that are final.
func (s Snapshots) Range(ctx context.Context, organization string, from, to plan.Date) (SnapshotCount, error) {
	var count SnapshotCount
	stored, err := s.Keeper.SnapshotDays(ctx, organization, from, to)
	if err != nil {
		return count, err
	}
	var rows []plan.Snapshot
	waiting := 0
	for day := from; !day.After(to); day = day.AddDays(1) {
		if s.final(day, stored) {
			count.Kept++
			continue
		}
		more, err := s.compute(ctx, organization, day)
		if err != nil {
			return count, fmt.Errorf("%s: %w", day, err)
		}
		rows = append(rows, more...)
		if waiting++; waiting < storedTogether {
			continue
		}
		if err := s.Keeper.StoreSnapshots(ctx, organization, rows); err != nil {
			return count, err
		}
		count.Computed, waiting, rows = count.Computed+waiting, 0, rows[:0]
	}
	if waiting > 0 {
		if err := s.Keeper.StoreSnapshots(ctx, organization, rows); err != nil {
			return count, err
		}
		count.Computed += waiting
	}
	return count, nil
}

// storedTogether is how many days go into one transaction: years are loaded in a few
// commits, and memory stays bounded.
const storedTogether = 31

// Day computes and stores the numbers of one day. Numbers that are final stay.
func (s Snapshots) Day(ctx context.Context, organization string, day plan.Date) error {
	rows, err := s.compute(ctx, organization, day)
	if err != nil {
		return err
	}
	return s.Keeper.StoreSnapshots(ctx, organization, rows)
}

func (s Snapshots) compute(ctx context.Context, organization string, day plan.Date) ([]plan.Snapshot, error) {
	// The instant before, not after: what is recorded meanwhile may not be in the numbers,
	// and those of a day that was not over must not become final.
	now := s.Now()
	rows, err := s.Numbers.Numbers(ctx, organization, day)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].ComputedAt = now
	}
	return rows, nil
}

func (s Snapshots) final(day plan.Date, stored map[plan.Date]time.Time) bool {
	at, ok := stored[day]
	return ok && !at.Before(s.Keeper.EndOf(day))
}

// NightlySnapshot is the daily job.
func NightlySnapshot(s Snapshots) Job {
	return Job{
		Name: SnapshotName, Schedule: "10 0 * * *", Timeout: 2 * time.Hour,
		Run: func(ctx context.Context, _ time.Time) error {
			_, err := s.FillAll(plan.WithActor(ctx, plan.SystemActor))
			return err
		},
	}
}
