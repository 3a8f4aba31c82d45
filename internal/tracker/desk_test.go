package tracker_test

import (
	"context"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func standings(health string) plan.Standings {
	return plan.Standings{"": {Health: health, Shown: 40, Planned: 50}, "OB-01": {Health: health, Shown: -1, Planned: -1}}
}

// A visit is noted for each account and ente by itself, and is no write on the plan.
func TestVisits(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		reviewer := e.as(plan.RoleReviewer)
		none, err := e.tracker.Visit(reviewer, e.id)
		must(t, err)
		same(t, "before the first visit", none, plan.Visit{})

		note := func(by context.Context, organization, health string) plan.Visit {
			t.Helper()
			v, err := e.tracker.NoteVisit(by, organization, standings(health))
			must(t, err)
			return v
		}
		w.told.take()
		revision, audited := e.revision(), w.rows("SELECT COUNT(*) FROM audit_entries")
		began := w.clock.now().UTC()
		first := note(reviewer, e.id, "on_track")
		same(t, "the first visit", first, plan.Visit{AccountID: "account-reviewer", Organization: e.id, BeganAt: began, SeenAt: began, Seen: standings("on_track")})

		w.clock.pass(2 * time.Minute)
		same(t, "a look soon after is not noted", note(reviewer, e.id, "on_track"), first)
		same(t, "but what is new in it is", note(reviewer, e.id, "at_risk").Seen, standings("at_risk"))
		w.clock.pass(5 * time.Minute)
		left := w.clock.now().UTC()
		same(t, "a later look is noted", note(reviewer, e.id, "at_risk").SeenAt, left)

		w.clock.days(7)
		next := note(reviewer, e.id, "late")
		same(t, "the next visit", next, plan.Visit{AccountID: "account-reviewer", Organization: e.id, BeganAt: w.clock.now().UTC(), SeenAt: w.clock.now().UTC(),
			Seen: standings("late"), PreviousAt: left, Previous: standings("at_risk")})
		read, err := e.tracker.Visit(reviewer, e.id)
		must(t, err)
		same(t, "as it is kept", read, next)

		for name, other := range map[string]struct {
			by context.Context
			in string
		}{"another account": {e.editor(), e.id}, "the same account in another ente": {other.as(plan.RoleReviewer), other.id}} {
			v, err := e.tracker.Visit(other.by, other.in)
			must(t, err)
			same(t, name+" was not there", v, plan.Visit{})
		}
		same(t, "the plan's revision", e.revision(), revision)
		same(t, "audit entries", w.rows("SELECT COUNT(*) FROM audit_entries"), audited)
		same(t, "commits told", len(w.told.take()), 0)

		for who, by := range map[string]context.Context{
			"a stranger": other.as(plan.RoleAdmin), "the system": system,
		} {
			_, err := e.tracker.NoteVisit(by, e.id, nil)
			refused(t, who, err, plan.KindForbidden)
			_, err = e.tracker.Visit(by, e.id)
			refused(t, who, err, plan.KindForbidden)
		}
		_, err = e.tracker.NoteVisit(t.Context(), e.id, nil)
		refused(t, "nobody", err, plan.KindUnauthenticated)
	})
}

// What is kept of a report is what was read: not of a plan that has moved on meanwhile.
func TestBriefings(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		reviewer := e.as(plan.RoleReviewer)
		save := func(by context.Context, since plan.Date, shown int64) (tracker.Receipt, error) {
			return e.tracker.SaveBriefing(by, tracker.SaveBriefing{Organization: e.id, SinceOn: since, Shown: shown, Standings: standings("late")})
		}
		shown := e.revision()
		first, err := save(reviewer, plan.Date{}, shown)
		must(t, err)
		w.told.take()
		before := w.dump()
		_, err = save(reviewer, plan.Date{}, shown)
		refused(t, "of a plan that has moved on", err, plan.KindStale)
		_, err = save(reviewer, w.clock.today().AddDays(1), e.revision())
		refusedField(t, "since tomorrow", err, "since_on", "date.future")
		_, err = save(e.as(plan.RoleContributor), plan.Date{}, e.revision())
		refused(t, "by an office", err, plan.KindForbidden)
		w.untouched("reports that cannot be", before)

		day := w.clock.today()
		w.clock.days(7)
		second, err := save(e.editor(), day, e.revision())
		must(t, err)
		kept, err := e.tracker.Briefings(e.as(plan.RoleViewer), e.id)
		must(t, err)
		same(t, "the reports, the last one first", kept, []plan.Briefing{
			{ID: second.ID, On: w.clock.today(), SinceOn: day, Shown: second.Revision - 1, Standings: standings("late"), RecordedAt: w.clock.now().UTC(),
				By: plan.Signature{AccountID: "account-editor", Role: plan.RoleEditor}, Revision: second.Revision},
			{ID: first.ID, On: day, Shown: shown, Standings: standings("late"), RecordedAt: w.clock.now().AddDate(0, 0, -7).UTC(),
				By: plan.Signature{AccountID: "account-reviewer", Role: plan.RoleReviewer}, Revision: first.Revision},
		})
		none, err := e.tracker.Briefings(other.editor(), other.id)
		must(t, err)
		same(t, "of another ente", len(none), 0)
		_, err = e.tracker.Briefings(other.editor(), e.id)
		refused(t, "for a stranger", err, plan.KindForbidden)
		w.whole()
	})
}

