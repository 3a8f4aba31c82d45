package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// ChangeStaff is what may change of an account in one organization, all or nothing.
type ChangeStaff struct {
	Account AccountRef
	Role    plan.Opt[plan.Role]
	Office  plan.Opt[string] // code; required for a contributor
	// Disabled ends the account, or lets it sign in again.
	Disabled plan.Opt[bool]
}

// staffChanged is the audit detail of it: what was given.
type staffChanged struct {
	Role     plan.Role `json:"role,omitempty"`
	Office   string    `json:"office,omitempty"`
	Disabled *bool     `json:"disabled,omitempty"`
}

// ChangeStaff is ChangeMembership, DisableAccount and EnableAccount in one: for the admin of
// the organization (of every one that the account serves, where it is disabled or enabled)
// and the system.
func (t *Tracker) ChangeStaff(ctx context.Context, cmd ChangeStaff) error {
	if err := permitAccount(plan.ActorFrom(ctx), cmd.Account); err != nil {
		return err
	}
	return t.onAccount(ctx, cmd.Account, cmd.Disabled.Set, func(account *plan.Account, a *administration) (any, error) {
		var detail staffChanged
		if cmd.Role.Set || cmd.Office.Set {
			i := indexOfMembership(*account, cmd.Account.Organization)
			m := account.Memberships[i]
			m.Role, m.Office = cmd.Role.Or(m.Role), cmd.Office.Or(m.Office)
			var p plan.Problems
			checkRole(&p, m.Role, m.Office)
			if err := p.Err(); err != nil {
				return nil, err
			}
			if err := checkPlace(ctx, a, m); err != nil {
				return nil, err
			}
			account.Memberships[i] = m
			detail.Role, detail.Office = m.Role, m.Office
		}
		if cmd.Disabled.Set {
			detail.Disabled = &cmd.Disabled.Value
			if err := setDisabled(ctx, a, account, cmd.Disabled.Value); err != nil {
				return nil, err
			}
		}
		return detail, nil
	})
}

// setDisabled ends an account, with its sessions and links, or lets it sign in again.
func setDisabled(ctx context.Context, a *administration, account *plan.Account, disabled bool) error {
	if !disabled && account.Email == "" {
		return plan.Errorf(plan.KindConflict, "the personal data of the account were erased").WithRule("account.erased")
	}
	account.Disabled = disabled
	if !disabled {
		return nil
	}
	return a.signOut(ctx, account.ID)
}
