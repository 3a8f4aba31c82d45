package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// importing runs, one after the other, the files that were handed in. Every replica does;
// each import is claimed in the database, so that one replica works on it, and another one
// begins it again where that one falls silent.
type importing struct {
	wake    chan struct{}
	cancel  context.CancelFunc
	stopped chan struct{}
}

const (
	// importLease is how long a replica may be silent before another takes its import over.
	importLease = 2 * time.Minute
	// importIdle is how often imports of other replicas that died are looked for.
	importIdle = 30 * time.Second
	// importAttempts bounds how often an import is begun: one that brings the program down
	// must not do so for ever.
	importAttempts = 3
)

// queued says that there is something to do.
func (m *importing) queued() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// LookForImports has this replica look for imports to begin now, rather than at its next turn.
func (s *Server) LookForImports() { s.imports.queued() }

func (s *Server) startImports() {
	ctx, cancel := context.WithCancel(context.Background())
	s.imports.cancel, s.imports.stopped = cancel, make(chan struct{})
	go func() {
		defer close(s.imports.stopped)
		claimant := newID()
		ticker := time.NewTicker(importIdle)
		defer ticker.Stop()
		for {
			more, err := s.importNext(ctx, claimant)
			if err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "an import could not be claimed or settled", "error", err)
			}
			if more && ctx.Err() == nil {
				continue
			}
			select {
			case <-ctx.Done():
				return
			case <-s.imports.wake:
			case <-ticker.C:
			}
		}
	}()
}

// stop ends the import under way, which is given back for anybody to begin again.
func (m *importing) stop(ctx context.Context) {
	if m.cancel == nil {
		return
	}
	m.cancel()
	select {
	case <-m.stopped:
	case <-ctx.Done():
	}
}

// importNext runs the oldest import that nobody works on; more is false where there is none.
func (s *Server) importNext(ctx context.Context, claimant string) (more bool, err error) {
	run, content, ok, err := s.Store.ClaimImportRun(ctx, s.Clock.Now(), importLease, claimant)
	if err != nil || !ok {
		return false, err
	}
	working, cancel := context.WithCancel(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		s.keepImport(working, cancel, run.ID, claimant)
	}()
	report, err := s.tryImport(working, &run, content)
	cancel()
	<-kept
	// Whatever ended it, what it came to has to be stored.
	settling, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	if ctx.Err() != nil {
		_, err := s.Store.ReleaseImportRun(settling, run.ID, claimant)
		return false, err
	}
	run.State, run.FinishedAt = plan.ImportDone, s.Clock.Now().UTC()
	run.Report.Counts, run.Report.Warnings, run.Report.Skipped = report.Counts, report.Warnings, report.Skipped
	run.Report.Lines, run.Report.LeftOut, run.Report.Changed = report.Lines, report.LeftOut, report.Changed
	if err != nil {
		run.State, run.Reason, run.Report.Rule = plan.ImportFailed, "an internal error: the log of the service tells more", "import.internal"
		if plan.KindOf(err) != "" {
			run.Reason = Explain(err)
			run.Report.Rule, run.Report.Problems = toldOf(err)
		} else {
			s.log.ErrorContext(ctx, "an import failed", "import", run.ID, "organization", run.Organization, "error", err)
		}
	}
	// A trial's file is kept for the run that follows it: for real, or with other columns.
	run.FileKept = run.DryRun && (err == nil || len(run.Columns.Columns) > 0)
	if !run.FileKept {
		run.Columns = plan.ImportColumns{}
	}
	_, err = s.Store.FinishImportRun(settling, run, claimant)
	return true, err
}

// keepImport renews the claim until the context ends, and ends the work where it is lost.
func (s *Server) keepImport(ctx context.Context, lost context.CancelFunc, id, claimant string) {
	ticker := time.NewTicker(importLease / 4)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			mine, err := s.Store.RenewImportRun(ctx, id, claimant, s.Clock.Now().Add(importLease))
			if err == nil && !mine {
				lost()
				return
			}
		}
	}
}

// toldOf is what a page can say of a refusal in its own words.
func toldOf(err error) (rule string, problems []plan.ImportProblem) {
	var refusal *plan.Error
	if !errors.As(err, &refusal) {
		return "", nil
	}
	for _, f := range refusal.Fields {
		problems = append(problems, plan.ImportProblem{Location: f.Location, Rule: f.Rule})
	}
	return cmp.Or(refusal.Rule, "kind."+string(refusal.Kind)), problems
}

// tryImport is runImport; a fault of the program ends the import, not the server.
func (s *Server) tryImport(ctx context.Context, run *plan.ImportRun, content []byte) (report *intake.Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			report, err = intake.NewReport(0, nil), fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return s.runImport(ctx, run, content)
}

// runImport imports the file as whoever handed it in, with the roles that they have now. It
// notes in the run what belongs to it beside the report.
func (s *Server) runImport(ctx context.Context, run *plan.ImportRun, content []byte) (*intake.Report, error) {
	report := intake.NewReport(intake.KeptLines, nil)
	if run.Attempts > importAttempts {
		return report, plan.Errorf(plan.KindConflict, "the import was interrupted %d times", importAttempts).WithRule("import.interrupted")
	}
	account, err := s.Store.AccountByID(ctx, run.By.AccountID)
	if plan.KindOf(err) == plan.KindNotFound || (err == nil && account.Disabled) {
		return report, plan.Errorf(plan.KindForbidden, "the account that handed the file in is there no more").WithRule("import.account")
	}
	if err != nil {
		return report, err
	}
	ctx = plan.WithActor(ctx, plan.Actor{AccountID: account.ID, Memberships: account.Memberships})
	if run.Kind == plan.ImportPlanFile {
		return report, s.runPlanImport(ctx, run, content, report)
	}
	return report, intake.Applications{
		Tracker: s.Tracker, Organization: run.Organization, Office: run.Office, Name: run.FileName, Measure: run.Measure,
		DryRun: run.DryRun, Today: s.Clock.Today(), Zone: s.Clock.Location,
	}.Import(ctx, bytes.NewReader(content), report)
}

// runPlanImport takes a plan's file over. Of a trial it notes the columns, also where the
// file cannot be taken because of them.
func (s *Server) runPlanImport(ctx context.Context, run *plan.ImportRun, content []byte, report *intake.Report) error {
	// Asked before the file is read: reading is the dear part.
	if err := tracker.Permit(plan.ActorFrom(ctx), tracker.OpImportRun, run.Organization, ""); err != nil {
		return err
	}
	sheets, err := intake.ReadSheets(bytes.NewReader(content))
	if err != nil {
		return err
	}
	m := run.Mapping
	mapping := intake.PlanMapping{Columns: m.Columns, Defaults: m.Defaults, Dates: intake.DateOrder(m.DateOrder), Sheet: m.Sheet}
	if run.DryRun {
		run.Columns = intake.SurveyPlan(sheets, mapping)
	}
	done, err := intake.ImportPlanSheets(ctx, s.Tracker, sheets, intake.PlanOptions{
		Organization: run.Organization, Name: run.FileName, Mapping: mapping, CreateOffices: m.CreateOffices, DryRun: run.DryRun,
	}, report)
	run.Report.Missing = done.Missing[:min(len(done.Missing), intake.KeptLines)]
	run.Report.Offices = done.Offices
	return err
}
