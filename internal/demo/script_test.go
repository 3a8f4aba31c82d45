package demo

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func nothing(context.Context, *tracker.Tracker) error { return nil }

func TestScheduleOrdersByDayHalfAndWriting(t *testing.T) {
	clock := clockOn(t, plan.NewDate(2026, time.November, 19)) // a Thursday
	s := &script{today: clock.Today()}
	s.add(d(-1), afternoon, "e", nothing)
	s.add(d(-1), morning, "c", nothing)
	s.add(d(-2), afternoon, "b", nothing)
	s.add(d(-1), morning, "d", nothing)
	s.add(d(-3), morning, "a", nothing)
	moments, err := s.schedule(firstDay.on(s.today), clock.Location)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, step := range s.steps {
		order = append(order, step.what)
	}
	if got := strings.Join(order, ""); got != "abcde" {
		t.Errorf("order %s, want abcde", got)
	}
	want := []string{"2026-11-16T09:00:00+01:00", "2026-11-17T15:00:00+01:00", "2026-11-18T09:00:00+01:00", "2026-11-18T09:12:00+01:00", "2026-11-18T15:00:00+01:00"}
	for i, m := range moments {
		if got := m.Format(time.RFC3339); got != want[i] {
			t.Errorf("step %d at %s, want %s", i, got, want[i])
		}
	}
}

func TestScheduleRefuses(t *testing.T) {
	clock := clockOn(t, plan.NewDate(2026, time.November, 19))
	for _, tt := range []struct {
		name string
		on   day
	}{
		{"the present day", d(0)},
		{"a day to come", d(9)},
		{"a day before the first", fact(2021, time.March, 15)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{today: clock.Today()}
			s.add(tt.on, morning, "a step", nothing)
			if _, err := s.schedule(firstDay.on(s.today), clock.Location); err == nil {
				t.Error("accepted")
			}
		})
	}
}

// Whatever the present day, the history fits between the first meeting and it, in
// office hours, and stays short.
func TestHistoryFitsAnyDay(t *testing.T) {
	rome := clockOn(t, firstDay.on(plan.Date{})).Location
	last := plan.NewDate(2035, time.December, 31)
	// Eleven days at a time, every weekday and month gets its turn.
	for today := plan.NewDate(2026, time.January, 1); !today.After(last); today = today.AddDays(11) {
		s := history(today)
		moments, err := s.schedule(firstDay.on(today), rome)
		if err != nil {
			t.Fatalf("today %s: %v", today, err)
		}
		if !slices.IsSortedFunc(moments, time.Time.Compare) {
			t.Fatalf("today %s: the clock goes back", today)
		}
		for i, m := range moments {
			if plan.DateOf(m, rome) != s.steps[i].day || m.Hour() < morningHour || m.Hour() >= afternoonHour+3 {
				t.Fatalf("today %s: %s happens at %s", today, s.steps[i].what, m)
			}
		}
		if first := s.steps[0].day; first != firstDay.on(today) {
			t.Fatalf("today %s: the history begins on %s", today, first)
		}
		if n := len(s.steps); n > 500 {
			t.Fatalf("%d steps, each one durable: at most 500 keep the loading quick", n)
		}
	}
}

func TestLoadRefusesAPresentDayTooEarly(t *testing.T) {
	never := func(plan.Clock) (*tracker.Tracker, error) {
		t.Error("a tracker was made")
		return nil, context.Canceled
	}
	err := Load(asSystem(), clockOn(t, plan.NewDate(2025, time.January, 1)), never)
	if err == nil || !strings.Contains(err.Error(), "too early") {
		t.Errorf("got %v", err)
	}
}
