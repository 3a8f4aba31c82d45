package app_test

import (
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// The main job, the whole way through: an ente is added, its plan comes in by the API,
// and the page, the API and the metrics say the same number.
func TestTheWholeWayThrough(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := boot(t, settings(url))
		site, base := "http://"+s.Address, "http://"+s.Address+"/api/v1/organizations/c_prova"
		ente(t, s, "c_prova", "Comune di Prova")
		admin, editor := staff(t, s, "c_prova", "admin"), staff(t, s, "c_prova", "editor")
		post(t, base+"/offices", admin, `{"code":"tributi","name":"Ufficio Tributi"}`)
		post(t, base+"/objectives", editor, `{"code":"OB-01","title":"Pagare senza code","horizon":"short","lead_office":"tributi","state":"active","start_on":"2026-01-01","added_on":"2026-01-01"}`)
		for _, weight := range []int{3, 1} {
			post(t, base+"/objectives/OB-01/milestones", editor, fmt.Sprintf(
				`{"title":"Passo di peso %d","office":"tributi","weight":%d,"due_on":"2026-06-30","added_on":"2026-01-01"}`, weight, weight))
		}
		read := call(t, http.MethodGet, base+"/milestones/OB-01.1", "")
		done := call(t, http.MethodPost, base+"/milestones/OB-01.1/updates",
			`{"state":"done","completed_on":"2026-06-20","evidence":{"note":"Verbale di collaudo"}}`,
			"Authorization", "Bearer "+editor, "If-Match", read.header.Get("ETag"))
		if done.status != http.StatusCreated {
			t.Fatalf("update: %d %s", done.status, done.body)
		}

		// The writer's own next read shows its write: 3 of 4 weights are done.
		figures := call(t, http.MethodGet, base+"/progress", "").json(t)["organization"].(map[string]any)
		if figures["actual"] != 0.75 {
			t.Errorf("actual is %v, want 0.75", figures["actual"])
		}
		page := call(t, http.MethodGet, site+"/enti/c_prova", "")
		if page.status != http.StatusOK || !strings.Contains(page.body, "75\u00a0%") {
			t.Errorf("the page (%d) does not say 75 %%", page.status)
		}
		if cookie := page.header.Get("Set-Cookie"); cookie != "" {
			t.Errorf("the public page sets a cookie: %s", cookie)
		}
		metrics := call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", "")
		for _, want := range []string{
			`traguardi_organization_progress_ratio{horizon="all",organization="c_prova"} 0.75`,
			`traguardi_objective_progress_ratio{objective="OB-01",organization="c_prova"} 0.75`,
			`traguardi_objective_health{health="late",objective="OB-01",organization="c_prova"} 1`,
			`traguardi_office_milestones{office="tributi",organization="c_prova",state="done"} 1`,
			`route="GET /api/v1/organizations/{organization}/milestones/{milestone}"`,
		} {
			if !strings.Contains(metrics.body, want) {
				t.Errorf("metrics lack %s", want)
			}
		}
		checkMetrics(t, metrics.body)
		// Shortly after the change the day's numbers are stored.
		eventually(t, "the day's numbers are stored", func() bool {
			a := call(t, http.MethodGet, base+"/progress/history?scope=organization", "")
			return a.status == http.StatusOK && strings.Contains(a.body, `"actual":0.75`)
		})
		eventually(t, "the snapshot's time is told", func() bool {
			return strings.Contains(call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", "").body, "traguardi_snapshot_timestamp_seconds{")
		})
		if lines, err := s.VerifyAudit(t.Context()); err != nil {
			t.Errorf("audit: %v %v", lines, err)
		}
	})
}

// checkMetrics hands the exposition to Prometheus' own checker: a test of its own, so that
// its absence is counted as skipped.
func checkMetrics(t *testing.T, text string) {
	t.Run("promtool check metrics", func(t *testing.T) {
		promtool, err := exec.LookPath("promtool")
		if err != nil {
			t.Skip("promtool is not installed (Debian: prometheus)")
		}
		check := exec.CommandContext(t.Context(), promtool, "check", "metrics")
		check.Stdin = strings.NewReader(text)
		if out, err := check.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("promtool: %v\n%s", err, out)
		}
	})
}

