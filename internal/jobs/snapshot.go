package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Numbers computes the figures of a day from the boards.
type Numbers interface {
	// EachPlan reads every organization's plan once, and hands those over that were read
	// together.
	EachPlan(ctx context.Context, do func([]board.ReadPlan) error) error
	// Numbers gives one row for the organization, each horizon, office and objective
	// that is no draft. ComputedAt is left to the caller.
	Numbers(ctx context.Context, organization string, day plan.Date) ([]plan.Snapshot, error)
	// Line gives the organization's line in the list, of today.
	Line(ctx context.Context, organization string) (plan.Line, error)
	// FirstDay is the earliest day on which the plan had an objective; zero for none.
	FirstDay(ctx context.Context, organization string) (plan.Date, error)
}

// Keeper stores numbers; *tracker.Tracker is one.
type Keeper interface {
	Today() plan.Date
	EndOf(day plan.Date) time.Time
	// StoreNumbers keeps those of several organizations at once: all of them or none.
	StoreNumbers(ctx context.Context, numbers []plan.Numbers) error
	// NumbersKept tells, of the organizations from one to another by their codes, what numbers
	// they have of a day and later.
	NumbersKept(ctx context.Context, from, to string, since plan.Date) (map[string]plan.NumbersState, error)
	SnapshotDays(ctx context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error)
}

// Snapshots computes and stores the numbers of days.
type Snapshots struct {
	Numbers Numbers
	Keeper  Keeper
	Now     func() time.Time
	// PastDays bounds how many days of organizations FillAll computes that are earlier than
	// the first ones it has; 0 for no bound. A plan that is loaded with its past has years of
	// them, and an installation may be given thousands of such plans in a minute: what is kept
	// of today must not wait for it. The next run goes on.
	PastDays int
}

// SnapshotCount tells what a run did, in days of an organization.
type SnapshotCount struct{ Computed, Kept int }

// String says it in words.
func (c SnapshotCount) String() string {
	return fmt.Sprintf("%d computed, %d final already and kept", c.Computed, c.Kept)
}

// FillAll brings every organization up to date: today's numbers and line, the days since its last
// final ones, and as much of its earlier past as PastDays leaves. One that fails does not hold up
// the others, and every failure is in the error.
func (s Snapshots) FillAll(ctx context.Context) (SnapshotCount, error) {
	w := s.all()
	yesterday := s.Keeper.Today().AddDays(-1)
	count, err := w.run(ctx, yesterday, w.fill)
	if err != nil && ctx.Err() != nil || !w.behind {
		return count, err
	}
	count, past := w.run(ctx, yesterday, w.fillPast)
	return count, errors.Join(err, past)
}

// RangeAll computes the days from one to another for every organization, but for those that are
// final.
func (s Snapshots) RangeAll(ctx context.Context, from, to plan.Date) (SnapshotCount, error) {
	w := s.all()
	return w.run(ctx, from, func(ctx context.Context, p *board.ReadPlan, state plan.NumbersState) error {
		return w.days(ctx, p, from, to, state.Days)
	})
}

// Fill computes today's numbers and those of past days that are missing or were not
// final yet.
func (s Snapshots) Fill(ctx context.Context, organization string) (SnapshotCount, error) {
	first, err := s.Numbers.FirstDay(ctx, organization)
	if err != nil || first.IsZero() {
		return SnapshotCount{}, err
	}
	return s.Range(ctx, organization, first, s.Keeper.Today())
}

// Range computes the numbers of the days from one to another, both included, but for
// those that are final.
func (s Snapshots) Range(ctx context.Context, organization string, from, to plan.Date) (SnapshotCount, error) {
	w := s.all()
	p := board.ReadPlan{Organization: organization, Numbers: func(day plan.Date) ([]plan.Snapshot, error) {
		return s.Numbers.Numbers(ctx, organization, day)
	}}
	stored, err := s.Keeper.SnapshotDays(ctx, organization, from, to)
	if err == nil {
		err = w.days(ctx, &p, from, to, stored)
	}
	if err == nil {
		err = w.flush(ctx)
	}
	// Whatever came before: what is being stored counts, and what could not be stored is told.
	err = errors.Join(err, w.settle())
	return w.count, errors.Join(append(w.errs, err)...)
}

// Day computes and stores the numbers of one day, and today's line. Numbers that are final stay.
func (s Snapshots) Day(ctx context.Context, organization string, day plan.Date) error {
	numbers := plan.Numbers{Organization: organization}
	var err error
	if numbers.Rows, err = s.compute(day, func(day plan.Date) ([]plan.Snapshot, error) { return s.Numbers.Numbers(ctx, organization, day) }); err != nil {
		return err
	}
	if day == s.Keeper.Today() {
		line, err := s.Numbers.Line(ctx, organization)
		if err != nil {
			return err
		}
		numbers.Line = &line
	}
	return s.Keeper.StoreNumbers(ctx, []plan.Numbers{numbers})
}

func (s Snapshots) compute(day plan.Date, numbers func(plan.Date) ([]plan.Snapshot, error)) ([]plan.Snapshot, error) {
	// The instant before, not after: what is recorded meanwhile may not be in the numbers,
	// and those of a day that was not over must not become final.
	now := s.Now()
	rows, err := numbers(day)
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

// nightlyPastDays are some minutes' work: all there is for a few dozen organizations.
const nightlyPastDays = 20_000

// NightlySnapshot is the daily job.
func NightlySnapshot(s Snapshots) Job {
	return Job{
		Name: SnapshotName, Schedule: "10 0 * * *", Timeout: 2 * time.Hour,
		Run: func(ctx context.Context, _ time.Time) error {
			s.PastDays = nightlyPastDays
			_, err := s.FillAll(plan.WithActor(ctx, plan.SystemActor))
			return err
		},
	}
}
