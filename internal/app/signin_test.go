package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/smtptest"
)

const (
	staffEmail    = "anna.bianchi@comune.example"
	staffPassword = "la strada verso Rossano è lunga"
)

// hour is a clock that the test sets.
type hour struct {
	mu sync.Mutex
	at time.Time
}

func newHour() *hour { return &hour{at: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)} }

func (h *hour) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hour) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

// browser keeps cookies and follows nothing by itself.
type browser struct {
	t      *testing.T
	site   string
	client *http.Client
}

func newBrowser(t *testing.T, s *app.Server) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, site: "http://" + s.Address, client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (b *browser) do(method, path string, form url.Values) answer {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.site+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	request.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
	response, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

func (b *browser) get(path string) answer { b.t.Helper(); return b.do(http.MethodGet, path, nil) }

// post sends a form; pairs are names and values in turn.
func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

func (b *browser) signIn(password string) answer {
	b.t.Helper()
	return b.post("/accesso", "email", staffEmail, "password", password)
}

// token is what the browser's cookie holds.
func (b *browser) token() string {
	b.t.Helper()
	u, err := url.Parse(b.site)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, cookie := range b.client.Jar.Cookies(u) {
		return cookie.Value
	}
	return ""
}

// expect fails unless an answer has a status, leads to an address ("" is not asked) and
// says something.
func (b *browser) expect(what string, a answer, status int, location string, says ...string) {
	b.t.Helper()
	if a.status != status || location != "" && a.header.Get("Location") != location {
		b.t.Errorf("%s: got %d to %q, want %d to %q", what, a.status, a.header.Get("Location"), status, location)
	}
	for _, text := range says {
		if !strings.Contains(a.body, text) {
			b.t.Errorf("%s: it does not say %q:\n%s", what, text, a.body)
		}
	}
}

func (b *browser) signedIn(what string, want bool) {
	b.t.Helper()
	a := b.get("/area/account")
	if (a.status == http.StatusOK) != want {
		b.t.Errorf("%s: signed in %v, want %v (%d)", what, a.status == http.StatusOK, want, a.status)
	}
}

// town boots a server with one ente and one editor.
func town(t *testing.T, url string, h *hour) (*app.Server, app.ServeSettings, *logged) {
	t.Helper()
	c := settings(url)
	s, log := bootOn(t, c, h.now)
	ente(t, s, "c_m403", "Corigliano-Rossano")
	if _, err := s.CreateUser(t.Context(), app.User{Email: staffEmail, Password: staffPassword, Role: "editor", Organization: "c_m403"}); err != nil {
		t.Fatal(err)
	}
	return s, c, log
}

func TestSigningInAndOut(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := newHour()
		s, _, log := town(t, url, h)
		b := newBrowser(t, s)
		b.expect("the area", b.get("/area/c_m403"), http.StatusSeeOther, "/accesso?prosegui=%2Farea%2Fc_m403")
		page := b.get("/accesso?prosegui=%2Farea%2Fc_m403%2Fobiettivi")
		b.expect("the form", page, http.StatusOK, "", `name="prosegui" value="/area/c_m403/obiettivi"`, `autocomplete="username"`, `autocomplete="current-password"`)
		if b.token() != "" || page.header.Get("Cache-Control") != "no-store" {
			t.Errorf("a cookie before the sign-in, or a page that is kept: %v", page.header)
		}
		b.expect("nothing typed", b.post("/accesso"), http.StatusUnprocessableEntity, "", `href="#f-email"`, `href="#f-password"`)
		wrong := b.signIn("sbagliata")
		b.expect("a wrong password", wrong, http.StatusUnprocessableEntity, "", "non sono giusti", `value="`+staffEmail+`"`)
		nobody := b.post("/accesso", "email", "nessuno@comune.example", "password", "sbagliata")
		b.expect("nobody", nobody, http.StatusUnprocessableEntity, "", "non sono giusti")
		same := strings.NewReplacer(staffEmail, "", "nessuno@comune.example", "")
		keys := regexp.MustCompile(`name="chiave" value="[^"]*"`)
		if keys.ReplaceAllString(same.Replace(wrong.body), "") != keys.ReplaceAllString(same.Replace(nobody.body), "") {
			t.Error("the page of a wrong password differs from that of nobody's")
		}
		if strings.Contains(wrong.body, "sbagliata") {
			t.Error("the password comes back in the page")
		}

		in := b.post("/accesso", "email", " Anna.Bianchi@Comune.Example", "password", staffPassword, "prosegui", "/area/c_m403/obiettivi?x=1")
		b.expect("the right password", in, http.StatusSeeOther, "/area/c_m403/obiettivi?x=1")
		cookie := in.header.Get("Set-Cookie")
		if !regexp.MustCompile(`^traguardi=tgs_[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax$`).MatchString(cookie) {
			t.Errorf("the cookie is %q", cookie)
		}
		first := b.token()
		b.expect("the account", b.get("/area/account"), http.StatusOK, "", staffEmail, "Firefox, Linux", "Corigliano-Rossano: Ufficio Europa")
		b.expect("the way in, signed in", b.get("/accesso?prosegui=/area/account"), http.StatusSeeOther, "/area/account")

		// The API knows the session too; what is for the staff alone proves it.
		b.expect("the API", b.get("/api/v1/organizations/c_m403/audit-entries"), http.StatusOK, "")
		api := b.get("/api/v1/organizations/c_m403/objectives")
		if api.header.Get("Cache-Control") != "no-store" || !strings.Contains(api.header.Get("Vary"), "Cookie") {
			t.Errorf("an answer for the staff may be kept: %v", api.header)
		}

		// Signing in again begins another session, and ends the one before.
		b.expect("again", b.signIn(staffPassword), http.StatusSeeOther, "/area")
		if b.token() == first {
			t.Error("the token was not rotated")
		}
		if a := call(t, http.MethodGet, b.site+"/api/v1/organizations/c_m403/audit-entries", "", "Cookie", "traguardi="+first); a.status != http.StatusUnauthorized {
			t.Error("the session before is still in force")
		}
		last := b.token()
		b.expect("out", b.post("/accesso/uscita"), http.StatusSeeOther, "/accesso/uscita")
		b.expect("the page after", b.get("/accesso/uscita"), http.StatusOK, "", "Accesso chiuso")
		if b.token() != "" {
			t.Error("the cookie is still there")
		}
		b.signedIn("after signing out", false)
		if a := call(t, http.MethodGet, b.site+"/api/v1/organizations/c_m403/audit-entries", "", "Cookie", "traguardi="+last); a.status != http.StatusUnauthorized {
			t.Error("the session is still in force after signing out")
		}
		dead := call(t, http.MethodGet, b.site+"/api/v1/organizations/c_m403", "", "Cookie", "traguardi="+last)
		if dead.status != http.StatusOK || !strings.Contains(dead.header.Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("a cookie that is not in force: %d %v", dead.status, dead.header)
		}
		for _, secret := range []string{first, last, staffEmail, staffPassword, "sbagliata"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log tells %s", secret)
			}
		}
	})
}

