package tracker_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// What people do with their own account, and with a link, is done whole or not at all,
// whatever step of it goes wrong: a link that set no password is not used up.
func TestTheOwnAccountIsChangedWholeOrNotAtAll(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		a, _ := e.person("nome@example.it", plan.RoleEditor, "")
		a, err := w.tracker.CreateAccount(system, tracker.CreateAccount{Email: a.Email, Organization: other.id, Role: plan.RoleViewer})
		must(t, err)
		must(t, w.store.SaveSecondFactor(t.Context(), plan.SecondFactor{AccountID: a.ID, Secret: "sealed", CreatedAt: w.clock.now().UTC()}))
		w.begin("s-1", a)
		w.begin("s-2", a)
		me := plan.Actor{AccountID: a.ID, SessionID: "s-1", Memberships: a.Memberships}
		link := func(hash string, kind plan.LinkKind) {
			must(t, w.store.AddLink(t.Context(), plan.Link{ID: hash, Hash: hash, Kind: kind, AccountID: a.ID, CreatedAt: w.clock.now(), ExpiresAt: w.clock.now().Add(time.Hour)}))
		}
		link("h-1", plan.LinkReset)
		w.told.take()
		for _, write := range []struct {
			rule string
			do   func(context.Context, *tracker.Tracker) error
		}{
			{"a password set by a link", func(ctx context.Context, tr *tracker.Tracker) error {
				_, err := tr.RedeemLink(ctx, "h-1", "new")
				return err
			}},
			{"the own password", func(ctx context.Context, tr *tracker.Tracker) error { return tr.ChangeOwnPassword(ctx, "newer") }},
			{"a second factor confirmed", func(ctx context.Context, tr *tracker.Tracker) error {
				return tr.ConfirmSecondFactor(ctx, plan.SecondFactor{AccountID: a.ID, Secret: "sealed", LastStep: 1}, []string{"r-1", "r-2"})
			}},
			{"new recovery codes", func(ctx context.Context, tr *tracker.Tracker) error {
				return tr.RenewRecoveryCodes(ctx, []string{"r-3"})
			}},
			{"a second factor removed", func(ctx context.Context, tr *tracker.Tracker) error { return tr.RemoveOwnSecondFactor(ctx) }},
		} {
			before := w.dump()
			try := func(step int, way how) (steps int, err error) {
				ctx, cancel := context.WithCancel(plan.WithActor(context.Background(), me))
				defer cancel()
				failing := &failingStore{Store: w.store, at: step, how: way, cancel: cancel}
				over, told := w.trackerOver(failing)
				err = write.do(ctx, over)
				if got := told.take(); len(got) > 0 && err != nil {
					t.Errorf("%s, step %d: a commit was told: %v", write.rule, step, got)
				}
				return failing.calls, err
			}
			steps, err := try(0, atCommit)
			if !errors.Is(err, errBoom) || steps < 6 {
				t.Fatalf("%s: %d steps, %v", write.rule, steps, err)
			}
			w.untouched(write.rule+" that does not commit", before)
			for n := 1; n <= steps; n++ {
				for _, way := range []how{notDone, done, cancelled} {
					if _, err := try(n, way); err == nil {
						t.Fatalf("%s: step %d went wrong (%s), yet it succeeded", write.rule, n, way)
					}
					w.untouched(write.rule, before)
				}
			}
			must(t, write.do(plan.WithActor(context.Background(), me), w.tracker))
			w.told.take()
		}
		w.whole()
	})
}

// The first account too: the link is good until there is one.
func TestTheSetUpIsDoneWholeOrNotAtAll(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		must(t, w.store.AddLink(t.Context(), plan.Link{ID: "l", Hash: "h", Kind: plan.LinkSetup, CreatedAt: w.clock.now(), ExpiresAt: w.clock.now().Add(time.Hour)}))
		cmd := tracker.SetUp{LinkHash: "h", Email: "admin@example.it", PasswordHash: "hash", Organization: "c_m403", OrganizationName: "Corigliano-Rossano"}
		before := w.dump()
		for n := 1; ; n++ {
			failing := &failingStore{Store: w.store, at: n, how: notDone}
			over, _ := w.trackerOver(failing)
			_, err := over.SetUp(t.Context(), cmd)
			if err == nil {
				if n < 6 {
					t.Fatalf("only %d steps", n-1)
				}
				break
			}
			w.untouched("a set-up that fails", before)
		}
		w.whole()
	})
}
