package httpserver

import (
	"context"
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"
)

// Counts are where replicas count their clients together.
type Counts interface {
	// AddToCount adds n to what a client has asked for in its window, and gives the count of all
	// replicas and when the window began. Where none is under way at now, one that began as given
	// is.
	AddToCount(ctx context.Context, scope, client string, began time.Time, n int, now time.Time, window time.Duration) (time.Time, int, error)
	// DeleteCounts forgets windows that began before an instant.
	DeleteCounts(ctx context.Context, before time.Time) error
}

// A client's requests are counted in memory. Once a replica has let through a share of the limit
// that the others do not know of, it must tell them, and hears what they have told, before it lets
// more through. Half a share earlier it begins to, so that hardly a request waits. Hence:
//
//   - a client who asks for less than half a share costs nothing, and no other replica knows of it;
//   - all replicas together let through the limit, and at most a share for each replica but one.
//
// (Of the replicas that told something before the common count reached the limit, the last knew the
// whole count when it did, and stops at the limit by it; each of the others has at most a share
// that it has not told.)
const (
	// shares is how many a limit is divided into.
	shares = 10
	// exchangeWait is how long a request waits for its client's count at most; then it is
	// counted here alone.
	exchangeWait = 100 * time.Millisecond
	// exchangeTimeout bounds a question to the database.
	exchangeTimeout = time.Second
	// exchangeRest is how long the database is left alone after it did not answer.
	exchangeRest = time.Second
	// exchangeQueue bounds the clients that wait to be told.
	exchangeQueue = 1 << 12
)

// Sharing is what the limits of a replica have in common to count together with others'. A nil
// *Sharing is for one process that counts alone.
type Sharing struct {
	options SharingOptions
	queue   chan counted
	// restUntil is until when nothing is exchanged, in nanoseconds since 1970.
	restUntil atomic.Int64
	// lastUsed is when something was exchanged, the same way; 0 is never.
	lastUsed atomic.Int64
}

// SharingOptions are what NewSharing needs.
type SharingOptions struct {
	Counts Counts
	// Key hides an address: what it gives is stored.
	Key func(scope string, client netip.Addr) string
	Now func() time.Time
	Log *slog.Logger
}

// counted is one client whose count is to be told.
type counted struct {
	of     *rateCounter
	client netip.Addr
}

// NewSharing makes one; nothing is exchanged until it runs.
func NewSharing(o SharingOptions) *Sharing {
	return &Sharing{options: o, queue: make(chan counted, exchangeQueue)}
}

// Run exchanges counts until the context ends.
func (s *Sharing) Run(ctx context.Context) {
	sweep := time.NewTicker(window)
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-s.queue:
			s.exchange(ctx, e)
		case <-sweep.C:
			s.sweep(ctx)
		}
	}
}

// resting tells that the database did not answer a moment ago.
func (s *Sharing) resting() bool { return time.Now().UnixNano() < s.restUntil.Load() }

func (s *Sharing) rest() { s.restUntil.Store(time.Now().Add(exchangeRest).UnixNano()) }

// ask puts a client into the queue; false where nothing is exchanged now.
func (s *Sharing) ask(e counted) bool {
	if s.resting() {
		return false
	}
	select {
	case s.queue <- e:
		return true
	default:
		return false
	}
}

func (s *Sharing) exchange(ctx context.Context, e counted) {
	told, ok := e.of.tell(e.client)
	if !ok {
		return
	}
	if s.resting() {
		e.of.told(e.client, told, time.Time{}, 0, false, told.began)
		return
	}
	s.lastUsed.Store(time.Now().UnixNano())
	asking, cancel := context.WithTimeout(ctx, exchangeTimeout)
	defer cancel()
	now := s.options.Now()
	began, count, err := s.options.Counts.AddToCount(asking, e.of.scope, s.options.Key(e.of.scope, e.client), told.began, told.n, now, window)
	if err != nil && ctx.Err() == nil {
		s.rest()
		s.options.Log.WarnContext(ctx, "clients are counted by this replica alone for the moment", "error", err)
	}
	e.of.told(e.client, told, began, count, err == nil, now)
}

// sweep forgets what is of no use, as long as it may be that there is some.
func (s *Sharing) sweep(ctx context.Context) {
	last := s.lastUsed.Load()
	if last == 0 || s.resting() {
		return
	}
	asking, cancel := context.WithTimeout(ctx, exchangeTimeout)
	defer cancel()
	if err := s.options.Counts.DeleteCounts(asking, s.options.Now().Add(-window)); err != nil {
		s.options.Log.DebugContext(ctx, "counts of clients were not forgotten", "error", err)
		return
	}
	if time.Since(time.Unix(0, last)) > 2*window {
		s.lastUsed.CompareAndSwap(last, 0)
	}
}

// telling is what is told of a client.
type telling struct {
	began time.Time
	n     int
}

// share is what a replica lets through at most without telling the others.
func (c *rateCounter) share() int { return max(1, c.limit/shares) }

// tell gives what the others do not know of a client; ok is false where there is nothing any more.
func (c *rateCounter) tell(client netip.Addr) (telling, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.clients[client]
	if m == nil || m.exchange == nil {
		return telling{}, false
	}
	if m.untold == 0 {
		m.landed()
		return telling{}, false
	}
	return telling{m.began, m.untold}, true
}

// told takes what came of it: the count of all replicas, or nothing.
func (c *rateCounter) told(client netip.Addr, what telling, began time.Time, count int, ok bool, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.clients[client]
	if m == nil || m.exchange == nil {
		return
	}
	if ok && m.began.Equal(what.began) {
		m.untold -= what.n
		m.count = count + m.untold
		// A minute that begins later than now would be taken for a clock that was set back.
		if m.began = began; began.After(now) {
			m.began = now
		}
	}
	m.landed()
}

// landed ends the exchange under way.
func (m *minute) landed() {
	close(m.exchange)
	m.exchange = nil
}

// take counts one more request of a client, if it is allowed: by what all replicas know.
func (c *rateCounter) take(ctx context.Context, client netip.Addr, now time.Time) allowance {
	return c.inTime(ctx, func(alone bool) (allowance, <-chan struct{}) { return c.try(client, now, true, alone) })
}

// look tells whether one more would be allowed, by what all replicas know, without counting it.
func (c *rateCounter) look(ctx context.Context, client netip.Addr, now time.Time) allowance {
	return c.inTime(ctx, func(alone bool) (allowance, <-chan struct{}) { return c.try(client, now, false, alone) })
}

// inTime tries until nothing has to be waited for, or too long was.
func (c *rateCounter) inTime(ctx context.Context, try func(alone bool) (allowance, <-chan struct{})) allowance {
	verdict, behind := try(c.sharing == nil)
	if behind == nil {
		return verdict
	}
	late := time.NewTimer(exchangeWait)
	defer late.Stop()
	for {
		select {
		case <-behind:
			if verdict, behind = try(c.sharing.resting()); behind == nil {
				return verdict
			}
			continue
		case <-late.C:
			c.sharing.rest() // nobody else waits meanwhile
		case <-ctx.Done():
		}
		verdict, _ = try(true)
		return verdict
	}
}

// newRateCounter counts at most so many clients (0: the usual bound), with other replicas where
// sharing is not nil.
func newRateCounter(limit, most int, sharing *Sharing, scope string) *rateCounter {
	if most == 0 {
		most = defaultMaxClients
	}
	return &rateCounter{limit: limit, most: most, sharing: sharing, scope: scope, clients: map[netip.Addr]*minute{}}
}
