package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// told writes a digest in one line: what is in each of its lists.
func told(d desk.Digest) string {
	var parts []string
	add := func(name string, list []string) {
		if len(list) > 0 {
			parts = append(parts, name+": "+strings.Join(list, " "))
		}
	}
	milestone := func(m *board.Milestone) string { return m.ID }
	add("review", each(d.ReviewQueue, func(w *desk.Waiting) string { return w.Milestone.ID }))
	add("overdue", each(d.Overdue, milestone))
	add("soon", each(d.DueSoon, milestone))
	add("stale", each(d.Stale, milestone))
	add("questions", each(d.Questions, func(q *desk.Question) string { return q.Milestone.ID }))
	add("actions", each(d.Actions, func(a *board.Action) string { return a.Title }))
	add("jobs", each(d.Jobs, func(j desk.JobFailure) string { return j.Job }))
	return strings.Join(parts, "; ")
}

func each[T any](list []T, name func(T) string) []string {
	var names []string
	for _, v := range list {
		names = append(names, name(v))
	}
	return names
}

// digestSample has something of everything; the day is 20 November 2026. Of the last
// office nothing is to say.
func digestSample() *script {
	s := newScript()
	s.objective("OB-01", "")
	s.objective("OB-02", plan.ObjectiveDraft)
	other := func(m plan.MilestoneStatus) plan.MilestoneStatus { m.Office = "cultura"; return m }
	s.milestone("OB-01.1", status(inProgress, 40, "2026-11-10")) // overdue, and stale
	s.milestone("OB-01.2", status(inProgress, 40, "2026-12-04")) // due in 14 days, and stale
	s.milestone("OB-01.3", status(inProgress, 40, "2026-12-05")) // due in 15 days: stale alone
	s.milestone("OB-01.4", status(plan.MilestonePlanned, 0, "2026-11-20"))
	s.milestone("OB-01.5", other(status(inProgress, 10, "2026-10-01")))
	s.milestone("OB-01.6", other(status(inProgress, 10, "2027-10-01")))
	s.milestone("OB-02.1", status(inProgress, 10, "2026-10-01")) // of a draft
	s.report("OB-01.6", "2026-11-18", other(status(inProgress, 20, "2027-10-01")), "")
	u := s.report("OB-01.5", "2026-11-12", other(status(inProgress, 20, "2026-10-01")), "")
	s.review(u, "2026-11-13", plan.VerdictQuestioned, "Come mai?")
	s.report("OB-01.5", "2026-11-17", other(status(inProgress, 20, "2026-10-01")), "")
	m := s.meeting(plan.Meeting{HeldOn: day("2026-11-02"), State: plan.MeetingHeld, Offices: []string{"anagrafe"}})
	for office, due := range map[string]string{"anagrafe": "2026-11-19", "cultura": "2026-11-27"} {
		s.action(plan.Action{Meeting: m, Title: office, Office: office, DueOn: day(due)})
	}
	s.action(plan.Action{Meeting: m, Title: "far-off", Office: "cultura", DueOn: day("2027-01-27")})
	return s
}

func TestDigestOf(t *testing.T) {
	staff := digestSample().staff(t, today)
	failures := []desk.JobFailure{{Job: "snapshot", Outcome: "failure"}}
	cases := []struct {
		role   plan.Role
		office string
		off    []plan.ReminderKind
		want   string
	}{
		{plan.RoleContributor, "anagrafe", nil, "overdue: OB-01.1; soon: OB-01.4 OB-01.2; stale: OB-01.3; actions: anagrafe"},
		{plan.RoleContributor, "cultura", nil, "overdue: OB-01.5; questions: OB-01.5; actions: cultura"},
		{plan.RoleContributor, "tributi", nil, ""},
		{plan.RoleContributor, "", nil, ""},
		{plan.RoleContributor, "anagrafe", []plan.ReminderKind{plan.RemindOverdue, plan.RemindActions}, "soon: OB-01.4 OB-01.2; stale: OB-01.1 OB-01.3"},
		{plan.RoleContributor, "anagrafe", plan.ReminderKinds, ""},
		{plan.RoleEditor, "", nil, "overdue: OB-01.5 OB-01.1; stale: OB-01.4 OB-01.2 OB-01.3; questions: OB-01.5; actions: anagrafe"},
		{plan.RoleEditor, "cultura", nil, "overdue: OB-01.5 OB-01.1; stale: OB-01.4 OB-01.2 OB-01.3; questions: OB-01.5; actions: anagrafe"},
		{plan.RoleReviewer, "", nil, "review: OB-01.6 OB-01.5"},
		{plan.RoleReviewer, "", []plan.ReminderKind{plan.RemindReviewQueue}, ""},
		{plan.RoleAdmin, "", nil, "jobs: snapshot"},
		{plan.RoleViewer, "", nil, ""},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s %s without %d", c.role, c.office, len(c.off)), func(t *testing.T) {
			d := desk.DigestOf(staff, plan.Membership{Role: c.role, Office: c.office}, plan.Notifications{Off: c.off}, failures)
			same(t, "told", told(d), c.want)
			same(t, "nothing to say", d.Len() == 0, c.want == "")
		})
	}
}

func TestAgeOfWhatWaits(t *testing.T) {
	waits := func(at time.Time) int {
		w := desk.Waiting{Update: &board.Update{RecordedAt: at}}
		return w.Age(day("2026-11-20"), rome)
	}
	same(t, "a minute after midnight of the same day", waits(time.Date(2026, time.November, 19, 23, 1, 0, 0, time.UTC)), 0)
	same(t, "a minute before", waits(time.Date(2026, time.November, 19, 22, 59, 0, 0, time.UTC)), 1)
}
