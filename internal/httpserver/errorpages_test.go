package httpserver

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestErrorPages(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("GET /enti/{ipa}", ok)
	mux.Handle("GET /api/v1/status", ok)
	mux.Handle("PATCH /api/v1/status", ok)
	mux.HandleFunc("GET /own", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "own words", http.StatusNotFound) })
	inner := http.NewServeMux()
	inner.Handle("GET /nested/known", ok)
	mux.Handle("/nested/", inner)
	mux.Handle("GET /folder/", ok)
	handler := ErrorPages(renderText)(mux)

	const html, problemJSON = "text/html; charset=utf-8", "application/problem+json"
	tests := []struct {
		name, method, path string
		status             int
		body, contentType  string
		allow              string
	}{
		{"a page", "GET", "/enti/c_m403", 200, "fine", "", ""},
		{"no page", "GET", "/enti", 404, "rendered 404", html, ""},
		{"no operation", "GET", "/api/v1/nothing", 404, "rendered 404", problemJSON, ""},
		{"not with this method", "POST", "/enti/c_m403", 405, "rendered 405", html, "GET, HEAD"},
		{"no operation with this method", "DELETE", "/api/v1/status", 405, "rendered 405", problemJSON, "GET, HEAD, PATCH"},
		{"a handler's own answer", "GET", "/own", 404, "own words\n", "text/plain; charset=utf-8", ""},
		{"a mux within", "GET", "/nested/known", 200, "fine", "", ""},
		{"nothing in a mux within", "GET", "/nested/unknown", 404, "rendered 404", html, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ask(handler, httptest.NewRequest(test.method, test.path, nil))
			wantAnswer(t, got, test.status, test.body)
			if contentType := got.Header().Get("Content-Type"); contentType != test.contentType {
				t.Errorf("Content-Type %q, want %q", contentType, test.contentType)
			}
			if allow := got.Header().Get("Allow"); allow != test.allow {
				t.Errorf("Allow %q, want %q", allow, test.allow)
			}
		})
	}
	if got := ask(handler, get("/folder")); got.Code/100 != 3 || got.Header().Get("Location") != "/folder/" {
		t.Errorf("the mux's redirect became %d to %q", got.Code, got.Header().Get("Location"))
	}
}

// A mux may stand within another, behind middlewares that copy the request: the route is the inner
// one's, and none is none.
func TestRouteOfAMuxWithinAnother(t *testing.T) {
	inner := http.NewServeMux()
	inner.Handle("GET /api/v1/status", ok)
	root := http.NewServeMux()
	root.Handle("/api/", Chain(inner, copying, ErrorPages(renderText)))
	root.Handle("GET /healthz", ok)

	tests := []struct{ path, want string }{
		{"/api/v1/status", "GET /api/v1/status"},
		{"/api/v1/nothing", ""},
		{"/healthz", "GET /healthz"},
	}
	for _, test := range tests {
		var written log
		seen := "unseen"
		ask(Chain(root, RequestID(), AccessLog(AccessLogOptions{
			Logger: written.logger(), Clients: direct(t), Now: newClock().now,
			Observe: func(route, _ string, _ int, _ time.Duration) { seen = route },
		})), get(test.path))
		if seen != test.want {
			t.Errorf("%s: route %q, want %q", test.path, seen, test.want)
		}
	}
}

func TestWrappedWritersLeadToTheConnection(t *testing.T) {
	var written log
	server := httptest.NewServer(Chain(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("first"))
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("flush: %v", err)
		}
	}), Recover(written.logger(), renderText), BodyLimit(0, renderText), ErrorPages(renderText)))
	defer server.Close()
	response, err := server.Client().Post(server.URL, "text/plain", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.ContentLength != -1 {
		t.Errorf("the answer was not flushed: it has a length of %d", response.ContentLength)
	}
}
