package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// claimSlack is how long a claim outlives the timeout of its run: time to write down
// how it ended.
const claimSlack = time.Minute

// retryPause is how long a run that failed rests before any replica tries it again:
// long enough for a database or a disk to recover, short enough for the day's numbers.
const retryPause = 10 * time.Minute

// releaseTimeout is how long past a stop a cut-off run may take to give its claim up:
// the stop waits for it.
const releaseTimeout = 5 * time.Second

// Runner runs jobs. Make it with NewRunner, begin with Start, end with Stop.
type Runner struct {
	claims   Claims
	recorder Recorder
	log      *slog.Logger
	now      func() time.Time
	loc      *time.Location
	claimant string
	jobs     []*scheduled

	ticker  *cron.Cron
	cancel  context.CancelFunc
	running sync.WaitGroup
}

type scheduled struct {
	Job
	slots slots
	busy  sync.Mutex
	// settled is the last slot that succeeded here.
	settled time.Time
}

// Options are what a Runner needs; all are required.
type Options struct {
	Claims   Claims
	Recorder Recorder
	Log      *slog.Logger
	Now      func() time.Time
	Location *time.Location
	// Claimant names this replica, uniquely.
	Claimant string
}

// NewRunner checks the options and every job's schedule.
func NewRunner(o Options, list ...Job) (*Runner, error) {
	if o.Claims == nil || o.Recorder == nil || o.Log == nil || o.Now == nil || o.Location == nil || o.Claimant == "" {
		return nil, errors.New("jobs: an option is missing")
	}
	r := &Runner{claims: o.Claims, recorder: o.Recorder, log: o.Log, now: o.Now, loc: o.Location, claimant: o.Claimant}
	for _, job := range list {
		s, err := parseSchedule(job.Schedule, o.Location)
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", job.Name, err)
		}
		if job.Timeout <= 0 || job.Run == nil {
			return nil, fmt.Errorf("job %s: needs a timeout and something to run", job.Name)
		}
		r.jobs = append(r.jobs, &scheduled{Job: job, slots: s})
	}
	return r, nil
}

// Start begins to run jobs, first those that were missed. It returns at once.
func (r *Runner) Start() error {
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	r.ticker = cron.New(cron.WithLocation(r.loc))
	sweep := func() { r.Sweep(ctx) }
	specs := []string{"* * * * *"}
	for _, job := range r.jobs {
		specs = append(specs, job.Schedule)
	}
	for _, spec := range specs {
		if _, err := r.ticker.AddFunc(spec, sweep); err != nil {
			cancel()
			return fmt.Errorf("jobs: %w", err)
		}
	}
	r.ticker.Start()
	r.running.Go(sweep)
	return nil
}

// Stop ends the ticker, cancels the runs under way and waits for them, no longer than
// the context.
func (r *Runner) Stop(ctx context.Context) error {
	if r.ticker == nil {
		return nil
	}
	ticks := r.ticker.Stop()
	r.cancel()
	done := make(chan struct{})
	go func() {
		<-ticks.Done()
		r.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("jobs still running: %w", ctx.Err())
	}
}

// Sweep runs every job whose latest slot nobody has taken, and returns when they have
// ended. A job that is still running here is left alone.
func (r *Runner) Sweep(ctx context.Context) {
	var wg sync.WaitGroup
	for _, job := range r.jobs {
		wg.Go(func() { r.sweepJob(ctx, job) })
	}
	wg.Wait()
}

func (r *Runner) sweepJob(ctx context.Context, job *scheduled) {
	if !job.busy.TryLock() {
		return
	}
	defer job.busy.Unlock()
	now := r.now()
	slot, ok := job.slots.latest(now)
	if !ok || slot.Equal(job.settled) {
		return
	}
	lease := job.Timeout + claimSlack
	mine, err := r.claims.ClaimRun(ctx, job.Name, slot, now, now.Add(-retryPause), lease, r.claimant)
	if err != nil {
		if ctx.Err() == nil {
			r.log.ErrorContext(ctx, "a job could not be claimed", "job", job.Name, "slot", slot, "error", err)
		}
		return
	}
	if !mine {
		// Taken elsewhere, or resting after a failure. It is asked for again every minute,
		// in case its replica dies or fails.
		return
	}
	if r.run(ctx, job.Job, slot) == OutcomeSuccess {
		job.settled = slot
	}
}

// run does one claimed run: timeout, panic, log, metric, and the claim's end.
func (r *Runner) run(ctx context.Context, job Job, slot time.Time) Outcome {
	began := r.now()
	outcome, err := attempt(ctx, job, slot)
	finished := r.now()
	// A run that was cut off by a stop did not fail: it is given up, to be taken at once.
	if ctx.Err() != nil && outcome == OutcomeFailure {
		r.log.InfoContext(ctx, "a job was cut off by the stop", "job", job.Name, "slot", slot)
		r.release(ctx, job.Name, slot, finished)
		return outcome
	}
	r.recorder.JobRun(job.Name, outcome, finished.Sub(began))
	message := ""
	if err != nil {
		message = err.Error()
		r.log.ErrorContext(ctx, "a job failed", "job", job.Name, "slot", slot, "outcome", string(outcome), "error", err)
	} else {
		r.log.InfoContext(ctx, "a job ran", "job", job.Name, "slot", slot, "took", finished.Sub(began))
	}
	// The end is written down even if the context is over.
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimSlack)
	defer cancel()
	if err := r.claims.FinishRun(end, job.Name, slot, r.claimant, string(outcome), message, finished); err != nil {
		r.log.ErrorContext(ctx, "the end of a job could not be written down", "job", job.Name, "slot", slot, "error", err)
	}
	return outcome
}

func (r *Runner) release(ctx context.Context, job string, slot, now time.Time) {
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancel()
	if err := r.claims.ReleaseRun(end, job, slot, r.claimant, "cut off by a stop", now); err != nil {
		r.log.ErrorContext(ctx, "the claim of a job could not be given up; it is taken over when it runs out", "job", job, "slot", slot, "error", err)
	}
}

func attempt(ctx context.Context, job Job, slot time.Time) (outcome Outcome, err error) {
	ctx, cancel := context.WithTimeout(ctx, job.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			outcome, err = OutcomePanic, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	err = job.Run(ctx, slot)
	switch {
	case err == nil:
		return OutcomeSuccess, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return OutcomeTimeout, fmt.Errorf("after %s: %w", job.Timeout, err)
	}
	return OutcomeFailure, err
}
