package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// Job is something that happens by the clock. Run must be safe to run again for the
// same slot: a replica may die after doing the work and before saying so.
type Job struct {
	// Name is the one in the metrics and in the table of claims.
	Name string
	// Schedule is in cron's five fields, in the installation's zone. Daily jobs stay out
	// of 02:00-03:00, which some days do not have and some have twice.
	Schedule string
	// Timeout ends a run. The claim outlives it by claimSlack.
	Timeout time.Duration
	// Run does the work for the slot, the instant that it was scheduled for.
	Run func(ctx context.Context, slot time.Time) error
}

// Outcome is how a run ended, as in the metrics.
type Outcome string

// The outcomes.
const (
	OutcomeSuccess Outcome = "success"
	OutcomeFailure Outcome = "failure"
	OutcomeTimeout Outcome = "timeout"
	OutcomePanic   Outcome = "panic"
)

// Outcomes lists every outcome.
func Outcomes() []Outcome {
	return []Outcome{OutcomeSuccess, OutcomeFailure, OutcomeTimeout, OutcomePanic}
}

// Claims keeps who runs what, in the database.
type Claims interface {
	// ClaimRun reports whether the run is now the claimant's: nobody had claimed it, a
	// claim ran out unfinished by now, or the run ended without success at or before
	// failedBefore.
	ClaimRun(ctx context.Context, job string, slot, now, failedBefore time.Time, lease time.Duration, claimant string) (bool, error)
	// FinishRun says how the run ended.
	FinishRun(ctx context.Context, job string, slot time.Time, claimant, outcome, message string, now time.Time) error
	// ReleaseRun gives an unfinished run up: anybody may claim it from now on.
	ReleaseRun(ctx context.Context, job string, slot time.Time, claimant, message string, now time.Time) error
}

// Recorder is told of every run, for the metrics.
type Recorder interface {
	JobRun(job string, outcome Outcome, took time.Duration)
}

// slots finds the scheduled instants of one job.
type slots struct {
	schedule cron.Schedule
	loc      *time.Location
}

func parseSchedule(spec string, loc *time.Location) (slots, error) {
	s, err := cron.ParseStandard(fmt.Sprintf("CRON_TZ=%s %s", loc, spec))
	if err != nil {
		return slots{}, fmt.Errorf("schedule %q: %w", spec, err)
	}
	return slots{s, loc}, nil
}

// longestGap bounds how far back a slot is looked for. It is more than a day so that a
// daily job has one on the longest day too.
const longestGap = 26 * time.Hour

// latest is the last scheduled instant at or before now; ok is false where the schedule
// had none within longestGap. It is told in the installation's zone.
func (s slots) latest(now time.Time) (slot time.Time, ok bool) {
	for next := s.schedule.Next(now.In(s.loc).Add(-longestGap)); !next.IsZero() && !next.After(now); next = s.schedule.Next(next) {
		slot, ok = next, true
	}
	return slot, ok
}
