package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// person adds an account with a role in the organization.
func person(t testing.TB, s *Store, id string, role plan.Role) plan.Account {
	t.Helper()
	a := plan.Account{ID: id, Email: id + "@example.it", PasswordHash: "hash of " + id, AddressProven: true, CreatedAt: now,
		Memberships: []plan.Membership{{Organization: org, Role: role}}}
	must(t, s.Administer(ctx, func(tx tracker.AdminTx) error { return tx.SaveAccount(ctx, a) }))
	return a
}

func session(id, account string) plan.Session {
	return plan.Session{ID: id, Hash: "hash-" + id, AccountID: account, Method: plan.SignInPassword, Client: "Firefox, Linux",
		CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(12 * time.Hour)}
}

func isKind(t testing.TB, what string, err error, want plan.Kind) {
	t.Helper()
	if plan.KindOf(err) != want {
		t.Errorf("%s: got %v, want %s", what, err, want)
	}
}

// seenAt is an account as it is found with whoever asks: it tells how far its plans are.
func seenAt(t testing.TB, s *Store, a plan.Account) plan.Account {
	t.Helper()
	revisions, err := s.Revisions(ctx)
	must(t, err)
	a.Memberships = slices.Clone(a.Memberships)
	for i, m := range a.Memberships {
		a.Memberships[i].Revision = revisions[m.Organization]
	}
	return a
}

func TestSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		anna, bruno := person(t, s, "anna", plan.RoleEditor), person(t, s, "bruno", plan.RoleViewer)
		one, two, other := session("s-1", anna.ID), session("s-2", anna.ID), session("s-3", bruno.ID)
		two.Pending, two.LastSeenAt = true, now.Add(time.Second)
		for _, n := range []plan.Session{one, two, other} {
			must(t, s.AddSession(ctx, n))
		}
		isKind(t, "a hash that is there", s.AddSession(ctx, plan.Session{ID: "s-4", Hash: one.Hash, AccountID: anna.ID,
			CreatedAt: now, LastSeenAt: now, ExpiresAt: now}), plan.KindConflict)
		a, got, err := s.AccountBySessionHash(ctx, two.Hash)
		must(t, err)
		same(t, "session", got, two)
		anna.PasswordHash, anna.AddressProven = "", false // they stay in the database
		if same(t, "account", a, seenAt(t, s, anna)); a.Memberships[0].Revision == 0 {
			t.Error("it does not tell how far the plan is")
		}
		_, _, err = s.AccountBySessionHash(ctx, "hash-nobody")
		isKind(t, "nobody's session", err, plan.KindNotFound)
		all, err := s.SessionsOf(ctx, anna.ID)
		must(t, err)
		same(t, "sessions, those used last first", all, []plan.Session{two, one})

		rotated := two
		rotated.Hash, rotated.Pending, rotated.LastSeenAt, rotated.ExpiresAt = "hash-new", false, now.Add(time.Minute), now.Add(24*time.Hour)
		must(t, s.RotateSession(ctx, two.Hash, rotated))
		_, got, err = s.AccountBySessionHash(ctx, "hash-new")
		must(t, err)
		same(t, "rotated", got, rotated)
		_, _, err = s.AccountBySessionHash(ctx, two.Hash)
		isKind(t, "the token before it was rotated", err, plan.KindNotFound)
		isKind(t, "rotating with the token of before", s.RotateSession(ctx, two.Hash, rotated), plan.KindNotFound)

		later := now.Add(5 * time.Minute)
		must(t, s.TouchSession(ctx, one.ID, later, now.Add(-time.Nanosecond)))
		_, got, err = s.AccountBySessionHash(ctx, one.Hash)
		must(t, err)
		same(t, "seen already", got.LastSeenAt, now)
		must(t, s.TouchSession(ctx, one.ID, later, now))
		_, got, err = s.AccountBySessionHash(ctx, one.Hash)
		must(t, err)
		same(t, "seen", got.LastSeenAt, later)

		isKind(t, "another's session", s.DeleteSession(ctx, bruno.ID, one.ID), plan.KindNotFound)
		must(t, s.DeleteSession(ctx, bruno.ID, other.ID))
		n, err := s.DeleteSessionsOf(ctx, anna.ID, one.ID)
		must(t, err)
		same(t, "deleted", n, int64(1))
		all, err = s.SessionsOf(ctx, anna.ID)
		must(t, err)
		if len(all) != 1 || all[0].ID != one.ID {
			t.Errorf("left: %+v", all)
		}
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error { return tx.DeleteSessionsOf(ctx, anna.ID, "") }))
		_, _, err = s.AccountBySessionHash(ctx, one.Hash)
		isKind(t, "ended", err, plan.KindNotFound)
	})
}

