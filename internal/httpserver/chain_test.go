package httpserver

import (
	"net/http"
	"slices"
	"testing"
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
