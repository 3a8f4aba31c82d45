package plan_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestLook(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, time.November, 13, hour, 0, 0, 0, time.UTC) }
	saw := func(health string) plan.Standings {
		return plan.Standings{"OB-01": {Health: health, Shown: 40, Planned: 50}}
	}
	first := plan.Visit{}.Look(at(9), saw("on_track"))
	cases := []struct {
		name  string
		looks []time.Time
		want  plan.Visit
	}{
		{"the first look", nil, plan.Visit{BeganAt: at(9), SeenAt: at(9), Seen: saw("on_track")}},
		{"again within the visit", []time.Time{at(20)}, plan.Visit{BeganAt: at(9), SeenAt: at(20), Seen: saw("late")}},
		{"away for twelve hours", []time.Time{at(21)}, plan.Visit{BeganAt: at(21), SeenAt: at(21), Seen: saw("late"), PreviousAt: at(9), Previous: saw("on_track")}},
		{"twelve hours since the last look, not since the first", []time.Time{at(20), at(31)}, plan.Visit{BeganAt: at(9), SeenAt: at(31), Seen: saw("late")}},
		{"the visit before counts, and its last look", []time.Time{at(20), at(32), at(33)}, plan.Visit{BeganAt: at(32), SeenAt: at(33), Seen: saw("late"), PreviousAt: at(20), Previous: saw("late")}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := first
			for _, look := range c.looks {
				v = v.Look(look, saw("late"))
			}
			if !reflect.DeepEqual(v, c.want) {
				t.Errorf("got %+v, want %+v", v, c.want)
			}
		})
	}
}
