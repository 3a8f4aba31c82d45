package auth_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	email    = "anna.bianchi@comune.example"
	password = "la strada verso Rossano è lunga"
)

var desk, elsewhere = netip.MustParseAddr("192.0.2.7"), netip.MustParseAddr("198.51.100.1")

// town is an installation on SQLite with one account, at an hour that the test sets. What
// differs between the engines is tested in package store.
type town struct {
	t       *testing.T
	at      time.Time
	store   *store.Store
	tracker *tracker.Tracker
	local   *auth.Local
	cookies auth.Cookies
	account plan.Account
	vault   *auth.Vault
	reused  []string // accounts whose codes were used again
}

func newTown(t *testing.T, key []byte) *town {
	t.Helper()
	w := &town{t: t, at: start}
	now := func() time.Time { return w.at }
	var err error
	w.store, err = store.Open(t.Context(), store.Options{URL: migrated.SQLite.URL(t)})
	w.must(err)
	t.Cleanup(func() { _ = w.store.Close() })
	n := 0
	newID := func() string { n++; return fmt.Sprintf("id-%06d", n) }
	w.tracker, err = tracker.New(tracker.Dependencies{Store: w.store, Clock: plan.Clock{Now: now, Location: time.UTC}, NewID: newID, Log: slog.New(slog.DiscardHandler)})
	w.must(err)
	w.vault, err = auth.NewVault(key)
	w.must(err)
	w.local = w.open(w.vault, false, newID)
	_, err = w.tracker.CreateOrganization(w.system(), plan.Organization{ID: "c_m403", Name: "Corigliano-Rossano"})
	w.must(err)
	w.account = w.person(email, password)
	return w
}

func (w *town) open(vault *auth.Vault, off bool, newID func() string) *auth.Local {
	now := func() time.Time { return w.at }
	local, err := auth.NewLocal(auth.LocalOptions{
		Store: w.store, Accounts: w.tracker, Vault: vault, Now: now, Log: slog.New(slog.DiscardHandler), Issuer: "Traguardi", Off: off,
		Reused:   func(_ context.Context, accountID string) { w.reused = append(w.reused, accountID) },
		Sessions: auth.NewSessions(w.store, plan.SessionTerms{Idle: idle, Lifetime: 12 * time.Hour}, now, newID),
	})
	w.must(err)
	return local
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) system() context.Context { return plan.WithActor(w.t.Context(), plan.SystemActor) }

// person adds an editor; an empty password is none.
func (w *town) person(email, password string) plan.Account {
	w.t.Helper()
	hash := ""
	if password != "" {
		var err error
		hash, err = auth.HashPassword(password, email)
		w.must(err)
	}
	a, err := w.tracker.CreateAccount(w.system(), tracker.CreateAccount{Email: email, PasswordHash: hash, Organization: "c_m403", Role: plan.RoleEditor})
	w.must(err)
	return a
}

func (w *town) signIn(email, password string, client netip.Addr) (auth.SignedIn, error) {
	return w.local.SignIn(w.t.Context(), auth.Credentials{Email: email, Password: password, Client: client})
}

// visit is the context of a request with the cookie of a session.
func (w *town) visit(token string) context.Context {
	w.t.Helper()
	r := httptest.NewRequest("GET", "/area", nil)
	r.AddCookie(&http.Cookie{Name: w.cookies.Name(), Value: token})
	ctx := w.t.Context()
	auth.Identify(auth.Identity{Store: w.store, Cookies: w.cookies, Idle: idle, Now: func() time.Time { return w.at }, Log: slog.New(slog.DiscardHandler)})(
		http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { ctx = r.Context() })).ServeHTTP(httptest.NewRecorder(), r)
	return context.WithoutCancel(ctx)
}

// entered fails unless a token stands for the account.
func (w *town) entered(what, token string, want bool) {
	w.t.Helper()
	if got := plan.ActorFrom(w.visit(token)).AccountID; (got == w.account.ID) != want {
		w.t.Errorf("%s: signed in as %q", what, got)
	}
}

