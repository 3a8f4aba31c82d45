package tracker_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracker"
)

func importRunWrites() []write {
	trial := plan.ImportRun{Kind: plan.ImportPlanFile, FileName: "piano.csv", DryRun: true}
	return []write{
		{rule: "the editor hands a file in", op: tracker.OpImportQueue, by: plan.RoleEditor, object: "import", keep: "trial",
			do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
				r := trial
				r.Organization = s.id
				return s.tried(s.through.QueueImport(ctx, r, []byte("Obiettivo;Traguardo\n")))
			}},
		{rule: "the editor tells its columns apart", op: tracker.OpImportMap, by: plan.RoleEditor, object: "import", keep: "mapped trial",
			do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
				return s.tried(s.through.MapImport(ctx, s.id, s.known["trial"], plan.FileMapping{Columns: map[string]string{"title": "Traguardo"}}))
			}},
		{rule: "the editor confirms it", op: tracker.OpImportConfirm, by: plan.RoleEditor, object: "import", keep: "confirmed import",
			do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
				return s.through.ConfirmImport(ctx, s.id, s.known["mapped trial"])
			}},
	}
}

// tried ends the trial run that was just queued, as the worker does: its file is kept.
func (e *ente) tried(r tracker.Receipt, err error) (tracker.Receipt, error) {
	e.t.Helper()
	if err == nil && !r.Replayed {
		e.ends(r.ID, plan.ImportDone)
	}
	return r, err
}

func (e *ente) ends(id string, state plan.ImportState) {
	e.t.Helper()
	run, _, ok, err := e.store.ClaimImportRun(context.Background(), e.clock.now(), time.Minute, "test")
	must(e.t, err)
	if !ok || run.ID != id {
		e.t.Fatalf("claimed %v %s, want %s", ok, run.ID, id)
	}
	run.State, run.FinishedAt, run.FileKept = state, e.clock.now(), run.DryRun
	_, err = e.store.FinishImportRun(context.Background(), run, "test")
	must(e.t, err)
}

func rule(err error) string {
	var refusal *plan.Error
	if errors.As(err, &refusal) {
		return refusal.Rule
	}
	return ""
}

// TestATrialIsConfirmedOnce: again gives the same import, by whoever; what cannot be
// confirmed says why.
func TestATrialIsConfirmedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		queue := func(dryRun bool) string {
			r, err := e.tracker.QueueImport(e.editor(), plan.ImportRun{Organization: e.id, Kind: plan.ImportPlanFile, FileName: "piano.csv", DryRun: dryRun}, []byte("a;b\n"))
			must(t, err)
			return r.ID
		}
		refused := func(what, want string, err error) {
			t.Helper()
			if rule(err) != want || plan.KindOf(err) != plan.KindConflict {
				t.Errorf("%s: %v, want %s", what, err, want)
			}
		}
		trial := queue(true)
		_, err := e.tracker.ConfirmImport(e.editor(), e.id, trial)
		refused("one that runs", "import.running", err)
		e.ends(trial, plan.ImportDone)
		if _, err := e.tracker.ConfirmImport(other.editor(), other.id, trial); plan.KindOf(err) != plan.KindNotFound {
			t.Errorf("another ente's editor, in their own: %v", err)
		}
		if _, err := e.tracker.ConfirmImport(other.editor(), e.id, trial); plan.KindOf(err) != plan.KindForbidden {
			t.Errorf("another ente's editor: %v", err)
		}
		first, err := e.tracker.ConfirmImport(e.editor(), e.id, trial)
		must(t, err)
		before := e.revision()
		again, err := e.tracker.ConfirmImport(e.as(plan.RoleAdmin), e.id, trial)
		must(t, err)
		if again.ID != first.ID || !again.Replayed || e.revision() != before {
			t.Errorf("again: %+v after %+v", again, first)
		}
		run, err := e.tracker.ImportRun(e.editor(), e.id, first.ID)
		must(t, err)
		if run.DryRun || run.State != plan.ImportQueued || !run.FileKept || run.By.AccountID != "account-editor" {
			t.Errorf("the import is %+v", run)
		}
		_, err = e.tracker.MapImport(e.editor(), e.id, trial, plan.FileMapping{DateOrder: "dmy"})
		refused("mapping what was confirmed", "import.followed", err)
		e.ends(first.ID, plan.ImportDone)
		_, err = e.tracker.ConfirmImport(e.editor(), e.id, first.ID)
		refused("a real one", "import.real", err)

		failed := queue(true)
		e.ends(failed, plan.ImportFailed)
		_, err = e.tracker.ConfirmImport(e.editor(), e.id, failed)
		refused("one that failed", "import.failed", err)
		mapped, err := e.tracker.MapImport(e.editor(), e.id, failed, plan.FileMapping{Defaults: map[string]string{"office": "tributi"}})
		must(t, err)
		same, err := e.tracker.MapImport(e.editor(), e.id, failed, plan.FileMapping{Columns: map[string]string{}, Defaults: map[string]string{"office": "tributi"}})
		must(t, err)
		if same.ID != mapped.ID || !same.Replayed {
			t.Errorf("mapping it again: %+v after %+v", same, mapped)
		}
		e.ends(mapped.ID, plan.ImportDone)
		e.clock.pass(25 * time.Hour)
		_, err = e.store.DeleteExpired(context.Background(), e.clock.now(), store.Keep{})
		must(t, err)
		_, err = e.tracker.ConfirmImport(e.editor(), e.id, mapped.ID)
		refused("one whose file is gone", "import.gone", err)
		if _, err := e.tracker.ConfirmImport(e.editor(), e.id, "no-such"); plan.KindOf(err) != plan.KindNotFound {
			t.Errorf("none at all: %v", err)
		}
	})
}

