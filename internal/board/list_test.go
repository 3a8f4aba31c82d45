package board_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// broken makes the readings of an organization panic while it is so, as a plan does
// that cannot be shown.
func (f *fixture) broken(organization string, is func() bool) {
	f.source.before = func(read string, _ int64) {
		if read == organization && is() {
			panic("a plan that cannot be shown")
		}
	}
}

func TestOneBrokenOrganizationDoesNotSilenceTheList(t *testing.T) {
	for _, tc := range []struct {
		name string
		max  int
	}{{"all in memory", 10}, {"hardly any in memory", 1}} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t, func(o *board.Options) { o.MaxOrganizations = tc.max })
			for _, id := range []string{"c_a", "c_b", "c_c"} {
				f.plan(id)
			}
			var is atomic.Bool // boards are made ahead of readers too
			is.Store(true)
			f.broken("c_b", is.Load)
			list := func() []board.Summary {
				t.Helper()
				all, _, err := f.Organizations(t.Context())
				if err != nil || len(all) != 3 || all[1].Organization.ID != "c_b" || all[0].Shown != 0 || all[2].Shown != 0 {
					t.Fatalf("%+v, %v", all, err)
				}
				return all
			}
			b := list()[1]
			if b.Shown != -1 || b.ShownPlanned != -1 || b.Health != "not_assessed" || b.Organization.Revision != 0 || b.Organization.Name == "" {
				t.Fatalf("a line without figures: %+v", b)
			}
			before := f.source.readings("c_a")
			list()
			is.Store(false)
			if b = list()[1]; b.Shown != -1 {
				t.Fatal("it is tried again at every reading of the list")
			}
			f.clock.pass(time.Minute)
			if b = list()[1]; b.Shown != 0 || b.Organization.Revision != 1 {
				t.Fatalf("after it was mended: %+v", b)
			}
			is.Store(true)
			f.Notify("c_b", f.report("c_b", 50))
			if b = list()[1]; b.Shown != 0 || b.Organization.Revision != 1 {
				t.Fatalf("its last line is kept: %+v", b)
			}
			is.Store(false)
			f.clock.pass(time.Minute)
			if b = list()[1]; b.Shown != 50 || b.Organization.Revision != 2 {
				t.Fatalf("after the change: %+v", b)
			}
			if n := f.source.readings("c_a"); n != before {
				t.Fatalf("c_b read c_a %d times", n-before)
			}
		})
	}
}

// Of a large installation the first list takes long. Who is there is told meanwhile.
func TestTheFirstListNamesBeforeItCounts(t *testing.T) {
	f := newFixture(t, func(o *board.Options) { o.Patience = time.Millisecond })
	f.plan("c_a")
	f.plan("c_b")
	release := make(chan struct{})
	f.source.before = func(string, int64) { <-release }
	all, fresh, err := f.Organizations(t.Context())
	if err != nil || len(all) != 2 || all[1].Organization.ID != "c_b" || all[1].Organization.Name == "" || all[1].Shown != -1 || all[1].Organization.Revision != 0 || !fresh.Stale {
		t.Fatalf("while the plans are read: %+v, %+v, %v", all, fresh, err)
	}
	close(release)
	if err := f.Await(t.Context(), "c_b", 1); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; {
		if all, fresh, err = f.Organizations(t.Context()); err != nil || time.Now().After(deadline) {
			t.Fatalf("%+v, %v", all, err)
		}
		if all[0].Shown == 0 && all[1].Shown == 0 && all[1].Organization.Revision == 1 && !fresh.Stale {
			return
		}
	}
}

func TestOnlyTheListItselfCanFail(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.source.fail(away)
	if _, _, err := f.Organizations(t.Context()); plan.KindOf(err) != plan.KindUnavailable {
		t.Fatalf("error %v, want unavailable", err)
	}
	f.source.fail(nil)
	if all, _, err := f.Organizations(t.Context()); err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
}

// The line tells what the public content does, whether that was made before or not.
func TestALineTellsWhatThePublicSees(t *testing.T) {
	f := newFixture(t, nil)
	f.source.write("c_a", func(r *board.Changes, revision int64) {
		s := script{rows: board.Changes{Organization: plan.Organization{Revision: revision}}}
		s.office("tributi", "Tributi")
		s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{Horizon: plan.Horizons[0]})
		s.milestone("OB-01", 1, "2026-01-01", "2026-02-28", "2026-01-01", status(plan.MilestoneInProgress, 25, "2026-02-28"))
		s.objective("OB-02", "2026-01-01", plan.ObjectiveTerms{State: plan.ObjectiveDraft})
		id := r.Organization
		*r = s.rows
		r.Organization = id
		for i := range r.Updates {
			r.Updates[i].Revision = revision
		}
		meeting := func(id string, state plan.MeetingState, published bool) {
			r.Meetings = append(r.Meetings, plan.Meeting{ID: id, State: state, HeldOn: day("2026-03-01"), Published: published, Revision: revision})
			r.Actions = append(r.Actions, plan.Action{
				ID: "of " + id, Meeting: id, Office: "tributi", DueOn: day("2026-03-05"), State: plan.ActionStates[0], Revision: revision,
			})
		}
		meeting("m1", plan.MeetingHeld, true)
		meeting("m2", plan.MeetingHeld, true)
		meeting("m3", plan.MeetingScheduled, true)
		meeting("m4", plan.MeetingHeld, false)
	})
	check := func(when string) {
		t.Helper()
		all, _, err := f.Organizations(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %v, %v", when, all, err)
		}
		s := all[0]
		if s.Objectives != 1 || s.Organization.Revision != 1 || s.Shown != 25 || s.ShownPlanned != 100 ||
			s.Actual == nil || *s.Actual != 0.25 || s.Planned == nil || *s.Planned != 1 {
			t.Errorf("%s: %+v", when, s)
		}
		if s.Meetings[plan.MeetingHeld] != 2 || s.Meetings[plan.MeetingScheduled] != 1 || s.OverdueActions != 2 { // none of a meeting that is not held yet
			t.Errorf("%s: meetings %v, overdue actions %d", when, s.Meetings, s.OverdueActions)
		}
		for i, h := range s.Horizons {
			if h.Horizon != plan.Horizons[i] || (h.Actual != nil) != (i == 0) || (h.Planned != nil) != (i == 0) {
				t.Errorf("%s: horizon %+v", when, h)
			}
		}
	}
	check("before")
	p, _, err := f.Public(t.Context(), "c_a", plan.Date{})
	if err != nil || len(p.Meetings) != 3 {
		t.Fatalf("%v, %v", p, err)
	}
	f.clock.pass(24 * time.Hour) // a new day makes the line anew, of the content that is there
	check("with the content at hand")
}
