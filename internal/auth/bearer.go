package auth

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// TokenStore finds the account that a token belongs to: a *plan.Error of kind not_found
// where there is none.
type TokenStore interface {
	AccountByTokenHash(ctx context.Context, hash string) (plan.Account, plan.Token, error)
}

// Identify puts the actor of an API token into the request's context. Requests without
// an Authorization header go on as the anonymous public, and so do those whose token is
// not in force: Refuse, further in, turns the latter away. Between the two is room for
// what must happen to them too, such as counting them.
func Identify(store TokenStore, now func() time.Time) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header := r.Header.Get("Authorization")
			if header == "" {
				next.ServeHTTP(w, r)
				return
			}
			ctx := r.Context()
			actor, err := actorOf(ctx, store, header, now())
			if err != nil {
				ctx = context.WithValue(ctx, refusalKey{}, err)
			} else {
				ctx = plan.WithActor(ctx, actor)
			}
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

type refusalKey struct{}

// Refusal is why Identify did not accept a request's token: a *plan.Error of kind
// unauthenticated, or what kept it from finding out. Nil where there was no token or it
// is in force.
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

func actorOf(ctx context.Context, store TokenStore, header string, now time.Time) (plan.Actor, error) {
	refused := plan.Errorf(plan.KindUnauthenticated, "the bearer token is not valid")
	scheme, token, ok := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	if !ok || !strings.EqualFold(scheme, "Bearer") || !plausible(token) {
		return plan.Actor{}, refused
	}
	account, stored, err := store.AccountByTokenHash(ctx, HashToken(token))
	if plan.KindOf(err) == plan.KindNotFound {
		return plan.Actor{}, refused
	}
	if err != nil {
		return plan.Actor{}, err
	}
	if account.Disabled || !stored.InForce(now) {
		return plan.Actor{}, refused
	}
	return plan.Actor{AccountID: account.ID, Memberships: account.Memberships, Token: stored.Grant()}, nil
}
