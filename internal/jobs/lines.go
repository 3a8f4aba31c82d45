package jobs

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// linesLate is how long after midnight a run of DailyLines still does something: later the snapshot
// job has stored the lines with the day's numbers, or is about to.
const linesLate = 5 * time.Minute

// LinesAll stores every organization's line of today, and no numbers.
func (s Snapshots) LinesAll(ctx context.Context) error {
	w := s.all()
	today := s.Keeper.Today()
	_, err := w.run(ctx, today, func(ctx context.Context, p *board.ReadPlan, _ plan.NumbersState) error {
		line, err := p.Line(today)
		if err != nil {
			return err
		}
		return w.add(ctx, plan.Numbers{Organization: p.Organization, Line: &line}, 0)
	})
	return err
}

// DailyLines has the list of organizations tell the new day as soon as it begins, on every replica,
// at the cost of reading the plans once. The day's numbers do not come so early: those of a day that
// is over are final, and clocks differ.
func DailyLines(s Snapshots) Job {
	return Job{
		Name: LinesName, Schedule: "0 0 * * *", Timeout: 30 * time.Minute,
		Run: func(ctx context.Context, slot time.Time) error {
			if s.Now().Sub(slot) > linesLate {
				return nil
			}
			return s.LinesAll(plan.WithActor(ctx, plan.SystemActor))
		},
	}
}
