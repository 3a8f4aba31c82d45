package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Question is a questioned update. The question is Review.Note, by Review.By.Role; it is
// put to the office that owns the milestone on the content's day.
type Question struct {
	Update    *board.Update
	Review    plan.Review
	Milestone *board.Milestone
	Objective *board.Objective
	// Answer is the first update of the milestone that was recorded after the review and
	// has a note; nil while the question is open.
	Answer *board.Update
}

// Office is the code of the office that is asked.
func (q *Question) Office() string { return q.Milestone.Status.Office }

// Open reports whether nobody has answered yet.
func (q *Question) Open() bool { return q.Answer == nil }

// Questions lists the questioned updates of an office's milestones, in the order in
// which they were questioned. An update that was confirmed later is none any more.
func Questions(s *board.Staff, office string) []*Question {
	var questions []*Question
	for _, o := range s.Objectives {
		for _, m := range o.Milestones {
			if office != "" && m.Status.Office != office {
				continue
			}
			for _, u := range m.Updates {
				if q := questionOf(s, o, m, u); q != nil {
					questions = append(questions, q)
				}
			}
		}
	}
	slices.SortFunc(questions, func(a, b *Question) int {
		return cmp.Or(cmp.Compare(a.Review.Revision, b.Review.Revision), cmp.Compare(a.Review.ID, b.Review.ID))
	})
	return questions
}

// OpenQuestions are the questions of an office that nobody has answered.
func OpenQuestions(s *board.Staff, office string) []*Question {
	return slices.DeleteFunc(Questions(s, office), func(q *Question) bool { return !q.Open() })
}

// AnsweredQuestions are the questions of an office that have an answer.
func AnsweredQuestions(s *board.Staff, office string) []*Question {
	return slices.DeleteFunc(Questions(s, office), (*Question).Open)
}

// OpenQuestionsOf are the open questions about one milestone.
func OpenQuestionsOf(s *board.Staff, o *board.Objective, m *board.Milestone) []*Question {
	var open []*Question
	for _, u := range slices.Backward(m.Updates) {
		if q := questionOf(s, o, m, u); q != nil && q.Open() {
			open = append(open, q)
		}
	}
	return open
}

func questionOf(s *board.Staff, o *board.Objective, m *board.Milestone, u *board.Update) *Question {
	if u.Verdict != plan.VerdictQuestioned {
		return nil
	}
	r, ok := s.Reviews[u.ID]
	if !ok {
		return nil
	}
	return &Question{Update: u, Review: r, Milestone: m, Objective: o, Answer: answerTo(m, r)}
}

// answerTo is the first update that was recorded after a review and says something. An
// answer need not be of a later day: it is what was written later.
func answerTo(m *board.Milestone, r plan.Review) *board.Update {
	var answer *board.Update
	for _, u := range m.Updates {
		if answers(u, r) && (answer == nil || compareRecorded(u, answer) < 0) {
			answer = u
		}
	}
	return answer
}

func answers(u *board.Update, r plan.Review) bool {
	return u.Kind == plan.UpdateReported && u.Revision > r.Revision && !blank(u.Note)
}

// answeredBy is the question that an update is the answer to; of several, the latest.
func answeredBy(s *board.Staff, o *board.Objective, m *board.Milestone, u *board.Update) *Question {
	var latest *Question
	for _, of := range m.Updates {
		q := questionOf(s, o, m, of)
		if q != nil && q.Answer == u && (latest == nil || q.Review.Revision > latest.Review.Revision) {
			latest = q
		}
	}
	return latest
}