// refusedBy fails unless an error is a refusal by a rule, of a field or by itself.
func (w *town) refusedBy(what string, err error, rule string) {
	w.t.Helper()
	var refusal *plan.Error
	if !errors.As(err, &refusal) {
		w.t.Errorf("%s: got %v, want it refused by %s", what, err, rule)
		return
	}
	for _, f := range refusal.Fields {
		if f.Rule == rule {
			return
		}
	}
	if refusal.Rule != rule {
		w.t.Errorf("%s: got %v (%s), want it refused by %s", what, err, refusal.Rule, rule)
	}
}

func (w *town) code(secret string) string {
	w.t.Helper()
	code, err := totp.GenerateCode(secret, w.at)
	w.must(err)
	return code
}

func TestSignIn(t *testing.T) {
	w := newTown(t, nil)
	w.person("senza.password@comune.example", "")
	gone := w.person("via@comune.example", password)
	w.must(w.tracker.DisableAccount(w.system(), tracker.ByEmail(gone.Email)))
	for what, c := range map[string][2]string{
		"a wrong password":                   {email, password + "!"},
		"no password":                        {email, ""},
		"nobody":                             {"nessuno@comune.example", password},
		"what is no address":                 {"nessuno", password},
		"an account without a password":      {"senza.password@comune.example", ""},
		"its dummy":                          {"senza.password@comune.example", "no account has this password"},
		"a disabled account":                 {gone.Email, password},
		"a password longer than any allowed": {email, strings.Repeat(password, 100)},
	} {
		_, err := w.signIn(c[0], c[1], desk)
		w.refusedBy(what, err, "sign_in.wrong")
		if err.Error() != "unauthenticated: the e-mail address or the password is wrong" {
			t.Errorf("%s: it says %q", what, err)
		}
	}
	in, err := w.signIn("  Anna.Bianchi@Comune.Example ", password, desk)
	w.must(err)
	if in.Session.Pending || in.Session.Method != plan.SignInPassword || in.Actor().AccountID != w.account.ID {
		t.Errorf("signed in: %+v", in)
	}
	w.entered("the token", in.Token, true)
	w.entered("its hash", in.Session.Hash, false)

	off := w.open(w.vault, true, nil)
	_, err = off.SignIn(t.Context(), auth.Credentials{Email: email, Password: password})
	w.refusedBy("with local sign-in off", err, "sign_in.off")
	_, _, err = off.OpenLink(t.Context(), "tgl_"+strings.Repeat("A", 43))
	w.refusedBy("a link with local sign-in off", err, "sign_in.off")
	_, err = off.HashPassword(t.Context(), password, email)
	w.refusedBy("a set-up with local sign-in off", err, "sign_in.off")
}

func (w *town) slowed(what string, err error, want time.Duration) {
	w.t.Helper()
	var slowed *auth.Slowed
	if !errors.As(err, &slowed) || slowed.Wait != want || plan.KindOf(err) != plan.KindRateLimited {
		w.t.Errorf("%s: got %v, want a wait of %s", what, err, want)
	}
}

// Guessing is slowed down whether there is such an account or not, and whatever the
// address; the right password in between changes that for its account alone.
func TestGuessingIsSlowedDown(t *testing.T) {
	for _, who := range []string{email, "nessuno@comune.example"} {
		w := newTown(t, nil)
		for range 5 {
			_, err := w.signIn(who, "sbagliata", desk)
			w.refusedBy(who, err, "sign_in.wrong")
		}
		_, err := w.signIn(who, password, desk)
		w.slowed(who+": the right password, too early", err, time.Second)
		_, err = w.signIn(who, "sbagliata", elsewhere)
		w.slowed(who+": from another address", err, time.Second)
		w.at = w.at.Add(time.Second)
		_, err = w.signIn(who, "sbagliata", desk)
		w.refusedBy(who+": a second later", err, "sign_in.wrong")
		_, err = w.signIn(who, "sbagliata", desk)
		w.slowed(who+": then it is two", err, 2*time.Second)
		if who != email {
			continue
		}
		w.at = w.at.Add(2 * time.Second)
		_, err = w.signIn(who, password, desk)
		w.must(err)
		for range 5 { // it begins anew
			_, err = w.signIn(who, "sbagliata", desk)
			w.refusedBy("after the right one", err, "sign_in.wrong")
		}
	}
}

