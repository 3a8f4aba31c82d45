package oidc

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

// Accounts are the use cases behind the sign-in.
type Accounts interface {
	// Enter gives the account of an identity, created or brought up to date; ignored counts
	// its roles in what does not exist. The refusals are those of tracker.SignInExternal.
	Enter(ctx context.Context, who Identity) (account plan.Account, ignored int, err error)
}

// IDTokens keeps what the provider wants to see again when a session ends, no longer than
// the session.
type IDTokens interface {
	SaveSessionIDToken(ctx context.Context, sessionID, idToken string) error
	// SessionIDToken is a *plan.Error of kind not_found where there is none.
	SessionIDToken(ctx context.Context, sessionID string) (string, error)
}

// SignIn signs people in with a provider: all are required.
type SignIn struct {
	*Provider
	// Name is what the button says.
	Name     string
	Accounts Accounts
	Sessions *auth.Sessions
	Tokens   IDTokens
	Vault    *auth.Vault
	Log      *slog.Logger
}

// Enter ends a sign-in that Begin began, with what the provider sent the browser back with,
// and begins a session. It waits for no second factor of this installation's: how sure the
// provider is of who is there is the provider's business. The error is a Failure, or a
// refusal of the use case.
func (s *SignIn) Enter(ctx context.Context, flow Flow, answer url.Values, client string) (auth.SignedIn, error) {
	who, err := s.Finish(ctx, flow, answer)
	if err != nil {
		return auth.SignedIn{}, err
	}
	account, ignored, err := s.Accounts.Enter(ctx, who)
	if len(who.Ignored) > 0 || ignored > 0 {
		s.Log.WarnContext(ctx, "the provider gives roles that are none here", "values", who.Ignored, "unknown_places", ignored, "others", who.Others)
	}
	if err != nil {
		return auth.SignedIn{}, err
	}
	token, session, err := s.Sessions.Begin(ctx, auth.NewSession{AccountID: account.ID, Method: plan.SignInOIDC, Client: client})
	if err != nil {
		return auth.SignedIn{}, err
	}
	if err := s.keep(ctx, session, who.IDToken); err != nil {
		// It is missed at the sign-out alone, which then asks the provider's own questions.
		s.Log.WarnContext(ctx, "an ID token was not kept", "error", err)
	}
	return auth.SignedIn{Token: token, Session: session, Account: account}, nil
}

func (s *SignIn) keep(ctx context.Context, session plan.Session, idToken string) error {
	sealed, err := s.Vault.Seal(idToken, owner(session))
	if err != nil {
		return err
	}
	return s.Tokens.SaveSessionIDToken(ctx, session.ID, sealed)
}

// owner keeps what is sealed for one session from opening as anything else.
func owner(session plan.Session) string { return "ID token of session " + session.ID }

// leavePatience is how long a sign-out waits for a provider that was not asked for long.
const leavePatience = 3 * time.Second

// LeaveURL is where to send the browser of somebody whose session is about to end, so that
// the provider ends its own; empty where it has nothing to do with it. It is asked for
// before the session ends.
func (s *SignIn) LeaveURL(ctx context.Context, session plan.Session) string {
	if session.Method != plan.SignInOIDC {
		return ""
	}
	idToken := ""
	sealed, err := s.Tokens.SessionIDToken(ctx, session.ID)
	if err == nil {
		idToken, err = s.Vault.Open(sealed, owner(session))
	}
	if err != nil && plan.KindOf(err) != plan.KindNotFound && !errors.Is(err, auth.ErrSealed) {
		s.Log.WarnContext(ctx, "the ID token of a session was not read", "error", err)
	}
	ctx, cancel := context.WithTimeout(ctx, leavePatience)
	defer cancel()
	return s.LogoutURL(ctx, idToken)
}
