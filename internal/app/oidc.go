package app

import (
	"context"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/auth/oidc"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/area"
)

// oidc wires the sign-in with an OpenID Connect provider; nil where the settings name none.
// The provider need not be there: it is looked for when somebody asks, the first time in
// the background now.
func (s *Server) oidc(base string, sessions *auth.Sessions, vault *auth.Vault) (*oidc.SignIn, error) {
	set := s.settings.OIDC
	if !set.On() {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	secret, err := set.Secret()
	if err != nil {
		return nil, err
	}
	provider, err := oidc.New(oidc.Settings{
		Issuer: set.Issuer, ClientID: set.ClientID, ClientSecret: secret,
		ReturnURL: base + area.OIDCReturnPath, LeftURL: base + area.OIDCLeftPath,
		Scopes: set.Scopes, RolesClaim: set.RolesClaim, UnverifiedEmail: set.UnverifiedEmail,
	}, oidc.Dependencies{Now: s.Clock.Now, Log: s.log})
	if err != nil {
		return nil, err
	}
	s.stopOIDC = provider.Close
	provider.Available()
	return &oidc.SignIn{
		Provider: provider, Name: set.Name, Accounts: externalAccounts{s.Tracker, set.JoinByEmail}, Sessions: sessions,
		Tokens: s.Store, Vault: vault, Log: s.log,
	}, nil
}

// externalAccounts hands identities to the tracker, as the system: whose word the provider
// is is the operator's decision.
type externalAccounts struct {
	tracker *tracker.Tracker
	join    bool
}

// Enter implements oidc.Accounts.
func (e externalAccounts) Enter(ctx context.Context, who oidc.Identity) (plan.Account, int, error) {
	in, err := e.tracker.SignInExternal(asSystem(ctx), tracker.SignInExternal{
		Issuer: who.Issuer, Subject: who.Subject, Email: who.Email, Memberships: who.Memberships, JoinByEmail: e.join,
	})
	return in.Account, in.Ignored, err
}
