package app_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/config"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/oidcprovider"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	clientSecret   = "segreto-del-programma"
	personPassword = "la strada verso Rossano"
	personEmail    = "nome.cognome@comune.example"
)

// signingIn is a real server, a real provider, and one person's browser.
type signingIn struct {
	t        *testing.T
	server   *app.Server
	provider *oidcprovider.Provider
	site     string
	log      *logged
	browser  *http.Client
}

// withProvider starts both; change may alter the settings.
func withProvider(t *testing.T, change func(*app.ServeSettings, *oidcprovider.Provider)) *signingIn {
	t.Helper()
	w := &signingIn{t: t, provider: oidcprovider.Start(t)}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(clientSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := settings(migrated.SQLite.URL(t))
	c.OIDC = config.OIDC{
		Issuer: w.provider.Issuer, ClientID: "traguardi", ClientSecretFile: secret, Name: "Entra con SSO comunale",
		Scopes: []string{"email"}, RolesClaim: "traguardi_roles",
	}
	if change != nil {
		change(&c, w.provider)
	}
	w.server, w.log = bootOn(t, c, time.Now)
	w.site = "http://" + w.server.Address
	w.provider.Register(oidcprovider.Client{
		ID: "traguardi", Secret: clientSecret, ClaimsInIDToken: true,
		Return: []string{w.site + "/accesso/oidc/ritorno"}, Left: []string{w.site + "/accesso/uscita"},
	})
	w.person("c_prova:editor")
	ente(t, w.server, "c_prova", "Comune di Prova")
	ente(t, w.server, "c_altro", "Comune di Altro")
	w.newBrowser()
	return w
}

// person is somebody at the provider, with roles.
func (w *signingIn) person(roles ...string) {
	w.claims(map[string]any{"email": personEmail, "email_verified": true, "traguardi_roles": roles})
}

func (w *signingIn) claims(claims map[string]any) {
	w.provider.Admit(oidcprovider.Person{Subject: "persona-1", Password: personPassword, Claims: claims})
}

func (w *signingIn) newBrowser() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.browser = &http.Client{Jar: jar}
}

// seen is the page that a browser ended at.
type seen struct {
	status int
	url    *url.URL
	header http.Header
	body   string
}

func (w *signingIn) look(response *http.Response, err error) seen {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return seen{response.StatusCode, response.Request.URL, response.Header, string(body)}
}

// get goes to an address of the site and follows wherever it leads.
func (w *signingIn) get(path string) seen { w.t.Helper(); return w.look(w.browser.Get(w.site + path)) }

func (w *signingIn) post(path string, values url.Values) seen {
	w.t.Helper()
	return w.look(w.browser.PostForm(w.site+path, values))
}

// atProvider signs in at the provider where it asks who is there.
func (w *signingIn) atProvider(at seen) seen {
	w.t.Helper()
	if at.url.Path != "/login" || at.url.Host == w.server.Address {
		return at
	}
	return w.look(w.browser.PostForm(w.provider.Issuer+"/login", url.Values{
		"id": {at.url.Query().Get("id")}, "subject": {"persona-1"}, "password": {personPassword},
	}))
}

// signIn is the whole way, from the page of the way in.
func (w *signingIn) signIn() seen {
	w.t.Helper()
	return w.atProvider(w.get("/accesso/oidc"))
}

func (w *signingIn) account() map[string]any {
	w.t.Helper()
	a := w.get("/api/v1/account")
	if a.status != http.StatusOK {
		return nil
	}
	return answer{body: a.body}.json(w.t)
}

// says checks a page by its status and a piece of its text.
func (w *signingIn) says(what string, at seen, status int, text string) {
	w.t.Helper()
	if at.status != status || !strings.Contains(at.body, text) {
		w.t.Fatalf("%s: %d at %s, want %d and %q in\n%s", what, at.status, at.url.Path, status, text, at.body)
	}
}

