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

// Bearer puts the actor of an API token into the request's context. Requests without
// an Authorization header go on as the anonymous public; a token that is not in force
// is refused through fail, with a 401 that says no more.
func Bearer(store TokenStore, now func() time.Time, fail func(http.ResponseWriter, *http.Request, error)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header := r.Header.Get("Authorization")
			if header == "" {
				next.ServeHTTP(w, r)
				return
			}
			actor, err := actorOf(r.Context(), store, header, now())
			if err != nil {
				if plan.KindOf(err) == plan.KindUnauthenticated {
					w.Header().Set("WWW-Authenticate", `Bearer realm="traguardi", error="invalid_token"`)
				}
				fail(w, r, err)
				return
			}
			next.ServeHTTP(w, r.WithContext(plan.WithActor(r.Context(), actor)))
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
	return plan.Actor{AccountID: account.ID, Memberships: account.Memberships}, nil
}
