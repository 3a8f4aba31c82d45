package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestConditionalReads(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for _, as := range []string{"", "viewer"} {
		for _, path := range []string{"/organizations", root, root + "/offices", root + "/objectives", root + "/objectives/OB-01", root + "/milestones/OB-01.1", root + "/progress", "/openapi.json", "/docs"} {
			whole := w.get(as, path)
			if whole.tag() == "" {
				t.Errorf("%s has no ETag", path)
			}
			same := w.try(request{as: as, method: "GET", path: path, header: map[string]string{"If-None-Match": whole.tag()}})
			if same.Code != http.StatusNotModified || same.Body.Len() != 0 || same.tag() != whole.tag() {
				t.Errorf("%s as %q: %d with %s", path, as, same.Code, same.tag())
			}
			head := w.try(request{as: as, method: "HEAD", path: path})
			if head.Code != 200 || head.Body.Len() != 0 || head.tag() != whole.tag() || head.Header().Get("Content-Length") == "" {
				t.Errorf("HEAD %s as %q: %d, %d bytes", path, as, head.Code, head.Body.Len())
			}
		}
	}
	tag := w.get("", root+"/milestones/OB-01.1").tag()
	if !strings.Contains(tag, "-"+theDay+"-") {
		t.Errorf("the tag %s does not name the day", tag)
	}
	// What the objective shows also follows from its milestones.
	objective := w.get("", root+"/objectives/OB-01").tag()
	w.report("editor", "OB-01.1", object{"percent": 70})
	if w.get("", root+"/objectives/OB-01").tag() == objective {
		t.Error("the objective's figures changed, its ETag did not")
	}
	w.expect(http.StatusOK, request{method: "GET", path: root + "/milestones/OB-01.1", header: map[string]string{"If-None-Match": tag}})
}

func TestWhoMayKeepAnswers(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for _, c := range []struct{ as, path, want string }{
		{"", root + "/objectives", cachePublic},
		{"stranger", root + "/objectives", cachePublic},
		{"viewer", root + "/objectives", cachePrivate},
		{"", "/organizations", cachePublic},
		{"", root + "/progress/history", cachePublic},
		{"viewer", root + "/audit-entries", cachePrivate},
		{"", "/status", cachePrivate},
	} {
		a := w.get(c.as, c.path)
		if got := a.Header().Get("Cache-Control"); got != c.want {
			t.Errorf("%s as %q: %s", c.path, c.as, got)
		}
		vary := strings.Join(a.Header().Values("Vary"), ", ")
		for _, field := range []string{"Accept", "Authorization", "Cookie", "Accept-Encoding"} {
			if !strings.Contains(vary, field) {
				t.Errorf("%s as %q varies by %q", c.path, c.as, vary)
			}
		}
	}
}

// TestPreparedAnswersAreTheSame compares what is kept with what is rendered anew, and
// sees that a change is shown at once.
func TestPreparedAnswersAreTheSame(t *testing.T) {
	w := newWorld(t)
	w.many(60)
	path := root + "/milestones?limit=50"
	first := w.get("", path)
	hits := w.cache.Stats().Hits
	second := w.get("", path)
	if w.cache.Stats().Hits != hits+1 {
		t.Error("the second answer was not taken from what is kept")
	}
	stranger := w.get("stranger", path)
	if first.Body.String() != second.Body.String() || first.Body.String() != stranger.Body.String() {
		t.Error("the answers differ")
	}
	zipped := w.expect(http.StatusOK, request{method: "GET", path: path, header: map[string]string{"Accept-Encoding": "gzip"}})
	if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Body.Len() >= first.Body.Len() {
		t.Errorf("%d bytes in %q", zipped.Body.Len(), zipped.Header().Get("Content-Encoding"))
	}
	table := w.expect(http.StatusOK, request{method: "GET", path: path, header: map[string]string{"Accept": mediaCSV}})
	if strings.HasPrefix(table.Body.String(), "{") || !strings.HasPrefix(w.get("", path).Body.String(), "{") {
		t.Error("JSON and CSV are mixed up")
	}
	w.report("editor", "OB-01.1", object{"percent": 33})
	if changed := w.get("", path); changed.Body.String() == first.Body.String() || !strings.Contains(changed.Body.String(), `"percent":33`) {
		t.Error("the change is not shown")
	}
	// Refusals travel through the cache and are not kept.
	for range 2 {
		w.try(request{method: "GET", path: root + "/milestones?limit=0"}).refused(t, 422, "query.limit", "number.range")
		w.expect(http.StatusNotFound, request{method: "GET", path: root + "/milestones/OB-09.9"})
	}
	w.expect(http.StatusOK, request{method: "GET", path: path, header: map[string]string{"If-None-Match": `"1"`}})
}
