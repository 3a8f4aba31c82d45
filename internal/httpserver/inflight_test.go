package httpserver

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// gated is a handler that holds its requests until the test lets them go.
type gated struct {
	began chan struct{}
	end   chan struct{}
}

func newGated() *gated { return &gated{began: make(chan struct{}, 100), end: make(chan struct{})} }

func (g *gated) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	g.began <- struct{}{}
	<-g.end
	_, _ = io.WriteString(w, "fine")
}

func TestMoreThanAServerTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		work := newGated()
		limit := NewInFlight(InFlightOptions{Most: 2, Waiting: 1, Patience: time.Second, Render: renderText})
		handler := limit.Guard(work)
		var group sync.WaitGroup
		answers := make([]*httptest.ResponseRecorder, 3)
		for i := range answers {
			group.Go(func() { answers[i] = ask(handler, get("/")) })
			synctest.Wait()
		}
		if limit.Working() != 2 || len(work.began) != 2 {
			t.Errorf("%d counted, %d at work, want 2", limit.Working(), len(work.began))
		}

		// Two at work, one waits: the next is turned away at once.
		began := time.Now()
		refused := ask(handler, get("/api/v1/status"))
		wantAnswer(t, refused, http.StatusServiceUnavailable, "rendered 503")
		if refused.Header().Get("Retry-After") == "" || time.Since(began) != 0 {
			t.Errorf("Retry-After %q after %s", refused.Header().Get("Retry-After"), time.Since(began))
		}
		// So is the one that waits, when a second is over.
		time.Sleep(time.Second)
		synctest.Wait()
		if answers[2] == nil || answers[2].Code != http.StatusServiceUnavailable {
			t.Errorf("who waited in vain got %v", answers[2])
		}
		if limit.Shed() != 2 {
			t.Errorf("%d shed, want 2", limit.Shed())
		}

		// One that waits has its turn as soon as one ends.
		late := make(chan *httptest.ResponseRecorder)
		go func() { late <- ask(handler, get("/")) }()
		synctest.Wait()
		work.end <- struct{}{}
		synctest.Wait()
		if len(work.began) != 3 {
			t.Errorf("%d began, want 3", len(work.began))
		}
		close(work.end)
		wantAnswer(t, <-late, http.StatusOK, "fine")
		group.Wait()
		wantAnswer(t, answers[0], http.StatusOK, "fine")
		wantAnswer(t, answers[1], http.StatusOK, "fine")
		if limit.Working() != 0 {
			t.Errorf("%d are still counted", limit.Working())
		}
		wantAnswer(t, ask(handler, get("/")), http.StatusOK, "fine")
	})
}

// One who goes away while waiting leaves the queue to others, and was not turned away.
func TestWhoWaitsMayGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		work := newGated()
		limit := NewInFlight(InFlightOptions{Most: 1, Waiting: 1, Render: renderText})
		handler := limit.Guard(work)
		var group sync.WaitGroup
		group.Go(func() { ask(handler, get("/")) })
		synctest.Wait()
		ctx, leave := context.WithCancel(t.Context())
		group.Go(func() { ask(handler, get("/").WithContext(ctx)) })
		synctest.Wait()
		leave()
		synctest.Wait()
		group.Go(func() { wantAnswer(t, ask(handler, get("/")), http.StatusOK, "fine") })
		synctest.Wait()
		close(work.end)
		group.Wait()
		if limit.Shed() != 0 || limit.Working() != 0 || len(work.began) != 2 {
			t.Errorf("%d shed, %d counted, %d began", limit.Shed(), limit.Working(), len(work.began))
		}
	})
}

func TestNoLimit(t *testing.T) {
	limit := NewInFlight(InFlightOptions{Render: renderText})
	for range 3 {
		wantAnswer(t, ask(limit.Guard(ok), get("/")), http.StatusOK, "fine")
	}
}

// A panic gives the turn back as well, and the page that tells of it is nobody's turn.
func TestAPanicGivesItsTurnBack(t *testing.T) {
	var written log
	limit := NewInFlight(InFlightOptions{Most: 1, Render: renderText})
	handler := Chain(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") }),
		RequestID(), Recover(written.logger(), renderText), limit.Guard)
	for range 3 {
		wantAnswer(t, ask(handler, get("/")), http.StatusInternalServerError, "rendered 500")
	}
	if limit.Working() != 0 || limit.Shed() != 0 {
		t.Errorf("%d counted, %d shed", limit.Working(), limit.Shed())
	}
}

// dial opens a connection that is closed when the test ends.
func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return connection
}