// Nothing leads out of the area after the sign-in.
func TestWhereTheSignInLeads(t *testing.T) {
	h := newHour()
	s, _, _ := town(t, migrated.SQLite.URL(t), h)
	for next, want := range map[string]string{
		"":                           "/area",
		"/area/c_m403/traguardi?a=b": "/area/c_m403/traguardi?a=b",
		"https://evil.example/area":  "/area",
		"//evil.example/area":        "/area",
		"/\\evil.example/area":       "/area",
		"/area//evil.example":        "/area",
		"/area/../accesso":           "/area",
		"/areas":                     "/area",
		"/enti/c_m403":               "/area",
		"javascript:alert(1)":        "/area",
		"/area\r\nSet-Cookie: a=b":   "/area",
		"/%2e%2e/area":               "/area",
		"/area/%2e%2e/%2e%2e/x":      "/area",
	} {
		b := newBrowser(t, s)
		a := b.post("/accesso", "email", staffEmail, "password", staffPassword, "prosegui", next)
		b.expect(next, a, http.StatusSeeOther, want)
		b.expect(next+", signed in", b.get("/accesso?prosegui="+url.QueryEscape(next)), http.StatusSeeOther, want)
	}
}

func TestSessionsEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := newHour()
		s, _, _ := town(t, url, h)
		b := newBrowser(t, s)
		b.expect("in", b.signIn(staffPassword), http.StatusSeeOther, "/area")
		for range 11 { // used every fifty-nine minutes
			h.pass(59 * time.Minute)
			b.signedIn("in use", true)
		}
		h.pass(time.Hour)
		b.signedIn("idle for an hour", false)

		b.expect("in", b.signIn(staffPassword), http.StatusSeeOther, "/area")
		for range 13 {
			h.pass(50 * time.Minute)
			b.signedIn("in use", true)
		}
		h.pass(50 * time.Minute)
		b.signedIn("at its longest", true)
		h.pass(20 * time.Minute)
		b.signedIn("after twelve hours", false)
	})
}

func TestSessionsAreListedAndClosed(t *testing.T) {
	h := newHour()
	s, _, _ := town(t, migrated.SQLite.URL(t), h)
	one, two, three := newBrowser(t, s), newBrowser(t, s), newBrowser(t, s)
	for _, b := range []*browser{one, two, three} {
		b.expect("in", b.signIn(staffPassword), http.StatusSeeOther, "/area")
		h.pass(2 * time.Minute)
	}
	three.signedIn("the third", true) // seen last
	page := two.get("/area/account")
	ids := regexp.MustCompile(`name="session" value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
	if len(ids) != 3 || !strings.Contains(page.body, "Chiudi le altre 2 sessioni") {
		t.Fatalf("sessions: %v in\n%s", ids, page.body)
	}
	two.expect("closing", two.post("/area/account/sessioni", "session", ids[2][1]), http.StatusSeeOther, "/area/account?esito=sessions")
	two.expect("closing again", two.post("/area/account/sessioni", "session", ids[2][1]), http.StatusSeeOther, "/area/account?esito=sessions")
	one.signedIn("the one that was closed", false)
	two.signedIn("the one that closed it", true)
	two.expect("closing the others", two.post("/area/account/sessioni"), http.StatusSeeOther, "/area/account?esito=sessions")
	three.signedIn("the other", false)
	two.signedIn("this one", true)
	own := regexp.MustCompile(`name="session" value="([^"]+)"`).FindStringSubmatch(two.get("/area/account").body)
	two.expect("closing this one", two.post("/area/account/sessioni", "session", own[1]), http.StatusSeeOther, "/accesso/uscita")
	two.signedIn("this one, closed", false)
}

