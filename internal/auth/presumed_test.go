package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

// Who was found out a moment ago is presumed, for requests that prove it by themselves and for
// nothing else.
func TestPresumed(t *testing.T) {
	token, hash, err := auth.NewToken()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now := start
	store := oneToken{
		account: plan.Account{ID: "a1", Memberships: []plan.Membership{{Organization: "c_m403", Role: plan.RoleEditor, Revision: 7}, {Organization: "c_h501", Role: plan.RoleViewer}}},
		token:   plan.Token{ID: "t1", Hash: hash, Scope: plan.TokenWrite, ExpiresAt: start.Add(time.Hour)},
	}
	i := identity(&store, now)
	i.Now = func() time.Time { return now }
	i.Proves = func(r *http.Request) (string, bool) { return r.Header.Get("Organization"), r.Method == http.MethodPost }
	var confirm plan.Confirm
	var refusal error
	var actor plan.Actor
	handler := auth.Identify(i)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		confirm, refusal, actor = plan.Presumed(r.Context()), auth.Refusal(r.Context()), plan.ActorFrom(r.Context())
	}))
	ask := func(method, organization string) {
		r := httptest.NewRequest(method, "/", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Organization", organization)
		store.asked = 0
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	for _, tc := range []struct {
		what, method, organization string
		after                      time.Duration
		presumed                   bool
	}{
		{"the first time", "POST", "c_m403", 0, false},
		{"at once again", "POST", "c_m403", 0, true},
		{"just within", "POST", "c_m403", 2*time.Second - 1, true},
		{"a request that proves nothing", "GET", "c_m403", 0, false},
		{"too long ago", "POST", "c_m403", 2 * time.Second, false},
		{"and again", "POST", "c_m403", 2 * time.Second, true},
		{"the clock is put back", "POST", "c_m403", time.Second, false},
		{"no role in the organization", "POST", "c_a944", time.Second, false},
		{"a role found out at no revision", "POST", "c_h501", time.Second, false},
		{"the token has ended", "POST", "c_m403", time.Hour, false},
	} {
		now = start.Add(tc.after)
		ask(tc.method, tc.organization)
		if (confirm != nil) != tc.presumed || (store.asked == 0) != tc.presumed {
			t.Errorf("%s: presumed %v, asked %d times", tc.what, confirm != nil, store.asked)
		}
		if ended := tc.after == time.Hour; (refusal != nil) != ended || (actor.AccountID == "a1") == ended {
			t.Errorf("%s: %+v, refused with %v", tc.what, actor, refusal)
		}
	}

	now = start
	ask("POST", "c_m403")
	ask("POST", "c_m403")
	if actor.Token != store.token.Grant() || confirm == nil {
		t.Fatalf("presumed %v: %+v", confirm != nil, actor)
	}
	confirmed, err := confirm(t.Context())
	if err != nil || confirmed.AccountID != "a1" || store.asked != 1 {
		t.Errorf("confirmed %+v, %v after %d questions", confirmed, err, store.asked)
	}
	store.token.RevokedAt = now
	if _, err := confirm(t.Context()); plan.KindOf(err) != plan.KindUnauthenticated {
		t.Errorf("a revoked token is confirmed with %v", err)
	}
	store.err = plan.Errorf(plan.KindUnavailable, "away")
	if _, err := confirm(t.Context()); plan.KindOf(err) != plan.KindUnavailable {
		t.Errorf("with the database away: %v", err)
	}
}
