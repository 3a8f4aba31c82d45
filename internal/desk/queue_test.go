package desk_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

const (
	planned    = plan.MilestonePlanned
	inProgress = plan.MilestoneInProgress
	blocked    = plan.MilestoneBlocked
	cancelled  = plan.MilestoneCancelled
)

func TestWeightOf(t *testing.T) {
	act := func(number string) plan.Evidence {
		return plan.Evidence{Act: &plan.Act{Kind: "determina", Number: number, Date: day("2026-11-01")}}
	}
	with := func(s plan.MilestoneStatus, e plan.Evidence) plan.MilestoneStatus { s.Evidence = e; return s }
	going := status(inProgress, 40, "2026-12-31")
	cases := []struct {
		name          string
		before, after plan.MilestoneStatus
		note          string
		want          desk.Weight
	}{
		{"done", going, done("2026-12-31", "2026-11-19"), "", desk.WeightCloses},
		{"cancelled", going, status(cancelled, 40, "2026-12-31"), "", desk.WeightCloses},
		{"open again", done("2026-12-31", "2026-11-10"), going, "", desk.WeightCloses},
		{"done after all", status(cancelled, 40, "2026-12-31"), done("2026-12-31", "2026-11-19"), "", desk.WeightCloses},
		{"done, and the date moved too", going, done("2027-01-31", "2026-11-19"), "", desk.WeightCloses},
		{"blocked", going, status(blocked, 40, "2026-12-31"), "", desk.WeightBlocks},
		{"blocked, and the date moved too", going, status(blocked, 40, "2027-01-31"), "", desk.WeightBlocks},
		{"still blocked, with more done", status(blocked, 40, "2026-12-31"), status(blocked, 50, "2026-12-31"), "", desk.WeightProgress},
		{"free again", status(blocked, 40, "2026-12-31"), going, "", desk.WeightProgress},
		{"later", going, status(inProgress, 40, "2027-01-31"), "", desk.WeightMovesDate},
		{"without a date", going, status(inProgress, 40, ""), "", desk.WeightMovesDate},
		{"completed on another day", done("2026-12-31", "2026-11-10"), done("2026-12-31", "2026-11-12"), "", desk.WeightMovesDate},
		{"more done", going, status(inProgress, 60, "2026-12-31"), "", desk.WeightProgress},
		{"begun", status(planned, 0, "2026-12-31"), status(inProgress, 0, "2026-12-31"), "", desk.WeightProgress},
		{"a note alone", going, going, "La prova è il 27 novembre.", desk.WeightProgress},
		{"evidence alone", going, with(going, act("12")), "", desk.WeightProgress},
		{"another act", with(going, act("12")), with(going, act("13")), "", desk.WeightProgress},
		{"nothing new", going, going, "", desk.WeightNothingNew},
		{"nothing new, in blanks", going, going, " \n", desk.WeightNothingNew},
		{"the same act written again", with(going, act("12")), with(going, act("12")), "", desk.WeightNothingNew},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			u := &board.Update{Kind: plan.UpdateReported, Before: c.before, After: c.after, Note: c.note}
			same(t, "weight", desk.WeightOf(u), c.want)
			same(t, "nothing new", desk.NothingNew(u), c.want == desk.WeightNothingNew)
		})
	}
	if desk.NothingNew(&board.Update{Kind: plan.UpdateRevised, Before: going, After: going}) {
		t.Error("a change of what describes a milestone is no word from its office")
	}
}