// The slow-down holds across restarts; a link from the command line is the way back.
func TestGuessingAtTheDoor(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := newHour()
		s, c, _ := town(t, url, h)
		b := newBrowser(t, s)
		for range 7 {
			b.signIn("sbagliata")
			h.pass(2 * time.Second)
		}
		a := b.signIn("sbagliata")
		b.expect("too early", a, http.StatusTooManyRequests, "", "Aspetta 2 secondi e riprova.", `href="/accesso/recupero"`)
		if a.header.Get("Retry-After") != "2" {
			t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
		}
		again, _ := bootOn(t, c, h.now)
		other := newBrowser(t, again)
		other.expect("after a restart, in another browser, with the right password", other.signIn(staffPassword), http.StatusTooManyRequests, "")
		other.expect("what to do", other.get("/accesso/recupero"), http.StatusOK, "", "non manda messaggi di posta", "Chiedi a chi amministra")
		other.expect("a message that is not sent", other.post("/accesso/recupero", "email", staffEmail), http.StatusOK, "", "non manda messaggi di posta")

		address, err := again.UserLink(t.Context(), staffEmail, other.site)
		if err != nil {
			t.Fatal(err)
		}
		path := strings.TrimPrefix(address, other.site)
		other.expect("the link", other.get(path), http.StatusOK, "", "Nuova password", staffEmail)
		const next = "un'altra frase da ricordare"
		for what, c := range map[string][3]string{
			"two that differ": {next, next + "!", "Le due password sono diverse"},
			"a short one":     {"corta", "corta", "Almeno 12 caratteri"},
			"a common one":    {"forzajuventus2026", "forzajuventus2026", "tra le password più usate"},
		} {
			other.expect(what, other.post(path, "password", c[0], "password_again", c[1]), http.StatusUnprocessableEntity, "", c[2])
		}
		other.expect("the new password", other.post(path, "password", next, "password_again", next), http.StatusSeeOther, "/area")
		other.signedIn("by the link", true)
		other.expect("the link again", other.get(path), http.StatusNotFound, "", "Collegamento non più valido")
		other.expect("used again", other.post(path, "password", next, "password_again", next), http.StatusNotFound, "")
		b.expect("and the door is open", b.signIn(next), http.StatusSeeOther, "/area")
	})
}

func TestChangingTheOwnPassword(t *testing.T) {
	h := newHour()
	s, _, _ := town(t, migrated.SQLite.URL(t), h)
	b, other := newBrowser(t, s), newBrowser(t, s)
	b.expect("in", b.signIn(staffPassword), http.StatusSeeOther, "/area")
	other.expect("in", other.signIn(staffPassword), http.StatusSeeOther, "/area")
	before := b.token()
	const next = "un'altra frase da ricordare"
	b.expect("the page", b.get("/area/account/password"), http.StatusOK, "", `autocomplete="new-password"`)
	b.expect("a wrong one", b.post("/area/account/password", "current_password", "sbagliata", "password", next, "password_again", next),
		http.StatusUnprocessableEntity, "", "Non è la password di adesso")
	b.expect("changed", b.post("/area/account/password", "current_password", staffPassword, "password", next, "password_again", next),
		http.StatusSeeOther, "/area/account?esito=password")
	if b.token() == before {
		t.Error("the token was not rotated")
	}
	b.signedIn("this browser", true)
	other.signedIn("the other browser", false)

	// What somebody typed while the session ended waits behind the sign-in, the passwords not.
	h.pass(2 * time.Hour)
	lost := b.post("/area/account/password", "current_password", "di prima", "password", "segretissima", "password_again", "segretissima", "altro", "resta")
	b.expect("a lost session", lost, http.StatusUnauthorized, "", "La sessione è finita mentre scrivevi", `name="bozza" value="altro=resta"`)
	if strings.Contains(lost.body, "segretissima") || strings.Contains(lost.body, "prima\"") {
		t.Errorf("the passwords stand in the page:\n%s", lost.body)
	}
	resumed := b.post("/accesso", "email", staffEmail, "password", next, "prosegui", "/area/account/password", "bozza", "altro=resta")
	b.expect("resumed", resumed, http.StatusOK, "", "Sei di nuovo dentro", `action="/area/account/password"`)
	b.signedIn("resumed", true)
}

var secretInPage = regexp.MustCompile(`<code class="a-secret">([A-Z2-7 ]+)</code>`)

