package auth_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

var start = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

const idle = time.Hour

func identity(store auth.IdentityStore, now time.Time) auth.Identity {
	return auth.Identity{Store: store, Cookies: auth.NewCookies(false), Idle: idle, Now: func() time.Time { return now },
		Log: slog.New(slog.DiscardHandler)}
}

// sessions keeps sessions in memory.
type sessions struct {
	account plan.Account
	all     []plan.Session
	err     error
	asked   int
	touched int
	// factor is the account's; factors counts who asked.
	factor    *plan.SecondFactor
	factorErr error
	factors   int
}

func (s *sessions) SecondFactor(context.Context, string) (plan.SecondFactor, bool, error) {
	s.factors++
	if s.factor == nil {
		return plan.SecondFactor{}, false, s.factorErr
	}
	return *s.factor, true, s.factorErr
}

func (s *sessions) AccountByTokenHash(context.Context, string) (plan.Account, plan.Token, error) {
	return plan.Account{}, plan.Token{}, plan.NotFound("token")
}

func (s *sessions) AccountBySessionHash(_ context.Context, hash string) (plan.Account, plan.Session, error) {
	s.asked++
	if s.err != nil {
		return plan.Account{}, plan.Session{}, s.err
	}
	for _, session := range s.all {
		if session.Hash == hash {
			return s.account, session, nil
		}
	}
	return plan.Account{}, plan.Session{}, plan.NotFound("session")
}

func (s *sessions) TouchSession(_ context.Context, id string, at, ifBefore time.Time) error {
	s.touched++
	for i, session := range s.all {
		if session.ID == id && !session.LastSeenAt.After(ifBefore) {
			s.all[i].LastSeenAt = at
			return nil
		}
	}
	return plan.Errorf(plan.KindUnavailable, "away")
}

func (s *sessions) AddSession(_ context.Context, n plan.Session) error {
	s.all = append(s.all, n)
	return nil
}

func (s *sessions) RotateSession(_ context.Context, oldHash string, n plan.Session) error {
	for i, session := range s.all {
		if session.ID == n.ID && session.Hash == oldHash {
			s.all[i] = n
			return nil
		}
	}
	return plan.NotFound("session")
}

func (s *sessions) SessionsOf(_ context.Context, accountID string) (of []plan.Session, _ error) {
	for _, session := range s.all {
		if session.AccountID == accountID {
			of = append(of, session)
		}
	}
	return of, nil
}

func (s *sessions) DeleteSession(_ context.Context, accountID, id string) error {
	for i, session := range s.all {
		if session.AccountID == accountID && session.ID == id {
			s.all = append(s.all[:i], s.all[i+1:]...)
			return nil
		}
	}
	return plan.NotFound("session")
}

func (s *sessions) DeleteSessionsOf(_ context.Context, accountID, except string) (int64, error) {
	var kept []plan.Session
	for _, session := range s.all {
		if session.AccountID != accountID || session.ID == except {
			kept = append(kept, session)
		}
	}
	deleted := int64(len(s.all) - len(kept))
	s.all = kept
	return deleted, nil
}

// clerk is a clock with sessions on it.
func clerk(store *sessions, at *time.Time) *auth.Sessions {
	n := 0
	return auth.NewSessions(store, plan.SessionTerms{Idle: idle, Lifetime: 12 * time.Hour}, func() time.Time { return *at },
		func() string { n++; return fmt.Sprint("s-", n) })
}

// visit sends a request with a cookie through Identify and tells who it was.
func visit(store auth.IdentityStore, now time.Time, token string) (plan.Actor, auth.Visit, *httptest.ResponseRecorder, error) {
	r := httptest.NewRequest("GET", "/area", nil)
	if token != "" {
		r.AddCookie(&http.Cookie{Name: auth.NewCookies(false).Name(), Value: token})
	}
	var actor plan.Actor
	var v auth.Visit
	var err error
	w := httptest.NewRecorder()
	auth.Identify(identity(store, now))(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		actor, err = plan.ActorFrom(r.Context()), auth.Refusal(r.Context())
		v, _ = auth.VisitFrom(r.Context())
	})).ServeHTTP(w, r)
	return actor, v, w, err
}

