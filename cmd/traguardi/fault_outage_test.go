package main_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// PostgreSQL goes away under sixteen writers, in order or at once, and comes back: pages go on and
// say so, writes are refused for the moment, nothing acknowledged is lost, and nobody restarts the
// program.
func TestFaultOutage(t *testing.T) {
	t.Parallel()
	cluster := pgtest.NewCluster(t)
	url := cluster.URL(t)
	moments := chance(t)
	// Whose token cannot be looked up counts as nobody: so many who ask again would meet that limit.
	s := serve(t, servers(url, "--poll-interval", "100ms", "--rate-limit", "0"))
	c := newCrowd(t, url, s)
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		c.write(stop)
	}()
	page := func(path string) (int, string) { return s.get(path) }
	rounds := long(2, 20)
	for round := range rounds {
		time.Sleep(time.Duration(moments.Int64N(int64(300*time.Millisecond))) + 50*time.Millisecond)
		if round%2 == 0 {
			cluster.Crash(t)
		} else {
			cluster.Stop(t)
		}
		eventually(t, "the page says that its data may be old", func() bool {
			status, body := page("/enti/c_prova")
			if status != http.StatusOK {
				t.Fatalf("the page without a database: %d", status)
			}
			return strings.Contains(body, "t-band--away")
		})
		eventually(t, "the server says that it is not ready", func() bool {
			status, _ := page("/readyz")
			return status == http.StatusServiceUnavailable
		})
		// Whoever brings a cookie is looked up, and reads on where that cannot be done.
		if status, _ := s.get("/enti/c_prova", "Cookie", "traguardi=tgs_"+strings.Repeat("A", 43)); status != http.StatusOK {
			t.Errorf("the page for somebody with a session, without a database: %d", status)
		}
		response, text, err := c.send(http.MethodPost, "/api/v1/organizations/c_prova/offices", c.writers[0].token, `{"code":"nuovo","name":"Nuovo"}`)
		if err != nil || response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
			t.Errorf("a write without a database: %v %v: %s", response, err, text)
		}
		cluster.Start(t)
		eventually(t, "the server is ready again", func() bool {
			status, _ := page("/readyz")
			return status == http.StatusOK
		})
		eventually(t, "the page shows the present again", func() bool {
			_, body := page("/enti/c_prova")
			return !strings.Contains(body, "t-band--away")
		})
	}
	time.Sleep(200 * time.Millisecond)
	close(stop)
	<-ended
	if c.refused == 0 {
		t.Error("no write met an outage")
	}
	for _, w := range c.writers {
		if w.count < 2 {
			t.Errorf("%s %s wrote %d times", w.organization, w.milestone, w.count)
		}
	}
	c.everything(url, fmt.Sprintf("%d outages", rounds))
}
