package desk_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestQuestions(t *testing.T) {
	going := status(inProgress, 40, "2026-12-31")
	cases := []struct {
		name string
		then func(s *script, questioned string)
		// open and answer tell what becomes of the question: "" where there is none left.
		open, answer string
	}{
		{"nobody answers", func(*script, string) {}, "OB-01.1", ""},
		{"nothing new is no answer", func(s *script, _ string) { s.report("OB-01.1", "2026-11-14", going, "  ") }, "OB-01.1", ""},
		{"a later note answers", func(s *script, _ string) { s.report("OB-01.1", "2026-11-14", going, "Con tre.") }, "", "Con tre."},
		{"the first of two notes is the answer", func(s *script, _ string) {
			s.report("OB-01.1", "2026-11-14", going, "Con tre.")
			s.report("OB-01.1", "2026-11-15", going, "Anzi quattro.")
		}, "", "Con tre."},
		{"a note about an earlier day, written later, answers", func(s *script, _ string) {
			s.update("OB-01.1", "2026-10-01", plan.Update{After: going, Note: "Già in ottobre.", RecordedAt: s.at(day("2026-11-14"))})
		}, "", "Già in ottobre."},
		{"a note on another milestone does not", func(s *script, _ string) { s.report("OB-01.2", "2026-11-14", going, "Con tre.") }, "OB-01.1", ""},
		{"a change of what describes the milestone does not", func(s *script, _ string) {
			s.update("OB-01.1", "2026-11-14", plan.Update{Kind: plan.UpdateRevised, After: going, Note: "Con tre."})
		}, "OB-01.1", ""},
		{"confirmed after all", func(s *script, id string) { s.review(id, "2026-11-15", plan.VerdictConfirmed, "") }, "", ""},
		{"asked again after the answer", func(s *script, id string) {
			s.report("OB-01.1", "2026-11-14", going, "Con tre.")
			s.review(id, "2026-11-15", plan.VerdictQuestioned, "Quali?")
		}, "OB-01.1", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newScript()
			s.objective("OB-01", "")
			s.milestone("OB-01.1", going)
			s.milestone("OB-01.2", owned("tributi", going))
			s.report("OB-01.1", "2026-11-10", going, "Una nota di prima.")
			questioned := s.report("OB-01.1", "2026-11-11", status(inProgress, 50, "2026-12-31"), "")
			s.review(questioned, "2026-11-12", plan.VerdictQuestioned, "Con quanti servizi?")
			c.then(s, questioned)

			staff := s.staff(t, today)
			open, answered := desk.OpenQuestions(staff, "anagrafe"), desk.AnsweredQuestions(staff, "anagrafe")
			same(t, "open", ids(open, func(q *desk.Question) string { return q.Milestone.ID }), c.open)
			same(t, "answer", ids(answered, func(q *desk.Question) string { return q.Answer.Note }), c.answer)
			same(t, "of the organization", len(desk.Questions(staff, "")), len(open)+len(answered))
			same(t, "of another office", len(desk.Questions(staff, "tributi")), 0)
			m, _ := staff.Milestone("OB-01.1")
			same(t, "of the milestone", len(desk.OpenQuestionsOf(staff, staff.Objectives[0], m)), len(open))
			for _, q := range append(open, answered...) {
				same(t, "questioned update", q.Update.ID, questioned)
				same(t, "who asks", q.Review.By.Role, plan.RoleReviewer)
				same(t, "who is asked", q.Office(), "anagrafe")
			}
		})
	}
}

// TestAnswersWaitForAReview: who answers waits for a verdict, with the question beside.
func TestAnswersWaitForAReview(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	going := status(inProgress, 40, "2026-12-31")
	s.milestone("OB-01.1", going)
	questioned := s.report("OB-01.1", "2026-11-11", going, "")
	s.review(questioned, "2026-11-12", plan.VerdictQuestioned, "Davvero niente?")
	s.report("OB-01.1", "2026-11-13", going, "")
	s.report("OB-01.1", "2026-11-14", going, "Aspettiamo il fornitore.")
	queue := desk.ReviewQueue(s.staff(t, today))
	if len(queue) != 2 || queue[0].Answers == nil || queue[1].Answers != nil {
		t.Fatalf("queue: %+v", queue)
	}
	same(t, "question", queue[0].Answers.Review.Note, "Davvero niente?")
	same(t, "questioned update", queue[0].Answers.Update.ID, questioned)
}
