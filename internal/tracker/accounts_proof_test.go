package tracker_test

import (
	"context"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// unproven is an account whose password was chosen by a link that an admin had in hand, with
// all else that one signs in with.
func (w *world) unproven(e *ente, email string) plan.Account {
	w.t.Helper()
	a, link, err := w.tracker.InviteAccount(e.as(plan.RoleAdmin), tracker.CreateAccount{Email: email, Organization: e.id, Role: plan.RoleViewer}, "link of "+email)
	must(w.t, err)
	_, err = w.tracker.RedeemLink(context.Background(), link.Hash, "chosen")
	must(w.t, err)
	w.begin("session of "+a.ID, a)
	must(w.t, w.store.SaveSecondFactor(context.Background(), plan.SecondFactor{AccountID: a.ID, Secret: "plain:x", CreatedAt: w.clock.now().UTC(), ConfirmedAt: w.clock.now().UTC()}))
	_, err = w.tracker.CreateOwnToken(signedIn(a), tracker.NewOwnToken{Name: "mine", Hash: "token of " + a.ID, Scope: plan.TokenWrite})
	must(w.t, err)
	if got := w.account(email); got.AddressProven || got.PasswordHash != "chosen" {
		w.t.Errorf("by a link that was handed over: %+v", got)
	}
	return a
}

// disarmed fails where something of what an account was signed in with still lets somebody in.
func (w *world) disarmed(a plan.Account) {
	w.t.Helper()
	after, err := w.store.AccountByID(context.Background(), a.ID)
	must(w.t, err)
	same(w.t, "the password", after.PasswordHash, "")
	same(w.t, "sessions", w.sessionsOf(a), "")
	_, ok, err := w.store.SecondFactor(context.Background(), a.ID)
	must(w.t, err)
	same(w.t, "a second factor", ok, false)
	tokens, err := w.store.TokensOf(context.Background(), a.ID)
	must(w.t, err)
	for _, k := range tokens {
		same(w.t, "the token "+k.Name+" in force", k.InForce(w.clock.now()), false)
	}
}

// An admin of one ente who makes an account under the address of somebody who is to work for
// another, and chooses its password, is not let into that one's plan.
func TestAnAccountWhoseAddressNobodyProved(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		first, second := w.ente("c_m403"), w.ente("c_h501")
		give := func(by context.Context, email, hash string) (plan.Account, plan.Link, error) {
			return w.tracker.InviteAccount(by, tracker.CreateAccount{Email: email, Organization: second.id, Role: plan.RoleAdmin}, hash)
		}
		w.unproven(first, "presto@example.it")
		w.told.take()
		before := w.dump()
		_, _, err := give(second.as(plan.RoleAdmin), "presto@example.it", "h-1")
		refusedAs(t, "a role for an account that somebody else may have", err, plan.KindConflict, "account.unproven")
		w.untouched("a role for an account that somebody else may have", before)
		_, _, err = give(system, "presto@example.it", "h-2")
		must(t, err) // the operator knows who it is

		// Taking its only role away first is no way around: it begins anew.
		planted := w.unproven(first, "anche@example.it")
		must(t, w.tracker.RemoveMembership(first.as(plan.RoleAdmin), first.ref(planted)))
		got, link, err := give(second.as(plan.RoleAdmin), "anche@example.it", "h-3")
		must(t, err)
		same(t, "the account", got.ID, planted.ID)
		same(t, "the link", link.Kind, plan.LinkInvitation)
		w.disarmed(planted)

		// A link that went to the address, or came from the operator, is a proof; one that an
		// admin was handed takes it away again.
		known := w.unproven(first, "nota@example.it")
		for i, step := range []struct {
			by     context.Context
			proven bool
		}{{system, true}, {first.as(plan.RoleAdmin), false}, {system, true}} {
			hash := "proof " + string(rune('a'+i))
			made, err := w.tracker.IssueLink(step.by, first.ref(known), hash)
			must(t, err)
			same(t, "the link proves", made.ProvesAddress, step.proven)
			_, err = w.tracker.RedeemLink(t.Context(), hash, "chosen by its owner")
			must(t, err)
			same(t, "proven", w.account("nota@example.it").AddressProven, step.proven)
		}
		got, link, err = give(second.as(plan.RoleAdmin), "nota@example.it", "h-4")
		must(t, err)
		same(t, "no link is needed", link, plan.Link{})
		same(t, "the password stays", w.account("nota@example.it").PasswordHash, "chosen by its owner")
		same(t, "roles", len(got.Memberships), 2)
		w.whole()
	})
}
