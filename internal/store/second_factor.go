package store

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qSecondFactor        = query("SecondFactor")
	qSecondFactorSave    = query("SecondFactorSave")
	qSecondFactorStep    = query("SecondFactorStep")
	qSecondFactorDelete  = query("SecondFactorDelete")
	qRecoveryCodeAdd     = query("RecoveryCodeAdd")
	qRecoveryCodeUse     = query("RecoveryCodeUse")
	qRecoveryCodesLeft   = query("RecoveryCodesLeft")
	qRecoveryCodesDelete = query("RecoveryCodesDelete")
)

type secondFactorRow struct {
	AccountID   string  `db:"account_id"`
	Secret      string  `db:"secret"`
	CreatedAt   instant `db:"created_at"`
	ConfirmedAt instant `db:"confirmed_at"`
	LastStep    int64   `db:"last_step"`
}

func (r secondFactorRow) value() plan.SecondFactor {
	return plan.SecondFactor{AccountID: r.AccountID, Secret: r.Secret, CreatedAt: r.CreatedAt.Time, ConfirmedAt: r.ConfirmedAt.Time, LastStep: r.LastStep}
}

// SecondFactor gives an account's second factor, confirmed or not; ok is false where it
// has none.
func (s *Store) SecondFactor(ctx context.Context, accountID string) (f plan.SecondFactor, ok bool, err error) {
	row, ok, err := maybe[secondFactorRow](ctx, s.reads, qSecondFactor, "second factor", accountID)
	return row.value(), ok, err
}

func saveSecondFactor(ctx context.Context, t *transaction, f plan.SecondFactor) error {
	saved, err := run(ctx, t, qSecondFactorSave, "second factor", f.AccountID, f.Secret, instant{f.CreatedAt}, instant{f.ConfirmedAt}, f.LastStep)
	if err == nil && saved == 0 {
		return plan.Errorf(plan.KindConflict, "the second factor is on already").WithRule("second_factor.on")
	}
	return err
}

// SaveSecondFactor stores one that is being set up: it asks nobody for a code yet. A
// conflict where the account has one that is on.
func (s *Store) SaveSecondFactor(ctx context.Context, f plan.SecondFactor) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error { return saveSecondFactor(ctx, t, f) })
}

// UseStep notes that the code of a time step was used; ok is false where it, or a later
// one, was used before.
func (s *Store) UseStep(ctx context.Context, accountID string, step int64) (ok bool, err error) {
	return s.changesOne(ctx, qSecondFactorStep, "second factor", accountID, step)
}

// UseRecoveryCode uses a recovery code up; ok is false where the account has none of that
// hash left.
func (s *Store) UseRecoveryCode(ctx context.Context, accountID, hash string, at time.Time) (ok bool, err error) {
	return s.changesOne(ctx, qRecoveryCodeUse, "recovery code", accountID, hash, instant{at})
}

// changesOne runs a statement in a transaction of its own and tells whether it changed
// anything.
func (s *Store) changesOne(ctx context.Context, q query, what string, args ...any) (ok bool, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		affected, err := run(ctx, t, q, what, args...)
		ok = affected > 0
		return err
	})
	return ok && err == nil, err
}

// RecoveryCodesLeft counts the recovery codes of an account that were not used.
func (s *Store) RecoveryCodesLeft(ctx context.Context, accountID string) (int, error) {
	return one[int](ctx, s.reads, qRecoveryCodesLeft, "recovery code", accountID)
}

// SecondFactor implements tracker.AdminTx.
func (t *adminTx) SecondFactor(ctx context.Context, accountID string) (plan.SecondFactor, bool, error) {
	row, ok, err := maybe[secondFactorRow](ctx, t.transaction, qSecondFactor, "second factor", accountID)
	return row.value(), ok, err
}

// SaveSecondFactor implements tracker.AdminTx.
func (t *adminTx) SaveSecondFactor(ctx context.Context, f plan.SecondFactor) error {
	return saveSecondFactor(ctx, t.transaction, f)
}

// SaveRecoveryCodes implements tracker.AdminTx.
func (t *adminTx) SaveRecoveryCodes(ctx context.Context, accountID string, hashes []string) error {
	if _, err := run(ctx, t.transaction, qRecoveryCodesDelete, "recovery code", accountID); err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := run(ctx, t.transaction, qRecoveryCodeAdd, "recovery code", accountID, hash); err != nil {
			return err
		}
	}
	return nil
}

// DeleteSecondFactor implements tracker.AdminTx.
func (t *adminTx) DeleteSecondFactor(ctx context.Context, accountID string) error {
	if _, err := run(ctx, t.transaction, qRecoveryCodesDelete, "recovery code", accountID); err != nil {
		return err
	}
	_, err := run(ctx, t.transaction, qSecondFactorDelete, "second factor", accountID)
	return err
}
