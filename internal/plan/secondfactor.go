package plan

import "time"

// SecondFactor is an account's time-based one-time codes (RFC 6238).
type SecondFactor struct {
	AccountID string
	// Secret is as package auth sealed it.
	Secret    string
	CreatedAt time.Time
	// ConfirmedAt is zero until a first code proved that the person's device has the secret;
	// until then no code is asked for.
	ConfirmedAt time.Time
	// LastStep is the time step of the last code accepted: none is accepted twice.
	LastStep int64
}

// Confirmed reports whether sign-in asks for a code.
func (f SecondFactor) Confirmed() bool { return !f.ConfirmedAt.IsZero() }

// RecoveryCodes is how many recovery codes an account gets.
const RecoveryCodes = 10
