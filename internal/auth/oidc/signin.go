package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/traguardi/traguardi/internal/plan"
)

// Identity is who the provider says is there.
type Identity struct {
	Issuer, Subject string
	// Email is verified, in the form of plan.EmailKey.
	Email string
	// Memberships are the roles of the claim, by organization, at most one for each.
	// Whether these organizations and offices exist is not known here. None: the person
	// has no role, which is for the tracker to answer.
	Memberships []plan.Membership
	// Ignored are values of the claim that look like roles of ours and are none: codes
	// alone, fit for the log. Others counts those that are somebody else's business.
	Ignored []string
	Others  int
	// IDToken is kept with the session, for the logout at the provider.
	IDToken string
}

// Begin starts a sign-in: address is where to send the browser, flow what it must bring
// back. A Failure where the provider is away.
func (p *Provider) Begin(ctx context.Context, next string) (address string, flow Flow, err error) {
	m, err := p.metadata(ctx)
	if err != nil {
		return "", Flow{}, err
	}
	flow = newFlow(next, p.now().Add(FlowLifetime))
	address = m.oauth.AuthCodeURL(flow.State, oidc.Nonce(flow.Nonce), oauth2.S256ChallengeOption(flow.Verifier),
		oauth2.SetAuthURLParam("ui_locales", "it"))
	return address, flow, nil
}

// Finish ends a sign-in with what the provider sent the browser back with. Every error is
// a Failure.
func (p *Provider) Finish(ctx context.Context, flow Flow, answer url.Values) (Identity, error) {
	switch {
	case !equal(answer.Get("state"), flow.State):
		return Identity{}, failure(ReasonExpired, "the state is not this browser's")
	case !p.now().Before(flow.Ends):
		return Identity{}, failure(ReasonExpired, "the sign-in took too long")
	}
	m, err := p.metadata(ctx)
	if err != nil {
		return Identity{}, err
	}
	if issuer := answer.Get("iss"); (issuer != "" || m.tellsItself) && issuer != p.settings.Issuer {
		return Identity{}, failure(ReasonRefused, "the answer comes from another issuer")
	}
	if code := answer.Get("error"); code != "" {
		return Identity{}, failure(ReasonDenied, "the provider says %s", word(code))
	}
	if answer.Get("code") == "" {
		return Identity{}, failure(ReasonRefused, "the answer has no code")
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), patience)
	defer cancel()
	token, err := m.oauth.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(flow.Verifier))
	if err != nil {
		return Identity{}, exchangeFailure(err)
	}
	raw, id, err := p.verify(ctx, m, token, flow.Nonce)
	if err != nil {
		return Identity{}, err
	}
	claims, err := p.claims(ctx, m, token, id)
	if err != nil {
		return Identity{}, err
	}
	who := Identity{Issuer: id.Issuer, Subject: id.Subject, IDToken: raw}
	if who.Email, err = p.email(claims); err != nil {
		return Identity{}, err
	}
	who.Memberships, who.Ignored, who.Others = rolesOf(claims.find(p.settings.RolesClaim))
	return who, nil
}

// verify checks the ID token: signature, issuer, audience, expiry, nonce, and that it was
// issued to this client and with this access token.
func (p *Provider) verify(ctx context.Context, m *metadata, token *oauth2.Token, nonce string) (raw string, id *oidc.IDToken, err error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return "", nil, failure(ReasonRefused, "the answer has no ID token")
	}
	id, err = m.verifier.Verify(ctx, raw)
	if err != nil {
		return "", nil, failure(ReasonRefused, "the ID token: %w", short(err))
	}
	var party struct {
		Authorized string `json:"azp"`
	}
	switch err := id.Claims(&party); {
	case err != nil:
		return "", nil, failure(ReasonRefused, "the ID token: %w", short(err))
	case !equal(id.Nonce, nonce):
		return "", nil, failure(ReasonRefused, "the ID token's nonce is not this sign-in's")
	case party.Authorized != "" && party.Authorized != p.settings.ClientID, party.Authorized == "" && len(id.Audience) > 1:
		return "", nil, failure(ReasonRefused, "the ID token was issued to another client")
	case id.Subject == "" || len(id.Subject) > maxSubject:
		return "", nil, failure(ReasonRefused, "the ID token names nobody")
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return "", nil, failure(ReasonRefused, "the access token is not the ID token's")
		}
	}
	return raw, id, nil
}

// maxSubject is the longest subject that the standard allows.
const maxSubject = 255

// claims are those of the ID token; where it lacks the address or the roles, those of the
// provider's userinfo endpoint are laid under them.
func (p *Provider) claims(ctx context.Context, m *metadata, token *oauth2.Token, id *oidc.IDToken) (claims, error) {
	var told claims
	if err := id.Claims(&told); err != nil {
		return nil, failure(ReasonRefused, "the ID token: %w", short(err))
	}
	if told.find("email") != nil && told.find(p.settings.RolesClaim) != nil || !usable(m.provider.UserInfoEndpoint(), p.issuer) {
		return told, nil
	}
	info, err := m.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		var network *url.Error
		if errors.As(err, &network) {
			return nil, failure(ReasonAway, "userinfo: %w", network)
		}
		// The library's text repeats the answer, which may be about a person.
		return nil, failure(ReasonRefused, "the userinfo endpoint did not tell who is there")
	}
	if info.Subject != id.Subject {
		return nil, failure(ReasonRefused, "userinfo is about somebody else")
	}
	var more claims
	if err := info.Claims(&more); err != nil {
		return nil, failure(ReasonRefused, "userinfo: %w", short(err))
	}
	return more.under(told), nil
}

// claims are a JSON object.
type claims map[string]json.RawMessage

// under lays these claims under others, which prevail.
func (c claims) under(others claims) claims {
	for name, value := range others {
		c[name] = value
	}
	return c
}
