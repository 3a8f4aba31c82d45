package auth

import (
	"context"
	"net/netip"

	"github.com/traguardi/traguardi/internal/plan"
)

// OpenLink looks at a one-time link without using it up: for the page that asks whether
// it is to be used. The account is the zero one for a set-up. not_found where it is used,
// expired or was never there, and where its account is disabled.
func (l *Local) OpenLink(ctx context.Context, token string) (link plan.Link, account plan.Account, err error) {
	if err := l.check(); err != nil {
		return link, account, err
	}
	gone := plan.NotFound("link in force").WithRule("link.gone")
	if !plausible(linkPrefix, token) {
		return link, account, gone
	}
	link, err = l.Store.LinkByHash(ctx, HashToken(token))
	if plan.KindOf(err) == plan.KindNotFound || err == nil && !link.InForce(l.Now()) {
		return plan.Link{}, account, gone
	}
	if err != nil || link.AccountID == "" {
		return link, account, err
	}
	account, err = l.Store.AccountByID(ctx, link.AccountID)
	if err == nil && account.Disabled {
		return plan.Link{}, plan.Account{}, gone
	}
	account.PasswordHash = ""
	return link, account, err
}

// Redeem uses up an invitation or a reset: it sets the password and signs in. What slowed
// the account's sign-in down is forgotten; a second factor is still asked for.
func (l *Local) Redeem(ctx context.Context, token, password, clientName string) (SignedIn, error) {
	_, account, err := l.OpenLink(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	hash, err := l.passwords.hash(ctx, password, account.Email)
	if err != nil {
		return SignedIn{}, err
	}
	account, err = l.Accounts.RedeemLink(ctx, HashToken(token), hash)
	if err != nil {
		return SignedIn{}, err
	}
	if err := l.slow.forget(ctx, account.Email); err != nil {
		return SignedIn{}, err
	}
	return l.begin(ctx, account, plan.SignInLink, clientName, func(now plan.Account) (bool, error) {
		return now.PasswordHash == hash, nil
	})
}

// Recover finds the account that is to be sent a link to a new password; ok is false where
// there is none, which whoever asked must not be told. Asking counts, and is slowed down, as
// signing in is.
func (l *Local) Recover(ctx context.Context, email string, client netip.Addr) (accountID string, ok bool, err error) {
	if err := l.check(); err != nil {
		return "", false, err
	}
	var p plan.Problems
	p.CheckEmail("email", plan.EmailKey(email))
	if err := p.Err(); err != nil {
		return "", false, err
	}
	attempt, err := l.slow.begin(ctx, "recovery\x00"+plan.EmailKey(email), client)
	if err != nil {
		return "", false, err
	}
	account, err := l.Store.AccountByEmail(ctx, plan.EmailKey(email))
	if err != nil && plan.KindOf(err) != plan.KindNotFound {
		return "", false, err
	}
	// Who has no password was invited, or signs in elsewhere: a link for those is for the
	// admin to give.
	if err == nil && !account.Disabled && account.PasswordHash != "" {
		return account.ID, true, nil
	}
	// The caller has nothing to write down now, and would answer so much sooner.
	return "", false, attempt.writeAgain(ctx)
}

// Demonstrate uses up a link of the demonstration and signs in.
func (l *Local) Demonstrate(ctx context.Context, token, clientName string) (SignedIn, error) {
	link, account, err := l.OpenLink(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	if link.Kind != plan.LinkDemo {
		return SignedIn{}, plan.NotFound("link in force").WithRule("link.gone")
	}
	if _, err := l.Store.UseLink(ctx, link.Hash, l.Now().UTC()); err != nil {
		return SignedIn{}, err
	}
	return l.begin(ctx, account, plan.SignInDemo, clientName, nil)
}
