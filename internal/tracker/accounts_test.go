package tracker_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func account(organization string, role plan.Role) tracker.CreateAccount {
	return tracker.CreateAccount{Email: "nome@example.it", PasswordHash: "hash", Organization: organization, Role: role}
}

func (w *world) account(email string) plan.Account {
	w.t.Helper()
	a, err := w.store.AccountByEmail(context.Background(), email)
	must(w.t, err)
	return a
}

func TestAccounts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		first := account(e.id, plan.RoleContributor)
		first.Email, first.Office = "  Nome@Example.IT ", "tributi"
		created, err := w.tracker.CreateAccount(system, first)
		must(t, err)
		want := plan.Account{ID: created.ID, Email: "nome@example.it", PasswordHash: "hash", AddressProven: true, CreatedAt: w.clock.now().UTC(),
			Memberships: []plan.Membership{{Organization: e.id, Role: plan.RoleContributor, Office: "tributi"}}}
		same(t, "the account", w.account("nome@example.it"), want)
		same(t, "what was told", w.told.take(), []commit{{e.id, 4}})

		_, err = w.tracker.CreateAccount(e.as(plan.RoleAdmin), account(e.id, plan.RoleViewer))
		refused(t, "a second role in one ente", err, plan.KindConflict)
		further := account(other.id, plan.RoleEditor)
		further.PasswordHash = "another"
		_, err = w.tracker.CreateAccount(other.as(plan.RoleAdmin), further)
		must(t, err)
		want.Memberships = slices.Insert(want.Memberships, 0, plan.Membership{Organization: other.id, Role: plan.RoleEditor})
		same(t, "the account with a role in another ente, its password as it was", w.account("nome@example.it"), want)
		_, err = w.tracker.CreateAccount(e.as(plan.RoleAdmin), account(other.id, plan.RoleViewer))
		refused(t, "the admin of another ente", err, plan.KindForbidden)

		w.told.take()
		before := w.dump()
		for _, c := range []struct {
			change         func(*tracker.CreateAccount)
			location, rule string
		}{
			{func(c *tracker.CreateAccount) { c.Email = "nome" }, "email", "email.form"},
			{func(c *tracker.CreateAccount) { c.Email = "nome\x00@example.it" }, "email", "text.control"},
			{func(c *tracker.CreateAccount) { c.Email = "\xff@example.it" }, "email", "text.utf8"},
			{func(c *tracker.CreateAccount) { c.Email = "" }, "email", "required"},
			{func(c *tracker.CreateAccount) { c.Role = "god" }, "role", "account.role"},
			{func(c *tracker.CreateAccount) { c.Role = plan.RoleSystem }, "role", "account.role"},
			{func(c *tracker.CreateAccount) { c.Role = plan.RoleContributor }, "office", "account.office"},
		} {
			cmd := account(e.id, plan.RoleViewer)
			c.change(&cmd)
			_, err := w.tracker.CreateAccount(system, cmd)
			refusedField(t, "an account", err, c.location, c.rule)
		}
		_, err = w.tracker.Accounts(e.as(plan.RoleAdmin))
		refused(t, "every account of the installation, for an admin", err, plan.KindForbidden)
		all, err := w.tracker.Accounts(system)
		must(t, err)
		same(t, "the accounts", all, []plan.Account{want})
		w.untouched("accounts that cannot be", before)
	})
}

func TestTokens(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		for _, o := range []string{e.id, other.id} {
			_, err := w.tracker.CreateAccount(system, account(o, plan.RoleEditor))
			must(t, err)
		}
		w.told.take()
		const email = "nome@example.it"
		made, err := w.tracker.CreateToken(system, token(" NOME@example.it", "import", "hash-1", w.clock.now().Add(time.Hour)))
		must(t, err)
		// The account serves two enti: both learn of it.
		told := w.told.take()
		slices.SortFunc(told, func(a, b commit) int { return len(a.organization) - len(b.organization) })
		if len(told) != 2 || told[0].revision != 5 || told[1].revision != 5 {
			t.Errorf("what was told: %v", told)
		}
		a, got, err := w.store.AccountByTokenHash(t.Context(), "hash-1")
		must(t, err)
		if a.Email != email || got.ID != made.ID || !got.InForce(w.clock.now()) || got.InForce(w.clock.now().Add(time.Hour)) {
			t.Errorf("the token is %+v of %s", got, a.Email)
		}

		before := w.dump()
		_, err = w.tracker.CreateToken(system, token(email, "import", "hash-2", time.Time{}))
		refused(t, "a second token of a name", err, plan.KindConflict)
		_, err = w.tracker.CreateToken(system, token(email, "x", "hash-1", time.Time{}))
		refused(t, "a hash that is there", err, plan.KindConflict)
		_, err = w.tracker.CreateToken(system, token(email, "x", "hash-2", w.clock.now()))
		refusedField(t, "a token that has expired", err, "expires", "token.expiry")
		_, err = w.tracker.CreateToken(system, token(email, "x\x00", "hash-2", time.Time{}))
		refusedField(t, "a token with a bad name", err, "name", "text.control")
		for _, scope := range []plan.TokenScope{"", "admin", "READ"} {
			other := token(email, "x", "hash-2", time.Time{})
			other.Scope = scope
			_, err = w.tracker.CreateToken(system, other)
			refusedField(t, "a token of no known scope", err, "scope", "token.scope")
		}
		for _, organization := range []string{"c_none", "C_M403", "\x00"} {
			other := token(email, "x", "hash-2", time.Time{})
			other.Organization = organization
			_, err = w.tracker.CreateToken(system, other)
			refusedField(t, "a token for where the account has no role", err, "organization", "token.organization")
		}
		_, err = w.tracker.CreateToken(system, token("nobody@example.it", "x", "hash-2", time.Time{}))
		refused(t, "a token for nobody", err, plan.KindNotFound)
		refused(t, "a token that there is not", w.tracker.RevokeToken(system, email, "export"), plan.KindNotFound)
		refused(t, "an account that there is not", w.tracker.DisableAccount(system, tracker.ByEmail("nobody@example.it")), plan.KindNotFound)
		w.untouched("tokens that cannot be", before)

		w.clock.pass(time.Hour) // the first has expired
		_, err = w.tracker.CreateToken(system, token(email, "import", "hash-2", time.Time{}))
		must(t, err)
		must(t, w.tracker.RevokeToken(system, email, "import"))
		_, got, err = w.store.AccountByTokenHash(t.Context(), "hash-2")
		must(t, err)
		if got.InForce(w.clock.now()) {
			t.Error("the revoked token is in force")
		}
		must(t, w.tracker.DisableAccount(system, tracker.ByEmail(email)))
		_, err = w.tracker.CreateToken(system, token(email, "x", "hash-3", time.Time{}))
		refused(t, "a token of a disabled account", err, plan.KindConflict)
		w.whole()
	})
}

