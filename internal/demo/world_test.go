package demo

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracker"
)

// world is a database with the demonstration in it, as of a present day.
type world struct {
	today   plan.Date
	store   *store.Store
	tracker *tracker.Tracker
	boards  *board.Boards
}

// asSystem is what Load asks of its caller.
func asSystem() context.Context {
	return plan.WithActor(context.Background(), plan.SystemActor)
}

// clockOn stands at half past midnight, when nothing of the day has happened yet.
func clockOn(t testing.TB, today plan.Date) plan.Clock {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	day := today.Time()
	return plan.FixedClock(time.Date(day.Year(), day.Month(), day.Day(), 0, 30, 0, 0, rome), rome)
}

func load(t testing.TB, today plan.Date) *world {
	t.Helper()
	ctx := asSystem()
	db, err := store.Open(ctx, store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "demo.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	clock := clockOn(t, today)
	newTracker := func(c plan.Clock) (*tracker.Tracker, error) {
		return tracker.New(tracker.Dependencies{
			Store: db, Clock: c, Log: slog.New(slog.DiscardHandler),
			NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
		})
	}
	if err := Load(ctx, clock, newTracker); err != nil {
		t.Fatal(err)
	}
	w := &world{today: today, store: db, boards: board.NewBoards(db, board.Options{Clock: clock, Log: slog.New(slog.DiscardHandler)})}
	if w.tracker, err = newTracker(clock); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) public(t testing.TB) *board.Public {
	t.Helper()
	p, _, err := w.boards.Public(asSystem(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *world) staff(t testing.TB) *board.Staff {
	t.Helper()
	s, _, err := w.boards.Staff(asSystem(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
