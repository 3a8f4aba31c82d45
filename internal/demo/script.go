package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// script is the history to replay: dated steps, each one call of a use case.
type script struct {
	today plan.Date
	steps []step
	// meetings are the identifiers of those that the steps so far created, by key.
	meetings map[string]string
}

// step is one call. Steps of the same half of a day keep the order they were added in.
type step struct {
	day  plan.Date
	half half
	what string
	call call
}

type call func(context.Context, *tracker.Tracker) error

// half of a day in which a step happens.
type half int

const (
	morning   half = iota
	afternoon      // what a meeting of the morning left
)

// A half day begins at one of these hours and is at most halfDay long; within it the
// steps follow each other at pace, or closer where there are many.
const (
	morningHour   = 9
	afternoonHour = 15
	halfDay       = 3 * time.Hour
	pace          = 12 * time.Minute
)

func (s *script) add(on day, at half, what string, c call) {
	s.steps = append(s.steps, step{on.workday(s.today), at, what, c})
}

// schedule puts the steps in order and gives each its moment. It refuses a step on the
// present day or after it, and one before first.
func (s *script) schedule(first plan.Date, zone *time.Location) ([]time.Time, error) {
	slices.SortStableFunc(s.steps, func(a, b step) int {
		if byDay := a.day.Compare(b.day); byDay != 0 {
			return byDay
		}
		return int(a.half) - int(b.half)
	})
	moments := make([]time.Time, 0, len(s.steps))
	for begin := 0; begin < len(s.steps); {
		session := s.steps[begin]
		end := begin
		for end < len(s.steps) && s.steps[end].day == session.day && s.steps[end].half == session.half {
			end++
		}
		switch {
		case session.day.Before(first):
			return nil, fmt.Errorf("%s on %s is before %s, the day the history begins: the present day is too early for it", session.what, session.day, first)
		case !session.day.Before(s.today):
			return nil, fmt.Errorf("%s on %s is not past yet", session.what, session.day)
		}
		hour := morningHour
		if session.half == afternoon {
			hour = afternoonHour
		}
		t := session.day.Time()
		opening := time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, zone)
		between := min(pace, halfDay/time.Duration(end-begin))
		for i := range end - begin {
			moments = append(moments, opening.Add(time.Duration(i)*between))
		}
		begin = end
	}
	return moments, nil
}

// meeting is the identifier of a meeting that an earlier step created; the empty key is
// no meeting.
func (s *script) meeting(key string) (string, error) {
	id, ok := s.meetings[key]
	if !ok && key != "" {
		return "", fmt.Errorf("no meeting %q was created before", key)
	}
	return id, nil
}
