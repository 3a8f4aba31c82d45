package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/traguardi/traguardi/internal/jobs"
)

func rome(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// claims is the table of claims as one replica or several see it.
type claims struct {
	mu   sync.Mutex
	runs map[string]*claim
	err  error
}

type claim struct {
	by       string
	until    time.Time
	finished string
	ended    time.Time
}

func (c *claim) free(now, failedBefore time.Time) bool {
	switch c.finished {
	case "":
		return !c.until.After(now)
	case string(jobs.OutcomeSuccess):
		return false
	}
	return !c.ended.After(failedBefore)
}

func newClaims() *claims { return &claims{runs: map[string]*claim{}} }

func (c *claims) ClaimRun(_ context.Context, job string, slot, now, failedBefore time.Time, lease time.Duration, by string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false, c.err
	}
	key := job + slot.UTC().Format(time.RFC3339)
	if old := c.runs[key]; old != nil && !old.free(now, failedBefore) {
		return false, nil
	}
	c.runs[key] = &claim{by: by, until: now.Add(lease)}
	return true, nil
}

func (c *claims) FinishRun(_ context.Context, job string, slot time.Time, _, outcome, _ string, now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	run := c.runs[job+slot.UTC().Format(time.RFC3339)]
	run.finished, run.ended = outcome, now
	return nil
}

// ReleaseRun does not work once the context is over, like a database.
func (c *claims) ReleaseRun(ctx context.Context, job string, slot time.Time, _, _ string, now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	c.runs[job+slot.UTC().Format(time.RFC3339)].until = now
	return nil
}

func (c *claims) outcomes() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := map[string]int{}
	for _, run := range c.runs {
		n[run.finished]++
	}
	return n
}

// recorder counts runs by outcome.
type recorder struct {
	mu    sync.Mutex
	runs  map[jobs.Outcome]int
	names []string
}

func (r *recorder) JobRun(job string, o jobs.Outcome, _ time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.runs == nil {
		r.runs = map[jobs.Outcome]int{}
	}
	r.runs[o]++
	r.names = append(r.names, job)
}

func (r *recorder) count(o jobs.Outcome) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.runs[o]
}

// clock is moved by hand.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

