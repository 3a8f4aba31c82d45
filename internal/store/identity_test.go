package store

import (
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestIdentities(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		administer := func(fn func(tx tracker.AdminTx) error) error { return s.Administer(ctx, fn) }
		must(t, administer(func(tx tracker.AdminTx) error {
			for _, id := range []string{"a1", "a2"} {
				if err := tx.SaveAccount(ctx, plan.Account{ID: id, Email: id + "@example.org", CreatedAt: now,
					Memberships: []plan.Membership{{Organization: org, Role: plan.RoleViewer}}}); err != nil {
					return err
				}
			}
			return nil
		}))
		one := plan.ExternalIdentity{Issuer: "https://b.example", Subject: "1", AccountID: "a1", CreatedAt: now}
		other := plan.ExternalIdentity{Issuer: "https://a.example", Subject: "1", AccountID: "a1", CreatedAt: now}
		must(t, administer(func(tx tracker.AdminTx) error {
			if _, err := tx.AccountByIdentity(ctx, one.Issuer, one.Subject); plan.KindOf(err) != plan.KindNotFound {
				t.Errorf("an identity that nobody has: %v", err)
			}
			if err := tx.AddIdentity(ctx, one); err != nil {
				return err
			}
			return tx.AddIdentity(ctx, other)
		}))
		must(t, administer(func(tx tracker.AdminTx) error {
			a, err := tx.AccountByIdentity(ctx, one.Issuer, one.Subject)
			if err != nil {
				return err
			}
			if a.ID != "a1" || len(a.Memberships) != 1 {
				t.Errorf("the account is %+v", a)
			}
			all, err := tx.IdentitiesOf(ctx, "a1")
			same(t, "its identities", all, []plan.ExternalIdentity{other, one})
			return err
		}))
		for name, i := range map[string]plan.ExternalIdentity{
			"of another account":             {Issuer: one.Issuer, Subject: "1", AccountID: "a2", CreatedAt: now},
			"a second of one issuer":         {Issuer: one.Issuer, Subject: "2", AccountID: "a1", CreatedAt: now},
			"the same once more, of its own": one,
		} {
			if err := administer(func(tx tracker.AdminTx) error { return tx.AddIdentity(ctx, i) }); plan.KindOf(err) != plan.KindConflict {
				t.Errorf("an identity %s: %v", name, err)
			}
		}
		must(t, administer(func(tx tracker.AdminTx) error { return tx.DeleteIdentitiesOf(ctx, "a1") }))
		must(t, administer(func(tx tracker.AdminTx) error {
			all, err := tx.IdentitiesOf(ctx, "a1")
			same(t, "what is left", all, []plan.ExternalIdentity(nil))
			return err
		}))
	})
}

// The ID token goes with its session, whichever way that ends.
func TestIDTokensOfSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			return tx.SaveAccount(ctx, plan.Account{ID: "a1", Email: "a@example.org", CreatedAt: now})
		}))
		begin := func(id string) {
			t.Helper()
			must(t, s.AddSession(ctx, plan.Session{ID: id, AccountID: "a1", Hash: "hash " + id, Method: plan.SignInOIDC,
				CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(time.Hour)}))
			must(t, s.SaveSessionIDToken(ctx, id, "token "+id))
		}
		gone := func(id string) {
			t.Helper()
			if token, err := s.SessionIDToken(ctx, id); plan.KindOf(err) != plan.KindNotFound {
				t.Errorf("the ID token of session %s is %q, %v", id, token, err)
			}
		}
		gone("none")
		for _, id := range []string{"s1", "s2", "s3"} {
			begin(id)
		}
		must(t, s.SaveSessionIDToken(ctx, "s1", "another"))
		token, err := s.SessionIDToken(ctx, "s1")
		must(t, err)
		same(t, "the ID token", token, "another")
		if err := s.SaveSessionIDToken(ctx, "none", "x"); err == nil {
			t.Error("an ID token of no session was kept")
		}
		must(t, s.DeleteSession(ctx, "a1", "s1"))
		gone("s1")
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error { return tx.DeleteSessionsOf(ctx, "a1", "s3") }))
		gone("s2")
		_, err = s.DeleteExpired(ctx, now.Add(2*time.Hour), Keep{SessionIdle: time.Hour})
		must(t, err)
		gone("s3")
	})
}

// Tokens that ended are kept for ninety days; those in force for ever.
func TestEndedTokensAreDeleted(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		person(t, s, "anna", plan.RoleEditor)
		const day = 24 * time.Hour
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			for _, k := range []plan.Token{
				{ID: "endless"}, {ID: "in force", ExpiresAt: now.Add(day)}, {ID: "just expired", ExpiresAt: now.Add(-day)}, {ID: "just revoked", RevokedAt: now.Add(-89 * day)},
				{ID: "long expired", ExpiresAt: now.Add(-91 * day)}, {ID: "long revoked", ExpiresAt: now.Add(day), RevokedAt: now.Add(-90 * day)},
			} {
				k.AccountID, k.Hash, k.Scope, k.CreatedAt = "anna", k.ID, plan.TokenRead, now
				if err := tx.SaveToken(ctx, k); err != nil {
					return err
				}
			}
			return nil
		}))
		deleted, err := s.DeleteExpired(ctx, now, Keep{SessionIdle: time.Hour})
		must(t, err)
		left, err := s.TokensOf(ctx, "anna")
		must(t, err)
		var ids []string
		for _, k := range left {
			ids = append(ids, k.ID)
		}
		same(t, "left", ids, []string{"endless", "in force", "just expired", "just revoked"})
		same(t, "deleted", deleted.Tokens, int64(2))
	})
}
