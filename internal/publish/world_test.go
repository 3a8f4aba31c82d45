package publish_test

import (
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

var rome = location("Europe/Rome")

func location(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

func day(s string) plan.Date {
	d, err := plan.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// rows is a plan with everything that a calendar has to tell apart.
func rows() board.Changes {
	terms := func(state plan.ObjectiveState) plan.ObjectiveTerms {
		return plan.ObjectiveTerms{State: state, Weight: 1, Horizon: plan.HorizonShort, StartOn: day("2026-01-01"), LeadOffice: "tributi"}
	}
	c := board.Changes{
		Organization: plan.Organization{ID: "c_m403", Name: "Corigliano-Rossano", Revision: 50},
		Offices:      []plan.Office{{Code: "cultura", Name: "Cultura e turismo", Revision: 1}, {Code: "tributi", Name: "Tributi", Revision: 1}},
	}
	objective := func(code, title string, state plan.ObjectiveState, revision int64) {
		c.Objectives = append(c.Objectives, plan.Objective{Code: code, Title: title, AddedOn: day("2026-01-01"), Terms: terms(state), Revision: revision})
		c.ObjectiveChanges = append(c.ObjectiveChanges, plan.ObjectiveChange{ID: "c-" + code, Objective: code, EffectiveOn: day("2026-01-01"),
			RecordedAt: at("2026-01-01T08:00:00Z"), Terms: terms(state), Revision: revision})
	}
	objective("OB-01", "Notifiche digitali, e pagamenti", plan.ObjectiveActive, 2)
	objective("OB-02", "Ancora in bozza", plan.ObjectiveDraft, 3)
	milestone := func(objective string, number int, title, office, due string, state plan.MilestoneState, percent int, revision int64) {
		m := plan.Milestone{Objective: objective, Number: number, Title: title, AddedOn: day("2026-01-01"), Revision: revision}
		c.Milestones = append(c.Milestones, m)
		after := plan.MilestoneStatus{Office: office, Weight: 1, State: plan.MilestonePlanned}
		if due != "" {
			after.DueOn = day(due)
		}
		u := plan.Update{ID: "a-" + m.ID(), Objective: objective, Number: number, Kind: plan.UpdateAdded, RecordedAt: at("2026-01-01T08:00:00Z"),
			EffectiveOn: day("2026-01-01"), After: after, Revision: revision}
		c.Updates = append(c.Updates, u)
		u.ID, u.Kind, u.RecordedAt, u.EffectiveOn = "u-"+m.ID(), plan.UpdateReported, at("2026-11-05T09:30:15.5Z"), day("2026-11-05")
		u.After.State, u.After.Percent = state, percent
		if state == plan.MilestoneDone {
			u.After.CompletedOn = day("2026-11-05")
		}
		c.Updates = append(c.Updates, u)
	}
	milestone("OB-01", 1, "Avvisi su SEND; prova con 50 avvisi", "tributi", "2027-01-30", plan.MilestoneInProgress, 60, 20)
	milestone("OB-01", 2, "Dodici pagamenti su pagoPA", "tributi", "2026-11-25", plan.MilestoneDone, 100, 21)
	milestone("OB-01", 3, "Senza data", "tributi", "", plan.MilestonePlanned, 0, 22)
	milestone("OB-01", 4, "Del museo", "cultura", "2026-12-31", plan.MilestoneCancelled, 10, 23)
	milestone("OB-02", 1, "Di una bozza", "cultura", "2026-12-15", plan.MilestonePlanned, 0, 24)
	meeting := func(m plan.Meeting, on, changed string, revision int64) {
		m.HeldOn, m.Revision = day(on), revision
		if changed != "" {
			m.ChangedAt = at(changed)
		}
		c.Meetings = append(c.Meetings, m)
	}
	meeting(plan.Meeting{ID: "0190a5d2-0000-7000-8000-000000000001", Title: "La prima", State: plan.MeetingHeld, Published: true, Offices: []string{"tributi"},
		DateNote: "La fonte scrive «mercoledì»; era martedì."}, "2021-03-16", "", 5)
	meeting(plan.Meeting{ID: "0190a5d2-0000-7000-8000-000000000002", Title: "Riunione con l’ufficio Tributi", State: plan.MeetingScheduled, Published: true,
		StartsAt: "10:00", EndsAt: "11:30", Place: "Sala Giunta, primo piano", Offices: []string{"tributi"},
		Agenda: "1. Azioni della volta scorsa\r\n2. Avvisi su SEND, con la carta per chi non ha un domicilio digitale"},
		"2026-11-20", "2026-11-13T10:00:00.123456789Z", 30)
	meeting(plan.Meeting{ID: "0190a5d2-0000-7000-8000-000000000003", Title: "D’estate", State: plan.MeetingScheduled, Published: true,
		StartsAt: "09:30", Offices: []string{"cultura", "tributi"}}, "2027-06-15", "2026-11-13T10:00:00Z", 31)
	meeting(plan.Meeting{ID: "0190a5d2-0000-7000-8000-000000000004", Title: "Non si fa", State: plan.MeetingCancelled, Published: true,
		StartsAt: "10:00", EndsAt: "11:00", Offices: []string{"cultura"}}, "2026-11-27", "2026-11-14T08:00:00Z", 32)
	meeting(plan.Meeting{ID: "0190a5d2-0000-7000-8000-000000000005", Title: "Non si fece", State: plan.MeetingCancelled, Published: true,
		StartsAt: "10:00", Offices: []string{"cultura"}}, "2025-11-27", "2025-11-14T08:00:00Z", 6)
	meeting(plan.Meeting{ID: "0190a5d2-0000-7000-8000-000000000006", Title: "Incontro riservato", State: plan.MeetingScheduled,
		StartsAt: "15:00", EndsAt: "16:00", Offices: []string{"tributi"}}, "2026-12-03", "2026-11-14T08:00:00Z", 33)
	meeting(plan.Meeting{ID: "0190a5d2-0000-7000-8000-000000000007", Title: "Scritta per errore", State: plan.MeetingScheduled, Published: true,
		StartsAt: "12:00", EndsAt: "13:00", Offices: []string{"tributi"}, RemovedOn: day("2026-11-16")}, "2026-12-04", "2026-11-16T08:00:00Z", 34)
	return c
}

// onDay is a plan as it stands on the twentieth of November 2026.
func onDay(t testing.TB, c board.Changes) *board.Board {
	t.Helper()
	ledger, err := board.NewLedger(c)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.On(board.View{Day: day("2026-11-20"), Today: day("2026-11-20"), Location: rome}, nil)
}
