package area_test

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/auth/oidc"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/oidcprovider"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/ui"
)

// nobodyEnters is for pages: whole sign-ins are tested with the whole program.
type nobodyEnters struct{ refusal *plan.Error }

func (n nobodyEnters) Enter(context.Context, oidc.Identity) (plan.Account, int, error) {
	return plan.Account{}, 0, n.refusal
}

// withProvider offers the sign-in with a provider.
func (w *world) withProvider() *oidcprovider.Provider {
	w.t.Helper()
	running := oidcprovider.Start(w.t)
	provider, err := oidc.New(oidc.Settings{
		Issuer: running.Issuer, ClientID: "traguardi", ReturnURL: "https://traguardi.example/accesso/oidc/ritorno",
		LeftURL: "https://traguardi.example/accesso/uscita", RolesClaim: "traguardi_roles",
	}, oidc.Dependencies{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(provider.Close)
	vault, err := auth.NewVault(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.wanted.Access.OIDC = &oidc.SignIn{
		Provider: provider, Name: "Entra con lo <SSO>", Accounts: nobodyEnters{}, Sessions: w.sessions, Tokens: w.store, Vault: vault, Log: slog.New(slog.DiscardHandler),
	}
	w.open()
	return running
}

func TestTheWayInWithAProvider(t *testing.T) {
	w := newWorld(t)
	if a := w.get(nobody, "/accesso/oidc"); a.Code != http.StatusNotFound {
		t.Errorf("without a provider: %d", a.Code)
	}
	running := w.withProvider()
	page := w.get(nobody, "/accesso?prosegui=%2Farea%2Fc_m403")
	text := page.Body.String()
	for _, want := range []string{`href="/accesso/oidc?prosegui=%2Farea%2Fc_m403"`, "Entra con lo &lt;SSO&gt;", "Oppure con una password"} {
		if !strings.Contains(text, want) {
			t.Errorf("the way in has no %s:\n%s", want, text)
		}
	}
	begun := w.get(nobody, "/accesso/oidc?prosegui=https://evil.example/")
	if to := begun.Header().Get("Location"); begun.Code != http.StatusSeeOther || !strings.HasPrefix(to, running.Issuer+"/authorize?") {
		t.Errorf("begun: %d, %s", begun.Code, to)
	}
	cookie := begun.Result().Cookies()
	if len(cookie) != 1 || cookie[0].Path != "/accesso/oidc" || !cookie[0].HttpOnly || cookie[0].MaxAge != 600 || cookie[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("its cookie: %v", cookie)
	}
	if flow, ok := oidc.ReadFlow(cookie[0].Value); !ok || flow.Next != "/area" {
		t.Errorf("it leads to %q", flow.Next)
	}
	running.GoAway()
	if a := w.get(nobody, "/accesso/oidc/ritorno?state=x&code=y"); a.Code != http.StatusBadRequest || !strings.Contains(a.Body.String(), "Ricomincia da qui") {
		t.Errorf("nobody began this: %d", a.Code)
	}
}

// Every refusal is a page of the way in that says why.
func TestRefusalsOfAProviderInWords(t *testing.T) {
	w := newWorld(t)
	for _, reason := range []string{"no_role", "join", "disabled"} { // tracker.SignInExternal
		if !w.says("access.oidc." + reason) {
			t.Errorf("no sentence for account.%s", reason)
		}
	}
	for _, reason := range []oidc.Reason{oidc.ReasonAway, oidc.ReasonExpired, oidc.ReasonDenied, oidc.ReasonRefused, oidc.ReasonEmail} {
		if !w.says("access.oidc." + string(reason)) {
			t.Errorf("no sentence for %s", reason)
		}
	}
}

// What somebody was typing waits in its page while they sign in beside it.
func TestADraftWaitsBesideTheProvider(t *testing.T) {
	w := newWorld(t)
	w.withProvider()
	lost := w.post(nobody, "/area/account/sessioni", url.Values{"session": {"un testo <lungo>"}})
	text := lost.Body.String()
	if lost.Code != http.StatusUnauthorized || !strings.Contains(text, `target="_blank"`) || !strings.Contains(text, `action="/accesso/ripresa"`) {
		t.Errorf("%d\n%s", lost.Code, text)
	}
	draft := url.Values{"prosegui": {"/area/c_m403"}, "bozza": {"note=un+testo"}}
	if a := w.post(nobody, "/accesso/ripresa", draft); a.Code != http.StatusUnauthorized || !strings.Contains(a.Body.String(), "un&#43;testo") {
		t.Errorf("too early: %d, and the draft is lost", a.Code)
	}
	editor := as(plan.RoleEditor, "")
	if a := w.get(editor, "/accesso/ripresa"); a.Code != http.StatusOK || !strings.Contains(a.Body.String(), "Torna alla scheda") {
		t.Errorf("where the sign-in beside it ends: %d", a.Code)
	}
	if a := w.get(nobody, "/accesso/ripresa"); a.Code != http.StatusSeeOther {
		t.Errorf("for nobody: %d", a.Code)
	}
}

// The sign-out of whoever came by the provider goes on there by itself, and by a link where
// the browser does not.
func TestTheSignOutGoesOnToTheProvider(t *testing.T) {
	w := newWorld(t)
	running := w.withProvider()
	account, session := w.signedInBy(plan.SignInOIDC)
	leave := func() response {
		t.Helper()
		r := httptest.NewRequest(http.MethodPost, "/accesso/uscita", nil)
		in := auth.SignedIn{Session: session, Account: account}
		return w.do(in.Actor(), r.WithContext(auth.Enter(r.Context(), in)))
	}
	a := leave()
	to, _ := strings.CutPrefix(a.Header().Get("Refresh"), "0; url=")
	if a.Code != http.StatusOK || !strings.HasPrefix(to, running.Issuer+"/end_session?") || !strings.Contains(a.Body.String(), "Esci anche da") {
		t.Errorf("%d, Refresh %q\n%s", a.Code, to, a.Body)
	}
	account, session = w.signedInBy(plan.SignInPassword)
	if a := leave(); a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/accesso/uscita" {
		t.Errorf("of whoever came by a password: %d %v", a.Code, a.Header())
	}
}

// signedInBy is an account of its own, with a session that began in some way.
func (w *world) signedInBy(method plan.SignInMethod) (plan.Account, plan.Session) {
	w.t.Helper()
	system := plan.WithActor(w.t.Context(), plan.SystemActor)
	account, err := w.tracker.CreateAccount(system, newViewer(string(method)+"@comune.example"))
	if err != nil {
		w.t.Fatal(err)
	}
	_, session, err := w.sessions.Begin(system, auth.NewSession{AccountID: account.ID, Method: method})
	if err != nil {
		w.t.Fatal(err)
	}
	return account, session
}

func newViewer(email string) tracker.CreateAccount {
	return tracker.CreateAccount{Email: email, Organization: ente, Role: plan.RoleViewer}
}

// says reports whether there is a sentence in the staff's own words.
func (w *world) says(key string) bool {
	w.t.Helper()
	raw, err := fs.ReadFile(ui.Locales, "area/access.json")
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Contains(string(raw), `"`+key+`"`)
}
