package area_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/area"
)

// person is somebody with an account and a session.
type person struct {
	w  *world
	in auth.SignedIn
}

func (w *world) person() person {
	w.t.Helper()
	account, session := w.signedInBy(plan.SignInPassword)
	return person{w, auth.SignedIn{Session: session, Account: account}}
}

func (p person) ask(method, address string, values url.Values) response {
	p.w.t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(values.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return p.w.do(p.in.Actor(), r.WithContext(auth.Enter(r.Context(), p.in)))
}

// resumed sends a form as one that comes back after somebody has signed in again.
func (p person) resumed(address string, values url.Values) response {
	p.w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.w.do(p.in.Actor(), r.WithContext(area.Resumed(auth.Enter(r.Context(), p.in))))
}

// Closing the other sessions is not done by whoever signs in where it was asked for: they may
// be another person, whose sessions those are.
func TestSessionsAreNotClosedByTheNext(t *testing.T) {
	w := newWorld(t)
	p := w.person()
	_, other, err := w.sessions.Begin(t.Context(), auth.NewSession{AccountID: p.in.Account.ID, Method: plan.SignInPassword})
	if err != nil {
		t.Fatal(err)
	}
	for _, values := range []url.Values{{}, {"session": {other.ID}}} {
		if a := p.resumed("/area/account/sessioni", values); a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/area/account" {
			t.Errorf("%v: %d %v", values, a.Code, a.Header())
		}
	}
	if all, err := w.sessions.List(t.Context(), p.in.Account.ID); err != nil || len(all) != 2 {
		t.Errorf("%d sessions are left, %v", len(all), err)
	}
}

// said is a page's text, its blanks plain ones.
func said(a response) string { return strings.ReplaceAll(a.Body.String(), "\u00a0", " ") }

var tokenText = regexp.MustCompile(`tgd_[A-Za-z0-9_-]{43}`)

func TestTokensOfTheOwnAccount(t *testing.T) {
	w := newWorld(t)
	p := w.person()
	const path = "/area/account/token"
	page := p.ask(http.MethodGet, path, nil)
	text := page.Body.String()
	key := regexp.MustCompile(`name="chiave" value="([^"]+)"`).FindStringSubmatch(text)
	if page.Code != http.StatusOK || key == nil || !strings.Contains(text, "Non hai token") || !strings.Contains(text, `value="2027-11-20"`) {
		t.Fatalf("%d\n%s", page.Code, text)
	}
	typed := url.Values{"chiave": {key[1]}, "name": {"Cruscotto <1>"}, "scope": {"read"}, "organization": {ente}, "expires_on": {"31/12/2026"}}
	made := p.ask(http.MethodPost, path, typed)
	value := tokenText.FindString(made.Body.String())
	if made.Code != http.StatusOK || value == "" || !strings.Contains(made.Body.String(), "Copialo adesso") || !strings.Contains(said(made), "31 dicembre 2026") ||
		made.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("made: %d %v\n%s", made.Code, made.Header(), made.Body)
	}
	account, token, err := w.store.AccountByTokenHash(t.Context(), auth.HashToken(value))
	if err != nil || account.ID != p.in.Account.ID || token.Scope != plan.TokenRead || token.Organization != ente {
		t.Fatalf("the token is %+v of %s, %v", token, account.ID, err)
	}
	// A double click makes one, and shows it.
	if again := p.ask(http.MethodPost, path, typed); tokenText.FindString(again.Body.String()) != value {
		t.Errorf("a second click: %d\n%s", again.Code, again.Body)
	}
	list := p.ask(http.MethodGet, path, nil).Body.String()
	if strings.Contains(list, value) || strings.Contains(list, "tgd_") || strings.Count(list, "Cruscotto &lt;1&gt;</th>") != 1 {
		t.Errorf("the list:\n%s", list)
	}
	// Another form of the same name is another token, and refused.
	other := url.Values{"chiave": {"un'altra"}, "name": {"Cruscotto <1>"}, "scope": {"write"}, "expires_on": {"2026-12-31"}}
	if a := p.ask(http.MethodPost, path, other); a.Code != http.StatusConflict || tokenText.MatchString(a.Body.String()) || !strings.Contains(a.Body.String(), "È già in uso") {
		t.Errorf("the same name: %d\n%s", a.Code, a.Body)
	}
	for name, c := range map[string]struct{ field, value, text string }{
		"no name":      {"name", "", "Serve un valore"},
		"no scope":     {"scope", "tutto", "Scegli se il token"},
		"another ente": {"organization", "c_h501", "Non è uno dei tuoi enti"},
		"in the past":  {"expires_on", "2026-11-19", "La scadenza è nel futuro"},
		"too long":     {"expires_on", "2028-11-21", "al massimo due anni: fino al 20 novembre 2028"},
		"no date":      {"expires_on", "domani", "Scrivi una data"},
	} {
		values := url.Values{"chiave": {"x" + name}, "name": {"Nome scritto"}, "scope": {"read"}, "organization": {""}, "expires_on": {"2026-12-31"}}
		values.Set(c.field, c.value)
		a := p.ask(http.MethodPost, path, values)
		if a.Code != http.StatusUnprocessableEntity || !strings.Contains(said(a), c.text) || tokenText.MatchString(a.Body.String()) {
			t.Errorf("%s: %d\n%s", name, a.Code, a.Body)
		}
		if c.field != "name" && !strings.Contains(a.Body.String(), `value="Nome scritto"`) {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	id := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(list)
	// What comes back after a sign-in is not done: whoever signed in may be another.
	if a := p.resumed(path+"/revoca", url.Values{"token": {id[1]}}); a.Code != http.StatusSeeOther || a.Header().Get("Location") != path {
		t.Errorf("a revocation that comes back: %d %v", a.Code, a.Header())
	}
	if list := p.ask(http.MethodGet, path, nil).Body.String(); !strings.Contains(list, "Cruscotto &lt;1") {
		t.Error("a revocation that came back was done")
	}
	revoke := func() response { return p.ask(http.MethodPost, path+"/revoca", url.Values{"token": {id[1]}}) }
	for range 2 { // a double click
		if a := revoke(); a.Code != http.StatusSeeOther || a.Header().Get("Location") != path+"?esito=token" {
			t.Errorf("revoked: %d %v", a.Code, a.Header())
		}
	}
	if list := p.ask(http.MethodGet, path+"?esito=token", nil).Body.String(); strings.Contains(list, "Cruscotto &lt;1") || !strings.Contains(list, "Token revocato") {
		t.Errorf("after it was revoked:\n%s", list)
	}
	// A token makes no tokens.
	byToken := p.in.Actor()
	byToken.SessionID, byToken.Token = "", plan.TokenGrant{ID: "t", Scope: plan.TokenWrite}
	if a := w.post(byToken, path, typed); a.Code != http.StatusForbidden {
		t.Errorf("by a token: %d", a.Code)
	}
}

func TestTheAccountLeadsToItsTokens(t *testing.T) {
	w := newWorld(t)
	if a := w.person().ask(http.MethodGet, "/area/account", nil); !strings.Contains(a.Body.String(), `href="/area/account/token"`) {
		t.Errorf("%d\n%s", a.Code, a.Body)
	}
}
