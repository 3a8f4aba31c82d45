package store

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestVisitsComeBack(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		seedAs(t, s, "c_h501")
		if _, ok, err := s.Visit(ctx, "nobody", org); ok || err != nil {
			t.Fatalf("a visit that there was not: %t, %v", ok, err)
		}
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			visit := plan.Visit{AccountID: texts.Draw(rt, "account"), Organization: org, BeganAt: instants.Draw(rt, "began"),
				SeenAt: now.Add(time.Duration(n) * time.Hour), Seen: standingsOrNone.Draw(rt, "seen"),
				PreviousAt: instantsOrNone.Draw(rt, "previous at"), Previous: standingsOrNone.Draw(rt, "previous")}
			if err := s.SaveVisit(ctx, visit); err != nil {
				rt.Fatal(err)
			}
			got, ok, err := s.Visit(ctx, visit.AccountID, org)
			if err != nil || !ok {
				rt.Fatalf("the visit is not there: %v", err)
			}
			same(rt, "the visit", got, visit)
			if _, ok, err := s.Visit(ctx, visit.AccountID, "c_h501"); ok || err != nil {
				rt.Fatalf("a visit of another ente: %t, %v", ok, err)
			}
		})

		later := plan.Visit{AccountID: "overtaken", Organization: org, BeganAt: now, SeenAt: now.Add(time.Minute)}
		must(t, s.SaveVisit(ctx, later))
		must(t, s.SaveVisit(ctx, plan.Visit{AccountID: "overtaken", Organization: org, BeganAt: now, SeenAt: now}))
		got, _, err := s.Visit(ctx, "overtaken", org)
		must(t, err)
		same(t, "a visit that was overtaken", got, later)
	})
}

func TestBriefingsComeBack(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			w := genWorld(rt, n)
			if _, err := s.Change(ctx, org, w.save); err != nil {
				rt.Fatal(err)
			}
			all, err := s.Briefings(ctx, org)
			if err != nil || len(all) == 0 {
				rt.Fatalf("%d briefings, %v", len(all), err)
			}
			same(rt, "the last briefing", all[0], w.Briefing)
		})
		seedAs(t, s, "c_h501")
		none, err := s.Briefings(ctx, "c_h501")
		must(t, err)
		if len(none) > 0 {
			t.Errorf("another ente has them too: %+v", none)
		}
	})
}

func TestTheLastReviewOfAnUpdate(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		var want plan.Review
		change(t, s, org, func(tx tracker.Tx) error {
			if err := tx.AddUpdate(ctx, update("u-1", 1, today, status())); err != nil {
				return err
			}
			return tx.AddUpdate(ctx, update("u-2", 1, today, status()))
		})
		// Identifiers that do not sort as the revisions do: those tell which is the last.
		for _, id := range []string{"r-2", "r-3", "r-1"} {
			want = plan.Review{ID: id, UpdateID: "u-1", Verdict: plan.VerdictConfirmed, RecordedAt: now, By: plan.Signature{Role: plan.RoleReviewer}}
			want.Revision = change(t, s, org, func(tx tracker.Tx) error { return tx.AddReview(ctx, want) })
		}
		look(t, s, func(tx tracker.Tx) error {
			got, ok, err := tx.ReviewOf(ctx, "u-1")
			same(t, "the last review", got, want)
			if none, found, _ := tx.ReviewOf(ctx, "u-2"); !ok || found {
				t.Errorf("a review of another update: %+v", none)
			}
			return err
		})
	})
}
