package httpserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// together is what replicas count in, in memory.
type together struct {
	mu      sync.Mutex
	fails   bool
	hangs   bool
	asked   int
	deleted time.Time
	counts  map[string]*minute
}

var errAway = errors.New("away")

func (c *together) AddToCount(ctx context.Context, scope, client string, began time.Time, n int, now time.Time, window time.Duration) (time.Time, int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if c.hangs {
		<-ctx.Done()
		return time.Time{}, 0, ctx.Err()
	}
	if c.fails {
		return time.Time{}, 0, errAway
	}
	if c.counts == nil {
		c.counts = map[string]*minute{}
	}
	key := scope + " " + client
	m := c.counts[key]
	if m == nil || !m.began.After(now.Add(-window)) {
		m = &minute{began: began}
		c.counts[key] = m
	}
	m.count += n
	return m.began, m.count, nil
}

func (c *together) DeleteCounts(_ context.Context, before time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deleted = before
	return nil
}

func (c *together) questions() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}

// steadyClock is one that several goroutines read.
type steadyClock struct {
	mu sync.Mutex
	clock
}

func newSteadyClock() *steadyClock { return &steadyClock{clock: *newClock()} }

func (c *steadyClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock.now()
}

func (c *steadyClock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock.move(d)
}

// replicas are counters that share their counts.
func replicas(t testing.TB, n, limit int, counts Counts, now func() time.Time) []*rateCounter {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var group sync.WaitGroup
	t.Cleanup(func() { stop(); group.Wait() })
	all := make([]*rateCounter, n)
	for i := range all {
		s := NewSharing(SharingOptions{
			Counts: counts, Now: now, Log: slog.New(slog.DiscardHandler),
			Key: func(_ string, client netip.Addr) string { return "hash of " + client.String() },
		})
		group.Go(func() { s.Run(ctx) })
		all[i] = newRateCounter(limit, 0, s, "api")
	}
	return all
}

var someone = netip.MustParseAddr("192.0.2.1")

// The law: whichever replicas a client turns to, one after the other or all at once, it gets the
// limit and at most a share more for each replica but one; and never less than the limit.
func TestReplicasKeepTheLimitTogether(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		limit := rapid.IntRange(1, 200).Draw(rt, "limit")
		n := rapid.IntRange(1, 5).Draw(rt, "replicas")
		clock := newSteadyClock()
		all := replicas(t, n, limit, &together{}, clock.now)
		var mu sync.Mutex
		allowed := 0
		ask := func(on int) {
			if all[on].take(t.Context(), someone, clock.now()).allowed {
				mu.Lock()
				allowed++
				mu.Unlock()
			}
		}
		order := rapid.SliceOfN(rapid.IntRange(0, n-1), n*limit, n*limit).Draw(rt, "order")
		if rapid.Bool().Draw(rt, "at once") {
			var group sync.WaitGroup
			for _, on := range order {
				group.Go(func() { ask(on) })
			}
			group.Wait()
		} else {
			for _, on := range order {
				ask(on)
			}
		}
		// Whatever the order was like, each replica was asked until it refused.
		for on := range all {
			for range limit {
				ask(on)
			}
		}
		if most := limit + (n-1)*max(1, limit/shares); allowed < limit || allowed > most {
			rt.Fatalf("%d replicas allowed %d requests, the limit is %d and at most %d are to pass", n, allowed, limit, most)
		}
		// A minute later all begin anew.
		clock.move(window)
		if !all[0].take(t.Context(), someone, clock.now()).allowed {
			rt.Fatal("refused in a new minute")
		}
	})
}

// Who asks for little is nobody else's business: the others are not told, and nothing is asked.
func TestFewRequestsAreNotTold(t *testing.T) {
	counts, clock := &together{}, newSteadyClock()
	all := replicas(t, 2, 600, counts, clock.now)
	for range 29 { // half a share is 30
		all[0].take(t.Context(), someone, clock.now())
	}
	if n := counts.questions(); n != 0 {
		t.Errorf("%d questions for 29 of 600 requests", n)
	}
}

// A whole limit costs about as many questions as it has half shares, and who is refused costs none.
func TestWhoIsRefusedCostsNothing(t *testing.T) {
	counts, clock := &together{}, newSteadyClock()
	one := replicas(t, 1, 600, counts, clock.now)[0]
	for i := range 600 {
		if !one.take(t.Context(), someone, clock.now()).allowed {
			t.Fatalf("request %d was refused", i+1)
		}
	}
	before := counts.questions()
	if before > 2*shares+1 {
		t.Errorf("%d questions for a whole limit", before)
	}
	for range 10_000 {
		if one.take(t.Context(), someone, clock.now()).allowed {
			t.Fatal("allowed beyond the limit")
		}
	}
	// One may be under way since the last that was allowed.
	if n := counts.questions(); n > before+1 {
		t.Errorf("%d questions for refusals", n-before)
	}
}

// Where the database is away or hangs, each replica counts by itself, and requests wait once for it
// and not each of them.
func TestCountingAlone(t *testing.T) {
	for name, counts := range map[string]*together{"away": {fails: true}, "hangs": {hangs: true}} {
		t.Run(name, func(t *testing.T) {
			clock := newSteadyClock()
			all := replicas(t, 2, 100, counts, clock.now)
			began := time.Now()
			for _, c := range all {
				allowed := 0
				for range 150 {
					if c.take(t.Context(), someone, clock.now()).allowed {
						allowed++
					}
				}
				if allowed != 100 {
					t.Errorf("%d allowed, want 100", allowed)
				}
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("300 requests took %s", took)
			}
		})
	}
}

// Credentials that fail are counted together too, and nobody waits who shows none.
func TestFailuresAreCountedTogether(t *testing.T) {
	const limit = 20
	clock, counts := newSteadyClock(), &together{}
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	t.Cleanup(func() { stop(); group.Wait() })
	var servers []http.Handler
	for range 3 {
		s := NewSharing(SharingOptions{Counts: counts, Now: clock.now, Log: slog.New(slog.DiscardHandler), Key: func(string, netip.Addr) string { return "x" }})
		group.Go(func() { s.Run(ctx) })
		l := NewFailureLimit(FailureLimitOptions{PerMinute: limit, Clients: direct(t), Now: clock.now, Render: renderText, Sharing: s, Scope: "tokens"})
		servers = append(servers, Chain(ok, l.Guard, l.Settle(func(*http.Request) Outcome { return Failed })))
	}
	passed := 0
	for i := range 10 * limit {
		r := get("/api")
		r.RemoteAddr = "192.0.2.1:9"
		r.Header.Set("Authorization", fmt.Sprint("guess ", i))
		if ask(servers[i%3], r).Code == http.StatusOK {
			passed++
		}
	}
	if most := limit + 2*limit/shares; passed < limit || passed > most {
		t.Errorf("%d guesses were looked up, want %d to %d", passed, limit, most)
	}
}

func BenchmarkRateLimit(b *testing.B) {
	for _, tc := range []struct {
		name   string
		shared bool
	}{{"alone", false}, {"shared", true}} {
		b.Run(tc.name, func(b *testing.B) {
			now := time.Now()
			c := newRateCounter(600, 0, nil, "")
			if tc.shared {
				c = replicas(b, 1, 600, &together{}, func() time.Time { return now })[0]
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%20 == 0 { // a client of the usual kind asks twenty times
					now = now.Add(window)
				}
				c.take(b.Context(), someone, now)
			}
		})
	}
}
