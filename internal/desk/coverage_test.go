package desk_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestCoverage(t *testing.T) {
	s := newScript()
	points := func(code string, state plan.ObjectiveState, lines ...string) {
		s.objective(code, state)
		o := &s.rows.Objectives[len(s.rows.Objectives)-1]
		for _, line := range lines {
			o.Lines = append(o.Lines, plan.LineRef{Edition: "pt", Code: line})
		}
	}
	points("OB-01", plan.ObjectiveActive, "A1", "A2", "N2")
	s.milestone("OB-01.1", status(plan.MilestoneInProgress, 40, "2026-12-31"))
	points("OB-02", plan.ObjectiveActive, "A3", "A4")
	s.milestone("OB-02.1", status(plan.MilestonePlanned, 0, "2026-06-30"))
	s.report("OB-02.1", "2026-06-01", done("2026-06-30", "2026-06-01"), "")
	points("OB-03", plan.ObjectiveCompleted, "A3", "A4", "X2")
	points("OB-04", plan.ObjectiveCancelled, "A5")
	points("OB-05", plan.ObjectiveDraft, "A6")
	points("OB-06", plan.ObjectiveActive, "A3", "C1")
	s.rows.Objectives[len(s.rows.Objectives)-1].Lines = append(s.rows.Objectives[len(s.rows.Objectives)-1].Lines, plan.LineRef{Edition: "pt-2030", Code: "A5"})

	line := func(code string, concerns plan.Concern, from, by plan.Month) plan.CatalogueLine {
		return plan.CatalogueLine{Code: code, Concerns: concerns, From: from, By: by}
	}
	dropped := func(l plan.CatalogueLine) plan.CatalogueLine { l.Dropped = true; return l }
	edition := &plan.CatalogueContent{Edition: plan.CatalogueEdition{Code: "pt"}, Lines: []plan.CatalogueLine{
		line("A1", plan.ConcernsAll, "", "2026-10"),
		line("A2", plan.ConcernsAll, "", "2026-11"),
		line("A3", plan.ConcernsAll, "", "2026-01"),
		line("A4", plan.ConcernsAll, "", ""),
		line("A5", plan.ConcernsAll, "", "2026-10"),
		line("A6", plan.ConcernsAll, "2026-12", ""),
		line("C1", plan.ConcernsConditional, "2026-11", ""),
		line("C2", plan.ConcernsConditional, "", ""),
		line("N1", plan.ConcernsNone, "", ""),
		line("N2", plan.ConcernsNone, "", ""),
		dropped(line("X1", plan.ConcernsAll, "", "")),
		dropped(line("X2", plan.ConcernsAll, "", "")),
	}}
	tell := func(c desk.Coverage) string {
		return ids(c.Lines, func(l desk.CoveredLine) string {
			text := l.Code + ":" + string(l.State)
			if l.Due {
				text += "!"
			}
			for _, o := range l.Objectives {
				text += "," + strings.TrimPrefix(o.Code, "OB-")
			}
			return text
		})
	}
	staff := s.staff(t, today) // 2026-11-20
	c := desk.CoverageOf(&staff.Content, edition)
	same(t, "what the staff sees", tell(c), "A1:late!,01 A2:covered,01 A3:late!,02,03,06 A4:done!,02,03 A5:uncovered! A6:covered,05 C1:covered!,06 C2:uncovered! N2:covered!,01 X2:done!,03")
	same(t, "counts", c.Counts, desk.CoverageCounts{Lines: 6, Covered: 2, Done: 1, Late: 2, Uncovered: 1, Due: 4, UncoveredDue: 1})
	same(t, "with a condition", c.Conditional, desk.CoverageCounts{Lines: 2, Covered: 1, Uncovered: 1, Due: 2, UncoveredDue: 1})
	if l, ok := c.Line("N2"); !ok || l.State != desk.LineCovered {
		t.Errorf("N2 is %+v", l)
	}
	if _, ok := c.Line("N1"); ok {
		t.Error("a line that is nobody's is among them")
	}

	// On a past day the plan and the months are those of the day.
	past := desk.CoverageOf(&s.staff(t, "2026-05-31").Content, edition)
	l, _ := past.Line("A1")
	same(t, "A1 in May", l.State, desk.LineCovered)
	l, _ = past.Line("A4")
	same(t, "A4 in May", l.State, desk.LineCovered)

	ledger, err := board.NewLedger(s.rows)
	if err != nil {
		t.Fatal(err)
	}
	public := desk.CoverageOf(&ledger.On(board.View{Day: day(today), Today: day(today), Location: rome}, nil).Public().Content, edition)
	l, _ = public.Line("A6")
	same(t, "a draft covers nothing in public", l.State, desk.LineUncovered)
}
