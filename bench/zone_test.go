package main

import (
	"testing"
	"time"
)

func TestMidnightZone(t *testing.T) {
	for _, midnight := range []time.Time{
		time.Date(2026, 11, 27, 11, 37, 0, 0, time.UTC), time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC), time.Date(2044, 2, 29, 12, 0, 0, 0, time.UTC),
	} {
		zone, err := midnightZone(t.TempDir(), midnight)
		if err != nil {
			t.Fatal(err)
		}
		tomorrow := midnight.AddDate(0, 0, 1).Format(time.DateOnly)
		for _, c := range []struct {
			after time.Duration
			want  string
		}{
			{-time.Second, midnight.Format(time.DateOnly) + " 23:59:59"}, {-5 * time.Minute, midnight.Format(time.DateOnly) + " 23:55:00"},
			{0, tomorrow + " 00:00:00"}, {59 * time.Second, tomorrow + " 00:00:59"},
			{time.Minute, tomorrow + " 00:09:00"}, {2 * time.Minute, tomorrow + " 00:10:00"},
		} {
			if got := midnight.Add(c.after).In(zone).Format(time.DateTime); got != c.want {
				t.Errorf("%s after %s it is %s there, want %s", c.after, midnight, got, c.want)
			}
		}
	}
}
