package tracker

import (
	"context"
	"errors"

	"github.com/traguardi/traguardi/internal/plan"
)

// DisableAccount ends an account: its sessions, links and tokens stop at once. For the
// system, and for an admin of every organization that it serves.
func (t *Tracker) DisableAccount(ctx context.Context, ref AccountRef) error {
	return t.onAccount(ctx, ref, true, func(account *plan.Account, a *administration) (any, error) {
		return map[string]any{"disabled": true}, setDisabled(ctx, a, account, true)
	})
}

// EnableAccount lets a disabled account sign in again. For the system, and for an admin of
// every organization that it serves.
func (t *Tracker) EnableAccount(ctx context.Context, ref AccountRef) error {
	return t.onAccount(ctx, ref, true, func(account *plan.Account, a *administration) (any, error) {
		return map[string]any{"disabled": false}, setDisabled(ctx, a, account, false)
	})
}

// EraseAccount erases the personal data of an account for good: its address, password,
// second factor, sessions, whom providers know it by and the names of its tokens. What it did stays, under its role.
// For the system, and for an admin of every organization that it serves.
func (t *Tracker) EraseAccount(ctx context.Context, ref AccountRef) error {
	return t.onAccount(ctx, ref, true, func(account *plan.Account, a *administration) (any, error) {
		account.Email, account.PasswordHash, account.AddressProven, account.Disabled, account.Memberships = "", "", false, true, nil
		if err := a.signOut(ctx, account.ID); err != nil {
			return nil, err
		}
		if err := a.DeleteIdentitiesOf(ctx, account.ID); err != nil {
			return nil, err
		}
		if err := a.revokeTokens(ctx, account.ID, func(k *plan.Token) { k.Name = "" }); err != nil {
			return nil, err
		}
		return map[string]any{"erased": true}, a.DeleteSecondFactor(ctx, account.ID)
	})
}

// signOut ends the sessions of an account and the links that would let somebody in.
func (a *administration) signOut(ctx context.Context, accountID string) error {
	return errors.Join(a.DeleteSessionsOf(ctx, accountID, ""), a.DeleteLinksOf(ctx, accountID))
}
