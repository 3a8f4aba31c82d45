package store

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const account = "a-1"

// seedMail makes an organization and an account that can be written to.
func seedMail(t testing.TB, s *Store) {
	t.Helper()
	seed(t, s)
	must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
		return tx.SaveAccount(ctx, plan.Account{ID: account, Email: "persona@ente.example", CreatedAt: now})
	}))
}

func digest(id, key string) plan.Message {
	return plan.Message{ID: id, Key: key, Kind: plan.MailDigest, AccountID: account, Organization: org, Day: today,
		CreatedAt: now, NextAt: now, ExpiresAt: now.Add(12 * time.Hour)}
}

func link(id string) plan.Message {
	return plan.Message{ID: id, Key: id, Kind: plan.MailReset, AccountID: account, CreatedAt: now, NextAt: now, ExpiresAt: now.Add(time.Hour)}
}

func add(t testing.TB, s *Store, m plan.Message, want bool) {
	t.Helper()
	if added, err := s.AddMessage(ctx, m); err != nil || added != want {
		t.Fatalf("adding %s: %v %v, want %v", m.Key, added, err, want)
	}
}

func claimMessage(t testing.TB, s *Store, who string, at time.Time, want string) plan.Message {
	t.Helper()
	m, ok, err := s.ClaimMessage(ctx, at, lease, who)
	if err != nil || m.ID != want || ok != (want != "") {
		t.Fatalf("%s claims at +%s: %q %v %v, want %q", who, at.Sub(now), m.ID, ok, err, want)
	}
	return m
}

func ok(t testing.TB, what string, want bool) func(bool, error) {
	return func(got bool, err error) {
		t.Helper()
		if err != nil || got != want {
			t.Fatalf("%s: %v %v, want %v", what, got, err, want)
		}
	}
}

// TestEveryKindOfMessage: the database takes each kind that there is, and comes back with it.
func TestEveryKindOfMessage(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		s := replicas(t, url, 1)[0]
		seedMail(t, s)
		for _, kind := range []plan.MailKind{
			plan.MailInvitation, plan.MailReset, plan.MailPasswordChanged, plan.MailFactorOn, plan.MailFactorOff, plan.MailCodesRenewed, plan.MailCodeReused,
		} {
			m := link(string(kind))
			m.Kind = kind
			add(t, s, m, true)
			got, err := s.Message(ctx, m.ID)
			must(t, err)
			if got.Kind != kind {
				t.Errorf("%s comes back as %s", kind, got.Kind)
			}
		}
		m := link("m-x")
		m.Kind = "something_else"
		if added, err := s.AddMessage(ctx, m); err == nil || added {
			t.Error("a kind that is not there is taken")
		}
	})
}

// TestMessagesAreAddedOnce: replicas that queue the same day's digest at once queue one.
func TestMessagesAreAddedOnce(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		stores := replicas(t, url, 4)
		seedMail(t, stores[0])
		const days = 10
		var mu sync.Mutex
		added := map[string]int{}
		var wg sync.WaitGroup
		for i, s := range stores {
			wg.Go(func() {
				for day := range days {
					key := fmt.Sprint("day-", day)
					got, err := s.AddMessage(ctx, digest(fmt.Sprintf("m-%d-%d", day, i), key))
					if err != nil {
						t.Errorf("replica %d, %s: %v", i, key, err)
					}
					if got {
						mu.Lock()
						added[key]++
						mu.Unlock()
					}
				}
			})
		}
		wg.Wait()
		for day := range days {
			if n := added[fmt.Sprint("day-", day)]; n != 1 {
				t.Errorf("day %d was added %d times", day, n)
			}
		}
	})
}

func replicas(t *testing.T, url string, n int) []*Store {
	t.Helper()
	stores := make([]*Store, n)
	for i := range stores {
		stores[i] = openStore(t, url)
		must(t, stores[i].Migrate(ctx))
	}
	return stores
}

