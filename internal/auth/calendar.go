package auth

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// CalendarStore finds what the secret of a calendar's address stands for: a *plan.Error of
// kind not_found where it stands for nothing.
type CalendarStore interface {
	CalendarByHash(ctx context.Context, hash string) (plan.CalendarAddress, plan.Account, error)
}

// CalendarReader says for whom a calendar is read at a secret address, and of which
// organization: an actor who may read there and nothing else. Whatever is wrong with the
// address, the answer is not_found.
func CalendarReader(ctx context.Context, store CalendarStore, secret string) (reader plan.Actor, organization string, err error) {
	unknown := plan.NotFound("calendar")
	if !plausible(feedPrefix, secret) {
		return plan.Actor{}, "", unknown
	}
	address, account, err := store.CalendarByHash(ctx, HashToken(secret))
	switch {
	case plan.KindOf(err) == plan.KindNotFound:
		return plan.Actor{}, "", unknown
	case err != nil:
		return plan.Actor{}, "", err
	case !address.Holds(account):
		return plan.Actor{}, "", unknown
	}
	return plan.Actor{
		AccountID:   account.ID,
		Memberships: []plan.Membership{{Organization: address.Organization, Role: address.Role, Office: address.Office}},
		Token:       plan.TokenGrant{ID: address.ID, Scope: plan.TokenRead, Organization: address.Organization},
	}, address.Organization, nil
}
