package plan_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestSessionsInForce(t *testing.T) {
	began := time.Date(2026, time.March, 10, 8, 0, 0, 0, time.UTC)
	const idle = time.Hour
	s := plan.Session{CreatedAt: began, LastSeenAt: began.Add(2 * time.Hour), ExpiresAt: began.Add(12 * time.Hour)}
	for name, c := range map[string]struct {
		at   time.Duration
		seen time.Duration
		want bool
	}{
		"in use":                            {2*time.Hour + time.Minute, 2 * time.Hour, true},
		"an hour less a moment after":       {3*time.Hour - 1, 2 * time.Hour, true},
		"an hour after it was last used":    {3 * time.Hour, 2 * time.Hour, false},
		"used all day, before its end":      {12*time.Hour - 1, 12*time.Hour - 2, true},
		"used all day, at its end":          {12 * time.Hour, 12*time.Hour - 1, false},
		"the clock of another replica lags": {2*time.Hour - time.Second, 2 * time.Hour, true},
	} {
		s.LastSeenAt = began.Add(c.seen)
		same(t, name, s.InForce(began.Add(c.at), idle), c.want)
		s.Pending = true
		same(t, name+", without its second factor", s.InForce(began.Add(c.at), idle), false)
		same(t, name+", waiting for it", s.AwaitsCode(began.Add(c.at), idle), c.want)
		s.Pending = false
		same(t, name+", waiting for nothing", s.AwaitsCode(began.Add(c.at), idle), false)
	}
	s.LastSeenAt = began
	same(t, "seen this minute", s.TouchDue(began.Add(time.Minute-1)), false)
	same(t, "seen a minute ago", s.TouchDue(began.Add(time.Minute)), true)
}

func TestLinksInForce(t *testing.T) {
	at := time.Date(2026, time.March, 10, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		link plan.Link
		want bool
	}{
		"fresh":    {plan.Link{ExpiresAt: at.Add(1)}, true},
		"expired":  {plan.Link{ExpiresAt: at}, false},
		"used":     {plan.Link{ExpiresAt: at.Add(1), UsedAt: at.Add(-1)}, false},
		"no dates": {plan.Link{}, false},
	} {
		same(t, name, c.link.InForce(at), c.want)
	}
	for _, k := range []plan.LinkKind{plan.LinkInvitation, plan.LinkReset, plan.LinkSetup, plan.LinkDemo} {
		if d := k.Lifetime(); d < time.Hour || d > 7*24*time.Hour {
			t.Errorf("a link of kind %s lasts %s", k, d)
		}
	}
}

func TestSlowDown(t *testing.T) {
	for failures, want := range map[int]time.Duration{
		0: 0, 4: 0, 5: time.Second, 6: 2 * time.Second, 7: 4 * time.Second, 14: 512 * time.Second,
		15: 15 * time.Minute, 16: 15 * time.Minute, 1_000_000: 15 * time.Minute,
	} {
		same(t, "wait", plan.SlowDownAccount.Wait(failures), want)
	}
	now := time.Date(2026, time.March, 10, 8, 0, 0, 0, time.UTC)
	var a plan.Attempts
	for i := 1; i <= 5; i++ {
		var wait time.Duration
		a, wait = plan.SlowDownAccount.Begin(a, now)
		same(t, "the first five are let through", wait, 0)
		same(t, "each counts", a.Failures, i)
	}
	after, wait := plan.SlowDownAccount.Begin(a, now.Add(300*time.Millisecond))
	same(t, "the sixth, too early", wait, 700*time.Millisecond)
	same(t, "is not counted", after, a)
	a, wait = plan.SlowDownAccount.Begin(a, now.Add(time.Second))
	same(t, "the sixth, a second later", wait, 0)
	same(t, "makes the seventh wait two", a.BlockedUntil, now.Add(3*time.Second))
	a, wait = plan.SlowDownAccount.Begin(a, now.Add(48*time.Hour))
	same(t, "two days later", wait, 0)
	same(t, "it begins anew", a, plan.Attempts{Failures: 1, LastAt: now.Add(48 * time.Hour)})
}

// However the attempts come, those that are let through are no more than the waits allow.
func TestSlowDownHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, time.March, 10, 8, 0, 0, 0, time.UTC)
		var a plan.Attempts
		var last time.Time
		for range rapid.IntRange(1, 60).Draw(t, "attempts") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(20*time.Minute)).Draw(t, "pause")))
			before := a
			var wait time.Duration
			a, wait = plan.SlowDownAccount.Begin(a, now)
			if wait > 0 {
				if a != before || !now.Add(wait).Equal(before.BlockedUntil) {
					t.Fatalf("an attempt that must wait %s changed %+v to %+v", wait, before, a)
				}
				continue
			}
			if pause := now.Sub(last); !last.IsZero() && pause < plan.SlowDownAccount.Wait(before.Failures) {
				t.Fatalf("attempt %d was let through after %s", a.Failures, pause)
			}
			last = now
			if rapid.Bool().Draw(t, "right") {
				undone := plan.SlowDownAccount.Undo(a)
				if undone.Failures != a.Failures-1 || undone.BlockedUntil.After(a.BlockedUntil) {
					t.Fatalf("undone: %+v of %+v", undone, a)
				}
			}
		}
	})
}
