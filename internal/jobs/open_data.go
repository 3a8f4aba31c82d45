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
	OrganizationIDs(ctx context.Context) ([]string, error)
	Public(ctx context.Context, organization string, day plan.Date) (*board.Public, board.Freshness, error)
}

// Archive keeps what was published; *tracker.Tracker is one.
type Archive interface {
	KeepOpenData(ctx context.Context, d plan.OpenDataDay) (made bool, err error)
	OpenDataDays(ctx context.Context, organization string, before plan.Date, limit int) ([]plan.OpenDataDay, error)
	SnapshotPage(ctx context.Context, q tracker.SnapshotPageQuery) ([]plan.Snapshot, int, error)
}

// OpenData keeps dated files of the open data of every organization.
type OpenData struct {
	Boards  Published
	Archive Archive
	Zone    *time.Location
}

// KeepAll keeps the files of a day for every organization that has none of that day yet. One
// that fails does not hold up the others, and every failure is in the error.
func (o OpenData) KeepAll(ctx context.Context, day plan.Date) (made int, err error) {
	ids, err := o.Boards.OrganizationIDs(ctx)
	if err != nil {
		return 0, err
	}
	var errs []error
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return made, errors.Join(append(errs, err)...)
		}
		fresh, err := o.keep(ctx, id, day)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", id, err))
		}
		if fresh {
			made++
		}
	}
	return made, errors.Join(errs...)
}

func (o OpenData) keep(ctx context.Context, organization string, day plan.Date) (bool, error) {
	kept, err := o.Archive.OpenDataDays(ctx, organization, day.AddDays(1), 1)
	if err != nil || len(kept) > 0 && kept[0].Day == day {
		return false, err
	}
	public, freshness, err := o.Boards.Public(ctx, organization, day)
	if err != nil {
		return false, err
	}
	if freshness.Stale {
		return false, plan.Errorf(plan.KindUnavailable, "the plan is not known to be the present one")
	}
	c := &public.Content
	var codes []string
	for _, objective := range c.Objectives {
		codes = append(codes, objective.Code)
	}
	before := day.AddDays(-1)
	numbers, _, err := o.Archive.SnapshotPage(ctx, tracker.SnapshotPageQuery{Organization: organization, From: before, To: before, Objectives: codes})
	if err != nil {
		return false, err
	}
	files, err := publish.DailyFiles(&publish.Data{Content: c, Snapshots: numbers, Zone: o.Zone})
	if err != nil {
		return false, err
	}
	return o.Archive.KeepOpenData(ctx, plan.OpenDataDay{Organization: organization, Day: day, Revision: c.Revision, Files: files})
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
