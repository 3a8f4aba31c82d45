package tracker

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// How long a token of one's own lasts at most, and unless something else is said; how many
// may be in force at a time.
const (
	MaxTokenYears     = 2
	DefaultTokenYears = 1
	MaxOwnTokens      = 50
)

// OwnTokens lists the tokens of whoever asks that are in force, the last one first. For
// everybody who is signed in or came with a token.
func (t *Tracker) OwnTokens(ctx context.Context) ([]plan.Token, error) {
	id, err := ownAccount(ctx)
	if err != nil {
		return nil, err
	}
	all, err := t.store.TokensOf(ctx, id)
	if err != nil {
		return nil, err
	}
	now := t.clock.Now()
	inForce := slices.DeleteFunc(all, func(k plan.Token) bool { return !k.InForce(now) })
	slices.Reverse(inForce)
	return inForce, nil
}

// NewOwnToken is an API token that somebody makes for themselves.
type NewOwnToken struct {
	Name string
	// Hash is what package auth made of the token, which is shown once and never stored.
	Hash  string
	Scope plan.TokenScope
	// Organization narrows it to one of those that the account serves; empty: to all.
	Organization string
	// LastDay is the last one on which it is in force: today or later, within
	// MaxTokenYears; zero: DefaultTokenYears from today.
	LastDay plan.Date
}

// CreateOwnToken adds an API token of whoever is signed in. A token makes no tokens: it
// would outlive its own end.
func (t *Tracker) CreateOwnToken(ctx context.Context, n NewOwnToken) (plan.Token, error) {
	actor, err := ownSignIn(ctx)
	if err != nil {
		return plan.Token{}, err
	}
	if actor.FactorDue {
		return plan.Token{}, errFactorDue
	}
	today := t.clock.Today()
	if n.LastDay.IsZero() {
		n.LastDay = today.AddYears(DefaultTokenYears)
	}
	cmd := CreateToken{Name: n.Name, Hash: n.Hash, Scope: n.Scope, Organization: n.Organization}
	var p plan.Problems
	checkToken(&p, cmd)
	switch latest := today.AddYears(MaxTokenYears); {
	case n.LastDay.Before(today):
		p.Add("expires_on", "token.expiry", "must not be in the past")
	case n.LastDay.After(latest):
		p.Add("expires_on", "token.expiry_max", "must not be more than two years away", latest)
	}
	if err := p.Err(); err != nil {
		return plan.Token{}, err
	}
	cmd.ExpiresAt = t.EndOf(n.LastDay).UTC()
	var token plan.Token
	err = t.withOwnTokens(ctx, func(account plan.Account, all []plan.Token, a *administration) (detail any, err error) {
		inForce := 0
		for _, k := range all {
			if k.InForce(a.now) {
				inForce++
			}
		}
		if inForce >= MaxOwnTokens {
			return nil, plan.Errorf(plan.KindConflict, "the account has %d tokens in force: revoke one first", inForce).WithRule("token.many")
		}
		token, detail, err = t.addToken(ctx, a, account, all, cmd)
		return detail, err
	})
	return token, err
}

// RevokeOwnToken ends a token of whoever is signed in; not_found where there is none of
// that identifier in force.
func (t *Tracker) RevokeOwnToken(ctx context.Context, id string) error {
	if _, err := ownSignIn(ctx); err != nil {
		return err
	}
	return t.withOwnTokens(ctx, func(_ plan.Account, all []plan.Token, a *administration) (any, error) {
		for _, k := range all {
			if k.ID != id || !k.InForce(a.now) {
				continue
			}
			k.RevokedAt = a.now
			return tokensRevoked{[]string{k.ID}}, a.SaveToken(ctx, k)
		}
		return nil, plan.NotFound("token in force")
	})
}

// withOwnTokens changes the tokens of whoever is signed in, and leaves an audit entry in
// every organization that the account serves.
func (t *Tracker) withOwnTokens(ctx context.Context, apply func(plan.Account, []plan.Token, *administration) (detail any, err error)) error {
	id, err := ownAccount(ctx)
	if err != nil {
		return err
	}
	return t.administer(ctx, func(a *administration) error {
		account, err := a.enabled(ctx, id)
		if err != nil {
			return err
		}
		all, err := a.TokensOf(ctx, id)
		if err != nil {
			return err
		}
		detail, err := apply(account, all, a)
		if err != nil {
			return err
		}
		return a.auditAccount(ctx, account, OpTokenOwn, detail)
	})
}
