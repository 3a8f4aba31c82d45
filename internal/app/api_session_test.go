package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
)

// sessionOf begins a session of an account, and gives its cookie.
func sessionOf(t *testing.T, s *app.Server, email string) *http.Cookie {
	t.Helper()
	account, err := s.Store.AccountByEmail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	sessions := auth.NewSessions(s.Store, plan.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}, time.Now, uuid.NewString)
	token, _, err := sessions.Begin(t.Context(), auth.NewSession{AccountID: account.ID, Method: plan.SignInPassword})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Cookie{Name: auth.NewCookies(false).Name(), Value: token}
}

// A person who is signed in asks the API with the same cookie as the pages; a page of
// anybody else, however it asks, sees through that cookie what the public sees.
func TestTheAPIByASession(t *testing.T) {
	s := boot(t, settings(migrated.SQLite.URL(t)))
	ente(t, s, "c_prova", "Comune di Prova")
	token := staff(t, s, "c_prova", "editor")
	cookie := sessionOf(t, s, "editor@c-prova.example")
	site := "http://" + s.Address
	own := site + "/api/v1/organizations/c_prova"
	post(t, own+"/objectives", token, `{"code":"OB-01","title":"Una bozza","horizon":"short"}`)
	draft := own + "/objectives/OB-01"

	ask := func(method, url, body string, header ...string) answer {
		t.Helper()
		return call(t, method, url, body, append([]string{"Cookie", cookie.String()}, header...)...)
	}
	safe := func(what string, a answer) {
		t.Helper()
		if got := a.header.Get("Access-Control-Allow-Credentials"); got != "" {
			t.Errorf("%s: Access-Control-Allow-Credentials: %s", what, got)
		}
		if got := a.header.Get("Access-Control-Allow-Origin"); got != "*" && got != "" {
			t.Errorf("%s: Access-Control-Allow-Origin: %s", what, got)
		}
		if got := a.header.Get("Cross-Origin-Resource-Policy"); got != "same-origin" {
			t.Errorf("%s: Cross-Origin-Resource-Policy: %s", what, got)
		}
	}
	// The order matters: what is prepared for one must not be given to the other.
	for range 2 {
		mine := ask(http.MethodGet, draft, "", "Sec-Fetch-Site", "same-origin")
		if mine.status != http.StatusOK || mine.header.Get("Cache-Control") != "no-store" || !strings.Contains(mine.header.Get("Vary"), "Cookie") {
			t.Errorf("with the session: %d %v %s", mine.status, mine.header, mine.body)
		}
		safe("with the session", mine)
		public := call(t, http.MethodGet, draft, "")
		if public.status != http.StatusNotFound {
			t.Errorf("the public: %d %s", public.status, public.body)
		}
		list := ask(http.MethodGet, own+"/objectives", "")
		if !strings.Contains(list.body, "OB-01") || list.header.Get("Cache-Control") != "no-store" {
			t.Errorf("the list with the session: %v %s", list.header, list.body)
		}
		if list := call(t, http.MethodGet, own+"/objectives", ""); strings.Contains(list.body, "OB-01") {
			t.Errorf("the public's list: %s", list.body)
		}
		for _, header := range [][]string{
			{"Origin", "https://evil.example"},
			{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"},
			{"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"},
			{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"},
			{"Origin", "null"},
		} {
			what := strings.Join(header, " ")
			theirs := ask(http.MethodGet, draft, "", header...)
			if theirs.status != http.StatusNotFound {
				t.Errorf("%s sees a draft: %d %s", what, theirs.status, theirs.body)
			}
			safe(what, theirs)
			if a := ask(http.MethodGet, site+"/api/v1/account", "", header...); a.status != http.StatusUnauthorized || strings.Contains(a.body, "editor@") {
				t.Errorf("%s sees who is signed in: %d %s", what, a.status, a.body)
			}
			if a := ask(http.MethodPost, own+"/objectives", `{"code":"OB-02","title":"x","horizon":"short"}`, header...); a.status != http.StatusForbidden && a.status != http.StatusUnauthorized {
				t.Errorf("%s writes: %d %s", what, a.status, a.body)
			}
			// No preflight is ever answered with leave to send anything.
			a := ask(http.MethodOptions, draft, "", append(header, "Access-Control-Request-Method", "PATCH", "Access-Control-Request-Headers", "authorization,if-match")...)
			safe(what+", asking first", a)
			if a.status < 400 || a.header.Get("Access-Control-Allow-Methods") != "" || a.header.Get("Access-Control-Allow-Headers") != "" {
				t.Errorf("%s is given leave: %d %v", what, a.status, a.header)
			}
		}
	}
	// The own pages write with it.
	made := ask(http.MethodPost, own+"/objectives", `{"code":"OB-03","title":"x","horizon":"short"}`, "Origin", site, "Sec-Fetch-Site", "same-origin")
	if made.status != http.StatusCreated {
		t.Errorf("a write of an own page: %d %s", made.status, made.body)
	}
	who := ask(http.MethodGet, site+"/api/v1/account", "").json(t)
	if who["email"] != "editor@c-prova.example" || who["came_by"] != "session" {
		t.Errorf("who asks: %v", who)
	}
	// A session that has ended is the public, and its cookie is taken back.
	if a := ask(http.MethodDelete, site+"/api/v1/account/sessions/"+sessionID(t, s, "editor@c-prova.example"), ""); a.status != http.StatusNoContent {
		t.Errorf("the session does not end: %d %s", a.status, a.body)
	}
	ended := ask(http.MethodGet, draft, "")
	if ended.status != http.StatusNotFound || !strings.Contains(ended.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("after its end: %d %v", ended.status, ended.header)
	}
}

func sessionID(t *testing.T, s *app.Server, email string) string {
	t.Helper()
	account, err := s.Store.AccountByEmail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Store.SessionsOf(t.Context(), account.ID)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d sessions, %v", len(all), err)
	}
	return all[0].ID
}
