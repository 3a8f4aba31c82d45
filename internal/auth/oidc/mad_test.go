package oidc_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// serve runs a provider that behaves as the handler does.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// discovery answers with a document that holds these members beside the issuer.
func discovery(members string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"issuer":"http://%s",%s}`, r.Host, members)
	}
}

// asAnother lets another client redeem the codes.
type asAnother struct{ id, secret string }

func (a asAnother) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		r = r.Clone(r.Context())
		r.SetBasicAuth(a.id, a.secret)
	}
	return http.DefaultTransport.RoundTrip(r)
}
