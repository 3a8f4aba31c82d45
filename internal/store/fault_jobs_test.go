package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/jobs"
)

// dying is a replica's way to the claims: once killed, nothing that it says arrives.
type dying struct {
	jobs.Claims
	mu   sync.Mutex
	dead bool
}

var errKilled = errors.New("killed")

func (d *dying) killed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.dead
}

func (d *dying) kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead = true
}

func (d *dying) ClaimRun(ctx context.Context, job string, slot, now, failedBefore time.Time, lease time.Duration, who string) (bool, error) {
	if d.killed() {
		return false, errKilled
	}
	return d.Claims.ClaimRun(ctx, job, slot, now, failedBefore, lease, who)
}

func (d *dying) FinishRun(ctx context.Context, job string, slot time.Time, who, outcome, message string, now time.Time) error {
	if d.killed() {
		return errKilled
	}
	return d.Claims.FinishRun(ctx, job, slot, who, outcome, message, now)
}

func (d *dying) ReleaseRun(ctx context.Context, job string, slot time.Time, who, message string, now time.Time) error {
	if d.killed() {
		return errKilled
	}
	return d.Claims.ReleaseRun(ctx, job, slot, who, message, now)
}

type noRecorder struct{}

func (noRecorder) JobRun(string, jobs.Outcome, time.Duration) {}

// replica is one of three, with a clock of its own.
type replica struct {
	claims *dying
	runner *jobs.Runner
	at     time.Time
}

// runners are replicas on one database, each with its own connections.
func runners(t *testing.T, url string, zone *time.Location, n int, run func(by int, slot time.Time)) []*replica {
	t.Helper()
	all := make([]*replica, n)
	for i := range all {
		s := openStore(t, url)
		must(t, s.Migrate(ctx))
		r := &replica{claims: &dying{Claims: s}}
		var err error
		r.runner, err = jobs.NewRunner(jobs.Options{
			Claims: r.claims, Recorder: noRecorder{}, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return r.at }, Location: zone, Claimant: fmt.Sprint("replica-", i),
		}, jobs.Job{Name: "snapshot", Schedule: "10 0 * * *", Timeout: 30 * time.Minute, Run: func(_ context.Context, slot time.Time) error {
			run(i, slot)
			return nil
		}})
		must(t, err)
		all[i] = r
	}
	return all
}

// sweep lets all replicas look at once, at an hour; each clock is a little off.
func sweep(all []*replica, at time.Time) {
	var group sync.WaitGroup
	for i, r := range all {
		r.at = at.Add(time.Duration(i-1) * 40 * time.Second)
		group.Go(func() { r.runner.Sweep(ctx) })
	}
	group.Wait()
}

// TestFaultJobsAcrossReplicas: three replicas whose clocks are not quite the same, over the days
// that are an hour shorter and longer. Each day's job runs once; where its replica is killed in the
// middle, another does it again when the claim has run out; where none was up, it is caught up.
func TestFaultJobsAcrossReplicas(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Rome")
	must(t, err)
	onBothURLs(t, func(t *testing.T, url string) {
		for name, middle := range map[string]time.Time{
			"spring": time.Date(2026, 3, 29, 12, 0, 0, 0, zone),
			"autumn": time.Date(2026, 10, 25, 12, 0, 0, 0, zone),
		} {
			var mu sync.Mutex
			runs := map[string]int{}
			var all []*replica
			killAt := middle.Format("2006-01-02")
			all = runners(t, url, zone, 3, func(by int, slot time.Time) {
				mu.Lock()
				defer mu.Unlock()
				day := slot.In(zone).Format("2006-01-02")
				if runs[day]++; day == killAt && runs[day] == 1 {
					all[by].claims.kill()
				}
			})
			from, to := middle.AddDate(0, 0, -2), middle.AddDate(0, 0, 4)
			for at := from; at.Before(to); at = at.Add(10 * time.Minute) {
				if day := at.In(zone).Day(); day == middle.Day()+2 && at.In(zone).Hour() < 20 {
					continue // nobody is up for most of a day
				}
				sweep(all, at)
			}
			dead := 0
			for _, r := range all {
				if r.claims.killed() {
					dead++
				}
			}
			if dead != 1 {
				t.Errorf("%s: %d replicas were killed, want 1", name, dead)
			}
			if len(runs) != 7 {
				t.Errorf("%s: want seven days, got %v", name, runs)
			}
			for day, n := range runs {
				if want := 1; day == killAt && n != 2 || day != killAt && n != want {
					t.Errorf("%s: the job of %s ran %d times", name, day, n)
				}
			}
		}
	})
}

// TestFaultTheClockJumps: a clock that is set back does nothing again, one that is set forward does
// the latest day's alone, and back in its time it goes on as if nothing had been.
func TestFaultTheClockJumps(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Rome")
	must(t, err)
	onBothURLs(t, func(t *testing.T, url string) {
		var mu sync.Mutex
		var ran []string
		all := runners(t, url, zone, 2, func(_ int, slot time.Time) {
			mu.Lock()
			defer mu.Unlock()
			ran = append(ran, slot.In(zone).Format("01-02 15:04"))
		})
		day := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, zone) }
		for _, step := range []struct {
			at   time.Time
			want int
		}{
			{day(20, 12), 1}, {day(21, 12), 2},
			{day(21, 0), 2},  // back by half a day, before today's slot
			{day(20, 12), 2}, // back by a day
			{day(21, 12), 2}, // right again
			{day(27, 12), 3}, // forward by six days
			{day(21, 13), 3}, // right again: the present was done
			{day(22, 12), 4}, // and the days go on
			{day(23, 12), 5},
			{day(27, 13), 5}, // one that was done ahead of its time is not done again
		} {
			sweep(all, step.at)
			sweep(all, step.at.Add(time.Minute))
			if len(ran) != step.want {
				t.Errorf("at %s: ran %v, want %d", step.at, ran, step.want)
			}
		}
	})
}