func TestSessionsByCookie(t *testing.T) {
	member := plan.Account{ID: "a1", Email: "anna@example.it", Memberships: []plan.Membership{{Organization: "c_m403", Role: plan.RoleEditor}}}
	for _, tc := range []struct {
		name    string
		pending bool
		change  func(*sessions)
		after   time.Duration
		token   func(string) string
		account string // "" is anonymous
		cleared bool
		queries int
	}{
		{name: "in force", account: "a1", queries: 1},
		{name: "no cookie costs no query", token: func(string) string { return "" }},
		{name: "nonsense costs no query", token: func(string) string { return "hello" }},
		{name: "an API token is no session", token: func(s string) string { return "tgd_" + s[4:] }},
		{name: "not base64url", token: func(s string) string { return s[:len(s)-1] + "=" }},
		{name: "somebody's guess", token: func(s string) string { return "tgs_" + strings.Repeat("A", 43) }, cleared: true, queries: 1},
		{name: "idle for an hour", after: time.Hour, cleared: true, queries: 1},
		{name: "idle for almost an hour", after: time.Hour - 1, account: "a1", queries: 1},
		{name: "disabled", change: func(s *sessions) { s.account.Disabled = true }, cleared: true, queries: 1},
		{name: "revoked", change: func(s *sessions) { s.all = nil }, cleared: true, queries: 1},
		{name: "at its end", change: func(s *sessions) { s.all[0].ExpiresAt = start }, cleared: true, queries: 1},
		{name: "waiting for the second factor", pending: true, queries: 1},
		{name: "that waited too long", pending: true, after: 10 * time.Minute, cleared: true, queries: 1},
		{name: "the database is away", change: func(s *sessions) { s.err = plan.Errorf(plan.KindUnavailable, "away") }, queries: 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at := start
			store := &sessions{account: member}
			token, session, err := clerk(store, &at).Begin(t.Context(), auth.NewSession{AccountID: "a1", Pending: tc.pending})
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(fmt.Sprint(store.all), token) {
				t.Fatal("the token itself is stored")
			}
			if tc.change != nil {
				tc.change(store)
			}
			if tc.token != nil {
				token = tc.token(token)
			}
			actor, v, w, refusal := visit(store, start.Add(tc.after), token)
			if actor.AccountID != tc.account || (actor.SessionID != "") != (tc.account != "") {
				t.Errorf("actor %+v, want account %q", actor, tc.account)
			}
			if known := tc.account != "" || tc.pending && !tc.cleared; (v.Session.ID == session.ID) != known {
				t.Errorf("the visit is %+v", v)
			}
			cleared := strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0")
			if cleared != tc.cleared {
				t.Errorf("the cookie was taken back: %v", cleared)
			}
			if store.asked != tc.queries {
				t.Errorf("%d queries, want %d", store.asked, tc.queries)
			}
			if (refusal != nil) != (store.err != nil) {
				t.Errorf("refused: %v", refusal)
			}
		})
	}
}

// How far the plans of whoever asks are is told with who it is; a glance tells it and nothing else:
// of sessions in force alone, and it writes nothing.
func TestHowFarThePlansAreIsTold(t *testing.T) {
	for _, tc := range []struct {
		name    string
		pending bool
		change  func(*sessions)
		token   string
		known   bool
		fails   bool
	}{
		{name: "in force", known: true},
		{name: "waiting for the second factor", pending: true},
		{name: "disabled", change: func(s *sessions) { s.account.Disabled = true }},
		{name: "revoked", change: func(s *sessions) { s.all = nil }},
		{name: "nonsense", token: "hello"},
		{name: "the database is away", change: func(s *sessions) { s.err = plan.Errorf(plan.KindUnavailable, "away") }, fails: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at := start
			store := &sessions{account: plan.Account{ID: "a1", Memberships: []plan.Membership{
				{Organization: "c_m403", Role: plan.RoleEditor, Revision: 7}, {Organization: "c_a", Role: plan.RoleViewer, Revision: 3}}}}
			token, _, err := clerk(store, &at).Begin(t.Context(), auth.NewSession{AccountID: "a1", Pending: tc.pending})
			if err != nil {
				t.Fatal(err)
			}
			if tc.change != nil {
				tc.change(store)
			}
			if tc.token != "" {
				token = tc.token
			}
			var told []string
			i := identity(store, start)
			i.Seen = func(organization string, revision int64) {
				told = append(told, fmt.Sprint(organization, ":", revision))
			}
			r := httptest.NewRequest("GET", "/enti/c_m403", nil)
			r.AddCookie(&http.Cookie{Name: auth.NewCookies(false).Name(), Value: token})
			known, err := i.Glance(r)
			if known != tc.known || (err != nil) != tc.fails {
				t.Errorf("known %v, %v", known, err)
			}
			want := ""
			if tc.known {
				want = "c_m403:7 c_a:3"
			}
			if got := strings.Join(told, " "); got != want {
				t.Errorf("a glance told %q, want %q", got, want)
			}
			told = nil
			auth.Identify(i)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(httptest.NewRecorder(), r)
			if got := strings.Join(told, " "); got != want {
				t.Errorf("a request told %q, want %q", got, want)
			}
		})
	}
}