// One address that tries many accounts is slowed down too; its colleagues' successes do
// not clear that, and do not add to it.
func TestAnAddressIsSlowedDown(t *testing.T) {
	w := newTown(t, nil)
	for i := range 49 {
		w.must(w.local.Fail(t.Context(), fmt.Sprintf("%d@comune.example", i), desk))
	}
	for range 3 {
		_, err := w.signIn(email, password, desk)
		w.must(err)
	}
	_, err := w.signIn("x@comune.example", "sbagliata", desk)
	w.refusedBy("the fiftieth", err, "sign_in.wrong")
	_, err = w.signIn("y@comune.example", "sbagliata", desk)
	w.slowed("the next", err, time.Second)
	_, err = w.signIn("z@comune.example", "sbagliata", elsewhere)
	w.refusedBy("another address", err, "sign_in.wrong")

	six := netip.MustParseAddr("2001:db8::1")
	for i := range 50 {
		w.must(w.local.Fail(t.Context(), fmt.Sprintf("%d@comune.example", i), six))
		six = six.Next()
	}
	w.slowed("a neighbour in the same /64", w.local.Fail(t.Context(), "y@comune.example", six), time.Second)
}

// Many guesses at once gain nothing.
func TestGuessesAtOnce(t *testing.T) {
	w := newTown(t, nil)
	var mu sync.Mutex
	var all sync.WaitGroup
	tried := 0
	for i := range 20 {
		all.Go(func() {
			_, err := w.signIn(email, fmt.Sprint("sbagliata ", i), desk)
			mu.Lock()
			defer mu.Unlock()
			if plan.KindOf(err) == plan.KindUnauthenticated {
				tried++
			}
		})
	}
	all.Wait()
	if tried != 5 {
		t.Errorf("%d guesses were let through, want 5", tried)
	}
}

// Neither addresses nor e-mail lie in the database but where they must.
func TestAttemptsNameNobody(t *testing.T) {
	keyed, plain := newTown(t, []byte(strings.Repeat("k", 32))), newTown(t, nil)
	_, err := keyed.signIn("nessuno@comune.example", "x", desk)
	keyed.refusedBy("nobody", err, "sign_in.wrong")
	_, err = plain.signIn("nessuno@comune.example", "x", desk)
	plain.refusedBy("nobody", err, "sign_in.wrong")
	for _, w := range []*town{keyed, plain} {
		var seen []string
		for _, key := range []string{"nessuno@comune.example", desk.String(), email} {
			w.must(w.store.ChangeAttempts(t.Context(), []string{key}, func(a []plan.Attempts) ([]plan.Attempts, error) {
				if a[0].Failures > 0 {
					seen = append(seen, key)
				}
				return a, nil
			}))
		}
		if len(seen) > 0 {
			t.Errorf("kept under %v", seen)
		}
	}
}

func TestAPasswordIsRehashed(t *testing.T) {
	w := newTown(t, nil)
	// argon2id with t=1 of the password, made when less work was thought enough.
	old, err := auth.HashWith(password, 1, 8*1024)
	w.must(err)
	w.must(w.store.ReplacePasswordHash(t.Context(), w.account.ID, w.account.PasswordHash, old))
	_, err = w.signIn(email, password, desk)
	w.must(err)
	a, err := w.store.AccountByID(t.Context(), w.account.ID)
	w.must(err)
	if auth.Outdated(a.PasswordHash) || a.PasswordHash == old {
		t.Errorf("the hash is still %s", a.PasswordHash)
	}
	_, err = w.signIn(email, password, desk)
	w.must(err)
	_, err = w.signIn(email, "sbagliata", desk)
	w.refusedBy("another password", err, "sign_in.wrong")
}