// quiet checks that the log tells nobody's secrets.
func (w *signingIn) quiet(secrets ...string) {
	w.t.Helper()
	for _, secret := range append(secrets, personEmail, "persona-1", clientSecret, personPassword, "eyJ") {
		if strings.Contains(w.log.String(), secret) {
			w.t.Errorf("the log tells %q:\n%s", secret, w.log)
		}
	}
}

func TestSignInWithAProvider(t *testing.T) {
	w := withProvider(t, nil)
	at := w.get("/area/account?da=qui")
	if at.url.Path != "/accesso" {
		t.Fatalf("led to %s", at.url)
	}
	w.says("the way in", at, 200, "Entra con SSO comunale")
	link := regexp.MustCompile(`href="(/accesso/oidc\?[^"]*)"`).FindStringSubmatch(at.body)
	if link == nil || !strings.Contains(at.body, `name="password"`) {
		t.Fatalf("no link to the provider, or no password beside it:\n%s", at.body)
	}
	at = w.atProvider(w.get(strings.ReplaceAll(link[1], "&amp;", "&")))
	if at.url.Path != "/area/account" || at.url.RawQuery != "da=qui" {
		t.Fatalf("after the sign-in: %d at %s", at.status, at.url)
	}
	who := w.account()
	if who["email"] != personEmail || who["has_password"] != false || who["came_by"] != "session" {
		t.Errorf("who is there: %v", who)
	}
	sessions := w.get("/api/v1/account/sessions")
	w.says("the sessions", sessions, 200, `"method":"oidc"`)
	before := w.cookie()
	for _, c := range w.browser.Jar.Cookies(&url.URL{Scheme: "http", Host: w.server.Address, Path: "/accesso/oidc/x"}) {
		if strings.HasPrefix(c.Name, "traguardi_oidc_") {
			t.Errorf("the cookie %s of the sign-in is still there", c.Name)
		}
	}

	// A second sign-in ends the session before it.
	if at := w.signIn(); !strings.HasPrefix(at.url.Path, "/area") {
		t.Fatalf("signed in at the provider already, and led to %s", at.url)
	}
	if w.cookie() == before {
		t.Error("the session was not rotated")
	}
	old := call(t, http.MethodGet, w.site+"/api/v1/account", "", "Cookie", before)
	if old.status != http.StatusUnauthorized {
		t.Errorf("the session before: %d", old.status)
	}

	// The sign-out ends the provider's session too.
	id := sessionID(t, w.server, personEmail)
	if _, err := w.server.Store.SessionIDToken(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	left := w.post("/accesso/uscita", nil)
	to, ok := strings.CutPrefix(left.header.Get("Refresh"), "0; url=")
	if left.status != 200 || !ok || !strings.HasPrefix(to, w.provider.Issuer+"/") || !strings.Contains(to, "id_token_hint=") {
		t.Fatalf("the sign-out: %d %v", left.status, left.header)
	}
	if _, err := w.server.Store.SessionIDToken(t.Context(), id); plan.KindOf(err) != plan.KindNotFound {
		t.Errorf("the ID token outlives its session: %v", err)
	}
	at = w.look(w.browser.Get(to))
	if at.url.Host != w.server.Address || at.url.Path != "/accesso/uscita" || w.provider.Sessions() != 0 {
		t.Errorf("after the provider's own sign-out: %s, %d sessions there", at.url, w.provider.Sessions())
	}
	if w.account() != nil {
		t.Error("still signed in")
	}
	if at := w.get("/accesso/oidc"); at.url.Path != "/login" {
		t.Errorf("the provider does not ask who is there: %s", at.url)
	}
	w.quiet()
}

// cookie is the session's, as the browser would send it.
func (w *signingIn) cookie() string {
	w.t.Helper()
	for _, c := range w.browser.Jar.Cookies(&url.URL{Scheme: "http", Host: w.server.Address, Path: "/"}) {
		if c.Name == "traguardi" {
			return c.Name + "=" + c.Value
		}
	}
	w.t.Fatal("no session")
	return ""
}

// returning gives the address with which the provider sends the browser back, without
// going there; alter may change the one that it is sent to.
func (w *signingIn) returning(alter func(url.Values)) *url.URL {
	w.t.Helper()
	var back *url.URL
	w.browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/accesso/oidc/ritorno" {
			back = r.URL
			return http.ErrUseLastResponse
		}
		if alter != nil && r.URL.Query().Get("code_challenge") != "" {
			query := r.URL.Query()
			alter(query)
			r.URL.RawQuery = query.Encode()
		}
		return nil
	}
	defer func() { w.browser.CheckRedirect = nil }()
	w.signIn()
	if back == nil {
		w.t.Fatal("the provider sends nobody back")
	}
	return back
}

