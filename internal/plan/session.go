package plan

import "time"

// Session is a person at a browser. Only the hash of its token is kept.
type Session struct {
	ID        string
	AccountID string
	Hash      string
	Method    SignInMethod
	// Pending waits for the second factor: until then the session lets nobody do anything.
	Pending bool
	// Client is what the browser said of itself, shortened ("Firefox, Linux"), so that its
	// owner knows it in the list.
	Client     string
	CreatedAt  time.Time
	LastSeenAt time.Time
	// ExpiresAt is its end, however much it is used.
	ExpiresAt time.Time
}

// SignInMethod is how a session began.
type SignInMethod string

// The ways to sign in.
const (
	SignInPassword SignInMethod = "password"
	SignInLink     SignInMethod = "link"
	SignInDemo     SignInMethod = "demo"
	SignInOIDC     SignInMethod = "oidc"
)

// SessionTerms are how long sessions last.
type SessionTerms struct {
	// Idle is how long a session lasts that nobody uses.
	Idle time.Duration
	// Lifetime is how long one lasts at most.
	Lifetime time.Duration
}

// TouchEvery is how exactly LastSeenAt is known: it is not written more often.
const TouchEvery = time.Minute

// InForce reports whether the session stands for its account at an instant; idle is
// how long it may go unused.
func (s Session) InForce(at time.Time, idle time.Duration) bool {
	return !s.Pending && s.lasts(at, idle)
}

// AwaitsCode reports whether the second factor can still be given.
func (s Session) AwaitsCode(at time.Time, idle time.Duration) bool {
	return s.Pending && s.lasts(at, idle)
}

func (s Session) lasts(at time.Time, idle time.Duration) bool {
	return at.Before(s.ExpiresAt) && at.Before(s.LastSeenAt.Add(idle))
}

// TouchDue reports whether it is time to write down that the session was seen.
func (s Session) TouchDue(at time.Time) bool { return !at.Before(s.LastSeenAt.Add(TouchEvery)) }
