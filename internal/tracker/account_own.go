package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// OwnAccount gives the account of whoever asks, without its password's hash.
func (t *Tracker) OwnAccount(ctx context.Context) (plan.Account, error) {
	id, err := ownAccount(ctx)
	if err != nil {
		return plan.Account{}, err
	}
	account, err := t.store.AccountByID(ctx, id)
	account.PasswordHash = ""
	return account, err
}

// onOwnAccount changes the account of whoever is signed in, and leaves an audit entry in
// every organization that it serves. Its other sessions end: one of them may be why it is
// changed.
func (t *Tracker) onOwnAccount(ctx context.Context, apply func(*plan.Account, *administration) (detail any, err error)) error {
	actor, err := ownSignIn(ctx)
	if err != nil {
		return err
	}
	return t.administer(ctx, func(a *administration) error {
		account, err := a.enabled(ctx, actor.AccountID)
		if err != nil {
			return err
		}
		a.by.Memberships = account.Memberships // whose roles are withheld signs as what they are all the same
		detail, err := apply(&account, a)
		if err != nil {
			return err
		}
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		if err := a.DeleteSessionsOf(ctx, account.ID, actor.SessionID); err != nil {
			return err
		}
		return a.auditAccount(ctx, account, OpAccountOwn, detail)
	})
}

// enabled is an account as the database has it, whatever the request came with; disabled
// meanwhile, it changes nothing any more.
func (a *administration) enabled(ctx context.Context, id string) (plan.Account, error) {
	account, err := a.AccountByID(ctx, id)
	if err == nil && account.Disabled {
		err = errDisabled
	}
	return account, err
}

// ChangeOwnPassword sets another password: hash is made by package auth, which has seen
// that whoever asks knows the present one. For everybody who is signed in.
func (t *Tracker) ChangeOwnPassword(ctx context.Context, hash string) error {
	return t.onOwnAccount(ctx, func(account *plan.Account, a *administration) (any, error) {
		account.PasswordHash = hash
		a.tell(account.ID, plan.MailPasswordChanged)
		return map[string]any{"password": "changed"}, a.DeleteLinksOf(ctx, account.ID)
	})
}

// ConfirmSecondFactor turns on the second factor that was being set up: f is that one as
// it was read, with the step of the code that proved it; codes are the hashes of the
// recovery codes. For everybody who is signed in.
func (t *Tracker) ConfirmSecondFactor(ctx context.Context, f plan.SecondFactor, codes []string) error {
	return t.onOwnAccount(ctx, func(account *plan.Account, a *administration) (any, error) {
		stored, ok, err := a.SecondFactor(ctx, account.ID)
		if err != nil {
			return nil, err
		}
		if !ok || stored.Confirmed() || stored.Secret != f.Secret {
			return nil, plan.Errorf(plan.KindConflict, "the second factor has changed meanwhile: begin again").
				WithRule("second_factor.changed")
		}
		stored.ConfirmedAt, stored.LastStep = a.now, f.LastStep
		if err := a.SaveSecondFactor(ctx, stored); err != nil {
			return nil, err
		}
		a.tell(account.ID, plan.MailFactorOn)
		return map[string]any{"second_factor": "on"}, a.SaveRecoveryCodes(ctx, account.ID, codes)
	})
}

// RenewRecoveryCodes replaces all recovery codes; those before stop working. For everybody
// who is signed in and has a second factor.
func (t *Tracker) RenewRecoveryCodes(ctx context.Context, codes []string) error {
	return t.onOwnAccount(ctx, func(account *plan.Account, a *administration) (any, error) {
		f, ok, err := a.SecondFactor(ctx, account.ID)
		if err != nil {
			return nil, err
		}
		if !ok || !f.Confirmed() {
			return nil, errNoSecondFactor
		}
		a.tell(account.ID, plan.MailCodesRenewed)
		return map[string]any{"recovery_codes": "renewed"}, a.SaveRecoveryCodes(ctx, account.ID, codes)
	})
}

// RemoveOwnSecondFactor turns the second factor off; package auth has seen the password
// and a code. For everybody who is signed in.
func (t *Tracker) RemoveOwnSecondFactor(ctx context.Context) error {
	return t.onOwnAccount(ctx, func(account *plan.Account, a *administration) (any, error) {
		return removeSecondFactor(ctx, a, account)
	})
}

// RemoveSecondFactor turns an account's second factor off: for who has lost the device and
// the recovery codes. For the system, and for an admin of every organization that the
// account serves.
func (t *Tracker) RemoveSecondFactor(ctx context.Context, ref AccountRef) error {
	return t.onAccount(ctx, ref, true, func(account *plan.Account, a *administration) (any, error) {
		return removeSecondFactor(ctx, a, account)
	})
}

var errNoSecondFactor = plan.Errorf(plan.KindConflict, "the account has no second factor").WithRule("second_factor.none")

func removeSecondFactor(ctx context.Context, a *administration, account *plan.Account) (any, error) {
	_, ok, err := a.SecondFactor(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNoSecondFactor
	}
	a.tell(account.ID, plan.MailFactorOff)
	return map[string]any{"second_factor": "off"}, a.DeleteSecondFactor(ctx, account.ID)
}