// A session is seen, rotated and ended without a change of the plan.
func TestSessionsRaiseNoRevision(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		person(t, s, "anna", plan.RoleEditor)
		before, err := s.Organizations(ctx)
		must(t, err)
		n := session("s-1", "anna")
		must(t, s.AddSession(ctx, n))
		must(t, s.TouchSession(ctx, n.ID, now.Add(time.Hour), now))
		must(t, s.RotateSession(ctx, n.Hash, n))
		must(t, s.DeleteSession(ctx, "anna", n.ID))
		after, err := s.Organizations(ctx)
		must(t, err)
		same(t, "organizations", after, before)
	})
}

func TestLinks(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		person(t, s, "anna", plan.RoleEditor)
		setup := plan.Link{ID: "l-1", Hash: "h-1", Kind: plan.LinkSetup, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
		reset := plan.Link{ID: "l-2", Hash: "h-2", Kind: plan.LinkReset, AccountID: "anna", ProvesAddress: true, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
		must(t, s.AddLink(ctx, setup))
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error { return tx.AddLink(ctx, reset) }))
		for _, want := range []plan.Link{setup, reset} {
			got, err := s.LinkByHash(ctx, want.Hash)
			must(t, err)
			same(t, "link", got, want)
		}
		_, err := s.LinkByHash(ctx, "h-3")
		isKind(t, "no link", err, plan.KindNotFound)
		_, err = s.UseLink(ctx, setup.Hash, setup.ExpiresAt)
		isKind(t, "an expired link", err, plan.KindNotFound)

		// Of many at once one uses it.
		var used, refused int
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				l, err := s.UseLink(ctx, setup.Hash, now.Add(time.Minute))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && l.ID == setup.ID && l.UsedAt.Equal(now.Add(time.Minute)):
					used++
				case plan.KindOf(err) == plan.KindNotFound:
					refused++
				default:
					t.Errorf("used: %+v %v", l, err)
				}
			})
		}
		all.Wait()
		if used != 1 || refused != 7 {
			t.Errorf("used %d times, refused %d times", used, refused)
		}

		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error { return tx.DeleteLinksOf(ctx, "anna") }))
		_, err = s.LinkByHash(ctx, reset.Hash)
		isKind(t, "a deleted link", err, plan.KindNotFound)
		must(t, s.AddLink(ctx, reset))
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			l, err := tx.UseLink(ctx, reset.Hash, now)
			same(t, "account of the link", l.AccountID, "anna")
			return err
		}))
	})
}

