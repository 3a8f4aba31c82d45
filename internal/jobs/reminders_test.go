package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/plan"
)

// TestReminders tells on which day's slot who is reminded, and what the log says where
// nobody is.
func TestReminders(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.November, day, hour, minute, 0, 0, rome(t))
	}
	for _, c := range []struct {
		name      string
		slot, now time.Time
		every     bool
		off       bool
		says      string // in the log; "" is queued
	}{
		{"on time", at(20, 7, 30), at(20, 7, 30), false, false, ""},
		{"made up for in the afternoon", at(20, 7, 30), at(20, 15, 0), false, false, ""},
		{"made up for in the last minute", at(20, 7, 30), at(20, 23, 59), false, false, ""},
		{"yesterday's", at(19, 7, 30), at(20, 6, 0), false, false, "its day is over"},
		{"a Saturday", at(21, 7, 30), at(21, 7, 30), false, false, "a day off"},
		{"a Sunday", at(22, 7, 30), at(22, 7, 30), false, false, "a day off"},
		{"Epiphany, a Tuesday", time.Date(2026, time.January, 6, 7, 30, 0, 0, rome(t)), time.Date(2026, time.January, 6, 7, 30, 0, 0, rome(t)), false, false, "a day off"},
		{"Easter Monday", time.Date(2026, time.April, 6, 7, 30, 0, 0, rome(t)), time.Date(2026, time.April, 6, 9, 0, 0, 0, rome(t)), false, false, "a day off"},
		{"a Saturday, on every day", at(21, 7, 30), at(21, 7, 30), true, false, ""},
		{"without mail", at(20, 7, 30), at(20, 7, 30), false, true, "sends no mail"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			var queued []string
			r := jobs.Reminders{
				Clock: plan.FixedClock(c.now, rome(t)), EveryDay: c.every, Log: slog.New(slog.NewTextHandler(&log, nil)),
				Queue: func(ctx context.Context, day plan.Date) (int, error) {
					if !plan.ActorFrom(ctx).System {
						t.Error("not asked as the system")
					}
					queued = append(queued, day.String())
					return 3, nil
				},
			}
			if c.off {
				r.Queue = nil
			}
			if err := jobs.DailyReminders(r).Run(t.Context(), c.slot); err != nil {
				t.Fatal(err)
			}
			want := []string{plan.DateOf(c.slot, rome(t)).String()}
			says := "messages=3"
			if c.says != "" {
				want, says = nil, c.says
			}
			if fmt.Sprint(queued) != fmt.Sprint(want) || !strings.Contains(log.String(), says) {
				t.Errorf("queued %v, want %v; the log says %s", queued, want, log.String())
			}
		})
	}
}

func TestRemindersThatFail(t *testing.T) {
	r := jobs.Reminders{
		Clock: plan.FixedClock(time.Date(2026, time.November, 20, 8, 0, 0, 0, rome(t)), rome(t)), Log: slog.New(slog.DiscardHandler),
		Queue: func(context.Context, plan.Date) (int, error) { return 2, errors.New("one ente's plan cannot be read") },
	}
	if err := jobs.DailyReminders(r).Run(t.Context(), time.Date(2026, time.November, 20, 7, 30, 0, 0, rome(t))); err == nil {
		t.Error("a failure is not told: the run would not be tried again")
	}
}

// TestRemindersAcrossTheClockChanges: each day of those around a change of clocks has its
// reminders once, at half past seven as people's clocks say.
func TestRemindersAcrossTheClockChanges(t *testing.T) {
	for name, from := range map[string]time.Time{
		"spring": time.Date(2026, time.March, 28, 12, 0, 0, 0, rome(t)),
		"autumn": time.Date(2026, time.October, 24, 12, 0, 0, 0, rome(t)),
	} {
		t.Run(name, func(t *testing.T) {
			at := &clock{t: from}
			var told []string
			r := runner(t, newClaims(), &recorder{}, at.now, "a", jobs.DailyReminders(jobs.Reminders{
				Clock: plan.Clock{Now: at.now, Location: rome(t)}, EveryDay: true, Log: slog.New(slog.DiscardHandler),
				Queue: func(_ context.Context, day plan.Date) (int, error) {
					told = append(told, day.String()+" "+at.now().In(rome(t)).Format("15:04"))
					return 1, nil
				},
			}))
			for now := from; now.Before(from.AddDate(0, 0, 3)); now = now.Add(time.Minute) {
				at.set(now)
				r.Sweep(t.Context())
			}
			first := plan.DateOf(from, rome(t))
			// The one at noon of the first day makes up for that morning's.
			want := fmt.Sprint([]string{first.String() + " 12:00", first.AddDays(1).String() + " 07:30", first.AddDays(2).String() + " 07:30", first.AddDays(3).String() + " 07:30"})
			if fmt.Sprint(told) != want {
				t.Errorf("told %v, want %s", told, want)
			}
		})
	}
}