func TestTheSecondFactorAtTheDoor(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := newHour()
		key := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(key, []byte(strings.Repeat("chiave ", 8)), 0o600); err != nil {
			t.Fatal(err)
		}
		c := settings(url)
		c.SecretKeyFile = key
		s, log := bootOn(t, c, h.now)
		ente(t, s, "c_m403", "Corigliano-Rossano")
		if _, err := s.CreateUser(t.Context(), app.User{Email: staffEmail, Password: staffPassword, Role: "editor", Organization: "c_m403"}); err != nil {
			t.Fatal(err)
		}
		b := newBrowser(t, s)
		b.expect("in", b.signIn(staffPassword), http.StatusSeeOther, "/area")
		const page = "/area/account/secondo-fattore"
		b.expect("off", b.get(page), http.StatusOK, "", "Comincia")
		b.expect("begun", b.post(page, "do", "begin"), http.StatusSeeOther, page)
		set := b.get(page)
		b.expect("set up", set, http.StatusOK, "", `<svg class="a-qr" role="img"`)
		found := secretInPage.FindStringSubmatch(set.body)
		if found == nil {
			t.Fatalf("no secret in\n%s", set.body)
		}
		secret := strings.ReplaceAll(found[1], " ", "")
		code := func() string {
			t.Helper()
			code, err := totp.GenerateCode(secret, h.now())
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		b.expect("a wrong code", b.post(page, "do", "confirm", "current_password", staffPassword, "code", "000000"), http.StatusUnprocessableEntity, "", "Il codice non è giusto", found[1])
		before := b.token()
		b.expect("on without the password", b.post(page, "do", "confirm", "current_password", "x", "code", code()), http.StatusUnprocessableEntity, "", "Non è la password", found[1])
		on := b.post(page, "do", "confirm", "current_password", staffPassword, "code", code())
		b.expect("on", on, http.StatusOK, "", "non si vedranno più")
		codes := regexp.MustCompile(`<li><code>([a-z2-7-]{19})</code></li>`).FindAllStringSubmatch(on.body, -1)
		if len(codes) != 10 {
			t.Fatalf("%d recovery codes in\n%s", len(codes), on.body)
		}
		if b.token() == before {
			t.Error("the token was not rotated")
		}
		b.expect("the account", b.get("/area/account"), http.StatusOK, "", "Ti restano 10 codici di recupero")

		other := newBrowser(t, s)
		other.expect("the password", other.post("/accesso", "email", staffEmail, "password", staffPassword, "prosegui", "/area/account"),
			http.StatusSeeOther, "/accesso/codice?prosegui=%2Farea%2Faccount")
		waiting := other.token()
		other.signedIn("with the password alone", false)
		other.expect("the API, with the password alone", other.get("/api/v1/organizations/c_m403/audit-entries"), http.StatusUnauthorized, "")
		other.expect("asked", other.get("/accesso/codice?prosegui=%2Farea%2Faccount"), http.StatusOK, "", `autocomplete="one-time-code"`)
		other.expect("the code that was used", other.post("/accesso/codice", "code", code()), http.StatusUnprocessableEntity, "", "Il codice non è giusto")
		h.pass(30 * time.Second)
		other.expect("the next", other.post("/accesso/codice", "code", code(), "prosegui", "/area/account"), http.StatusSeeOther, "/area/account")
		other.signedIn("with both", true)
		if other.token() == waiting {
			t.Error("the token was not rotated")
		}
		other.expect("the page of the code, signed in", other.get("/accesso/codice"), http.StatusSeeOther, "/area")

		// A recovery code is worth one sign-in, also for what was typed before.
		third := newBrowser(t, s)
		third.expect("the password, with what was typed", third.post("/accesso", "email", staffEmail, "password", staffPassword,
			"prosegui", "/area/account/password", "bozza", "altro=resta"), http.StatusOK, "", `name="bozza" value="altro=resta"`, "Secondo fattore")
		third.expect("a recovery code", third.post("/accesso/codice", "code", codes[0][1], "prosegui", "/area/account/password", "bozza", "altro=resta"),
			http.StatusOK, "", "Sei di nuovo dentro")
		third.signedIn("with a recovery code", true)
		fourth := newBrowser(t, s)
		fourth.signIn(staffPassword)
		fourth.expect("the same recovery code", fourth.post("/accesso/codice", "code", codes[0][1]), http.StatusUnprocessableEntity, "")
		h.pass(11 * time.Minute)
		fourth.expect("too late", fourth.post("/accesso/codice", "code", codes[1][1]), http.StatusUnprocessableEntity, "", "È passato troppo tempo", `name="password"`)

		h.pass(30 * time.Second)
		b.expect("new recovery codes", b.post("/area/account/codici", "code", code()), http.StatusOK, "", "non si vedranno più")
		b.expect("the page for more", b.get("/area/account/codici"), http.StatusOK, "", "Ti restano 10 codici")
		h.pass(30 * time.Second)
		b.expect("off without the password", b.post(page, "do", "remove", "current_password", "x", "code", code()), http.StatusUnprocessableEntity, "", "Non è la password")
		b.expect("off", b.post(page, "do", "remove", "current_password", staffPassword, "code", code()), http.StatusSeeOther, "/area/account?esito=factor-off")
		b.expect("in with the password alone", newBrowser(t, s).signIn(staffPassword), http.StatusSeeOther, "/area")
		if strings.Contains(log.String(), secret) || strings.Contains(log.String(), codes[0][1]) {
			t.Error("the log tells a secret")
		}
	})
}

