package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// shownImports is how many background imports are told of.
const shownImports = 100

// QueueImport hands a file in, to be imported in the background by whoever asks: with their
// role as it is then. For the editor and the admin. It writes nothing of the plan itself.
func (t *Tracker) QueueImport(ctx context.Context, r plan.ImportRun, content []byte) (plan.ImportRun, error) {
	actor := plan.ActorFrom(ctx)
	if err := t.MayImport(ctx, r); err != nil {
		return plan.ImportRun{}, err
	}
	if len(content) == 0 {
		return plan.ImportRun{}, plan.Errorf(plan.KindMalformed, "the file is empty")
	}
	if len(content) > plan.MaxImportBytes {
		return plan.ImportRun{}, plan.Errorf(plan.KindTooLarge, "the file is too large")
	}
	r.ID, r.State, r.RecordedAt, r.By = t.newID(), plan.ImportQueued, t.clock.Now().UTC(), signature(actor, r.Organization)
	return r, t.store.AddImportRun(ctx, r, content)
}

// MayImport says whether whoever asks may hand such a file in, before it is read.
func (t *Tracker) MayImport(ctx context.Context, r plan.ImportRun) error {
	if err := Permit(plan.ActorFrom(ctx), OpImportRun, r.Organization, ""); err != nil {
		return err
	}
	return r.Check()
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
