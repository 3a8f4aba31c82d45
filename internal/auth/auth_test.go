package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestPasswordRules(t *testing.T) {
	for _, tc := range []struct{ name, password, rule string }{
		{"eleven characters", "undicilette", "password.short"},
		{"length counts characters, not bytes", "èèèèèèèèèèà", "password.short"},
		{"one character over and over", "aaaaaaaaaaaaaaaa", "password.common"},
		{"a few characters over and over", "abcabcabcabcab", "password.common"},
		{"a common word over and over", "juventusjuventusjuventus", "password.common"},
		{"the keyboard's first row", "QwertyUiop123", "password.common"},
		{"a common word with figures and signs", "Password2024!!", "password.common"},
		{"with signs before it", "!!!benvenuto!!!", "password.common"},
		{"with blanks in it", "forza juventus 2026", "password.common"},
		{"with an accent", "Perché?????123", "password.common"},
		{"two common words that go together", "Corigliano-Rossano 2026", "password.common"},
		{"the alphabet", "abcdefghijklmnop", "password.common"},
		{"the figures", "123456789012", "password.common"},
		{"the figures, down", "98765432109876", "password.common"},
		{"a date and a telephone number", "16/03/1985 098312345", "password.common"},
		{"the e-mail address", "Anna.Bianchi@Comune.Example ", "password.email"},
		{"the address up to its @", "anna.bianchi", "password.email"},
		{"too long to hash for nothing", strings.Repeat("ab", 129), "password.long"},
		{"a sentence", "la strada verso Rossano è lunga", ""},
		{"common words in an uncommon sentence", "forza milan pizza", ""},
		{"twelve at random", "xK9-fw2+Lq7z", ""},
		{"the longest", strings.Repeat("la strada è lunga e ", 13)[:256], ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			hash, err := auth.HashPassword(tc.password, "anna.bianchi@comune.example")
			if tc.rule == "" {
				if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$") {
					t.Fatalf("got %q, %v", hash, err)
				}
				return
			}
			var e *plan.Error
			if !errors.As(err, &e) || e.Fields[0].Rule != tc.rule {
				t.Fatalf("want rule %s, got %v", tc.rule, err)
			}
			if strings.Contains(err.Error(), tc.password) {
				t.Fatal("the error repeats the password")
			}
		})
	}
}

func TestVerifyPassword(t *testing.T) {
	const right = "la strada verso Rossano è lunga"
	hash, err := auth.HashPassword(right, "")
	if err != nil {
		t.Fatal(err)
	}
	again, err := auth.HashPassword(right, "")
	if err != nil || again == hash {
		t.Fatalf("two hashes of one password must differ by their salt (%v)", err)
	}
	if ok, err := auth.VerifyPassword(hash, right); err != nil || !ok {
		t.Fatalf("the right password: %v %v", ok, err)
	}
	if ok, err := auth.VerifyPassword(hash, right+"!"); err != nil || ok {
		t.Fatalf("a wrong password: %v %v", ok, err)
	}
	if auth.Outdated(hash) {
		t.Error("a hash made now is outdated")
	}
	for _, old := range []string{strings.Replace(hash, "m=19456", "m=4096", 1), strings.Replace(hash, "t=2", "t=1", 1)} {
		if !auth.Outdated(old) {
			t.Errorf("not outdated: %s", old)
		}
	}
	for _, bad := range []string{"", "plain", "$2y$10$abc", "$argon2id$v=19$m=1,t=0,p=1$AA$AA", hash[:len(hash)-50] + "$!"} {
		if ok, err := auth.VerifyPassword(bad, right); !errors.Is(err, auth.ErrHash) || ok {
			t.Errorf("%q: got %v %v, want ErrHash", bad, ok, err)
		}
	}
}

// oneToken knows a single token and no session.
type oneToken struct {
	sessions
	account plan.Account
	token   plan.Token
	err     error
	asked   int
}

