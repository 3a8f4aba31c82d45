package tracker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/traguardi/traguardi/internal/plan"
)

// shownImports is how many background imports are told of.
const shownImports = 100

// queuedImport is the audit entry of a file that was handed in, or that goes on.
type queuedImport struct {
	Kind   string `json:"kind"`
	File   string `json:"file"`
	DryRun bool   `json:"dry_run"`
	SHA256 string `json:"sha256,omitempty"`
	Bytes  int    `json:"bytes,omitempty"`
	Trial  string `json:"trial,omitempty"`
}

// QueueImport hands a file in, to be imported in the background by whoever asks: with their
// role as it is then. For the editor and the admin. It writes nothing of the plan itself.
func (t *Tracker) QueueImport(ctx context.Context, r plan.ImportRun, content []byte) (Receipt, error) {
	if err := t.MayImport(ctx, r); err != nil {
		return Receipt{}, err
	}
	if len(content) == 0 {
		return Receipt{}, plan.Errorf(plan.KindMalformed, "the file is empty").WithRule("import.empty")
	}
	if most := plan.MaxImportFile(r.Kind); len(content) > most {
		return Receipt{}, plan.Errorf(plan.KindTooLarge, "the file is larger than %d MB", most>>20).WithRule("file.bytes")
	}
	packed, err := t.store.PackFile(content)
	if err != nil {
		return Receipt{}, err
	}
	sum := sha256.Sum256(content)
	return t.change(ctx, r.Organization, OpImportQueue, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		r := t.begun(c, r)
		c.wrote("import", r.ID, queuedImport{Kind: r.Kind, File: r.FileName, DryRun: r.DryRun, SHA256: hex.EncodeToString(sum[:]), Bytes: len(content)})
		return c.AddImportRun(ctx, r, packed)
	})
}

// begun is a run that is about to be queued by whoever asks.
func (t *Tracker) begun(c *change, r plan.ImportRun) plan.ImportRun {
	r.ID, r.State, r.RecordedAt, r.By = t.newID(), plan.ImportQueued, c.now, c.by
	return r
}

// MayImport says whether whoever asks may hand such a file in, before it is read.
func (t *Tracker) MayImport(ctx context.Context, r plan.ImportRun) error {
	if err := Permit(plan.ActorFrom(ctx), OpImportQueue, r.Organization, ""); err != nil {
		return err
	}
	return t.mayMap(ctx, r)
}

// mayMap says whether whoever asks may have a file read in such a way.
func (t *Tracker) mayMap(ctx context.Context, r plan.ImportRun) error {
	if r.Mapping.CreateOffices {
		if err := Permit(plan.ActorFrom(ctx), OpOfficeCreate, r.Organization, ""); err != nil {
			return err
		}
	}
	return r.Check()
}

// ConfirmImport has the file of a trial run imported, just as it was tried, in the background
// and by whoever asks. What the plan holds by then decides what comes of it: what people
// changed since the trial stays. A trial that was confirmed already gives the receipt of that
// import and does nothing. For the editor and the admin.
func (t *Tracker) ConfirmImport(ctx context.Context, organization, trial string) (Receipt, error) {
	return t.followImport(ctx, OpImportConfirm, organization, trial, func(r *plan.ImportRun) error {
		if r.State == plan.ImportFailed {
			return plan.Errorf(plan.KindConflict, "the trial run failed: there is nothing to confirm").WithRule("import.failed")
		}
		r.DryRun = false
		return nil
	})
}

// MapImport tries the file of a trial run again, with its columns told apart as the mapping
// says; the trial gives way to the new one. Again with the same mapping gives the receipt of
// that one. For the editor and the admin; a mapping that adds offices for the admin alone.
func (t *Tracker) MapImport(ctx context.Context, organization, trial string, mapping plan.FileMapping) (Receipt, error) {
	return t.followImport(ctx, OpImportMap, organization, trial, func(r *plan.ImportRun) error {
		if r.Kind != plan.ImportPlanFile {
			return plan.Errorf(plan.KindConflict, "only the columns of a plan's file can be mapped").WithRule("mapping.kind")
		}
		r.Mapping = mapping
		return nil
	})
}

// followImport has another run take the file of a trial run over; next makes it of the trial.
func (t *Tracker) followImport(ctx context.Context, op Operation, organization, trial string, next func(*plan.ImportRun) error) (Receipt, error) {
	if !opaqueID(trial) {
		// Whoever may not is told that, and not what there is.
		if err := Permit(plan.ActorFrom(ctx), op, organization, ""); err != nil {
			return Receipt{}, err
		}
		return Receipt{}, plan.NotFound("import")
	}
	var before *Receipt
	receipt, err := t.change(ctx, organization, op, func(c *change) error {
		before = nil
		if err := c.permit(""); err != nil {
			return err
		}
		tried, err := c.ImportRun(ctx, trial)
		if err != nil {
			return err
		}
		r := tried
		if err := next(&r); err != nil {
			return err
		}
		if err := t.mayMap(ctx, r); err != nil {
			return err
		}
		if tried.FollowedBy != "" {
			// Somebody was quicker, perhaps the same person: the same again is no mistake.
			follower, err := c.ImportRun(ctx, tried.FollowedBy)
			if err != nil && plan.KindOf(err) != plan.KindNotFound {
				return err
			}
			if err == nil && follower.DryRun == r.DryRun && jsonText(follower.Mapping) == jsonText(r.Mapping) {
				before = &Receipt{ID: follower.ID, Revision: c.Revision() - 1, Replayed: true}
				return errNothingKept
			}
			return plan.Errorf(plan.KindConflict, "another import has taken this file over").WithRule("import.followed")
		}
		if err := canFollow(tried); err != nil {
			return err
		}
		r = t.begun(c, r)
		c.wrote("import", r.ID, queuedImport{Kind: r.Kind, File: r.FileName, DryRun: r.DryRun, Trial: trial})
		return c.FollowImportRun(ctx, trial, r)
	})
	if errors.Is(err, errNothingKept) {
		return *before, nil
	}
	return receipt, err
}

func canFollow(r plan.ImportRun) error {
	switch {
	case !r.DryRun:
		return plan.Errorf(plan.KindConflict, "this was no trial run: there is nothing to confirm").WithRule("import.real")
	case !r.Ended():
		return plan.Errorf(plan.KindConflict, "the trial run has not ended yet").WithRule("import.running")
	case !r.FileKept:
		return plan.Errorf(plan.KindConflict, "the file is not kept any more: hand it in again").WithRule("import.gone")
	}
	return nil
}

// ImportRun gives one background import. For every member.
func (t *Tracker) ImportRun(ctx context.Context, organization, id string) (plan.ImportRun, error) {
	if err := Permit(plan.ActorFrom(ctx), OpStaffRead, organization, ""); err != nil {
		return plan.ImportRun{}, err
	}
	if !opaqueID(id) {
		return plan.ImportRun{}, plan.NotFound("import")
	}
	return t.store.ImportRun(ctx, organization, id)
}

// ImportRuns lists the last background imports, the last one first. For every member.
func (t *Tracker) ImportRuns(ctx context.Context, organization string) ([]plan.ImportRun, error) {
	if err := Permit(plan.ActorFrom(ctx), OpStaffRead, organization, ""); err != nil {
		return nil, err
	}
	return t.store.ImportRuns(ctx, organization, shownImports)
}
