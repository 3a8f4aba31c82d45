package httpserver

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"pgregory.net/rapid"
)

type limited struct {
	handler http.Handler
	clock   *clock
}

func newLimited(t *testing.T, perMinute, maxClients int) *limited {
	t.Helper()
	times := newClock()
	path := func(path string) func(*http.Request) bool {
		return func(r *http.Request) bool { return below(r.URL.Path, path) }
	}
	return &limited{clock: times, handler: RateLimit(RateLimitOptions{
		PerMinute: perMinute, MaxClients: maxClients, Clients: direct(t), Now: times.now, Render: renderText,
		Authenticated: func(r *http.Request) bool { return r.Header.Get("Proven") != "" },
		Exempt:        path("/healthz"),
		Announced:     path("/api"),
	})(ok)}
}

func (l *limited) ask(client, path string, proven bool) *httptest.ResponseRecorder {
	request := get(path)
	request.RemoteAddr = client
	if proven {
		request.Header.Set("Proven", "yes")
	}
	return ask(l.handler, request)
}

func announced(got *httptest.ResponseRecorder) string {
	h := got.Header()
	return fmt.Sprintf("%s/%s/%s/%s", h.Get("RateLimit-Limit"), h.Get("RateLimit-Remaining"), h.Get("RateLimit-Reset"), h.Get("Retry-After"))
}

func TestRateLimit(t *testing.T) {
	const mine, other, sixth, neighbour, subscriber = "192.0.2.1:9", "192.0.2.2:9", "[2001:db8::1]:9", "[2001:db8::ffff:0:0:2]:9", "[2001:db8:0:1::1]:9"
	l := newLimited(t, 2, 0)
	steps := []struct {
		name      string
		after     time.Duration
		client    string
		path      string
		proven    bool
		status    int
		announced string
	}{
		{"first", 0, mine, "/api/v1/status", false, 200, "2/1/60/"},
		{"a page counts too, but does not say so", 10500 * time.Millisecond, mine, "/", false, 200, "///"},
		{"one too many", 0, mine, "/api/v1/status", false, 429, "2/0/50/50"},
		{"one too many on a page", 0, mine, "/", false, 429, "2/0/50/50"},
		{"health is asked for without limit", 0, mine, "/healthz", false, 200, "///"},
		{"who is known is not counted", 0, mine, "/api/v1/status", true, 200, "2/2/60/"},
		{"another client", 0, other, "/api/v1/status", false, 200, "2/1/60/"},
		{"another port is the same client", 0, "192.0.2.1:10", "/api", false, 429, "2/0/50/50"},
		{"IPv6", 0, sixth, "/api", false, 200, "2/1/60/"},
		{"the same /64", 0, neighbour, "/api", false, 200, "2/0/60/"},
		{"the same /64, again", 0, sixth, "/api", false, 429, "2/0/60/60"},
		{"another /64", 0, subscriber, "/api", false, 200, "2/1/60/"},
		{"the last instant of the minute", 49499 * time.Millisecond, mine, "/api", false, 429, "2/0/1/1"},
		{"a new minute", time.Millisecond, mine, "/api", false, 200, "2/1/60/"},
		{"the clock was set back", -time.Hour, mine, "/api", false, 200, "2/1/60/"},
	}
	for _, step := range steps {
		l.clock.move(step.after)
		got := l.ask(step.client, step.path, step.proven)
		if got.Code != step.status || announced(got) != step.announced {
			t.Errorf("%s: got %d %s, want %d %s", step.name, got.Code, announced(got), step.status, step.announced)
		}
		if step.status == 429 && got.Body.String() != "rendered 429" {
			t.Errorf("%s: %q", step.name, got.Body)
		}
	}
}

func TestNoRateLimit(t *testing.T) {
	l := newLimited(t, 0, 0)
	for range 1000 {
		if got := l.ask("192.0.2.1:9", "/api", false); got.Code != 200 || announced(got) != "1000000/1000000/60/" {
			t.Fatalf("got %d %s", got.Code, announced(got))
		}
	}
}

func TestRateLimitMemoryIsBounded(t *testing.T) {
	c := &rateCounter{limit: 2, most: 3, clients: map[netip.Addr]*minute{}}
	now := newClock()
	client := func(n int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, 0, byte(n)}) }
	for n := range 3 {
		c.count(client(n), now.now())
	}
	// The table is full: the next ones share a count, those in it keep theirs.
	for n, want := range []bool{true, true, false, false} {
		if got := c.count(client(10+n), now.now()).allowed; got != want {
			t.Errorf("stranger %d allowed: %v, want %v", n, got, want)
		}
	}
	if got := c.count(client(0), now.now()); !got.allowed || got.remaining != 0 {
		t.Errorf("a client in the table got %+v", got)
	}
	// Their minutes over, they make room.
	now.move(window)
	if got := c.count(client(20), now.now()); !got.allowed || got.remaining != 1 || len(c.clients) != 1 {
		t.Errorf("after a minute %+v, %d clients in the table", got, len(c.clients))
	}
}

// The laws: a client is never allowed more than its limit from the first request of a minute on,
// nor refused before; what is announced is what happens; the table is bounded.
func TestRateLimitLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 5).Draw(t, "limit")
		most := rapid.IntRange(4, 8).Draw(t, "most")
		c := &rateCounter{limit: limit, most: most, clients: map[netip.Addr]*minute{}}
		now := newClock()
		type state struct {
			began time.Time
			count int
		}
		model := map[netip.Addr]*state{}
		for range rapid.IntRange(1, 60).Draw(t, "requests") {
			now.move(time.Duration(rapid.IntRange(0, 30_000).Draw(t, "milliseconds")) * time.Millisecond)
			client := netip.AddrFrom4([4]byte{10, 0, 0, byte(rapid.IntRange(0, 3).Draw(t, "client"))})
			s := model[client]
			if s == nil || now.Sub(s.began) >= window {
				s = &state{began: now.Time}
				model[client] = s
			}
			s.count++
			got := c.count(client, now.now())
			if got.allowed != (s.count <= limit) || got.remaining != max(0, limit-s.count) {
				t.Fatalf("request %d of limit %d: %+v", s.count, limit, got)
			}
			resets := now.Add(time.Duration(got.reset) * time.Second).Sub(s.began)
			if got.reset < 1 || resets < window || resets >= window+time.Second {
				t.Fatalf("announced a reset in %d s, %s after the minute began", got.reset, resets)
			}
			if len(c.clients) > most {
				t.Fatalf("%d clients in a table of %d", len(c.clients), most)
			}
		}
	})
}