func TestSecondFactors(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		person(t, s, "anna", plan.RoleEditor)
		person(t, s, "bruno", plan.RoleEditor)
		_, ok, err := s.SecondFactor(ctx, "anna")
		must(t, err)
		same(t, "there is none", ok, false)
		f := plan.SecondFactor{AccountID: "anna", Secret: "sealed", CreatedAt: now}
		must(t, s.SaveSecondFactor(ctx, f))
		got, ok, err := s.SecondFactor(ctx, "anna")
		must(t, err)
		same(t, "there is one", ok, true)
		same(t, "second factor", got, f)
		same(t, "not confirmed", got.Confirmed(), false)

		f.ConfirmedAt, f.LastStep = now.Add(time.Minute), 100
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			if err := tx.SaveSecondFactor(ctx, f); err != nil {
				return err
			}
			got, ok, err := tx.SecondFactor(ctx, "anna")
			same(t, "second factor in its transaction", got, f)
			same(t, "is there", ok, true)
			return errors.Join(err, tx.SaveRecoveryCodes(ctx, "anna", []string{"r-1", "r-2"}))
		}))
		// Whoever begins anew, having seen it before it was turned on, does not turn it off.
		late := s.SaveSecondFactor(ctx, plan.SecondFactor{AccountID: "anna", Secret: "another", CreatedAt: now})
		same(t, "set up over one that is on", plan.KindOf(late), plan.KindConflict)
		got, _, err = s.SecondFactor(ctx, "anna")
		must(t, err)
		same(t, "it is as it was", got, f)
		for _, c := range []struct {
			step int64
			want bool
		}{{100, false}, {99, false}, {101, true}, {101, false}, {105, true}} {
			ok, err := s.UseStep(ctx, "anna", c.step)
			must(t, err)
			same(t, fmt.Sprint("step ", c.step), ok, c.want)
		}
		ok, err = s.UseStep(ctx, "bruno", 1)
		must(t, err)
		same(t, "a step of nobody", ok, false)

		for _, c := range []struct {
			account, hash string
			want          bool
		}{{"bruno", "r-1", false}, {"anna", "r-3", false}, {"anna", "r-1", true}, {"anna", "r-1", false}} {
			ok, err := s.UseRecoveryCode(ctx, c.account, c.hash, now)
			must(t, err)
			same(t, c.account+" "+c.hash, ok, c.want)
		}
		left, err := s.RecoveryCodesLeft(ctx, "anna")
		must(t, err)
		same(t, "codes left", left, 1)
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			return tx.SaveRecoveryCodes(ctx, "anna", []string{"r-1", "r-4", "r-5"})
		}))
		left, err = s.RecoveryCodesLeft(ctx, "anna")
		must(t, err)
		same(t, "new codes", left, 3)
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error { return tx.DeleteSecondFactor(ctx, "anna") }))
		_, ok, err = s.SecondFactor(ctx, "anna")
		must(t, err)
		same(t, "deleted", ok, false)
		left, err = s.RecoveryCodesLeft(ctx, "anna")
		must(t, err)
		same(t, "with its codes", left, 0)
	})
}

func TestAttempts(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		stored := func(key string) (a plan.Attempts) {
			t.Helper()
			looked := errors.New("looked")
			err := s.ChangeAttempts(ctx, []string{key}, func(before []plan.Attempts) ([]plan.Attempts, error) {
				a = before[0]
				return nil, looked
			})
			if !errors.Is(err, looked) {
				t.Fatal(err)
			}
			return a
		}
		same(t, "none", stored("a"), plan.Attempts{})
		// Many at once are counted one by one, under two keys.
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				must(t, s.ChangeAttempts(ctx, []string{"address", "a"}, func(before []plan.Attempts) ([]plan.Attempts, error) {
					for i := range before {
						before[i].Failures++
						before[i].LastAt = now
					}
					return before, nil
				}))
			})
		}
		all.Wait()
		same(t, "counted", stored("a"), plan.Attempts{Failures: 10, LastAt: now})
		want := plan.Attempts{Failures: 3, LastAt: now, BlockedUntil: now.Add(time.Second)}
		must(t, s.ChangeAttempts(ctx, []string{"a"}, func([]plan.Attempts) ([]plan.Attempts, error) { return []plan.Attempts{want}, nil }))
		same(t, "blocked", stored("a"), want)
		must(t, s.DeleteAttempts(ctx, "a"))
		must(t, s.DeleteAttempts(ctx, "a"))
		same(t, "forgotten", stored("a"), plan.Attempts{})
		same(t, "the other key", stored("address").Failures, 10)
	})
}

