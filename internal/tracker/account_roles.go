package tracker

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// ChangeMembership gives an account another role, or another office, in one organization.
type ChangeMembership struct {
	Account AccountRef
	Role    plan.Role
	Office  string // code; required for a contributor
}

// ChangeMembership holds from the account's next request on. For the admin of the
// organization and the system.
func (t *Tracker) ChangeMembership(ctx context.Context, cmd ChangeMembership) error {
	var p plan.Problems
	checkRole(&p, cmd.Role, cmd.Office)
	if err := permitAccount(plan.ActorFrom(ctx), cmd.Account); err != nil {
		return err
	}
	if err := p.Err(); err != nil {
		return err
	}
	return t.onAccount(ctx, cmd.Account, false, func(account *plan.Account, a *administration) (any, error) {
		after := plan.Membership{Organization: cmd.Account.Organization, Role: cmd.Role, Office: cmd.Office}
		if err := checkPlace(ctx, a, after); err != nil {
			return nil, err
		}
		i := indexOfMembership(*account, cmd.Account.Organization)
		account.Memberships[i] = after
		return memberAdded{Role: cmd.Role, Office: cmd.Office}, nil
	})
}

// RemoveMembership takes an account's role in one organization away. The account stays,
// with its roles elsewhere. For the admin of the organization and the system.
func (t *Tracker) RemoveMembership(ctx context.Context, ref AccountRef) error {
	return t.onAccount(ctx, ref, false, func(account *plan.Account, _ *administration) (any, error) {
		i := indexOfMembership(*account, ref.Organization)
		account.Memberships = slices.Delete(account.Memberships, i, i+1)
		return map[string]any{"removed": true}, nil
	})
}

func indexOfMembership(a plan.Account, organization string) int {
	return slices.IndexFunc(a.Memberships, func(m plan.Membership) bool { return m.Organization == organization })
}
