package httpserver

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAccessLog(t *testing.T) {
	times := newClock()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /enti/{ipa}", func(w http.ResponseWriter, _ *http.Request) {
		times.move(1500 * time.Microsecond)
		_, _ = w.Write([]byte("hello"))
	})
	mux.HandleFunc("POST /fails", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	mux.HandleFunc("GET /silent", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /hints", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusNoContent)
	})

	tests := []struct {
		name, method, target, remote string
		want                         map[string]any
	}{
		{"a page", "GET", "/enti/c_m403?q=mario&token=s3cret", "192.0.2.77:1234", map[string]any{
			"level": "INFO", "msg": "request", "method": "GET", "route": "GET /enti/{ipa}", "status": 200.0, "bytes": 5.0, "duration_ms": 1.5, "client": "192.0.2.0/24",
		}},
		{"IPv6", "GET", "/silent", "[2001:db8:1:2:3:4:5:6]:1234", map[string]any{"route": "GET /silent", "status": 200.0, "bytes": 0.0, "client": "2001:db8:1::/48"}},
		{"IPv4 in IPv6", "GET", "/silent", "[::ffff:192.0.2.77]:1234", map[string]any{"client": "192.0.2.0/24"}},
		{"a Unix socket", "GET", "/silent", "@", map[string]any{"client": "unknown"}},
		{"a server error", "POST", "/fails", "192.0.2.77:1", map[string]any{"level": "WARN", "status": 503.0, "route": "POST /fails"}},
		{"no route", "GET", "/secret-path", "192.0.2.77:1", map[string]any{"level": "INFO", "status": 404.0, "route": "none"}},
		{"a method made up", "S3CRET", "/silent", "192.0.2.77:1", map[string]any{"method": "other", "status": 405.0}},
		{"quiet", "GET", "/healthz", "127.0.0.1:1", map[string]any{"level": "DEBUG", "route": "GET /healthz"}},
		{"heralded", "GET", "/hints", "127.0.0.1:1", map[string]any{"status": 204.0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var written log
			handler := Chain(mux, RequestID(), AccessLog(AccessLogOptions{
				Logger: written.logger(), Clients: direct(t), Now: times.now,
				Quiet: func(r *http.Request) bool { return r.URL.Path == "/healthz" },
			}), copying, ErrorPages(renderText))
			request := get(test.target)
			request.Method, request.RemoteAddr = test.method, test.remote
			request.Header.Set("Authorization", "Bearer s3cret")
			request.Header.Set("Cookie", "session=s3cret")
			request.Header.Set("User-Agent", "s3cret")
			id := ask(handler, request).Header().Get("Request-Id")

			lines := written.lines(t)
			if len(lines) != 1 {
				t.Fatalf("%d lines, want 1: %s", len(lines), &written)
			}
			for field, want := range test.want {
				if lines[0][field] != want {
					t.Errorf("%s is %v, want %v", field, lines[0][field], want)
				}
			}
			if lines[0]["request_id"] != id {
				t.Errorf("request_id %v, the client was told %s", lines[0]["request_id"], id)
			}
			for _, secret := range []string{"s3cret", "S3CRET", "mario", "secret-path", "192.0.2.77", "3:4:5:6"} {
				if strings.Contains(written.String(), secret) {
					t.Errorf("the log holds %s: %s", secret, &written)
				}
			}
		})
	}
}

// copying is a middleware that hands on a copy of the request, as those do that put something into
// its context.
func copying(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(r.Context()))
	})
}

func TestAccessLogOfAnAnswerCutOff(t *testing.T) {
	var written log
	handler := AccessLog(AccessLogOptions{Logger: written.logger(), Clients: direct(t), Now: newClock().now})(
		http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	func() {
		defer func() {
			if cause, isError := recover().(error); !isError || !errors.Is(cause, http.ErrAbortHandler) {
				t.Errorf("the panic did not pass: %v", cause)
			}
		}()
		ask(handler, get("/"))
	}()
	line := written.lines(t)[0]
	if line["msg"] != "request cut off" || line["level"] != "WARN" || line["status"] != 0.0 {
		t.Errorf("logged %v", line)
	}
}

func TestAccessLogTellsTheObserver(t *testing.T) {
	type observation struct {
		route, method string
		status        int
		took          time.Duration
	}
	times := newClock()
	mux := http.NewServeMux()
	mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) { times.move(time.Second) })
	mux.HandleFunc("/panics", func(http.ResponseWriter, *http.Request) { panic("broken") })
	var written log
	var seen []observation
	handler := Chain(mux, RequestID(), AccessLog(AccessLogOptions{
		Logger: written.logger(), Clients: direct(t), Now: times.now,
		Observe: func(route, method string, status int, took time.Duration) {
			seen = append(seen, observation{route, method, status, took})
		},
	}), Recover(written.logger(), renderText), copying, ErrorPages(renderText))

	tests := []struct {
		path string
		want observation
	}{
		{"/slow", observation{"/slow", "GET", 200, time.Second}},
		{"/panics", observation{"/panics", "GET", 500, 0}},
		{"/nowhere", observation{"", "GET", 404, 0}},
	}
	for i, test := range tests {
		ask(handler, get(test.path))
		if len(seen) != i+1 || seen[i] != test.want {
			t.Errorf("%s: observed %v, want %v last", test.path, seen, test.want)
		}
	}
}