func TestSignInsThatSomebodyTamperedWith(t *testing.T) {
	w := withProvider(t, nil)
	with := func(back *url.URL, name, value string) string {
		query := back.Query()
		query.Set(name, value)
		return back.Path + "?" + query.Encode()
	}
	back := w.returning(nil)
	jar := w.browser.Jar
	w.newBrowser()
	w.says("another browser", w.get(back.RequestURI()), 400, "scaduto o è già stato usato")
	w.browser.Jar = jar
	w.says("another state", w.get(with(back, "state", strings.Repeat("A", 43))), 400, "scaduto o è già stato usato")
	w.says("a state that is none", w.get(with(back, "state", "../../x")), 400, "scaduto o è già stato usato")
	w.says("another code", w.get(with(back, "code", "indovinato")), 403, "non è valida")
	w.says("that sign-in is over", w.get(back.RequestURI()), 400, "scaduto o è già stato usato")

	back = w.returning(nil)
	if at := w.get(back.RequestURI()); !strings.HasPrefix(at.url.Path, "/area") {
		t.Fatalf("the right one: %d at %s", at.status, at.url)
	}
	w.says("the same again", w.get(back.RequestURI()), 400, "scaduto o è già stato usato")
	w.says("another nonce", w.get(w.returning(func(q url.Values) { q.Set("nonce", strings.Repeat("A", 43)) }).RequestURI()), 403, "non è valida")
	w.says("another challenge", w.get(w.returning(func(q url.Values) { q.Set("code_challenge", strings.Repeat("A", 43)) }).RequestURI()), 403, "non è valida")
	w.says("a refusal", w.get(with(w.returning(nil), "error", "access_denied")), 403, "non è andato a buon fine")
	// Whoever was signed in still is: a failed sign-in takes nothing away.
	if w.account() == nil {
		t.Error("signed out by somebody else's sign-in")
	}
	for _, next := range []string{"https://evil.example/", "//evil.example/", "/accesso/uscita", `/\evil.example`} {
		if at := w.atProvider(w.get("/accesso/oidc?prosegui=" + url.QueryEscape(next))); at.url.Host != w.server.Address || !strings.HasPrefix(at.url.Path, "/area") {
			t.Errorf("led from %s to %s", next, at.url)
		}
	}
	w.quiet(back.Query().Get("code"), back.Query().Get("state"))
}

