package auth

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// IdentityStore finds the account that a token or a session belongs to: a *plan.Error of
// kind not_found where there is none.
type IdentityStore interface {
	AccountByTokenHash(ctx context.Context, hash string) (plan.Account, plan.Token, error)
	AccountBySessionHash(ctx context.Context, hash string) (plan.Account, plan.Session, error)
	// TouchSession notes that a session was seen, unless that was noted after ifBefore.
	TouchSession(ctx context.Context, id string, at, ifBefore time.Time) error
	// SecondFactor gives an account's, confirmed or not: asked for roles of which one is demanded.
	SecondFactor(ctx context.Context, accountID string) (f plan.SecondFactor, ok bool, err error)
}

// Identity is what Identify needs.
type Identity struct {
	Store   IdentityStore
	Cookies Cookies
	// Idle is how long a session may go unused.
	Idle time.Duration
	Now  func() time.Time
	Log  *slog.Logger
	// Demand are the roles that go without anything until they have a second factor.
	Demand FactorDemand
	// Seen is told how far the plans of whoever asks are in the database: it is read with the
	// account, so that nobody who has written sees less than that, on whichever replica. It may
	// be nil, and must not wait for anything.
	Seen func(organization string, revision int64)
	// Proves tells a request that ends in a use case which proves who asks by itself, and of
	// which organization; nil: there is none.
	Proves func(*http.Request) (organization string, ok bool)

	found *foundOut
}

func (i Identity) seen(account plan.Account) {
	if i.Seen == nil {
		return
	}
	for _, m := range account.Memberships {
		i.Seen(m.Organization, m.Revision)
	}
}

// Identify puts the actor of an API token, or of a session's cookie, into the request's
// context. Requests with neither go on as the anonymous public, at no cost. So do those
// whose cookie is not in force (it is taken back), and those whose token is not: Refuse,
// further in, turns the latter away. Between the two is room for what must happen to them
// too, such as counting them. Where a request has both, the token counts.
func Identify(i Identity) func(http.Handler) http.Handler {
	i.Store, i.found = &sharedTokens{IdentityStore: i.Store}, &foundOut{}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if header := r.Header.Get("Authorization"); header != "" {
				serveIn(i.byToken(r, header), next, w, r)
				return
			}
			if token, ok := i.Cookies.Read(r); ok {
				ctx, known := i.bySession(r.Context(), token)
				if !known {
					i.Cookies.Clear(w)
				}
				serveIn(ctx, next, w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Glance finds the account of a request's session for nothing but Seen: what public pages do for
// somebody who is signed in and looks at what they have just changed. The request stays the
// public's. It reports whether the session is known; an error says that it was not found out.
func (i Identity) Glance(r *http.Request) (known bool, err error) {
	token, ok := i.Cookies.Read(r)
	if !ok {
		return false, nil
	}
	account, session, err := i.Store.AccountBySessionHash(r.Context(), HashToken(token))
	if plan.KindOf(err) == plan.KindNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if account.Disabled || !session.InForce(i.Now(), i.Idle) {
		return false, nil
	}
	i.seen(account)
	return true, nil
}

type refusalKey struct{}

func refused(ctx context.Context, err error) context.Context {
	return context.WithValue(ctx, refusalKey{}, err)
}

// Refusal is why Identify does not know whose request it is: a *plan.Error of kind
// unauthenticated for a token that is not in force, or what kept it from finding out. Nil
// where there was nothing to find out, or it was found.
func Refusal(ctx context.Context) error {
	err, _ := ctx.Value(refusalKey{}).(error)
	return err
}

// Refuse turns away, through fail, the requests whose token Identify found not to be in
// force: with a 401 that says no more, or with what kept it from finding out.
func Refuse(fail func(http.ResponseWriter, *http.Request, error)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			err := Refusal(r.Context())
			if err == nil {
				next.ServeHTTP(w, r)
				return
			}
			if plan.KindOf(err) == plan.KindUnauthenticated {
				w.Header().Set("WWW-Authenticate", `Bearer realm="traguardi", error="invalid_token"`)
			}
			fail(w, r, err)
		})
	}
}

var errToken = plan.Errorf(plan.KindUnauthenticated, "the bearer token is not valid")

