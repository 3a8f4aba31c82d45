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
	// Sharing counts together with other replicas; nil: this process counts alone. Scope is then
	// what is counted, the same word on all of them.
	Sharing *Sharing
	Scope   string
}

// RateLimit refuses, with a 429 of Render's and Retry-After, what a client asks beyond its allowance.
// A client is an IPv4 address or an IPv6 /64, the least that one subscriber has. Its minute begins
// with its first request; RateLimit-Reset and Retry-After are the seconds that are left of it.
func RateLimit(options RateLimitOptions) Middleware {
	counter := newRateCounter(options.PerMinute, options.MaxClients, options.Sharing, options.Scope)
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
				verdict = counter.take(r.Context(), rateKey(options.Clients.Address(r)), options.Now())
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
	// untold is how much of the count other replicas do not know.
	untold int
	// exchange is closed once the others were told, or could not be; nil: nobody is about to.
	exchange chan struct{}
}

func (m *minute) ended(now time.Time) bool {
	return now.Sub(m.began) >= window || now.Before(m.began)
}

// begin begins another one. What is under way of the last lands, and counts for nothing.
func (m *minute) begin(now time.Time) { *m = minute{began: now, exchange: m.exchange} }

// rateCounter counts requests by client.
type rateCounter struct {
	limit, most int
	sharing     *Sharing // nil: alone
	scope       string   // what is counted, by the name that replicas share

	mu       sync.Mutex
	clients  map[netip.Addr]*minute
	overflow minute    // shared by clients that found the table full
	swept    time.Time // when ended minutes were last removed
}

// try gives the verdict on one more request, which it counts if it is to and may. Where others may
// know more of the client than this replica, behind is closed once it knows that too, and there is
// no verdict yet; alone tells that nothing is waited for.
func (c *rateCounter) try(client netip.Addr, now time.Time, count, alone bool) (_ allowance, behind <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var m *minute
	if count {
		m = c.minuteOf(client, now)
	} else if m = c.clients[client]; m == nil && len(c.clients) >= c.most {
		m = &c.overflow
	}
	if m == nil || m.ended(now) {
		if m == nil || !count {
			m = &minute{began: now}
		} else {
			m.begin(now)
		}
	}
	shared := c.sharing != nil && m != &c.overflow && m.count < c.limit
	if shared && !alone && m.untold >= c.share() && c.asks(m, client) {
		return allowance{}, m.exchange
	}
	left := m.began.Add(window).Sub(now)
	verdict := allowance{limit: c.limit, reset: int((left + time.Second - 1) / time.Second), allowed: m.count < c.limit}
	if verdict.allowed && count {
		m.count++
		m.untold++
		if shared && m.untold >= (c.share()+1)/2 {
			c.asks(m, client)
		}
	}
	verdict.remaining = max(0, c.limit-m.count)
	return verdict, nil
}

// asks sees to it that a client's count is exchanged; false where it is not.
func (c *rateCounter) asks(m *minute, client netip.Addr) bool {
	if m.exchange != nil {
		return true
	}
	if !c.sharing.ask(counted{c, client}) {
		return false
	}
	m.exchange = make(chan struct{})
	return true
}

// count counts one more request, by what this replica knows.
func (c *rateCounter) count(client netip.Addr, now time.Time) allowance {
	verdict, _ := c.try(client, now, true, true)
	return verdict
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
		if now.Sub(m.began) >= window && m.exchange == nil {
			delete(c.clients, client)
		}
	}
}