func TestChangingThePassword(t *testing.T) {
	w := newTown(t, nil)
	const next = "un'altra frase da ricordare"
	one, err := w.signIn(email, password, desk)
	w.must(err)
	two, err := w.signIn(email, password, desk)
	w.must(err)
	for what, c := range map[string][3]string{
		"with a wrong one":  {"sbagliata", next, "password.wrong"},
		"to a short one":    {password, "corta", "password.short"},
		"to the own e-mail": {password, email, "password.email"},
	} {
		_, err := w.local.ChangePassword(w.visit(one.Token), c[0], c[1])
		w.refusedBy(what, err, c[2])
	}
	_, err = w.local.ChangePassword(t.Context(), password, next)
	w.refusedBy("by nobody", err, "")
	changed, err := w.local.ChangePassword(w.visit(one.Token), password, next)
	w.must(err)
	w.entered("the new token", changed.Token, true)
	w.entered("the token of before", one.Token, false)
	w.entered("the other session", two.Token, false)
	_, err = w.signIn(email, password, desk)
	w.refusedBy("the old password", err, "sign_in.wrong")
	_, err = w.signIn(email, next, desk)
	w.must(err)

	// An open session is no way to guess the password.
	for range 4 { // and the one above
		_, err = w.local.ChangePassword(w.visit(changed.Token), "sbagliata", next)
		w.refusedBy("guessing", err, "password.wrong")
	}
	_, err = w.local.ChangePassword(w.visit(changed.Token), "sbagliata", next)
	w.refusedBy("the fifth", err, "password.wrong")
	_, err = w.local.ChangePassword(w.visit(changed.Token), next, password)
	w.slowed("the right one, too early", err, time.Second)
}

