package tracker_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracker"
)

const presumedHash = "hash of the token"

// bearer is whom the token stands for: their account, and whether the token is in force.
func (w *world) bearer() (plan.Account, bool) {
	w.t.Helper()
	account, token, err := w.store.AccountByTokenHash(context.Background(), presumedHash)
	must(w.t, err)
	return account, !account.Disabled && token.InForce(w.clock.now())
}

// confirming counts how often it is asked anew who brings the token.
func (w *world) confirming(asked *int) plan.Confirm {
	return func(context.Context) (plan.Actor, error) {
		*asked++
		account, inForce := w.bearer()
		if !inForce {
			return plan.Actor{}, plan.Errorf(plan.KindUnauthenticated, "the bearer token is not valid")
		}
		return plan.Actor{AccountID: account.ID, Memberships: account.Memberships}, nil
	}
}

func (w *world) giveToken(a plan.Account) {
	w.t.Helper()
	_, err := w.tracker.CreateToken(system, tracker.CreateToken{Email: a.Email, Name: "import", Hash: presumedHash, Scope: plan.TokenWrite})
	must(w.t, err)
}

// What changes whom a token stands for in an organization, or what they may do there, raises its
// revision: short writes rely on it.
func TestWhoSomebodyIsChangesWithTheRevision(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		here, there := w.ente("c_m403"), w.ente("c_h501")
		a := w.signIn(external("1", "nome@example.it", in(here.id, plan.RoleEditor), in(there.id, plan.RoleViewer)))
		w.giveToken(a)
		for _, e := range []*ente{here, there} { // somebody else to be the admin
			e.person("admin@"+e.id+".example", plan.RoleAdmin, "")
		}
		ref := here.ref(a)
		type seen struct {
			member   plan.Membership
			inForce  bool
			revision int64
		}
		look := func(e *ente) (s seen) {
			account, inForce := w.bearer()
			i := slices.IndexFunc(account.Memberships, func(m plan.Membership) bool { return m.Organization == e.id })
			if i >= 0 {
				s.member = account.Memberships[i]
			}
			s.inForce, s.revision = inForce, e.revision()
			s.member.Revision = 0
			return s
		}
		changed := 0
		for _, write := range []struct {
			what string
			do   func() error
		}{
			{"another role", func() error {
				return w.tracker.ChangeMembership(system, tracker.ChangeMembership{Account: ref, Role: plan.RoleContributor, Office: "tributi"})
			}},
			{"its office merged", func() error {
				_, err := w.tracker.MergeOffices(here.as(plan.RoleAdmin), tracker.MergeOffices{Organization: here.id, Code: "tributi", Into: "cultura"})
				return err
			}},
			{"another role by the admin", func() error {
				return w.tracker.ChangeStaff(here.as(plan.RoleAdmin), tracker.ChangeStaff{Account: ref, Role: opt(plan.RoleEditor)})
			}},
			{"disabled", func() error { return w.tracker.DisableAccount(system, tracker.ByEmail(a.Email)) }},
			{"enabled", func() error { return w.tracker.EnableAccount(system, tracker.ByEmail(a.Email)) }},
			{"a role elsewhere taken away", func() error { return w.tracker.RemoveMembership(system, there.ref(a)) }},
			{"a role elsewhere given back", func() error {
				_, err := w.tracker.CreateAccount(system, tracker.CreateAccount{Email: a.Email, Organization: there.id, Role: plan.RoleEditor})
				return err
			}},
			{"its token revoked", func() error { return w.tracker.RevokeToken(system, a.Email, "import") }},
			{"its token given back", func() error {
				w.exec("UPDATE tokens SET revoked_at = NULL")
				_, err := w.tracker.CreateToken(system, tracker.CreateToken{Email: a.Email, Name: "another", Hash: "another hash", Scope: plan.TokenRead})
				return err
			}},
			{"followed from a provider", func() error {
				w.signIn(external("1", a.Email, in(here.id, plan.RoleReviewer), in(there.id, plan.RoleEditor)))
				return nil
			}},
			{"followed out of one", func() error {
				w.signIn(external("1", a.Email, in(here.id, plan.RoleReviewer)))
				return nil
			}},
			{"erased", func() error { return w.tracker.EraseAccount(system, tracker.ByEmail(a.Email)) }},
		} {
			before := []seen{look(here), look(there)}
			must(t, write.do())
			for i, e := range []*ente{here, there} {
				was, is := before[i], look(e)
				differs := was.member != is.member || was.inForce != is.inForce && was.member.Role != ""
				if differs {
					changed++
				}
				if differs && is.revision <= was.revision {
					t.Errorf("%s: %s is at revision %d as before, and %+v became %+v", write.what, e.id, is.revision, was, is)
				}
			}
		}
		if changed < 10 {
			t.Errorf("%d changes were seen: the writes do not do what they are here for", changed)
		}
	})
}

