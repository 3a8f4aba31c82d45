package auth

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// FactorDemand are the roles of which a second factor is demanded, where somebody signs in with
// a password or a link of this installation: a provider demands its own, and accounts of the
// demonstration have none to set up.
type FactorDemand []plan.Role

func (d FactorDemand) of(account plan.Account, method plan.SignInMethod) bool {
	if method != plan.SignInPassword && method != plan.SignInLink {
		return false
	}
	return slices.ContainsFunc(account.Memberships, func(m plan.Membership) bool { return slices.Contains(d, m.Role) })
}

type factorStore interface {
	SecondFactor(ctx context.Context, accountID string) (f plan.SecondFactor, ok bool, err error)
}

// due reports whether a second factor is demanded of an account and is not set up.
func (d FactorDemand) due(ctx context.Context, store factorStore, account plan.Account, method plan.SignInMethod) (bool, error) {
	if !d.of(account, method) {
		return false, nil
	}
	f, ok, err := store.SecondFactor(ctx, account.ID)
	return !(ok && f.Confirmed()), err
}
