package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// AfterChange stores the day's numbers shortly after a change, once for many changes
// close together. What fails is tried once more, then left to the night. Commits are
// told to Committed; Stop waits for the run under way.
type AfterChange struct {
	snapshots Snapshots
	delay     time.Duration
	recorder  Recorder
	log       *slog.Logger

	mu      sync.Mutex
	pending map[string]waiting
	stopped bool
	running sync.WaitGroup
	ctx     context.Context
	cancel  context.CancelFunc
}

// waiting is a run to come for one organization.
type waiting struct {
	timer *time.Timer
	// again tells that it is the second try.
	again bool
}

// afterChangeTimeout ends a run for one organization and one day.
const afterChangeTimeout = 5 * time.Minute

// NewAfterChange makes an AfterChange that waits for delay after the first change.
func NewAfterChange(s Snapshots, delay time.Duration, recorder Recorder, log *slog.Logger) *AfterChange {
	ctx, cancel := context.WithCancel(plan.WithActor(context.Background(), plan.SystemActor))
	return &AfterChange{snapshots: s, delay: delay, recorder: recorder, log: log, pending: map[string]waiting{}, ctx: ctx, cancel: cancel}
}

// Committed notes that an organization changed. It returns at once.
func (a *AfterChange) Committed(organization string, _ int64) { a.schedule(organization, false) }

// schedule reports whether a run is to come, this one or another.
func (a *AfterChange) schedule(organization string, again bool) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped {
		return false
	}
	if _, ok := a.pending[organization]; !ok {
		a.pending[organization] = waiting{time.AfterFunc(a.delay, func() { a.run(organization) }), again}
	}
	return true
}

func (a *AfterChange) run(organization string) {
	a.mu.Lock()
	due, ok := a.pending[organization]
	if a.stopped || !ok {
		a.mu.Unlock()
		return
	}
	// Taken off before the numbers are computed: a change during the run starts another.
	delete(a.pending, organization)
	a.running.Add(1)
	a.mu.Unlock()
	defer a.running.Done()

	job := Job{Name: SnapshotAfterChangeName, Timeout: afterChangeTimeout, Run: func(ctx context.Context, _ time.Time) error {
		return a.snapshots.Day(ctx, organization, a.snapshots.Keeper.Today())
	}}
	began := a.snapshots.Now()
	outcome, err := attempt(a.ctx, job, began)
	a.recorder.JobRun(job.Name, outcome, a.snapshots.Now().Sub(began))
	if err == nil {
		return
	}
	triedAgain := !due.again && a.schedule(organization, true)
	a.log.Error("the day's numbers could not be stored after a change", "job", job.Name, "organization", organization,
		"outcome", string(outcome), "tried_again", triedAgain, "error", err)
}

// Flush stores now what is waiting, and returns when it is done. Stop calls it, so that
// the numbers of the last changes are not left to the night.
func (a *AfterChange) Flush() {
	a.mu.Lock()
	var due []string
	for organization, w := range a.pending {
		w.timer.Stop()
		due = append(due, organization)
	}
	a.mu.Unlock()
	for _, organization := range due {
		a.run(organization)
	}
}

// Stop stores what is waiting and ends, no later than the context. What fails now is
// left to the night.
func (a *AfterChange) Stop(ctx context.Context) {
	end := context.AfterFunc(ctx, a.cancel)
	defer end()
	a.Flush()
	a.mu.Lock()
	a.stopped = true
	for _, w := range a.pending {
		w.timer.Stop()
	}
	clear(a.pending)
	a.mu.Unlock()
	a.running.Wait()
	a.cancel()
}