// Whose role demands a second factor gets nothing of the role before there is one: no page, no answer of the API, no token
// that would outlast it, and nothing that was typed before the sign-in. Other roles go on as before.
func TestASecondFactorIsDemanded(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := newHour()
		c := settings(url)
		c.RequireSecondFactor = []string{"admin", "editor"}
		s, _ := bootOn(t, c, h.now)
		ente(t, s, "c_m403", "Corigliano-Rossano")
		for email, role := range map[string]string{staffEmail: "editor", "legge@comune.example": "viewer"} {
			if _, err := s.CreateUser(t.Context(), app.User{Email: email, Password: staffPassword, Role: role, Organization: "c_m403"}); err != nil {
				t.Fatal(err)
			}
		}
		const page, demanded = "/area/account/secondo-fattore", "/area/account/secondo-fattore?esito=factor-due"
		const staffOnly = "/api/v1/organizations/c_m403/audit-entries"

		reader := newBrowser(t, s)
		reader.expect("a role that is not named", reader.post("/accesso", "email", "legge@comune.example", "password", staffPassword), http.StatusSeeOther, "/area")
		reader.expect("its area", reader.get("/area/c_m403/obiettivi"), http.StatusOK, "")

		b := newBrowser(t, s)
		b.expect("in", b.signIn(staffPassword), http.StatusSeeOther, "/area")
		for _, path := range []string{"/area", "/area/c_m403/traguardi", "/area/c_m403/obiettivi/nuovo", "/area/avvisi"} {
			if a := b.get(path); a.status != http.StatusNotFound {
				b.expect(path, a, http.StatusSeeOther, demanded)
			}
		}
		b.expect("a write", b.post("/area/c_m403/obiettivi", "title", "x"), http.StatusSeeOther, demanded)
		b.expect("the API", b.get(staffOnly), http.StatusForbidden, "")
		b.expect("a token", b.post("/area/account/token", "name", "scappatoia", "scope", "write"), http.StatusForbidden, "")
		resumed := newBrowser(t, s)
		resumed.expect("what was typed before", resumed.post("/accesso", "email", staffEmail, "password", staffPassword,
			"prosegui", "/area/c_m403/obiettivi/nuovo", "bozza", "title=x"), http.StatusSeeOther, demanded)

		b.expect("why", b.get(demanded), http.StatusOK, "", "il secondo fattore è obbligatorio", "Comincia")
		b.expect("begun", b.post(page, "do", "begin"), http.StatusSeeOther, page)
		found := secretInPage.FindStringSubmatch(b.get(page).body)
		if found == nil {
			t.Fatal("no secret in the page")
		}
		b.expect("begun is not done", b.get("/area/c_m403/traguardi"), http.StatusSeeOther, demanded)
		code, err := totp.GenerateCode(strings.ReplaceAll(found[1], " ", ""), h.now())
		if err != nil {
			t.Fatal(err)
		}
		b.expect("on", b.post(page, "do", "confirm", "current_password", staffPassword, "code", code), http.StatusOK, "", "non si vedranno più")
		b.expect("the area", b.get("/area/c_m403/traguardi"), http.StatusOK, "")

		h.pass(30 * time.Second)
		code, err = totp.GenerateCode(strings.ReplaceAll(found[1], " ", ""), h.now())
		if err != nil {
			t.Fatal(err)
		}
		b.expect("off again", b.post(page, "do", "remove", "current_password", staffPassword, "code", code), http.StatusSeeOther, "/area/account?esito=factor-off")
		b.expect("and nothing again", b.get("/area/c_m403/traguardi"), http.StatusSeeOther, demanded)
	})
}

// linksIn finds the links that a log tells, by the word that goes with each.
func linksIn(t *testing.T, log *logged, s *app.Server) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`"role":"([a-z]+)","link":"([^"]+)"`).FindAllStringSubmatch(log.String(), -1) {
		found[m[1]] = m[2]
	}
	if m := regexp.MustCompile(`no account yet[^\n]*"link":"([^"]+)"`).FindStringSubmatch(log.String()); m != nil {
		found["setup"] = m[1]
	}
	for role, link := range found {
		found[role] = strings.TrimPrefix(link, "http://"+s.Address)
	}
	return found
}

func TestTheDemonstrationsLinks(t *testing.T) {
	h := newHour()
	file := migrated.SQLite.URL(t)
	c := settings(file)
	c.Demo = true
	s, log := bootOn(t, c, h.now)
	links := linksIn(t, log, s)
	if len(links) != 5 || links["setup"] != "" {
		t.Fatalf("links: %v", links)
	}
	for role, says := range map[string]string{
		"reviewer": "Assessore", "editor": "Ufficio Europa", "contributor": "Referente, Servizi informatici", "admin": "Amministrazione", "viewer": "Lettura",
	} {
		b := newBrowser(t, s)
		for range 3 { // programs that look at links use nothing up
			b.expect("the link", b.get(links[role]), http.StatusOK, "", "Entra nella dimostrazione")
			b.expect("its head", b.do(http.MethodHead, links[role], nil), http.StatusOK, "")
		}
		b.signedIn("by looking", false)
		b.expect("used", b.post(links[role]), http.StatusSeeOther, "/area")
		b.expect("the account", b.get("/area/account"), http.StatusOK, "", "Corigliano-Rossano: "+says)
		b.expect("used again", newBrowser(t, s).post(links[role]), http.StatusNotFound, "")
	}

	for name, change := range map[string]func(*app.ServeSettings){
		"a public address":          func(c *app.ServeSettings) { c.Listen = "0.0.0.0:0" },
		"a public address in front": func(c *app.ServeSettings) { c.BaseURL = "https://traguardi.comune.example" },
		"no local sign-in": func(c *app.ServeSettings) {
			c.LocalSignIn, c.OIDC.Issuer, c.OIDC.ClientID, c.OIDC.Name, c.OIDC.RolesClaim = false, "http://127.0.0.1:1", "x", "x", "x"
		},
		"no demonstration asked for":  func(c *app.ServeSettings) { c.Demo = false },
		"a loopback address in front": func(c *app.ServeSettings) { c.BaseURL = "http://localhost:8080" },
	} {
		c := settings(file)
		c.Demo = true
		change(&c)
		s, log := bootOn(t, c, h.now)
		want := 0
		if name == "a loopback address in front" {
			want = 5
		}
		if links := linksIn(t, log, s); len(links) != want {
			t.Errorf("%s: %v", name, links)
		}
	}
}

