package desk_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

func TestOffCourse(t *testing.T) {
	standing := func(health progress.Health) *board.Objective {
		return &board.Objective{Code: "OB-01", Terms: plan.ObjectiveTerms{State: plan.ObjectiveActive}, Figures: progress.Figures{Health: health}}
	}
	resting := func(health progress.Health) *board.Objective {
		o := standing(health)
		o.Terms.State = plan.ObjectiveSuspended
		return o
	}
	const (
		none, onTrack, atRisk = progress.HealthNotAssessed, progress.HealthOnTrack, progress.HealthAtRisk
		late, completed       = progress.HealthLate, progress.HealthCompleted
	)
	cases := []struct {
		name        string
		before, now *board.Objective
		worse, back bool
	}{
		{"on track to at risk", standing(onTrack), standing(atRisk), true, false},
		{"on track to late", standing(onTrack), standing(late), true, false},
		{"at risk to late", standing(atRisk), standing(late), true, false},
		{"late as before", standing(late), standing(late), false, false},
		{"late to at risk", standing(late), standing(atRisk), false, true},
		{"late to completed", standing(late), standing(completed), false, true},
		{"completed, with more to do now", standing(completed), standing(onTrack), false, false},
		{"completed, then late", standing(completed), standing(late), true, false},
		{"new and late", nil, standing(late), true, false},
		{"new and on track", nil, standing(onTrack), false, false},
		{"assessed for the first time", standing(none), standing(atRisk), true, false},
		{"no longer counted", standing(onTrack), resting(late), false, false},
		{"counted again", resting(late), standing(late), true, false},
		{"gone", standing(onTrack), nil, false, false},
	}
	content := func(o *board.Objective) *board.Content {
		c := &board.Content{Figures: progress.Figures{Health: onTrack}}
		if o != nil {
			c.Objectives = []*board.Objective{o}
		}
		return c
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before, now := desk.StandingsOf(content(c.before)), content(c.now)
			same(t, "off course", len(desk.OffCourse(before, now)) == 1, c.worse)
			same(t, "back on course", len(desk.BackOnCourse(before, now)) == 1, c.back)
			as := desk.StandingsOf(now)
			same(t, "nothing since now", len(desk.OffCourse(as, now))+len(desk.BackOnCourse(as, now)), 0)
		})
	}
}

// TestOffCourseSince looks at two days of one plan: the organization comes first, then
// what stands worst, each with its grounds.
func TestOffCourseSince(t *testing.T) {
	s := newScript()
	for _, code := range []string{"OB-01", "OB-02", "OB-03"} {
		s.objective(code, "")
	}
	s.milestone("OB-01.1", status(inProgress, 95, "2026-12-31"))
	s.milestone("OB-02.1", status(inProgress, 90, "2026-11-10"))
	s.milestone("OB-03.1", status(inProgress, 95, "2026-12-31"))
	s.report("OB-01.1", "2026-11-17", status(blocked, 95, "2026-12-31"), "")
	s.report("OB-02.1", "2026-11-17", status(inProgress, 60, "2026-11-10"), "")
	before, now := s.staff(t, "2026-11-09"), s.staff(t, today)
	standings := desk.StandingsOf(&before.Content)
	same(t, "a horizon", standings["short"].Shown, 93)
	turns := desk.OffCourse(standings, &now.Content)
	if len(turns) != 3 {
		t.Fatalf("turns: %+v", turns)
	}
	same(t, "the organization comes first", turns[0].Objective == nil, true)
	same(t, "the worst", turns[1].Objective.Code, "OB-02")
	same(t, "from", turns[1].Before.Health, string(progress.HealthOnTrack))
	same(t, "to", turns[1].Now.Health, progress.HealthLate)
	same(t, "then", turns[1].Before.Shown, 90)
	same(t, "now", turns[1].Now.Shown, 60)
	same(t, "the other", turns[2].Objective.Code, "OB-01")
	same(t, "on what ground", turns[2].Now.Reasons[0].Kind, progress.ReasonBlocked)
}

func TestRatings(t *testing.T) {
	s := newScript()
	give := func(code string, state plan.ObjectiveState, office, reviewer plan.Confidence) {
		s.objective(code, state)
		if office != "" {
			s.rating(code, plan.RatedByOffice, office)
		}
		if reviewer != "" {
			s.rating(code, plan.RatedByReviewer, reviewer)
		}
	}
	const green, amber = plan.ConfidenceGreen, plan.ConfidenceAmber
	give("OB-01", "", green, green)
	give("OB-02", "", green, amber)
	give("OB-03", "", green, "")
	give("OB-04", plan.ObjectiveSuspended, "", amber)
	give("OB-05", "", "", "")
	give("OB-06", plan.ObjectiveDraft, green, green)
	give("OB-07", plan.ObjectiveCompleted, green, green)
	give("OB-08", plan.ObjectiveCancelled, green, green)
	staff := s.staff(t, today)
	pairs := desk.Ratings(&staff.Content)
	same(t, "ratings", ids(pairs, func(p desk.RatingPair) string { return p.Objective.Code + ":" + string(p.Agreement) }),
		"OB-01:equal OB-02:different OB-03:missing OB-04:missing OB-05:missing")
	same(t, "the office's", pairs[1].Office.Confidence, green)
	same(t, "the reviewer's", pairs[1].Reviewer.Confidence, amber)
	same(t, "never given", pairs[2].Reviewer == nil, true)
}