// Two replicas on one database: what one writes the other shows within a second, told
// by a notification, since the poll of this test is slower than that.
func TestAReplicaShowsWhatAnotherWrote(t *testing.T) {
	url := migrated.Postgres.URL(t)
	slow := settings(url)
	slow.PollInterval = time.Hour
	one, other := boot(t, slow), boot(t, slow)
	ente(t, one, "c_prova", "Comune di Prova")
	admin := staff(t, one, "c_prova", "admin")
	offices := "/api/v1/organizations/c_prova/offices"
	eventually(t, "the other replica knows the ente", func() bool {
		return call(t, http.MethodGet, "http://"+other.Address+offices, "").status == http.StatusOK
	})
	post(t, "http://"+one.Address+offices, admin, `{"code":"tributi","name":"Ufficio Tributi"}`)
	began := time.Now()
	eventually(t, "the other replica shows the office", func() bool {
		return strings.Contains(call(t, http.MethodGet, "http://"+other.Address+offices, "").body, "Ufficio Tributi")
	})
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// A change made by another process on the same SQLite file is found by the poll.
func TestTheServerFindsWhatTheCommandLineWrote(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		serving, command := boot(t, settings(url)), boot(t, settings(url))
		ente(t, command, "c_prova", "Comune di Prova")
		eventually(t, "the server shows the ente", func() bool {
			return strings.Contains(call(t, http.MethodGet, "http://"+serving.Address+"/", "").body, "Comune di Prova")
		})
	})
}

// The database goes away under a running server: public pages go on and say so, writes
// are refused for the moment, and all recovers by itself.
func TestAnOutageOfTheDatabase(t *testing.T) {
	cluster := pgtest.NewCluster(t)
	s := boot(t, settings(cluster.URL(t)))
	site := "http://" + s.Address
	base := site + "/api/v1/organizations/c_prova"
	ente(t, s, "c_prova", "Comune di Prova")
	admin := staff(t, s, "c_prova", "admin")
	post(t, base+"/offices", admin, `{"code":"tributi","name":"Ufficio Tributi"}`)
	if page := call(t, http.MethodGet, site+"/enti/c_prova", ""); page.status != http.StatusOK {
		t.Fatalf("the page before: %d", page.status)
	}

	cluster.Stop(t)
	eventually(t, "the server says that it is not ready", func() bool {
		return call(t, http.MethodGet, site+"/readyz", "").status == http.StatusServiceUnavailable
	})
	if alive := call(t, http.MethodGet, site+"/healthz", ""); alive.status != http.StatusOK {
		t.Errorf("alive: %d", alive.status)
	}
	for _, path := range []string{"/enti/c_prova", "/enti/c_prova/uffici", "/api/v1/organizations/c_prova/offices"} {
		if a := call(t, http.MethodGet, site+path, ""); a.status != http.StatusOK {
			t.Errorf("%s while the database is away: %d", path, a.status)
		}
	}
	eventually(t, "the page says that its data may be old", func() bool {
		return strings.Contains(call(t, http.MethodGet, site+"/enti/c_prova", "").body, "t-band--away")
	})
	write := call(t, http.MethodPost, base+"/offices", `{"code":"personale","name":"Personale"}`, "Authorization", "Bearer "+admin)
	if write.status != http.StatusServiceUnavailable || write.header.Get("Retry-After") == "" {
		t.Errorf("a write while the database is away: %d, Retry-After %q", write.status, write.header.Get("Retry-After"))
	}
	if strings.Contains(write.body, "127.0.0.1") || strings.Contains(write.body, "pq:") {
		t.Errorf("the answer tells of the machinery: %s", write.body)
	}

	cluster.Start(t)
	eventually(t, "the server is ready again", func() bool {
		return call(t, http.MethodGet, site+"/readyz", "").status == http.StatusOK
	})
	eventually(t, "writes go through again", func() bool {
		return call(t, http.MethodPost, base+"/offices", `{"code":"personale","name":"Personale"}`, "Authorization", "Bearer "+admin).status == http.StatusCreated
	})
	eventually(t, "the page shows the present again", func() bool {
		page := call(t, http.MethodGet, site+"/enti/c_prova/uffici", "").body
		return strings.Contains(page, "Personale") && !strings.Contains(page, "t-band--away")
	})
}

// Searches are kept nowhere: of the public's pages they alone are counted.
func TestSearchesAreCounted(t *testing.T) {
	limited := settings(migrated.SQLite.URL(t))
	limited.RateLimit = 3
	s := boot(t, limited)
	ente(t, s, "c_prova", "Comune di Prova")
	site := "http://" + s.Address + "/enti/c_prova"
	for i := range 5 {
		a := call(t, http.MethodGet, site+"/cerca?q=parola", "")
		if want := []int{200, 200, 200, 429, 429}[i]; a.status != want || (a.header.Get("Retry-After") != "") != (want == 429) {
			t.Errorf("search %d: %d, want %d", i+1, a.status, want)
		}
		if a := call(t, http.MethodGet, site+"/obiettivi", ""); a.status != http.StatusOK {
			t.Errorf("another page: %d", a.status)
		}
	}
}

