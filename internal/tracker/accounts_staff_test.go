package tracker_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// person adds an account with a password and its first role, and gives who it is when it
// is signed in.
func (e *ente) person(email string, role plan.Role, office string) (plan.Account, context.Context) {
	e.t.Helper()
	a, err := e.tracker.CreateAccount(system, tracker.CreateAccount{Email: email, PasswordHash: "hash of " + email, Organization: e.id, Role: role, Office: office})
	must(e.t, err)
	return a, signedIn(a)
}

func signedIn(a plan.Account) context.Context {
	return plan.WithActor(context.Background(), plan.Actor{AccountID: a.ID, SessionID: "session of " + a.ID, Memberships: a.Memberships})
}

func (e *ente) ref(a plan.Account) tracker.AccountRef {
	return tracker.AccountRef{Organization: e.id, ID: a.ID}
}

// begin stores a session of an account.
func (w *world) begin(id string, a plan.Account) {
	w.t.Helper()
	must(w.t, w.store.AddSession(context.Background(), plan.Session{ID: id, Hash: "hash of " + id, AccountID: a.ID, Method: plan.SignInPassword,
		CreatedAt: w.clock.now().UTC(), LastSeenAt: w.clock.now().UTC(), ExpiresAt: w.clock.now().UTC().Add(time.Hour)}))
}

func (w *world) sessionsOf(a plan.Account) string {
	w.t.Helper()
	all, err := w.store.SessionsOf(context.Background(), a.ID)
	must(w.t, err)
	var ids []string
	for _, s := range all {
		ids = append(ids, s.ID)
	}
	return strings.Join(ids, " ")
}

// lastDetail is the detail of the newest audit entry of an ente.
func (e *ente) lastDetail() string {
	e.t.Helper()
	entries, _, err := e.store.AuditEntries(context.Background(), tracker.AuditQuery{Organization: e.id, Limit: 1})
	must(e.t, err)
	return fmt.Sprintf("%s %s %s", entries[0].Action, entries[0].By.Role, entries[0].Detail)
}

func TestInvitations(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		admin, otherAdmin := e.as(plan.RoleAdmin), other.as(plan.RoleAdmin)
		invite := func(by context.Context, organization, hash string) (plan.Account, plan.Link, error) {
			return w.tracker.InviteAccount(by, tracker.CreateAccount{Email: "nome@example.it", PasswordHash: "ignored", Organization: organization, Role: plan.RoleEditor}, hash)
		}
		a, link, err := invite(admin, e.id, "h-1")
		must(t, err)
		same(t, "the link", link, plan.Link{ID: link.ID, Hash: "h-1", Kind: plan.LinkInvitation, AccountID: a.ID,
			CreatedAt: w.clock.now().UTC(), ExpiresAt: w.clock.now().UTC().Add(7 * 24 * time.Hour)})
		same(t, "no password yet", w.account("nome@example.it").PasswordHash, "")
		same(t, "the audit entry", e.lastDetail(), `account.manage admin {"role":"editor","office":"","link":"invitation"}`)

		// Another ente gives it a role before it was accepted: whoever invited first may have
		// kept the link, and must not get the new role by it. Nor is there a new one, which
		// would hand the first role to the second admin.
		_, link, err = invite(otherAdmin, other.id, "h-2")
		must(t, err)
		same(t, "no link for what serves another ente too", link, plan.Link{})
		_, err = w.tracker.RedeemLink(t.Context(), "h-1", "mine")
		refused(t, "the first link", err, plan.KindNotFound)
		for _, by := range []struct {
			who context.Context
			ref tracker.AccountRef
		}{{admin, e.ref(a)}, {otherAdmin, other.ref(a)}} {
			_, err = w.tracker.IssueLink(by.who, by.ref, "h-3")
			refused(t, "a link into another ente", err, plan.KindForbidden)
		}
		_, err = w.tracker.IssueLink(system, tracker.ByEmail("nome@example.it"), "h-4")
		must(t, err)
		redeemed, err := w.tracker.RedeemLink(t.Context(), "h-4", "chosen")
		must(t, err)
		same(t, "who accepted", redeemed.ID, a.ID)
		same(t, "the password", w.account("nome@example.it").PasswordHash, "chosen")
		for _, o := range []*ente{e, other} {
			same(t, "audited in "+o.id, o.lastDetail(), `account.own editor {"link":"invitation","password":"set"}`)
		}
		_, err = w.tracker.RedeemLink(t.Context(), "h-4", "again")
		refused(t, "a link used twice", err, plan.KindNotFound)
		w.whole()
	})
}

