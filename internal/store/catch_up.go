package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Where replicas write to one organization by turns, each finds its memory behind the other's
// write. What was written meanwhile stands in the trail; where that was short writes alone, the
// memory is brought up to them by reading it, and the flight is tried again: in two round trips
// without a lock, where the usual way takes eight with one.

const (
	qAuditLater = query("AuditLater")
	// catchUpMost is how many writes a memory may be behind: beyond it is forgotten.
	catchUpMost = 64
	// quickTries is how often a flight is tried that somebody else overtakes; then its writes take a
	// lock, which cannot be overtaken.
	quickTries = 3
)

// laterRow is an entry of the trail, with the milestone that it is about where it is an update's, and
// the organization's revision.
type laterRow struct {
	Now          int64    `db:"organization_revision"`
	Sequence     int64    `db:"sequence"`
	Revision     int64    `db:"revision"`
	Action       string   `db:"action"`
	PreviousHash string   `db:"previous_hash"`
	Hash         string   `db:"hash"`
	Objective    optional `db:"objective"`
	Number       *int     `db:"number"`
}

// catchUp brings what a flight knew up to what was written since, and gives it back to the memory;
// false where it cannot, and it is forgotten.
func (s *Store) catchUp(ctx context.Context, f *flight) bool {
	known := f.known
	later, err := list[laterRow](ctx, s.reads, qAuditLater, "audit entry", f.organization, known.head.Sequence, catchUpMost)
	if err != nil || len(later) == 0 { // whatever is the matter is told where the write is done
		return false
	}
	head, revision := known.head, known.revision
	for _, e := range later {
		// Every revision in between has its entry, the entry is a report's, and the chain is the one
		// that was known: nothing else was written, and no backup restored.
		if e.Sequence != head.Sequence+1 || e.PreviousHash != head.Hash || e.Revision != revision+1 ||
			e.Action != string(tracker.OpMilestoneReport) || e.Number == nil {
			return false
		}
		delete(known.milestones, plan.MilestoneID(string(e.Objective), *e.Number))
		head, revision = auditHead{Sequence: e.Sequence, Hash: e.Hash}, e.Revision
	}
	if later[0].Now != revision {
		return false
	}
	known.revision, known.head = revision, head
	s.memory.giveBack(f.organization, known)
	return true
}