func runner(t *testing.T, c jobs.Claims, rec jobs.Recorder, now func() time.Time, name string, list ...jobs.Job) *jobs.Runner {
	t.Helper()
	r, err := jobs.NewRunner(jobs.Options{
		Claims: c, Recorder: rec, Log: slog.New(slog.DiscardHandler), Now: now, Location: rome(t), Claimant: name,
	}, list...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func daily(run func(context.Context, time.Time) error) jobs.Job {
	return jobs.Job{Name: "snapshot", Schedule: "10 0 * * *", Timeout: time.Hour, Run: run}
}

func TestEachSlotRunsOnce(t *testing.T) {
	var slots []string
	c, rec := newClaims(), &recorder{}
	at := &clock{t: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	job := daily(func(_ context.Context, slot time.Time) error {
		slots = append(slots, slot.Format(time.RFC3339))
		return nil
	})
	first := runner(t, c, rec, at.now, "first", job)
	second := runner(t, c, rec, at.now, "second", job)
	restarted := runner(t, c, rec, at.now, "restarted", job)
	for _, r := range []*jobs.Runner{first, first, second, restarted} {
		r.Sweep(t.Context())
	}
	// Today's slot, missed while nothing was up, is caught up, and by one of them alone.
	if len(slots) != 1 || slots[0] != "2026-11-22T00:10:00+01:00" {
		t.Fatalf("ran %v", slots)
	}
	at.set(at.now().Add(24 * time.Hour))
	second.Sweep(t.Context())
	first.Sweep(t.Context())
	if len(slots) != 2 || slots[1] != "2026-11-23T00:10:00+01:00" {
		t.Fatalf("ran %v", slots)
	}
	if rec.count(jobs.OutcomeSuccess) != 2 {
		t.Fatalf("recorded %v", rec.runs)
	}
}

func TestOneSlotADayAcrossTheClockChanges(t *testing.T) {
	for _, tc := range []struct {
		name     string
		from, to time.Time
		days     int
	}{
		{"spring, 29 March 2026", time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC), 4},
		{"autumn, 25 October 2026", time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC), time.Date(2026, 10, 27, 12, 0, 0, 0, time.UTC), 4},
	} {
		t.Run(tc.name, func(t *testing.T) {
			seen := map[string]int{}
			at := &clock{}
			r := runner(t, newClaims(), &recorder{}, at.now, "a", daily(func(_ context.Context, slot time.Time) error {
				seen[slot.In(rome(t)).Format("2006-01-02 15:04")]++
				return nil
			}))
			for now := tc.from; !now.After(tc.to); now = now.Add(time.Minute) {
				at.set(now)
				r.Sweep(t.Context())
			}
			if len(seen) != tc.days {
				t.Fatalf("want %d days, got %v", tc.days, seen)
			}
			for slot, n := range seen {
				if n != 1 || slot[11:] != "00:10" {
					t.Errorf("%s ran %d times", slot, n)
				}
			}
		})
	}
}

func TestHowARunEnds(t *testing.T) {
	for _, tc := range []struct {
		name string
		job  jobs.Job
		want jobs.Outcome
	}{
		{"well", daily(func(context.Context, time.Time) error { return nil }), jobs.OutcomeSuccess},
		{"with an error", daily(func(context.Context, time.Time) error { return errors.New("no") }), jobs.OutcomeFailure},
		{"with a panic", daily(func(context.Context, time.Time) error { panic("no") }), jobs.OutcomePanic},
		{"out of time", jobs.Job{Name: "slow", Schedule: "10 0 * * *", Timeout: time.Nanosecond, Run: func(ctx context.Context, _ time.Time) error {
			<-ctx.Done()
			return ctx.Err()
		}}, jobs.OutcomeTimeout},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, rec := newClaims(), &recorder{}
			at := &clock{t: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
			r := runner(t, c, rec, at.now, "a", tc.job)
			r.Sweep(t.Context())
			r.Sweep(t.Context())
			if rec.count(tc.want) != 1 || len(rec.runs) != 1 {
				t.Fatalf("recorded %v, want one %s", rec.runs, tc.want)
			}
			if got := c.outcomes(); got[string(tc.want)] != 1 || len(got) != 1 {
				t.Fatalf("written down %v, want one %s", got, tc.want)
			}
		})
	}
}

func TestARunIsTakenOverWhenItsReplicaDied(t *testing.T) {
	c, rec := newClaims(), &recorder{}
	at := &clock{t: time.Date(2026, 11, 22, 0, 10, 0, 0, rome(t))}
	slot := at.now()
	if ok, err := c.ClaimRun(t.Context(), "snapshot", slot, slot, slot, time.Hour+time.Minute, "the dead"); err != nil || !ok {
		t.Fatal(ok, err)
	}
	ran := 0
	r := runner(t, c, rec, at.now, "the heir", daily(func(context.Context, time.Time) error { ran++; return nil }))
	at.set(slot.Add(time.Hour))
	if r.Sweep(t.Context()); ran != 0 {
		t.Fatal("took over a claim that was still good")
	}
	at.set(slot.Add(time.Hour + 2*time.Minute))
	if r.Sweep(t.Context()); ran != 1 {
		t.Fatalf("ran %d times after the claim had run out", ran)
	}
}