func TestResetLinks(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		a, _ := e.person("nome@example.it", plan.RoleEditor, "")
		admin := e.as(plan.RoleAdmin)
		w.begin("s-1", a)
		first, err := w.tracker.IssueLink(admin, e.ref(a), "h-1")
		must(t, err)
		same(t, "its kind", first.Kind, plan.LinkReset)
		same(t, "the session goes on until it is used", w.sessionsOf(a), "s-1")
		_, err = w.tracker.IssueLink(admin, e.ref(a), "h-2")
		must(t, err)
		_, err = w.tracker.RedeemLink(t.Context(), "h-1", "x")
		refused(t, "a link that a later one replaced", err, plan.KindNotFound)
		w.clock.pass(plan.LinkReset.Lifetime())
		_, err = w.tracker.RedeemLink(t.Context(), "h-2", "x")
		refused(t, "a link at its end", err, plan.KindNotFound)
		_, err = w.tracker.IssueLink(admin, e.ref(a), "h-3")
		must(t, err)
		must(t, w.tracker.DisableAccount(system, tracker.ByEmail(a.Email)))
		_, err = w.tracker.RedeemLink(t.Context(), "h-3", "x")
		refused(t, "a link of an account disabled meanwhile", err, plan.KindNotFound)
		_, err = w.tracker.IssueLink(admin, e.ref(a), "h-4")
		refused(t, "a link for a disabled account", err, plan.KindConflict)
		must(t, w.tracker.EnableAccount(system, tracker.ByEmail(a.Email)))
		_, err = w.tracker.IssueLink(admin, e.ref(a), "h-5")
		must(t, err)
		w.begin("s-2", a)
		_, err = w.tracker.RedeemLink(t.Context(), "h-5", "new")
		must(t, err)
		same(t, "every session has ended", w.sessionsOf(a), "")
		same(t, "the owner is told", fmt.Sprint(w.told.accounts()), "["+a.ID+" "+string(plan.MailPasswordChanged)+"]")
		for kind, hash := range map[plan.LinkKind]string{plan.LinkDemo: "h-6", plan.LinkSetup: "h-7"} {
			must(t, w.store.AddLink(t.Context(), plan.Link{ID: hash, Hash: hash, Kind: kind, AccountID: a.ID,
				CreatedAt: w.clock.now(), ExpiresAt: w.clock.now().Add(time.Hour)}))
			before := w.dump()
			_, err = w.tracker.RedeemLink(t.Context(), hash, "x")
			refused(t, "a password by a link of kind "+string(kind), err, plan.KindNotFound)
			same(t, "such a link is not used up", w.dump(), before)
		}
		w.whole()
	})
}

