// Package oidcprovider runs a real OpenID Connect provider inside a test: the `op` package
// of zitadel/oidc over a storage in memory, on a port of its own, with a sign-in page that
// a client posts to as a person would, sessions, and a logout that ends them.
package oidcprovider

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"
)

// Person is somebody with an account at the provider.
type Person struct {
	Subject, Password string
	// Claims are told of the person as they are here: email, email_verified, roles.
	Claims map[string]any
}

// Client is a program that signs people in with the provider.
type Client struct {
	ID string
	// Secret is empty for a public client, which the provider asks for PKCE.
	Secret string
	// Return and Left are the addresses that people may be sent back to.
	Return, Left []string
	// ClaimsInIDToken tells the claims in the ID token; otherwise userinfo alone does.
	ClaimsInIDToken bool
	// IDTokenLifetime may lie in the past; 0 is an hour.
	IDTokenLifetime time.Duration
	// Audience is who ID tokens are for, where it is not the client alone.
	Audience []string
}

// Provider is a running provider.
type Provider struct {
	// Issuer is its address.
	Issuer string

	server  *httptest.Server
	op      op.OpenIDProvider
	storage *storage
	away    atomic.Bool
	// asked counts the requests that got through, by path.
	mu    sync.Mutex
	asked map[string]int
}

// Start runs a provider until the test ends.
func Start(t testing.TB) *Provider {
	t.Helper()
	p, err := Run("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// Run runs a provider until it is closed. The host is the name of a loopback address by
// which browsers are to find it.
func Run(host string) (*Provider, error) {
	p := &Provider{asked: map[string]int{}}
	var err error
	if p.storage, err = newStorage(); err != nil {
		return nil, err
	}
	config := &op.Config{CodeMethodS256: true, AuthMethodPost: true}
	if _, err := rand.Read(config.CryptoKey[:]); err != nil {
		return nil, err
	}
	p.server = httptest.NewServer(http.HandlerFunc(p.serve))
	p.Issuer = strings.Replace(p.server.URL, "127.0.0.1", host, 1)
	p.op, err = op.NewProvider(config, p.storage, op.StaticIssuer(p.Issuer), op.WithAllowInsecure(),
		op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Close ends the provider.
func (p *Provider) Close() { p.server.Close() }

// Register adds a client, or puts another in its place.
func (p *Provider) Register(c Client) { p.storage.register(c) }

// Admit adds a person, or puts another in its place.
func (p *Provider) Admit(someone Person) { p.storage.admit(someone) }

// GoAway makes the provider drop every connection, ComeBack answer again.
func (p *Provider) GoAway() {
	p.away.Store(true)
	p.server.CloseClientConnections()
}

// ComeBack ends GoAway.
func (p *Provider) ComeBack() { p.away.Store(false) }

// ForgeSignatures makes the provider sign with a key that it does not publish.
func (p *Provider) ForgeSignatures(forge bool) { p.storage.forge.Store(forge) }

// Sessions counts the people who are signed in at the provider itself.
func (p *Provider) Sessions() int { return p.storage.sessions() }

// Asked counts the requests to a path.
func (p *Provider) Asked(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[path]
}

func (p *Provider) serve(w http.ResponseWriter, r *http.Request) {
	if p.away.Load() {
		panic(http.ErrAbortHandler) // drops the connection
	}
	p.mu.Lock()
	p.asked[r.URL.Path]++
	p.mu.Unlock()
	if r.URL.Path == loginPath {
		p.login(w, r)
		return
	}
	p.op.ServeHTTP(w, r)
}

const (
	loginPath     = "/login"
	sessionCookie = "provider_session"
)

var loginPage = template.Must(template.New("login").Parse(`<!doctype html><html lang="en"><title>Sign in</title>
<form method="post" action="/login"><input type="hidden" name="id" value="{{.}}">
<label>Name <input name="subject"></label><label>Password <input name="password" type="password"></label><button>Sign in</button></form>`))

// login asks who is there, unless the browser has a session already.
func (p *Provider) login(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	subject := ""
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		subject = p.storage.session(cookie.Value)
	}
	if r.Method == http.MethodPost {
		subject = r.PostFormValue("subject")
		if !p.storage.knows(subject, r.PostFormValue("password")) {
			http.Error(w, "no such name or password", http.StatusUnauthorized)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: p.storage.begin(subject), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	if subject == "" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := loginPage.Execute(w, id); err != nil {
			panic(fmt.Sprintf("oidcprovider: %v", err))
		}
		return
	}
	if err := p.storage.done(id, subject); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	callback := op.AuthCallbackURL(p.op)(op.ContextWithIssuer(r.Context(), p.Issuer), id)
	http.Redirect(w, r, callback, http.StatusFound)
}
