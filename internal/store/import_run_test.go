package store

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// TestAnImportIsOneReplicas: each is claimed once, taken over where its claimant falls
// silent, and settled by whoever holds it alone; its file is there byte for byte until then.
func TestAnImportIsOneReplicas(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		file := []byte("codice_ipa\xe0,\x00\r\n")
		r := plan.ImportRun{ID: "i-1", Organization: org, Kind: plan.ImportPADigitale, FileName: "a.csv", Office: "tributi", Measure: "1.4.3",
			DryRun: true, State: plan.ImportQueued, RecordedAt: now, By: plan.Signature{AccountID: account, Role: plan.RoleEditor}}
		handIn(t, s, r, file)
		r.FileKept = true
		stored := func(want plan.ImportRun) {
			t.Helper()
			got, err := s.ImportRun(ctx, org, r.ID)
			must(t, err)
			if len(got.Report.Lines) != len(want.Report.Lines) || got.Report.Counts != want.Report.Counts {
				t.Errorf("the report is %+v", got.Report)
			}
			got.Report, want.Report = plan.ImportReport{}, plan.ImportReport{}
			if got.ID != want.ID || got.State != want.State || got.Attempts != want.Attempts || !got.FinishedAt.Equal(want.FinishedAt) ||
				got.By != want.By || !got.RecordedAt.Equal(want.RecordedAt) || got.DryRun != want.DryRun || got.Office != want.Office ||
				got.Measure != want.Measure || got.FileKept != want.FileKept || got.FollowedBy != want.FollowedBy ||
				!reflect.DeepEqual(got.Mapping, want.Mapping) || !reflect.DeepEqual(got.Columns, want.Columns) || got.FileName != want.FileName || got.Kind != want.Kind || got.Reason != want.Reason {
				t.Errorf("stored %+v, want %+v", got, want)
			}
		}
		stored(r)
		claim := func(who string, at time.Time, want bool) []byte {
			t.Helper()
			_, content, ok, err := s.ClaimImportRun(ctx, at, time.Minute, who)
			must(t, err)
			if ok != want {
				t.Fatalf("%s claims it: %v, want %v", who, ok, want)
			}
			return content
		}
		if got := claim("one", now, true); !bytes.Equal(got, file) {
			t.Errorf("the file is %q", got)
		}
		claim("two", now.Add(30*time.Second), false)
		is := func(what string, want bool) func(bool, error) {
			return func(got bool, err error) {
				t.Helper()
				must(t, err)
				if got != want {
					t.Errorf("%s: %v, want %v", what, got, want)
				}
			}
		}
		is("the claimant renews", true)(s.RenewImportRun(ctx, r.ID, "one", now.Add(2*time.Minute)))
		claim("two", now.Add(90*time.Second), false)
		claim("two", now.Add(3*time.Minute), true)
		is("the first one renews", false)(s.RenewImportRun(ctx, r.ID, "one", now.Add(time.Hour)))
		is("the second gives it back", true)(s.ReleaseImportRun(ctx, r.ID, "two"))
		claim("one", now.Add(3*time.Minute), true)
		r.State, r.Attempts, r.FinishedAt, r.Reason = plan.ImportFailed, 3, now.Add(4*time.Minute), "no"
		r.FileKept = false
		r.Report = plan.ImportReport{Counts: plan.ImportCounts{Refused: 1}, Lines: []plan.ImportLine{{Line: 2, Outcome: plan.RowRefused, Why: "no"}}}
		is("the second settles it", false)(s.FinishImportRun(ctx, r, "two"))
		is("the first settles it", true)(s.FinishImportRun(ctx, r, "one"))
		stored(r)
		claim("two", now.Add(time.Hour), false)
		runs, err := s.ImportRuns(ctx, org, 10)
		must(t, err)
		if len(runs) != 1 || runs[0].ID != r.ID {
			t.Errorf("the list is %+v", runs)
		}
		if _, err := s.ImportRun(ctx, "c_other", r.ID); plan.KindOf(err) != plan.KindNotFound {
			t.Errorf("another ente's: %v", err)
		}
	})
}

// handIn keeps a file to be imported.
func handIn(t *testing.T, s *Store, r plan.ImportRun, file []byte) {
	t.Helper()
	packed, err := s.PackFile(file)
	must(t, err)
	change(t, s, r.Organization, func(tx tracker.Tx) error { return tx.AddImportRun(ctx, r, packed) })
}

