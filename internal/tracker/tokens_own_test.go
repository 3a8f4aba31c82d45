package tracker_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestOwnTokens(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		a, me := e.person("nome@example.it", plan.RoleContributor, "tributi")
		_, another := e.person("altro@example.it", plan.RoleAdmin, "")
		today := w.clock.today()
		n := func(name string) tracker.NewOwnToken {
			return tracker.NewOwnToken{Name: name, Hash: "hash of " + name, Scope: plan.TokenRead}
		}
		made, err := w.tracker.CreateOwnToken(me, n("cruscotto"))
		must(t, err)
		same(t, "the token", made, plan.Token{ID: made.ID, AccountID: a.ID, Name: "cruscotto", Hash: "hash of cruscotto", Scope: plan.TokenRead,
			CreatedAt: w.clock.now().UTC(), ExpiresAt: w.tracker.EndOf(today.AddYears(1)).UTC()})
		same(t, "the trail", e.lastDetail(), `token.own contributor {"token":"`+made.ID+`","scope":"read"}`)
		narrow := n("import")
		narrow.Scope, narrow.Organization, narrow.LastDay = plan.TokenWrite, e.id, today
		second, err := w.tracker.CreateOwnToken(me, narrow)
		must(t, err)
		all, err := w.tracker.OwnTokens(me)
		must(t, err)
		same(t, "the tokens, the last first", all, []plan.Token{second, made})

		byToken := plan.WithActor(t.Context(), plan.Actor{AccountID: a.ID, Memberships: a.Memberships, Token: second.Grant()})
		before := w.dump()
		for who, ctx := range map[string]context.Context{"the public": t.Context(), "the program": system} {
			_, err := w.tracker.CreateOwnToken(ctx, n("x"))
			refused(t, "a token of "+who, err, plan.KindUnauthenticated)
			refused(t, "revoking, by "+who, w.tracker.RevokeOwnToken(ctx, made.ID), plan.KindUnauthenticated)
			_, err = w.tracker.OwnTokens(ctx)
			refused(t, "the tokens of "+who, err, plan.KindUnauthenticated)
		}
		_, err = w.tracker.CreateOwnToken(byToken, n("x"))
		refused(t, "a token made by a token", err, plan.KindForbidden)
		refused(t, "a token revoked by a token", w.tracker.RevokeOwnToken(byToken, made.ID), plan.KindForbidden)
		refused(t, "another's token", w.tracker.RevokeOwnToken(another, made.ID), plan.KindNotFound)
		for _, c := range []struct {
			change         func(*tracker.NewOwnToken)
			location, rule string
		}{
			{func(n *tracker.NewOwnToken) { n.Name = "" }, "name", "required"},
			{func(n *tracker.NewOwnToken) { n.Scope = "" }, "scope", "token.scope"},
			{func(n *tracker.NewOwnToken) { n.Organization = other.id }, "organization", "token.organization"},
			{func(n *tracker.NewOwnToken) { n.LastDay = today.AddDays(-1) }, "expires_on", "token.expiry"},
			{func(n *tracker.NewOwnToken) { n.LastDay = today.AddYears(2).AddDays(1) }, "expires_on", "token.expiry_max"},
		} {
			bad := n("x")
			c.change(&bad)
			_, err := w.tracker.CreateOwnToken(me, bad)
			refusedField(t, "a token", err, c.location, c.rule)
		}
		_, err = w.tracker.CreateOwnToken(me, n("cruscotto"))
		refused(t, "a second one of a name", err, plan.KindConflict)
		same(t, "nothing of all that is left", w.dump(), before)

		longest := n("x")
		longest.LastDay = today.AddYears(2)
		_, err = w.tracker.CreateOwnToken(me, longest)
		must(t, err)
		must(t, w.tracker.RevokeOwnToken(me, made.ID))
		same(t, "the trail", e.lastDetail(), `token.own contributor {"revoked":["`+made.ID+`"]}`)
		refused(t, "revoked twice", w.tracker.RevokeOwnToken(me, made.ID), plan.KindNotFound)
		w.clock.days(1) // the second ended with its day
		all, err = w.tracker.OwnTokens(byToken)
		must(t, err)
		if len(all) != 1 || all[0].Name != "x" {
			t.Errorf("in force: %+v", all)
		}
		for i := len(all); i < tracker.MaxOwnTokens; i++ {
			_, err := w.tracker.CreateOwnToken(me, n(fmt.Sprint("token ", i)))
			must(t, err)
		}
		_, err = w.tracker.CreateOwnToken(me, n("one more"))
		refusedAs(t, "one too many", err, plan.KindConflict, "token.many")
		must(t, w.tracker.DisableAccount(system, tracker.ByEmail(a.Email)))
		_, err = w.tracker.CreateOwnToken(me, n("y"))
		refusedAs(t, "of a disabled account", err, plan.KindConflict, "account.disabled")
		w.whole()
	})
}