// The demonstration's accounts have no place beside those of a real ente.
func TestNoDemonstrationBesideARealEnte(t *testing.T) {
	h := newHour()
	s, c, _ := town(t, migrated.SQLite.URL(t), h)
	c.Demo = true
	again, log := bootOn(t, c, h.now)
	if links := linksIn(t, log, again); len(links) > 0 {
		t.Errorf("links: %v", links)
	}
	rows, err := s.Users(t.Context())
	if err != nil || len(rows) != 1 {
		t.Errorf("accounts: %v, %v", rows, err)
	}
}

func TestTheFirstAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		h := newHour()
		c := settings(database)
		s, log := bootOn(t, c, h.now)
		link := linksIn(t, log, s)["setup"]
		if link == "" {
			t.Fatal("no link to the first account")
		}
		token := strings.TrimPrefix(link, "/accesso/link/")
		if _, err := s.Store.LinkByHash(t.Context(), token); plan.KindOf(err) != plan.KindNotFound {
			t.Errorf("it is stored as it is: %v", err)
		}
		if _, err := s.Store.LinkByHash(t.Context(), auth.HashToken(token)); err != nil {
			t.Errorf("its hash is not stored: %v", err)
		}
		b := newBrowser(t, s)
		b.expect("the page", b.get(link), http.StatusOK, "", "Primo account", `name="organization_name"`)
		bad := []string{"email", "x", "organization", "C M", "organization_name", "", "password", staffPassword, "password_again", staffPassword}
		b.expect("not like this", b.post(link, bad...), http.StatusUnprocessableEntity, "", `href="#f-email"`, `href="#f-organization"`)
		good := []string{"email", staffEmail, "organization", "c_m403", "organization_name", "Corigliano-Rossano", "password", staffPassword, "password_again", staffPassword}
		b.expect("set up", b.post(link, good...), http.StatusSeeOther, "/area")
		b.expect("the admin", b.get("/area/account"), http.StatusOK, "", "Corigliano-Rossano: Amministrazione")
		b.expect("a second time", newBrowser(t, s).post(link, good...), http.StatusNotFound, "")
		again, log := bootOn(t, c, h.now)
		if links := linksIn(t, log, again); len(links) > 0 {
			t.Errorf("the next start tells %v", links)
		}
		b.expect("with the password", newBrowser(t, s).signIn(staffPassword), http.StatusSeeOther, "/area")
	})
}

// Of an ente that is there the first admin is made without naming it anew.
func TestTheFirstAccountOfAnEnteThatIsThere(t *testing.T) {
	h := newHour()
	c := settings(migrated.SQLite.URL(t))
	s, log := bootOn(t, c, h.now)
	ente(t, s, "c_m403", "Corigliano-Rossano")
	link := linksIn(t, log, s)["setup"]
	b := newBrowser(t, s)
	b.expect("the page", b.get(link), http.StatusOK, "", `<option value="c_m403" selected>Corigliano-Rossano</option>`)
	b.expect("set up", b.post(link, "email", staffEmail, "organization", "c_m403", "password", staffPassword, "password_again", staffPassword), http.StatusSeeOther, "/area")
}

// With local sign-in off, neither passwords nor links let anybody in.
func TestLocalSignInSwitchedOff(t *testing.T) {
	h := newHour()
	s, c, _ := town(t, migrated.SQLite.URL(t), h)
	address, err := s.UserLink(t.Context(), staffEmail, "")
	if err != nil {
		t.Fatal(err)
	}
	c.LocalSignIn, c.OIDC.Issuer, c.OIDC.ClientID, c.OIDC.Name, c.OIDC.RolesClaim = false, "http://127.0.0.1:1", "x", "x", "x"
	off, _ := bootOn(t, c, h.now)
	b := newBrowser(t, off)
	page := b.get("/accesso")
	b.expect("the page", page, http.StatusOK, "", "usa il servizio di accesso del tuo ente")
	if strings.Contains(page.body, `name="password"`) {
		t.Error("it asks for a password")
	}
	b.expect("the password", b.signIn(staffPassword), http.StatusForbidden, "")
	b.expect("the link", b.get(address), http.StatusForbidden, "")
	b.expect("the link, used", b.post(address, "password", staffPassword, "password_again", staffPassword), http.StatusForbidden, "")
	b.expect("the recovery", b.get("/accesso/recupero"), http.StatusOK, "", "usa il servizio di accesso del tuo ente")
}

