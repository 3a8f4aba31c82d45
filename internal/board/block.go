package board

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// objectiveBlock is one objective with all that hangs on it. It is immutable, and the
// unit in which ledgers of different revisions share.
type objectiveBlock struct {
	objective  plan.Objective
	changes    []plan.ObjectiveChange // in the order in which they hold
	milestones []*milestoneLog        // by number, removed ones too
	ratings    []plan.Rating          // by day, then as recorded
}

// milestoneLog is one milestone with its whole history. It is immutable.
type milestoneLog struct {
	milestone plan.Milestone // Status is not filled: the updates tell it
	updates   []plan.Update  // in the order in which they hold
	reviews   []plan.Review  // in the order in which they were recorded
}

func findLog(logs []*milestoneLog, number int) (int, bool) {
	return slices.BinarySearchFunc(logs, number, func(m *milestoneLog, number int) int {
		return cmp.Compare(m.milestone.Number, number)
	})
}

// compareUpdates is the order in which updates hold: by the day from which they count,
// of the same day by when they were recorded. An organization's writers take turns, so
// that revisions tell that order; within one write the identifiers do, which sort as
// they are made. The store reads a status in the same order.
func compareUpdates(a, b plan.Update) int {
	return cmp.Or(a.EffectiveOn.Compare(b.EffectiveOn), cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.ID, b.ID))
}

func compareChanges(a, b plan.ObjectiveChange) int {
	return cmp.Or(a.EffectiveOn.Compare(b.EffectiveOn), cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.ID, b.ID))
}

func compareRatings(a, b plan.Rating) int {
	return cmp.Or(a.GivenOn.Compare(b.GivenOn), cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.ID, b.ID))
}

func compareReviews(a, b plan.Review) int {
	return cmp.Or(cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.ID, b.ID))
}