// TestReviewQueue tells who is in the queue, and in which order.
func TestReviewQueue(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	going := status(inProgress, 40, "2026-12-31")
	for _, id := range []string{"OB-01.1", "OB-01.2", "OB-01.3", "OB-01.4", "OB-01.5", "OB-01.6"} {
		s.milestone(id, going)
	}
	s.report("OB-01.1", "2026-11-10", going, "")
	s.report("OB-01.2", "2026-11-11", status(inProgress, 50, "2026-12-31"), "")
	s.report("OB-01.3", "2026-11-12", status(inProgress, 40, "2027-01-31"), "")
	s.report("OB-01.4", "2026-11-13", status(blocked, 40, "2026-12-31"), "")
	s.report("OB-01.5", "2026-11-14", done("2026-12-31", "2026-11-14"), "")
	s.report("OB-01.2", "2026-11-15", status(inProgress, 60, "2026-12-31"), "")
	s.update("OB-01.6", "2026-11-15", plan.Update{Kind: plan.UpdateRevised, After: owned("tributi", going)})
	s.update("OB-01.1", "2026-11-15", plan.Update{After: status(inProgress, 45, "2026-12-31"), Source: "candidature_143.csv"}) // a file's word waits for nobody
	confirmed := s.report("OB-01.6", "2026-11-16", owned("tributi", going), "")
	s.review(confirmed, "2026-11-17", plan.VerdictConfirmed, "")

	queue := desk.ReviewQueue(s.staff(t, today))
	same(t, "queue", ids(queue, func(w *desk.Waiting) string { return string(w.Weight) + ":" + w.Update.Milestone }),
		"closes:OB-01.5 blocks:OB-01.4 moves_date:OB-01.3 progress:OB-01.2 progress:OB-01.2 nothing_new:OB-01.1")
	same(t, "the older of two comes first", queue[3].Update.After.Percent, 50)
	same(t, "a later update holds by now", queue[3].Superseded, true)
	same(t, "this one holds", queue[4].Superseded, false)
	same(t, "value before", queue[4].Update.Before.Percent, 50)
	same(t, "objective", queue[0].Objective.Code, "OB-01")
	same(t, "waiting of one milestone", desk.WaitingOf(queue[3].Milestone), 2)

	s.rows.Milestones[4].RemovedOn = day("2026-11-18") // OB-01.5
	same(t, "without what left the plan", len(desk.ReviewQueue(s.staff(t, today))), 5)
	s.rows.Objectives[0].RemovedOn = day("2026-11-18")
	same(t, "without the objective", len(desk.ReviewQueue(s.staff(t, today))), 0)
}

func TestEarlierThan(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	s.milestone("OB-01.1", status(planned, 0, "2026-12-31"))
	first := s.report("OB-01.1", "2026-09-10", status(inProgress, 40, "2026-12-31"), "Avviato.")
	s.review(first, "2026-09-11", plan.VerdictQuestioned, "Con quanti servizi?")
	second := s.report("OB-01.1", "2026-09-14", status(inProgress, 65, "2026-12-31"), "Con tre servizi.")
	s.review(second, "2026-09-15", plan.VerdictConfirmed, "")
	s.report("OB-01.1", "2026-11-18", done("2026-12-31", "2026-11-17"), "")

	staff := s.staff(t, today)
	m, _ := staff.Milestone("OB-01.1")
	earlier := desk.EarlierThan(staff, m, m.Updates[0])
	if len(earlier) != 2 || earlier[0].Update.ID != second || earlier[1].Update.ID != first {
		t.Fatalf("earlier updates: %+v", earlier)
	}
	same(t, "verdict", earlier[0].Review.Verdict, plan.VerdictConfirmed)
	same(t, "no answer to what was confirmed", earlier[0].Answer == nil, true)
	same(t, "question", earlier[1].Review.Note, "Con quanti servizi?")
	same(t, "answer", earlier[1].Answer, earlier[0].Update)
	same(t, "nothing before the first", len(desk.EarlierThan(staff, m, earlier[1].Update)), 0)
	if desk.EarlierThan(staff, m, &board.Update{ID: "another"}) != nil {
		t.Error("an update of another milestone has nothing before it here")
	}
}

func TestReviewable(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	going := status(inProgress, 40, "2026-12-31")
	s.milestone("OB-01.1", going)
	s.milestone("OB-01.2", going)
	first := s.report("OB-01.1", "2026-11-10", going, "")
	second := s.report("OB-01.2", "2026-11-11", status(inProgress, 50, "2026-12-31"), "")
	third := s.report("OB-01.1", "2026-11-12", status(inProgress, 60, "2026-12-31"), "")
	s.review(first, "2026-11-13", plan.VerdictConfirmed, "")
	s.review(third, "2026-11-14", plan.VerdictQuestioned, "Come?")
	s.review(first, "2026-11-15", plan.VerdictQuestioned, "Davvero?")
	staff := s.staff(t, today)
	for id, waiting := range map[string]bool{first: false, second: true, third: false} {
		w, ok := desk.Reviewable(staff, id)
		if !ok || w.Update.ID != id {
			t.Fatalf("%s: %+v", id, w)
		}
		same(t, id+" waits", w.Update.Verdict == "", waiting)
		same(t, id+" is superseded", w.Superseded, id == first)
	}
	if _, ok := desk.Reviewable(staff, staff.Objectives[0].Milestones[0].ID); ok {
		t.Error("a milestone is no update")
	}
	last := func(r desk.Reviewed) string { return r.Update.ID + ":" + r.Review.Note }
	same(t, "last reviews", ids(desk.LastReviews(staff, 5), last), first+":Davvero? "+third+":Come?")
	same(t, "the last one", ids(desk.LastReviews(staff, 1), last), first+":Davvero?")
}