// Public pages know no sessions: no cookie is set there, and none is looked up.
func TestPublicPagesKnowNoCookie(t *testing.T) {
	h := newHour()
	c := settings(migrated.SQLite.URL(t))
	c.Demo = true
	s, _ := bootOn(t, c, h.now)
	guess := "traguardi=tgs_" + strings.Repeat("A", 43)
	for _, path := range []string{"/", "/enti/c_m403", "/enti/c_m403/obiettivi", "/metodo", "/privacy", "/robots.txt", "/questa-no"} {
		for _, header := range [][]string{nil, {"Cookie", guess}} {
			a := call(t, http.MethodGet, "http://"+s.Address+path, "", header...)
			if cookie := a.header.Get("Set-Cookie"); cookie != "" {
				t.Errorf("%s sets a cookie: %q", path, cookie)
			}
		}
	}
	if a := call(t, http.MethodGet, "http://"+s.Address+"/area", "", "Cookie", guess); !strings.Contains(a.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Error("a cookie of no session is not taken back where it is looked up")
	}
}

// Whoever makes sessions up is stopped before the database is asked; neighbours with a
// session go on.
func TestGuessingSessions(t *testing.T) {
	h := newHour()
	s, _, _ := town(t, migrated.SQLite.URL(t), h)
	b := newBrowser(t, s)
	b.expect("in", b.signIn(staffPassword), http.StatusSeeOther, "/area")
	b.signedIn("before", true)
	limited := false
	for i := range 302 {
		a := call(t, http.MethodGet, b.site+"/accesso", "", "Cookie", fmt.Sprintf("traguardi=tgs_%042dA", i))
		limited = a.status == http.StatusTooManyRequests
	}
	if !limited {
		t.Error("three hundred guesses in a minute are not too many")
	}
	b.signedIn("a neighbour", true)
}

// The pages for whoever is not signed in ask the database as well, so that there is a limit to
// how often; it holds for nobody who is signed in.
func TestTheWayInIsCounted(t *testing.T) {
	h := newHour()
	c := settings(migrated.SQLite.URL(t))
	c.RateLimit = 5
	s, _ := bootOn(t, c, h.now)
	ente(t, s, "c_m403", "Corigliano-Rossano")
	if _, err := s.CreateUser(t.Context(), app.User{Email: staffEmail, Password: staffPassword, Role: "editor", Organization: "c_m403"}); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s)
	b.expect("in", b.signIn(staffPassword), http.StatusSeeOther, "/area")
	var last answer
	for i := range 5 {
		last = call(t, http.MethodGet, fmt.Sprintf("%s/accesso/link/tgl_%042dA", b.site, i), "")
	}
	if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" || !strings.Contains(last.body, "<h1") {
		t.Errorf("the fifth guess after the sign-in: %d %v", last.status, last.header)
	}
	for range 8 {
		b.signedIn("at the same address", true)
	}
	h.pass(time.Minute)
	if a := call(t, http.MethodGet, b.site+"/accesso", ""); a.status != http.StatusOK {
		t.Errorf("a minute later: %d", a.status)
	}
}

// Under HTTPS the cookie is bound to the host, and the address of a link goes nowhere.
func TestUnderHTTPS(t *testing.T) {
	h := newHour()
	c := settings(migrated.SQLite.URL(t))
	c.BaseURL = "https://traguardi.comune.example"
	s, log := bootOn(t, c, h.now)
	link := linksIn(t, log, s)["setup"]
	if !strings.HasPrefix(link, c.BaseURL+"/accesso/link/") {
		t.Fatalf("the link is %s", link)
	}
	b := newBrowser(t, s)
	page := b.get(strings.TrimPrefix(link, c.BaseURL))
	if got := page.header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("Referrer-Policy is %q", got)
	}
	ente(t, s, "c_m403", "Corigliano-Rossano")
	if _, err := s.CreateUser(t.Context(), app.User{Email: staffEmail, Password: staffPassword, Role: "editor", Organization: "c_m403"}); err != nil {
		t.Fatal(err)
	}
	cookie := b.signIn(staffPassword).header.Get("Set-Cookie")
	if !regexp.MustCompile(`^__Host-traguardi=tgs_[A-Za-z0-9_-]{43}; Path=/; HttpOnly; Secure; SameSite=Lax$`).MatchString(cookie) {
		t.Errorf("the cookie is %q", cookie)
	}
}