func TestOwnProfile(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		a, me := e.person("nome@example.it", plan.RoleEditor, "")
		want := w.account(a.Email)
		want.PasswordHash = ""
		got, err := w.tracker.OwnProfile(me)
		must(t, err)
		same(t, "the profile", got, tracker.Profile{Account: want, HasPassword: true})
		f := plan.SecondFactor{AccountID: a.ID, Secret: "sealed", CreatedAt: w.clock.now().UTC()}
		must(t, w.store.SaveSecondFactor(t.Context(), f))
		got, err = w.tracker.OwnProfile(me)
		must(t, err)
		same(t, "a second factor being set up", got.SecondFactor, false)
		must(t, w.tracker.ConfirmSecondFactor(me, f, []string{"r"}))
		got, err = w.tracker.OwnProfile(me)
		must(t, err)
		same(t, "a second factor", got.SecondFactor, true)
		_, err = w.tracker.OwnProfile(t.Context())
		refused(t, "nobody's", err, plan.KindUnauthenticated)
		joined := w.signIn(external("1", "altro@example.it", in(e.id, plan.RoleViewer)))
		got, err = w.tracker.OwnProfile(signedIn(joined))
		must(t, err)
		same(t, "one of a provider", got, tracker.Profile{Account: joined})
	})
}

// Two admins change one account: the second, who has not seen the first's change, is told.
func TestTwoAdminsOnOneAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		a, _ := e.person("nome@example.it", plan.RoleEditor, "")
		admin := e.as(plan.RoleAdmin)
		seen := func() tracker.StaffMember {
			t.Helper()
			m, err := w.tracker.StaffMember(admin, e.id, a.ID)
			must(t, err)
			return m
		}
		first := seen()
		if first.Revision != e.revision() {
			t.Errorf("the account's revision is %d, the ente's %d", first.Revision, e.revision())
		}
		must(t, e.patchOffice()) // something else changes
		same(t, "the account's revision", seen().Revision, first.Revision)
		ref := e.ref(a)
		ref.IfRevision = first.Revision
		must(t, w.tracker.ChangeMembership(admin, tracker.ChangeMembership{Account: ref, Role: plan.RoleViewer}))
		before := w.dump()
		for name, err := range map[string]error{
			"another role": w.tracker.ChangeMembership(admin, tracker.ChangeMembership{Account: ref, Role: plan.RoleAdmin}),
			"its end":      w.tracker.DisableAccount(admin, ref),
			"its removal":  w.tracker.RemoveMembership(admin, ref),
		} {
			refused(t, name, err, plan.KindStale)
		}
		same(t, "untouched", w.dump(), before)
		ref.IfRevision = seen().Revision
		must(t, w.tracker.DisableAccount(admin, ref))
		member, err := w.tracker.StaffMember(system, e.id, w.signIn(external("1", "b@example.it", in(e.id, plan.RoleViewer), in(other.id, plan.RoleViewer))).ID)
		must(t, err)
		if !member.External || member.HasPassword || member.Revision != e.revision() {
			t.Errorf("an account of a provider: %+v", member)
		}
	})
}