// Clients that send slowly, or never read, hold no turn: with a single one, others are served
// meanwhile. The server's time limits end each of them.
func TestFaultSlowClients(t *testing.T) {
	big := bytes.Repeat([]byte("x"), 64<<20) // more than the buffers of any connection
	work := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/big":
			_, _ = w.Write(big)
		case "/upload":
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return
			}
		}
		_, _ = io.WriteString(w, "fine")
	})
	limit := NewInFlight(InFlightOptions{Most: 1, Waiting: 1, Patience: 5 * time.Second, Render: renderText})
	const timeout = 700 * time.Millisecond
	_, address := started(t, ServerOptions{Handler: limit.Guard(work), ReadHeaderTimeout: timeout, ReadTimeout: timeout, WriteTimeout: timeout})

	slow := map[string]net.Conn{}
	for name, request := range map[string]string{
		"a header without end":   "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"a body that dawdles":    "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
		"an answer nobody reads": "GET /big HTTP/1.1\r\nHost: x\r\n\r\n",
		"nothing at all":         "",
	} {
		slow[name] = dial(t, address)
		if _, err := io.WriteString(slow[name], request); err != nil {
			t.Fatal(err)
		}
	}
	// While they are connected, everybody else is served.
	began, served := time.Now(), 0
	for time.Since(began) < timeout/2 {
		response, err := http.Get("http://" + address + "/")
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Fatalf("somebody else got %d", response.StatusCode)
		}
		served++
	}
	if served == 0 || limit.Shed() != 0 {
		t.Errorf("%d served, %d shed", served, limit.Shed())
	}
	for name, connection := range slow {
		// What is read now, after the limit, was in the buffers; then comes the end.
		time.Sleep(max(0, timeout+100*time.Millisecond-time.Since(began)))
		got, err := io.Copy(io.Discard, connection)
		if timedOut := (net.Error)(nil); errors.As(err, &timedOut) && timedOut.Timeout() {
			t.Errorf("%s: the server holds on after %s", name, time.Since(began))
		}
		if got >= int64(len(big)) {
			t.Errorf("%s: got the whole answer", name)
		}
	}
	if limit.Working() != 0 {
		t.Errorf("%d are still counted", limit.Working())
	}
}

// At ten times what the server takes, what it accepts is answered in a time that is bounded, the
// rest is told to come again, and when the crowd has gone nothing is left of it.
func TestFaultTenTimesTheLoad(t *testing.T) {
	const most, requests = 8, 400
	var together, highest atomic.Int64
	work := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := together.Add(1)
		defer together.Add(-1)
		for old := highest.Load(); n > old && !highest.CompareAndSwap(old, n); old = highest.Load() {
		}
		time.Sleep(10 * time.Millisecond) // a disk, not a processor: the machine under test is shared
		_, _ = io.WriteString(w, "fine")
	})
	limit := NewInFlight(InFlightOptions{Most: most, Render: renderText})
	_, address := started(t, ServerOptions{Handler: limit.Guard(work)})

	// crowd asks over a number of connections and tells how long each answer took.
	crowd := func(connections int) (accepted []time.Duration, shed int) {
		var mu sync.Mutex
		var group sync.WaitGroup
		var left atomic.Int64
		left.Store(requests)
		for range connections {
			group.Go(func() {
				connection := dial(t, address)
				answers := bufio.NewReader(connection)
				for left.Load() > 0 {
					sent := time.Now()
					if _, err := fmt.Fprintf(connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
						t.Error(err)
						return
					}
					response, err := http.ReadResponse(answers, nil)
					if err != nil {
						t.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
					took := time.Since(sent)
					mu.Lock()
					switch {
					case response.StatusCode == http.StatusOK:
						accepted = append(accepted, took)
						left.Add(-1)
					case response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != "":
						shed++
					default:
						t.Errorf("%d, Retry-After %q", response.StatusCode, response.Header.Get("Retry-After"))
					}
					mu.Unlock()
					if response.StatusCode != http.StatusOK {
						time.Sleep(20 * time.Millisecond) // impatient, but not a loop
					}
				}
			})
		}
		group.Wait()
		slices.Sort(accepted)
		return accepted, shed
	}
	p99 := func(took []time.Duration) time.Duration { return took[len(took)*99/100] }

	calm, shed := crowd(most)
	if shed != 0 {
		t.Errorf("%d were turned away though all fit", shed)
	}
	pressed, shed := crowd(10 * most)
	if shed == 0 || limit.Shed() != uint64(shed) {
		t.Errorf("%d were turned away, %d counted", shed, limit.Shed())
	}
	if highest.Load() > 2*most {
		t.Errorf("%d at work together, the limit is %d", highest.Load(), most)
	}
	ratio := float64(p99(pressed)) / float64(p99(calm))
	t.Logf("p99 %s unloaded, %s at ten times the load (ratio %.1f); %d accepted, %d shed", p99(calm), p99(pressed), ratio, len(pressed), shed)
	// As many wait as are at work, so twice the time is what it should be; the rest is the machine's.
	if ratio > 10 {
		t.Errorf("p99 of what was accepted is %.1f times that of an idle server", ratio)
	}
	again, shed := crowd(most)
	if shed != 0 || limit.Working() != 0 {
		t.Errorf("afterwards: %d turned away, %d counted", shed, limit.Working())
	}
	if ratio := float64(p99(again)) / float64(p99(calm)); ratio > 10 {
		t.Errorf("afterwards p99 is %.1f times what it was", ratio)
	}
}

func TestDeadline(t *testing.T) {
	waits := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
			renderText(w, r, http.StatusServiceUnavailable)
		case <-time.After(time.Hour):
			_, _ = io.WriteString(w, "fine")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		handler := Deadline(time.Second, func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/imports") })(waits)
		began := time.Now()
		wantAnswer(t, ask(handler, get("/")), http.StatusServiceUnavailable, "rendered 503")
		if took := time.Since(began); took != time.Second {
			t.Errorf("it took %s", took)
		}
		wantAnswer(t, ask(handler, get("/imports")), http.StatusOK, "fine")
	})
}
