package httpserver

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// guarded is a look-up behind a FailureLimit: credentials that begin with "good" pass,
// and "away" is what the database says when it cannot tell.
type guarded struct {
	handler http.Handler
	limit   *FailureLimit
	clock   *clock
	lookups int
	revoked map[string]bool
}

func newGuarded(t testing.TB, perMinute, maxClients, maxPassed int) *guarded {
	g := &guarded{clock: newClock(), revoked: map[string]bool{}}
	g.limit = NewFailureLimit(FailureLimitOptions{
		PerMinute: perMinute, MaxClients: maxClients, MaxPassed: maxPassed, Clients: direct(t), Now: g.clock.now, Render: renderText,
	})
	outcome := func(r *http.Request) Outcome {
		g.lookups++
		switch credential := r.Header.Get("Authorization"); {
		case credential == "away":
			return Unsettled
		case len(credential) >= 4 && credential[:4] == "good" && !g.revoked[credential]:
			return Passed
		}
		return Failed
	}
	g.handler = Chain(ok, g.limit.Guard, g.limit.Settle(outcome))
	return g
}

func (g *guarded) ask(client, credential string) *httptest.ResponseRecorder {
	request := get("/api")
	request.RemoteAddr = client
	if credential != "" {
		request.Header.Set("Authorization", credential)
	}
	return ask(g.handler, request)
}

func TestFailureLimit(t *testing.T) {
	const mine, other, sixth, neighbour = "192.0.2.1:9", "192.0.2.2:9", "[2001:db8::1]:9", "[2001:db8::2]:9"
	g := newGuarded(t, 2, 0, 0)
	for _, step := range []struct {
		name               string
		after              time.Duration
		client, credential string
		status             int
		announced          string
		looked             bool
	}{
		{"one that passes", 0, mine, "good 1", 200, "///", true},
		{"a failure", 0, mine, "bad 1", 200, "///", true},
		{"one that could not be looked up is none", 0, mine, "away", 200, "///", true},
		{"another failure", 10 * time.Second, mine, "bad 2", 200, "///", true},
		{"too many", 0, mine, "bad 3", 429, "2/0/50/50", false},
		{"the same again", 0, mine, "bad 1", 429, "2/0/50/50", false},
		{"a good one that was never seen", 0, mine, "good 2", 429, "2/0/50/50", false},
		{"the good one that passed before", 0, mine, "good 1", 200, "///", true},
		{"no credential", 0, mine, "", 200, "///", false},
		{"another client", 0, other, "good 2", 200, "///", true},
		{"who passed elsewhere", 0, mine, "good 2", 200, "///", true},
		{"IPv6", 0, sixth, "bad", 200, "///", true},
		{"the same /64", 0, neighbour, "bad", 200, "///", true},
		{"the same /64, too many", 0, sixth, "bad", 429, "2/0/60/60", false},
		{"the last instant of the minute", 50*time.Second - time.Nanosecond, mine, "bad 1", 429, "2/0/1/1", false},
		{"a new minute", time.Nanosecond, mine, "bad 1", 200, "///", true},
	} {
		g.clock.move(step.after)
		before := g.lookups
		got := g.ask(step.client, step.credential)
		if got.Code != step.status || announced(got) != step.announced || (g.lookups > before) != step.looked {
			t.Errorf("%s: got %d %s, looked up: %v; want %d %s, %v", step.name, got.Code, announced(got), g.lookups > before, step.status, step.announced, step.looked)
		}
		if step.status == 429 && got.Body.String() != "rendered 429" {
			t.Errorf("%s: %q", step.name, got.Body)
		}
	}
}

// A credential that passed and was revoked is like any other that fails.
func TestARevokedCredentialIsForgotten(t *testing.T) {
	const client = "192.0.2.1:9"
	g := newGuarded(t, 1, 0, 0)
	g.ask(client, "good")
	g.revoked["good"] = true
	if got := g.ask(client, "good"); got.Code != http.StatusOK {
		t.Fatalf("the look-up that finds it revoked: %d", got.Code)
	}
	if got := g.ask(client, "good"); got.Code != http.StatusTooManyRequests {
		t.Errorf("the next one: %d", got.Code)
	}
}

func TestFailureLimitMemoryIsBounded(t *testing.T) {
	g := newGuarded(t, 1, 2, 3)
	for n := range 20 {
		client := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(n)}), 9).String()
		g.ask(client, "good "+client)
		g.ask(client, "bad")
		if len(g.limit.passed) > 3 || len(g.limit.counter.clients) > 2 {
			t.Fatalf("%d credentials and %d clients are remembered", len(g.limit.passed), len(g.limit.counter.clients))
		}
	}
	// The table of clients is full: the next ones share a count, which is used up.
	if got := g.ask("10.0.1.1:9", "bad"); got.Code != http.StatusTooManyRequests {
		t.Errorf("a client beyond the table: %d", got.Code)
	}
}

// The law: whatever is asked, what is peeked is what counting then does.
func TestPeekTellsWhatCountDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &rateCounter{limit: rapid.IntRange(1, 4).Draw(t, "limit"), most: rapid.IntRange(1, 3).Draw(t, "most"), clients: map[netip.Addr]*minute{}}
		now := newClock()
		for range rapid.IntRange(1, 60).Draw(t, "requests") {
			now.move(time.Duration(rapid.IntRange(0, 30_000).Draw(t, "milliseconds")) * time.Millisecond)
			client := netip.AddrFrom4([4]byte{10, 0, 0, byte(rapid.IntRange(0, 1).Draw(t, "client"))})
			if c.clients[client] == nil {
				c.sweep(now.now()) // counting makes room by itself; peeking does not
			}
			peeked := c.look(t.Context(), client, now.now())
			again := c.look(t.Context(), client, now.now())
			if peeked != again {
				t.Fatalf("peeking changed %+v to %+v", peeked, again)
			}
			if counted := c.count(client, now.now()); counted.allowed != peeked.allowed || counted.reset != peeked.reset {
				t.Fatalf("peeked %+v, counted %+v", peeked, counted)
			}
		}
	})
}
