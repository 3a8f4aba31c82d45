package tracker_test

import (
	"context"
	"errors"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// What a meeting asked of an office, the office itself says done, and takes back; it
// changes nothing else of it, and nothing of another's.
func TestTheOfficeThatWasAskedCompletes(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		today := w.clock.today()
		receipt, err := e.tracker.CreateAction(e.editor(), e.id, plan.Action{Meeting: e.meeting(), Title: "Scrivere il bando", Office: "tributi", DueOn: today.AddDays(7)})
		must(t, err)
		id := receipt.ID
		tributi, cultura := e.as(plan.RoleContributor), e.asOf(plan.RoleContributor, "cultura", "account-cultura")
		complete := func(by context.Context, on plan.Date) error {
			_, err := e.tracker.CompleteAction(by, tracker.CompleteAction{Organization: e.id, ID: id, CompletedOn: on})
			return err
		}
		reopen := func(by context.Context) error {
			_, err := e.tracker.ReopenAction(by, e.id, id, 0)
			return err
		}
		stands := func(what string, state plan.ActionState, on plan.Date) {
			t.Helper()
			a := find(t, e.changes(0).Actions, func(a plan.Action) bool { return a.ID == id })
			if a.State != state || a.CompletedOn != on || a.Title != "Scrivere il bando" || a.DueOn != today.AddDays(7) || a.Office != "tributi" {
				t.Errorf("%s: it stands as %+v", what, a)
			}
		}

		w.told.take()
		before := w.dump()
		for who, by := range map[string]context.Context{
			"another office":                cultura,
			"a contributor of no office":    e.asOf(plan.RoleContributor, "", "account-lost"),
			"a viewer":                      e.as(plan.RoleViewer),
			"the reviewer":                  e.as(plan.RoleReviewer),
			"the same office of another":    other.as(plan.RoleContributor),
			"the editor of another ente":    other.editor(),
			"an account without any role":   plan.WithActor(t.Context(), plan.Actor{AccountID: "x"}),
			"the office with a reading key": plan.WithActor(t.Context(), plan.Actor{AccountID: "x", Token: plan.TokenGrant{ID: "t", Scope: plan.TokenRead}, Memberships: []plan.Membership{{Organization: e.id, Role: plan.RoleContributor, Office: "tributi"}}}),
		} {
			refused(t, who, complete(by, plan.Date{}), plan.KindForbidden)
			refused(t, who+", back", reopen(by), plan.KindForbidden)
		}
		refused(t, "nobody", complete(t.Context(), plan.Date{}), plan.KindUnauthenticated)
		_, err = e.tracker.ChangeAction(tributi, tracker.ChangeAction{Organization: e.id, ID: id, DueOn: opt(today.AddDays(90))})
		refused(t, "the office moves its date", err, plan.KindForbidden)
		refused(t, "not done yet", reopen(tributi), plan.KindConflict)
		refusedField(t, "tomorrow", complete(tributi, today.AddDays(1)), "completed_on", "date.future")
		_, err = e.tracker.CompleteAction(tributi, tracker.CompleteAction{Organization: e.id, ID: id, IfRevision: receipt.Revision + 1})
		refused(t, "of a copy that is old", err, plan.KindStale)
		_, err = other.tracker.CompleteAction(other.editor(), tracker.CompleteAction{Organization: other.id, ID: id})
		refused(t, "in another ente's name", err, plan.KindNotFound)
		w.untouched("what was refused", before)

		must(t, complete(tributi, today.AddDays(-2)))
		stands("done two days ago", plan.ActionDone, today.AddDays(-2))
		must(t, complete(tributi, plan.Date{}))
		stands("said again", plan.ActionDone, today.AddDays(-2))
		must(t, reopen(tributi))
		stands("taken back", plan.ActionOpen, plan.Date{})
		must(t, complete(e.editor(), plan.Date{}))
		stands("by the editor", plan.ActionDone, today)
		must(t, reopen(e.as(plan.RoleAdmin)))

		_, err = e.tracker.ChangeAction(e.editor(), tracker.ChangeAction{Organization: e.id, ID: id, State: opt(plan.ActionCancelled)})
		must(t, err)
		w.told.take()
		before = w.dump()
		for what, err := range map[string]error{"action.cancelled": complete(tributi, plan.Date{}), "action.not_done": reopen(tributi)} {
			var refusal *plan.Error
			if !errors.As(err, &refusal) || refusal.Kind != plan.KindConflict || refusal.Rule != what {
				t.Errorf("one that was cancelled: %v, want %s", err, what)
			}
		}
		w.untouched("one that was cancelled", before)

		// Handed over to another office it is the other's to do.
		_, err = e.tracker.ChangeAction(e.editor(), tracker.ChangeAction{Organization: e.id, ID: id, State: opt(plan.ActionOpen), Office: opt("cultura")})
		must(t, err)
		refused(t, "the office that has handed it over", complete(tributi, plan.Date{}), plan.KindForbidden)
		must(t, complete(cultura, plan.Date{}))
		w.whole()
	})
}
