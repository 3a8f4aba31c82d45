package store

import (
	"bytes"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// TestAnImportIsOneReplicas: each is claimed once, taken over where its claimant falls
// silent, and settled by whoever holds it alone; its file is there byte for byte until then.
func TestAnImportIsOneReplicas(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		file := []byte("codice_ipa\xe0,\x00\r\n")
		r := plan.ImportRun{ID: "i-1", Organization: org, Kind: plan.ImportPADigitale, FileName: "a.csv", Office: "tributi", Measure: "1.4.3",
			DryRun: true, State: plan.ImportQueued, RecordedAt: now, By: plan.Signature{AccountID: account, Role: plan.RoleEditor}}
		must(t, s.AddImportRun(ctx, r, file))
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
				got.Measure != want.Measure || got.FileName != want.FileName || got.Kind != want.Kind || got.Reason != want.Reason {
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
