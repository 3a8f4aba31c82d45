package tracker

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/plan"
)

// AuditEntries lists the audit trail of an organization, with the total where the query
// asks for it. For its members.
func (t *Tracker) AuditEntries(ctx context.Context, q AuditQuery) ([]plan.AuditEntry, int, error) {
	if err := Permit(plan.ActorFrom(ctx), OpStaffRead, q.Organization, ""); err != nil {
		return nil, 0, err
	}
	return t.store.AuditEntries(ctx, q)
}

// ChainReport is what VerifyAudit found in one organization.
type ChainReport struct {
	Organization string
	Entries      int64
	// Head is the hash of the last entry: whoever kept an earlier one can tell that
	// nothing before it was changed since.
	Head string
	// Broken is what is wrong with the first bad entry; empty for a whole chain.
	Broken string
}

// auditPage is how many entries are read at a time, so that memory stays bounded.
const auditPage = 1000

// VerifyAudit recomputes the chain of every organization. For the system.
func (t *Tracker) VerifyAudit(ctx context.Context) ([]ChainReport, error) {
	if err := permitSystem(ctx); err != nil {
		return nil, err
	}
	organizations, err := t.store.Organizations(ctx)
	if err != nil {
		return nil, err
	}
	reports := make([]ChainReport, 0, len(organizations))
	for _, o := range organizations {
		r, err := t.verifyChain(ctx, o)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}

func (t *Tracker) verifyChain(ctx context.Context, o plan.Organization) (ChainReport, error) {
	place, broken, err := t.verifyFrom(ctx, o, chainPlace{})
	return ChainReport{Organization: o.ID, Entries: place.sequence, Head: place.hash, Broken: broken}, err
}

func brokenLink(e plan.AuditEntry, sequence int64, previous string) string {
	switch {
	case e.Sequence != sequence:
		return fmt.Sprintf("entry %d is missing", sequence)
	case e.PreviousHash != previous:
		return fmt.Sprintf("entry %d does not follow the one before it", e.Sequence)
	case e.ComputeHash() != e.Hash:
		return fmt.Sprintf("entry %d was altered", e.Sequence)
	}
	return ""
}
