package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	qImportRunAdd     = query("ImportRunAdd")
	qImportRun        = query("ImportRun")
	qImportRuns       = query("ImportRuns")
	qImportRunDue     = query("ImportRunDue")
	qImportRunClaim   = query("ImportRunClaim")
	qImportRunRenew   = query("ImportRunRenew")
	qImportRunRelease = query("ImportRunRelease")
	qImportRunFinish  = query("ImportRunFinish")

	qImportRunFollow   = query("ImportRunFollow")
	qImportRunFollowed = query("ImportRunFollowed")

	qImportFilesDelete  = query("ImportFilesDelete")
	qImportTrialsDelete = query("ImportTrialsDelete")
	qImportRunsDelete   = query("ImportRunsDelete")
)

type importRunRow struct {
	Organization string           `db:"organization_id"`
	ID           string           `db:"id"`
	Kind         string           `db:"kind"`
	FileName     string           `db:"file_name"`
	Office       string           `db:"office"`
	Measure      string           `db:"measure"`
	DryRun       bool             `db:"dry_run"`
	State        plan.ImportState `db:"state"`
	RecordedAt   instant          `db:"recorded_at"`
	signatureRow
	Attempts   int     `db:"attempts"`
	FinishedAt instant `db:"finished_at"`
	Reason     string  `db:"reason"`
	Report     string  `db:"report"`
	Mapping    string  `db:"mapping"`
	Columns    string  `db:"file_columns"`
	FollowedBy string  `db:"followed_by"`
	FileKept   bool    `db:"file_kept"`
}

func (r importRunRow) value() (plan.ImportRun, error) {
	run := plan.ImportRun{ID: r.ID, Organization: r.Organization, Kind: r.Kind, FileName: r.FileName, Office: r.Office,
		Measure: r.Measure, DryRun: r.DryRun, State: r.State, RecordedAt: r.RecordedAt.Time, By: r.signatureRow.value(),
		Attempts: r.Attempts, FinishedAt: r.FinishedAt.Time, Reason: r.Reason, FollowedBy: r.FollowedBy, FileKept: r.FileKept}
	for text, into := range map[string]any{r.Report: &run.Report, r.Mapping: &run.Mapping, r.Columns: &run.Columns} {
		if text == "{}" {
			continue
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return run, fmt.Errorf("an import: %w", err)
		}
	}
	return run, nil
}

// PackFile implements tracker.Store.
func (s *Store) PackFile(content []byte) (tracker.PackedFile, error) {
	text, err := packed(content)
	return tracker.PackedFile(text), err
}

// AddImportRun implements tracker.Tx.
func (t *planTx) AddImportRun(ctx context.Context, r plan.ImportRun, file tracker.PackedFile) error {
	mapping, err := mappingText(r)
	if err != nil {
		return err
	}
	return t.write(ctx, qImportRunAdd, "import", t.organization, r.ID, r.Kind, r.FileName, r.Office, r.Measure, mapping, r.DryRun,
		instant{r.RecordedAt}, r.By.AccountID, string(r.By.Role), string(file))
}

// FollowImportRun implements tracker.Tx.
func (t *planTx) FollowImportRun(ctx context.Context, trial string, r plan.ImportRun) error {
	mapping, err := mappingText(r)
	if err != nil {
		return err
	}
	err = t.write(ctx, qImportRunFollow, "import", t.organization, trial, r.ID, mapping, r.DryRun, instant{r.RecordedAt},
		r.By.AccountID, string(r.By.Role))
	if err != nil {
		return err
	}
	return t.write(ctx, qImportRunFollowed, "import", t.organization, trial, r.ID)
}

// ImportRun implements tracker.Tx.
func (t *planTx) ImportRun(ctx context.Context, id string) (plan.ImportRun, error) {
	row, err := one[importRunRow](ctx, t.transaction, qImportRun, "import", t.organization, id)
	if err != nil {
		return plan.ImportRun{}, err
	}
	return row.value()
}

