package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Load creates the ente of the demonstration and replays its history up to the day
// before the present one. The context must act as the system, the database must not
// have the ente yet, and the present day must be late enough for the invented past to
// come after the first meeting (from the year 2026 on it is). newTracker is called
// once, with a clock that stands at each step's moment: instants and audit trail are
// those of the time.
//
// Each step is a transaction of its own: what went before a failure stays.
func Load(ctx context.Context, clock plan.Clock, newTracker func(plan.Clock) (*tracker.Tracker, error)) error {
	s := history(clock.Today())
	moments, err := s.schedule(firstDay.on(s.today), clock.Location)
	if err != nil {
		return err
	}
	var now time.Time
	t, err := newTracker(plan.Clock{Now: func() time.Time { return now }, Location: clock.Location})
	if err != nil {
		return err
	}
	for i, step := range s.steps {
		now = moments[i]
		if err := step.call(ctx, t); err != nil {
			return fmt.Errorf("%s on %s: %w", step.what, step.day, err)
		}
	}
	return nil
}

// history is everything that happened, in the order that holds within a half day:
// what others refer to comes first.
func history(today plan.Date) *script {
	s := &script{today: today, meetings: map[string]string{}}
	s.addOrganization()
	for _, o := range objectives() {
		s.addObjective(o)
	}
	for _, m := range meetings() {
		s.addMeeting(m)
	}
	for _, o := range objectives() {
		s.addLog(o)
	}
	for _, r := range ratings() {
		s.addRating(r)
	}
	for _, f := range fundings() {
		s.addFunding(f)
	}
	for _, i := range indicators() {
		s.addIndicator(i)
	}
	return s
}
