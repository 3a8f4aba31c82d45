package tracker_test

import (
	"context"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// planImportWrites are the writes of a story that a plan's file makes.
func planImportWrites() []write {
	return []write{{rule: "the editor takes a plan's file over", op: tracker.OpImportRun, by: plan.RoleEditor, object: "import", keep: "plan import", id: "plan import",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			done, err := s.through.ImportPlan(ctx, tracker.ImportPlan{Organization: s.id, File: "piano.csv", Rows: []tracker.PlanRow{{
				Line: 2, Objective: tracker.PlanObjective{Code: "IMP-01", Title: opt("Dal foglio")},
				Milestone: &tracker.PlanMilestone{Number: 1, Title: opt("Primo passo"), Office: opt("cultura"), Percent: opt(20)},
			}}})
			return done.Receipt, err
		}}}
}

// planText takes a CSV over and gives the outcome of each row.
func (e *ente) planText(by context.Context, o intake.PlanOptions, lines ...string) (*intake.Report, tracker.PlanImported) {
	e.t.Helper()
	o.Organization, o.Name = e.id, "piano.csv"
	report := intake.NewReport(100, nil)
	done, err := intake.ImportPlan(by, e.tracker, strings.NewReader(strings.Join(lines, "\n")), o, report)
	must(e.t, err)
	return report, done
}

func outcomes(r *intake.Report) string {
	var all []string
	for _, l := range r.Lines {
		all = append(all, l.Key+" "+string(l.Outcome)+" "+l.Why)
	}
	return strings.Join(all, "\n")
}

const planHead = "Codice obiettivo;Obiettivo;Orizzonte;Stato dell'obiettivo;Numero;Traguardo;Ufficio;Scadenza;Scadenza iniziale;Motivo dello spostamento;Stato;Percentuale;Completato il;Prova: nota"

// TestWhatPeopleChangedStaysThroughAPlansFile: a file changes what it left, field by field, and nothing that
// somebody has changed since; a second time it changes nothing.
func TestWhatPeopleChangedStaysThroughAPlansFile(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		by := e.editor()
		rows := []string{
			planHead,
			"OB-01;Servizi in rete;breve;attivo;1;Gara;tributi;30/06/2026;;;in corso;40%;;",
			"OB-01;;;;2;Contratto;cultura;31/12/2026;;;;;;",
			"OB-02;Da scrivere;lungo;;;;;;;;;;;",
		}
		first, _ := e.planText(by, intake.PlanOptions{}, rows...)
		same(t, "first", first.Counts, plan.ImportCounts{Created: 3})
		revision := e.revision()
		again, _ := e.planText(by, intake.PlanOptions{}, rows...)
		same(t, "again", again.Counts, plan.ImportCounts{Unchanged: 3})
		tried, _ := e.planText(by, intake.PlanOptions{DryRun: true}, planHead, strings.Replace(rows[1], "Gara;", "Gara europea;", 1))
		same(t, "tried", tried.Counts, plan.ImportCounts{Updated: 1})
		same(t, "revision after a file that changes nothing and one that was tried", e.revision(), revision)

		// Somebody reports, and gives the other one another title.
		e.reported("OB-01.1", plan.Report{Percent: opt(60)})
		_, err := e.tracker.ChangeMilestone(by, tracker.ChangeMilestone{Organization: e.id, Milestone: "OB-01.2", Title: opt("Firma del contratto")})
		must(t, err)
		rows[1] = "OB-01;Servizi in rete;breve;attivo;1;Gara europea;tributi;31/07/2026;;ricorso al TAR;in corso;50%;;"
		rows[2] = "OB-01;;;;2;Contratto;tributi;31/12/2026;;;;;;"
		second, done := e.planText(by, intake.PlanOptions{}, rows[:3]...)
		same(t, "second", second.Counts, plan.ImportCounts{Updated: 2})
		same(t, "what stays", outcomes(second), "OB-01.1 updated resta com'è, perché cambiato da una persona: Stato, percentuale e prova\n"+
			"OB-01.2 updated resta com'è, perché cambiato da una persona: Traguardo")
		same(t, "no longer in the file", done.Missing, []string{"OB-02"})
		m := find(t, e.changes(0).Milestones, func(m plan.Milestone) bool { return m.Number == 1 })
		same(t, "title", m.Title, "Gara europea")
		same(t, "baseline", m.BaselineDueOn, plan.NewDate(2026, 6, 30))
		var last plan.Update
		for _, u := range e.changes(0).Updates {
			if u.Number == 1 {
				last = u
			}
		}
		same(t, "date, reason and percent", []any{last.After.DueOn, last.Reason, last.After.Percent}, []any{plan.NewDate(2026, 7, 31), "ricorso al TAR", 60})

		entries, _, err := w.store.AuditEntries(t.Context(), tracker.AuditQuery{Organization: e.id, Action: string(tracker.OpImportRun), Limit: 10})
		must(t, err)
		if len(entries) != 2 || !strings.Contains(entries[0].Detail, `"OB-01.1":["due_on","title"]`) || !strings.Contains(entries[1].Detail, `"created":["OB-01","OB-01.1","OB-01.2","OB-02"]`) {
			t.Errorf("the trail tells %v", entries)
		}
	})
}