// A form of another site does not sign anybody in or out.
func TestFormsOfOtherSites(t *testing.T) {
	h := newHour()
	s, _, _ := town(t, migrated.SQLite.URL(t), h)
	for _, path := range []string{"/accesso", "/accesso/uscita", "/area/account/password"} {
		a := call(t, http.MethodPost, "http://"+s.Address+path, "", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
		if a.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// Where mail is configured, whoever is locked out has a link sent to the own address; nobody
// is told who has an account.
func TestAWayBackByMail(t *testing.T) {
	s, log, post, _ := bootWithMail(t)
	b := newBrowser(t, s)
	b.expect("the page", b.get("/accesso/recupero"), http.StatusOK, "", "Manda il collegamento")
	b.expect("no address", b.post("/accesso/recupero", "email", "x"), http.StatusUnprocessableEntity, "", `href="#f-email"`)
	for _, email := range []string{"nessuno@comune.example", staffEmail} {
		b.expect(email, b.post("/accesso/recupero", "email", email), http.StatusSeeOther, "/accesso/recupero?esito=recovery")
	}
	b.expect("what it says", b.get("/accesso/recupero?esito=recovery"), http.StatusOK, "", "Se a quell’indirizzo corrisponde un account")
	eventually(t, "the message arrives", func() bool { return len(post.Mails()) == 1 })
	mail := post.Mails()[0]
	if len(mail.To) != 1 || mail.To[0] != staffEmail {
		t.Fatalf("sent to %v", mail.To)
	}
	_, text, _ := mail.Read(t)
	link := regexp.MustCompile(`/accesso/link/tgl_[A-Za-z0-9_-]{43}`).FindString(text)
	if link == "" {
		t.Fatalf("no link in\n%s", text)
	}
	const next = "un'altra frase da ricordare"
	b.expect("the link", b.post(link, "password", next, "password_again", next), http.StatusSeeOther, "/area")
	// Whoever has the mailbox is told that the link was used; the letter lets nobody in.
	eventually(t, "the owner is told", func() bool { return len(post.Mails()) == 2 })
	told := post.Mails()[1]
	_, text, _ = told.Read(t)
	if told.Subject(t) != "La tua password per Traguardi è cambiata" || told.To[0] != staffEmail || strings.Contains(text, "/accesso/link/") {
		t.Errorf("%q to %v:\n%s", told.Subject(t), told.To, text)
	}
	for range 5 {
		b.post("/accesso/recupero", "email", staffEmail)
	}
	b.expect("asking again and again", b.post("/accesso/recupero", "email", staffEmail), http.StatusTooManyRequests, "", "Aspetta")
	if strings.Contains(log.String(), strings.TrimPrefix(link, "/accesso/link/")) || strings.Contains(log.String(), staffEmail) {
		t.Error("the log tells the link or the address")
	}
}

// Whoever's code of the second factor is used again is told by a letter, once in an hour however often it is tried.
func TestACodeUsedAgainIsTold(t *testing.T) {
	s, log, post, h := bootWithMail(t)
	const page = "/area/account/secondo-fattore"
	owner := newBrowser(t, s)
	owner.expect("in", owner.signIn(staffPassword), http.StatusSeeOther, "/area")
	owner.expect("begun", owner.post(page, "do", "begin"), http.StatusSeeOther, page)
	secret := strings.ReplaceAll(secretInPage.FindStringSubmatch(owner.get(page).body)[1], " ", "")
	code, err := totp.GenerateCode(secret, h.now())
	if err != nil {
		t.Fatal(err)
	}
	owner.expect("on", owner.post(page, "do", "confirm", "current_password", staffPassword, "code", code), http.StatusOK, "")
	for range 2 {
		other := newBrowser(t, s)
		other.expect("the password", other.signIn(staffPassword), http.StatusSeeOther, "/accesso/codice?prosegui=%2Farea")
		other.expect("the code that was seen", other.post("/accesso/codice", "code", code), http.StatusUnprocessableEntity, "", "Il codice non è giusto")
	}
	if strings.Count(log.String(), "used before is refused") != 2 || strings.Contains(log.String(), code) {
		t.Error("the log does not tell of it, or tells the code")
	}
	// What is queued last is sent last.
	owner.expect("a link", owner.post("/accesso/recupero", "email", staffEmail), http.StatusSeeOther, "/accesso/recupero?esito=recovery")
	eventually(t, "the letters arrive", func() bool { return len(post.Mails()) >= 3 })
	var subjects []string
	for _, m := range post.Mails() {
		if len(m.To) != 1 || m.To[0] != staffEmail {
			t.Errorf("sent to %v", m.To)
		}
		subjects = append(subjects, m.Subject(t))
	}
	slices.Sort(subjects)
	want := []string{"Il secondo fattore per Traguardi è attivo", "Scegli una nuova password per Traguardi", "Un codice già usato per Traguardi"}
	if !slices.Equal(subjects, want) {
		t.Errorf("the letters are %q, want %q", subjects, want)
	}
}

// bootWithMail boots a server that sends mail, with an editor who signs in by a password.
func bootWithMail(t *testing.T) (*app.Server, *logged, *smtptest.Server, *hour) {
	t.Helper()
	h, post := newHour(), smtptest.Start(t, smtptest.Options{})
	c := settings(migrated.SQLite.URL(t))
	c.SMTPHost, c.SMTPPort, c.SMTPTLS, c.MailFrom, c.ReminderDays = post.Host, post.Port, "none", "Traguardi <traguardi@ente.example>", "working"
	s, log := bootOn(t, c, h.now)
	ente(t, s, "c_m403", "Corigliano-Rossano")
	if _, err := s.CreateUser(t.Context(), app.User{Email: staffEmail, Password: staffPassword, Role: "editor", Organization: "c_m403"}); err != nil {
		t.Fatal(err)
	}
	return s, log, post, h
}
