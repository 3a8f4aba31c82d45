package tracker

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateToken is an API token to be made for an account.
type CreateToken struct {
	Email string // whose it is
	Name  string
	// Hash is what package auth made of the token, which is shown once and never stored.
	Hash  string
	Scope plan.TokenScope
	// Organization narrows it to one of those that the account serves; empty: to all.
	Organization string
	ExpiresAt    time.Time // zero: it does not expire
}

// CreateToken adds an API token of an account. For the system.
func (t *Tracker) CreateToken(ctx context.Context, cmd CreateToken) (plan.Token, error) {
	var token plan.Token
	var p plan.Problems
	checkToken(&p, cmd)
	if !cmd.ExpiresAt.IsZero() && !cmd.ExpiresAt.After(t.clock.Now()) {
		p.Add("expires", "token.expiry", "must be in the future")
	}
	if err := p.Err(); err != nil {
		return token, err
	}
	err := t.changeAccount(ctx, cmd.Email, OpTokenManage, func(a *plan.Account, tx *administration) (detail any, err error) {
		if a.Disabled {
			return nil, errDisabled
		}
		all, err := tx.TokensOf(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		token, detail, err = t.addToken(ctx, tx, *a, all, cmd)
		return detail, err
	})
	return token, err
}

// checkToken notes the rules that a token breaks by itself, whenever it ends.
func checkToken(p *plan.Problems, cmd CreateToken) {
	p.Line("name", cmd.Name, plan.MaxShort, true)
	if !plan.ValidTokenScope(cmd.Scope) {
		p.Add("scope", "token.scope", "must be read or write")
	}
}

// addToken saves a token of an account, whose tokens are all, where the account serves the
// token's organization. Detail is for the audit entry.
func (t *Tracker) addToken(ctx context.Context, tx *administration, a plan.Account, all []plan.Token, cmd CreateToken) (token plan.Token, detail any, err error) {
	if _, serves := membershipIn(a, cmd.Organization); cmd.Organization != "" && !serves {
		var p plan.Problems
		p.Add("organization", "token.organization", "is not an organization in which the account has a role")
		return token, nil, p.Err()
	}
	for _, other := range all {
		if other.Name == cmd.Name && other.InForce(tx.now) {
			return token, nil, taken(nil, "name", "the account has a token of this name in force")
		}
	}
	token = plan.Token{ID: t.newID(), AccountID: a.ID, Name: cmd.Name, Hash: cmd.Hash, Scope: cmd.Scope, Organization: cmd.Organization,
		CreatedAt: tx.now, ExpiresAt: cmd.ExpiresAt}
	return token, tokenAdded{token.ID, token.Scope, token.Organization}, tx.SaveToken(ctx, token)
}

// tokenAdded is the audit detail of a new token. Its name is not there: it is its owner's
// own words, which erasing the account erases and the trail would keep.
type tokenAdded struct {
	Token        string          `json:"token"`
	Scope        plan.TokenScope `json:"scope"`
	Organization string          `json:"organization,omitempty"`
}

// RevokeToken ends every token of that name of the account. For the system.
func (t *Tracker) RevokeToken(ctx context.Context, email, name string) error {
	return t.changeAccount(ctx, email, OpTokenManage, func(a *plan.Account, tx *administration) (any, error) {
		tokens, err := tx.TokensOf(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		var revoked []string
		for _, token := range tokens {
			if token.Name != name || !token.RevokedAt.IsZero() {
				continue
			}
			revoked = append(revoked, token.ID)
			token.RevokedAt = t.clock.Now().UTC()
			if err := tx.SaveToken(ctx, token); err != nil {
				return nil, err
			}
		}
		if len(revoked) == 0 {
			return nil, plan.NotFound("token in force")
		}
		return tokensRevoked{revoked}, nil
	})
}

// tokensRevoked is the audit detail of tokens that were ended.
type tokensRevoked struct {
	Tokens []string `json:"revoked"`
}
