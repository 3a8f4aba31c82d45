package board_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

func (s *script) meeting(m plan.Meeting, on string) {
	m.HeldOn, m.Revision = day(on), s.rows.Organization.Revision
	if m.Title == "" {
		m.Title = "Riunione " + m.ID
	}
	s.rows.Meetings = append(s.rows.Meetings, m)
}

func (s *script) action(a plan.Action, due string) {
	a.DueOn, a.Revision = day(due), s.rows.Organization.Revision
	if a.State == "" {
		a.State = plan.ActionOpen
	}
	s.rows.Actions = append(s.rows.Actions, a)
}

// meetings writes a plan with an active objective, a draft, and meetings about both.
func meetings() *script {
	s := newScript()
	s.office("tributi", "Tributi")
	s.office("cultura", "Cultura")
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
	s.milestone("OB-01", 1, "2026-01-01", "2026-06-30", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-06-30"))
	s.objective("OB-02", "2026-01-01", plan.ObjectiveTerms{State: plan.ObjectiveDraft})
	s.milestone("OB-02", 1, "2026-01-01", "", "", status(plan.MilestonePlanned, 0, "2026-06-30"))
	s.meeting(plan.Meeting{
		ID: "m1", State: plan.MeetingHeld, Published: true, Offices: []string{"tributi"}, Minutes: "approvato", MinutesApproved: true,
		Decisions: []plan.Decision{{Text: "avanti", Milestone: "OB-01.1"}, {Text: "altro", Objective: "OB-02", Milestone: "OB-02.1"}},
	}, "2026-02-10")
	s.meeting(plan.Meeting{ID: "m2", State: plan.MeetingHeld, Published: true, Offices: []string{"tributi"}, Minutes: "bozza"}, "2026-03-10")
	s.meeting(plan.Meeting{ID: "m3", State: plan.MeetingHeld, Offices: []string{"cultura"}, Minutes: "riservato", MinutesApproved: true}, "2026-03-20")
	s.meeting(plan.Meeting{ID: "m4", State: plan.MeetingCancelled, Published: true, Offices: []string{"tributi"}}, "2026-04-10")
	s.meeting(plan.Meeting{ID: "m5", State: plan.MeetingScheduled, Published: true, Offices: []string{"tributi", "cultura"}}, "2026-05-10")
	s.meeting(plan.Meeting{ID: "m6", State: plan.MeetingScheduled, Published: true, Offices: []string{"tributi"}}, "2026-05-20")
	s.action(plan.Action{ID: "a1", Meeting: "m2", Office: "tributi", Objective: "OB-02", Title: "di una bozza"}, "2026-03-31")
	s.action(plan.Action{ID: "a2", Meeting: "m3", Office: "cultura", Objective: "OB-01", Title: "di una riservata"}, "2026-03-25")
	s.action(plan.Action{ID: "a3", Meeting: "m1", Office: "tributi", Milestone: "OB-01.1", State: plan.ActionDone, CompletedOn: day("2026-03-15"), Title: "fatta"}, "2026-03-01")
	move := status(plan.MilestonePlanned, 0, "2026-07-31")
	s.update("OB-01", 1, "2026-03-22", "2026-03-22", plan.Update{After: move, Reason: "deciso", DecidedIn: "m3"})
	return s
}

func ids[T any](list []*T, id func(*T) string) (out string) {
	for _, entry := range list {
		out += id(entry) + " "
	}
	return out
}

func meetingID(m *board.Meeting) string { return m.ID }
func actionID(a *board.Action) string   { return a.ID }

func TestMeetingsByAudience(t *testing.T) {
	b := meetings().board(t, "2026-04-15", "2026-04-15")
	public, staff := b.Public(), b.Staff()

	if got := ids(public.Meetings, meetingID); got != "m1 m2 m4 m5 m6 " {
		t.Errorf("the public sees %s", got)
	}
	if got := ids(staff.Meetings, meetingID); got != "m1 m2 m3 m4 m5 m6 " {
		t.Errorf("the staff sees %s", got)
	}
	if got := ids(public.Actions, actionID); got != "a3 a1 " {
		t.Errorf("the public sees the actions %s", got)
	}
	if got := ids(staff.Actions, actionID); got != "a3 a2 a1 " {
		t.Errorf("the staff sees the actions %s", got)
	}
	m1, _ := public.Meeting("m1")
	if m1.Minutes != "approvato" || m1.Decisions[0].Milestone != "OB-01.1" || m1.Decisions[1] != (plan.Decision{Text: "altro"}) {
		t.Errorf("the first meeting in public: %+v", m1)
	}
	m1, _ = staff.Meeting("m1")
	if m1.Decisions[1].Objective != "OB-02" || m1.Decisions[1].Milestone != "OB-02.1" {
		t.Errorf("the staff loses the way to a draft: %+v", m1.Decisions[1])
	}
	if m2, _ := staff.Meeting("m2"); m2.Minutes != "" || staff.Drafts["m2"] != "bozza" || len(staff.Drafts) != 1 {
		t.Errorf("drafts of minutes: %q beside %q", staff.Drafts, m2.Minutes)
	}
	if !staff.Unpublished["m3"] || len(staff.Unpublished) != 1 {
		t.Errorf("unpublished: %v", staff.Unpublished)
	}
	if a1, _ := public.Action("a1"); a1.Objective != "" || !a1.Overdue {
		t.Errorf("an action about a draft: %+v", a1)
	}
	if a1, _ := staff.Action("a1"); a1.Objective != "OB-02" {
		t.Errorf("an action about a draft, for the staff: %+v", a1)
	}
}

func TestMeetingsOfAnObjective(t *testing.T) {
	b := meetings().board(t, "2026-04-15", "2026-04-15")
	public, _ := b.Public().Objective("OB-01")
	staff, _ := b.Staff().Objective("OB-01")
	if got := ids(public.Meetings, meetingID); got != "m1 " {
		t.Errorf("the public is told that it was dealt with in %s", got)
	}
	if got := ids(staff.Meetings, meetingID); got != "m1 m3 " {
		t.Errorf("the staff is told that it was dealt with in %s", got)
	}
	if s := public.Slippages[0]; s.DecidedIn != nil || s.Reason != "deciso" {
		t.Errorf("the public's slippage: %+v", s)
	}
	if s := staff.Slippages[0]; s.DecidedIn == nil || s.DecidedIn.ID != "m3" {
		t.Errorf("the staff's slippage: %+v", s)
	}
	if u := public.News[0]; u.DecidedIn != "" {
		t.Errorf("the public's news name the meeting %s", u.DecidedIn)
	}
	if u := staff.News[0]; u.DecidedIn != "m3" {
		t.Errorf("the staff's news name the meeting %q", u.DecidedIn)
	}
}

func TestOfficesMet(t *testing.T) {
	s := meetings()
	for _, tc := range []struct{ on, office, last, next, staffLast string }{
		{"2026-02-09", "tributi", "", "m1", ""},
		{"2026-02-10", "tributi", "2026-02-10", "m2", "2026-02-10"},
		{"2026-04-15", "tributi", "2026-03-10", "m5", "2026-03-10"},
		{"2026-04-15", "cultura", "", "m5", "2026-03-20"},
	} {
		b := s.board(t, tc.on, "2026-04-15")
		public, _ := b.Public().Office(tc.office)
		staff, _ := b.Staff().Office(tc.office)
		next := ""
		if public.NextMeeting != nil {
			next = public.NextMeeting.ID
		}
		if public.LastMetOn != day(tc.last) || next != tc.next || staff.LastMetOn != day(tc.staffLast) {
			t.Errorf("%s on %s: last %s (staff %s), next %s", tc.office, tc.on, public.LastMetOn, staff.LastMetOn, next)
		}
	}
}

// A meeting that was held after the day had not been held yet on the day.
func TestMeetingsOfAPastDay(t *testing.T) {
	b := meetings().board(t, "2026-03-01", "2026-04-15")
	m2, ok := b.Staff().Meeting("m2")
	if !ok || m2.State != plan.MeetingScheduled || m2.Minutes != "" || len(m2.Actions) != 0 || len(b.Staff().Drafts) != 0 {
		t.Errorf("before it was held: %+v", m2)
	}
	m1, _ := b.Public().Meeting("m1")
	if m1.State != plan.MeetingHeld || len(m1.Decisions) != 2 {
		t.Errorf("after it was held: %+v", m1)
	}
	if a3, _ := b.Public().Action("a3"); a3.State != plan.ActionOpen || !a3.CompletedOn.IsZero() {
		t.Errorf("an action that was done later: %+v", a3)
	}
}

func TestRemovedMeetingsAreGone(t *testing.T) {
	s := meetings()
	s.rows.Meetings[0].RemovedOn = day("2026-04-01")
	before, after := s.board(t, "2026-03-31", "2026-04-15").Public(), s.board(t, "2026-04-01", "2026-04-15").Public()
	if _, ok := before.Meeting("m1"); !ok {
		t.Error("gone before it was removed")
	}
	if _, ok := after.Meeting("m1"); ok {
		t.Error("there after it was removed")
	}
	if _, ok := after.Action("a3"); ok {
		t.Error("an action without its meeting")
	}
}

func TestOfficesOfTheDay(t *testing.T) {
	s := newScript()
	s.office("zeta", "Anagrafe")
	s.office("alfa", "Zootecnia")
	s.office("tributi", "tributi")
	s.rows.Offices[1].RemovedOn = day("2026-03-01")
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
	s.milestone("OB-01", 1, "2026-01-01", "2026-02-10", "2026-01-01", done("2026-02-10", "2026-02-10"))
	s.milestone("OB-01", 2, "2026-01-01", "2026-02-10", "2026-01-01", done("2026-02-10", "2026-02-11"))
	s.milestone("OB-01", 3, "2026-01-01", "", "", done("", "2026-02-11"))
	s.milestone("OB-01", 4, "2026-01-01", "2026-05-01", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-05-01"))
	s.objective("OB-02", "2026-01-01", plan.ObjectiveTerms{State: plan.ObjectiveDraft})
	s.milestone("OB-02", 1, "2026-01-01", "2026-02-10", "2026-01-01", done("2026-02-01", "2026-02-01"))
	s.objective("OB-03", "2026-01-01", plan.ObjectiveTerms{State: plan.ObjectiveSuspended})
	s.milestone("OB-03", 1, "2026-01-01", "2026-06-01", "2026-01-01", done("2026-06-01", "2026-02-01"))

	b := s.board(t, "2026-04-01", "2026-04-01")
	officeID := func(o *board.Office) string { return o.Code }
	if got := ids(b.Public().Offices, officeID); got != "zeta tributi " {
		t.Errorf("offices by name, without those removed: %s", got)
	}
	milestoneID := func(m *board.Milestone) string { return m.ID }
	public, _ := b.Public().Office("tributi")
	staff, _ := b.Staff().Office("tributi")
	if got := ids(public.Milestones, milestoneID); got != "OB-01.1 OB-01.2 OB-01.4 OB-03.1 OB-01.3 " {
		t.Errorf("by due date, undated last: %s", got)
	}
	if got := ids(staff.Milestones, milestoneID); got != "OB-02.1 OB-01.1 OB-01.2 OB-01.4 OB-03.1 OB-01.3 " {
		t.Errorf("the staff's, with drafts: %s", got)
	}
	for _, o := range []*board.Office{public, staff} {
		if o.OnTimeRate == nil || *o.OnTimeRate != 0.5 || o.OnTimeOf != 2 {
			t.Errorf("on time: %v of %d, want one of the two that have a baseline and whose objective counts", value(o.OnTimeRate), o.OnTimeOf)
		}
	}
	if zeta, _ := b.Public().Office("zeta"); zeta.OnTimeRate != nil || zeta.Figures.Actual != nil {
		t.Errorf("an office without milestones: %+v", zeta)
	}
}

func TestRatingsOfTheDay(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
	rate := func(by plan.RatedBy, on string, c plan.Confidence) {
		s.rows.Ratings = append(s.rows.Ratings, plan.Rating{
			ID: s.id("rating"), Objective: "OB-01", RatedBy: by, Confidence: c, Text: "perché", GivenOn: day(on), RecordedAt: s.at(on),
			By: plan.Signature{AccountID: "secret", Role: plan.RoleReviewer}, Revision: 1,
		})
	}
	rate(plan.RatedByOffice, "2026-02-01", plan.ConfidenceGreen)
	rate(plan.RatedByReviewer, "2026-02-15", plan.ConfidenceAmber)
	rate(plan.RatedByOffice, "2026-03-01", plan.ConfidenceRed)
	for on, want := range map[string][2]plan.Confidence{
		"2026-01-31": {}, "2026-02-01": {plan.ConfidenceGreen}, "2026-02-15": {plan.ConfidenceGreen, plan.ConfidenceAmber},
		"2026-03-01": {plan.ConfidenceRed, plan.ConfidenceAmber},
	} {
		o, _ := s.board(t, on, "2026-04-01").Public().Objective("OB-01")
		for i, r := range []*board.Rating{o.OfficeRating, o.ReviewerRating} {
			if (r == nil) != (want[i] == "") || (r != nil && r.Confidence != want[i]) {
				t.Errorf("%s: rating %d is %+v, want %q", on, i, r, want[i])
			}
		}
	}
}

func TestLaterDraftsAreNotShownOfThePast(t *testing.T) {
	s := newScript()
	s.office("tributi", "Tributi")
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
	s.milestone("OB-01", 1, "2026-01-01", "2026-02-10", "2026-01-01", done("2026-02-10", "2026-02-10"))
	s.change("OB-01", "2026-03-01", plan.ObjectiveTerms{State: plan.ObjectiveDraft, Weight: 1, Horizon: plan.HorizonShort})
	b := s.board(t, "2026-02-20", "2026-04-01")
	if p := b.Public(); len(p.Objectives) != 0 || p.Figures.Actual != nil || p.Offices[0].Figures.Actual != nil || len(p.Offices[0].Milestones) != 0 {
		t.Errorf("the public sees of a draft that it was no draft: %+v", p.Content)
	}
	if o, ok := b.Staff().Objective("OB-01"); !ok || o.Figures.Shown != 100 {
		t.Errorf("the staff does not see the past as it was: %+v", o)
	}
}