func TestSetUpOfAnInstallation(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		link := func(hash string, kind plan.LinkKind) {
			must(t, w.store.AddLink(t.Context(), plan.Link{ID: hash, Hash: hash, Kind: kind, CreatedAt: w.clock.now(), ExpiresAt: w.clock.now().Add(time.Hour)}))
		}
		link("h-1", plan.LinkSetup)
		link("h-2", plan.LinkSetup)
		link("h-3", plan.LinkReset)
		good := tracker.SetUp{LinkHash: "h-1", Email: " Admin@Example.IT", PasswordHash: "hash", Organization: "c_m403", OrganizationName: "Corigliano-Rossano"}
		for location, bad := range map[string]func(*tracker.SetUp){
			"email": func(c *tracker.SetUp) { c.Email = "x" }, "organization": func(c *tracker.SetUp) { c.Organization = "C M" },
			"organization_name": func(c *tracker.SetUp) { c.OrganizationName = " " },
		} {
			cmd := good
			bad(&cmd)
			_, err := w.tracker.SetUp(t.Context(), cmd)
			refused(t, "set up without its "+location, err, plan.KindInvalid)
		}
		for _, hash := range []string{"h-3", "h-0"} {
			cmd := good
			cmd.LinkHash = hash
			_, err := w.tracker.SetUp(t.Context(), cmd)
			refused(t, "another link", err, plan.KindNotFound)
		}
		a, err := w.tracker.SetUp(t.Context(), good)
		must(t, err)
		same(t, "the admin", a, plan.Account{ID: a.ID, Email: "admin@example.it", PasswordHash: "hash", AddressProven: true, CreatedAt: w.clock.now().UTC(),
			Memberships: []plan.Membership{{Organization: "c_m403", Role: plan.RoleAdmin}}})
		same(t, "what was told", w.told.take(), []commit{{"c_m403", 2}})
		cmd := good
		cmd.LinkHash, cmd.Email = "h-2", "second@example.it"
		_, err = w.tracker.SetUp(t.Context(), cmd)
		refused(t, "a second admin by set-up", err, plan.KindNotFound)
		w.whole()
	})
}

func TestSetUpForAnEnteThatIsThere(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		must(t, w.store.AddLink(t.Context(), plan.Link{ID: "l", Hash: "h", Kind: plan.LinkSetup, CreatedAt: w.clock.now(), ExpiresAt: w.clock.now().Add(time.Hour)}))
		_, err := w.tracker.SetUp(t.Context(), tracker.SetUp{LinkHash: "h", Email: "admin@example.it", PasswordHash: "hash", Organization: e.id})
		must(t, err)
		same(t, "the audit entry", e.lastDetail(), `account.manage system {"role":"admin","office":"","link":"setup"}`)
		w.whole()
	})
}

// An admin acts in its own organizations: what serves another one too keeps it.
func TestAnAdminActsInItsOwnOrganizations(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		admin := e.as(plan.RoleAdmin)
		mine, _ := e.person("mio@example.it", plan.RoleEditor, "")
		theirs, _ := other.person("loro@example.it", plan.RoleEditor, "")
		shared, _ := e.person("di-due@example.it", plan.RoleEditor, "")
		shared, err := w.tracker.CreateAccount(system, tracker.CreateAccount{Email: shared.Email, Organization: other.id, Role: plan.RoleAdmin})
		must(t, err)
		whole := map[string]func(context.Context, tracker.AccountRef) error{
			"disables":      w.tracker.DisableAccount,
			"enables":       w.tracker.EnableAccount,
			"erases":        w.tracker.EraseAccount,
			"second factor": w.tracker.RemoveSecondFactor,
			"link": func(ctx context.Context, ref tracker.AccountRef) error {
				_, err := w.tracker.IssueLink(ctx, ref, "h")
				return err
			},
		}
		part := map[string]func(context.Context, tracker.AccountRef) error{
			"role": func(ctx context.Context, ref tracker.AccountRef) error {
				return w.tracker.ChangeMembership(ctx, tracker.ChangeMembership{Account: ref, Role: plan.RoleViewer})
			},
			"removes": w.tracker.RemoveMembership,
		}
		w.told.take()
		before := w.dump()
		for _, some := range []map[string]func(context.Context, tracker.AccountRef) error{whole, part} {
			for name, do := range some {
				refused(t, name+": an account of another ente", do(admin, e.ref(theirs)), plan.KindNotFound)
				refused(t, name+": an account that there is not", do(admin, e.ref(plan.Account{ID: "nobody"})), plan.KindNotFound)
				refused(t, name+": in another ente", do(admin, other.ref(theirs)), plan.KindForbidden)
				refused(t, name+": by its e-mail address", do(admin, tracker.AccountRef{Organization: e.id, Email: mine.Email}), plan.KindForbidden)
				refused(t, name+": in no ente", do(admin, tracker.AccountRef{ID: mine.ID}), plan.KindForbidden)
				refused(t, name+": the public", do(t.Context(), e.ref(mine)), plan.KindUnauthenticated)
				for _, role := range []plan.Role{plan.RoleViewer, plan.RoleContributor, plan.RoleEditor, plan.RoleReviewer} {
					refused(t, name+": a "+string(role), do(e.as(role), e.ref(mine)), plan.KindForbidden)
				}
			}
		}
		for name, do := range whole {
			refused(t, name+": what serves another ente too", do(admin, e.ref(shared)), plan.KindForbidden)
		}
		w.untouched("what an admin may not", before)

		must(t, part["role"](admin, e.ref(shared)))
		same(t, "its role here", w.account(shared.Email).Memberships[1], plan.Membership{Organization: e.id, Role: plan.RoleViewer})
		must(t, part["removes"](admin, e.ref(shared)))
		same(t, "what is left", w.account(shared.Email).Memberships, []plan.Membership{{Organization: other.id, Role: plan.RoleAdmin}})
		refused(t, "and now it is not there", part["removes"](admin, e.ref(shared)), plan.KindNotFound)
		w.whole()
	})
}