func (s *oneToken) AccountByTokenHash(_ context.Context, hash string) (plan.Account, plan.Token, error) {
	s.asked++
	if s.err != nil {
		return plan.Account{}, plan.Token{}, s.err
	}
	if hash != s.token.Hash {
		return plan.Account{}, plan.Token{}, plan.NotFound("token")
	}
	return s.account, s.token, nil
}

func TestBearer(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	token, hash, err := auth.NewToken()
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := auth.NewToken()
	if err != nil {
		t.Fatal(err)
	}
	member := plan.Account{ID: "a1", Memberships: []plan.Membership{{Organization: "c_m403", Role: plan.RoleEditor}}}
	disabled := member
	disabled.Disabled = true
	inForce := plan.Token{ID: "t1", Hash: hash, Scope: plan.TokenRead, Organization: "c_m403"}
	for _, tc := range []struct {
		name, header string
		store        oneToken
		want         plan.Kind // "" passes
		account      string
		queries      int
	}{
		{name: "no header is the public", store: oneToken{account: member, token: inForce}},
		{name: "a good token", header: "Bearer " + token, store: oneToken{account: member, token: inForce}, account: "a1", queries: 1},
		{name: "the scheme's case does not matter", header: "bearer " + token, store: oneToken{account: member, token: inForce}, account: "a1", queries: 1},
		{name: "an unknown token", header: "Bearer " + other, store: oneToken{account: member, token: inForce}, want: plan.KindUnauthenticated, queries: 1},
		{name: "nonsense costs no query", header: "Bearer hello", want: plan.KindUnauthenticated},
		{name: "another scheme", header: "Basic " + token, want: plan.KindUnauthenticated},
		{name: "revoked", header: "Bearer " + token, store: oneToken{account: member, token: plan.Token{Hash: hash, RevokedAt: now}}, want: plan.KindUnauthenticated, queries: 1},
		{name: "expires this instant", header: "Bearer " + token, store: oneToken{account: member, token: plan.Token{Hash: hash, ExpiresAt: now}}, want: plan.KindUnauthenticated, queries: 1},
		{name: "expires in a second", header: "Bearer " + token, store: oneToken{account: member, token: plan.Token{Hash: hash, ExpiresAt: now.Add(time.Second)}}, account: "a1", queries: 1},
		{name: "a disabled account", header: "Bearer " + token, store: oneToken{account: disabled, token: inForce}, want: plan.KindUnauthenticated, queries: 1},
		{name: "the database is away", header: "Bearer " + token, store: oneToken{err: plan.Errorf(plan.KindUnavailable, "away")}, want: plan.KindUnavailable, queries: 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got plan.Kind
			var actor *plan.Actor
			fail := func(_ http.ResponseWriter, _ *http.Request, err error) { got = plan.KindOf(err) }
			next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				a := plan.ActorFrom(r.Context())
				actor = &a
			})
			r := httptest.NewRequest("GET", "/", nil)
			if tc.header != "" {
				r.Header.Set("Authorization", tc.header)
			}
			w := httptest.NewRecorder()
			auth.Identify(identity(&tc.store, now))(auth.Refuse(fail)(next)).ServeHTTP(w, r)
			if got != tc.want || (actor == nil) != (tc.want != "") {
				t.Fatalf("refused as %q, went on: %v; want %q", got, actor != nil, tc.want)
			}
			if actor != nil && actor.AccountID != tc.account {
				t.Fatalf("actor %q, want %q", actor.AccountID, tc.account)
			}
			if actor != nil && tc.account != "" && actor.Token != tc.store.token.Grant() {
				t.Fatalf("the actor's token grants %+v, want %+v", actor.Token, tc.store.token.Grant())
			}
			if tc.store.asked != tc.queries {
				t.Fatalf("%d queries, want %d", tc.store.asked, tc.queries)
			}
			if challenge := w.Header().Get("WWW-Authenticate"); (challenge != "") != (tc.want == plan.KindUnauthenticated) {
				t.Fatalf("WWW-Authenticate: %q", challenge)
			}
		})
	}
}
