package plan

import (
	"slices"
	"time"
)

// Token is an API token of an account. Only its hash is kept.
type Token struct {
	ID        string
	AccountID string
	Name      string
	Hash      string
	Scope     TokenScope
	// Organization is the only one that the token reaches; empty: all that its account
	// has a role in.
	Organization string
	CreatedAt    time.Time
	ExpiresAt    time.Time // zero: does not expire
	RevokedAt    time.Time // zero: in force
}

// InForce reports whether the token may be used at an instant.
func (t Token) InForce(at time.Time) bool {
	return t.RevokedAt.IsZero() && (t.ExpiresAt.IsZero() || at.Before(t.ExpiresAt))
}

// Grant is what the token allows, for the actor that comes with it.
func (t Token) Grant() TokenGrant {
	return TokenGrant{ID: t.ID, Scope: t.Scope, Organization: t.Organization}
}

// TokenScope is how much of what its account may do a token may do.
type TokenScope string

// The scopes: to read what the account may read and nothing else, or all of it.
const (
	TokenRead  TokenScope = "read"
	TokenWrite TokenScope = "write"
)

// TokenScopes are all of them, the narrower first.
var TokenScopes = []TokenScope{TokenRead, TokenWrite}

// ValidTokenScope tells a scope.
func ValidTokenScope(s TokenScope) bool { return slices.Contains(TokenScopes, s) }

// TokenGrant is the token that an actor came with, as far as the policy asks. The zero
// value is no token: a person at the sign-in, or the program itself.
type TokenGrant struct {
	ID           string
	Scope        TokenScope
	Organization string
}

// Present reports whether there is a token.
func (g TokenGrant) Present() bool { return g.ID != "" }

// Writes reports whether the grant allows more than reading. A scope that is not known
// reads alone.
func (g TokenGrant) Writes() bool { return !g.Present() || g.Scope == TokenWrite }

// Reaches reports whether the grant goes as far as an organization.
func (g TokenGrant) Reaches(organization string) bool {
	return !g.Present() || g.Organization == "" || g.Organization == organization
}