// A verdict that was given meanwhile is not overruled unseen.
func TestAReviewThatWasOvertaken(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		update := e.reported(e.milestone("OB-01", 60), plan.Report{Percent: opt(10)}).ID
		review := func(known plan.Opt[int64]) (tracker.Receipt, error) {
			return e.tracker.ReviewUpdate(e.as(plan.RoleReviewer), tracker.ReviewUpdate{
				Organization: e.id, UpdateID: update, Verdict: plan.VerdictQuestioned, Note: "manca il verbale", IfReview: known,
			})
		}
		w.told.take()
		before := w.dump()
		_, err := review(opt(int64(3)))
		refused(t, "after a review that there is not", err, plan.KindStale)
		w.untouched("an overtaken review", before)
		first, err := review(opt(int64(0)))
		must(t, err)
		_, err = review(opt(int64(0)))
		refused(t, "the same again, as a double click sends it", err, plan.KindStale)
		second, err := review(opt(first.Revision))
		must(t, err)
		_, err = review(opt(first.Revision))
		refused(t, "after the first alone", err, plan.KindStale)
		_, err = review(plan.Opt[int64]{})
		must(t, err)
		same(t, "reviews", len(e.changes(0).Reviews), 3)
		same(t, "second review", e.changes(second.Revision - 1).Reviews[0].ID, second.ID)
	})
}

// Several updates are confirmed one by one: what cannot be holds up no other.
func TestConfirmUpdates(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		var ids []string
		for range 4 {
			ids = append(ids, e.reported(e.milestone("OB-01", 60), plan.Report{}).ID)
		}
		reviewer := e.as(plan.RoleReviewer)
		_, err := e.tracker.ReviewUpdate(reviewer, tracker.ReviewUpdate{Organization: e.id, UpdateID: ids[1], Verdict: plan.VerdictQuestioned, Note: "davvero?"})
		must(t, err)
		missing := "00000000-0000-7000-8000-ffffffffffff"
		asked := []string{ids[0], ids[1], missing, ids[2]}

		w.told.take()
		before := w.dump()
		confirm := func(by context.Context, ids []string) ([]tracker.Confirmed, error) {
			return e.tracker.ConfirmUpdates(by, tracker.ConfirmUpdates{Organization: e.id, UpdateIDs: ids})
		}
		_, err = confirm(e.editor(), asked)
		refused(t, "the editor", err, plan.KindForbidden)
		_, err = confirm(reviewer, nil)
		refusedField(t, "none", err, "updates", "required")
		_, err = confirm(reviewer, []string{ids[0], ids[0]})
		refusedField(t, "one twice", err, "updates[1]", "list.unique")
		_, err = confirm(reviewer, make([]string, tracker.MaxReviewsAtOnce+1))
		refusedField(t, "too many", err, "updates", "list.length")
		w.untouched("confirmations that cannot be", before)

		ctx := tracker.WithIdempotencyKey(reviewer, "key", "fingerprint")
		done, err := confirm(ctx, asked)
		must(t, err)
		same(t, "answers", len(done), 4)
		for i, want := range []plan.Kind{"", plan.KindStale, plan.KindNotFound, ""} {
			same(t, "of "+asked[i], done[i].UpdateID, asked[i])
			if want == "" {
				must(t, done[i].Err)
			} else {
				refused(t, asked[i], done[i].Err, want)
			}
		}
		same(t, "reviews", len(e.changes(0).Reviews), 3)
		again, err := confirm(ctx, asked)
		must(t, err)
		same(t, "repeated with its key", again[0].Receipt, tracker.Receipt{ID: done[0].Receipt.ID, Revision: done[0].Receipt.Revision, Replayed: true})
		same(t, "reviews after that", len(e.changes(0).Reviews), 3)
		w.whole()

		failing := &failingStore{Store: w.store, at: 6, how: notDone}
		over, _ := w.trackerOver(failing)
		done, err = over.ConfirmUpdates(reviewer, tracker.ConfirmUpdates{Organization: e.id, UpdateIDs: []string{ids[3], missing}})
		if err == nil || len(done) != 0 {
			t.Errorf("a database that fails in the middle: %v, %v", done, err)
		}
		same(t, "reviews after a failure", len(e.changes(0).Reviews), 3)
	})
}
