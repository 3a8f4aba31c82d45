package tracker_test

import (
	"context"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// A contributor's reach is what its own office owns at that moment.
func TestAContributorReportsForItsOwnOfficeAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		tributi := e.as(plan.RoleContributor)
		cultura := e.asOf(plan.RoleContributor, "cultura", "account-cultura")
		report := func(by context.Context, r plan.Report) error {
			_, err := e.tracker.ReportUpdate(by, tracker.ReportUpdate{Organization: e.id, Milestone: id, Report: r})
			return err
		}
		begun := plan.Report{Percent: opt(10)}
		must(t, report(tributi, begun))
		refuse := func(who string, by context.Context, r plan.Report, kind plan.Kind) {
			t.Helper()
			w.told.take()
			before := w.dump()
			refused(t, who, report(by, r), kind)
			w.untouched(who, before)
		}
		refuse("another office", cultura, begun, plan.KindForbidden)
		refuse("nobody", t.Context(), begun, plan.KindUnauthenticated)
		refuse("the same office of another ente", other.as(plan.RoleContributor), begun, plan.KindForbidden)
		refuse("the editor of another ente", other.editor(), begun, plan.KindForbidden)
		refuse("an account without any role", plan.WithActor(t.Context(), plan.Actor{AccountID: "x"}), begun, plan.KindForbidden)

		w.clock.days(5)
		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: id, Office: opt("cultura")}))
		must(t, report(cultura, begun))
		refuse("the office that has handed it over", tributi, begun, plan.KindForbidden)
		yesterday := begun
		yesterday.EffectiveOn = w.clock.today().AddDays(-1)
		refuse("that office, of a day on which it was its own", tributi, yesterday, plan.KindForbidden)
		must(t, report(cultura, yesterday)) // whoever has it answers for its past too

		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: id, Office: opt("tributi")}))
		must(t, report(tributi, begun))

		// Somebody of two enti has in each the role that it has there.
		both := plan.WithActor(t.Context(), plan.Actor{AccountID: "both", Memberships: []plan.Membership{
			{Organization: e.id, Role: plan.RoleViewer}, {Organization: other.id, Role: plan.RoleEditor},
		}})
		refuse("a viewer here who is an editor elsewhere", both, begun, plan.KindForbidden)
	})
}

func TestTheLeadOfficeRates(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive) // led by tributi
		cultura := e.asOf(plan.RoleContributor, "cultura", "account-cultura")
		rate := func(by context.Context, side plan.RatedBy) error {
			_, err := e.tracker.RateObjective(by, tracker.RateObjective{Organization: e.id, Objective: "OB-01", RatedBy: side, Confidence: plan.ConfidenceAmber, Text: "ci vuole tempo"})
			return err
		}
		must(t, rate(e.as(plan.RoleContributor), plan.RatedByOffice))
		refused(t, "another office", rate(cultura, plan.RatedByOffice), plan.KindForbidden)
		refused(t, "the reviewer for the office", rate(e.as(plan.RoleReviewer), plan.RatedByOffice), plan.KindForbidden)
		refused(t, "the office as the reviewer", rate(e.as(plan.RoleContributor), plan.RatedByReviewer), plan.KindForbidden)
		refused(t, "the editor as the reviewer", rate(e.editor(), plan.RatedByReviewer), plan.KindForbidden)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", LeadOffice: opt("cultura")}))
		must(t, rate(cultura, plan.RatedByOffice))
		refused(t, "the office that leads no more", rate(e.as(plan.RoleContributor), plan.RatedByOffice), plan.KindForbidden)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", LeadOffice: opt("")}))
		refused(t, "an office, where none leads", rate(cultura, plan.RatedByOffice), plan.KindForbidden)
	})
}

// What a milestone was added with is nothing to review; a review comes back with what it
// is about, and the last one counts.
func TestReviews(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		added := e.changes(0).Updates[0].ID
		update := e.reported(id, plan.Report{Percent: opt(10)}).ID
		review := func(by context.Context, organization, update string, v plan.Verdict, note string) error {
			_, err := e.tracker.ReviewUpdate(by, tracker.ReviewUpdate{Organization: organization, UpdateID: update, Verdict: v, Note: note})
			return err
		}
		reviewer := e.as(plan.RoleReviewer)
		w.told.take()
		before := w.dump()
		refused(t, "what it was added with", review(reviewer, e.id, added, plan.VerdictConfirmed, ""), plan.KindNotFound)
		refused(t, "an update that there is not", review(reviewer, e.id, "00000000-0000-7000-8000-ffffffffffff", plan.VerdictConfirmed, ""), plan.KindNotFound)
		refused(t, "no identifier at all", review(reviewer, e.id, "x\x00", plan.VerdictConfirmed, ""), plan.KindNotFound)
		refused(t, "another ente's update", review(other.as(plan.RoleReviewer), other.id, update, plan.VerdictConfirmed, ""), plan.KindNotFound)
		refusedField(t, "a doubt without a word", review(reviewer, e.id, update, plan.VerdictQuestioned, " "), "note", "review.note")
		refusedField(t, "no verdict", review(reviewer, e.id, update, "", "x"), "verdict", "review.verdict")
		w.untouched("reviews that cannot be", before)

		must(t, review(reviewer, e.id, update, plan.VerdictQuestioned, "manca il verbale"))
		must(t, review(reviewer, e.id, update, plan.VerdictConfirmed, ""))
		if got := e.milestoneOn(id, plan.Date{}).Updates[0]; got.ID != update || got.Verdict != plan.VerdictConfirmed {
			t.Errorf("the update is shown as %+v", got)
		}
		if n := len(e.changes(0).Reviews); n != 2 {
			t.Errorf("%d reviews are kept, want both", n)
		}
	})
}
