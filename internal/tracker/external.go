package tracker

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// SignInExternal is somebody whom an OpenID Connect provider has just identified. Package
// auth has checked all of it with the provider.
type SignInExternal struct {
	Issuer, Subject string
	// Email is verified by the provider.
	Email string
	// Memberships are the roles that the provider gives, at most one for an organization.
	Memberships []plan.Membership
	// JoinByEmail lets the provider into an account with a password.
	JoinByEmail bool
}

// ExternalSignIn is what came of it.
type ExternalSignIn struct {
	Account plan.Account
	// Ignored counts the roles in organizations or offices that do not exist.
	Ignored int
}

// SignInExternal gives the account of an external identity, creating it or bringing it up
// to date. For the system: the provider's word is what the sign-in goes by.
//
// An account is known by issuer and subject. Its roles follow the provider's at each
// sign-in, whatever they were before: who loses a role there loses it here. Its address
// follows too, unless another account has it. It needs no password.
//
// A first sign-in joins the account that has the same e-mail address, if there is one that
// has no password: it was made for this, or its invitation was never used. An account with
// a password is joined only with JoinByEmail, because its owner proved to know the
// password (and perhaps a second factor), while the address is the provider's word alone:
// whoever can give themselves an address there could otherwise take the account over. It
// keeps the password only where the address was proven to be its owner's. Nor
// is an account joined that the same provider knows as somebody else: addresses pass from
// one person to the next.
//
// Refused, with a rule that pages put into words: forbidden account.disabled,
// account.no_role (an account that was there is left without roles first); conflict
// account.join.
func (t *Tracker) SignInExternal(ctx context.Context, cmd SignInExternal) (ExternalSignIn, error) {
	if err := permitSystem(ctx); err != nil {
		return ExternalSignIn{}, err
	}
	result, err := t.signInExternal(ctx, cmd)
	if plan.KindOf(err) == plan.KindConflict && !errors.Is(err, errJoin) {
		// Two first sign-ins of one person at once: the second finds what the first left.
		result, err = t.signInExternal(ctx, cmd)
	}
	return result, err
}

var (
	errNoRole = plan.Errorf(plan.KindForbidden, "the provider gives no role in an organization of this installation").WithRule("account.no_role")
	errEnded  = plan.Errorf(plan.KindForbidden, "the account is disabled").WithRule("account.disabled")
	errJoin   = plan.Errorf(plan.KindConflict, "another account has this e-mail address").WithRule("account.join")
	// errAsItWas rolls back a transaction that has nothing to do.
	errAsItWas = plan.Errorf(plan.KindConflict, "nothing has changed")
)

func (t *Tracker) signInExternal(ctx context.Context, cmd SignInExternal) (result ExternalSignIn, err error) {
	var p plan.Problems
	p.CheckEmail("email", strings.TrimSpace(cmd.Email))
	if cmd.Issuer == "" || cmd.Subject == "" {
		p.Add("subject", "required", "must not be empty")
	}
	if err := p.Err(); err != nil {
		return result, err
	}
	var refusal error
	err = t.administer(ctx, func(a *administration) error {
		refusal = nil
		account, joins, err := t.externalAccount(ctx, a, cmd)
		if err != nil {
			return err
		}
		if account.Disabled {
			return errEnded
		}
		before := account
		account.Memberships, result.Ignored, err = existingPlaces(ctx, a, cmd.Memberships)
		if err != nil {
			return err
		}
		if len(account.Memberships) == 0 {
			refusal = errNoRole
			if joins || len(before.Memberships) == 0 {
				return errAsItWas
			}
		}
		if account.Email, err = followedEmail(ctx, a, account, plan.EmailKey(cmd.Email)); err != nil {
			return err
		}
		result.Account = account
		if !joins && account.Email == before.Email && slices.Equal(account.Memberships, before.Memberships) {
			return errAsItWas
		}
		if joins {
			if err := a.takeOver(ctx, &account); err != nil {
				return err
			}
			result.Account = account
		}
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		if joins {
			if err := a.AddIdentity(ctx, plan.ExternalIdentity{Issuer: cmd.Issuer, Subject: cmd.Subject, AccountID: account.ID, CreatedAt: a.now}); err != nil {
				return err
			}
		}
		return a.auditFollowed(ctx, before, account, joins)
	})
	switch {
	case err != nil && !errors.Is(err, errAsItWas):
		return ExternalSignIn{}, err
	case refusal != nil:
		return ExternalSignIn{Ignored: result.Ignored}, refusal
	}
	return result, nil
}