func TestARunDoesNotOverlapItself(t *testing.T) {
	began, finish := make(chan struct{}), make(chan struct{})
	at := &clock{t: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	var ran int
	r := runner(t, newClaims(), &recorder{}, at.now, "a", daily(func(context.Context, time.Time) error {
		ran++
		close(began)
		<-finish
		return nil
	}))
	done := make(chan struct{})
	go func() { r.Sweep(t.Context()); close(done) }()
	<-began
	at.set(at.now().Add(24 * time.Hour))
	r.Sweep(t.Context()) // returns at once: the run before is still under way here
	close(finish)
	<-done
	if ran != 1 {
		t.Fatalf("ran %d times", ran)
	}
}

func TestStopCancelsAndWaits(t *testing.T) {
	began, ended := make(chan struct{}), make(chan struct{})
	c, rec := newClaims(), &recorder{}
	at := &clock{t: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	r := runner(t, c, rec, at.now, "a", daily(func(ctx context.Context, _ time.Time) error {
		close(began)
		<-ctx.Done()
		close(ended)
		return ctx.Err()
	}))
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	<-began
	if err := r.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	default:
		t.Fatal("stopped before the run had ended")
	}
	// Cut off, not finished and no failure: the next to look takes it at once.
	if got := c.outcomes(); got[""] != 1 || len(rec.runs) != 0 {
		t.Fatalf("written down %v, recorded %v", got, rec.runs)
	}
	ran := 0
	runner(t, c, rec, at.now, "the next", daily(func(context.Context, time.Time) error { ran++; return nil })).Sweep(t.Context())
	if ran != 1 {
		t.Fatalf("the next replica ran it %d times", ran)
	}
}

// What fails is tried again after ten minutes, by whoever looks first, and until it
// succeeds; then the day is done.
func TestAFailedRunIsTriedAgain(t *testing.T) {
	c, rec := newClaims(), &recorder{}
	slot := time.Date(2026, 11, 22, 0, 10, 0, 0, rome(t))
	at := &clock{}
	failing, ran := true, 0
	job := daily(func(_ context.Context, got time.Time) error {
		ran++
		if !got.Equal(slot) {
			t.Errorf("ran for %s", got)
		}
		if failing {
			return errors.New("no")
		}
		return nil
	})
	one, other := runner(t, c, rec, at.now, "one", job), runner(t, c, rec, at.now, "other", job)
	for _, step := range []struct {
		minute  int
		by      *jobs.Runner
		failing bool
		want    int
	}{
		{0, one, true, 1}, {1, one, true, 1}, {9, other, true, 1}, {10, one, true, 2}, {19, other, true, 2}, {20, other, true, 3},
		{29, one, false, 3}, {30, one, false, 4}, {40, one, true, 4}, {41, other, true, 4}, {600, other, true, 4},
	} {
		at.set(slot.Add(time.Duration(step.minute) * time.Minute))
		failing = step.failing
		if step.by.Sweep(t.Context()); ran != step.want {
			t.Errorf("after %d minutes it ran %d times, want %d", step.minute, ran, step.want)
		}
	}
	if rec.count(jobs.OutcomeFailure) != 3 || rec.count(jobs.OutcomeSuccess) != 1 {
		t.Errorf("recorded %v", rec.runs)
	}
}

func TestAClaimThatFailsRunsNothing(t *testing.T) {
	c := newClaims()
	c.err = errors.New("the database is away")
	at := &clock{t: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	ran := 0
	r := runner(t, c, &recorder{}, at.now, "a", daily(func(context.Context, time.Time) error { ran++; return nil }))
	if r.Sweep(t.Context()); ran != 0 {
		t.Fatal("ran without a claim")
	}
	c.err = nil
	if r.Sweep(t.Context()); ran != 1 {
		t.Fatal("did not run once the database was back")
	}
}

func TestAWrongJobIsRefused(t *testing.T) {
	run := func(context.Context, time.Time) error { return nil }
	for _, job := range []jobs.Job{
		{Name: "a", Schedule: "61 0 * * *", Timeout: time.Hour, Run: run},
		{Name: "b", Schedule: "10 0 * * *", Run: run},
		{Name: "c", Schedule: "10 0 * * *", Timeout: time.Hour},
	} {
		_, err := jobs.NewRunner(jobs.Options{
			Claims: newClaims(), Recorder: &recorder{}, Log: slog.New(slog.DiscardHandler), Now: time.Now, Location: time.UTC, Claimant: "x",
		}, job)
		if err == nil {
			t.Errorf("job %s was taken", job.Name)
		}
	}
}
