package publish_test

import (
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/publish"
)

// TestBriefingXLSX reads every sheet of a report back.
func TestBriefingXLSX(t *testing.T) {
	day := func(m time.Month, d int) plan.Date { return plan.NewDate(2026, m, d) }
	milestone := func(number int, state plan.MilestoneState, percent int, due plan.Date) *board.Milestone {
		return &board.Milestone{
			ID: plan.MilestoneID("OB-01", number), Objective: "OB-01", Number: number, Title: "Traguardo", BaselineDueOn: due,
			Status: plan.MilestoneStatus{Office: "europa", State: state, Percent: percent, DueOn: due},
		}
	}
	done := milestone(1, plan.MilestoneDone, 100, day(time.November, 1))
	slipped := 9
	done.Status.CompletedOn, done.SlippageDays = day(time.November, 10), &slipped
	late := milestone(2, plan.MilestoneInProgress, 60, day(time.October, 31))
	late.Overdue, late.DaysOverdue = true, 20
	objective := &board.Objective{Code: "OB-01", Title: "Servizi in rete", Figures: progress.Figures{Health: progress.HealthLate, Shown: 61, ShownPlanned: 81}}
	meeting := &board.Meeting{
		ID: "m", Title: "Giro con gli uffici", HeldOn: day(time.November, 12), Offices: []string{"europa"},
		Decisions: []plan.Decision{{ID: "d-1", Text: "=Si anticipa.", Milestone: "OB-01.2", Office: "europa", DueOn: day(time.December, 1)}, {ID: "d-2", Text: "Un solo calendario."}},
		Actions:   []*board.Action{{Title: "Scrivere", Office: "europa", Decision: "d-1"}},
	}
	grant := &board.Funding{Objective: "OB-01", Measure: "1.4.3 pagoPA", CUP: "G31F22000130006", Decree: "=23/2022", AmountCents: 3459950, State: plan.FundingPaid}
	content := &board.Content{
		Organization: plan.Organization{Name: "Comune di prova"}, Day: day(time.November, 20), Objectives: []*board.Objective{objective},
		Offices:  []*board.Office{{Code: "europa", Name: "Ufficio Europa"}},
		Fundings: []*board.Funding{grant},
	}
	standing := func(h progress.Health, shown, planned int) plan.Standing {
		return plan.Standing{Health: string(h), Shown: shown, Planned: planned}
	}
	raw, err := publish.BriefingXLSX(content, desk.Briefing{
		Since: desk.Since{Day: day(time.November, 6)}, Day: day(time.November, 20),
		Whole:     desk.Progressed{Before: standing(progress.HealthNotAssessed, -1, -1), Now: standing(progress.HealthAtRisk, 56, 70)},
		Horizons:  []desk.Progressed{{Horizon: plan.HorizonShort, Before: standing(progress.HealthOnTrack, 50, 50), Now: standing(progress.HealthLate, 52, 80)}},
		Done:      []desk.Reached{{Milestone: done, Verdict: plan.VerdictConfirmed}},
		Moved:     []board.Slippage{{Milestone: "OB-01.2", Title: "Traguardo", From: day(time.October, 1), To: day(time.October, 31), Days: 30, Reason: "gara deserta", DecidedIn: meeting}},
		OffCourse: []desk.Turn{{Objective: objective, Before: standing(progress.HealthAtRisk, 60, 70), Now: objective.Figures}},
		Late:      []desk.Delayed{{Milestone: late, Why: "Aspettiamo il fornitore.", Asked: true}},
		Blocked:   []desk.Delayed{{Milestone: milestone(3, plan.MilestoneBlocked, 10, plan.Date{})}},
		Decided:   []*board.Meeting{meeting},
		Next:      []*board.Milestone{milestone(4, plan.MilestonePlanned, 0, day(time.December, 20))},
		Meetings:  []*board.Meeting{{ID: "n", Title: "Prossima", HeldOn: day(time.December, 2), Offices: []string{"europa"}}},
		Overdue:   []*board.Action{{Title: "Scaduta", Office: "europa", DueOn: day(time.November, 13), Overdue: true}},
		Actions:   []*board.Action{{Title: "Prossima", Office: "europa", DueOn: day(time.December, 1)}},
		Money: desk.MoneyNews{
			Before: plan.Money{Assigned: 3459950, AssignedCount: 1}, Now: plan.Money{Paid: 3459950, PaidCount: 1},
			Changed: []desk.FundingNews{{Funding: grant, Before: plan.FundingAssigned, On: day(time.November, 12)}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := open(t, raw)
	for sheet, want := range map[string][]string{
		"Avanzamento": {
			"Che cosa|Dal|Al|Fatto allora|Fatto adesso|Previsto adesso|Salute allora|Salute adesso",
			"Comune di prova|11-06-26|11-20-26||56%|70%|Non valutato|A rischio",
			"Breve termine|11-06-26|11-20-26|50%|52%|80%|In linea|In ritardo",
		},
		"Fatto": {
			"Traguardo|Titolo|Obiettivo|Ufficio|Completato il|Scadenza iniziale|Scarto in giorni|Verifica",
			"OB-01.1|Traguardo|OB-01 Servizi in rete|Ufficio Europa|11-10-26|11-01-26|9|confermato",
		},
		"In ritardo e bloccati": {
			"Traguardo|Titolo|Obiettivo|Ufficio|Stato|Fatto|Scadenza|Scaduto da giorni|Perché|Domanda aperta",
			"OB-01.2|Traguardo|OB-01 Servizi in rete|Ufficio Europa|In corso|60%|10-31-26|20|Aspettiamo il fornitore.|sì",
			"OB-01.3|Traguardo|OB-01 Servizi in rete|Ufficio Europa|Bloccato|10%",
		},
		"Date spostate": {
			"Traguardo|Titolo|Da|A|Giorni|Motivo|Deciso nella riunione",
			"OB-01.2|Traguardo|10-01-26|10-31-26|30|gara deserta|Giro con gli uffici",
		},
		"Rotta": {
			"Obiettivo|Titolo|Salute allora|Salute adesso|Fatto|Previsto|Verso",
			"OB-01|Servizi in rete|A rischio|In ritardo|61%|81%|peggiora",
		},
		"Deciso": {
			"Giorno|Riunione|Decisione|Obiettivo|Ufficio|Entro il|Azioni che ne seguono",
			"11-12-26|Giro con gli uffici|=Si anticipa.|OB-01 Servizi in rete|Ufficio Europa|12-01-26|Scrivere (Ufficio Europa)",
			"11-12-26|Giro con gli uffici|Un solo calendario.",
		},
		"Prossimi 60 giorni": {
			"Entro il|Che cosa|Codice|Titolo|Obiettivo|Ufficio|Fatto",
			"12-20-26|traguardo|OB-01.4|Traguardo|OB-01 Servizi in rete|Ufficio Europa|0%",
			"12-02-26|riunione||Prossima||Ufficio Europa",
		},
		"Azioni": {
			"Entro il|Azione|Ufficio|Scaduta da giorni",
			"11-13-26|Scaduta|Ufficio Europa|7",
			"12-01-26|Prossima|Ufficio Europa",
		},
		"Soldi": {
			"Misura|Finanziamenti|Assegnato, da pagare (euro)|Pagato (euro)|Ritirato (euro)",
			"1.4.3 pagoPA|1||34,599.50",
			"Totale|1||34,599.50",
			"Totale allora|1|34,599.50",
		},
		"Soldi cambiati": {
			"Obiettivo|Misura|CUP|Importo (euro)|Era|Adesso|Dal|Decreto",
			"OB-01 Servizi in rete|1.4.3 pagoPA|G31F22000130006|34,599.50|assegnato|pagato|11-12-26|=23/2022",
		},
	} {
		rows, err := file.GetRows(sheet)
		if err != nil {
			t.Errorf("%s: %v", sheet, err)
			continue
		}
		var got []string
		for _, row := range rows {
			got = append(got, strings.TrimRight(strings.Join(row, "|"), "|"))
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", sheet, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
	if got := file.GetSheetList(); len(got) != 10 || got[0] != "Avanzamento" {
		t.Errorf("sheets: %v", got)
	}
}
