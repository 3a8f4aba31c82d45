package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Weight says why an update wants a reviewer's eye, and how much.
type Weight string

// The weights.
const (
	// WeightCloses: the milestone is done or cancelled by it, or open again.
	WeightCloses Weight = "closes"
	// WeightBlocks: the milestone is blocked by it.
	WeightBlocks Weight = "blocks"
	// WeightMovesDate: the due date, or the day of completion, is another.
	WeightMovesDate Weight = "moves_date"
	// WeightProgress: another percentage, state or evidence, or a note.
	WeightProgress Weight = "progress"
	// WeightNothingNew: see NothingNew. These can be confirmed together.
	WeightNothingNew Weight = "nothing_new"
)

// Weights in the order in which updates are reviewed.
var Weights = []Weight{WeightCloses, WeightBlocks, WeightMovesDate, WeightProgress, WeightNothingNew}

// WeightOf is the heaviest thing that an update does.
func WeightOf(u *board.Update) Weight {
	before, after := u.Before, u.After
	switch {
	case after.Open() != before.Open(), !after.Open() && after.State != before.State:
		return WeightCloses
	case after.State == plan.MilestoneBlocked && before.State != plan.MilestoneBlocked:
		return WeightBlocks
	case after.DueOn != before.DueOn, after.CompletedOn != before.CompletedOn:
		return WeightMovesDate
	case NothingNew(u):
		return WeightNothingNew
	}
	return WeightProgress
}

// Waiting is an update that waits for a review, with all that the verdict needs.
type Waiting struct {
	Update    *board.Update
	Milestone *board.Milestone
	Objective *board.Objective
	Weight    Weight
	// Answers is the question that the update's note answers; nil where there is none.
	Answers *Question
	// Superseded is set where a later update of the milestone holds by now: the verdict
	// is on the past, and today's figures do not change with it.
	Superseded bool
}

// ReviewQueue lists what waits for a review: the updates that an office reported (not
// those that a file told) and nobody reviewed, of the milestones and objectives in the plan. First what closes, what
// blocks and what moves a date, then the other changes, then those with nothing new; of
// the same weight, what waits longest comes first.
func ReviewQueue(s *board.Staff) []*Waiting {
	var queue []*Waiting
	for _, o := range s.Objectives {
		for _, m := range o.Milestones {
			for i, u := range m.Updates {
				if waits(u) {
					queue = append(queue, newWaiting(s, o, m, i))
				}
			}
		}
	}
	slices.SortFunc(queue, func(a, b *Waiting) int {
		return cmp.Or(slices.Index(Weights, a.Weight)-slices.Index(Weights, b.Weight), compareRecorded(a.Update, b.Update))
	})
	return queue
}

func newWaiting(s *board.Staff, o *board.Objective, m *board.Milestone, i int) *Waiting {
	u := m.Updates[i]
	return &Waiting{Update: u, Milestone: m, Objective: o, Weight: WeightOf(u), Answers: answeredBy(s, o, m, u), Superseded: i > 0}
}

// Reviewable gives an update that a verdict can be given on, whether it waits for one or
// has one already; ok is false where there is none of that id in the plan.
func Reviewable(s *board.Staff, id string) (w *Waiting, ok bool) {
	for _, o := range s.Objectives {
		for _, m := range o.Milestones {
			for i, u := range m.Updates {
				if u.ID == id {
					return newWaiting(s, o, m, i), true
				}
			}
		}
	}
	return nil, false
}

// Reviewed is an update with the last verdict on it.
type Reviewed struct {
	Update    *board.Update
	Milestone *board.Milestone
	Review    plan.Review
}

// LastReviews are the last verdicts given, the latest first, at most so many.
func LastReviews(s *board.Staff, most int) []Reviewed {
	var all []Reviewed
	for _, o := range s.Objectives {
		for _, m := range o.Milestones {
			for _, u := range m.Updates {
				if r, ok := s.Reviews[u.ID]; ok {
					all = append(all, Reviewed{u, m, r})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b Reviewed) int {
		return cmp.Or(cmp.Compare(b.Review.Revision, a.Review.Revision), cmp.Compare(b.Review.ID, a.Review.ID))
	})
	return all[:min(most, len(all))]
}

func waits(u *board.Update) bool {
	return u.Kind == plan.UpdateReported && u.Source == "" && u.Verdict == ""
}

// WaitingOf counts the updates of a milestone that wait for a review.
func WaitingOf(m *board.Milestone) int {
	n := 0
	for _, u := range m.Updates {
		if waits(u) {
			n++
		}
	}
	return n
}

// compareRecorded orders updates as they were recorded: an organization's writers take
// turns, so that revisions tell it.
func compareRecorded(a, b *board.Update) int {
	return cmp.Or(cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.ID, b.ID))
}

// Earlier is an update with what became of it.
type Earlier struct {
	Update *board.Update
	// Review is the last one; nil where there is none.
	Review *plan.Review
	// Answer is, for a questioned update, the first update that answered; nil otherwise.
	Answer *board.Update
}

// EarlierThan lists the updates of the milestone that held before one, newest first.
func EarlierThan(s *board.Staff, m *board.Milestone, u *board.Update) []Earlier {
	at := slices.IndexFunc(m.Updates, func(of *board.Update) bool { return of.ID == u.ID })
	if at < 0 {
		return nil
	}
	earlier := make([]Earlier, 0, len(m.Updates)-at-1)
	for _, before := range m.Updates[at+1:] {
		e := Earlier{Update: before}
		if r, ok := s.Reviews[before.ID]; ok {
			e.Review = &r
			if r.Verdict == plan.VerdictQuestioned {
				e.Answer = answerTo(m, r)
			}
		}
		earlier = append(earlier, e)
	}
	return earlier
}
