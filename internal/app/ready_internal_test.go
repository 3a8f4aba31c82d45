package app

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// One question to the database serves all who ask within a second; while it is away the
// answer is no every time, and it is yes again by itself. The log tells of the changes alone.
func TestReadinessIsSharedAndSteady(t *testing.T) {
	var asked atomic.Int64
	var log strings.Builder
	now := time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)
	var state error
	r := &readiness{
		check: func(ctx context.Context) error {
			if _, bounded := ctx.Deadline(); !bounded || ctx.Err() != nil {
				t.Error("the check must end by itself, and not with whoever asked first")
			}
			asked.Add(1)
			return state
		},
		log: slog.New(slog.NewTextHandler(&log, nil)), now: func() time.Time { return now },
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	together := func(want string) {
		t.Helper()
		before := asked.Load()
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if got := r.answer(gone); got != want {
					t.Errorf("%q, want %q", got, want)
				}
			})
		}
		all.Wait()
		if n := asked.Load() - before; n != 1 {
			t.Errorf("50 questions became %d to the database, want 1", n)
		}
	}
	together(wordReady)
	state = &unready{wordDatabase, errors.New("connection refused")}
	for range 10 {
		now = now.Add(readyFor)
		together(wordDatabase)
	}
	state = errors.New("something else")
	now = now.Add(readyFor)
	together(wordDatabase)
	state = nil
	now = now.Add(readyFor)
	together(wordReady)
	if said := strings.Count(log.String(), "not ready"); said != 1 {
		t.Errorf("an outage was told of %d times, want 1:\n%s", said, &log)
	}
	if said := strings.Count(log.String(), "ready again"); said != 1 {
		t.Errorf("its end was told of %d times, want 1:\n%s", said, &log)
	}
	r.stopping.Store(true)
	before := asked.Load()
	if got := r.answer(t.Context()); got != wordStopping || asked.Load() != before {
		t.Errorf("while stopping it says %q, and asked %d times", got, asked.Load()-before)
	}
}
