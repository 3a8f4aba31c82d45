package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Token is an API token of the account.
type Token struct {
	ID           string  `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The token's identifier; it opens nothing."`
	Name         string  `json:"name" maxLength:"100" example:"Cruscotto" doc:"What it is for."`
	Scope        string  `json:"scope" enum:"read,write" example:"read" doc:"What it may do of what the account may: reading alone, or all of it."`
	Organization *string `json:"organization" nullable:"true" maxLength:"32" pattern:"^[a-z0-9_]{1,32}$" example:"c_m403" doc:"The only organization that it reaches; null for all in which the account has a role."`
	CreatedAt    string  `json:"created_at" format:"date-time" maxLength:"35" example:"2026-05-12T10:00:00.000+02:00" doc:"When it was made."`
	ExpiresAt    *string `json:"expires_at" nullable:"true" format:"date-time" maxLength:"35" example:"2027-05-13T00:00:00.000+02:00" doc:"When it ends; null for one of the command line that lasts until it is revoked."`
}

// CreatedToken is a new token, told once.
type CreatedToken struct {
	Token
	Value string `json:"value" maxLength:"100" pattern:"^tgd_[A-Za-z0-9_-]{43}$" example:"tgd_0000000000000000000000000000000000000000000" doc:"The token itself, for the Authorization field after Bearer. It is told this once: only its hash is kept."`
}

// NewToken is a token to be made.
type NewToken struct {
	Name         plan.Opt[string]    `json:"name" maxLength:"100" example:"Cruscotto" doc:"What it is for; no two tokens in force have the same name."`
	Scope        plan.Opt[string]    `json:"scope" enum:"read,write" example:"read" doc:"What it may do of what the account may: reading alone, or all of it."`
	Organization plan.Opt[string]    `json:"organization,omitempty" nullable:"true" maxLength:"32" pattern:"^[a-z0-9_]{1,32}$" example:"c_m403" doc:"The only organization that it is to reach; absent or null for all in which the account has a role."`
	ExpiresOn    plan.Opt[plan.Date] `json:"expires_on,omitempty" nullable:"true" example:"2027-05-12" doc:"The last day on which it is in force: not in the past, and at most two years away; a year from today where it is absent."`
}

type ownTokensInput struct {
	Request
	Sort string `query:"sort" enum:"name,-name,created_at,-created_at" example:"-created_at" doc:"The order; the newest first where it is absent."`
	Paging
}

type newTokenInput struct{ Request }

type ownTokenInput struct {
	Request
	ID string `path:"id" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The token's identifier."`
}

func (s *server) ownTokenOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/account/tokens", id: "tokens", tag: tagAccount,
		title: "The own API tokens", text: "The account's tokens that are in force. What they are made of is not told.",
		answer: Page[Token]{}, csv: true, own: true,
	}, s.ownTokens)
	register(s, operation{
		method: http.MethodPost, path: "/account/tokens", id: "token-creation", tag: tagAccount,
		title: "Make an API token", text: "Makes a token of the account and tells it, this once. For whoever is signed in: a token makes no tokens, since they would outlive its own end. A retry finds the name taken (409): revoke that token, whose value nobody has, and make another.",
		answer: CreatedToken{}, status: http.StatusCreated, body: NewToken{}, own: true,
	}, s.createToken)
	register(s, operation{
		method: http.MethodDelete, path: "/account/tokens/{id}", id: "token-end", tag: tagAccount,
		title: "Revoke an API token", text: "Ends a token of the account at once. For whoever is signed in: an API token is refused.",
		own: true,
	}, s.revokeToken)
}

var ownTokenList = list[plan.Token, Token]{
	keys: map[string]func(plan.Token) string{
		"name":       func(k plan.Token) string { return textKey(k.Name) },
		"created_at": func(k plan.Token) string { return instantKey(k.CreatedAt) },
	},
	id: func(k plan.Token) string { return k.ID },
	columns: []column[Token]{
		{"id", func(k Token) string { return k.ID }},
		{"name", func(k Token) string { return cell(k.Name) }},
		{"scope", func(k Token) string { return k.Scope }},
		{"organization", func(k Token) string { return optionalCell(k.Organization) }},
		{"created_at", func(k Token) string { return k.CreatedAt }},
		{"expires_at", func(k Token) string { return optionalCell(k.ExpiresAt) }},
	},
}

func (s *server) tokenOf(k plan.Token) Token {
	shown := Token{
		ID: k.ID, Name: k.Name, Scope: string(k.Scope), Organization: optionalText(k.Organization),
		CreatedAt: instant(k.CreatedAt, s.Clock.Location),
	}
	if !k.ExpiresAt.IsZero() {
		expires := instant(k.ExpiresAt, s.Clock.Location)
		shown.ExpiresAt = &expires
	}
	return shown
}

func (s *server) ownTokens(ctx context.Context, in *ownTokensInput) (reply, error) {
	all, err := s.Tracker.OwnTokens(ctx)
	if err != nil {
		return reply{}, err
	}
	l := ownTokenList
	l.show = s.tokenOf
	return ownPage(l, in.r, all, in.Paging, orElse(in.Sort, "-created_at"))
}

func (s *server) createToken(ctx context.Context, in *newTokenInput) (reply, error) {
	if _, err := tracker.SignedIn(ctx); err != nil {
		return reply{}, err
	}
	ctx, body, err := readNew[NewToken](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	value, hash, err := auth.NewToken()
	if err != nil {
		return reply{}, err
	}
	token, err := s.Tracker.CreateOwnToken(ctx, tracker.NewOwnToken{
		Name: body.Name.Value, Hash: hash, Scope: plan.TokenScope(body.Scope.Value), Organization: body.Organization.Value, LastDay: body.ExpiresOn.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return reply{body: CreatedToken{Token: s.tokenOf(token), Value: value}}.at("/account/tokens/%s", token.ID), nil
}

func (s *server) revokeToken(ctx context.Context, in *ownTokenInput) (reply, error) {
	if err := s.Tracker.RevokeOwnToken(ctx, in.ID); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}
