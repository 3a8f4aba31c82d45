package oidc_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth/oidc"
	"github.com/traguardi/traguardi/internal/testkit/oidcprovider"
)

const (
	returnURL = "https://traguardi.example/accesso/oidc/ritorno"
	leftURL   = "https://traguardi.example/accesso"
	password  = "la strada verso Rossano"
)

// world is a program that signs people in with a real provider, and one person's browser.
type world struct {
	t         *testing.T
	provider  *oidcprovider.Provider
	client    oidcprovider.Client
	settings  oidc.Settings
	transport http.RoundTripper // nil: the usual one
	signIn    *oidc.Provider
	browser   *http.Client
	log       *buffer
	clock     *clock
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// newWorld starts a provider with one client and one person; change may alter what is set
// here before the program is made.
func newWorld(t *testing.T, change ...func(*world)) *world {
	t.Helper()
	w := &world{t: t, provider: oidcprovider.Start(t), log: &buffer{}, clock: &clock{at: time.Now()}}
	w.client = oidcprovider.Client{ID: "traguardi", Secret: "segreto del programma", Return: []string{returnURL}, Left: []string{leftURL}, ClaimsInIDToken: true}
	w.settings = oidc.Settings{
		Issuer: w.provider.Issuer, ClientID: "traguardi", ClientSecret: w.client.Secret, ReturnURL: returnURL, LeftURL: leftURL,
		Scopes: []string{"email"}, RolesClaim: "traguardi_roles",
	}
	w.person(map[string]any{"email": "Nome.Cognome@comune.example", "email_verified": true, "traguardi_roles": []string{"c_m403:editor"}})
	for _, f := range change {
		f(w)
	}
	w.provider.Register(w.client)
	var err error
	w.signIn, err = oidc.New(w.settings, oidc.Dependencies{Now: w.clock.now, Transport: w.transport, Log: slog.New(slog.NewTextHandler(w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.signIn.Close)
	w.newBrowser()
	return w
}

func (w *world) person(claims map[string]any) {
	w.provider.Admit(oidcprovider.Person{Subject: "persona-1", Password: password, Claims: claims})
}

func (w *world) newBrowser() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.browser = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), "https://traguardi.example") {
			return http.ErrUseLastResponse // where the program takes over
		}
		return nil
	}}
}

// visit goes to the provider, signs in there where it asks, and gives what the browser is
// sent back with.
func (w *world) visit(address string) url.Values {
	w.t.Helper()
	answer := w.do(w.browser.Get(address))
	if answer.StatusCode == http.StatusOK {
		id := answer.Request.URL.Query().Get("id")
		answer = w.do(w.browser.PostForm(w.provider.Issuer+"/login", url.Values{"id": {id}, "subject": {"persona-1"}, "password": {password}}))
	}
	back, err := answer.Location()
	if err != nil {
		body, _ := io.ReadAll(answer.Body)
		w.t.Fatalf("the provider answered %d at %s: %s", answer.StatusCode, answer.Request.URL, body)
	}
	if !strings.HasPrefix(back.String(), returnURL+"?") {
		w.t.Fatalf("sent back to %s", back)
	}
	return back.Query()
}

func (w *world) do(response *http.Response, err error) *http.Response {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// attempt is one whole sign-in; alter may change the address that the browser is sent to,
// and what it comes back with.
func (w *world) attempt(alter func(address, answer url.Values)) (oidc.Identity, error) {
	w.t.Helper()
	address, flow, err := w.signIn.Begin(context.Background(), "/area")
	if err != nil {
		return oidc.Identity{}, err
	}
	to, err := url.Parse(address)
	if err != nil {
		w.t.Fatal(err)
	}
	query := to.Query()
	if alter != nil {
		alter(query, nil)
		to.RawQuery = query.Encode()
	}
	answer := w.visit(to.String())
	if alter != nil {
		alter(nil, answer)
	}
	return w.signIn.Finish(context.Background(), flow, answer)
}

func (w *world) fails(what string, err error, reason oidc.Reason) {
	w.t.Helper()
	if err == nil || oidc.ReasonOf(err) != reason {
		w.t.Fatalf("%s: got %v, want a failure of reason %s", what, err, reason)
	}
	for _, secret := range []string{"Nome.Cognome", "nome.cognome", password, w.settings.ClientSecret} {
		if secret != "" && (strings.Contains(err.Error(), secret) || strings.Contains(w.log.String(), secret)) {
			w.t.Fatalf("%s: the error or the log tells %q: %v\n%s", what, secret, err, w.log)
		}
	}
}
