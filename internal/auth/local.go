package auth

import (
	"cmp"
	"context"
	"log/slog"
	"net/netip"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// LocalStore is what signing in with a password reads, and the little that it writes by
// itself: nothing of it is of a plan. What is not there is a *plan.Error of kind not_found.
type LocalStore interface {
	SessionStore
	AttemptStore
	AccountByEmail(ctx context.Context, email string) (plan.Account, error)
	AccountByID(ctx context.Context, id string) (plan.Account, error)
	// ReplacePasswordHash stores another hash of the same password, if the account still
	// has the old one.
	ReplacePasswordHash(ctx context.Context, accountID, old, hash string) error
	// SecondFactor gives an account's, confirmed or not; ok is false where it has none.
	SecondFactor(ctx context.Context, accountID string) (f plan.SecondFactor, ok bool, err error)
	SaveSecondFactor(ctx context.Context, f plan.SecondFactor) error
	// UseStep and UseRecoveryCode use a code up; ok is false where it was used before.
	UseStep(ctx context.Context, accountID string, step int64) (ok bool, err error)
	UseRecoveryCode(ctx context.Context, accountID, hash string, at time.Time) (ok bool, err error)
	RecoveryCodesLeft(ctx context.Context, accountID string) (int, error)
	LinkByHash(ctx context.Context, hash string) (plan.Link, error)
	UseLink(ctx context.Context, hash string, at time.Time) (plan.Link, error)
}

// Accounts are the use cases behind what is signed in with; package tracker has them.
type Accounts interface {
	RedeemLink(ctx context.Context, hash, passwordHash string) (plan.Account, error)
	ChangeOwnPassword(ctx context.Context, hash string) error
	ConfirmSecondFactor(ctx context.Context, f plan.SecondFactor, codes []string) error
	RenewRecoveryCodes(ctx context.Context, codes []string) error
	RemoveOwnSecondFactor(ctx context.Context) error
}

// LocalOptions are what NewLocal needs; all but Demand, Reused and Off are required.
type LocalOptions struct {
	Store    LocalStore
	Accounts Accounts
	Sessions *Sessions
	Vault    *Vault
	Now      func() time.Time
	Log      *slog.Logger
	// Issuer is what authenticators call the installation.
	Issuer string
	// Demand are the roles that have to set up a second factor; see Identity.
	Demand FactorDemand
	// Reused is told of each code of an account's authenticator that was refused because it had
	// been used before: somebody may have seen it.
	Reused func(ctx context.Context, accountID string)
	// Off refuses passwords and links: everybody signs in elsewhere.
	Off bool
}

// Local is the sign-in with a password of this installation: what it takes, what it
// refuses and how slowly, and what an account's owner can change of it.
type Local struct {
	LocalOptions
	passwords *passwords
	slow      *slowdown
}

// NewLocal makes the local sign-in.
func NewLocal(o LocalOptions) (*Local, error) {
	p, err := newPasswords()
	if err != nil {
		return nil, err
	}
	return &Local{LocalOptions: o, passwords: p, slow: &slowdown{store: o.Store, now: o.Now, key: o.Vault.attempts}}, nil
}

// On reports whether there is a local sign-in.
func (l *Local) On() bool { return !l.Off }

func (l *Local) check() error {
	if l.Off {
		return plan.Errorf(plan.KindForbidden, "this installation takes no passwords: sign in with its provider").WithRule("sign_in.off")
	}
	return nil
}

// Credentials are what somebody shows at the sign-in.
type Credentials struct {
	Email, Password string
	// Client is the address of the browser; the zero one where it is not known.
	Client     netip.Addr
	ClientName string // see ClientName
}

// SignedIn is a session that has begun. Its token belongs into the cookie and nowhere
// else; where the session is pending, the second factor is still to be given.
type SignedIn struct {
	Token   string
	Session plan.Session
	Account plan.Account
	// FactorDue: a second factor is demanded and is not set up.
	FactorDue bool
}

// Actor is who signed in; anonymous while the second factor is still to be given, without the
// roles while it is to be set up.
func (s SignedIn) Actor() plan.Actor {
	if s.Session.Pending {
		return plan.Actor{}
	}
	return actorOf(s.Account, s.Session, s.FactorDue)
}

// errCredentials says the same whatever was wrong.
func errCredentials() error {
	return plan.Errorf(plan.KindUnauthenticated, "the e-mail address or the password is wrong").WithRule("sign_in.wrong")
}

// SignIn takes an e-mail address and a password. Whoever has neither an account nor the
// right password is told the same, after about the same time; whoever fails again and again
// has to wait (Slowed), whether there is such an account or not.
func (l *Local) SignIn(ctx context.Context, c Credentials) (SignedIn, error) {
	if err := l.check(); err != nil {
		return SignedIn{}, err
	}
	account, attempt, err := l.verify(ctx, plan.EmailKey(c.Email), c.Password, c.Client)
	if err != nil {
		return SignedIn{}, err
	}
	if err := attempt.passed(ctx); err != nil {
		return SignedIn{}, err
	}
	if Outdated(account.PasswordHash) {
		l.rehash(ctx, account, c.Password)
	}
	return l.begin(ctx, account, plan.SignInPassword, c.ClientName, func(now plan.Account) (bool, error) {
		if now.PasswordHash == account.PasswordHash {
			return true, nil
		}
		return l.passwords.verify(ctx, now.PasswordHash, c.Password) // made anew, or another one
	})
}

// verify looks for the account of an address and its password, as an attempt that counts.
func (l *Local) verify(ctx context.Context, email, password string, client netip.Addr) (plan.Account, *attempt, error) {
	var account plan.Account
	attempt, err := l.slow.begin(ctx, email, client)
	if err != nil {
		return account, nil, err
	}
	var p plan.Problems // what cannot be an address, a database need not be asked for
	p.CheckEmail("email", email)
	if !p.Any() {
		account, err = l.Store.AccountByEmail(ctx, email)
		if err != nil && plan.KindOf(err) != plan.KindNotFound {
			return plan.Account{}, nil, err
		}
	}
	ok, err := l.passwords.verify(ctx, account.PasswordHash, password)
	if err != nil {
		return plan.Account{}, nil, err
	}
	if !ok || account.Disabled {
		return plan.Account{}, nil, errCredentials()
	}
	return account, attempt, nil
}

// rehash makes a hash anew whose parameters were raised since. A failure is no reason not
// to sign in.
func (l *Local) rehash(ctx context.Context, account plan.Account, password string) {
	err := l.passwords.turn(ctx, func() error {
		anew, err := hash(password)
		if err != nil {
			return err
		}
		return l.Store.ReplacePasswordHash(ctx, account.ID, account.PasswordHash, anew)
	})
	if err != nil {
		l.Log.WarnContext(ctx, "a password's hash was not made anew", "account", account.ID, "error", err)
	}
}

// begin starts the session of somebody who has shown a password or a link. Holds says of
// the account, as it is once the session is stored, whether what was shown would still let
// them in; nil: nothing of it could have changed that.
func (l *Local) begin(ctx context.Context, account plan.Account, method plan.SignInMethod, clientName string, holds func(plan.Account) (bool, error)) (SignedIn, error) {
	f, ok, err := l.Store.SecondFactor(ctx, account.ID)
	if err != nil {
		return SignedIn{}, err
	}
	token, session, err := l.Sessions.Begin(ctx, NewSession{AccountID: account.ID, Method: method, Pending: ok && f.Confirmed(), Client: clientName})
	if err != nil {
		return SignedIn{}, err
	}
	// Whoever changes the account ends its sessions, but not one that begins meanwhile with
	// what held a moment ago: asked again after it is stored, nobody slips through between.
	still, err := l.stillHolds(ctx, session, holds)
	if err != nil || !still {
		ended := l.Sessions.End(ctx, account.ID, session.ID)
		if plan.KindOf(ended) == plan.KindNotFound {
			ended = nil
		}
		return SignedIn{}, cmp.Or(err, ended, errLate())
	}
	due := l.Demand.of(account, method) && !(ok && f.Confirmed())
	return SignedIn{Token: token, Session: session, Account: account, FactorDue: due}, nil
}

func (l *Local) stillHolds(ctx context.Context, session plan.Session, holds func(plan.Account) (bool, error)) (bool, error) {
	now, err := l.Store.AccountByID(ctx, session.AccountID)
	if err != nil || now.Disabled {
		return false, err
	}
	f, ok, err := l.Store.SecondFactor(ctx, session.AccountID)
	if err != nil || ok && f.Confirmed() && !session.Pending {
		return false, err
	}
	if holds == nil {
		return true, nil
	}
	return holds(now)
}

// errLate has a sign-in begin again.
func errLate() error {
	return plan.Errorf(plan.KindUnauthenticated, "the sign-in took too long: begin again").WithRule("sign_in.late")
}

// Code takes the second factor of a session that waits for it: a code of the authenticator
// or a recovery code. The session goes on under a new token.
func (l *Local) Code(ctx context.Context, session plan.Session, code string) (SignedIn, error) {
	if !session.AwaitsCode(l.Now(), l.Sessions.Terms().Idle) {
		return SignedIn{}, errLate()
	}
	account, err := l.Store.AccountByID(ctx, session.AccountID)
	if err != nil {
		return SignedIn{}, err
	}
	if account.Disabled {
		return SignedIn{}, errCredentials()
	}
	if err := l.verifyCode(ctx, account.ID, code); err != nil {
		return SignedIn{}, err
	}
	token, session, err := l.Sessions.Complete(ctx, session)
	if plan.KindOf(err) == plan.KindNotFound { // it was ended meanwhile
		err = errLate()
	}
	return SignedIn{Token: token, Session: session, Account: account}, err
}

// HashPassword is HashPassword, with no more at a time than the machine can take: for the
// set-up, whose account is not there yet.
func (l *Local) HashPassword(ctx context.Context, password, email string) (string, error) {
	if err := l.check(); err != nil {
		return "", err
	}
	return l.passwords.hash(ctx, password, email)
}

// Begin starts a session of an account that was made a moment ago, by a link.
func (l *Local) Begin(ctx context.Context, account plan.Account, clientName string) (SignedIn, error) {
	return l.begin(ctx, account, plan.SignInLink, clientName, nil)
}

// own is the account and the session of whoever is signed in.
func (l *Local) own(ctx context.Context) (plan.Account, plan.Session, error) {
	visit, ok := VisitFrom(ctx)
	actor := plan.ActorFrom(ctx)
	if !ok || actor.AccountID == "" || actor.SessionID != visit.Session.ID {
		return plan.Account{}, plan.Session{}, plan.Errorf(plan.KindUnauthenticated, "sign in")
	}
	account, err := l.Store.AccountByID(ctx, actor.AccountID)
	return account, visit.Session, err
}

// ChangePassword changes the password of whoever is signed in and knows the present one.
// Its other sessions end, and this one goes on under a new token.
func (l *Local) ChangePassword(ctx context.Context, current, password string) (SignedIn, error) {
	account, session, err := l.own(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	if err := l.check(); err != nil {
		return SignedIn{}, err
	}
	if err := l.present(ctx, account, current); err != nil {
		return SignedIn{}, err
	}
	hash, err := l.passwords.hash(ctx, password, account.Email)
	if err != nil {
		return SignedIn{}, err
	}
	if err := l.Accounts.ChangeOwnPassword(ctx, hash); err != nil {
		return SignedIn{}, err
	}
	return l.renew(ctx, account, session)
}

// present asks for the present password of an account, as an attempt that counts: a
// session that was left open is no way to guess it.
func (l *Local) present(ctx context.Context, account plan.Account, password string) error {
	_, attempt, err := l.verify(ctx, account.Email, password, netip.Addr{})
	if plan.KindOf(err) == plan.KindUnauthenticated {
		var p plan.Problems
		p.Add("current_password", "password.wrong", "is not the present password")
		return p.Err()
	}
	if err != nil {
		return err
	}
	return attempt.passed(ctx)
}

func (l *Local) renew(ctx context.Context, account plan.Account, session plan.Session) (SignedIn, error) {
	token, session, err := l.Sessions.Renew(ctx, session)
	return SignedIn{Token: token, Session: session, Account: account}, err
}
