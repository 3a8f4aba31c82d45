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

// verifyChain holds the chain against the revision that the organization had before the
// chain was read: entries that were added meanwhile are no fault.
func (t *Tracker) verifyChain(ctx context.Context, o plan.Organization) (ChainReport, error) {
	r := ChainReport{Organization: o.ID}
	var reached int64
	for {
		entries, _, err := t.store.AuditEntries(ctx, AuditQuery{Organization: o.ID, After: r.Entries, Ascending: true, Limit: auditPage})
		if err != nil {
			return r, err
		}
		for _, e := range entries {
			if r.Broken = brokenLink(e, r.Entries+1, r.Head); r.Broken != "" {
				return r, nil
			}
			r.Entries, r.Head = e.Sequence, e.Hash
			if e.Revision <= o.Revision {
				reached = e.Revision
			}
		}
		if len(entries) < auditPage {
			break
		}
	}
	// Every write leaves an entry with its revision, so entries cut off at the end show.
	if reached != o.Revision {
		r.Broken = fmt.Sprintf("the organization is at revision %d, the last entry at %d", o.Revision, reached)
	}
	return r, nil
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
