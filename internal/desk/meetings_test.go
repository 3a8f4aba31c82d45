package desk_test

import (
	"fmt"
	"testing"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestDecisionsWithoutAction(t *testing.T) {
	about := func(objective, milestone string) plan.Decision {
		return plan.Decision{Text: "decisione", Objective: objective, Milestone: milestone}
	}
	asked := func(objective, milestone string, state plan.ActionState) plan.Action {
		return plan.Action{Office: "anagrafe", DueOn: day("2026-12-01"), Objective: objective, Milestone: milestone, State: state}
	}
	cases := []struct {
		name     string
		decision plan.Decision
		actions  []plan.Action
		open     bool
	}{
		{"no action at all", about("OB-01", ""), nil, true},
		{"about the same objective", about("OB-01", ""), []plan.Action{asked("OB-01", "", "")}, false},
		{"about a milestone of the objective", about("OB-01", ""), []plan.Action{asked("", "OB-01.1", "")}, false},
		{"about another objective", about("OB-01", ""), []plan.Action{asked("OB-02", "", "")}, true},
		{"about the same milestone", about("OB-01", "OB-01.1"), []plan.Action{asked("", "OB-01.1", "")}, false},
		{"about another milestone", about("", "OB-01.1"), []plan.Action{asked("", "OB-01.2", "")}, true},
		{"about the objective, where the decision names a milestone", about("", "OB-01.1"), []plan.Action{asked("OB-01", "", "")}, true},
		{"about nothing, like the decision", about("", ""), []plan.Action{asked("", "", "")}, false},
		{"about an objective, where the decision names none", about("", ""), []plan.Action{asked("OB-01", "", "")}, true},
		{"done", about("OB-01", ""), []plan.Action{asked("OB-01", "", plan.ActionDone)}, false},
		{"cancelled", about("OB-01", ""), []plan.Action{asked("OB-01", "", plan.ActionCancelled)}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newScript()
			for _, o := range []string{"OB-01", "OB-02"} {
				s.objective(o, "")
				for n := range 2 {
					s.milestone(fmt.Sprintf("%s.%d", o, n+1), status(planned, 0, "2026-12-31"))
				}
			}
			m := s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-10-22"), Decisions: []plan.Decision{c.decision}})
			for _, a := range c.actions {
				a.Meeting, a.Title = m, "azione"
				if a.State == plan.ActionDone {
					a.CompletedOn = day("2026-11-01")
				}
				s.action(a)
			}
			other := s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-10-23")})
			s.action(plan.Action{Meeting: other, Title: "di un'altra riunione", Office: "anagrafe", DueOn: day("2026-12-01"), Objective: c.decision.Objective, Milestone: c.decision.Milestone})
			staff := s.staff(t, today)
			open := desk.DecisionsWithoutAction(&staff.Content)
			if !c.open {
				same(t, "open decisions", len(open), 0)
				return
			}
			if len(open) != 1 {
				t.Fatalf("open decisions: %+v", open)
			}
			same(t, "meeting", open[0].Meeting.ID, m)
			same(t, "days", open[0].Days, 29)
			same(t, "text", open[0].Decision.Text, "decisione")
		})
	}
}

func TestDecisionsWaitInTheOrderOfTheirMeetings(t *testing.T) {
	s := newScript()
	decided := func(texts ...string) (decisions []plan.Decision) {
		for _, text := range texts {
			decisions = append(decisions, plan.Decision{Text: text})
		}
		return decisions
	}
	s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-11-05"), Decisions: decided("c")})
	s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-10-22"), Decisions: decided("a", "b")})
	s.meeting(plan.Meeting{State: plan.MeetingCancelled, HeldOn: day("2026-10-23"), Decisions: decided("never taken")})
	s.meeting(plan.Meeting{State: plan.MeetingScheduled, HeldOn: day("2026-12-02"), Decisions: decided("not taken yet")})
	staff := s.staff(t, today)
	open := desk.DecisionsWithoutAction(&staff.Content)
	same(t, "decisions", ids(open, func(d desk.OpenDecision) string { return d.Decision.Text }), "a b c")
	same(t, "index", open[1].Index, 1)
}

func TestOfficesNotMet(t *testing.T) {
	s := newScript() // anagrafe, cultura, tributi
	s.rows.Offices = append(s.rows.Offices, plan.Office{Code: "sport", Name: "Sport", Revision: 1})
	s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-08-22"), Offices: []string{"tributi"}})
	s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-08-23"), Offices: []string{"cultura"}})
	s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-05-01"), Offices: []string{"cultura"}})
	s.meeting(plan.Meeting{State: plan.MeetingCancelled, HeldOn: day("2026-10-23"), Offices: []string{"anagrafe"}})
	s.meeting(plan.Meeting{State: plan.MeetingScheduled, HeldOn: day("2026-12-02"), Offices: []string{"anagrafe"}})
	staff := s.staff(t, today)
	for _, c := range []struct {
		days int
		want string
	}{
		{90, "anagrafe:true:0 sport:true:0 tributi:false:90"},
		{89, "anagrafe:true:0 sport:true:0 tributi:false:90 cultura:false:89"},
		{91, "anagrafe:true:0 sport:true:0"},
	} {
		same(t, fmt.Sprint(c.days, " days"), ids(desk.OfficesNotMet(&staff.Content, c.days), func(n desk.NotMet) string {
			return fmt.Sprintf("%s:%t:%d", n.Office.Code, n.Never, n.Days)
		}), c.want)
	}
	first := desk.OfficesNotMet(&staff.Content, desk.NotMetDays)[0]
	if first.Office.NextMeeting == nil || first.Office.NextMeeting.HeldOn != day("2026-12-02") {
		t.Errorf("next meeting: %+v", first.Office.NextMeeting)
	}
}
