package plan

import "time"

// LinkKind is what a one-time link is for.
type LinkKind string

// The kinds of links.
const (
	// LinkInvitation lets a new account choose its first password.
	LinkInvitation LinkKind = "invitation"
	// LinkReset lets an account choose another one.
	LinkReset LinkKind = "reset"
	// LinkSetup lets whoever reads the log of a new installation make its first admin.
	LinkSetup LinkKind = "setup"
	// LinkDemo signs in to an account of the demonstration.
	LinkDemo LinkKind = "demo"
)

// Lifetime is how long a link of the kind can be used.
func (k LinkKind) Lifetime() time.Duration {
	switch k {
	case LinkInvitation:
		return 7 * 24 * time.Hour
	case LinkReset:
		return 24 * time.Hour
	}
	return 12 * time.Hour
}

// Link is an address that lets whoever opens it do one thing, once. Only the hash of
// its token is kept.
type Link struct {
	ID   string
	Hash string
	Kind LinkKind
	// AccountID is empty for a set-up link: there is no account yet.
	AccountID string
	// ProvesAddress: it went to the account's own address, or through the operator's hands.
	ProvesAddress bool
	CreatedAt     time.Time
	ExpiresAt     time.Time
	UsedAt        time.Time // zero: not used
}

// InForce reports whether the link can be used at an instant.
func (l Link) InForce(at time.Time) bool { return l.UsedAt.IsZero() && at.Before(l.ExpiresAt) }