func TestTheLastAdminStays(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		one, oneSignedIn := e.person("uno@example.it", plan.RoleAdmin, "")
		two, _ := e.person("due@example.it", plan.RoleAdmin, "")
		must(t, w.tracker.DisableAccount(oneSignedIn, e.ref(two)))
		w.told.take()
		before := w.dump()
		for name, do := range map[string]func() error{
			"disables itself": func() error { return w.tracker.DisableAccount(oneSignedIn, e.ref(one)) },
			"erases itself":   func() error { return w.tracker.EraseAccount(oneSignedIn, e.ref(one)) },
			"removes itself":  func() error { return w.tracker.RemoveMembership(oneSignedIn, e.ref(one)) },
			"becomes an editor": func() error {
				return w.tracker.ChangeMembership(oneSignedIn, tracker.ChangeMembership{Account: e.ref(one), Role: plan.RoleEditor})
			},
		} {
			err := do()
			refused(t, "the last admin "+name, err, plan.KindConflict)
			var refusal *plan.Error
			if !errors.As(err, &refusal) || refusal.Rule != "account.last_admin" {
				t.Errorf("%s: refused by %+v", name, refusal)
			}
		}
		w.untouched("the last admin", before)
		must(t, w.tracker.EnableAccount(oneSignedIn, e.ref(two)))

		// Two who take the role from each other at once: one of them keeps it.
		twoSignedIn := signedIn(w.account(two.Email))
		var both sync.WaitGroup
		results := make([]error, 2)
		both.Go(func() { results[0] = w.tracker.RemoveMembership(oneSignedIn, e.ref(two)) })
		both.Go(func() { results[1] = w.tracker.RemoveMembership(twoSignedIn, e.ref(one)) })
		both.Wait()
		if (results[0] == nil) == (results[1] == nil) {
			t.Errorf("removed each other: %v, %v", results[0], results[1])
		}
		must(t, w.tracker.DisableAccount(system, tracker.ByEmail(one.Email))) // the command line may
		w.whole()
	})
}

func TestRolesAreChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		a, _ := e.person("nome@example.it", plan.RoleEditor, "")
		admin := e.as(plan.RoleAdmin)
		change := func(role plan.Role, office string) error {
			return w.tracker.ChangeMembership(admin, tracker.ChangeMembership{Account: e.ref(a), Role: role, Office: office})
		}
		refusedField(t, "a role that there is not", change("god", ""), "role", "account.role")
		refusedField(t, "a contributor of no office", change(plan.RoleContributor, ""), "office", "account.office")
		refusedField(t, "an office that there is not", change(plan.RoleContributor, "spare"), "office", "office.unknown")
		must(t, change(plan.RoleContributor, "tributi"))
		same(t, "the audit entry", e.lastDetail(), `account.manage admin {"role":"contributor","office":"tributi"}`)
		staff, err := w.tracker.Staff(admin, e.id)
		must(t, err)
		revision, err := w.store.Revision(t.Context(), e.id)
		must(t, err)
		same(t, "the staff", staff, []tracker.StaffMember{{AccountID: a.ID, Email: a.Email, Role: plan.RoleContributor, Office: "tributi",
			HasPassword: true, CreatedAt: w.clock.now().UTC(), Revision: revision}})
		_, err = w.tracker.Staff(e.as(plan.RoleEditor), e.id)
		refused(t, "the staff, for the editor", err, plan.KindForbidden)
		_, err = w.tracker.StaffMember(admin, e.id, "nobody")
		refused(t, "nobody", err, plan.KindNotFound)
	})
}

