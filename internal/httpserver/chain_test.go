package httpserver

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestChainOrder(t *testing.T) {
	var passed []string
	named := func(name string) Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				passed = append(passed, name)
				next.ServeHTTP(w, r)
			})
		}
	}
	wantAnswer(t, ask(Chain(ok, named("first"), nil, named("second")), get("/")), 200, "fine")
	if want := []string{"first", "second"}; !slices.Equal(passed, want) {
		t.Errorf("passed %v, want %v", passed, want)
	}
	wantAnswer(t, ask(Chain(ok), get("/")), 200, "fine")
}

func TestPick(t *testing.T) {
	rules := []ForPrefix[string]{{"/api", "api"}, {"/api/v1/docs", "docs"}, {"/api/v1/", "v1"}}
	tests := []struct{ path, want string }{
		{"/", "none"},
		{"/api", "api"},
		{"/api/", "api"},
		{"/apiary", "none"},
		{"/api/v1", "v1"},
		{"/api/v1/status", "v1"},
		{"/api/v1/docs", "docs"},
		{"/api/v1/docs/x", "docs"},
		{"/api/v1/docsx", "v1"},
		{"*", "none"},
		{"", "none"},
	}
	for _, test := range tests {
		if got := pick(rules, test.path, "none"); got != test.want {
			t.Errorf("%s: got %s, want %s", test.path, got, test.want)
		}
	}
	if got := pick([]ForPrefix[string]{{"/", "all"}}, "/any", "none"); got != "all" {
		t.Errorf("the root's rule does not hold below it: %s", got)
	}
}

// Whatever happens to a request of the API, its answer carries what every answer is to carry.
func TestWholeChain(t *testing.T) {
	var written log
	logger, clients := written.logger(), direct(t)
	crossOrigin, err := CrossOrigin(nil, renderText)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/status", ok)
	mux.HandleFunc("GET /api/v1/panics", func(http.ResponseWriter, *http.Request) { panic("broken") })
	mux.HandleFunc("POST /api/v1/echo", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(w, r.Body); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	server := httptest.NewServer(Chain(mux,
		RequestID(),
		AccessLog(AccessLogOptions{Logger: logger, Clients: clients, Now: time.Now}),
		Recover(logger, renderText),
		SecurityHeaders(SecurityHeadersOptions{}),
		RateLimit(RateLimitOptions{
			PerMinute: 6, Clients: clients, Now: newClock().now, Render: renderText,
			Announced: func(r *http.Request) bool { return below(r.URL.Path, "/api") },
		}),
		crossOrigin,
		BodyLimit(10, renderText),
		ErrorPages(renderText),
	))
	defer server.Close()

	tests := []struct {
		name, method, path, body, site string
		status                         int
		answer, remaining, route       string
	}{
		{"found", "GET", "/api/v1/status", "", "", 200, "fine", "5", "GET /api/v1/status"},
		{"not found", "GET", "/api/v1/nothing", "", "", 404, "rendered 404", "4", "none"},
		{"not with this method", "PUT", "/api/v1/status", "", "", 405, "rendered 405", "3", "none"},
		{"panics", "GET", "/api/v1/panics", "", "", 500, "rendered 500", "2", "GET /api/v1/panics"},
		{"too long", "POST", "/api/v1/echo", "more than ten bytes", "", 413, "rendered 413", "1", "none"},
		{"another site's", "POST", "/api/v1/echo", "x", "cross-site", 403, "rendered 403", "0", "none"},
		{"too many", "GET", "/api/v1/status", "", "", 429, "rendered 429", "0", "none"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), test.method, server.URL+test.path, strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if test.site != "" {
				request.Header.Set("Sec-Fetch-Site", test.site)
			}
			response, err := server.Client().Do(request)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != test.status || string(body) != test.answer {
				t.Errorf("got %d %q, want %d %q", response.StatusCode, body, test.status, test.answer)
			}
			header := response.Header
			if header.Get("RateLimit-Limit") != "6" || header.Get("RateLimit-Remaining") != test.remaining || header.Get("RateLimit-Reset") != "60" {
				t.Errorf("rate limit headers of %v, want %s remaining", header, test.remaining)
			}
			if (header.Get("Retry-After") == "60") != (test.status == 429) {
				t.Errorf("Retry-After %q", header.Get("Retry-After"))
			}
			if header.Get("Content-Security-Policy") != StrictCSP || !wellFormedID(header.Get("Request-Id")) {
				t.Errorf("security headers or request id are missing: %v", header)
			}
			if test.status >= 400 && header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("Content-Type %q", header.Get("Content-Type"))
			}
		})
	}
	server.Close() // so that the last line is written
	var routes []string
	for _, line := range written.lines(t) {
		if line["msg"] == "request" {
			routes = append(routes, line["route"].(string))
		}
	}
	for i, test := range tests {
		if i >= len(routes) || routes[i] != test.route {
			t.Errorf("%s: logged routes %q, want %q at %d", test.name, routes, test.route, i)
		}
	}
}
