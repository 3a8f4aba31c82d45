package desk_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
)

func TestDraftMinutes(t *testing.T) {
	s := newScript()
	s.objective("OB-07", "")
	s.milestone("OB-07.2", status(inProgress, 60, "2026-11-25"))
	first := plan.Decision{ID: "00000000-0000-7000-8000-000000000001", Text: "Il collaudo si sposta al\n15 dicembre.", Point: 2, Milestone: "OB-07.2"}
	last := plan.Decision{ID: "zz", Text: "Uno *sportello* <b>telefonico</b>", Point: 2, Office: "tributi", DueOn: day("2027-02-01")}
	m := s.meeting(plan.Meeting{
		State: plan.MeetingHeld, HeldOn: day("2026-11-20"), Agenda: "1. Azioni della volta scorsa\n2. Avvisi\n3. Prossimo incontro",
		Participants: []plan.Participant{
			{Role: "Assessore", Attendance: plan.AttendancePresent}, {Role: "Responsabile", Office: "tributi", Attendance: plan.AttendancePresent},
			{Role: "Responsabile", Office: "cultura", Attendance: plan.AttendanceAbsent}, {Role: "Tecnico"},
		},
		Decisions: []plan.Decision{last, first},
		Notes:     []plan.PointNotes{{Text: "Si chiude alle 11."}, {Point: 2, Text: "La prova è andata **bene**.\n\nRestano i testi.\n"}},
	})
	s.action(plan.Action{Meeting: m, Title: "Scrivere i testi", Office: "tributi", DueOn: day("2026-12-04"), Objective: "OB-07", Point: 2, Decision: first.ID})
	s.action(plan.Action{Meeting: m, Title: "Chiamare il fornitore", Office: "cultura", DueOn: day("2026-12-05")})
	s.update("OB-07.2", "2026-11-20", plan.Update{After: status(inProgress, 60, "2026-12-15"), Reason: "la prova", DecidedIn: m})
	staff := s.staff(t, today)
	met, _ := staff.Meeting(m)
	want := `**Presenti:** Assessore, Responsabile (Tributi).

**Assenti:** Responsabile (Cultura).

## 1. Azioni della volta scorsa

## 2. Avvisi

La prova è andata **bene**.

Restano i testi.

- **Decisione.** Il collaudo si sposta al 15 dicembre. (OB-07.2)
- **Azione.** Scrivere i testi (Tributi, entro il 4 dicembre 2026, OB-07)
- **Decisione.** Uno \*sportello\* \<b>telefonico\</b> (Tributi, entro il 1º febbraio 2027)

## 3. Prossimo incontro

## Altro

Si chiude alle 11.

- **Azione.** Chiamare il fornitore (Cultura, entro il 5 dicembre 2026)

## Date spostate

- OB-07.2 Traguardo OB-07.2: dal 25 novembre 2026 al 15 dicembre 2026. Motivo: la prova
`
	if got := desk.DraftMinutes(&staff.Content, met, staff.Notes[m]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	same(t, "entries", ids(desk.EntriesOf(met), func(e desk.Entry) string {
		if e.Decision != nil {
			return strings.Fields(e.Decision.Text)[0]
		}
		return strings.Fields(e.Action.Title)[0]
	}), "Il Scrivere Chiamare Uno")
}

// The dates of a draft are written as the pages write theirs.
func TestDatesInMinutes(t *testing.T) {
	s := newScript()
	m := s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-11-20")})
	for d := day("2027-01-01"); d.Before(day("2028-01-01")); d = d.AddDays(1) {
		s.action(plan.Action{Meeting: m, Title: "x", Office: "tributi", DueOn: d})
	}
	staff := s.staff(t, today)
	met, _ := staff.Meeting(m)
	text := desk.DraftMinutes(&staff.Content, met, nil)
	for d := day("2027-01-01"); d.Before(day("2028-01-01")); d = d.AddDays(1) {
		if want := "entro il " + strings.ReplaceAll(format.Italian.Date(d), "\u00a0", " ") + ")"; !strings.Contains(text, want) {
			t.Fatalf("no %q in the draft", want)
		}
	}
}

func TestWithoutAction(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "")
	s.milestone("OB-01.1", status(inProgress, 60, "2026-11-25"))
	m := s.meeting(plan.Meeting{State: plan.MeetingHeld, HeldOn: day("2026-11-10"), Decisions: []plan.Decision{
		{ID: "a", Text: "si sposta", Milestone: "OB-01.1"}, {ID: "b", Text: "si fa"}, {ID: "c", Text: "si vedrà", NoAction: true}, {ID: "d", Text: "anche"},
	}})
	left := func() string {
		staff := s.staff(t, today)
		met, _ := staff.Meeting(m)
		return ids(desk.WithoutAction(&staff.Content, met), func(i int) string { return met.Decisions[i].ID })
	}
	same(t, "at first", left(), "a b d")
	s.update("OB-01.1", "2026-11-11", plan.Update{After: status(inProgress, 60, "2026-12-15"), Reason: "x", DecidedIn: m})
	same(t, "once the date has moved", left(), "b d")
	s.action(plan.Action{Meeting: m, Title: "senza dire di che cosa", Office: "tributi", DueOn: day("2026-12-01")})
	same(t, "an action that follows none, where none follows any", left(), "")
	s.action(plan.Action{Meeting: m, Title: "della seconda", Office: "tributi", DueOn: day("2026-12-01"), Decision: "b"})
	same(t, "where one says which it follows", left(), "d")
	s.action(plan.Action{Meeting: m, Title: "ritirata", Office: "tributi", DueOn: day("2026-12-01"), Decision: "d", State: plan.ActionCancelled})
	same(t, "one that was given up", left(), "d")
}
