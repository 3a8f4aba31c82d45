package oidcprovider

import (
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// registered is a Client as the library asks for it.
type registered struct{ Client }

var _ op.Client = registered{}

func (c registered) GetID() string                       { return c.ID }
func (c registered) RedirectURIs() []string              { return c.Return }
func (c registered) PostLogoutRedirectURIs() []string    { return c.Left }
func (c registered) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c registered) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c registered) GrantTypes() []oidc.GrantType         { return []oidc.GrantType{oidc.GrantTypeCode} }
func (c registered) LoginURL(id string) string            { return loginPath + "?id=" + id }
func (c registered) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeBearer }
func (c registered) IsScopeAllowed(string) bool           { return false }
func (c registered) IDTokenUserinfoClaimsAssertion() bool { return c.ClaimsInIDToken }
func (c registered) ClockSkew() time.Duration             { return 0 }

// DevMode lets a client return to plain http, as on a loopback address.
func (c registered) DevMode() bool { return true }

func (c registered) AuthMethod() oidc.AuthMethod {
	if c.Secret == "" {
		return oidc.AuthMethodNone
	}
	return oidc.AuthMethodBasic
}

func (c registered) IDTokenLifetime() time.Duration {
	if c.Client.IDTokenLifetime == 0 {
		return time.Hour
	}
	return c.Client.IDTokenLifetime
}

// Scopes that say what is told are the userinfo ones; no others exist here.
//
//nolint:staticcheck // the library's interface spells it so
func (c registered) RestrictAdditionalIdTokenScopes() func([]string) []string { return same }

func (c registered) RestrictAdditionalAccessTokenScopes() func([]string) []string { return same }

func same(scopes []string) []string { return scopes }