// TestATrialsFileGoesOn: it stays when the trial ends, with the columns, and goes to the run
// that follows, which is claimed with it.
func TestATrialsFileGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		file := []byte("Oggetto;Termine\n")
		trial := plan.ImportRun{ID: "i-1", Organization: org, Kind: plan.ImportPlanFile, FileName: "piano.csv", DryRun: true, State: plan.ImportQueued, RecordedAt: now,
			By:      plan.Signature{AccountID: account, Role: plan.RoleEditor},
			Mapping: plan.FileMapping{Columns: map[string]string{"title": "Oggetto"}, Defaults: map[string]string{"office": "tributi"}, DateOrder: "dmy", Sheet: "Piano", CreateOffices: true}}
		handIn(t, s, trial, file)
		_, _, ok, err := s.ClaimImportRun(ctx, now, time.Minute, "one")
		must(t, err)
		if !ok {
			t.Fatal("nobody can claim it")
		}
		trial.State, trial.Attempts, trial.FinishedAt, trial.FileKept = plan.ImportDone, 1, now.Add(time.Second), true
		trial.Columns = plan.ImportColumns{Sheets: []string{"Piano"}, Sheet: "Piano", Line: 1, Issues: true, Columns: []plan.ImportColumn{{Title: "Oggetto", Samples: []string{"Gara"}, Key: "title"}}}
		trial.Report = plan.ImportReport{Missing: []string{"OB-01"}, Offices: []string{"tributi"}, Rule: "r", Problems: []plan.ImportProblem{{Location: "l", Rule: "x"}}}
		if ok, err := s.FinishImportRun(ctx, trial, "one"); err != nil || !ok {
			t.Fatalf("settling it: %v %v", ok, err)
		}
		is := func(what string, want plan.ImportRun) {
			t.Helper()
			got, err := s.ImportRun(ctx, org, want.ID)
			must(t, err)
			got.RecordedAt, got.FinishedAt, want.RecordedAt, want.FinishedAt = now, now, now, now
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
			}
		}
		is("the trial", trial)
		next := trial
		next.ID, next.DryRun, next.State, next.Mapping = "i-2", false, plan.ImportQueued, plan.FileMapping{}
		next.By = plan.Signature{AccountID: account, Role: plan.RoleAdmin}
		change(t, s, org, func(tx tracker.Tx) error {
			got, err := tx.ImportRun(ctx, trial.ID)
			if err != nil || got.FileName != trial.FileName {
				t.Errorf("in a write: %+v %v", got, err)
			}
			return tx.FollowImportRun(ctx, trial.ID, next)
		})
		trial.FileKept, trial.FollowedBy, trial.Columns = false, next.ID, plan.ImportColumns{}
		is("the trial that was followed", trial)
		next.Attempts, next.Columns, next.Report = 0, plan.ImportColumns{}, plan.ImportReport{}
		is("the one that follows", next)
		got, content, ok, err := s.ClaimImportRun(ctx, now, time.Minute, "two")
		must(t, err)
		if !ok || got.ID != next.ID || !bytes.Equal(content, file) {
			t.Errorf("claimed %v %+v with %q", ok, got, content)
		}
	})
}

// TestOldImportsGo: files of trials after a day, trials after a week, and of each ente's real
// ones all but the last hundred.
func TestOldImportsGo(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		n := 0
		finished := func(dryRun bool, age time.Duration) string {
			n++
			r := plan.ImportRun{ID: fmt.Sprintf("i-%03d", n), Organization: org, Kind: plan.ImportPlanFile, DryRun: dryRun, RecordedAt: now.Add(-age)}
			handIn(t, s, r, []byte("a"))
			_, _, ok, err := s.ClaimImportRun(ctx, r.RecordedAt, time.Minute, "one")
			must(t, err)
			r.State, r.FinishedAt, r.FileKept = plan.ImportDone, r.RecordedAt, dryRun
			settled, err := s.FinishImportRun(ctx, r, "one")
			must(t, err)
			if !ok || !settled {
				t.Fatal("it cannot be settled")
			}
			return r.ID
		}
		for range 102 {
			finished(false, 1000*time.Hour)
		}
		old, stale, fresh := finished(true, keepImportTrials+time.Hour), finished(true, keepImportFiles+time.Second), finished(true, keepImportFiles-time.Second)
		n++
		handIn(t, s, plan.ImportRun{ID: fmt.Sprintf("i-%03d", n), Organization: org, Kind: plan.ImportPlanFile, RecordedAt: now.Add(-1000 * time.Hour)}, []byte("waiting"))
		deleted, err := s.DeleteExpired(ctx, now, Keep{})
		must(t, err)
		if deleted.ImportTrials != 1 || deleted.ImportFiles != 2 || deleted.Imports != 3 {
			t.Errorf("deleted %+v", deleted)
		}
		// One real one waits: it is the hundredth of those that stay.
		for id, there := range map[string]bool{"i-003": false, "i-004": true, "i-102": true, old: false, stale: true, fresh: true, fmt.Sprintf("i-%03d", n): true} {
			got, err := s.ImportRun(ctx, org, id)
			if (err == nil) != there {
				t.Errorf("%s is there: %v", id, err == nil)
			}
			if there && got.FileKept != (id == fresh || id == fmt.Sprintf("i-%03d", n)) {
				t.Errorf("the file of %s is kept: %v", id, got.FileKept)
			}
		}
	})
}
