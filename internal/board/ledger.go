package board

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// Ledger is everything known of one organization at a revision, with its history. It
// is immutable; Apply gives the ledger of a later revision, which shares with this one
// all that did not change.
type Ledger struct {
	organization plan.Organization
	offices      []plan.Office     // by code, removed ones too
	blocks       []*objectiveBlock // by code, removed ones too
	meetings     *meetingBook
	measures     *measureBook
	sectors      []plan.Sector // in their order, removed ones too
	texts        plan.Texts
	publication  plan.Publication
	order        plan.ObjectiveOrder
	// sequence are the places in blocks in the order chosen; nil where nobody chose one.
	sequence []int
	// updates finds the milestone of an update. It only ever grows, and what it says of
	// an update never changes, so that all revisions share it.
	updates *updateIndex
	bytes   int64
}

// NewLedger makes a ledger of everything that a Source gives since revision 0.
func NewLedger(all Changes) (*Ledger, error) {
	empty := &Ledger{meetings: &meetingBook{}, measures: &measureBook{}, updates: newUpdateIndex()}
	return empty.Apply(all)
}

// Organization is the organization's own row.
func (l *Ledger) Organization() plan.Organization { return l.organization }

// Revision is the one that the ledger stands for.
func (l *Ledger) Revision() int64 { return l.organization.Revision }

// Bytes estimates the memory that the ledger holds: enough to bound a cache by.
func (l *Ledger) Bytes() int64 { return l.bytes }

// firstDay is the earliest day on which the plan had an objective; zero for none.
func (l *Ledger) firstDay() plan.Date {
	var first plan.Date
	for _, block := range l.blocks {
		first = plan.Earliest(first, block.objective.AddedOn)
	}
	return first
}

// withoutObjectives is the ledger with its offices and meetings alone. It is only to
// be looked at: changes cannot be applied to it.
func (l *Ledger) withoutObjectives() *Ledger {
	return &Ledger{
		organization: l.organization, offices: l.offices, meetings: l.meetings, measures: l.measures, updates: l.updates, bytes: l.bytes,
		sectors: l.sectors, texts: l.texts, publication: l.publication, order: l.order, sequence: l.sequence[:0:0],
	}
}

func findBlock(blocks []*objectiveBlock, code string) (int, bool) {
	return slices.BinarySearchFunc(blocks, code, func(b *objectiveBlock, code string) int {
		return cmp.Compare(b.objective.Code, code)
	})
}

// meetingBook is the meetings and actions of an organization, removed ones too.
type meetingBook struct {
	meetings []plan.Meeting // by day, start, id
	actions  []plan.Action  // by due date, id
}

func compareMeetings(a, b plan.Meeting) int {
	return cmp.Or(a.HeldOn.Compare(b.HeldOn), cmp.Compare(a.StartsAt, b.StartsAt), cmp.Compare(a.ID, b.ID))
}

func compareActions(a, b plan.Action) int {
	return cmp.Or(a.DueOn.Compare(b.DueOn), cmp.Compare(a.ID, b.ID))
}
