package tracker_test

import (
	"context"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestCalendarAddresses(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		a, me := e.person("nome@example.it", plan.RoleContributor, "tributi")
		_, err := w.tracker.CalendarAddress(me, e.id)
		refused(t, "none yet", err, plan.KindNotFound)
		made, err := w.tracker.CreateCalendarAddress(me, e.id, "hash-1")
		must(t, err)
		same(t, "the address", made, plan.CalendarAddress{ID: made.ID, AccountID: a.ID, Organization: e.id, Hash: "hash-1", Role: plan.RoleContributor,
			Office: "tributi", CreatedAt: w.clock.now().UTC(), Revision: e.revision()})
		same(t, "the trail", e.lastDetail(), `calendar.own contributor {"calendar":"`+made.ID+`"}`)
		kept, err := w.tracker.CalendarAddress(me, e.id)
		must(t, err)
		same(t, "what is kept", kept, made)
		found, account, err := w.store.CalendarByHash(t.Context(), "hash-1")
		must(t, err)
		if found.ID != made.ID || account.ID != a.ID || !found.Holds(account) {
			t.Errorf("found %+v of %+v", found, account)
		}

		// A new one takes the place of the old one.
		w.clock.pass(time.Minute)
		second, err := w.tracker.CreateCalendarAddress(me, e.id, "hash-2")
		must(t, err)
		_, _, err = w.store.CalendarByHash(t.Context(), "hash-1")
		refused(t, "the old one", err, plan.KindNotFound)

		byToken := plan.WithActor(t.Context(), plan.Actor{AccountID: a.ID, Memberships: a.Memberships, Token: plan.TokenGrant{ID: "t", Scope: plan.TokenWrite}})
		_, admin := e.person("altro@example.it", plan.RoleAdmin, "")
		w.told.take()
		before := w.dump()
		for who, tc := range map[string]struct {
			ctx  context.Context
			kind plan.Kind
		}{
			"the public": {t.Context(), plan.KindUnauthenticated}, "the program": {system, plan.KindUnauthenticated},
			"a token": {byToken, plan.KindForbidden}, "a stranger": {other.editor(), plan.KindForbidden},
		} {
			_, err := w.tracker.CreateCalendarAddress(tc.ctx, e.id, "x")
			refused(t, "made by "+who, err, tc.kind)
			refused(t, "revoked by "+who, w.tracker.RevokeCalendarAddress(tc.ctx, e.id, 0), tc.kind)
		}
		refused(t, "another's", w.tracker.RevokeCalendarAddress(admin, e.id, 0), plan.KindNotFound)
		refused(t, "having read another", w.tracker.RevokeCalendarAddress(me, e.id, made.Revision), plan.KindStale)
		w.untouched("refusals", before)

		must(t, w.tracker.RevokeCalendarAddress(me, e.id, second.Revision))
		same(t, "the trail", e.lastDetail(), `calendar.own contributor {"calendar":"`+second.ID+`","revoked":true}`)
		_, _, err = w.store.CalendarByHash(t.Context(), "hash-2")
		refused(t, "the revoked one", err, plan.KindNotFound)
	})
}

// Whatever ends the role that an address was made under ends the address, for good.
func TestCalendarAddressesEndWithTheRole(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		ends := func(what string, do func(ref tracker.AccountRef) error) {
			t.Helper()
			a, me := e.person(what+"@example.it", plan.RoleContributor, "tributi")
			_, err := w.tracker.CreateCalendarAddress(me, e.id, "hash of "+what)
			must(t, err)
			must(t, do(tracker.AccountRef{Organization: e.id, ID: a.ID}))
			_, _, err = w.store.CalendarByHash(t.Context(), "hash of "+what)
			refused(t, what, err, plan.KindNotFound)
		}
		change := func(role plan.Role, office string) func(tracker.AccountRef) error {
			return func(ref tracker.AccountRef) error {
				return w.tracker.ChangeMembership(system, tracker.ChangeMembership{Account: ref, Role: role, Office: office})
			}
		}
		ends("role", change(plan.RoleEditor, ""))
		ends("office", change(plan.RoleContributor, "cultura"))
		ends("back", func(ref tracker.AccountRef) error {
			if err := change(plan.RoleEditor, "")(ref); err != nil {
				return err
			}
			return change(plan.RoleContributor, "tributi")(ref)
		})
		ends("removed", func(ref tracker.AccountRef) error { return w.tracker.RemoveMembership(system, ref) })
		ends("disabled", func(ref tracker.AccountRef) error { return w.tracker.DisableAccount(system, ref) })
		ends("erased", func(ref tracker.AccountRef) error { return w.tracker.EraseAccount(system, ref) })

		// What changes nothing of the role leaves the address alone.
		a, me := e.person("stays@example.it", plan.RoleContributor, "tributi")
		_, err := w.tracker.CreateCalendarAddress(me, e.id, "hash of stays")
		must(t, err)
		must(t, w.tracker.ChangeOwnPassword(me, "another hash"))
		c, account, err := w.store.CalendarByHash(t.Context(), "hash of stays")
		must(t, err)
		if account.ID != a.ID || !c.Holds(account) {
			t.Errorf("%+v does not hold for %+v", c, account)
		}
	})
}