func TestSecondFactor(t *testing.T) {
	for name, key := range map[string][]byte{"sealed": []byte(strings.Repeat("k", 32)), "without a key": nil} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t, key)
			in, err := w.signIn(email, password, desk)
			w.must(err)
			other, err := w.signIn(email, password, desk)
			w.must(err)
			me := w.visit(in.Token)
			_, err = w.local.Enrolment(me)
			if plan.KindOf(err) != plan.KindNotFound {
				t.Errorf("an enrolment before it began: %v", err)
			}
			w.must(w.local.BeginSecondFactor(me))
			first, err := w.local.Enrolment(me)
			w.must(err)
			w.must(w.local.BeginSecondFactor(me))
			e, err := w.local.Enrolment(me)
			w.must(err)
			if e.Secret == first.Secret || !strings.HasPrefix(e.URL, "otpauth://totp/Traguardi:") || !strings.Contains(e.URL, "secret="+e.Secret) {
				t.Errorf("the enrolment is %+v", e)
			}
			f, _, err := w.store.SecondFactor(t.Context(), w.account.ID)
			w.must(err)
			if strings.Contains(f.Secret, e.Secret) != (key == nil) {
				t.Errorf("stored as %q", f.Secret)
			}
			again, err := w.signIn(email, password, desk)
			w.must(err)
			if again.Session.Pending {
				t.Error("a code is asked for before the second factor is on")
			}
			for _, code := range []string{"", "000000", "abcdef", w.code(first.Secret), "12345", "1234567"} {
				_, _, err = w.local.ConfirmSecondFactor(me, password, code)
				w.refusedBy("confirming with "+code, err, "code.wrong")
			}
			_, _, err = w.local.ConfirmSecondFactor(me, "sbagliata", w.code(e.Secret))
			w.refusedBy("confirming without the password", err, "password.wrong")
			used := w.code(e.Secret)
			codes, on, err := w.local.ConfirmSecondFactor(me, password, used[:3]+" "+used[3:])
			w.must(err)
			w.entered("the new token", on.Token, true)
			w.entered("the token of before", in.Token, false)
			w.entered("the other session", other.Token, false)
			if len(codes) != 10 || len(codes[0]) != 19 {
				t.Fatalf("recovery codes: %v", codes)
			}
			me = w.visit(on.Token)
			w.refusedBy("a second one", w.local.BeginSecondFactor(me), "second_factor.on")

			enter := func(code string) (auth.SignedIn, error) {
				t.Helper()
				pending, err := w.signIn(email, password, desk)
				w.must(err)
				if !pending.Session.Pending || !pending.Actor().Anonymous() {
					t.Fatalf("no code is asked for: %+v", pending)
				}
				w.entered("before the code", pending.Token, false)
				in, err := w.local.Code(t.Context(), pending.Session, code)
				if err == nil {
					w.entered("the token before the code", pending.Token, false)
					w.entered("the token", in.Token, true)
				}
				return in, err
			}
			_, err = enter(used)
			w.refusedBy("the code that was used for confirming", err, "code.wrong")
			w.at = w.at.Add(30 * time.Second)
			_, err = enter(w.code(e.Secret))
			w.must(err)
			_, err = enter(w.code(e.Secret))
			w.refusedBy("the same code again", err, "code.wrong")
			w.at = w.at.Add(90 * time.Second)
			late := w.code(e.Secret)
			w.at = w.at.Add(30 * time.Second)
			_, err = enter(late)
			w.must(err) // clocks that are not exact
			w.at = w.at.Add(60 * time.Second)
			_, err = enter(late)
			w.refusedBy("a code two steps old", err, "code.wrong")

			_, err = enter(strings.ToUpper(strings.ReplaceAll(codes[0], "-", " ")))
			w.must(err)
			_, err = enter(codes[0])
			w.refusedBy("a recovery code again", err, "code.wrong")
			state, err := w.local.State(me)
			w.must(err)
			if !state.SecondFactor || !state.HasPassword || state.RecoveryCodes != 9 {
				t.Errorf("it stands at %+v", state)
			}
			w.at = w.at.Add(30 * time.Second)
			renewed, err := w.local.RenewRecoveryCodes(me, w.code(e.Secret))
			w.must(err)
			_, err = enter(codes[1])
			w.refusedBy("a recovery code from before", err, "code.wrong")

			w.at = w.at.Add(30 * time.Second)
			_, err = w.local.RemoveSecondFactor(me, "sbagliata", w.code(e.Secret))
			w.refusedBy("off without the password", err, "password.wrong")
			_, err = w.local.RemoveSecondFactor(me, password, "000000")
			w.refusedBy("off without a code", err, "code.wrong")
			_, err = w.local.RemoveSecondFactor(me, password, renewed[0])
			w.must(err)
			in, err = w.signIn(email, password, desk)
			w.must(err)
			if in.Session.Pending {
				t.Error("a code is still asked for")
			}
		})
	}
}

// turnOn gives the account a second factor.
func (w *town) turnOn() (secret string, codes []string) {
	w.t.Helper()
	in, err := w.signIn(email, password, desk)
	w.must(err)
	me := w.visit(in.Token)
	w.must(w.local.BeginSecondFactor(me))
	e, err := w.local.Enrolment(me)
	w.must(err)
	codes, _, err = w.local.ConfirmSecondFactor(me, password, w.code(e.Secret))
	w.must(err)
	return e.Secret, codes
}

