package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Reminders is what the daily job of reminders needs; all but Queue are required.
type Reminders struct {
	// Queue queues what everybody is reminded of on a day, once however often it is asked,
	// and gives how much that was. Nil: this installation sends no mail.
	Queue func(ctx context.Context, day plan.Date) (queued int, err error)
	Clock plan.Clock
	// EveryDay reminds on days off too.
	EveryDay bool
	Log      *slog.Logger
}

// DailyReminders is the daily job. A run that was missed is made up for within its day;
// what yesterday had to say is not sent today, whose own run says it again.
func DailyReminders(r Reminders) Job {
	return Job{
		Name: RemindersName, Schedule: "30 7 * * *", Timeout: time.Hour,
		Run: func(ctx context.Context, slot time.Time) error {
			day := plan.DateOf(slot, r.Clock.Location)
			why := ""
			switch {
			case r.Queue == nil:
				why = "this installation sends no mail"
			case day != r.Clock.Today():
				why = "its day is over"
			case !r.EveryDay && (plan.Weekend(day) || plan.Holiday(day)):
				why = "it is a day off"
			}
			if why != "" {
				r.Log.InfoContext(ctx, "no reminders", "day", day.String(), "why", why)
				return nil
			}
			queued, err := r.Queue(plan.WithActor(ctx, plan.SystemActor), day)
			r.Log.InfoContext(ctx, "reminders queued", "day", day.String(), "messages", queued)
			return err
		},
	}
}
