package auth_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracker"
)

// interrupted has something happen after a sign-in has looked at its account, before its
// session is stored.
type interrupted struct {
	*store.Store
	meanwhile func()
}

func (s *interrupted) AddSession(ctx context.Context, n plan.Session) error {
	if do := s.meanwhile; do != nil {
		s.meanwhile = nil
		do()
	}
	return s.Store.AddSession(ctx, n)
}

// Whoever changes what is signed in with ends the sessions of the account: also the one of
// a sign-in that had begun with what held until then. Somebody with an old password who
// tries without end would otherwise be in whenever it is changed.
func TestASignInDuringAChange(t *testing.T) {
	const next = "un'altra frase da ricordare"
	w := newTown(t, nil)
	s := &interrupted{Store: w.store}
	now := func() time.Time { return w.at }
	n := 0
	sessions := auth.NewSessions(s, plan.SessionTerms{Idle: idle, Lifetime: 12 * time.Hour}, now, func() string { n++; return "m-" + string(rune('a'+n)) })
	local, err := auth.NewLocal(auth.LocalOptions{Store: s, Accounts: w.tracker, Vault: w.vault, Now: now, Log: slog.New(slog.DiscardHandler), Issuer: "Traguardi", Sessions: sessions})
	w.must(err)
	signIn := func(password string, meanwhile func()) (auth.SignedIn, error) {
		s.meanwhile = meanwhile
		return local.SignIn(t.Context(), auth.Credentials{Email: email, Password: password, Client: desk})
	}
	link := func() string {
		t.Helper()
		token, hash, err := auth.NewLink()
		w.must(err)
		_, err = w.tracker.IssueLink(w.system(), tracker.ByEmail(email), hash)
		w.must(err)
		return token
	}
	refused := func(what string, in auth.SignedIn, err error) {
		t.Helper()
		w.refusedBy(what, err, "sign_in.late")
		if in.Token != "" {
			t.Errorf("%s: a token all the same", what)
		}
		all, err := w.store.SessionsOf(t.Context(), w.account.ID)
		w.must(err)
		if len(all) > 0 {
			t.Errorf("%s: left with %+v", what, all)
		}
	}

	in, err := signIn(password, func() {
		redeemed, err := w.local.Redeem(t.Context(), link(), next, "")
		w.must(err)
		w.must(w.store.DeleteSession(t.Context(), w.account.ID, redeemed.Session.ID))
	})
	refused("the password was changed", in, err)

	reset := link()
	s.meanwhile = func() {
		hash, err := auth.HashPassword(password, email)
		w.must(err)
		token, linkHash, err := auth.NewLink()
		w.must(err)
		w.must(w.store.AddLink(t.Context(), plan.Link{ID: token, Hash: linkHash, Kind: plan.LinkReset, AccountID: w.account.ID, CreatedAt: w.at, ExpiresAt: w.at.Add(time.Hour)}))
		_, err = w.tracker.RedeemLink(t.Context(), linkHash, hash)
		w.must(err)
	}
	in, err = local.Redeem(t.Context(), reset, next, "")
	refused("by a link, and another one was used", in, err)

	in, err = signIn(password, func() { w.must(w.tracker.DisableAccount(w.system(), tracker.ByEmail(email))) })
	refused("the account was disabled", in, err)
	w.must(w.tracker.EnableAccount(w.system(), tracker.ByEmail(email)))

	in, err = signIn(password, func() {
		w.must(w.store.SaveSecondFactor(t.Context(), plan.SecondFactor{AccountID: w.account.ID, Secret: "plain:x", CreatedAt: w.at, ConfirmedAt: w.at}))
	})
	refused("the second factor was turned on", in, err)
	w.must(w.tracker.RemoveSecondFactor(w.system(), tracker.ByEmail(email)))

	// The same password under another hash is no change.
	in, err = signIn(password, func() {
		now, err := w.store.AccountByID(t.Context(), w.account.ID)
		w.must(err)
		anew, err := auth.HashPassword(password, email)
		w.must(err)
		w.must(w.store.ReplacePasswordHash(t.Context(), w.account.ID, now.PasswordHash, anew))
	})
	w.must(err)
	w.entered("after another hash of the same password", in.Token, true)
}

// A code that two tabs send, or one whose session is ended meanwhile, has the sign-in begin
// again.
func TestACodeWhoseSessionIsGone(t *testing.T) {
	w := newTown(t, nil)
	secret, _ := w.turnOn()
	w.at = w.at.Add(time.Minute)
	in, err := w.signIn(email, password, desk)
	w.must(err)
	w.must(w.store.DeleteSession(t.Context(), w.account.ID, in.Session.ID))
	_, err = w.local.Code(t.Context(), in.Session, w.code(secret))
	w.refusedBy("its session is gone", err, "sign_in.late")
}

// counting counts what is written down of attempts.
type counting struct {
	*store.Store
	writes int
}

func (s *counting) ChangeAttempts(ctx context.Context, keys []string, fn func([]plan.Attempts) ([]plan.Attempts, error)) error {
	s.writes++
	return s.Store.ChangeAttempts(ctx, keys, fn)
}

// Whoever asks for a way back to an account that is not there, or that gets none, waits for
// as many writes as whoever has a message queued; and is not slowed down more.
func TestAWayBackTakesAsLongForNobody(t *testing.T) {
	w := newTown(t, nil)
	w.person("senza.password@comune.example", "")
	s := &counting{Store: w.store}
	local, err := auth.NewLocal(auth.LocalOptions{Store: s, Accounts: w.tracker, Vault: w.vault, Now: func() time.Time { return w.at }, Log: slog.New(slog.DiscardHandler)})
	w.must(err)
	for who, want := range map[string]struct {
		ok     bool
		writes int // a message of its own is the second one
	}{email: {true, 1}, "nessuno@comune.example": {false, 2}, "senza.password@comune.example": {false, 2}} {
		s.writes = 0
		id, ok, err := local.Recover(t.Context(), who, desk)
		w.must(err)
		if ok != want.ok || (id == "") == ok || s.writes != want.writes {
			t.Errorf("%s: %q %v after %d writes", who, id, ok, s.writes)
		}
	}
	for i := range 4 {
		if _, _, err := local.Recover(t.Context(), "nessuno@comune.example", elsewhere); err != nil {
			t.Errorf("the attempt %d: %v", i+2, err)
		}
	}
	_, _, err = local.Recover(t.Context(), "nessuno@comune.example", elsewhere)
	w.slowed("the sixth", err, time.Second)
}