// TestWhatIsHandedIn: a key makes a retry safe, what is too large or empty is refused, and
// only whoever adds offices may have a file add some.
func TestWhatIsHandedIn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		r := plan.ImportRun{Organization: e.id, Kind: plan.ImportPlanFile, FileName: "piano.csv", DryRun: true}
		keyed := tracker.WithIdempotencyKey(e.editor(), "key", "print")
		first, err := e.tracker.QueueImport(keyed, r, []byte("a"))
		must(t, err)
		again, err := e.tracker.QueueImport(keyed, r, []byte("a"))
		must(t, err)
		if again.ID != first.ID || !again.Replayed {
			t.Errorf("again: %+v after %+v", again, first)
		}
		if runs, err := e.tracker.ImportRuns(e.editor(), e.id); err != nil || len(runs) != 1 {
			t.Errorf("%d imports, %v", len(runs), err)
		}
		if _, err := e.tracker.QueueImport(e.editor(), r, nil); plan.KindOf(err) != plan.KindMalformed {
			t.Errorf("an empty file: %v", err)
		}
		if _, err := e.tracker.QueueImport(e.editor(), r, make([]byte, plan.MaxPlanFileBytes+1)); plan.KindOf(err) != plan.KindTooLarge {
			t.Errorf("a large file: %v", err)
		}
		r.Mapping.CreateOffices = true
		if _, err := e.tracker.QueueImport(e.editor(), r, []byte("a")); plan.KindOf(err) != plan.KindForbidden {
			t.Errorf("an editor who adds offices: %v", err)
		}
		if _, err := e.tracker.QueueImport(e.as(plan.RoleAdmin), r, []byte("a")); err != nil {
			t.Errorf("an admin who does: %v", err)
		}
		for _, role := range []plan.Role{plan.RoleViewer, plan.RoleContributor, plan.RoleReviewer} {
			if _, err := e.tracker.QueueImport(e.as(role), r, []byte("a")); plan.KindOf(err) != plan.KindForbidden {
				t.Errorf("a %s: %v", role, err)
			}
			if _, err := e.tracker.ConfirmImport(e.as(role), e.id, first.ID); plan.KindOf(err) != plan.KindForbidden {
				t.Errorf("a %s confirms: %v", role, err)
			}
			if _, err := e.tracker.MapImport(e.as(role), e.id, first.ID, plan.FileMapping{}); plan.KindOf(err) != plan.KindForbidden {
				t.Errorf("a %s maps: %v", role, err)
			}
		}
		e.whole()
	})
}