// externalAccount finds the account of an identity; joins is true where it is not known by
// that identity yet, or does not exist yet.
func (t *Tracker) externalAccount(ctx context.Context, a *administration, cmd SignInExternal) (account plan.Account, joins bool, err error) {
	account, err = a.AccountByIdentity(ctx, cmd.Issuer, cmd.Subject)
	if plan.KindOf(err) != plan.KindNotFound {
		return account, false, err
	}
	email := plan.EmailKey(cmd.Email)
	account, err = a.AccountByEmail(ctx, email)
	switch {
	case plan.KindOf(err) == plan.KindNotFound:
		return plan.Account{ID: t.newID(), Email: email, AddressProven: true, CreatedAt: a.now}, true, nil
	case err != nil:
		return account, false, err
	}
	known, err := a.IdentitiesOf(ctx, account.ID)
	if err != nil {
		return account, false, err
	}
	for _, i := range known {
		switch {
		case i.Issuer == cmd.Issuer && i.Subject == cmd.Subject: // since a moment ago
			return account, false, nil
		case i.Issuer == cmd.Issuer:
			return account, false, errJoin
		}
	}
	if account.PasswordHash != "" && !cmd.JoinByEmail {
		return account, false, errJoin
	}
	return account, true, nil
}

// existingPlaces keeps the roles whose organization and office exist, by organization.
func existingPlaces(ctx context.Context, a *administration, given []plan.Membership) (kept []plan.Membership, ignored int, err error) {
	for _, m := range given {
		var p plan.Problems
		checkRole(&p, m.Role, m.Office)
		if p.Any() || !plan.ValidOrganizationID(m.Organization) {
			ignored++
			continue
		}
		err := checkPlace(ctx, a, m)
		switch {
		case plan.KindOf(err) == plan.KindInvalid:
			ignored++
		case err != nil:
			return nil, 0, err
		default:
			kept = append(kept, m)
		}
	}
	slices.SortFunc(kept, func(x, y plan.Membership) int { return strings.Compare(x.Organization, y.Organization) })
	return kept, ignored, nil
}

// followedEmail is the address that the account has after the sign-in: the provider's,
// unless another account has it.
func followedEmail(ctx context.Context, a *administration, account plan.Account, email string) (string, error) {
	if email == account.Email {
		return email, nil
	}
	_, err := a.AccountByEmail(ctx, email)
	switch {
	case plan.KindOf(err) == plan.KindNotFound:
		return email, nil
	case err != nil:
		return "", err
	}
	return account.Email, nil
}

// takeOver makes the account that of whoever the provider knows by its address. Whoever
// still holds a link to choose a password does not get in by it; nor does whoever signed in
// with a password so far, unless the address was proven to be theirs.
func (a *administration) takeOver(ctx context.Context, account *plan.Account) error {
	if account.AddressProven {
		return a.DeleteLinksOf(ctx, account.ID)
	}
	account.AddressProven = true
	return a.disarm(ctx, account)
}

// followed is the audit detail of what a sign-in with the provider changed in one
// organization.
type followed struct {
	Joined       bool      `json:"joined,omitempty"`
	EmailChanged bool      `json:"email_changed,omitempty"`
	Role         plan.Role `json:"role"` // empty: no longer any
	Office       string    `json:"office,omitempty"`
}

// auditFollowed leaves an entry in every organization that the account serves now, and in
// those that it no longer does.
func (a *administration) auditFollowed(ctx context.Context, before, after plan.Account, joined bool) error {
	organizations := map[string]plan.Membership{}
	for _, m := range before.Memberships {
		organizations[m.Organization] = plan.Membership{}
	}
	for _, m := range after.Memberships {
		organizations[m.Organization] = m
	}
	all := make([]string, 0, len(organizations))
	for o := range organizations {
		all = append(all, o)
	}
	slices.Sort(all) // in one order everywhere, so that two of these never wait for each other
	for _, o := range all {
		m := organizations[o]
		detail := followed{Joined: joined, EmailChanged: !joined && before.Email != after.Email, Role: m.Role, Office: m.Office}
		if err := a.audit(ctx, o, OpAccountFollow, "account", after.ID, detail); err != nil {
			return err
		}
	}
	return nil
}