func TestAccountsByID(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		seedAs(t, s, "c_h501")
		before, err := s.AnyAccount(ctx)
		must(t, err)
		same(t, "any account", before, false)
		admin, editor, gone := person(t, s, "anna", plan.RoleAdmin), person(t, s, "bruno", plan.RoleEditor), person(t, s, "carla", plan.RoleAdmin)
		gone.Disabled = true
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			if err := tx.SaveAccount(ctx, gone); err != nil {
				return err
			}
			for _, want := range []plan.Account{admin, editor, gone} {
				got, err := tx.AccountByID(ctx, want.ID)
				must(t, err)
				same(t, "account to change", got, want)
			}
			admins, err := tx.AdminsOf(ctx, org)
			must(t, err)
			same(t, "admins, without the disabled", admins, []string{"anna"})
			admins, err = tx.AdminsOf(ctx, "c_h501")
			must(t, err)
			same(t, "admins elsewhere", len(admins), 0)
			any, err := tx.AnyAccount(ctx)
			same(t, "any account now", any, true)
			return err
		}))
		got, err := s.AccountByID(ctx, "anna")
		must(t, err)
		same(t, "account", got, admin)
		_, err = s.AccountByID(ctx, "nobody")
		isKind(t, "nobody", err, plan.KindNotFound)
	})
}

func TestRetentionOfSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		person(t, s, "anna", plan.RoleEditor)
		const idle = time.Hour
		for id, c := range map[string]struct{ seen, expires time.Time }{
			"in-force": {now.Add(-idle + 1), now.Add(1)},
			"idle":     {now.Add(-idle), now.Add(1)},
			"over":     {now, now},
		} {
			n := session(id, "anna")
			n.CreatedAt, n.LastSeenAt, n.ExpiresAt = now.Add(-2*time.Hour), c.seen, c.expires
			must(t, s.AddSession(ctx, n))
			must(t, s.AddLink(ctx, plan.Link{ID: id, Hash: id, Kind: plan.LinkSetup, CreatedAt: now, ExpiresAt: c.expires}))
		}
		forget := plan.SlowDownAccount.Forget
		for key, a := range map[string]plan.Attempts{
			"recent":  {Failures: 1, LastAt: now.Add(-forget + 1)},
			"old":     {Failures: 1, LastAt: now.Add(-forget)},
			"blocked": {Failures: 1, LastAt: now.Add(-forget), BlockedUntil: now.Add(1)},
		} {
			must(t, s.ChangeAttempts(ctx, []string{key}, func([]plan.Attempts) ([]plan.Attempts, error) { return []plan.Attempts{a}, nil }))
		}
		deleted, err := s.DeleteExpired(ctx, now, Keep{Replays: time.Hour, SessionIdle: idle})
		must(t, err)
		same(t, "deleted", deleted, Deleted{Sessions: 2, Links: 1, Attempts: 1})
		left, err := s.SessionsOf(ctx, "anna")
		must(t, err)
		if len(left) != 1 || left[0].ID != "in-force" {
			t.Errorf("left: %+v", left)
		}
	})
}

// A session that begins while its account is being changed is either there to be ended by
// the change, or sees the account as the change leaves it: what package auth relies on.
func TestASessionBeginsWhileItsAccountChanges(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		for i := range 5 {
			a := person(t, s, fmt.Sprint("anna-", i), plan.RoleEditor)
			n := session(fmt.Sprint("s-", i), a.ID)
			seen := make(chan string, 1)
			must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
				if _, err := tx.AccountByID(ctx, a.ID); err != nil {
					return err
				}
				if err := tx.DeleteSessionsOf(ctx, a.ID, ""); err != nil {
					return err
				}
				go func() {
					defer close(seen)
					if err := s.AddSession(ctx, n); err != nil {
						t.Error(err)
						return
					}
					now, err := s.AccountByID(ctx, a.ID)
					if err != nil {
						t.Error(err)
					}
					seen <- now.PasswordHash
				}()
				for range 100 { // time enough for it, if nothing held it up
					if _, err := tx.AnyAccount(ctx); err != nil {
						return err
					}
				}
				changed := a
				changed.PasswordHash = "another"
				return tx.SaveAccount(ctx, changed)
			}))
			if got := <-seen; got != "another" {
				all, err := s.SessionsOf(ctx, a.ID)
				must(t, err)
				same(t, "sessions that saw the account as it was", len(all), 0)
			}
		}
	})
}