// TestARowThatBreaksARuleIsLeftOutWhole, and the others are taken.
func TestARowThatBreaksARuleIsLeftOutWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		report, _ := e.planText(e.editor(), intake.PlanOptions{},
			planHead,
			"OB-01;Servizi in rete;breve;attivo;1;Senza prova;tributi;;;;fatto;100%;01/02/2026;",
			"OB-01;Servizi in rete;breve;attivo;2;Con prova;Ufficio tributi;;;;fatto;1;01/02/2026;determina 3",
			"OB-01;Altro titolo;breve;attivo;3;Contraddice;tributi;;;;;;;",
			"OB-01;;;;4;Ufficio che non c'è;ragioneria;;;;;;;",
			"OB-01;;;;5;Spostata senza motivo;tributi;30/06/2026;31/05/2026;;;;;",
			"OB-01;;;;6;Spostata;tributi;30/06/2026;31/05/2026;gara deserta;;;;",
			"OB-01;;;;6;Due volte;tributi;;;;;;;",
			"OB-01;;;;7;Non è una data;tributi;31/06/2026;;;;;;",
			"OB-01;;;;8;Mezza percentuale;tributi;;;;in corso;40,5;;",
			"ob 9;Codice sbagliato;breve;attivo;1;Nulla;tributi;;;;;;;",
			"OB-03;Bozza con scadenza iniziale;breve;bozza;1;Nulla;tributi;30/06/2026;31/05/2026;x;;;;",
		)
		want := strings.Join([]string{
			"OB-01.1 refused Prova: serve per dire fatto: un indirizzo, un atto o una nota",
			"OB-01.2 refused Percentuale: deve essere 100 se è fatto",
			"OB-01.3 refused Obiettivo: è diverso in una riga precedente dello stesso obiettivo",
			"OB-01.4 refused Ufficio: non è un ufficio dell'ente (né il codice né il nome)",
			"OB-01.5 refused Motivo dello spostamento: serve quando la scadenza non è più quella iniziale",
			"OB-01.6 refused Numero: è già nella riga 7",
			"OB-01.7 refused Scadenza: non è una data: scriverla come 16/03/2026",
			"OB-01.8 refused Percentuale: la percentuale deve essere intera: 40 o 41, non 40,5",
			"ob 9.1 refused Codice obiettivo: deve avere lettere maiuscole e cifre, a gruppi uniti da trattini, come OB-01",
			"OB-03.1 refused Scadenza iniziale: va solo con un obiettivo che non è più una bozza",
		}, "\n")
		if got := outcomes(report); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		same(t, "counts", report.Counts, plan.ImportCounts{Created: 1, Refused: 10})
		changes := e.changes(0)
		if len(changes.Objectives) != 1 || len(changes.Milestones) != 1 || changes.Milestones[0].BaselineDueOn != plan.NewDate(2026, 5, 31) {
			t.Errorf("left %+v %+v", changes.Objectives, changes.Milestones)
		}
	})
}

// TestOfficesOfAFileAreAddedByWhoeverMay.
func TestOfficesOfAFileAreAddedByWhoeverMay(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		row := "OB-01;Servizi in rete;breve;attivo;1;Gara;Ragioneria e Bilancio;;;;;;;"
		_, err := intake.ImportPlan(e.editor(), e.tracker, strings.NewReader(planHead+"\n"+row), intake.PlanOptions{Organization: e.id, CreateOffices: true}, intake.NewReport(1, nil))
		refused(t, "an editor adds offices", err, plan.KindForbidden)
		report, done := e.planText(e.as(plan.RoleAdmin), intake.PlanOptions{CreateOffices: true}, planHead, row)
		same(t, "the admin does", report.Counts, plan.ImportCounts{Created: 1})
		same(t, "offices", done.Offices, []string{"ragioneria-e-bilancio"})
		_, err = intake.ImportPlan(e.as(plan.RoleReviewer), e.tracker, strings.NewReader(planHead+"\n"+row), intake.PlanOptions{Organization: e.id}, intake.NewReport(1, nil))
		refused(t, "a reviewer imports", err, plan.KindForbidden)
	})
}

