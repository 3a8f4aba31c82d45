package auth

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// SessionStore keeps sessions. What is not there is a *plan.Error of kind not_found.
type SessionStore interface {
	AddSession(ctx context.Context, s plan.Session) error
	// RotateSession gives the session of s.ID another hash, state and end, if its hash is
	// still the old one.
	RotateSession(ctx context.Context, oldHash string, s plan.Session) error
	SessionsOf(ctx context.Context, accountID string) ([]plan.Session, error)
	DeleteSession(ctx context.Context, accountID, id string) error
	DeleteSessionsOf(ctx context.Context, accountID, except string) (deleted int64, err error)
}

// Sessions begins and ends the sessions of people.
type Sessions struct {
	store SessionStore
	terms plan.SessionTerms
	now   func() time.Time
	newID func() string
}

// NewSessions keeps sessions in a store, on some terms.
func NewSessions(store SessionStore, terms plan.SessionTerms, now func() time.Time, newID func() string) *Sessions {
	return &Sessions{store: store, terms: terms, now: now, newID: newID}
}

// Terms are how long sessions last.
func (s *Sessions) Terms() plan.SessionTerms { return s.terms }

// pendingLifetime is how long the second factor is waited for.
const pendingLifetime = 10 * time.Minute

// NewSession is what a sign-in knows of the session that it begins.
type NewSession struct {
	AccountID string
	Method    plan.SignInMethod
	// Pending waits for the second factor: see Complete.
	Pending bool
	// Client is what ClientName makes of the browser's own words.
	Client string
}

// Begin starts a session. The token goes into the cookie and nowhere else.
func (s *Sessions) Begin(ctx context.Context, n NewSession) (token string, session plan.Session, err error) {
	token, hash, err := newSecret(sessionPrefix)
	if err != nil {
		return "", plan.Session{}, err
	}
	now := s.now().UTC()
	session = plan.Session{
		ID: s.newID(), AccountID: n.AccountID, Hash: hash, Method: n.Method, Pending: n.Pending, Client: n.Client,
		CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(s.terms.Lifetime),
	}
	if n.Pending {
		session.ExpiresAt = now.Add(pendingLifetime)
	}
	return token, session, s.store.AddSession(ctx, session)
}

// Complete makes a session whose second factor was given a whole one, under a new token.
func (s *Sessions) Complete(ctx context.Context, session plan.Session) (token string, _ plan.Session, err error) {
	session.Pending, session.ExpiresAt = false, s.now().UTC().Add(s.terms.Lifetime)
	return s.rotate(ctx, session)
}

// Renew gives a session a new token: whoever had the old one has nothing any more.
func (s *Sessions) Renew(ctx context.Context, session plan.Session) (token string, _ plan.Session, err error) {
	return s.rotate(ctx, session)
}

func (s *Sessions) rotate(ctx context.Context, session plan.Session) (string, plan.Session, error) {
	token, hash, err := newSecret(sessionPrefix)
	if err != nil {
		return "", plan.Session{}, err
	}
	old := session.Hash
	session.Hash, session.LastSeenAt = hash, s.now().UTC()
	return token, session, s.store.RotateSession(ctx, old, session)
}

// List gives the sessions of an account that are in force, those used last first.
func (s *Sessions) List(ctx context.Context, accountID string) ([]plan.Session, error) {
	all, err := s.store.SessionsOf(ctx, accountID)
	if err != nil {
		return nil, err
	}
	now := s.now()
	var inForce []plan.Session
	for _, session := range all {
		if session.InForce(now, s.terms.Idle) {
			inForce = append(inForce, session)
		}
	}
	return inForce, nil
}

// End ends one session of an account: not_found where it has none of that ID.
func (s *Sessions) End(ctx context.Context, accountID, id string) error {
	return s.store.DeleteSession(ctx, accountID, id)
}

// EndOthers ends all sessions of an account but one, and tells how many.
func (s *Sessions) EndOthers(ctx context.Context, accountID, except string) (int64, error) {
	return s.store.DeleteSessionsOf(ctx, accountID, except)
}
