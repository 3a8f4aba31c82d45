package httpserver

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

func TestSecurityHeaders(t *testing.T) {
	const docs = "default-src 'self'; style-src 'self' 'unsafe-inline'"
	handler := func(https bool) http.Handler {
		return SecurityHeaders(SecurityHeadersOptions{HTTPS: https, CSP: []ForPrefix[string]{{"/api/v1/docs", docs}}})(ok)
	}
	tests := []struct {
		name  string
		https bool
		path  string
		want  map[string]string
	}{
		{"a page", false, "/enti/c_m403", map[string]string{
			"Content-Security-Policy":      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
			"Referrer-Policy":              "same-origin",
			"X-Content-Type-Options":       "nosniff",
			"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Strict-Transport-Security":    "",
		}},
		{"by https", true, "/", map[string]string{"Strict-Transport-Security": "max-age=31536000", "Content-Security-Policy": StrictCSP}},
		{"where the policy is another", false, "/api/v1/docs", map[string]string{"Content-Security-Policy": docs}},
		{"beside it", false, "/api/v1/docs2", map[string]string{"Content-Security-Policy": StrictCSP}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ask(handler(test.https), get(test.path))
			wantAnswer(t, got, 200, "fine")
			for name, want := range test.want {
				if value := got.Header().Get(name); value != want {
					t.Errorf("%s is %q, want %q", name, value, want)
				}
			}
		})
	}
}

// What the API answers is kept by a browser under a name of its own, whatever the address ends
// with; pages, and what has a name already, are left alone.
func TestAnswersOfTheAPIAreFiles(t *testing.T) {
	for _, test := range []struct{ name, path, media, own, want string }{
		{"data", "/api/v1/objectives", "application/json", "", `attachment; filename="api.json"`},
		{"with its charset", "/api/v1/objectives/run.bat", "application/json; charset=utf-8", "", `attachment; filename="api.json"`},
		{"a refusal", "/api/v1/x", "application/problem+json", "", `attachment; filename="api.json"`},
		{"a table", "/api/v1/objectives", "text/csv; charset=utf-8", "", `attachment; filename="api.csv"`},
		{"one that has a name", "/api/v1/plan", "text/csv", `attachment; filename="piano.csv"`, `attachment; filename="piano.csv"`},
		{"the documentation", "/api/v1/docs", "text/html; charset=utf-8", "", ""},
		{"no content", "/api/v1/x", "", "", ""},
		{"elsewhere", "/readyz", "application/json", "", ""},
		{"beside it", "/api/v10", "application/json", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			handler := SecurityHeaders(SecurityHeadersOptions{API: "/api/v1"})(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if test.media != "" {
					w.Header().Set("Content-Type", test.media)
				}
				if test.own != "" {
					w.Header().Set("Content-Disposition", test.own)
				}
				w.WriteHeader(http.StatusOK)
			}))
			if got := ask(handler, get(test.path)).Header().Get("Content-Disposition"); got != test.want {
				t.Errorf("Content-Disposition is %q, want %q", got, test.want)
			}
		})
	}
}

func TestSecurityHeadersOfEveryKindOfAnswer(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    []string
	}{
		{"written at once", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("x")) }, []string{"same-origin"}},
		{"an error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }, []string{"same-origin"}},
		{"nothing written", func(http.ResponseWriter, *http.Request) {}, []string{"same-origin"}},
		{"the handler's own", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Referrer-Policy", "no-referrer")
			w.WriteHeader(http.StatusOK)
		}, []string{"no-referrer"}},
		{"added to after the fact", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusOK)
			w.Header().Add("Referrer-Policy", "origin")
		}, []string{"same-origin"}},
		{"heralded", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(http.StatusOK)
		}, []string{"same-origin"}},
		{"not modified", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(SecurityHeaders(SecurityHeadersOptions{API: "/api/v1"})(test.handler))
			defer server.Close()
			for range 2 { // the second time too: answers share no values that one could change
				response, err := server.Client().Get(server.URL)
				if err != nil {
					t.Fatal(err)
				}
				_ = response.Body.Close()
				if got := response.Header.Values("Referrer-Policy"); !slices.Equal(got, test.want) {
					t.Errorf("Referrer-Policy %q, want %q", got, test.want)
				}
			}
		})
	}
}
