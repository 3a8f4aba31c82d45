package app

import (
	"context"
	"net/url"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/httpserver"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/area"
)

// access wires the way in of the staff's pages.
func (s *Server) access(base string, clients *httpserver.ClientAddresses) (area.Access, error) {
	vault, err := s.vault()
	if err != nil {
		return area.Access{}, err
	}
	sessions := s.sessions()
	local, err := auth.NewLocal(auth.LocalOptions{
		Store: s.Store, Accounts: s.Tracker, Sessions: sessions, Vault: vault, Now: s.Clock.Now, Log: s.log,
		Demand: s.settings.FactorRoles(), Issuer: issuer(base), Off: !s.settings.LocalSignIn,
		Reused: func(ctx context.Context, accountID string) { s.tellOwner(ctx, accountID, plan.MailCodeReused) },
	})
	if err != nil {
		return area.Access{}, err
	}
	provider, err := s.oidc(base, sessions, vault)
	return area.Access{
		Local: local, Sessions: sessions, Cookies: s.cookies(), Client: clients.Address, Links: s.post, OIDC: provider,
	}, err
}

// vault hides with the installation's secret key what is stored.
func (s *Server) vault() (*auth.Vault, error) {
	key, err := s.settings.SecretKey()
	if err != nil {
		return nil, err
	}
	return auth.NewVault(key)
}

func (s *Server) sessionTerms() plan.SessionTerms {
	return plan.SessionTerms{Idle: s.settings.SessionIdle, Lifetime: s.settings.SessionLifetime}
}

// issuer is what authenticators list the codes of this installation under.
func issuer(base string) string {
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		return "Traguardi " + u.Hostname()
	}
	return "Traguardi"
}

// UserLink makes a one-time link with which an account's owner chooses a password: its
// address below the public one. Links made before stop working.
func (i *Installation) UserLink(ctx context.Context, email, baseURL string) (address string, err error) {
	token, hash, err := auth.NewLink()
	if err != nil {
		return "", err
	}
	_, err = i.Tracker.IssueLink(asSystem(ctx), byEmail(email), hash)
	return baseURL + area.LinkPath + token, err
}
