package tracker

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateAccount is a staff account with its role in one organization.
type CreateAccount struct {
	Email        string
	PasswordHash string // made by package auth; the password itself never comes here
	Organization string
	Role         plan.Role
	Office       string // code; required for a contributor
}

// CreateAccount adds an account, or gives an existing one a role in a further
// organization (its password then stays as it is). For the admin and the system.
func (t *Tracker) CreateAccount(ctx context.Context, cmd CreateAccount) (plan.Account, error) {
	if err := Permit(plan.ActorFrom(ctx), OpAccountManage, cmd.Organization, ""); err != nil {
		return plan.Account{}, err
	}
	var p plan.Problems
	p.CheckEmail("email", strings.TrimSpace(cmd.Email)) // lower case would hide bytes that are no text
	email := plan.EmailKey(cmd.Email)
	if !plan.ValidRole(cmd.Role) {
		p.Add("role", "account.role", "must be viewer, contributor, editor, reviewer or admin")
	}
	if cmd.Role == plan.RoleContributor && cmd.Office == "" {
		p.Add("office", "account.office", "is required for a contributor")
	}
	if err := p.Err(); err != nil {
		return plan.Account{}, err
	}
	var account plan.Account
	err := t.administer(ctx, func(a *administration) (err error) {
		if err := checkPlace(ctx, a, cmd); err != nil {
			return err
		}
		account, err = a.AccountByEmail(ctx, email)
		switch {
		case plan.KindOf(err) == plan.KindNotFound:
			account = plan.Account{ID: t.newID(), Email: email, PasswordHash: cmd.PasswordHash, CreatedAt: a.now}
		case err != nil:
			return err
		case account.Disabled:
			return errDisabled
		}
		for _, m := range account.Memberships {
			if m.Organization == cmd.Organization {
				return taken(nil, "email", "this account has a role in this organization already")
			}
		}
		account.Memberships = append(account.Memberships, plan.Membership{Organization: cmd.Organization, Role: cmd.Role, Office: cmd.Office})
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		return a.audit(ctx, cmd.Organization, OpAccountManage, "account", account.ID, map[string]any{"role": cmd.Role, "office": cmd.Office})
	})
	return account, err
}

// errDisabled refuses to give anything further to an account that was ended.
var errDisabled = plan.Errorf(plan.KindConflict, "the account is disabled")

func checkPlace(ctx context.Context, tx *administration, cmd CreateAccount) error {
	var p plan.Problems
	known, err := tx.OrganizationExists(ctx, cmd.Organization)
	if err != nil {
		return err
	}
	if !known {
		p.Add("organization", "organization.unknown", "is not an organization of this installation")
		return p.Err()
	}
	if cmd.Office != "" {
		known := plan.ValidOfficeCode(cmd.Office)
		if known {
			known, err = tx.OfficeExists(ctx, cmd.Organization, cmd.Office)
		}
		if err != nil {
			return err
		}
		if !known {
			p.Add("office", "office.unknown", "is not an office of this organization")
		}
	}
	return p.Err()
}

// Accounts lists every account. For the system.
func (t *Tracker) Accounts(ctx context.Context) ([]plan.Account, error) {
	if err := permitSystem(ctx); err != nil {
		return nil, err
	}
	return t.store.Accounts(ctx)
}

// DisableAccount ends an account: it can no longer sign in, and its tokens stop at
// once. For the system.
func (t *Tracker) DisableAccount(ctx context.Context, email string) error {
	return t.changeAccount(ctx, email, OpAccountManage, func(a *plan.Account, _ *administration) (any, error) {
		a.Disabled = true
		return map[string]any{"disabled": true}, nil
	})
}

// changeAccount changes one account and leaves an audit entry in every organization
// that it serves.
func (t *Tracker) changeAccount(ctx context.Context, email string, op Operation, apply func(*plan.Account, *administration) (detail any, err error)) error {
	if err := permitSystem(ctx); err != nil {
		return err
	}
	return t.administer(ctx, func(a *administration) error {
		account, err := a.AccountByEmail(ctx, plan.EmailKey(email))
		if plan.KindOf(err) == plan.KindNotFound {
			return plan.NotFound("account")
		}
		if err != nil {
			return err
		}
		detail, err := apply(&account, a)
		if err != nil {
			return err
		}
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		// In one order everywhere, so that two of these never wait for each other.
		memberships := slices.SortedFunc(slices.Values(account.Memberships), func(x, y plan.Membership) int {
			return cmp.Compare(x.Organization, y.Organization)
		})
		for _, m := range memberships {
			if err := a.audit(ctx, m.Organization, op, "account", account.ID, detail); err != nil {
				return err
			}
		}
		return nil
	})
}
