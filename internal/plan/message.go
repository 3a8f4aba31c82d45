package plan

import "time"

// MailKind says what a message of the outbox is.
type MailKind string

// The kinds. A digest is what one person is reminded of in one organization on one day; an
// invitation and a reset carry a link that lets somebody in; the others tell an account's
// owner what has happened to what it is signed in with, whoever did it.
const (
	MailDigest     MailKind = "digest"
	MailInvitation MailKind = "invitation"
	MailReset      MailKind = "reset"

	MailPasswordChanged MailKind = "password_changed"
	MailFactorOn        MailKind = "factor_on"
	MailFactorOff       MailKind = "factor_off"
	MailCodesRenewed    MailKind = "codes_renewed"
	MailCodeReused      MailKind = "code_reused"
)

// MailState is how far a message has come.
type MailState string

// The states. From queued to sending is one step in the database before the server is
// told of the message: whoever finds a message queued knows that nobody was told.
const (
	MailQueued  MailState = "queued"  // waiting, or being prepared under a lease
	MailSending MailState = "sending" // being handed to the server under a lease
	MailSent    MailState = "sent"    // the server has accepted it
	MailFailed  MailState = "failed"  // given up; the reason says why
	MailDropped MailState = "dropped" // not wanted any more; the reason says why
)

// Settled reports whether nothing more will become of a message.
func (s MailState) Settled() bool { return s == MailSent || s == MailFailed || s == MailDropped }

// Message is a row of the outbox: that somebody is to be written to, never what is
// written nor at which address. Both are looked up when it is sent, so that the table
// holds no link that lets anybody in and no text of the plan.
type Message struct {
	// ID makes the Message-ID: the same for every attempt.
	ID string
	// Key is what may be written once: a second message of the same key is not added.
	Key       string
	Kind      MailKind
	AccountID string
	// Organization is that of a digest: the first one that has something to say to the
	// account. The letter tells of all of them.
	Organization string
	Day          Date // of a digest
	State        MailState
	CreatedAt    time.Time
	// NextAt is when the next attempt is due.
	NextAt time.Time
	// ExpiresAt is when it is of no use any more.
	ExpiresAt time.Time
	// Attempts that went wrong so far.
	Attempts int
	// Claimant is the replica at work on it, until LeaseUntil.
	Claimant   string
	LeaseUntil time.Time
	SettledAt  time.Time
	// Reason of the last failure, without addresses and without a server's own words.
	Reason string
}
