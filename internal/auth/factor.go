package auth

import (
	"context"
	"net/netip"

	"github.com/traguardi/traguardi/internal/plan"
)

// verifyCode takes a code of the authenticator or a recovery code, each once, as an attempt
// that counts by itself: a password known is no leave to guess codes. A wrong one is a
// *plan.Error that blames the field code.
func (l *Local) verifyCode(ctx context.Context, accountID, code string) error {
	attempt, err := l.slow.begin(ctx, "code\x00"+accountID, netip.Addr{})
	if err != nil {
		return err
	}
	f, ok, err := l.Store.SecondFactor(ctx, accountID)
	if err != nil {
		return err
	}
	match := totpWrong
	if ok && f.Confirmed() {
		match, err = l.useCode(ctx, f, code)
	}
	if err != nil {
		return err
	}
	switch match {
	case totpRight:
		return attempt.passed(ctx)
	case totpUsed:
		l.Log.WarnContext(ctx, "a code of a second factor that was used before is refused", "account", accountID)
		if l.Reused != nil {
			l.Reused(ctx, accountID)
		}
	}
	return wrongCode()
}

func wrongCode() error {
	var p plan.Problems
	p.Add("code", "code.wrong", "is not a code that can be used now")
	return p.Err()
}

func (l *Local) useCode(ctx context.Context, f plan.SecondFactor, code string) (totpMatch, error) {
	digits, ok := totpDigits(code)
	if !ok {
		ok, err := l.Store.UseRecoveryCode(ctx, f.AccountID, hashRecoveryCode(code), l.Now().UTC())
		if err != nil || !ok {
			return totpWrong, err
		}
		return totpRight, nil
	}
	secret, err := l.Vault.Open(f.Secret, f.AccountID)
	if err != nil {
		return totpWrong, err
	}
	step, match, err := matchTOTP(secret, digits, l.Now(), f.LastStep)
	if err != nil || match != totpRight {
		return match, err
	}
	if ok, err = l.Store.UseStep(ctx, f.AccountID, step); err != nil || ok {
		return match, err
	}
	return totpUsed, nil // by another request at the same time
}

// Enrolment is a second factor that is being set up, for its owner's eyes alone.
type Enrolment struct {
	// Secret is what can be typed, URL what the QR code holds.
	Secret, URL string
	factor      plan.SecondFactor
}

// OwnState is what an account is signed in with, for its owner's page.
type OwnState struct {
	// HasPassword is false for who signs in elsewhere.
	HasPassword  bool
	SecondFactor bool
	// BeingSetUp says that a secret was made and not confirmed yet.
	BeingSetUp    bool
	RecoveryCodes int // left
}

// State tells what whoever is signed in signs in with.
func (l *Local) State(ctx context.Context) (s OwnState, err error) {
	account, _, err := l.own(ctx)
	if err != nil {
		return s, err
	}
	s.HasPassword = account.PasswordHash != ""
	f, ok, err := l.Store.SecondFactor(ctx, account.ID)
	if err != nil || !ok {
		return s, err
	}
	s.SecondFactor, s.BeingSetUp = f.Confirmed(), !f.Confirmed()
	if s.SecondFactor {
		s.RecoveryCodes, err = l.Store.RecoveryCodesLeft(ctx, account.ID)
	}
	return s, err
}

// BeginSecondFactor makes a secret for whoever is signed in, in place of one that was not
// confirmed. Nothing asks for it until ConfirmSecondFactor.
func (l *Local) BeginSecondFactor(ctx context.Context) error {
	account, _, err := l.own(ctx)
	if err != nil {
		return err
	}
	if err := l.check(); err != nil {
		return err
	}
	if account.PasswordHash == "" {
		return plan.Errorf(plan.KindConflict, "the account has no password here: its provider asks for the second factor").
			WithRule("second_factor.elsewhere")
	}
	f, ok, err := l.Store.SecondFactor(ctx, account.ID)
	if err != nil {
		return err
	}
	if ok && f.Confirmed() {
		return plan.Errorf(plan.KindConflict, "the second factor is on already").WithRule("second_factor.on")
	}
	secret, err := newTOTPSecret()
	if err != nil {
		return err
	}
	sealed, err := l.Vault.Seal(secret, account.ID)
	if err != nil {
		return err
	}
	return l.Store.SaveSecondFactor(ctx, plan.SecondFactor{AccountID: account.ID, Secret: sealed, CreatedAt: l.Now().UTC()})
}