// What is refused counts against the limit too, and carries the fields.
func TestRateLimit(t *testing.T) {
	limited := settings(migrated.SQLite.URL(t))
	limited.RateLimit = 5
	s := boot(t, limited)
	ente(t, s, "c_prova", "Comune di Prova")
	token := staff(t, s, "c_prova", "viewer")
	status := "http://" + s.Address + "/api/v1/status"
	for i := range 7 {
		a := call(t, http.MethodGet, status, "", "Authorization", "Bearer tgd_nonsense")
		want := http.StatusUnauthorized
		if i >= 5 {
			want = http.StatusTooManyRequests
		}
		if a.status != want {
			t.Errorf("request %d: %d, want %d", i+1, a.status, want)
		}
		for _, field := range []string{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} {
			if a.header.Get(field) == "" {
				t.Errorf("request %d has no %s", i+1, field)
			}
		}
		if (a.header.Get("Retry-After") != "") != (want == http.StatusTooManyRequests) {
			t.Errorf("request %d: Retry-After %q", i+1, a.header.Get("Retry-After"))
		}
		if !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("request %d: %s", i+1, a.header.Get("Content-Type"))
		}
	}
	if a := call(t, http.MethodGet, status, "", "Authorization", "Bearer "+token); a.status != http.StatusOK {
		t.Errorf("staff is not limited: %d", a.status)
	}
	if a := call(t, http.MethodGet, "http://"+s.Address+"/readyz", ""); a.status != http.StatusOK {
		t.Errorf("readiness is not limited: %d", a.status)
	}
}

// Who guesses tokens is refused before they cost a question each; the token of staff at
// the same address goes on working, and so do neighbours without one.
func TestGuessedTokens(t *testing.T) {
	s := boot(t, settings(migrated.SQLite.URL(t)))
	ente(t, s, "c_prova", "Comune di Prova")
	known, unknown := staff(t, s, "c_prova", "viewer"), staff(t, s, "c_prova", "editor")
	status := "http://" + s.Address + "/api/v1/status"
	ask := func(token string) answer {
		return call(t, http.MethodGet, status, "", "Authorization", "Bearer "+token)
	}
	if a := ask(known); a.status != http.StatusOK {
		t.Fatalf("the token of staff: %d", a.status)
	}
	for i := range 60 {
		if a := ask(fmt.Sprintf("tgd_guess%d", i)); a.status != http.StatusUnauthorized {
			t.Fatalf("guess %d: %d", i+1, a.status)
		}
	}
	refused := ask("tgd_guess")
	if refused.status != http.StatusTooManyRequests || !strings.HasPrefix(refused.header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("one guess too many: %d %s", refused.status, refused.header.Get("Content-Type"))
	}
	for _, field := range []string{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"} {
		if refused.header.Get(field) == "" {
			t.Errorf("one guess too many has no %s", field)
		}
	}
	if a := ask(unknown); a.status != http.StatusTooManyRequests {
		t.Errorf("a token that was never seen is looked up: %d", a.status)
	}
	if a := ask(known); a.status != http.StatusOK {
		t.Errorf("the token of staff, among guesses: %d", a.status)
	}
	if a := call(t, http.MethodGet, status, ""); a.status != http.StatusOK {
		t.Errorf("a neighbour without a token: %d", a.status)
	}
}

func TestUnknownAddresses(t *testing.T) {
	s := boot(t, settings(migrated.SQLite.URL(t)))
	for _, tc := range []struct {
		method, path string
		status       int
		contentType  string
	}{
		{http.MethodGet, "/non-esiste", http.StatusNotFound, "text/html"},
		{http.MethodPost, "/metodo", http.StatusMethodNotAllowed, "text/html"},
		{http.MethodGet, "/enti/c_nessuno", http.StatusNotFound, "text/html"},
		{http.MethodGet, "/api/v1/nothing", http.StatusNotFound, "application/problem+json"},
		{http.MethodGet, "/api/v2/status", http.StatusNotFound, "application/problem+json"},
		{http.MethodDelete, "/api/v1/status", http.StatusMethodNotAllowed, "application/problem+json"},
		{http.MethodGet, "/api/v1/organizations/c_nessuno", http.StatusNotFound, "application/problem+json"},
	} {
		a := call(t, tc.method, "http://"+s.Address+tc.path, "")
		if a.status != tc.status || !strings.HasPrefix(a.header.Get("Content-Type"), tc.contentType) {
			t.Errorf("%s %s: %d %s, want %d %s", tc.method, tc.path, a.status, a.header.Get("Content-Type"), tc.status, tc.contentType)
		}
		if a.status == http.StatusMethodNotAllowed && a.header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", tc.method, tc.path)
		}
		if a.header.Get("Content-Security-Policy") == "" || a.header.Get("Request-Id") == "" {
			t.Errorf("%s %s: security headers or Request-Id are missing", tc.method, tc.path)
		}
	}
}
