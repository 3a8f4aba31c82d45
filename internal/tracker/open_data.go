package tracker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// KeepOpenData stores the files of a day (Name and Content), with the head of the audit
// chain. A day that has files keeps those: made is false then. For the system.
func (t *Tracker) KeepOpenData(ctx context.Context, d plan.OpenDataDay) (made bool, err error) {
	if err := permitSystem(ctx); err != nil {
		return false, err
	}
	last, _, err := t.store.AuditEntries(ctx, AuditQuery{Organization: d.Organization, Limit: 1})
	if err != nil {
		return false, err
	}
	if len(last) > 0 {
		d.AuditSequence, d.AuditHash = last[0].Sequence, last[0].Hash
	}
	d.MadeAt = t.clock.Now()
	d.Files = slices.Clone(d.Files)
	for i := range d.Files {
		f := &d.Files[i]
		sum := sha256.Sum256(f.Content)
		f.SHA256, f.Size = hex.EncodeToString(sum[:]), len(f.Content)
	}
	slices.SortFunc(d.Files, func(a, b plan.OpenDataFile) int { return strings.Compare(a.Name, b.Name) })
	return t.store.AddOpenData(ctx, d)
}

// OpenDataLast tells of every organization, by code, its present revision and which files are kept
// of it last.
func (t *Tracker) OpenDataLast(ctx context.Context) ([]plan.OpenDataLast, error) {
	return t.store.OpenDataLast(ctx)
}

// OpenDataDays lists days with their files, without what is in them, the last one first:
// those before a day where one is given. They are public.
func (t *Tracker) OpenDataDays(ctx context.Context, organization string, before plan.Date, limit int) ([]plan.OpenDataDay, error) {
	return t.store.OpenDataDays(ctx, organization, before, limit)
}

// OpenDataFile gives one file; not_found where there is none. It is public.
func (t *Tracker) OpenDataFile(ctx context.Context, organization string, day plan.Date, name string) (plan.OpenDataFile, error) {
	return t.store.OpenDataFile(ctx, organization, day, name)
}