// TestMessagesAreClaimedOnce: replicas that empty the same outbox at once share it out.
func TestMessagesAreClaimedOnce(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		stores := replicas(t, url, 4)
		seedMail(t, stores[0])
		const messages = 40
		for i := range messages {
			add(t, stores[0], digest(fmt.Sprintf("m-%02d", i), fmt.Sprint("key-", i)), true)
		}
		var mu sync.Mutex
		claimed := map[string]int{}
		var wg sync.WaitGroup
		for i, s := range stores {
			wg.Go(func() {
				// One that finds all it looked at taken asks again: the others may leave some.
				for empty := 0; empty < 3; {
					m, got, err := s.ClaimMessage(ctx, now, lease, fmt.Sprint("replica-", i))
					if err != nil {
						t.Errorf("replica %d: %v", i, err)
						return
					}
					if !got {
						empty++
						continue
					}
					mu.Lock()
					claimed[m.ID]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for i := range messages {
			if n := claimed[fmt.Sprintf("m-%02d", i)]; n != 1 {
				t.Errorf("message %d was claimed %d times", i, n)
			}
		}
	})
}

func TestOutbox(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seedMail(t, s)
		claimMessage(t, s, "one", now, "")
		add(t, s, digest("m-1", "today"), true)
		add(t, s, digest("m-2", "today"), false)
		later := digest("m-3", "tomorrow")
		later.NextAt = now.Add(time.Minute)
		add(t, s, later, true)
		add(t, s, link("m-4"), true)

		// A link goes first; what is not due is nobody's yet.
		got := claimMessage(t, s, "one", now, "m-4")
		want := link("m-4")
		want.State, want.Claimant, want.LeaseUntil = plan.MailQueued, "one", now.Add(lease)
		if got != want {
			t.Errorf("claimed %+v, want %+v", got, want)
		}
		first := claimMessage(t, s, "one", now, "m-1")
		if first.Day != today || first.Organization != org {
			t.Errorf("the digest came back as %+v", first)
		}
		claimMessage(t, s, "two", now, "")
		claimMessage(t, s, "two", now.Add(time.Minute), "m-3")

		// A claim that ran out before the server was told is anybody's, and no longer the first one's.
		claimMessage(t, s, "two", now.Add(lease), "m-4")
		ok(t, "hand over what was taken over", false)(s.HandOverMessage(ctx, "m-4", "one", now.Add(lease), lease))
		ok(t, "hand over after the lease", false)(s.HandOverMessage(ctx, "m-1", "one", now.Add(lease), lease))
		ok(t, "hand over in time", true)(s.HandOverMessage(ctx, "m-1", "one", now.Add(time.Minute), lease))
		ok(t, "hand over twice", false)(s.HandOverMessage(ctx, "m-1", "one", now.Add(time.Minute), lease))

		// What is being sent is claimed by nobody, however long it takes; it is told of instead.
		claimMessage(t, s, "three", now.Add(10*lease), "m-3") // m-4 has expired by then
		claimMessage(t, s, "three", now.Add(10*lease), "")
		abandoned, err := s.AbandonedMessages(ctx, now.Add(time.Minute+lease), 10)
		must(t, err)
		if len(abandoned) != 1 || abandoned[0].ID != "m-1" || abandoned[0].Claimant != "one" {
			t.Errorf("abandoned: %+v", abandoned)
		}
		if early, err := s.AbandonedMessages(ctx, now.Add(time.Minute+lease-1), 10); err != nil || len(early) != 0 {
			t.Errorf("abandoned before its time: %+v %v", early, err)
		}
		ok(t, "settled by another", false)(s.SettleMessage(ctx, "m-1", "two", plan.MailSent, "", now))
		ok(t, "settled", true)(s.SettleMessage(ctx, "m-1", "one", plan.MailSent, "", now.Add(time.Hour)))
		ok(t, "settled twice", false)(s.SettleMessage(ctx, "m-1", "one", plan.MailFailed, "uncertain", now))
		add(t, s, digest("m-5", "today"), false) // for good

		// What went wrong is put back, and is due again when it says.
		ok(t, "put back", true)(s.RetryMessage(ctx, "m-4", "two", now.Add(30*time.Minute), 3, "refused"))
		ok(t, "put back twice", false)(s.RetryMessage(ctx, "m-4", "two", now, 4, "refused"))
		claimMessage(t, s, "one", now.Add(30*time.Minute-1), "")
		again := claimMessage(t, s, "one", now.Add(30*time.Minute), "m-4")
		if again.Attempts != 3 || again.Reason != "refused" {
			t.Errorf("came back as %+v", again)
		}
		must(t, second(s.RetryMessage(ctx, "m-4", "one", now, 4, "refused")))

		// What waited too long is given up, and keeps the reason that it had.
		kinds, err := s.ExpireMessages(ctx, now.Add(12*time.Hour), "expired")
		must(t, err)
		slices.Sort(kinds)
		if !slices.Equal(kinds, []plan.MailKind{plan.MailDigest, plan.MailReset}) {
			t.Errorf("expired: %v", kinds)
		}
		var rows []struct{ ID, State, Reason string }
		must(t, s.reads.db.Select(&rows, `SELECT id, state, reason FROM outbox ORDER BY id`))
		if got, want := fmt.Sprint(rows), "[{m-1 sent } {m-3 failed expired} {m-4 failed refused}]"; got != want {
			t.Errorf("left %s, want %s", got, want)
		}
		d, err := s.DeleteMail(ctx, now.Add(2*time.Hour), now)
		must(t, err)
		if d != (DeletedMail{Messages: 1}) {
			t.Errorf("deleted %+v", d)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestNotifications(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seedMail(t, s)
		read := func(want plan.Notifications) {
			t.Helper()
			got, err := s.Notifications(ctx, account)
			must(t, err)
			if got.AccountID != account || got.Revision != want.Revision || !slices.Equal(got.Off, want.Off) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
		read(plan.Notifications{Revision: 1})
		n := plan.Notifications{AccountID: account, Off: []plan.ReminderKind{plan.RemindStale}, Revision: 2}
		ok(t, "the first change", true)(s.SaveNotifications(ctx, n, now))
		other := plan.Notifications{AccountID: account, Revision: 2}
		ok(t, "a change over what is not there any more", false)(s.SaveNotifications(ctx, other, now))
		read(n)
		other.Revision = 3
		ok(t, "the second change", true)(s.SaveNotifications(ctx, other, now))
		read(other)

		must(t, s.AddUnsubscribeToken(ctx, "h-1", account, now))
		if id, err := s.UnsubscribeTokenAccount(ctx, "h-1"); err != nil || id != account {
			t.Errorf("the account of a token: %q %v", id, err)
		}
		d, err := s.DeleteMail(ctx, now, now.Add(time.Nanosecond))
		if err != nil || d.UnsubscribeTokens != 1 {
			t.Errorf("deleted %+v %v", d, err)
		}
		if _, err := s.UnsubscribeTokenAccount(ctx, "h-1"); plan.KindOf(err) != plan.KindNotFound {
			t.Errorf("a token that was deleted: %v", err)
		}
	})
}