func mappingText(r plan.ImportRun) (string, error) {
	text, err := json.Marshal(r.Mapping)
	return string(text), err
}

// ImportRun implements tracker.Store.
func (s *Store) ImportRun(ctx context.Context, organization, id string) (plan.ImportRun, error) {
	row, err := one[importRunRow](ctx, s.reads, qImportRun, "import", organization, id)
	if err != nil {
		return plan.ImportRun{}, err
	}
	return row.value()
}

// ImportRuns implements tracker.Store.
func (s *Store) ImportRuns(ctx context.Context, organization string, limit int) ([]plan.ImportRun, error) {
	rows, err := list[importRunRow](ctx, s.reads, qImportRuns, "import", organization, limit)
	if err != nil {
		return nil, err
	}
	runs := make([]plan.ImportRun, len(rows))
	for i, row := range rows {
		if runs[i], err = row.value(); err != nil {
			return nil, err
		}
	}
	return runs, nil
}

// ClaimImportRun gives the claimant the oldest import that nobody works on, with its file,
// until now + lease; ok is false where there is none. One whose claim ran out is anybody's.
func (s *Store) ClaimImportRun(ctx context.Context, now time.Time, lease time.Duration, claimant string) (r plan.ImportRun, content []byte, ok bool, err error) {
	id, due, err := maybe[string](ctx, s.reads, qImportRunDue, "import", instant{now})
	if err != nil || !due {
		return plan.ImportRun{}, nil, false, err
	}
	var row struct {
		importRunRow
		Content string `db:"content"`
	}
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		row, ok, err = maybe[struct {
			importRunRow
			Content string `db:"content"`
		}](ctx, t, qImportRunClaim, "import", id, claimant, instant{now}, instant{now.Add(lease)})
		return err
	})
	if err != nil || !ok {
		return plan.ImportRun{}, nil, false, err
	}
	if r, err = row.value(); err != nil {
		return r, nil, false, err
	}
	content, err = unpacked(row.Content)
	return r, content, err == nil, err
}

// RenewImportRun keeps a claim until an instant; false where it is not the claimant's any
// more.
func (s *Store) RenewImportRun(ctx context.Context, id, claimant string, until time.Time) (bool, error) {
	return s.changeImportRun(ctx, qImportRunRenew, id, claimant, instant{until})
}

// ReleaseImportRun gives a claim up: anybody may begin the import again.
func (s *Store) ReleaseImportRun(ctx context.Context, id, claimant string) (bool, error) {
	return s.changeImportRun(ctx, qImportRunRelease, id, claimant)
}

// FinishImportRun stores what a claimed import came to, and lets go of its file unless it is
// to be kept; false where it is not the claimant's any more.
func (s *Store) FinishImportRun(ctx context.Context, r plan.ImportRun, claimant string) (bool, error) {
	report, err := json.Marshal(r.Report)
	if err != nil {
		return false, fmt.Errorf("report of an import: %w", err)
	}
	columns, err := json.Marshal(r.Columns)
	if err != nil {
		return false, fmt.Errorf("columns of an import: %w", err)
	}
	return s.changeImportRun(ctx, qImportRunFinish, r.ID, claimant, string(r.State), instant{r.FinishedAt}, r.Reason, string(report),
		string(columns), r.FileKept)
}

func (s *Store) changeImportRun(ctx context.Context, q query, args ...any) (changed bool, err error) {
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) (err error) {
		_, changed, err = maybe[string](ctx, t, q, "import", args...)
		return err
	})
	return changed && err == nil, err
}

// packed is a file as text: the columns of both engines hold any of it.
func packed(content []byte) (string, error) {
	zipped, err := pack(content)
	return base64.StdEncoding.EncodeToString(zipped), err
}

func unpacked(text string) ([]byte, error) {
	zipped, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("the file of an import: %w", err)
	}
	content, err := unpack(zipped, plan.MaxImportBytes)
	if err != nil {
		return nil, fmt.Errorf("the file of an import: %w", err)
	}
	return content, nil
}