// Being seen is written down at most once a minute, and keeps the session from ending.
func TestLastSeen(t *testing.T) {
	at := start
	store := &sessions{account: plan.Account{ID: "a1"}}
	token, _, err := clerk(store, &at).Begin(t.Context(), auth.NewSession{AccountID: "a1"})
	if err != nil {
		t.Fatal(err)
	}
	for second := 0; second < 4*3600; second += 10 {
		if actor, _, _, _ := visit(store, start.Add(time.Duration(second)*time.Second), token); actor.AccountID != "a1" {
			t.Fatalf("signed out after %d seconds of use", second)
		}
	}
	if store.touched > 4*60 {
		t.Errorf("written %d times in four hours", store.touched)
	}
	store.err, at = nil, start.Add(4*time.Hour)
	store.all[0].ID = "another" // touching it fails from here on
	if actor, _, _, refusal := visit(store, start.Add(4*time.Hour+time.Minute), token); actor.AccountID != "a1" || refusal != nil {
		t.Errorf("a session that cannot be touched: %+v %v", actor, refusal)
	}
}

func TestSessionsAreRotated(t *testing.T) {
	at := start
	store := &sessions{account: plan.Account{ID: "a1"}}
	s := clerk(store, &at)
	first, pending, err := s.Begin(t.Context(), auth.NewSession{AccountID: "a1", Pending: true, Client: "Firefox, Linux"})
	if err != nil {
		t.Fatal(err)
	}
	at = at.Add(5 * time.Minute)
	second, whole, err := s.Complete(t.Context(), pending)
	if err != nil {
		t.Fatal(err)
	}
	third, renewed, err := s.Renew(t.Context(), whole)
	if err != nil {
		t.Fatal(err)
	}
	if renewed.ID != pending.ID || !renewed.ExpiresAt.Equal(at.Add(12*time.Hour)) || renewed.Client != pending.Client {
		t.Errorf("renewed: %+v", renewed)
	}
	for token, want := range map[string]string{first: "", second: "", third: "a1"} {
		if actor, _, _, _ := visit(store, at, token); actor.AccountID != want {
			t.Errorf("a token leads to %q, want %q", actor.AccountID, want)
		}
	}
	if _, _, err := s.Complete(t.Context(), pending); plan.KindOf(err) != plan.KindNotFound {
		t.Errorf("the second factor given twice: %v", err)
	}
}

