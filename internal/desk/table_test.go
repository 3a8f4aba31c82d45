package desk_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

func tableIDs(t *desk.Table) string { return milestoneIDs(t.Milestones()) }

// shape tells the groups of a table: "OB-01: 1 2 | OB-02: 1".
func shape(t *desk.Table) string {
	var groups []string
	for _, g := range t.Parts {
		code := "-"
		if g.Objective != nil {
			code = g.Objective.Code
		}
		groups = append(groups, code+": "+ids(g.Rows, func(r desk.Row) string { return r.Milestone.ID }))
	}
	return strings.Join(groups, " | ")
}

// sampleOfWords has what the filters tell apart.
func sampleOfWords() *script {
	s := newScript()
	s.objective("OB-01", "")
	s.objective("OB-02", "")
	s.rows.Objectives[1].Title = "Servizi in rete"
	s.rows.Objectives[1].Terms.Horizon = plan.HorizonLong
	s.rows.ObjectiveChanges[1].Terms.Horizon = plan.HorizonLong
	s.milestone("OB-01.1", status(inProgress, 40, "2026-12-31"))
	s.milestone("OB-01.2", done("2026-05-31", "2026-06-10"))
	s.milestone("OB-01.10", owned("tributi", status(blocked, 20, "2026-11-10")))
	s.milestone("OB-02.1", owned("cultura", status(planned, 0, "")))
	s.milestone("OB-02.2", status(cancelled, 10, "2026-03-31"))
	s.rows.Milestones[0].Title, s.rows.Milestones[0].Description = "Regolamento", "Parere sulla privacy"
	s.rows.Milestones[2].Title = "Pubblicità dei TRIBUTI"
	return s
}

func TestSelectMilestones(t *testing.T) {
	staff := sampleOfWords().staff(t, today)
	for _, c := range []struct {
		name string
		sel  desk.Selection
		want string
	}{
		{"all, as the plan has them", desk.Selection{}, "OB-01: OB-01.1 OB-01.2 OB-01.10 | OB-02: OB-02.1 OB-02.2"},
		{"words of the title, without accents", desk.Selection{Words: "pubblicita tributi"}, "OB-01: OB-01.10"},
		{"words of the description", desk.Selection{Words: "PRIVACY"}, "OB-01: OB-01.1"},
		{"words of the objective", desk.Selection{Words: "rete"}, "OB-02: OB-02.1 OB-02.2"},
		{"a code", desk.Selection{Words: "ob-01.10"}, "OB-01: OB-01.10"},
		{"words of two rows are in neither", desk.Selection{Words: "privacy tributi"}, ""},
		{"objective", desk.Selection{Objective: "OB-02"}, "OB-02: OB-02.1 OB-02.2"},
		{"an objective that is not there", desk.Selection{Objective: "OB-09"}, ""},
		{"office", desk.Selection{Office: "anagrafe"}, "OB-01: OB-01.1 OB-01.2 | OB-02: OB-02.2"},
		{"state", desk.Selection{State: cancelled}, "OB-02: OB-02.2"},
		{"horizon", desk.Selection{Horizon: plan.HorizonLong}, "OB-02: OB-02.1 OB-02.2"},
		{"open alone", desk.Selection{Open: true}, "OB-01: OB-01.1 OB-01.10 | OB-02: OB-02.1"},
		{"filters together", desk.Selection{Open: true, Office: "anagrafe", Horizon: plan.HorizonShort}, "OB-01: OB-01.1"},
		{"a view", desk.Selection{View: desk.ViewBlocked}, "OB-01: OB-01.10"},
		{"a view that a filter empties", desk.Selection{View: desk.ViewBlocked, Office: "cultura"}, ""},
		{"by code", desk.Selection{Order: desk.OrderCode}, "OB-01: OB-01.1 OB-01.2 OB-01.10 | OB-02: OB-02.1 OB-02.2"},
		{"by code, backwards", desk.Selection{Order: desk.OrderCode, Descending: true}, "OB-02: OB-02.2 OB-02.1 | OB-01: OB-01.10 OB-01.2 OB-01.1"},
		{"by due date, undated last", desk.Selection{Order: desk.OrderDue}, "-: OB-02.2 OB-01.2 OB-01.10 OB-01.1 OB-02.1"},
		{"by slippage, the longest first", desk.Selection{Order: desk.OrderSlip, Descending: true}, "-: OB-01.2 OB-01.10 OB-01.1 OB-02.2 OB-02.1"},
		{"by office, by its name", desk.Selection{Order: desk.OrderOffice}, "-: OB-01.1 OB-01.2 OB-02.2 OB-02.1 OB-01.10"},
		{"by state", desk.Selection{Order: desk.OrderState}, "-: OB-02.1 OB-01.1 OB-01.10 OB-01.2 OB-02.2"},
		{"by percentage", desk.Selection{Order: desk.OrderPercent, Descending: true}, "-: OB-01.2 OB-01.1 OB-01.10 OB-02.2 OB-02.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := desk.SelectMilestones(staff, c.sel)
			same(t, "groups", shape(got), c.want)
			same(t, "shown", got.Shown, len(got.Milestones()))
			same(t, "total", got.Total, 5)
			plain := c.sel
			plain.Order, plain.Descending = desk.OrderPlan, false
			same(t, "the same without an order", milestoneIDs(desk.Milestones(staff, c.sel)), tableIDs(desk.SelectMilestones(staff, plain)))
			same(t, "count of the view", got.Counts[c.sel.View], got.Shown)
		})
	}
}

