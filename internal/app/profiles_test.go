package app_test

import (
	"net/http"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/migrated"
)

// Profiles tell of the inside: they are off, and on the metrics' address alone when somebody asks for them. No answer
// names the software that makes it.
func TestProfilesAreOffUnlessAskedFor(t *testing.T) {
	for _, on := range []bool{false, true} {
		c := settings(migrated.SQLite.URL(t))
		c.Profiling = on
		s := boot(t, c)
		want := http.StatusNotFound
		if on {
			want = http.StatusOK
		}
		if a := call(t, http.MethodGet, "http://"+s.MetricsAddress+"/debug/pprof/", ""); a.status != want {
			t.Errorf("profiling %v: %d at the metrics' address", on, a.status)
		}
		for _, path := range []string{"/debug/pprof/", "/metrics", "/", "/api/v1/status", "/accesso"} {
			a := call(t, http.MethodGet, "http://"+s.Address+path, "")
			if inside := path == "/debug/pprof/" || path == "/metrics"; inside && a.status != http.StatusNotFound {
				t.Errorf("profiling %v: %s is %d for the public", on, path, a.status)
			}
			for _, name := range []string{"Server", "X-Powered-By"} {
				if a.header.Get(name) != "" {
					t.Errorf("%s says %s: %s", path, name, a.header.Get(name))
				}
			}
		}
	}
}