// Enrolment gives the second factor that is being set up; not_found where there is none.
func (l *Local) Enrolment(ctx context.Context) (e Enrolment, err error) {
	account, _, err := l.own(ctx)
	if err != nil {
		return e, err
	}
	f, ok, err := l.Store.SecondFactor(ctx, account.ID)
	if err != nil {
		return e, err
	}
	if !ok || f.Confirmed() {
		return e, plan.NotFound("second factor to set up")
	}
	if e.Secret, err = l.Vault.Open(f.Secret, account.ID); err != nil {
		return e, err
	}
	e.factor = f
	e.URL, err = totpURL(e.Secret, l.Issuer, account.Email)
	return e, err
}

// ConfirmSecondFactor turns the second factor on, once a code proves that the device has
// it. The password is asked for: whoever finds a session open must not lock its owner out.
// The recovery codes are told this once. The other sessions end, and this one goes on under
// a new token.
func (l *Local) ConfirmSecondFactor(ctx context.Context, password, code string) (codes []string, _ SignedIn, err error) {
	account, session, err := l.own(ctx)
	if err != nil {
		return nil, SignedIn{}, err
	}
	if err := l.present(ctx, account, password); err != nil {
		return nil, SignedIn{}, err
	}
	e, err := l.Enrolment(ctx)
	if err != nil {
		return nil, SignedIn{}, err
	}
	digits, ok := totpDigits(code)
	if !ok {
		return nil, SignedIn{}, wrongCode()
	}
	step, match, err := matchTOTP(e.Secret, digits, l.Now(), 0)
	if err != nil {
		return nil, SignedIn{}, err
	}
	if match != totpRight {
		return nil, SignedIn{}, wrongCode()
	}
	e.factor.LastStep = step
	codes, hashes, err := newRecoveryCodes()
	if err != nil {
		return nil, SignedIn{}, err
	}
	if err := l.Accounts.ConfirmSecondFactor(ctx, e.factor, hashes); err != nil {
		return nil, SignedIn{}, err
	}
	signedIn, err := l.renew(ctx, account, session)
	return codes, signedIn, err
}

// RenewRecoveryCodes makes new recovery codes for whoever is signed in and gives a code.
// They are told this once; those before stop working.
func (l *Local) RenewRecoveryCodes(ctx context.Context, code string) ([]string, error) {
	account, _, err := l.own(ctx)
	if err != nil {
		return nil, err
	}
	if err := l.verifyCode(ctx, account.ID, code); err != nil {
		return nil, err
	}
	codes, hashes, err := newRecoveryCodes()
	if err != nil {
		return nil, err
	}
	return codes, l.Accounts.RenewRecoveryCodes(ctx, hashes)
}

// RemoveSecondFactor turns the second factor off for whoever is signed in, knows the
// password and gives a code.
func (l *Local) RemoveSecondFactor(ctx context.Context, password, code string) (SignedIn, error) {
	account, session, err := l.own(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	if err := l.present(ctx, account, password); err != nil {
		return SignedIn{}, err
	}
	if err := l.verifyCode(ctx, account.ID, code); err != nil {
		return SignedIn{}, err
	}
	if err := l.Accounts.RemoveOwnSecondFactor(ctx); err != nil {
		return SignedIn{}, err
	}
	return l.renew(ctx, account, session)
}