func TestErasingPersonalData(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		a, me := e.person("nome.cognome@example.it", plan.RoleEditor, "")
		_, err := w.tracker.ReportUpdate(me, tracker.ReportUpdate{Organization: e.id, Milestone: id, Report: plan.Report{Percent: opt(10)}})
		must(t, err)
		_, err = w.tracker.CreateToken(system, token(a.Email, "cognome", "hash-1", time.Time{}))
		must(t, err)
		w.begin("s-1", a)
		must(t, w.store.SaveSecondFactor(t.Context(), plan.SecondFactor{AccountID: a.ID, Secret: "secret-of-cognome", CreatedAt: w.clock.now()}))
		must(t, w.tracker.EraseAccount(e.as(plan.RoleAdmin), e.ref(a)))
		accounts := w.dump()
		for _, line := range strings.Split(accounts, "\n") {
			if strings.Contains(line, "cognome") && !strings.HasPrefix(line, "audit_entries:") {
				t.Errorf("it is still there: %s", line)
			}
		}
		same(t, "the audit entry", e.lastDetail(), `account.manage admin {"erased":true}`)
		if !strings.Contains(accounts, a.ID) {
			t.Error("its acts are gone too")
		}
		got, err := w.store.AccountByID(t.Context(), a.ID)
		must(t, err)
		same(t, "what is left", got, plan.Account{ID: a.ID, Disabled: true, CreatedAt: w.clock.now().UTC()})
		refused(t, "enabled again", w.tracker.EnableAccount(system, tracker.AccountRef{ID: a.ID}), plan.KindConflict)
		again, _ := e.person("nome.cognome@example.it", plan.RoleViewer, "")
		if again.ID == a.ID {
			t.Error("the erased account has come back")
		}
		w.whole()
	})
}

func TestOwnAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		a, _ := e.person("nome@example.it", plan.RoleEditor, "")
		a, err := w.tracker.CreateAccount(system, tracker.CreateAccount{Email: a.Email, Organization: other.id, Role: plan.RoleViewer})
		must(t, err)
		me := plan.WithActor(t.Context(), plan.Actor{AccountID: a.ID, SessionID: "s-1", Memberships: a.Memberships})
		byToken := plan.WithActor(t.Context(), plan.Actor{AccountID: a.ID, Memberships: a.Memberships, Token: plan.TokenGrant{ID: "t", Scope: plan.TokenWrite}})
		f := plan.SecondFactor{AccountID: a.ID, Secret: "sealed", CreatedAt: w.clock.now().UTC()}
		must(t, w.store.SaveSecondFactor(t.Context(), f))
		f.LastStep = 100
		for name, do := range map[string]func(context.Context) error{
			"password":     func(ctx context.Context) error { return w.tracker.ChangeOwnPassword(ctx, "new") },
			"codes":        func(ctx context.Context) error { return w.tracker.RenewRecoveryCodes(ctx, []string{"r"}) },
			"confirmation": func(ctx context.Context) error { return w.tracker.ConfirmSecondFactor(ctx, f, []string{"r"}) },
			"removal":      w.tracker.RemoveOwnSecondFactor,
		} {
			before := w.dump()
			refused(t, name+", for the public", do(t.Context()), plan.KindUnauthenticated)
			refused(t, name+", for the program", do(system), plan.KindUnauthenticated)
			refused(t, name+", with a token", do(byToken), plan.KindForbidden)
			same(t, name+": untouched", w.dump(), before)
		}
		own, err := w.tracker.OwnAccount(me)
		must(t, err)
		want := w.account(a.Email)
		want.PasswordHash = ""
		same(t, "the own account", own, want)

		audited := func(detail string) {
			t.Helper()
			same(t, "audited", e.lastDetail(), "account.own editor "+detail)
			same(t, "audited elsewhere", other.lastDetail(), "account.own viewer "+detail)
		}
		for _, id := range []string{"s-1", "s-2", "s-3"} {
			w.begin(id, a)
		}
		_, err = w.tracker.IssueLink(system, tracker.ByEmail(a.Email), "h-1")
		must(t, err)
		must(t, w.tracker.ChangeOwnPassword(me, "new"))
		audited(`{"password":"changed"}`)
		same(t, "the password", w.account(a.Email).PasswordHash, "new")
		same(t, "the other sessions have ended", w.sessionsOf(a), "s-1")
		_, err = w.tracker.RedeemLink(t.Context(), "h-1", "x")
		refused(t, "a link from before", err, plan.KindNotFound)

		refused(t, "recovery codes without a second factor", w.tracker.RenewRecoveryCodes(me, []string{"r"}), plan.KindConflict)
		changed := f
		changed.Secret = "another"
		refused(t, "confirming another secret", w.tracker.ConfirmSecondFactor(me, changed, []string{"r"}), plan.KindConflict)
		must(t, w.tracker.ConfirmSecondFactor(me, f, []string{"r-1", "r-2"}))
		audited(`{"second_factor":"on"}`)
		got, ok, err := w.store.SecondFactor(t.Context(), a.ID)
		must(t, err)
		if !ok || !got.ConfirmedAt.Equal(w.clock.now()) || got.LastStep != 100 {
			t.Errorf("the second factor is %+v", got)
		}
		refused(t, "confirming twice", w.tracker.ConfirmSecondFactor(me, f, []string{"r"}), plan.KindConflict)
		must(t, w.tracker.RenewRecoveryCodes(me, []string{"r-3"}))
		audited(`{"recovery_codes":"renewed"}`)
		left, err := w.store.RecoveryCodesLeft(t.Context(), a.ID)
		must(t, err)
		same(t, "codes left", left, 1)
		staff, err := w.tracker.StaffMember(e.as(plan.RoleAdmin), e.id, a.ID)
		must(t, err)
		same(t, "the admin sees", fmt.Sprint(staff.SecondFactor, staff.Elsewhere, staff.HasPassword), "true true true")
		must(t, w.tracker.RemoveOwnSecondFactor(me))
		audited(`{"second_factor":"off"}`)
		refused(t, "removing twice", w.tracker.RemoveOwnSecondFactor(me), plan.KindConflict)
		must(t, w.store.SaveSecondFactor(t.Context(), f))
		must(t, w.tracker.RemoveSecondFactor(system, tracker.ByEmail(a.Email)))
		// Each change is told once, whoever made it; a refusal is none.
		var letters []string
		for _, what := range []plan.MailKind{plan.MailPasswordChanged, plan.MailFactorOn, plan.MailCodesRenewed, plan.MailFactorOff, plan.MailFactorOff} {
			letters = append(letters, a.ID+" "+string(what))
		}
		same(t, "the owner is told", fmt.Sprint(w.told.accounts()), fmt.Sprint(letters))
		w.whole()
	})
}

// An account without any role has no chain to be audited in, and can be changed all the same.
func TestAnAccountWithoutRoles(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		a, _ := e.person("nome@example.it", plan.RoleEditor, "")
		must(t, w.tracker.RemoveMembership(e.as(plan.RoleAdmin), e.ref(a)))
		me := plan.WithActor(t.Context(), plan.Actor{AccountID: a.ID, SessionID: "s-1"})
		must(t, w.tracker.ChangeOwnPassword(me, "new"))
		refused(t, "its former admin", w.tracker.DisableAccount(e.as(plan.RoleAdmin), e.ref(a)), plan.KindNotFound)
		must(t, w.tracker.DisableAccount(system, tracker.ByEmail(a.Email)))
		w.whole()
	})
}
