package main_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// The server that is written to is lost under sixteen writers, and its standby promoted: pages go on
// and say so, writes are refused for the moment, and go through again without a restart; since the
// standby was a synchronous one, nothing acknowledged is lost.
func TestFaultFailover(t *testing.T) {
	t.Parallel()
	primary := pgtest.NewCluster(t)
	own := primary.URL(t)
	standby := primary.Standby(t)
	url := primary.Either(t, own, standby)
	moments := chance(t)
	s := serve(t, servers(url, "--poll-interval", "100ms", "--rate-limit", "0"))
	c := newCrowd(t, url, s)
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		c.write(stop)
	}()
	time.Sleep(time.Duration(moments.Int64N(int64(500*time.Millisecond))) + 300*time.Millisecond)
	primary.Crash(t)
	lost := time.Now()
	eventually(t, "the page says that its data may be old", func() bool {
		status, body := s.get("/enti/c_prova")
		if status != http.StatusOK {
			t.Fatalf("the page without a database: %d", status)
		}
		return strings.Contains(body, "t-band--away")
	})
	response, text, err := c.send(http.MethodPost, "/api/v1/organizations/c_prova/offices", c.writers[0].token, `{"code":"nuovo","name":"Nuovo"}`)
	if err != nil || response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
		t.Errorf("a write with the standby alone: %v %v: %s", response, err, text)
	}
	promoted := time.Now()
	standby.Promote(t)
	eventually(t, "the server is ready again", func() bool {
		status, _ := s.get("/readyz")
		return status == http.StatusOK
	})
	back := time.Now()
	eventually(t, "the page shows the present again", func() bool {
		_, body := s.get("/enti/c_prova")
		return !strings.Contains(body, "t-band--away")
	})
	time.Sleep(500 * time.Millisecond)
	close(stop)
	<-ended
	if c.refused == 0 {
		t.Error("no write met the failover")
	}
	t.Logf("lost for %s, ready %s after the standby was told to take over", promoted.Sub(lost).Round(time.Millisecond), back.Sub(promoted).Round(time.Millisecond))
	c.everything(url, "failed over")
}