// byToken gives the context of a request with an Authorization header.
func (i Identity) byToken(r *http.Request, header string) context.Context {
	ctx := r.Context()
	scheme, token, ok := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	if !ok || !strings.EqualFold(scheme, "Bearer") || !plausible(tokenPrefix, token) {
		return refused(ctx, errToken)
	}
	hash := HashToken(token)
	confirm := func(ctx context.Context) (plan.Actor, error) {
		who, err := i.lookUp(ctx, hash)
		if err != nil {
			return plan.Actor{}, err
		}
		if _, proves := i.proves(r); proves {
			i.found.keep(hash, who)
		}
		return who.actor(), nil
	}
	if presumed, ok := i.presume(r, hash, confirm); ok {
		return presumed
	}
	actor, err := confirm(ctx)
	if err != nil {
		return refused(ctx, err)
	}
	return plan.WithActor(ctx, actor)
}

func (i Identity) lookUp(ctx context.Context, hash string) (who found, err error) {
	who.at = i.Now()
	who.account, who.token, err = i.Store.AccountByTokenHash(ctx, hash)
	switch {
	case plan.KindOf(err) == plan.KindNotFound:
		return found{}, errToken
	case err != nil:
		return found{}, err
	case who.account.Disabled || !who.token.InForce(i.Now()):
		return found{}, errToken
	}
	i.seen(who.account)
	return who, nil
}

type visitKey struct{}

// Visit is the session of a request, with its account's address for the person's own eyes.
type Visit struct {
	Session plan.Session
	Email   string
}

// VisitFrom gives the session of a request, one that waits for its second factor too; ok
// is false where there is none.
func VisitFrom(ctx context.Context) (v Visit, ok bool) {
	v, ok = ctx.Value(visitKey{}).(Visit)
	return v, ok
}

// Enter is the context of a request in which somebody has just signed in: the rest of it
// goes on as theirs.
func Enter(ctx context.Context, in SignedIn) context.Context {
	ctx = context.WithValue(ctx, visitKey{}, Visit{Session: in.Session, Email: in.Account.Email})
	return plan.WithActor(ctx, in.Actor())
}

// bySession finds the session of a cookie; known is false where the cookie is of no use
// any more.
func (i Identity) bySession(ctx context.Context, token string) (_ context.Context, known bool) {
	account, session, err := i.Store.AccountBySessionHash(ctx, HashToken(token))
	if plan.KindOf(err) == plan.KindNotFound {
		return ctx, false
	}
	if err != nil {
		return refused(ctx, err), true
	}
	now := i.Now()
	inForce, awaitsCode := session.InForce(now, i.Idle), session.AwaitsCode(now, i.Idle)
	if account.Disabled || !inForce && !awaitsCode {
		return ctx, false
	}
	ctx = context.WithValue(ctx, visitKey{}, Visit{Session: session, Email: account.Email})
	if awaitsCode {
		return ctx, true
	}
	i.seen(account)
	if session.TouchDue(now) {
		// A session that cannot be touched ends early: no reason to refuse the request.
		if err := i.Store.TouchSession(ctx, session.ID, now, now.Add(-plan.TouchEvery)); err != nil {
			i.Log.WarnContext(ctx, "a session's last use was not noted", "error", err)
		}
	}
	due, err := i.Demand.due(ctx, i.Store, account, session.Method)
	if err != nil {
		return refused(ctx, err), true
	}
	return plan.WithActor(ctx, actorOf(account, session, due)), true
}

// actorOf is whoever has a session; without the roles where a second factor is due.
func actorOf(account plan.Account, session plan.Session, due bool) plan.Actor {
	a := plan.Actor{AccountID: account.ID, SessionID: session.ID, FactorDue: due}
	if !due {
		a.Memberships = account.Memberships
	}
	return a
}

// serveIn serves a request in another context. The route that it is found to match further in is
// told to whoever is outside, who sees the request and not its copy.
func serveIn(ctx context.Context, next http.Handler, w http.ResponseWriter, r *http.Request) {
	inner := r.WithContext(ctx)
	defer func() { r.Pattern = inner.Pattern }()
	next.ServeHTTP(w, inner)
}
