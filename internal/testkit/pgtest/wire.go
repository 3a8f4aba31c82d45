package pgtest

import (
	"context"
	"errors"
	"io"
	"net"
	neturl "net/url"
	"sync"
	"testing"
)

// Wire is a network between a program and a database's server that can be cut and mended, for one
// test: the server goes on for everybody else.
type Wire struct {
	// URL leads to the database through it.
	URL string

	server   string
	listener net.Listener
	carriers sync.WaitGroup

	mu   sync.Mutex
	cut  bool
	ends map[net.Conn]bool
}

// NewWire lays one before the server of a URL that was given out here.
func NewWire(t testing.TB, url string) *Wire {
	t.Helper()
	through, err := neturl.Parse(url)
	if err != nil {
		t.Fatal("pgtest: the server's address is not a URL")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	w := &Wire{server: through.Host, listener: listener, ends: map[net.Conn]bool{}}
	through.Host = listener.Addr().String()
	w.URL = through.String()
	w.carriers.Go(w.accept)
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Errorf("pgtest: %v", err)
		}
		w.Cut()
		w.carriers.Wait()
	})
	return w
}

// Cut ends what goes through, and what comes is ended at once, until it is mended.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = true
	for c := range w.ends {
		_ = c.Close() // whoever carries says so
	}
}

// Mend lets new connections through.
func (w *Wire) Mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = false
}

func (w *Wire) accept() {
	for {
		near, err := w.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			w.carriers.Go(func() { w.carry(near) })
		}
	}
}

// carry passes on what either end says until one of them stops, or the wire is cut.
func (w *Wire) carry(near net.Conn) {
	if !w.keep(near) {
		return
	}
	defer w.drop(near)
	var dialer net.Dialer
	far, err := dialer.DialContext(context.Background(), "tcp", w.server)
	if err != nil || !w.keep(far) {
		return
	}
	defer w.drop(far)
	ended := make(chan struct{}, 2)
	pass := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from) // an end that stops, or a cut, is how it is to end
		ended <- struct{}{}
	}
	w.carriers.Go(func() { pass(far, near) })
	w.carriers.Go(func() { pass(near, far) })
	<-ended
}

// keep takes an end into what a cut ends; where the wire is cut it is ended now.
func (w *Wire) keep(end net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut {
		_ = end.Close() // nothing has been said yet
		return false
	}
	w.ends[end] = true
	return true
}

func (w *Wire) drop(end net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.ends, end)
	_ = end.Close() // a second time where the wire was cut
}
