package demo

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// fundings are the ente's real ones, unlike all else of the demonstration: the ten
// applications that the open data of PA digitale 2026 tell of it (Dipartimento per la
// trasformazione digitale, CC BY 4.0), each with the file it was last seen in.
func fundings() []funding {
	const (
		access   = "1.4.4 Adozione identità digitale"
		payments = "1.4.3 Adozione PagoPA e AppIO"
		cloud    = "1.2 Abilitazione e facilitazione migrazione al Cloud"
		exchange = "1.3.1 Piattaforma Digitale Nazionale Dati"
	)
	day := plan.NewDate
	return []funding{
		{"OB-06", payments, "1.4.3 - pagoPA - Comuni - Aprile 2022", "Decreto n.23 - 1 / 2022 - PNRR", "G31F22000130006", 34_599_00,
			day(2022, 4, 29), day(2022, 7, 13), plan.FundingAssigned, day(2022, 7, 13), "candidature_finanziate_143.csv, 24/10/2023"},
		{"OB-04", access, "1.4.4 Adozione SPID CIE - Comuni - Aprile 2022", "Decreto n.25 - 1 / 2022 - PNRR", "G31F22000120006", 14_000_00,
			day(2022, 4, 29), day(2022, 8, 2), plan.FundingPaid, day(2023, 10, 26), "candidature_finanziate_144.csv, 27/03/2025"},
		{"OB-06", payments, "1.4.3 - app IO - Comuni - Aprile 2022", "Decreto n.24 - 1 / 2022 - PNRR", "G31F22000140006", 5_824_00,
			day(2022, 4, 29), day(2022, 8, 12), plan.FundingAssigned, day(2022, 8, 12), "candidature_finanziate_143.csv, 24/10/2023"},
		{"OB-05", "1.4.1 Esperienza del cittadino nei servizi pubblici", "1.4.1 Esperienza del Cittadino - Comuni - Aprile 2022",
			"Decreto n.32 - 1 / 2022 - PNRR", "G31F22000630006", 328_160_00,
			day(2022, 5, 25), day(2022, 8, 19), plan.FundingAssigned, day(2022, 8, 19), "candidature_finanziate_141.csv, 09/01/2025"},
		{"OB-08", cloud, "1.2 Abilitazione al cloud - Comuni - Aprile 2022", "", "G31C22000460006", 376_572_00,
			day(2022, 5, 25), day(2022, 9, 5), plan.FundingWithdrawn, plan.Date{}, "candidature_finanziate_12.csv, 04/03/2023"},
		{"OB-07", "1.4.5 Digitalizzazione degli avvisi pubblici", "1.4.5 'Piattaforma Notifiche Digitali' Comuni (Settembre 2022)",
			"Decreto n.131 - 1 / 2022 - PNRR", "G31F22003090006", 59_966_00,
			day(2022, 9, 15), day(2023, 1, 3), plan.FundingPaid, day(2024, 10, 8), "candidature_finanziate_145.csv, 22/08/2026"},
		{"OB-08", cloud, "1.2 Abilitazione al Cloud - Comuni - Luglio 2022", "", "G31C22001900006", 419_124_00,
			day(2022, 11, 17), day(2023, 1, 27), plan.FundingAssigned, day(2023, 1, 27), "candidature_finanziate_12.csv, 04/03/2023"},
		{"OB-09", exchange, "1.3.1 Piattaforma Digitale Nazionale Dati - Comuni Ottobre 2022", "Decreto n.152 - 1 / 2022 - PNRR",
			"G51F22004400006", 162_748_00,
			day(2022, 10, 25), day(2023, 1, 30), plan.FundingPaid, day(2024, 8, 18), "candidature_finanziate_131.csv, 22/08/2026"},
		{"OB-11", access, "1.4.4 Adozione ANPR ANSC - Comuni - luglio 2024", "Decreto n.138 - 1 / 2024 - PNRR", "G51F24001870006", 16_274_80,
			day(2024, 7, 23), day(2025, 1, 24), plan.FundingAssigned, day(2025, 1, 24), "candidature_finanziate_144.csv, 27/03/2025"},
		{"OB-10", exchange, "1.3.1 Piattaforma Digitale Nazionale Dati - ANNCSU - Comuni - maggio 2025", "Decreto n.90 - 1 / 2025 - PNRR",
			"G51J25000900006", 37_661_97,
			day(2025, 6, 5), day(2025, 8, 13), plan.FundingPaid, day(2026, 5, 14), "candidature_finanziate_131.csv, 22/08/2026"},
	}
}

// funding is a row of the open data.
type funding struct {
	objective, measure, call, decree, cup string
	cents                                 int64
	appliedOn, assignedOn                 plan.Date
	state                                 plan.FundingState
	stateOn                               plan.Date
	seen                                  string // the file, and its version
}

// fundingsEntered is the day on which they are put beside the invented plan.
const fundingsEntered = -30

// addFunding adds a funding as it was by the day of the history on which it is entered: its
// own days are real ones, and do not move with the present one.
func (s *script) addFunding(f funding) {
	entered := d(fundingsEntered).workday(s.today)
	whole := plan.Funding{
		Objective: f.objective, Measure: f.measure, Call: f.call, Decree: f.decree, CUP: f.cup, AmountCents: f.cents,
		AppliedOn: f.appliedOn, AssignedOn: f.assignedOn, State: f.state, StateOn: f.stateOn,
		Source: plan.SourceReal + "open data di " + plan.OpenDataName + ", " + f.seen + ", CC BY 4.0",
	}
	was, _ := whole.On(entered)
	s.add(d(fundingsEntered), morning, "fund "+f.objective, func(ctx context.Context, t *tracker.Tracker) error {
		_, err := t.CreateFunding(ctx, ente, was)
		return err
	})
}