func TestWhoMayNotSignInWithAProvider(t *testing.T) {
	w := withProvider(t, nil)
	client := oidcprovider.Client{ID: "traguardi", Secret: clientSecret, ClaimsInIDToken: true, Return: []string{w.site + "/accesso/oidc/ritorno"}}
	expired := client
	expired.IDTokenLifetime = -1
	w.provider.Register(expired)
	w.says("an expired ID token", w.signIn(), 403, "non è valida")
	w.provider.Register(client)
	w.provider.ForgeSignatures(true)
	w.says("a forged ID token", w.signIn(), 403, "non è valida")
	w.provider.ForgeSignatures(false)
	w.claims(map[string]any{"email": personEmail, "email_verified": false, "traguardi_roles": []string{"c_prova:admin"}})
	w.says("an address that is not verified", w.signIn(), 403, "non conferma il tuo indirizzo")
	w.claims(map[string]any{"email": personEmail, "traguardi_roles": []string{"c_prova:admin"}})
	w.says("an address of which nothing is said", w.signIn(), 403, "non conferma il tuo indirizzo")
	w.person()
	w.says("no role", w.signIn(), 403, "Non hai un ruolo")
	w.person("c_nessuno:admin", "c_prova:re", "uma_authorization")
	w.says("no role that exists", w.signIn(), 403, "Non hai un ruolo")
	if !strings.Contains(w.log.String(), "c_prova:re") || !strings.Contains(w.log.String(), `"unknown_places":1`) || strings.Contains(w.log.String(), "uma_authorization") {
		t.Errorf("the log does not tell what was ignored:\n%s", w.log)
	}
	if w.account() != nil {
		t.Fatal("somebody is signed in")
	}
	// The local account of that address has a password: it is not the provider's to open.
	user := app.User{Email: personEmail, Password: "una lunga frase d'ordine", Role: "viewer", Organization: "c_prova"}
	if _, err := w.server.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	w.person("c_prova:admin")
	w.says("an account with a password", w.signIn(), 409, "con una sua password")
	w.claims(map[string]any{"email": "altro@comune.example", "email_verified": true, "traguardi_roles": []string{"c_prova:admin"}})
	if at := w.signIn(); !strings.HasPrefix(at.url.Path, "/area") {
		t.Fatalf("with an address of their own: %d at %s", at.status, at.url)
	}
	if err := w.server.DisableUser(t.Context(), "altro@comune.example"); err != nil {
		t.Fatal(err)
	}
	w.says("a disabled account", w.signIn(), 403, "disabilitato")
	w.quiet("altro@comune.example")
}

// Roles are the provider's at each sign-in, and hold from the next request on.
func TestRolesFollowTheProvider(t *testing.T) {
	w := withProvider(t, func(c *app.ServeSettings, _ *oidcprovider.Provider) { c.OIDC.JoinByEmail = true })
	user := app.User{Email: personEmail, Password: "una lunga frase d'ordine", Role: "viewer", Organization: "c_prova"}
	if _, err := w.server.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	roles := func() string {
		t.Helper()
		var all []string
		for _, m := range w.account()["memberships"].([]any) {
			m := m.(map[string]any)
			all = append(all, m["organization"].(string)+":"+m["role"].(string))
		}
		return strings.Join(all, " ")
	}
	for _, c := range []struct {
		claim []string
		want  string
	}{
		{[]string{"c_prova:editor"}, "c_prova:editor"}, // the local account was joined, as the setting says
		{[]string{"c_prova:admin", "c_altro:viewer"}, "c_altro:viewer c_prova:admin"},
		{[]string{"c_altro:reviewer"}, "c_altro:reviewer"},
	} {
		w.person(c.claim...)
		if at := w.signIn(); !strings.HasPrefix(at.url.Path, "/area") {
			t.Fatalf("%v: %d at %s: %s", c.claim, at.status, at.url, at.body)
		}
		if got := roles(); got != c.want {
			t.Errorf("%v: %s, want %s", c.claim, got, c.want)
		}
		who := w.account()
		if who["has_password"] != true {
			t.Errorf("the password is gone: %v", who)
		}
	}
	// All gone at the provider: refused, and what is still open has no role any more.
	w.person()
	w.says("no role left", w.signIn(), 403, "Non hai un ruolo")
	if got := roles(); got != "" {
		t.Errorf("still %s", got)
	}
	entries, _, err := w.server.Store.AuditEntries(t.Context(), tracker.AuditQuery{Organization: "c_prova", Action: string(tracker.OpAccountFollow)})
	if err != nil || len(entries) != 3 {
		t.Errorf("%d entries of the trail, %v", len(entries), err)
	}
	for _, e := range entries {
		if strings.Contains(e.Detail, "@") || strings.Contains(e.Detail, "persona-1") || e.By.Role != plan.RoleSystem {
			t.Errorf("the trail tells %+v", e)
		}
	}
	w.quiet()
}

