package httpserver

import (
	"net/http"
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

func TestSecurityHeadersAreNotSharedByAnswers(t *testing.T) {
	handler := SecurityHeaders(SecurityHeadersOptions{})(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Referrer-Policy", "origin")
	}))
	for range 2 {
		if got := ask(handler, get("/")).Header().Values("Referrer-Policy"); len(got) != 2 {
			t.Errorf("Referrer-Policy %q", got)
		}
	}
}