func TestCodesAreSlowedDown(t *testing.T) {
	w := newTown(t, nil)
	secret, codes := w.turnOn()
	w.at = w.at.Add(time.Minute)
	pending, err := w.signIn(email, password, desk)
	w.must(err)
	for range 5 {
		_, err = w.local.Code(t.Context(), pending.Session, "000000")
		w.refusedBy("a guess", err, "code.wrong")
	}
	again, err := w.signIn(email, password, elsewhere) // the password goes on, the codes do not
	w.must(err)
	_, err = w.local.Code(t.Context(), again.Session, w.code(secret))
	w.slowed("the right code, too early", err, time.Second)
	_, err = w.local.Code(t.Context(), again.Session, codes[0])
	w.slowed("a recovery code, too early", err, time.Second)
	w.at = w.at.Add(10 * time.Minute)
	_, err = w.local.Code(t.Context(), again.Session, w.code(secret))
	w.refusedBy("ten minutes later", err, "sign_in.late")
}

// A code of the authenticator that was used is refused for as long as it would be good, and its
// owner is told: somebody else may have seen it. What was never right is nobody's code, and a
// recovery code that was used is worth nothing to whoever finds it.
func TestACodeThatWasUsed(t *testing.T) {
	w := newTown(t, nil)
	secret, codes := w.turnOn()
	w.at = w.at.Add(time.Minute)
	try := func(code string) error {
		t.Helper()
		pending, err := w.signIn(email, password, desk)
		w.must(err)
		_, err = w.local.Code(t.Context(), pending.Session, code)
		return err
	}
	used := w.code(secret)
	w.must(try(used))
	w.refusedBy("a wrong code", try("000000"), "code.wrong")
	w.must(try(codes[0]))
	w.refusedBy("a recovery code again", try(codes[0]), "code.wrong")
	if len(w.reused) != 0 {
		t.Errorf("told of %v before any was used again", w.reused)
	}
	w.at = w.at.Add(30 * time.Second) // of the step before, which would be taken still
	w.refusedBy("the code again", try(used), "code.wrong")
	if len(w.reused) != 1 || w.reused[0] != w.account.ID {
		t.Errorf("told of %v", w.reused)
	}
	w.must(try(w.code(secret)))
	w.at = w.at.Add(2 * time.Minute) // it would be taken no more
	w.refusedBy("an old code", try(used), "code.wrong")
	if len(w.reused) != 1 {
		t.Errorf("told of an old code: %v", w.reused)
	}
}