// TestViews: the views are the desks' own lists, each counted under the same filters.
func TestViews(t *testing.T) {
	s := sampleOfDates()
	going := status(inProgress, 60, "2026-11-19")
	questioned := s.report("OB-01.1", "2026-09-22", going, "")
	s.review(questioned, "2026-09-23", plan.VerdictQuestioned, "Come?")
	staff := s.staff(t, today)
	c := &staff.Content
	for _, v := range []struct {
		view desk.View
		want []*board.Milestone
	}{
		{desk.ViewOverdue, desk.Overdue(c, "")},
		{desk.ViewSoon, desk.DueWithin(c, "", desk.SoonDays)},
		{desk.ViewBlocked, desk.Blocked(c, "")},
		{desk.ViewStale, desk.Stale(c, "")},
		{desk.ViewUndated, desk.Undated(c, "")},
	} {
		table := desk.SelectMilestones(staff, desk.Selection{View: v.view, Order: desk.OrderDue})
		same(t, string(v.view), tableIDs(table), milestoneIDs(v.want))
		same(t, string(v.view)+", counted", desk.SelectMilestones(staff, desk.Selection{}).Counts[v.view], len(v.want))
	}
	same(t, "questions", tableIDs(desk.SelectMilestones(staff, desk.Selection{View: desk.ViewQuestions})), "OB-01.1")
	same(t, "in review", tableIDs(desk.SelectMilestones(staff, desk.Selection{View: desk.ViewInReview})),
		"OB-01.1 OB-01.2 OB-01.3 OB-01.4 OB-01.5 OB-01.6 OB-01.7 OB-01.11")
	same(t, "of one office", desk.SelectMilestones(staff, desk.Selection{Office: "tributi"}).Counts[desk.ViewOverdue], 1)
	same(t, "a view that there is not", desk.SelectMilestones(staff, desk.Selection{View: "nothing"}).Shown, 0)
	public := desk.SelectMilestones(&board.Staff{Content: staff.Content}, desk.Selection{})
	same(t, "without the reviews", public.Counts[desk.ViewQuestions], 0)
}

// TestRowOf: what asks for attention, and that nothing does where nobody has to act.
func TestRowOf(t *testing.T) {
	staff := sampleOfDates().staff(t, today)
	rows := map[string]desk.Row{}
	for _, g := range desk.SelectMilestones(staff, desk.Selection{}).Parts {
		for _, r := range g.Rows {
			rows[r.Milestone.ID] = r
		}
	}
	for _, c := range []struct {
		id                     string
		overdue, silent, dueIn int
	}{
		{"OB-01.1", 1, 60, -1},
		{"OB-01.2", 20, 80, -1},
		{"OB-01.3", 0, 0, 0},
		{"OB-01.4", 0, 0, 60},
		{"OB-01.5", 0, 0, -1},
		{"OB-01.8", 0, 0, -1},
		{"OB-02.1", 0, 0, -1},
		{"OB-03.1", 0, 0, -1},
		{"OB-04.1", 0, 0, -1},
	} {
		r := rows[c.id]
		same(t, c.id+" overdue", r.DaysOverdue, c.overdue)
		same(t, c.id+" silent", r.DaysSilent, c.silent)
		same(t, c.id+" due in", r.DueIn, c.dueIn)
	}
}

// TestLastRecorded: what was written last, which need not be what counts.
func TestLastRecorded(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	s.milestone("OB-01.1", status(inProgress, 40, "2026-12-31"))
	s.milestone("OB-01.2", status(planned, 0, "2026-12-31"))
	s.report("OB-01.1", "2026-11-10", status(inProgress, 60, "2026-12-31"), "")
	backdated := s.update("OB-01.1", "2026-10-01", plan.Update{After: status(inProgress, 50, "2026-12-31"), RecordedAt: s.at(day("2026-11-12"))})
	staff := s.staff(t, today)
	m, _ := staff.Milestone("OB-01.1")
	same(t, "last recorded", desk.LastRecorded(m).ID, backdated)
	never, _ := staff.Milestone("OB-01.2")
	same(t, "never", desk.LastRecorded(never) == nil, true)
	same(t, "recorded at, of one never reported on", desk.RecordedAt(never).Equal(day("2026-01-01").Time()), true)
	same(t, "by record, the last first", tableIDs(desk.SelectMilestones(staff, desk.Selection{Order: desk.OrderRecorded, Descending: true})), "OB-01.1 OB-01.2")
}
