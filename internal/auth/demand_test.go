package auth_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

// A demanded second factor that is not there withholds the roles, of whoever signed in with a password or a link of this
// installation; nobody else's is even looked for.
func TestADemandedSecondFactor(t *testing.T) {
	begun := plan.SecondFactor{AccountID: "a1", CreatedAt: start}
	done := plan.SecondFactor{AccountID: "a1", CreatedAt: start, ConfirmedAt: start}
	away := errors.New("the database is away")
	for name, tc := range map[string]struct {
		role   plan.Role
		method plan.SignInMethod
		factor *plan.SecondFactor
		err    error
		// due, or that it could not be found out; asked is how often the factor was looked for.
		due, refused bool
		asked        int
	}{
		"none":            {role: plan.RoleEditor, method: plan.SignInPassword, due: true, asked: 1},
		"by a link":       {role: plan.RoleEditor, method: plan.SignInLink, due: true, asked: 1},
		"begun":           {role: plan.RoleEditor, method: plan.SignInPassword, factor: &begun, due: true, asked: 1},
		"set up":          {role: plan.RoleEditor, method: plan.SignInPassword, factor: &done, asked: 1},
		"another role":    {role: plan.RoleViewer, method: plan.SignInPassword},
		"a provider":      {role: plan.RoleEditor, method: plan.SignInOIDC},
		"a demonstration": {role: plan.RoleEditor, method: plan.SignInDemo},
		"not to be found": {role: plan.RoleEditor, method: plan.SignInPassword, err: away, refused: true, asked: 1},
		"found too late":  {role: plan.RoleEditor, method: plan.SignInPassword, factor: &done, err: away, refused: true, asked: 1},
	} {
		t.Run(name, func(t *testing.T) {
			store := &sessions{account: plan.Account{ID: "a1", Memberships: []plan.Membership{{Organization: "c_m403", Role: tc.role}}}, factor: tc.factor, factorErr: tc.err}
			at := start
			token, _, err := clerk(store, &at).Begin(t.Context(), auth.NewSession{AccountID: "a1", Method: tc.method})
			if err != nil {
				t.Fatal(err)
			}
			i := identity(store, start.Add(time.Minute))
			i.Log, i.Demand = slog.New(slog.DiscardHandler), auth.FactorDemand{plan.RoleAdmin, plan.RoleEditor}
			r := httptest.NewRequest("GET", "/area", nil)
			r.AddCookie(&http.Cookie{Name: auth.NewCookies(false).Name(), Value: token})
			var actor plan.Actor
			var refusal error
			auth.Identify(i)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				actor, refusal = plan.ActorFrom(r.Context()), auth.Refusal(r.Context())
			})).ServeHTTP(httptest.NewRecorder(), r)
			if (refusal != nil) != tc.refused || store.factors != tc.asked {
				t.Errorf("refused: %v; looked for %d times", refusal, store.factors)
			}
			if tc.refused {
				if !actor.Anonymous() {
					t.Errorf("let in as %+v", actor)
				}
				return
			}
			if actor.AccountID != "a1" || actor.FactorDue != tc.due || (len(actor.Memberships) == 0) != tc.due {
				t.Errorf("it is %+v", actor)
			}
		})
	}
}
