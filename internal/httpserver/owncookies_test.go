package httpserver

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestOwnCookies(t *testing.T) {
	for _, c := range []struct {
		name, site, origin string
		kept               bool
	}{
		{"no page at all", "", "", true},
		{"an own page", "same-origin", "", true},
		{"an own page that writes", "same-origin", "http://traguardi.example", true},
		{"typed into the address bar", "none", "", true},
		{"another site", "cross-site", "https://evil.example", false},
		{"another site, without credentials to read", "cross-site", "", false},
		{"a neighbouring host", "same-site", "https://altro.comune.example", false},
		{"an older browser, another site", "", "https://evil.example", false},
		{"an older browser, an own page", "", "http://traguardi.example", true},
		{"an older browser, through the proxy's name", "", "https://pubblico.example", true},
		{"another port of this host", "", "http://traguardi.example:8081", false},
		{"a page without an origin", "", "null", false},
		{"nonsense", "", "%zz", false},
		{"a value that does not exist yet", "next-door", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var seen string
			handler := OwnCookies([]string{"https://pubblico.example"})(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				seen = r.Header.Get("Cookie")
			}))
			r := httptest.NewRequest(http.MethodGet, "http://traguardi.example/api/v1/status", nil)
			r.Header.Set("Cookie", "traguardi=x")
			for name, value := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin} {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
			handler.ServeHTTP(httptest.NewRecorder(), r)
			if (seen != "") != c.kept {
				t.Errorf("the cookie is seen as %q", seen)
			}
			if r.Header.Get("Cookie") == "" {
				t.Error("the request itself was changed")
			}
		})
	}
}