func token(email, name, hash string, expiresAt time.Time) tracker.CreateToken {
	return tracker.CreateToken{Email: email, Name: name, Hash: hash, Scope: plan.TokenWrite, ExpiresAt: expiresAt}
}

// A token's scope and the organization that it is narrowed to come back as they were given,
// and the audit trail tells them.
func TestATokenThatIsNarrower(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		for _, o := range []string{e.id, other.id} {
			_, err := w.tracker.CreateAccount(system, account(o, plan.RoleEditor))
			must(t, err)
		}
		cmd := token("nome@example.it", "cruscotto", "hash-1", time.Time{})
		cmd.Scope, cmd.Organization = plan.TokenRead, e.id
		made, err := w.tracker.CreateToken(system, cmd)
		must(t, err)
		if made.Scope != plan.TokenRead || made.Organization != e.id {
			t.Errorf("the token made: %+v", made)
		}
		_, got, err := w.store.AccountByTokenHash(t.Context(), "hash-1")
		must(t, err)
		same(t, "the token", got, made)
		entries, _, err := w.tracker.AuditEntries(e.as(plan.RoleAdmin), tracker.AuditQuery{Organization: e.id, Action: string(tracker.OpTokenManage)})
		must(t, err)
		want := `{"token":"` + made.ID + `","scope":"read","organization":"` + e.id + `"}`
		if len(entries) != 1 || entries[0].Detail != want {
			t.Errorf("the audit entries: %+v, want one of %s", entries, want)
		}
	})
}

// pausingStore does something else after an account was read for a change.
type pausingStore struct {
	tracker.Store
	meanwhile func()
}

type pausingTx struct {
	tracker.AdminTx
	meanwhile func()
}

func (p *pausingStore) Administer(ctx context.Context, fn func(tracker.AdminTx) error) error {
	return p.Store.Administer(ctx, func(tx tracker.AdminTx) error { return fn(&pausingTx{tx, p.meanwhile}) })
}

func (p *pausingTx) AccountByEmail(ctx context.Context, email string) (plan.Account, error) {
	a, err := p.AdminTx.AccountByEmail(ctx, email)
	p.meanwhile()
	return a, err
}

// An account that is disabled while something else of it changes stays disabled.
func TestADisabledAccountIsNotEnabledByAccident(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		_, err := w.tracker.CreateAccount(system, account(e.id, plan.RoleEditor))
		must(t, err)
		const email = "nome@example.it"
		_, err = w.tracker.CreateToken(system, token(email, "import", "hash-1", time.Time{}))
		must(t, err)
		for name, change := range map[string]func(*tracker.Tracker) error{
			"a further role": func(tr *tracker.Tracker) error {
				_, err := tr.CreateAccount(system, account(other.id, plan.RoleEditor))
				return err
			},
			"a token made": func(tr *tracker.Tracker) error {
				_, err := tr.CreateToken(system, token(email, "export", "hash-2", time.Time{}))
				return err
			},
			"a token revoked": func(tr *tracker.Tracker) error { return tr.RevokeToken(system, email, "import") },
		} {
			disabled := errors.New("not tried")
			pausing, _ := w.trackerOver(&pausingStore{w.store, func() {
				// It may have to wait for the other change, and then gives up: that is as good.
				ctx, cancel := context.WithTimeout(system, 50*time.Millisecond)
				defer cancel()
				disabled = w.tracker.DisableAccount(ctx, tracker.ByEmail(email))
			}})
			must(t, change(pausing))
			switch is := w.account(email).Disabled; {
			case disabled == nil && !is:
				t.Errorf("%s has enabled the account again", name)
			case disabled != nil:
				refused(t, name+": the one who came second", disabled, plan.KindUnavailable)
			}
			w.exec("UPDATE accounts SET disabled = " + map[string]string{"sqlite": "0", "postgres": "FALSE"}[w.engine])
		}
		w.whole()
	})
}
