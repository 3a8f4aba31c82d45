package httpserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// renderText is an ErrorRenderer that says its status, by path as the program's does.
func renderText(w http.ResponseWriter, r *http.Request, status int) {
	contentType := "text/html; charset=utf-8"
	if below(r.URL.Path, "/api") {
		contentType = "application/problem+json"
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	fmt.Fprintf(w, "rendered %d", status)
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

var ok = answering(http.StatusOK, "fine")

// ask sends a request through a handler, without a connection.
func ask(handler http.Handler, request *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

func get(path string) *http.Request {
	return httptest.NewRequest(http.MethodGet, path, nil)
}

func wantAnswer(t *testing.T, got *httptest.ResponseRecorder, status int, body string) {
	t.Helper()
	if got.Code != status || got.Body.String() != body {
		t.Errorf("got %d %q, want %d %q", got.Code, got.Body, status, body)
	}
}

// log collects what is written, from any goroutine.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *log) logger() *slog.Logger {
	return slog.New(LogHandler(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

func (l *log) lines(t *testing.T) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for line := range strings.Lines(l.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		lines = append(lines, fields)
	}
	return lines
}

// clock stands still until it is moved.
type clock struct{ time.Time }

func newClock() *clock                       { return &clock{time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)} }
func (c *clock) now() time.Time              { return c.Time }
func (c *clock) move(duration time.Duration) { c.Time = c.Add(duration) }

func direct(t testing.TB) *ClientAddresses {
	t.Helper()
	clients, err := NewClientAddresses(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return clients
}