// A secret that was sealed does not open without its key, nor in another's row; whoever has
// recovery codes still comes in.
func TestSealedSecrets(t *testing.T) {
	w := newTown(t, []byte(strings.Repeat("k", 32)))
	secret, codes := w.turnOn()
	w.at = w.at.Add(time.Minute)
	pending, err := w.signIn(email, password, desk)
	w.must(err)
	for name, key := range map[string][]byte{"no key": nil, "another key": []byte(strings.Repeat("x", 32))} {
		vault, err := auth.NewVault(key)
		w.must(err)
		if _, err := w.open(vault, false, nil).Code(t.Context(), pending.Session, w.code(secret)); !errors.Is(err, auth.ErrSealed) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	without, err := auth.NewVault(nil)
	w.must(err)
	_, err = w.open(without, false, nil).Code(t.Context(), pending.Session, codes[0])
	w.must(err)
	if _, err := auth.NewVault([]byte("short")); err == nil {
		t.Error("a short key is accepted")
	}
}

func TestLinks(t *testing.T) {
	w := newTown(t, nil)
	secret, _ := w.turnOn()
	link := func(kind plan.LinkKind, account string) string {
		t.Helper()
		token, hash, err := auth.NewLink()
		w.must(err)
		w.must(w.store.AddLink(t.Context(), plan.Link{ID: token, Hash: hash, Kind: kind, AccountID: account, CreatedAt: w.at, ExpiresAt: w.at.Add(time.Hour)}))
		return token
	}
	for what, token := range map[string]string{
		"nothing": "", "nonsense": "x", "a session": "tgs_" + strings.Repeat("A", 43), "a guess": "tgl_" + strings.Repeat("A", 43),
	} {
		_, _, err := w.local.OpenLink(t.Context(), token)
		w.refusedBy(what, err, "link.gone")
		_, err = w.local.Redeem(t.Context(), token, password, "")
		w.refusedBy(what+", redeemed", err, "link.gone")
		_, err = w.local.Demonstrate(t.Context(), token, "")
		w.refusedBy(what+", demonstrated", err, "link.gone")
	}
	// Locked out: the link is the way back, and the second factor is asked for all the same.
	for range 6 {
		_, _ = w.signIn(email, "sbagliata", desk)
	}
	const next = "un'altra frase da ricordare"
	token := link(plan.LinkReset, w.account.ID)
	for range 3 { // looking does not use it up
		l, a, err := w.local.OpenLink(t.Context(), token)
		w.must(err)
		if l.Kind != plan.LinkReset || a.Email != email || a.PasswordHash != "" {
			t.Errorf("the link is %+v for %+v", l, a)
		}
	}
	_, err := w.local.Redeem(t.Context(), token, "corta", "")
	w.refusedBy("a password against the rules", err, "password.short")
	in, err := w.local.Redeem(t.Context(), token, next, "")
	w.must(err)
	if !in.Session.Pending {
		t.Error("a reset has gone around the second factor")
	}
	w.at = w.at.Add(time.Minute)
	in, err = w.local.Code(t.Context(), in.Session, w.code(secret))
	w.must(err)
	w.entered("after the code", in.Token, true)
	_, err = w.local.Redeem(t.Context(), token, password, "")
	w.refusedBy("a link used twice", err, "link.gone")
	_, err = w.signIn(email, next, desk) // no longer slowed down
	w.must(err)

	demo := link(plan.LinkDemo, w.account.ID)
	_, err = w.local.Redeem(t.Context(), demo, password, "")
	if plan.KindOf(err) != plan.KindNotFound {
		t.Errorf("a password by a demonstration's link: %v", err)
	}
	_, err = w.local.Demonstrate(t.Context(), link(plan.LinkReset, w.account.ID), "")
	w.refusedBy("a demonstration by a reset", err, "link.gone")
	_, err = w.local.Demonstrate(t.Context(), demo, "")
	w.must(err)
	_, err = w.local.Demonstrate(t.Context(), demo, "")
	if plan.KindOf(err) != plan.KindNotFound {
		t.Errorf("a demonstration's link twice: %v", err)
	}
	late := link(plan.LinkReset, w.account.ID)
	w.at = w.at.Add(time.Hour)
	_, _, err = w.local.OpenLink(t.Context(), late)
	w.refusedBy("an expired link", err, "link.gone")
	w.at = w.at.Add(-time.Hour)
	w.must(w.tracker.DisableAccount(w.system(), tracker.ByEmail(email)))
	_, _, err = w.local.OpenLink(t.Context(), link(plan.LinkReset, w.account.ID))
	w.refusedBy("a link of a disabled account", err, "link.gone")
}

// Whatever is in the address of a link: no panic, and never a link that was not made.
func FuzzLink(f *testing.F) {
	f.Add("tgl_" + strings.Repeat("A", 43))
	f.Add("tgl_" + strings.Repeat("é", 43))
	f.Add("tgl_" + strings.Repeat("A", 42) + "\x00")
	f.Add("../../accesso")
	local, err := auth.NewLocal(auth.LocalOptions{Store: noLinks{}, Vault: &auth.Vault{}, Now: time.Now})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, _, err := local.OpenLink(t.Context(), token); plan.KindOf(err) != plan.KindNotFound {
			t.Fatalf("%q: %v", token, err)
		}
	})
}

type noLinks struct{ auth.LocalStore }

func (noLinks) LinkByHash(_ context.Context, hash string) (plan.Link, error) {
	if len(hash) != 64 {
		return plan.Link{}, errors.New("asked for " + hash)
	}
	return plan.Link{}, plan.NotFound("link")
}