// The provider is away when the program starts: everything else works and the page says so;
// it comes back by itself.
func TestTheProviderIsAwayAtStart(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	w := withProvider(t, func(_ *app.ServeSettings, p *oidcprovider.Provider) { p.GoAway() })
	user := app.User{Email: "locale@comune.example", Password: "una lunga frase d'ordine", Role: "viewer", Organization: "c_prova"}
	if _, err := w.server.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	away := w.get("/accesso/oidc")
	w.says("the provider is away", away, 503, "non risponde")
	if away.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	w.says("the page says so", w.get("/accesso"), 200, "adesso non risponde")
	local := w.post("/accesso", url.Values{"email": {user.Email}, "password": {user.Password}})
	if !strings.HasPrefix(local.url.Path, "/area") || w.account()["email"] != user.Email {
		t.Errorf("the local sign-in: %d at %s", local.status, local.url)
	}
	w.says("the local sign-out", w.post("/accesso/uscita", nil), 200, "Accesso chiuso")
	w.provider.ComeBack()
	eventually(t, "the page no longer says that it is away", func() bool { return !strings.Contains(w.get("/accesso").body, "adesso non risponde") })
	if at := w.signIn(); !strings.HasPrefix(at.url.Path, "/area") {
		t.Errorf("back: %d at %s", at.status, at.url)
	}
}

func TestNoPasswordsBesideTheProvider(t *testing.T) {
	w := withProvider(t, func(c *app.ServeSettings, _ *oidcprovider.Provider) { c.LocalSignIn = false })
	at := w.get("/accesso")
	w.says("the way in", at, 200, "Entra con SSO comunale")
	if strings.Contains(at.body, `type="password"`) || strings.Contains(at.body, "/accesso/recupero") {
		t.Errorf("a password is asked for:\n%s", at.body)
	}
	if at := w.signIn(); !strings.HasPrefix(at.url.Path, "/area") {
		t.Fatalf("%d at %s", at.status, at.url)
	}
	if _, err := w.server.CreateUser(t.Context(), app.User{Email: "altro@comune.example", Password: "una lunga frase d'ordine", Role: "viewer", Organization: "c_prova"}); err != nil {
		t.Fatal(err)
	}
	w.newBrowser()
	w.says("a password that somebody had", w.post("/accesso", url.Values{"email": {"altro@comune.example"}, "password": {"una lunga frase d'ordine"}}), 403, "")
}

// Whoever loses the session while typing signs in beside the page and goes on in it.
func TestADraftWaitsForTheProvider(t *testing.T) {
	w := withProvider(t, nil)
	typed := url.Values{"session": {"un testo lungo <che> resta"}}
	lost := w.post("/area/account/sessioni", typed)
	w.says("without a session", lost, 401, "quello che hai scritto ti aspetta")
	if !strings.Contains(lost.body, `href="/accesso/oidc?prosegui=%2Faccesso%2Fripresa" target="_blank"`) || !strings.Contains(lost.body, `action="/accesso/ripresa"`) {
		t.Fatalf("no way to sign in beside it:\n%s", lost.body)
	}
	hidden := regexp.MustCompile(`name="(prosegui|bozza)" value="([^"]*)"`).FindAllStringSubmatch(lost.body, 2)
	if len(hidden) != 2 {
		t.Fatalf("the draft is not in the page:\n%s", lost.body)
	}
	draft := url.Values{}
	for _, field := range hidden {
		draft.Set(field[1], strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`).Replace(field[2]))
	}
	w.says("too early", w.post("/accesso/ripresa", draft), 401, "Non sei ancora entrato")
	beside := w.atProvider(w.get("/accesso/oidc?prosegui=%2Faccesso%2Fripresa"))
	w.says("beside it", beside, 200, "Torna alla scheda")
	resumed := w.post("/accesso/ripresa", draft)
	if resumed.status >= 400 {
		t.Errorf("going on: %d at %s\n%s", resumed.status, resumed.url, resumed.body)
	}
}
