package board

import (
	"github.com/traguardi/traguardi/internal/plan"
)

// Public is what everybody may see: no draft objective, no unpublished meeting, no
// minutes that are not approved, no review note, no account. It is a type of its own
// so that a page for the public cannot be handed anything else.
type Public struct{ Content }

// Staff is what members of the organization may see: everything, with what is not for
// publication beside the content.
type Staff struct {
	Content
	// Reviews by update id: the last one, with its note.
	Reviews map[string]plan.Review
	// Drafts are the minutes that are not approved, by meeting id.
	Drafts map[string]string
	// Notes are what was noted during the meetings, by meeting id.
	Notes map[string][]plan.PointNotes
	// Unpublished are the meetings that the public does not see, by id.
	Unpublished map[string]bool

	ledger *Ledger // nil in those made by hand
}
