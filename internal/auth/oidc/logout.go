package oidc

import (
	"context"
	"net/url"
)

// LogoutURL is where to send the browser of somebody who signed out here, so that the
// provider ends its own session too (OpenID Connect RP-Initiated Logout). Empty where the
// provider knows no logout, or is away: then the sign-out here is all there is.
func (p *Provider) LogoutURL(ctx context.Context, idToken string) string {
	m, err := p.metadata(ctx)
	if err != nil || m.endSession == "" {
		return ""
	}
	u, err := url.Parse(m.endSession)
	if err != nil {
		return ""
	}
	query := u.Query()
	query.Set("client_id", p.settings.ClientID)
	if idToken != "" {
		query.Set("id_token_hint", idToken)
	}
	if p.settings.LeftURL != "" {
		query.Set("post_logout_redirect_uri", p.settings.LeftURL)
	}
	u.RawQuery = query.Encode()
	return u.String()
}
