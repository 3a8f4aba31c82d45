package httpserver

import (
	"net/http/httptest"
	"testing"
)

func TestCrossOrigin(t *testing.T) {
	middleware, err := CrossOrigin([]string{"https://traguardi.example.it"}, renderText)
	if err != nil {
		t.Fatal(err)
	}
	handler := middleware(ok)
	tests := []struct {
		name, method string
		header       map[string]string
		refused      bool
	}{
		{"reading from elsewhere", "GET", map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		{"a program", "POST", nil, false},
		{"the site's own form", "POST", map[string]string{"Sec-Fetch-Site": "same-origin"}, false},
		{"another site's form", "POST", map[string]string{"Sec-Fetch-Site": "cross-site"}, true},
		{"a sibling's form", "DELETE", map[string]string{"Sec-Fetch-Site": "same-site"}, true},
		{"an old browser on another site", "PATCH", map[string]string{"Origin": "https://evil.example"}, true},
		{"an old browser on this site", "POST", map[string]string{"Origin": "https://example.com"}, false},
		{"the base URL behind a proxy", "POST", map[string]string{"Origin": "https://traguardi.example.it", "Sec-Fetch-Site": "cross-site"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request := httptest.NewRequest(test.method, "/area", nil)
			for name, value := range test.header {
				request.Header.Set(name, value)
			}
			if test.refused {
				wantAnswer(t, ask(handler, request), 403, "rendered 403")
			} else {
				wantAnswer(t, ask(handler, request), 200, "fine")
			}
		})
	}
	for _, origin := range []string{"traguardi.example.it", "https://example.it/path", ""} {
		if _, err := CrossOrigin([]string{origin}, renderText); err == nil {
			t.Errorf("%q was taken for an origin", origin)
		}
	}
}
