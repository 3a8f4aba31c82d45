package plan

import "time"

// Attempts are the failed attempts under one key: an account's, an address'.
type Attempts struct {
	Failures int
	LastAt   time.Time
	// BlockedUntil is when the next attempt is let through; zero: at once.
	BlockedUntil time.Time
}

// SlowDown says how failed attempts slow the next ones down.
type SlowDown struct {
	// Free is the failure after which the first wait begins.
	Free int
	// First and Longest are the first wait and the bound to which it doubles.
	First, Longest time.Duration
	// Forget is how long after the last failure all are forgotten.
	Forget time.Duration
}

// The slow-downs. Colleagues share addresses, so those are given more.
var (
	SlowDownAccount = SlowDown{Free: 5, First: time.Second, Longest: 15 * time.Minute, Forget: 24 * time.Hour}
	SlowDownAddress = SlowDown{Free: 50, First: time.Second, Longest: 15 * time.Minute, Forget: time.Hour}
)

// Wait is how long one has to wait after so many failures.
func (s SlowDown) Wait(failures int) time.Duration {
	if failures < s.Free {
		return 0
	}
	wait := s.First
	for range failures - s.Free {
		if wait >= s.Longest {
			break
		}
		wait *= 2
	}
	return min(wait, s.Longest)
}

// Begin counts an attempt as failed before it is made, so that many at once gain
// nothing; wait > 0 means that it must not be made yet, and then nothing is counted.
func (s SlowDown) Begin(a Attempts, now time.Time) (after Attempts, wait time.Duration) {
	if wait := a.BlockedUntil.Sub(now); wait > 0 {
		return a, wait
	}
	if now.Sub(a.LastAt) >= s.Forget {
		a = Attempts{}
	}
	a.Failures++
	a.LastAt = now
	a.BlockedUntil = time.Time{}
	if wait := s.Wait(a.Failures); wait > 0 {
		a.BlockedUntil = now.Add(wait)
	}
	return a, 0
}

// Undo takes back one attempt that Begin counted and that did not fail after all.
func (s SlowDown) Undo(a Attempts) Attempts {
	if a.Failures > 0 {
		a.Failures--
	}
	a.BlockedUntil = time.Time{}
	if wait := s.Wait(a.Failures); wait > 0 {
		a.BlockedUntil = a.LastAt.Add(wait)
	}
	return a
}
