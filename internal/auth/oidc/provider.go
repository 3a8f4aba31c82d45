package oidc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

// Settings say which provider is asked and how. They are checked in package config.
type Settings struct {
	// Issuer is the provider's address, exactly as its discovery document names it.
	Issuer       string
	ClientID     string
	ClientSecret string // empty for a public client: PKCE alone then proves who redeems a code
	// ReturnURL is where the provider sends people back to, LeftURL where it sends those
	// who signed out. Both are registered there.
	ReturnURL, LeftURL string
	// Scopes are asked for besides openid.
	Scopes []string
	// RolesClaim names the claim that holds the roles, with dots for nesting.
	RolesClaim string
	// UnverifiedEmail takes the address of a provider that does not say whether it has
	// verified it. One that it says is not verified is never taken.
	UnverifiedEmail bool
}

// Dependencies are what a Provider needs; Transport may be nil.
type Dependencies struct {
	Now       func() time.Time
	Log       *slog.Logger
	Transport http.RoundTripper
}

const (
	// keepDiscovery is for how long what the provider says of itself is taken as said.
	keepDiscovery = time.Hour
	// retryDiscovery is how long after a failure nobody tries again: a crowd at the
	// sign-in must not wait for the same silence one by one.
	retryDiscovery = 5 * time.Second
)

// Provider is an OpenID Connect provider. It is safe for concurrent use.
type Provider struct {
	settings Settings
	issuer   *url.URL
	client   *http.Client
	now      func() time.Time
	log      *slog.Logger

	group singleflight.Group
	ctx   context.Context // ends with Close
	stop  context.CancelFunc

	mu     sync.Mutex
	known  *metadata
	failed time.Time // when discovery failed last; zero once it has succeeded since
	cause  error
}

// metadata is what the provider says of itself.
type metadata struct {
	at          time.Time
	provider    *oidc.Provider
	verifier    *oidc.IDTokenVerifier
	oauth       oauth2.Config
	endSession  string // empty: it knows no logout
	tellsItself bool   // its answers carry iss (RFC 9207)
}

// New checks the settings as far as it relies on them, and asks nobody yet.
func New(s Settings, d Dependencies) (*Provider, error) {
	issuer, err := url.Parse(s.Issuer)
	if err != nil || issuer.Host == "" || s.ClientID == "" || s.ReturnURL == "" || s.RolesClaim == "" || d.Now == nil || d.Log == nil {
		return nil, errors.New("oidc: a setting or a dependency is missing")
	}
	p := &Provider{settings: s, issuer: issuer, client: newClient(d.Transport), now: d.Now, log: d.Log}
	p.ctx, p.stop = context.WithCancel(context.Background())
	return p, nil
}

// Close ends what is under way.
func (p *Provider) Close() { p.stop() }

// Available tells, without waiting, whether the provider answered when it was last asked,
// and asks again in the background where that is not known or was a failure a while ago.
// True while nothing is known yet.
func (p *Provider) Available() bool {
	p.mu.Lock()
	fresh, failed := p.fresh(), p.failed
	wait := !failed.IsZero() && p.now().Sub(failed) < retryDiscovery
	p.mu.Unlock()
	if !fresh && !wait {
		p.group.DoChan("", func() (any, error) { return p.discover() })
	}
	return failed.IsZero()
}

// fresh reports whether what is known may be used without asking. The lock is held.
func (p *Provider) fresh() bool {
	return p.known != nil && p.now().Sub(p.known.at) < keepDiscovery
}

// metadata gives what the provider says of itself, asking it where that is not known. A
// Failure of reason away where it does not answer.
func (p *Provider) metadata(ctx context.Context) (*metadata, error) {
	p.mu.Lock()
	known, fresh := p.known, p.fresh()
	failed, cause := p.failed, p.cause
	p.mu.Unlock()
	switch {
	case fresh:
		return known, nil
	case !failed.IsZero() && p.now().Sub(failed) < retryDiscovery:
		return orElse(known, failure(ReasonAway, "%w", cause))
	}
	select {
	case <-ctx.Done():
		return nil, failure(ReasonAway, "discovery: %w", ctx.Err())
	case result := <-p.group.DoChan("", func() (any, error) { return p.discover() }):
		if result.Err != nil {
			return orElse(known, failure(ReasonAway, "%w", result.Err))
		}
		return result.Val.(*metadata), nil
	}
}

// orElse goes on with what was known before: a provider whose discovery alone is away may
// still sign people in.
func orElse(known *metadata, f *Failure) (*metadata, error) {
	if known != nil {
		return known, nil
	}
	return nil, f
}

// discover asks the provider, and keeps what it says or that it did not answer.
func (p *Provider) discover() (*metadata, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	found, err := p.ask(ctx)
	p.mu.Lock()
	wasAway := !p.failed.IsZero()
	p.failed, p.cause = time.Time{}, err
	if err != nil {
		p.failed = p.now()
	} else {
		p.known = found
	}
	p.mu.Unlock()
	switch {
	case err != nil && !wasAway && p.ctx.Err() == nil:
		p.log.Warn("the OpenID Connect provider cannot be used for now", "error", err)
	case err == nil && wasAway:
		p.log.Info("the OpenID Connect provider is back")
	}
	return found, err
}

func (p *Provider) ask(ctx context.Context) (*metadata, error) {
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.settings.Issuer)
	if err != nil {
		return nil, fmt.Errorf("discovery: %w", short(err))
	}
	var more struct {
		EndSession  string   `json:"end_session_endpoint"`
		AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
		TellsItself bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, fmt.Errorf("discovery: %w", short(err))
	}
	endpoint := provider.Endpoint()
	if !usable(endpoint.AuthURL, p.issuer) || !usable(endpoint.TokenURL, p.issuer) {
		return nil, errors.New("discovery: an endpoint is missing or not https")
	}
	if !usable(more.EndSession, p.issuer) {
		more.EndSession = ""
	}
	// Said outright: the library would otherwise try one way after the other, and a code
	// can be redeemed once.
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if p.settings.ClientSecret == "" || len(more.AuthMethods) > 0 && !slices.Contains(more.AuthMethods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &metadata{
		at: p.now(), provider: provider, endSession: more.EndSession, tellsItself: more.TellsItself,
		verifier: provider.Verifier(&oidc.Config{ClientID: p.settings.ClientID, Now: p.now}),
		oauth: oauth2.Config{
			ClientID: p.settings.ClientID, ClientSecret: p.settings.ClientSecret, Endpoint: endpoint,
			RedirectURL: p.settings.ReturnURL, Scopes: append([]string{oidc.ScopeOpenID}, p.settings.Scopes...),
		},
	}, nil
}

// short cuts an error that may repeat a whole page of the provider's.
func short(err error) error {
	if text := err.Error(); len(text) > 300 {
		return errors.New(strings.ToValidUTF8(text[:300], "") + "…")
	}
	return err
}
