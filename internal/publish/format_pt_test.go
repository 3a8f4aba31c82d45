package publish_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
)

func TestAPlanInTheShapeOfFormatPT(t *testing.T) {
	ref := plan.LineRef{Edition: "pt-2024-2026", Code: "CAP4.PA.06"}
	content := &board.Content{
		Organization: plan.Organization{Name: "Comune di prova"}, Day: plan.NewDate(2026, 11, 20),
		Offices: []*board.Office{{Code: "europa", Name: "Ufficio Europa"}, {Code: "tributi", Name: "Tributi"}},
		Objectives: []*board.Objective{
			{Code: "OB-01", Title: "Pagare in rete", Lines: []plan.LineRef{ref, {Edition: "pt-2024-2026", Code: "CAP4.PA.99"}},
				Terms: plan.ObjectiveTerms{State: plan.ObjectiveActive, LeadOffice: "europa", StartOn: plan.NewDate(2026, 1, 1), DueOn: plan.NewDate(2026, 12, 31)},
				Milestones: []*board.Milestone{
					{ID: "OB-01.1", Number: 1, Title: "Gara", Status: plan.MilestoneStatus{Office: "tributi", DueOn: plan.NewDate(2026, 6, 30)}},
					{ID: "OB-01.2", Number: 2, Title: "Mai", Status: plan.MilestoneStatus{Office: "europa", State: plan.MilestoneCancelled, DueOn: plan.NewDate(2026, 7, 30)}},
				}},
			{Code: "OB-02", Title: "Annullato", Lines: []plan.LineRef{ref}, Terms: plan.ObjectiveTerms{State: plan.ObjectiveCancelled}},
		},
		Fundings: []*board.Funding{{ID: "f", Objective: "OB-01", Measure: "1.4.3 pagoPA", CUP: "G31F22000130006", AmountCents: 3459905, State: plan.FundingPaid}},
	}
	catalogue := &plan.Catalogue{Editions: []*plan.CatalogueContent{
		{Edition: plan.CatalogueEdition{Code: "pt-2027", Name: "Piano 2027"}},
		{
			Edition:    plan.CatalogueEdition{Code: "pt-2024-2026", Name: "Piano triennale 2024-2026"},
			Objectives: []plan.CatalogueObjective{{Code: "4.1", Chapter: "4", Title: "Migliorare i servizi"}},
			Lines: []plan.CatalogueLine{
				{Code: "CAP1.PA.01", Chapter: "1", Objective: "1.1", Concerns: plan.ConcernsNone, Text: "di nessuno"},
				{Code: "CAP1.PA.02", Chapter: "1", Objective: "1.1", Concerns: plan.ConcernsAll, Text: "=di tutti", From: "2024-03"},
				{Code: "CAP4.PA.06", Chapter: "4", Objective: "4.1", Concerns: plan.ConcernsConditional, Text: "SPID e CIE"},
				{Code: "CAP4.PA.07", Chapter: "4", Objective: "4.1", Concerns: plan.ConcernsAll, Text: "tolta", Dropped: true},
				{Code: "CAP4.PA.99", Chapter: "4", Objective: "4.1", Concerns: plan.ConcernsNone, Text: "risposta lo stesso", By: "2025-12"},
			},
		},
	}}
	h := publish.DefaultFormatPT()
	doc, err := publish.FormatPTOf(content, catalogue, "", h)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Edition.Code != "pt-2024-2026" || len(doc.Chapters) != 2 || doc.Chapters[1].Name != "Piattaforme" {
		t.Fatalf("it is %+v", doc)
	}
	raw, err := publish.FormatPTXLSX(content, doc, h)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := open(t, raw).GetRows("Format PT")
	if err != nil {
		t.Fatal(err)
	}
	answer := "OB-01 Pagare in rete|inizio 01/01/2026\nfine 31/12/2026\nOB-01.1 Gara: 30/06/2026|Ufficio Europa\nTributi|1.4.3 pagoPA: 34.599,05 €, pagato, CUP G31F22000130006"
	want := []string{
		strings.Join([]string{h.Chapter, h.Objective, h.Line, h.Text, h.Asked, h.Action, h.Deadlines, h.Offices, h.Money}, "|"),
		"1 Organizzazione e gestione del cambiamento|1.1|CAP1.PA.02|=di tutti|da 03/2024|" + h.Uncovered,
		"4 Piattaforme|4.1 Migliorare i servizi|CAP4.PA.06|SPID e CIE|in vigore|" + answer,
		"4 Piattaforme|4.1 Migliorare i servizi|CAP4.PA.99|risposta lo stesso|entro 12/2025|" + answer,
	}
	for i, row := range rows {
		if got := strings.Join(row, "|"); i >= len(want) || got != want[i] {
			t.Errorf("row %d is %q", i, got)
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d rows, want %d", len(rows), len(want))
	}

	// Without a catalogue the codes are all there is.
	bare, err := publish.FormatPTOf(content, &plan.Catalogue{}, "", h)
	if err != nil || len(bare.Chapters) != 1 || len(bare.Chapters[0].Objectives[0].Lines) != 2 {
		t.Errorf("without a catalogue: %+v, %v", bare, err)
	}
	if _, err := publish.FormatPTOf(content, catalogue, "pt-1999", h); plan.KindOf(err) != plan.KindNotFound {
		t.Errorf("an edition that nobody knows: %v", err)
	}
	if _, err := publish.FormatPTOf(&board.Content{}, &plan.Catalogue{}, "", h); plan.KindOf(err) != plan.KindNotFound {
		t.Errorf("nothing at all: %v", err)
	}
}

func TestHeadingsOfFormatPT(t *testing.T) {
	for _, wrong := range []string{"", "{}", `{"title": "x", "altro": 1}`, "[]"} {
		if _, err := publish.ReadFormatPT([]byte(wrong)); err == nil {
			t.Errorf("%q is taken for headings", wrong)
		}
	}
}
