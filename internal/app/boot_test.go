package app_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// settings of a server on free ports, whose clock-driven parts are quick.
func settings(url string) app.ServeSettings {
	return app.ServeSettings{
		Common: app.CommonSettings{
			Database: url, DatabaseWait: 5 * time.Second, Timezone: "Europe/Rome", LogFormat: "json", LogLevel: "info", StaleAfter: 60,
		},
		Listen: "127.0.0.1:0", MetricsListen: "127.0.0.1:0",
		RateLimit:       0, // eventually asks a hundred times a second; TestRateLimit sets one
		ShutdownTimeout: 20 * time.Second, PollInterval: 50 * time.Millisecond, SnapshotDelay: 10 * time.Millisecond,
		MaxInFlight: 256, AnswerTimeout: 20 * time.Second,
		LocalSignIn: true, SessionIdle: time.Hour, SessionLifetime: 12 * time.Hour,
		CacheMegabytes: 16, BoardOrganizations: 10, MetricsOrganizations: 20,
	}
}

// boot starts a real server and stops it when the test ends.
func boot(t *testing.T, s app.ServeSettings) *app.Server {
	t.Helper()
	server, _ := bootOn(t, s, time.Now)
	return server
}

// bootOn is boot at an hour that the test sets, with the server's log.
func bootOn(t *testing.T, s app.ServeSettings, now func() time.Time) (*app.Server, *logged) {
	t.Helper()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	log := &logged{t: t}
	server, err := app.Start(t.Context(), s, log, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), s.ShutdownTimeout)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
		log.tell()
	})
	return server, log
}

// logged keeps the log of a server and tells it where its test failed.
type logged struct {
	t *testing.T
	syncBuffer
}

func (l *logged) tell() {
	if l.t.Failed() {
		l.t.Log(l.String())
	}
}

// onBoth runs a test with the URL of an empty database of each engine.
func onBoth(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, migrated.SQLite.URL(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, migrated.Postgres.URL(t)) })
}

// staff adds an ente, an account with a role and a token for it.
func staff(t *testing.T, s *app.Server, organization, role string) (token string) {
	t.Helper()
	ctx := t.Context()
	email := role + "@" + strings.ReplaceAll(organization, "_", "-") + ".example"
	if _, err := s.CreateUser(ctx, app.User{Email: email, Password: "una lunga frase d'ordine", Role: role, Organization: organization}); err != nil {
		t.Fatal(err)
	}
	token, err := s.CreateToken(ctx, app.NewToken{Email: email, Name: "test", Scope: "write", Expires: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func ente(t *testing.T, s *app.Server, id, name string) {
	t.Helper()
	if err := s.CreateOrganization(t.Context(), app.Organization{ID: id, Name: name}); err != nil {
		t.Fatal(err)
	}
}

// answer is what came back from a server.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("not JSON: %v: %s", err, a.body)
	}
	return v
}

// call sends one request; header comes in pairs.
func call(t *testing.T, method, url, body string, header ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

// post creates something and fails the test where that is refused.
func post(t *testing.T, url, token, body string) answer {
	t.Helper()
	a := call(t, http.MethodPost, url, body, "Authorization", "Bearer "+token)
	if a.status != http.StatusCreated {
		t.Fatalf("POST %s: %d %s", url, a.status, a.body)
	}
	return a
}

// eventually asks until the condition holds; it is for what another goroutine does.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(15 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("it did not come about: %s", what)
		case <-tick.C:
		}
	}
}
