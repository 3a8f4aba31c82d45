package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// Profile is the own account, for its owner's eyes.
type Profile struct {
	Account plan.Account // without its password's hash
	// HasPassword is false where the account signs in with a provider alone.
	HasPassword  bool
	SecondFactor bool
}

// OwnProfile gives the account of whoever asks, signed in or with a token: unauthenticated
// for the public.
func (t *Tracker) OwnProfile(ctx context.Context) (Profile, error) {
	id, err := ownAccount(ctx)
	if err != nil {
		return Profile{}, err
	}
	account, err := t.store.AccountByID(ctx, id)
	if err != nil {
		return Profile{}, err
	}
	factor, ok, err := t.store.SecondFactor(ctx, id)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{Account: account, HasPassword: account.PasswordHash != "", SecondFactor: ok && factor.Confirmed()}
	p.Account.PasswordHash = ""
	return p, nil
}

// KnownAccount gives the account of whoever asks, signed in or with a token, for what
// package auth keeps of it.
func KnownAccount(ctx context.Context) (id string, err error) { return ownAccount(ctx) }

// SignedIn gives whoever is signed in, for what package auth changes of the own account:
// an API token, which is meant for less, is refused.
func SignedIn(ctx context.Context) (plan.Actor, error) { return ownSignIn(ctx) }