func TestSessionsAreListedAndRevoked(t *testing.T) {
	at := start
	store := &sessions{account: plan.Account{ID: "a1"}}
	s := clerk(store, &at)
	begin := func(n auth.NewSession) plan.Session {
		_, session, err := s.Begin(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		return session
	}
	begin(auth.NewSession{AccountID: "a1"})
	at = at.Add(time.Hour) // the first is idle now
	one, two, _ := begin(auth.NewSession{AccountID: "a1"}), begin(auth.NewSession{AccountID: "a1"}), begin(auth.NewSession{AccountID: "a1", Pending: true})
	other := begin(auth.NewSession{AccountID: "a2"})
	ids := func() string {
		all, err := s.List(t.Context(), "a1")
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, session := range all {
			ids = append(ids, session.ID)
		}
		return strings.Join(ids, " ")
	}
	if got, want := ids(), one.ID+" "+two.ID; got != want {
		t.Errorf("in force: %s, want %s", got, want)
	}
	if err := s.End(t.Context(), "a1", other.ID); plan.KindOf(err) != plan.KindNotFound {
		t.Errorf("another's session ended: %v", err)
	}
	if n, err := s.EndOthers(t.Context(), "a1", two.ID); err != nil || n != 3 {
		t.Errorf("ended %d, %v", n, err)
	}
	if err := s.End(t.Context(), "a1", two.ID); err != nil || ids() != "" {
		t.Errorf("left: %s, %v", ids(), err)
	}
}

func TestCookieAttributes(t *testing.T) {
	for https, want := range map[bool]string{
		false: "traguardi=x; Path=/; HttpOnly; SameSite=Lax",
		true:  "__Host-traguardi=x; Path=/; HttpOnly; Secure; SameSite=Lax",
	} {
		w := httptest.NewRecorder()
		auth.NewCookies(https).Set(w, "x")
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		w = httptest.NewRecorder()
		auth.NewCookies(https).Clear(w)
		if got, want := w.Header().Get("Set-Cookie"), strings.Replace(want, "=x; Path=/;", "=; Path=/; Max-Age=0;", 1); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The cookie of a sign-in under way is bound to this host too, wherever browsers can do that:
// whoever could plant one could sign somebody in as themselves.
func TestACookieForAWhile(t *testing.T) {
	for https, want := range map[bool]string{
		false: "name=x; Path=/accesso/oidc; Max-Age=60; HttpOnly; SameSite=Lax",
		true:  "__Host-name=x; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax",
	} {
		cookies, w := auth.NewCookies(https), httptest.NewRecorder()
		cookies.SetFor(w, "name", "x", "/accesso/oidc", time.Minute)
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		back := httptest.NewRequest("GET", "/accesso/oidc/ritorno", nil)
		planted := httptest.NewRequest("GET", "/accesso/oidc/ritorno", nil)
		planted.AddCookie(&http.Cookie{Name: "name", Value: "planted"})
		back.AddCookie(w.Result().Cookies()[0])
		if value, ok := cookies.ReadFor(back, "name"); value != "x" || !ok {
			t.Errorf("read %q, %v", value, ok)
		}
		if _, ok := cookies.ReadFor(planted, "name"); ok == https {
			t.Errorf("a neighbour's cookie is read: %v", ok)
		}
		w = httptest.NewRecorder()
		cookies.SetFor(w, "name", "", "/accesso/oidc", 0)
		if got, want := w.Header().Get("Set-Cookie"), strings.Replace(strings.Replace(want, "=x", "=", 1), "Max-Age=60", "Max-Age=0", 1); got != want {
			t.Errorf("taken back: %q, want %q", got, want)
		}
	}
}

func TestClientNames(t *testing.T) {
	for userAgent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                                  "Firefox, Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0":               "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36":                            "Chrome, Android",
		"curl/8.5.0": "",
		"":           "",
	} {
		if got := auth.ClientName(userAgent); got != want {
			t.Errorf("%q: got %q, want %q", userAgent, got, want)
		}
	}
}

// Whatever a browser sends as its cookies: no panic, and no query for what cannot be a
// session's token.
func FuzzCookie(f *testing.F) {
	f.Add("traguardi=tgs_" + strings.Repeat("A", 43))
	f.Add("traguardi=tgs_; traguardi=x")
	f.Add("__Host-traguardi=tgs_" + strings.Repeat("é", 43))
	f.Add("=;;;\x00\xff")
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest("GET", "/area", nil)
		r.Header.Set("Cookie", header)
		for _, https := range []bool{false, true} {
			token, ok := auth.NewCookies(https).Read(r)
			if !ok {
				if token != "" {
					t.Fatalf("refused, yet read: %q", token)
				}
				continue
			}
			if len(token) != 47 || !strings.HasPrefix(token, "tgs_") || !strings.Contains(header, token) {
				t.Fatalf("read %q of %q", token, header)
			}
		}
	})
}
