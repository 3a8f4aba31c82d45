package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Published is what everybody may see of the organizations.
type Published interface {
	// EachPlan reads every organization's plan once, and hands those over that were read
	// together.
	EachPlan(ctx context.Context, do func([]board.ReadPlan) error) error
	Public(ctx context.Context, organization string, day plan.Date) (*board.Public, board.Freshness, error)
}

// Archive keeps what was published; *tracker.Tracker is one.
type Archive interface {
	KeepOpenData(ctx context.Context, d plan.OpenDataDay) (made bool, err error)
	// OpenDataLast tells of every organization its present revision, and of which day and
	// revision its last files are.
	OpenDataLast(ctx context.Context) ([]plan.OpenDataLast, error)
	SnapshotPage(ctx context.Context, q tracker.SnapshotPageQuery) ([]plan.Snapshot, int, error)
}

// OpenData keeps dated files of the open data of every organization.
type OpenData struct {
	Boards  Published
	Archive Archive
	Zone    *time.Location
}

// mostOneByOne is with how many organizations all plans are read together.
const mostOneByOne = 200

// unchangedFor is for how many days an organization whose plan did not change is left out. What is
// left out is not lost: numbers of the days between are in the next files.
const unchangedFor = 7

// KeepAll keeps the files of a day for every organization whose plan changed since its last ones,
// or that had none for a week. One that fails does not hold up the others, and every failure is in
// the error.
func (o OpenData) KeepAll(ctx context.Context, day plan.Date) (made int, err error) {
	all, err := o.Archive.OpenDataLast(ctx)
	if err != nil {
		return 0, err
	}
	due := map[string]plan.OpenDataLast{}
	var ids []string
	for _, last := range all {
		if last.Day.Before(day) && (last.Revision != last.Present || !last.Day.After(day.AddDays(-unchangedFor))) || last.Day.IsZero() {
			due[last.Organization] = last
			ids = append(ids, last.Organization)
		}
	}
	var errs []error
	one := func(id string, public func() (*board.Public, error)) {
		fresh, err := o.keep(ctx, due[id], day, public)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", id, err))
		}
		if fresh {
			made++
		}
	}
	if len(due) > mostOneByOne {
		err = o.Boards.EachPlan(ctx, func(plans []board.ReadPlan) error {
			for i := range plans {
				if _, is := due[plans[i].Organization]; is {
					one(plans[i].Organization, func() (*board.Public, error) { return plans[i].Public(day) })
				}
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			return nil
		})
		return made, errors.Join(append(errs, err)...)
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return made, errors.Join(append(errs, err)...)
		}
		one(id, func() (*board.Public, error) {
			public, freshness, err := o.Boards.Public(ctx, id, day)
			if err == nil && freshness.Stale {
				err = plan.Errorf(plan.KindUnavailable, "the plan is not known to be the present one")
			}
			return public, err
		})
	}
	return made, errors.Join(errs...)
}

func (o OpenData) keep(ctx context.Context, last plan.OpenDataLast, day plan.Date, read func() (*board.Public, error)) (bool, error) {
	public, err := read()
	if err != nil {
		return false, err
	}
	c := &public.Content
	var codes []string
	for _, objective := range c.Objectives {
		codes = append(codes, objective.Code)
	}
	// The last files have the numbers until the day before theirs.
	from, to := day.AddDays(-1), day.AddDays(-1)
	if !last.Day.IsZero() && last.Day.Before(from) {
		from = last.Day
	}
	numbers, _, err := o.Archive.SnapshotPage(ctx, tracker.SnapshotPageQuery{Organization: last.Organization, From: from, To: to, Objectives: codes})
	if err != nil {
		return false, err
	}
	files, err := publish.DailyFiles(&publish.Data{Content: c, Snapshots: numbers, Zone: o.Zone})
	if err != nil {
		return false, err
	}
	return o.Archive.KeepOpenData(ctx, plan.OpenDataDay{Organization: last.Organization, Day: day, Revision: c.Revision, Files: files})
}

// DailyOpenData is the daily job: the files are of the day that it was due on.
func DailyOpenData(o OpenData) Job {
	return Job{
		Name: OpenDataName, Schedule: "0 4 * * *", Timeout: 2 * time.Hour,
		Run: func(ctx context.Context, slot time.Time) error {
			_, err := o.KeepAll(plan.WithActor(ctx, plan.SystemActor), plan.DateOf(slot, o.Zone))
			return err
		},
	}
}
