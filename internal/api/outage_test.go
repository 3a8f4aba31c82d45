package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// TestTheDatabaseGoesAway: what was shown goes on being shown and says so; a write is
// refused for the moment, and the log alone tells why.
func TestTheDatabaseGoesAway(t *testing.T) {
	cluster := pgtest.NewCluster(t)
	w := newWorldOn(t, cluster.URL(t))
	w.basics()
	path := root + "/milestones/OB-01.1"
	before := w.get("", path)
	w.get("viewer", path)
	if before.Header().Get("Warning") != "" {
		t.Error("a warning while all is well")
	}
	cluster.Stop(t)
	if err := w.boards.Poll(context.Background()); err == nil {
		t.Fatal("a stopped database answers")
	}
	for _, as := range []string{"", "viewer"} {
		for _, known := range []string{path, root + "/objectives", root + "/progress"} {
			a := w.get(as, known)
			if a.Header().Get("Warning") != staleWarning {
				t.Errorf("%s as %q does not say that it may be out of date", known, as)
			}
		}
	}
	if a := w.get("", path); a.Body.String() != before.Body.String() {
		t.Errorf("the milestone changed: %s", a.Body)
	}
	a := w.try(request{as: "editor", method: "POST", path: path + "/updates", body: object{"percent": 5}, header: map[string]string{"If-Match": before.tag()}})
	if a.Code != http.StatusServiceUnavailable || a.Header().Get("Retry-After") == "" {
		t.Errorf("a write: %d, %v: %s", a.Code, a.Header(), a.Body)
	}
	if a := w.try(request{as: "viewer", method: "GET", path: root + "/audit-entries"}); a.Code != http.StatusServiceUnavailable {
		t.Errorf("the audit trail: %d", a.Code)
	}

	// It comes back: so do the writes, without a restart.
	cluster.Start(t)
	w.must(w.boards.Poll(context.Background()))
	w.report("editor", "OB-01.1", object{"percent": 5})
	if a := w.get("", path); a.json["percent"] != 5.0 || a.Header().Get("Warning") != "" {
		t.Errorf("afterwards: %s, Warning %q", a.Body, a.Header().Get("Warning"))
	}
}

// TestAnyOrigin: what stands around the API refuses in the same way.
func TestAnyOrigin(t *testing.T) {
	handler := AnyOrigin(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }))
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, Prefix+"/status", nil))
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
