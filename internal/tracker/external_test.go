package tracker_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const issuer = "https://sso.comune.example"

func external(subject, email string, memberships ...plan.Membership) tracker.SignInExternal {
	return tracker.SignInExternal{Issuer: issuer, Subject: subject, Email: email, Memberships: memberships}
}

func in(organization string, role plan.Role) plan.Membership {
	return plan.Membership{Organization: organization, Role: role}
}

// signIn is a sign-in with the provider that goes well.
func (w *world) signIn(cmd tracker.SignInExternal) plan.Account {
	w.t.Helper()
	got, err := w.tracker.SignInExternal(system, cmd)
	must(w.t, err)
	same(w.t, "what was told is what is stored", w.account(got.Account.Email), got.Account)
	return got.Account
}

func (w *world) followed(organization string) (details []string) {
	w.t.Helper()
	entries, _, err := w.tracker.AuditEntries(system, tracker.AuditQuery{Organization: organization, Action: string(tracker.OpAccountFollow), Ascending: true})
	must(w.t, err)
	for _, e := range entries {
		details = append(details, e.Detail)
	}
	return details
}

// refusedAs checks the rule too, by which pages choose their words.
func refusedAs(t *testing.T, what string, err error, kind plan.Kind, rule string) {
	t.Helper()
	refused(t, what, err, kind)
	var e *plan.Error
	if !errors.As(err, &e) || e.Rule != rule {
		t.Errorf("%s: refused as %v, want the rule %s", what, err, rule)
	}
}

func TestAccountsOfAProvider(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		w.told.take()
		first := w.signIn(external("1", " Nome.Cognome@Example.IT", in(e.id, plan.RoleEditor)))
		same(t, "the new account", first, plan.Account{ID: first.ID, Email: "nome.cognome@example.it", AddressProven: true, CreatedAt: w.clock.now().UTC(),
			Memberships: []plan.Membership{in(e.id, plan.RoleEditor)}})
		if told := w.told.take(); len(told) != 1 || told[0].organization != e.id {
			t.Errorf("what was told: %v", told)
		}

		w.clock.days(1)
		before := w.dump()
		same(t, "the same again", w.signIn(external("1", "nome.cognome@example.it", in(e.id, plan.RoleEditor))), first)
		w.untouched("a sign-in that changes nothing", before)

		// Roles follow, whichever way.
		office := plan.Membership{Organization: other.id, Role: plan.RoleContributor, Office: "tributi"}
		got := w.signIn(external("1", "nome.cognome@example.it", office, in(e.id, plan.RoleViewer)))
		same(t, "other roles", got.Memberships, []plan.Membership{office, in(e.id, plan.RoleViewer)})
		got = w.signIn(external("1", "nome.cognome@example.it", office))
		same(t, "a role less", got.Memberships, []plan.Membership{office})
		// So does the address.
		got = w.signIn(external("1", "altro.nome@example.it", office))
		if got.ID != first.ID || got.Email != "altro.nome@example.it" {
			t.Errorf("another address: %+v", got)
		}
		same(t, "the trail here", w.followed(e.id), []string{`{"joined":true,"role":"editor"}`, `{"role":"viewer"}`, `{"role":""}`})
		same(t, "the trail there", w.followed(other.id), []string{`{"role":"contributor","office":"tributi"}`, `{"role":"contributor","office":"tributi"}`,
			`{"email_changed":true,"role":"contributor","office":"tributi"}`})

		// Somebody else gets the first address: another account, and the first keeps its own.
		second := w.signIn(external("2", "nome.cognome@example.it", office))
		if second.ID == first.ID {
			t.Error("an address that passed to somebody else opened the first one's account")
		}
		got = w.signIn(external("1", "nome.cognome@example.it", office))
		if got.ID != first.ID || got.Email != "altro.nome@example.it" {
			t.Errorf("an address that another account has: %+v", got)
		}
		w.whole()
	})
}

func TestRolesThatDoNotExist(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		got, err := w.tracker.SignInExternal(system, external("1", "a@example.it",
			in("c_none", plan.RoleAdmin), plan.Membership{Organization: e.id, Role: plan.RoleEditor, Office: "cultura"},
			in("C_M403", plan.RoleAdmin), in("\x00", plan.RoleAdmin)))
		must(t, err)
		if got.Ignored != 3 || len(got.Account.Memberships) != 1 {
			t.Errorf("%+v", got)
		}
		w.told.take()
		before := w.dump()
		for name, m := range map[string]plan.Membership{
			"no such organization": in("c_none", plan.RoleAdmin), "no such role": in(e.id, "god"), "the system's": in(e.id, plan.RoleSystem),
			"no such office": {Organization: e.id, Role: plan.RoleEditor, Office: "nessuno"}, "no office": in(e.id, plan.RoleContributor),
		} {
			_, err := w.tracker.SignInExternal(system, external("2", "b@example.it", m))
			refusedAs(t, name, err, plan.KindForbidden, "account.no_role")
		}
		_, err = w.tracker.SignInExternal(system, external("2", "b@example.it"))
		refusedAs(t, "no role at all", err, plan.KindForbidden, "account.no_role")
		w.untouched("sign-ins without a role", before)

		// Who has lost every role there has none here either: tokens would go on working.
		_, err = w.tracker.SignInExternal(system, external("1", "a@example.it"))
		refusedAs(t, "every role lost", err, plan.KindForbidden, "account.no_role")
		if m := w.account("a@example.it").Memberships; len(m) > 0 {
			t.Errorf("it still has %v", m)
		}
		before = w.dump()
		w.told.take()
		_, err = w.tracker.SignInExternal(system, external("1", "a@example.it"))
		refusedAs(t, "and again", err, plan.KindForbidden, "account.no_role")
		w.untouched("a second time", before)
		w.signIn(external("1", "a@example.it", in(e.id, plan.RoleViewer)))
		w.whole()
	})
}

func TestWhoJoinsAnAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		create := func(email, hash string) plan.Account {
			t.Helper()
			cmd := account(e.id, plan.RoleEditor)
			cmd.Email, cmd.PasswordHash = email, hash
			a, err := w.tracker.CreateAccount(system, cmd)
			must(t, err)
			return a
		}
		invited, local := create("invited@example.it", ""), create("local@example.it", "hash")
		if got := w.signIn(external("1", "invited@example.it", in(other.id, plan.RoleViewer))); got.ID != invited.ID || len(got.Memberships) != 1 {
			t.Errorf("an account without a password: %+v", got)
		}
		w.told.take()
		before := w.dump()
		cmd := external("2", "local@example.it", in(e.id, plan.RoleAdmin))
		_, err := w.tracker.SignInExternal(system, cmd)
		refusedAs(t, "an account with a password", err, plan.KindConflict, "account.join")
		_, err = w.tracker.SignInExternal(system, external("3", "invited@example.it", in(e.id, plan.RoleAdmin)))
		refusedAs(t, "an account that the provider knows as somebody else", err, plan.KindConflict, "account.join")
		w.untouched("accounts that are not joined", before)

		cmd.JoinByEmail = true
		joined := w.signIn(cmd)
		if joined.ID != local.ID || joined.PasswordHash != "hash" || joined.Memberships[0].Role != plan.RoleAdmin {
			t.Errorf("an account with a password, with the setting: %+v", joined)
		}
		// A password that somebody may have chosen who is not at that address does not stay.
		unproven := w.unproven(e, "presto@example.it")
		cmd = external("4", "presto@example.it", in(other.id, plan.RoleAdmin))
		cmd.JoinByEmail = true
		if got := w.signIn(cmd); got.ID != unproven.ID || got.PasswordHash != "" || !got.AddressProven {
			t.Errorf("an account whose address was not proven: %+v", got)
		}
		w.disarmed(unproven)
		third := external("3", "local@example.it", in(e.id, plan.RoleAdmin))
		third.JoinByEmail = true
		_, err = w.tracker.SignInExternal(system, third)
		refusedAs(t, "even with the setting, somebody else's", err, plan.KindConflict, "account.join")
		// Another provider is the operator's choice: the account is the same person's.
		moved := external("x", "invited@example.it", in(e.id, plan.RoleViewer))
		moved.Issuer = "https://another.example"
		if got := w.signIn(moved); got.ID != invited.ID {
			t.Errorf("with another provider: %+v", got)
		}
		w.whole()
	})
}

func TestADisabledAccountStaysOut(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		w.signIn(external("1", "a@example.it", in(e.id, plan.RoleEditor)))
		must(t, w.tracker.DisableAccount(system, tracker.ByEmail("a@example.it")))
		w.told.take()
		before := w.dump()
		_, err := w.tracker.SignInExternal(system, external("1", "a@example.it", in(e.id, plan.RoleAdmin)))
		refusedAs(t, "a disabled account", err, plan.KindForbidden, "account.disabled")
		w.untouched("a disabled account", before)
		must(t, w.tracker.EraseAccount(system, tracker.ByEmail("a@example.it")))
		if again := w.signIn(external("1", "a@example.it", in(e.id, plan.RoleEditor))); again.Disabled || len(w.rows("SELECT subject FROM account_identities")) != 1 {
			t.Errorf("somebody whose data were erased, and who works here again: %+v", again)
		}
		for name, cmd := range map[string]tracker.SignInExternal{"no subject": external("", "a@example.it"), "no address": external("1", "a")} {
			if _, err := w.tracker.SignInExternal(system, cmd); plan.KindOf(err) != plan.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err = w.tracker.SignInExternal(e.as(plan.RoleAdmin), external("9", "z@example.it", in(e.id, plan.RoleAdmin)))
		refused(t, "by an admin", err, plan.KindForbidden)
	})
}

// A double click at the provider: two first sign-ins of one person, one account.
func TestFirstSignInsAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		var wait sync.WaitGroup
		ids := make([]string, 6)
		for i := range ids {
			wait.Go(func() {
				got, err := w.tracker.SignInExternal(context.WithoutCancel(system), external("1", "a@example.it", in(e.id, plan.RoleEditor)))
				if err != nil {
					ids[i] = err.Error()
					return
				}
				ids[i] = got.Account.ID
			})
		}
		wait.Wait()
		for _, id := range ids {
			if id != ids[0] || strings.Contains(id, " ") {
				t.Fatal(fmt.Sprint(ids))
			}
		}
		w.whole()
	})
}
