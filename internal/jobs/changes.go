package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// AfterChange stores the day's numbers shortly after a change, once for many changes
// close together. Commits are told to Committed; Stop waits for the run under way.
type AfterChange struct {
	snapshots Snapshots
	delay     time.Duration
	recorder  Recorder
	log       *slog.Logger

	mu      sync.Mutex
	pending map[string]*time.Timer
	stopped bool
	running sync.WaitGroup
	ctx     context.Context
	cancel  context.CancelFunc
}

// NewAfterChange makes an AfterChange that waits for delay after the first change.
func NewAfterChange(s Snapshots, delay time.Duration, recorder Recorder, log *slog.Logger) *AfterChange {
	ctx, cancel := context.WithCancel(plan.WithActor(context.Background(), plan.SystemActor))
	return &AfterChange{snapshots: s, delay: delay, recorder: recorder, log: log, pending: map[string]*time.Timer{}, ctx: ctx, cancel: cancel}
}

// Committed notes that an organization changed. It returns at once.
func (a *AfterChange) Committed(organization string, _ int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped || a.pending[organization] != nil {
		return
	}
	a.pending[organization] = time.AfterFunc(a.delay, func() { a.run(organization) })
}

func (a *AfterChange) run(organization string) {
	a.mu.Lock()
	if a.stopped || a.pending[organization] == nil {
		a.mu.Unlock()
		return
	}
	// Taken off before the numbers are computed: a change during the run starts another.
	delete(a.pending, organization)
	a.running.Add(1)
	a.mu.Unlock()
	defer a.running.Done()

	job := Job{Name: "snapshot", Timeout: 5 * time.Minute, Run: func(ctx context.Context, _ time.Time) error {
		return a.snapshots.Day(ctx, organization, a.snapshots.Keeper.Today())
	}}
	began := a.snapshots.Now()
	outcome, err := attempt(a.ctx, job, began)
	finished := a.snapshots.Now()
	a.recorder.JobRun(job.Name, outcome, finished.Sub(began), finished)
	if err != nil {
		a.log.Error("the day's numbers could not be stored after a change", "organization", organization, "outcome", string(outcome), "error", err)
	}
}

// Flush stores now what is waiting, and returns when it is done. Stop calls it, so that
// the numbers of the last changes are not left to the night.
func (a *AfterChange) Flush() {
	a.mu.Lock()
	var due []string
	for organization, timer := range a.pending {
		timer.Stop()
		due = append(due, organization)
	}
	a.mu.Unlock()
	for _, organization := range due {
		a.run(organization)
	}
}

// Stop stores what is waiting and ends, no later than the context.
func (a *AfterChange) Stop(ctx context.Context) {
	end := context.AfterFunc(ctx, a.cancel)
	defer end()
	a.Flush()
	a.mu.Lock()
	a.stopped = true
	a.mu.Unlock()
	a.running.Wait()
	a.cancel()
}