func TestAShortWriteProvesWhoItIsOf(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		milestone := e.milestone("OB-01", 60)
		account, _ := e.person("nome@example.it", plan.RoleEditor, "")
		w.giveToken(account)
		asked, n := 0, 0
		report := func(ctx context.Context, cmd tracker.ReportUpdate) (tracker.Receipt, error) {
			n++
			cmd.Organization, cmd.Milestone = e.id, milestone
			cmd.Report.Note = fmt.Sprint("giro ", n)
			return w.tracker.ReportUpdate(ctx, cmd)
		}
		presumed := func() context.Context {
			bearer, _ := w.bearer()
			asked = 0
			return plan.WithPresumed(t.Context(), plan.Actor{AccountID: bearer.ID, Memberships: bearer.Memberships}, w.confirming(&asked))
		}
		done := func(what string, ctx context.Context, want int) {
			t.Helper()
			receipt, err := report(ctx, tracker.ReportUpdate{})
			must(t, err)
			if asked != want {
				t.Errorf("%s: it was asked %d times who it is, want %d", what, asked, want)
			}
			asked = 0
			if u := receipt.Reported.Update; u.By.AccountID != account.ID || u.Note != fmt.Sprint("giro ", n) {
				t.Errorf("%s: recorded %+v", what, u)
			}
		}
		done("nothing is known of the organization yet", presumed(), 1)
		ctx := presumed()
		for range 3 {
			done("since when only updates were made", ctx, 0)
		}
		e.objective("OB-02", plan.ObjectiveActive)
		done("since when nobody's role changed", ctx, 0)

		for _, tc := range []struct {
			what string
			do   func() error
			want plan.Kind
			undo func() error
		}{
			{"the office's role", func() error {
				return w.tracker.ChangeMembership(system, tracker.ChangeMembership{Account: e.ref(account), Role: plan.RoleViewer})
			}, plan.KindForbidden, func() error {
				return w.tracker.ChangeMembership(system, tracker.ChangeMembership{Account: e.ref(account), Role: plan.RoleEditor})
			}},
			{"a disabled account", func() error { return w.tracker.DisableAccount(system, tracker.ByEmail(account.Email)) }, plan.KindUnauthenticated,
				func() error { return w.tracker.EnableAccount(system, tracker.ByEmail(account.Email)) }},
			{"by another replica", func() error {
				other := w.replica(t)
				return other.RevokeToken(system, account.Email, "import")
			}, plan.KindUnauthenticated, func() error {
				w.exec("UPDATE tokens SET revoked_at = NULL")
				return nil
			}},
		} {
			for _, others := range []int{0, 2} { // reports of somebody else between the change and the write
				_, err := report(presumed(), tracker.ReportUpdate{}) // asked or not
				must(t, err)
				ctx := presumed()
				done("before: "+tc.what, ctx, 0)
				must(t, tc.do())
				for range others {
					_, err := report(e.editor(), tracker.ReportUpdate{})
					must(t, err)
				}
				w.told.take()
				before := w.dump()
				_, err = report(ctx, tracker.ReportUpdate{})
				refused(t, tc.what, err, tc.want)
				w.untouched(tc.what, before)
				must(t, tc.undo())
			}
		}

		_, err := report(presumed(), tracker.ReportUpdate{})
		must(t, err)
		ctx = presumed()
		done("at last", ctx, 0)
		_, err = report(ctx, tracker.ReportUpdate{IfRevision: 1})
		refused(t, "seen at another revision", err, plan.KindStale)
		if asked != 1 {
			t.Errorf("a refusal was told to whom %d looked at", asked)
		}
		ctx = tracker.WithIdempotencyKey(presumed(), "una chiave", "lo stesso")
		first, err := report(ctx, tracker.ReportUpdate{})
		must(t, err)
		again, err := report(ctx, tracker.ReportUpdate{})
		must(t, err)
		if again.ID != first.ID || !again.Replayed || asked != 1 {
			t.Errorf("repeated: %+v after %+v, asked %d times", again, first, asked)
		}
		asked = 0
		_, err = w.tracker.ChangeMilestone(ctx, tracker.ChangeMilestone{Organization: e.id, Milestone: milestone, Title: opt("Un altro titolo")})
		must(t, err)
		if asked != 1 {
			t.Errorf("a write that proves nothing: asked %d times", asked)
		}
		w.whole()
	})
}

// replica is the use cases of another process on the same database.
func (w *world) replica(t *testing.T) *tracker.Tracker {
	t.Helper()
	db, err := store.Open(context.Background(), store.Options{URL: w.url})
	must(w.t, err)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	other, _ := w.trackerOver(db)
	return other
}