// redmine is what Redmine exports of its list of issues, in Italian, with the columns that
// one can choose there.
var redmine = []string{
	"#;Progetto;Tracker;Attività principale;Stato;Priorità;Oggetto;Autore;Assegnato a;Aggiornato il;Categoria;Versione prevista;Data d'inizio;Scadenza;Tempo stimato;% fatto;Creato;Chiuso;Descrizione",
	`123;Digitale;Attività;;In elaborazione;Normale;Scrivere il bando;Anna Rossi;tributi;02/03/2026 09:15;;Servizi in rete;01/02/2026;30/06/2026;;40;10/01/2026 10:00;;"Con la ""SUA""` + "\nprovinciale\"",
	`124;Digitale;Attività;123;Nuovo;Alta;Pubblicare;Anna Rossi;cultura;01/03/2026 18:40;;Servizi in rete;;31/12/2026;;0;10/01/2026 10:00;;`,
	`125;Digitale;Attività;;Chiuso;Normale;Nominare il RUP;Anna Rossi;tributi;20/02/2026 12:00;;Servizi in rete;;28/02/2026;;0;10/01/2026 10:00;19/02/2026 17:00;`,
	`126;Digitale;Attività;;Rifiutato;Normale;Altro portale;Anna Rossi;cultura;20/02/2026 12:00;;Portale unico;;;;0;10/01/2026 10:00;20/02/2026 12:00;`,
	`127;Digitale;Attività;;Risolto;Normale;Collaudo;Anna Rossi;;20/02/2026 12:00;;Portale unico;;;;100;10/01/2026 10:00;;`,
}

// TestAListOfRedmineBecomesAPlan: its target versions are the objectives, its issues the
// milestones; a second time it changes nothing, and later it brings what is new.
func TestAListOfRedmineBecomesAPlan(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		options := intake.PlanOptions{}
		for _, mapping := range []string{"evidence_note==Chiusa in Redmine", "office==cultura"} {
			must(t, options.Mapping.Set(mapping))
		}
		report, _ := e.planText(e.editor(), options, redmine...)
		same(t, "report", outcomes(report), "OB-01.3 created lo stato non va con la percentuale 0: letta come 100\nOB-02.2 created lo stato non va con la percentuale 100: letta come 99")
		same(t, "counts", report.Counts, plan.ImportCounts{Created: 5})
		again, _ := e.planText(e.editor(), options, redmine...)
		same(t, "again", again.Counts, plan.ImportCounts{Unchanged: 5})

		statuses := map[string]plan.MilestoneStatus{}
		effective := map[string]plan.Date{}
		for _, u := range e.changes(0).Updates {
			statuses[u.Milestone()], effective[u.Milestone()] = u.After, u.EffectiveOn
		}
		today := w.clock.today()
		same(t, "in progress", statuses["OB-01.1"], plan.MilestoneStatus{Office: "tributi", Weight: 1, StartOn: plan.NewDate(2026, 2, 1), DueOn: plan.NewDate(2026, 6, 30), State: plan.MilestoneInProgress, Percent: 40})
		same(t, "done", statuses["OB-01.3"], plan.MilestoneStatus{Office: "tributi", Weight: 1, DueOn: plan.NewDate(2026, 2, 28), State: plan.MilestoneDone, Percent: 100,
			CompletedOn: plan.NewDate(2026, 2, 19), Evidence: plan.Evidence{Note: "Chiusa in Redmine"}})
		same(t, "the day it joined the plan", effective["OB-01.1"], today)
		same(t, "default office", statuses["OB-02.2"].Office, "cultura")
		same(t, "objective", find(t, e.changes(0).Objectives, func(o plan.Objective) bool { return o.Code == "OB-02" }).Title, "Portale unico")

		w.clock.days(10)
		later := append([]string{}, redmine...)
		later[2] = strings.NewReplacer("Nuovo", "In elaborazione", ";0;", ";30;", "01/03/2026 18:40", "09/03/2026 18:40").Replace(later[2])
		report, _ = e.planText(e.editor(), options, append(later, `128;Digitale;Attività;;Nuovo;Normale;Formare gli uffici;Anna Rossi;cultura;09/03/2026 12:00;;Servizi in rete;;;;0;09/03/2026 10:00;;`)...)
		same(t, "later", report.Counts, plan.ImportCounts{Created: 1, Updated: 1, Unchanged: 4})
		for _, u := range e.changes(0).Updates {
			statuses[u.Milestone()], effective[u.Milestone()] = u.After, u.EffectiveOn
		}
		same(t, "dated by the data", []any{effective["OB-01.2"], statuses["OB-01.2"].Percent}, []any{plan.NewDate(2026, 3, 9), 30})
	})
}
