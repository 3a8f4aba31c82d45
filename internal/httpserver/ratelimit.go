package httpserver

import (
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

const (
	// window is what RateLimitOptions.PerMinute counts in.
	window = time.Minute
	// notLimited is what is announced where there is no limit: the fields have no way to say so.
	notLimited = 1_000_000
	// defaultMaxClients bounds the table of clients to a few megabytes.
	defaultMaxClients = 1 << 16
)

// RateLimitOptions are what RateLimit needs. Functions that are nil say no.
type RateLimitOptions struct {
	// PerMinute is how many requests a client may make in a minute; 0 means no limit.
	PerMinute int
	// MaxClients bounds how many clients are counted apart at a time; those beyond share one count.
	// 0 means 65,536.
	MaxClients int
	Clients    *ClientAddresses
	Now        func() time.Time
	Render     ErrorRenderer
	// Authenticated tells that the request was made by somebody who proved who they are; such
	// requests are not counted. A credential that was not verified must not count as proof.
	Authenticated func(*http.Request) bool
	// Exempt requests are neither counted nor announced to: health checks, assets.
	Exempt func(*http.Request) bool
	// Announced answers always carry RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset: the
	// API's. Others carry them only with a 429.
	Announced func(*http.Request) bool
}

// RateLimit refuses, with a 429 of Render's and Retry-After, what a client asks beyond its allowance.
// A client is an IPv4 address or an IPv6 /64, the least that one subscriber has. Its minute begins
// with its first request; RateLimit-Reset and Retry-After are the seconds that are left of it.
func RateLimit(options RateLimitOptions) Middleware {
	if options.MaxClients == 0 {
		options.MaxClients = defaultMaxClients
	}
	counter := &rateCounter{limit: options.PerMinute, most: options.MaxClients, clients: map[netip.Addr]*minute{}}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asks(options.Exempt, r) {
				next.ServeHTTP(w, r)
				return
			}
			verdict := allowance{limit: options.PerMinute, remaining: options.PerMinute, reset: int(window / time.Second), allowed: true}
			switch {
			case options.PerMinute == 0:
				verdict.limit, verdict.remaining = notLimited, notLimited
			case !asks(options.Authenticated, r):
				verdict = counter.count(rateKey(options.Clients.Address(r)), options.Now())
			}
			if !verdict.allowed || asks(options.Announced, r) {
				verdict.announce(w.Header())
			}
			if !verdict.allowed {
				w.Header().Set("Retry-After", strconv.Itoa(verdict.reset))
				options.Render(w, r, http.StatusTooManyRequests)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func asks(predicate func(*http.Request) bool, r *http.Request) bool {
	return predicate != nil && predicate(r)
}

// rateKey is what one client's requests are counted under.
func rateKey(address netip.Addr) netip.Addr {
	if !address.Is6() {
		return address
	}
	prefix, err := address.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.Addr()
}

// allowance is what a client may still do.
type allowance struct {
	limit, remaining int
	reset            int // seconds, at least 1
	allowed          bool
}

func (a allowance) announce(header http.Header) {
	header["Ratelimit-Limit"] = []string{strconv.Itoa(a.limit)}
	header["Ratelimit-Remaining"] = []string{strconv.Itoa(a.remaining)}
	header["Ratelimit-Reset"] = []string{strconv.Itoa(a.reset)}
}

// minute is one client's count since its minute began.
type minute struct {
	began time.Time
	count int
}

// rateCounter counts requests by client.
type rateCounter struct {
	limit, most int

	mu       sync.Mutex
	clients  map[netip.Addr]*minute
	overflow minute    // shared by clients that found the table full
	swept    time.Time // when ended minutes were last removed
}

func (c *rateCounter) count(client netip.Addr, now time.Time) allowance {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.minuteOf(client, now)
	if now.Sub(m.began) >= window || now.Before(m.began) {
		*m = minute{began: now}
	}
	left := m.began.Add(window).Sub(now)
	verdict := allowance{limit: c.limit, reset: int((left + time.Second - 1) / time.Second)}
	if m.count < c.limit {
		m.count++
		verdict.allowed = true
	}
	verdict.remaining = c.limit - m.count
	return verdict
}

// peek tells whether one more would be allowed, without counting it.
func (c *rateCounter) peek(client netip.Addr, now time.Time) allowance {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.clients[client]
	if m == nil && len(c.clients) >= c.most {
		m = &c.overflow
	}
	if m == nil || now.Sub(m.began) >= window || now.Before(m.began) {
		m = &minute{began: now}
	}
	left := m.began.Add(window).Sub(now)
	return allowance{
		limit: c.limit, remaining: c.limit - m.count, reset: int((left + time.Second - 1) / time.Second), allowed: m.count < c.limit,
	}
}

func (c *rateCounter) minuteOf(client netip.Addr, now time.Time) *minute {
	if m := c.clients[client]; m != nil {
		return m
	}
	// Once a minute, so that addresses are not kept longer than they serve; sooner where the table
	// is full, but not so often that a flood of new addresses makes every request sweep.
	rest := window
	if len(c.clients) >= c.most {
		rest = time.Second
	}
	if now.Sub(c.swept) >= rest || now.Before(c.swept) {
		c.sweep(now)
	}
	if len(c.clients) >= c.most {
		return &c.overflow
	}
	m := &minute{began: now}
	c.clients[client] = m
	return m
}

func (c *rateCounter) sweep(now time.Time) {
	c.swept = now
	for client, m := range c.clients {
		if now.Sub(m.began) >= window {
			delete(c.clients, client)
		}
	}
}
