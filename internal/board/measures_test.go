package board_test

import (
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// A change elsewhere costs nothing of the money and the measured values; a change of what the
// public sees at all tells them anew.
func TestFundingsAreTakenOverWhereTheyHaveNotChanged(t *testing.T) {
	day := plan.NewDate(2026, time.November, 22)
	view := board.View{Day: day, Today: day, StaleAfterDays: 60, Location: time.UTC}
	terms := plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonShort}
	revised := func(revision int64, c board.Changes) board.Changes {
		c.Organization = plan.Organization{ID: "c_m403", Name: "Ente", Revision: revision}
		return c
	}
	ledger, err := board.NewLedger(revised(1, board.Changes{
		Objectives:       []plan.Objective{{Code: "OB-01", Title: "Uno", AddedOn: day, Terms: terms, Revision: 1}},
		ObjectiveChanges: []plan.ObjectiveChange{{ID: "c-1", Objective: "OB-01", EffectiveOn: day, Terms: terms, Revision: 1}},
		Fundings:         []plan.Funding{{ID: "f-1", Objective: "OB-01", Measure: "1.2", AmountCents: 100, State: plan.FundingPaid, Revision: 1}},
		Indicators:       []plan.Indicator{{ID: "i-1", Title: "Giorni", Baseline: 9, Target: 1, BaselineOn: day, Revision: 1}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	before := ledger.On(view, nil)
	first := before.Public()

	next := func(c board.Changes) *board.Public {
		t.Helper()
		if ledger, err = ledger.Apply(c); err != nil {
			t.Fatal(err)
		}
		before = ledger.On(view, before)
		return before.Public()
	}
	elsewhere := next(revised(2, board.Changes{Offices: []plan.Office{{Code: "europa", Name: "Ufficio Europa", Revision: 2}}}))
	if elsewhere.Fundings[0] != first.Fundings[0] || elsewhere.Indicators[0] != first.Indicators[0] {
		t.Error("a new office made the money and the indicators anew")
	}
	hidden := next(revised(3, board.Changes{
		Objectives: []plan.Objective{{Code: "OB-01", Title: "Uno", AddedOn: day, RemovedOn: day, Terms: terms, Revision: 3}},
	}))
	if len(hidden.Fundings) != 0 || len(hidden.Indicators) != 1 {
		t.Errorf("of a removed objective: %d fundings, %d indicators of the ente", len(hidden.Fundings), len(hidden.Indicators))
	}
}
