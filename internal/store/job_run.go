package store

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qJobRunClaim           = query("JobRunClaim")
	qJobRunFinish          = query("JobRunFinish")
	qJobRunRelease         = query("JobRunRelease")
	qJobRunLast            = query("JobRunLast")
	qJobRunLastWithOutcome = query("JobRunLastWithOutcome")
)

// OutcomeSuccess is the outcome that LastSuccess looks for and after which no run is
// claimed again. What other outcomes there are is for package jobs to say.
const OutcomeSuccess = "success"

// ClaimRun reports whether the claimant may run a job's slot: nobody claimed it yet, or
// whoever did has not finished and the lease ran out at or before now, or the run ended
// without success at or before failedBefore. The new claim lasts until now + lease. Of
// any number of claimants at once, one gets true.
func (s *Store) ClaimRun(ctx context.Context, job string, scheduledFor, now, failedBefore time.Time, lease time.Duration, claimant string) (bool, error) {
	var claimed bool
	err := s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		_, claimed, err = maybe[string](ctx, t, qJobRunClaim, "job run", job, instant{scheduledFor}, claimant,
			instant{now}, instant{now.Add(lease)}, OutcomeSuccess, text(instant{failedBefore}))
		return err
	})
	return claimed && err == nil, err
}

// FinishRun records how a claimed run ended. It is a *plan.Error of kind conflict where
// the claimant's claim is not there any more: the lease ran out and another took over,
// or the run is already finished.
func (s *Store) FinishRun(ctx context.Context, job string, scheduledFor time.Time, claimant, outcome, message string, now time.Time) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		_, finished, err := maybe[string](ctx, t, qJobRunFinish, "job run", job, instant{scheduledFor}, claimant,
			instant{now}, outcome, message)
		if err == nil && !finished {
			return plan.Errorf(plan.KindConflict, "the run is finished or was taken over")
		}
		return err
	})
}

// ReleaseRun gives a claimed run up unfinished: anybody may claim it from now on. The
// message says why. Where the claim is not there any more it is a *plan.Error of kind
// conflict, as with FinishRun.
func (s *Store) ReleaseRun(ctx context.Context, job string, scheduledFor time.Time, claimant, message string, now time.Time) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		_, released, err := maybe[string](ctx, t, qJobRunRelease, "job run", job, instant{scheduledFor}, claimant,
			instant{now}, message)
		if err == nil && !released {
			return plan.Errorf(plan.KindConflict, "the run is finished or was taken over")
		}
		return err
	})
}

type jobRunRow struct {
	ScheduledFor instant `db:"scheduled_for"`
	Outcome      string  `db:"outcome"`
	FinishedAt   instant `db:"finished_at"`
}

// LastRun gives the latest slot of a job that anybody claimed; the outcome is empty
// while it runs. ok is false where there is none.
func (s *Store) LastRun(ctx context.Context, job string) (scheduledFor time.Time, outcome string, ok bool, err error) {
	row, ok, err := maybe[jobRunRow](ctx, s.reads, qJobRunLast, "job run", job)
	return row.ScheduledFor.Time, row.Outcome, ok, err
}

// LastSuccess gives the slot of a job's latest success and when it was finished.
func (s *Store) LastSuccess(ctx context.Context, job string) (scheduledFor, finishedAt time.Time, ok bool, err error) {
	row, ok, err := maybe[jobRunRow](ctx, s.reads, qJobRunLastWithOutcome, "job run", job, OutcomeSuccess)
	return row.ScheduledFor.Time, row.FinishedAt.Time, ok, err
}
