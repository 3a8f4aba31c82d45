package app_test

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// says asks until the server answers that; a server that is not there yet is asked again.
func says(t *testing.T, site string, status int, word string) {
	t.Helper()
	var last string
	defer func() {
		if t.Failed() {
			t.Logf("it says %q", last)
		}
	}()
	eventually(t, site+" says "+word, func() bool {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			last = err.Error()
			return false
		}
		defer response.Body.Close()
		body := make([]byte, 100)
		n, _ := response.Body.Read(body)
		last = strings.TrimSpace(string(body[:n]))
		return response.StatusCode == status && last == word
	})
}

// While the database is away at start the program is alive and not ready, and becomes ready
// when it comes. A check by the command line says the same.
func TestReadyWhenTheDatabaseComesLate(t *testing.T) {
	cluster := pgtest.NewCluster(t)
	url := cluster.URL(t)
	cluster.Stop(t)
	s := settings(url)
	s.DatabaseWait = time.Minute
	s.Listen = freeAddress(t)
	started := make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() { started <- app.Serve(ctx, s, &logged{t: t}) }()
	site := "http://" + s.Listen
	says(t, site, http.StatusServiceUnavailable, "starting")
	if a := call(t, http.MethodGet, site+"/healthz", ""); a.status != http.StatusOK {
		t.Errorf("alive: %d", a.status)
	}
	if a := call(t, http.MethodGet, site+"/", ""); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("a page before there is a database: %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
	}
	if err := app.Healthcheck(t.Context(), s.Listen); err == nil || !strings.Contains(err.Error(), "starting") {
		t.Errorf("the command line says %v", err)
	}
	cluster.Start(t)
	says(t, site, http.StatusOK, "ready")
	if err := app.Healthcheck(t.Context(), s.Listen); err != nil {
		t.Error(err)
	}
	cluster.Stop(t)
	says(t, site, http.StatusServiceUnavailable, "database away")
	cluster.Start(t)
	says(t, site, http.StatusOK, "ready")
	stop()
	if err := <-started; err != nil {
		t.Error(err)
	}
}

// A replica whose database was migrated by a newer release, or went back to an older schema,
// is not ready; it is again when the schema is its own.
func TestNotReadyOnAnotherSchema(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := boot(t, settings(url))
		site := "http://" + s.Address
		says(t, site, http.StatusOK, "ready")
		driver, dsn := "postgres", url
		if path, sqlite := strings.CutPrefix(url, "sqlite:"); sqlite {
			driver, dsn = "sqlite", path+"?_pragma=busy_timeout(10000)"
		}
		db, err := sql.Open(driver, dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, statement := range []string{
			"INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)",
			"DELETE FROM goose_db_version WHERE version_id = 9999",
		} {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(statement, "INSERT") {
				says(t, site, http.StatusServiceUnavailable, "database of another release")
			} else {
				says(t, site, http.StatusOK, "ready")
			}
		}
	})
}

// A replica that stops says so while it still answers, for as long as a balancer needs to
// hear it.
func TestReadinessWhileStopping(t *testing.T) {
	s := settings("sqlite:" + t.TempDir() + "/traguardi.db")
	s.Listen, s.ShutdownDelay = freeAddress(t), 2*time.Second
	stopped := make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() { stopped <- app.Serve(ctx, s, &logged{t: t}) }()
	site := "http://" + s.Listen
	says(t, site, http.StatusOK, "ready")
	stop()
	says(t, site, http.StatusServiceUnavailable, "stopping")
	if a := call(t, http.MethodGet, site+"/", ""); a.status != http.StatusOK {
		t.Errorf("a page meanwhile: %d", a.status)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if c, err := net.Dial("tcp", s.Listen); err == nil {
		c.Close()
		t.Error("it still listens")
	}
}

// freeAddress is one that nobody listened on a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
