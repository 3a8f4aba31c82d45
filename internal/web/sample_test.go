package web_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// memory is a board.Source that holds its rows in memory.
type memory struct {
	mu     sync.Mutex
	rows   map[string]board.Changes
	failed error
	// catalogue is given as it is.
	catalogue plan.Catalogue
	// lines are kept ones; reads counts plans that were read.
	lines []plan.Line
	reads int
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failed = err
}

func (m *memory) Organizations(context.Context) ([]plan.Organization, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []plan.Organization
	for _, rows := range m.rows {
		all = append(all, rows.Organization)
	}
	slices.SortFunc(all, func(a, b plan.Organization) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all, m.failed
}

func (m *memory) Revision(_ context.Context, organization string) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failed != nil {
		return 0, m.failed
	}
	rows, ok := m.rows[organization]
	if !ok {
		return 0, plan.NotFound("organization")
	}
	return rows.Organization.Revision, nil
}

func (m *memory) Revisions(context.Context) (map[string]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := map[string]int64{}
	for id, rows := range m.rows {
		all[id] = rows.Organization.Revision
	}
	return all, m.failed
}

func (m *memory) CatalogueVersion(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.catalogue.Version, m.failed
}

func (m *memory) Catalogue(context.Context) (plan.Catalogue, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.catalogue, m.failed
}

// Grants gives the fundings that are in the plan.
func (m *memory) Grants(_ context.Context, organization string, each func(board.Grant)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(m.rows)) {
		if organization != "" && id != organization {
			continue
		}
		for _, f := range m.rows[id].Fundings {
			if f.RemovedOn.IsZero() {
				each(board.Grant{Organization: m.rows[id].Organization, Funding: f})
			}
		}
	}
	return m.failed
}

func (m *memory) Changes(_ context.Context, organization string, since int64) (board.Changes, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failed != nil {
		return board.Changes{}, m.failed
	}
	m.reads++
	rows, ok := m.rows[organization]
	if !ok {
		return board.Changes{}, plan.NotFound("organization")
	}
	if since >= rows.Organization.Revision {
		return board.Changes{Organization: rows.Organization}, nil
	}
	return rows, nil
}

var rome = mustLoad("Europe/Rome")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// now is the instant at which every test looks at the plan.
var now = time.Date(2026, time.November, 22, 10, 31, 0, 0, rome)

func day(s string) plan.Date {
	if s == "" {
		return plan.Date{}
	}
	d, err := plan.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// secret begins every text of the sample that the public must never see.
const secret = "SEGRETO"

// writer writes a plan row by row, as its history went.
type writer struct {
	rows board.Changes
	ids  int
}

func newWriter(o plan.Organization) *writer { return &writer{rows: board.Changes{Organization: o}} }

func (w *writer) id(kind string) string {
	w.ids++
	return fmt.Sprintf("%s-%04d", kind, w.ids)
}

func (w *writer) at(on string) time.Time {
	return day(on).Time().Add(9*time.Hour + time.Duration(w.ids)*time.Second)
}

func (w *writer) office(code, name, description string) {
	w.rows.Offices = append(w.rows.Offices, plan.Office{Code: code, Name: name, Description: description, Revision: 1})
}

func (w *writer) objective(code, added, title, description string, terms plan.ObjectiveTerms, urgent bool, sectors ...string) {
	if terms.State == "" {
		terms.State = plan.ObjectiveActive
	}
	if terms.Weight == 0 {
		terms.Weight = 1
	}
	w.rows.Objectives = append(w.rows.Objectives, plan.Objective{
		Code: code, Title: title, Description: description, Urgent: urgent, Sectors: sectors, AddedOn: day(added), Terms: terms, Revision: 1,
	})
	w.rows.ObjectiveChanges = append(w.rows.ObjectiveChanges, plan.ObjectiveChange{
		ID: w.id("change"), Objective: code, EffectiveOn: day(added), RecordedAt: w.at(added), Terms: terms, Revision: 1,
		By: plan.Signature{Role: plan.RoleEditor},
	})
}

// milestone adds one with its first status; start and due may be empty.
func (w *writer) milestone(objective string, number int, added, title, office, start, due string, weight float64) *milestoneWriter {
	m := &milestoneWriter{w: w, objective: objective, number: number, status: plan.MilestoneStatus{
		Office: office, Weight: weight, StartOn: day(start), DueOn: day(due), State: plan.MilestonePlanned,
	}}
	row := plan.Milestone{
		Objective: objective, Number: number, Title: title, AddedOn: day(added), BaselineDueOn: day(due), Revision: 1,
	}
	if due != "" {
		row.BaselineSetOn = day(added)
	}
	w.rows.Milestones = append(w.rows.Milestones, row)
	m.record(added, plan.UpdateAdded, "", "", "")
	return m
}

type milestoneWriter struct {
	w         *writer
	objective string
	number    int
	status    plan.MilestoneStatus
	last      string
}

func (m *milestoneWriter) record(on string, kind plan.UpdateKind, reason, meeting, note string) *milestoneWriter {
	m.last = m.w.id("update")
	m.w.rows.Updates = append(m.w.rows.Updates, plan.Update{
		ID: m.last, Objective: m.objective, Number: m.number, Kind: kind, RecordedAt: m.w.at(on), EffectiveOn: day(on),
		By: plan.Signature{AccountID: "account-1", Role: plan.RoleContributor}, After: m.status, Reason: reason, DecidedIn: meeting, Note: note, Revision: 1,
	})
	return m
}

func (m *milestoneWriter) percent(on string, n int, note string) *milestoneWriter {
	m.status.State, m.status.Percent = plan.MilestoneInProgress, n
	return m.record(on, plan.UpdateReported, "", "", note)
}

func (m *milestoneWriter) done(on string, evidence plan.Evidence) *milestoneWriter {
	m.status.State, m.status.Percent, m.status.CompletedOn, m.status.Evidence = plan.MilestoneDone, 100, day(on), evidence
	return m.record(on, plan.UpdateReported, "", "", "")
}

func (m *milestoneWriter) blocked(on, note string) *milestoneWriter {
	m.status.State = plan.MilestoneBlocked
	return m.record(on, plan.UpdateReported, "", "", note)
}

func (m *milestoneWriter) cancelled(on, note string) *milestoneWriter {
	m.status.State = plan.MilestoneCancelled
	return m.record(on, plan.UpdateReported, "", "", note)
}

func (m *milestoneWriter) moved(on, due, reason, meeting string) *milestoneWriter {
	m.status.DueOn = day(due)
	return m.record(on, plan.UpdateReported, reason, meeting, "")
}

func (m *milestoneWriter) handedTo(on, office string) *milestoneWriter {
	m.status.Office = office
	return m.record(on, plan.UpdateRevised, "", "", "")
}

func (m *milestoneWriter) reviewed(on string, verdict plan.Verdict) *milestoneWriter {
	m.w.rows.Reviews = append(m.w.rows.Reviews, plan.Review{
		ID: m.w.id("review"), UpdateID: m.last, Verdict: verdict, Note: secret + " nota di chi verifica", RecordedAt: m.w.at(on),
		By: plan.Signature{AccountID: "account-2", Role: plan.RoleReviewer}, Revision: 1,
	})
	return m
}

func (w *writer) rating(objective string, by plan.RatedBy, c plan.Confidence, on, text string) {
	role := plan.RoleContributor
	if by == plan.RatedByReviewer {
		role = plan.RoleReviewer
	}
	w.rows.Ratings = append(w.rows.Ratings, plan.Rating{
		ID: w.id("rating"), Objective: objective, RatedBy: by, Confidence: c, Text: text, GivenOn: day(on), RecordedAt: w.at(on),
		By: plan.Signature{Role: role}, Revision: 1,
	})
}

func (w *writer) meeting(m plan.Meeting) {
	m.Revision = 1
	w.rows.Meetings = append(w.rows.Meetings, m)
}

func (w *writer) action(meeting, title, office, due string, state plan.ActionState, completed, milestone string) {
	a := plan.Action{
		ID: w.id("action"), Meeting: meeting, Title: title, Office: office, DueOn: day(due), State: state, CompletedOn: day(completed),
		Milestone: milestone, Revision: 1,
	}
	if code, _, ok := plan.ParseMilestoneID(milestone); ok {
		a.Objective = code
	}
	w.rows.Actions = append(w.rows.Actions, a)
}

const enteID = "c_prova"

var ente = plan.Organization{
	ID: enteID, Name: "Comune di Borgo Prova", ISTATCode: "001001", Region: "Calabria", Population: 75_000, ParentBody: "Regione Calabria",
	WebsiteURL: "https://www.example.it", ContactURL: "https://www.example.it/contatti", TransparencyURL: "https://www.example.it/trasparente",
	Demonstration: true, Revision: 1,
}

// samplePlan is a plan in which every state of everything occurs.
func samplePlan() board.Changes {
	w := newWriter(ente)
	w.office("affari-generali", "Affari generali", "")
	w.office("cultura", "Cultura e turismo", "Biblioteca, museo, eventi e accoglienza.")
	w.office("europa", "Ufficio Europa", "Cerca e segue i fondi europei e nazionali, e tiene insieme il piano digitale.")
	w.office("personale", "Personale", "")
	w.office("scuola", "Scuola", "")
	w.office("sistemi", "Sistemi informativi", "")
	w.office("suap", "Sportello delle imprese", "")
	w.office("tributi", "Tributi", "")
	sampleMeetings(w)
	sampleShort(w)
	sampleMedium(w)
	sampleLong(w)
	sampleHidden(w)
	sampleMoney(w)
	return w.rows
}

func sampleMeetings(w *writer) {
	w.meeting(plan.Meeting{
		ID: "m-2021-03-16", Title: "Prima riunione: da dove si parte", State: plan.MeetingHeld, HeldOn: day("2021-03-16"), Published: true,
		Agenda:       "- Come lavorano oggi gli uffici\n- Prime mosse",
		DateNote:     "la fonte dice mercoledì, ma il 16 marzo 2021 era martedì.",
		Participants: []plan.Participant{{Role: "Assessore al personale e alla digitalizzazione"}, {Role: "Responsabile della transizione digitale"}, {Role: "Tutto l’ufficio", Office: "europa"}, {Role: "Esperto informatico"}},
		Minutes:      "## Lo stato delle cose\n\nQuasi tutto passa ancora dalla carta.\n\n- si decide di **incontrare ogni ufficio**\n- si scrive un [elenco](https://www.example.it/elenco) dei programmi\n\n<script>alert(1)</script>\n\n[cattivo](javascript:alert(1)) ![immagine](https://altrove.example/i.png)",
		Decisions:    []plan.Decision{{Text: "Incontrare uno per uno tutti gli uffici."}, {Text: "Cominciare dalla formazione del personale.", Objective: "OB-01"}}, MinutesApproved: true,
	})
	w.meeting(plan.Meeting{
		ID: "m-2026-05-12", Title: "Riunione con Sistemi informativi", State: plan.MeetingHeld, HeldOn: day("2026-05-12"), StartsAt: "09:30", EndsAt: "11:00",
		Place: "Sala della Giunta", Published: true, Offices: []string{"sistemi"}, Agenda: "Posta e archivi nel cloud",
		Minutes: secret + " verbale non approvato", Decisions: []plan.Decision{{Text: "Spostare la gara a luglio.", Milestone: "OB-05.2", Objective: "OB-05"}},
	})
	w.meeting(plan.Meeting{
		ID: "m-2026-09-15", Title: "Riunione con Scuola e Tributi", State: plan.MeetingHeld, HeldOn: day("2026-09-15"), StartsAt: "10:00", Published: true,
		Offices: []string{"scuola", "tributi"}, Participants: []plan.Participant{{Role: "Assessore"}, {Role: "Referente", Office: "scuola"}},
		Decisions: []plan.Decision{{Text: "La mensa online aspetta il collegamento con l’anagrafe.", Milestone: "OB-04.3", Objective: "OB-04"}},
	})
	w.meeting(plan.Meeting{ID: "m-2026-11-25", Title: "Riunione con Tributi", State: plan.MeetingScheduled, HeldOn: day("2026-11-25"), StartsAt: "10:00", Published: true, Offices: []string{"tributi"}, Agenda: "Pagamenti online: che cosa manca"})
	w.meeting(plan.Meeting{ID: "m-2026-12-16", Title: "Riunione di fine anno", State: plan.MeetingScheduled, HeldOn: day("2026-12-16"), Published: true, Offices: []string{"europa", "sistemi"}})
	w.meeting(plan.Meeting{ID: "m-2026-10-07", Title: "Riunione con Personale", State: plan.MeetingCancelled, HeldOn: day("2026-10-07"), Published: true, Offices: []string{"personale"}})
	w.meeting(plan.Meeting{ID: "m-segreta", Title: secret + " riunione non pubblica", State: plan.MeetingHeld, HeldOn: day("2026-10-20"), Offices: []string{"suap"},
		Agenda: secret, Decisions: []plan.Decision{{Text: secret + " decisione", Milestone: "OB-04.3", Objective: "OB-04"}}})
	w.action("m-2021-03-16", "Fare il calendario degli incontri", "europa", "2021-04-30", plan.ActionDone, "2021-04-28", "")
	w.action("m-2026-05-12", "Scrivere il capitolato", "sistemi", "2026-06-30", plan.ActionDone, "2026-07-10", "OB-05.2")
	w.action("m-2026-09-15", "Chiedere al fornitore una data scritta", "sistemi", "2026-10-30", plan.ActionOpen, "", "OB-04.3")
	w.action("m-2026-09-15", "Elenco delle famiglie da avvisare", "scuola", "2026-12-10", plan.ActionOpen, "", "OB-04.3")
	w.action("m-segreta", secret+" azione", "suap", "2026-10-30", plan.ActionOpen, "", "OB-04.3")
}

func sampleShort(w *writer) {
	w.objective("OB-01", "2025-09-01", "Formazione digitale di chi lavora in Comune", "Corsi brevi per tutti, su quello che serve davvero: firma digitale, documenti, sicurezza.\n\nChi sa usare gli strumenti risponde prima e meglio.",
		plan.ObjectiveTerms{Horizon: plan.HorizonMedium, StartOn: day("2025-09-01"), DueOn: day("2027-06-30"), LeadOffice: "personale", Weight: 2}, true, "personale", "cittadini")
	w.milestone("OB-01", 1, "2025-09-01", "Questionario su che cosa si sa già", "personale", "2025-09-01", "2025-11-28", 1).percent("2025-10-20", 60, "").done("2025-11-21", plan.Evidence{Note: "312 risposte su 340 dipendenti."}).reviewed("2025-11-25", plan.VerdictConfirmed)
	w.milestone("OB-01", 2, "2025-09-01", "Corso di base per tutti", "personale", "2025-12-01", "2026-06-30", 3).percent("2026-03-02", 40, "").percent("2026-05-20", 85, "").done("2026-07-10", plan.Evidence{URL: "https://www.example.it/corso"}).reviewed("2026-07-15", plan.VerdictConfirmed)
	w.milestone("OB-01", 3, "2025-09-01", "Corso per chi dirige", "personale", "2026-09-01", "2026-12-18", 2).percent("2026-10-05", 50, "").percent("2026-11-06", 70, "Restano due gruppi.")
	w.milestone("OB-01", 4, "2025-09-01", "Prova finale e attestati", "personale", "2027-01-10", "2027-06-30", 1)
	w.rating("OB-01", plan.RatedByOffice, plan.ConfidenceGreen, "2026-11-10", "Le iscrizioni sono piene e i docenti ci sono.")
	w.rating("OB-01", plan.RatedByReviewer, plan.ConfidenceGreen, "2026-11-12", "Confermo.")

	w.objective("OB-02", "2026-01-15", "Regolamento informatico", "Le regole per usare i programmi, i dati e la posta del Comune.",
		plan.ObjectiveTerms{Horizon: plan.HorizonShort, StartOn: day("2026-01-15"), DueOn: day("2026-12-17"), LeadOffice: "affari-generali", Weight: 1}, true, "personale")
	w.milestone("OB-02", 1, "2026-01-15", "Prima bozza", "affari-generali", "2026-01-15", "2026-04-30", 1).done("2026-04-30", plan.Evidence{Act: &plan.Act{Kind: "Determina", Number: "41", Date: day("2026-04-30"), URL: "https://www.example.it/albo/41"}}).reviewed("2026-05-04", plan.VerdictConfirmed)
	w.milestone("OB-02", 2, "2026-01-15", "Pareri degli uffici", "affari-generali", "2026-05-01", "2026-07-31", 1).done("2026-08-07", plan.Evidence{Note: "Otto pareri raccolti."})
	w.milestone("OB-02", 3, "2026-01-15", "Esame in commissione", "affari-generali", "2026-09-01", "2026-09-30", 1).percent("2026-09-20", 30, "").moved("2026-09-28", "2026-10-05", "La commissione vuole una parte sull’intelligenza artificiale.", "")
	w.milestone("OB-02", 4, "2026-01-15", "Voto in Consiglio", "affari-generali", "2026-10-01", "2026-11-30", 2).moved("2026-10-12", "2026-12-17", "Si vota dopo la commissione.", "")
	w.rating("OB-02", plan.RatedByOffice, plan.ConfidenceAmber, "2026-11-10", "Se la commissione chiude a novembre, a dicembre si vota.")
	w.rating("OB-02", plan.RatedByReviewer, plan.ConfidenceRed, "2026-11-16", "Il calendario del Consiglio è già pieno.")

	w.objective("OB-03", "2026-02-01", "Numeri civici nell’archivio nazionale", "",
		plan.ObjectiveTerms{Horizon: plan.HorizonShort, StartOn: day("2026-02-01"), DueOn: day("2026-05-29"), LeadOffice: "sistemi"}, false, "cittadini", "imprese")
	w.milestone("OB-03", 1, "2026-02-01", "Controllo sul posto", "sistemi", "2026-02-01", "2026-04-15", 1).done("2026-04-10", plan.Evidence{Note: "Rilievo consegnato."})
	w.milestone("OB-03", 2, "2026-02-01", "Invio all’archivio", "sistemi", "2026-04-16", "2026-05-29", 1).done("2026-05-26", plan.Evidence{URL: "https://www.example.it/civici"}).reviewed("2026-05-28", plan.VerdictConfirmed)
}

func sampleMedium(w *writer) {
	w.objective("OB-04", "2025-03-01", "Servizi del Comune da casa", "Mensa, tributi e certificati senza andare allo sportello.",
		plan.ObjectiveTerms{Horizon: plan.HorizonMedium, StartOn: day("2025-03-01"), DueOn: day("2027-04-30"), LeadOffice: "europa", Weight: 3}, true, "cittadini", "imprese", "turismo")
	w.milestone("OB-04", 1, "2025-03-01", "Elenco dei servizi e delle pagine", "europa", "2025-03-03", "2025-05-30", 5).done("2025-05-23", plan.Evidence{Note: "Relazione agli atti."}).reviewed("2025-05-26", plan.VerdictConfirmed)
	w.milestone("OB-04", 2, "2025-03-01", "Nuovo sito in linea", "europa", "2025-10-01", "2026-04-30", 30).percent("2026-02-10", 50, "").moved("2026-04-20", "2026-05-29", "Le pagine da portare erano molte di più.", "").moved("2026-05-25", "2026-06-12", "Correzioni dopo la prova con chi usa un lettore di schermo.", "").done("2026-06-12", plan.Evidence{URL: "https://www.example.it"}).reviewed("2026-06-15", plan.VerdictConfirmed)
	w.milestone("OB-04", 3, "2025-03-01", "Iscriversi alla mensa da casa", "scuola", "2026-05-01", "2026-09-30", 15).percent("2026-09-01", 15, "").moved("2026-09-16", "2026-10-31", "Manca il collegamento con l’anagrafe.", "m-2026-09-15").percent("2026-10-19", 25, "").percent("2026-11-16", 35, "Il fornitore ha mandato la prima prova.").reviewed("2026-11-18", plan.VerdictQuestioned)
	w.milestone("OB-04", 4, "2025-03-01", "Pagare i tributi da casa", "tributi", "2026-08-03", "2026-12-15", 10).percent("2026-10-01", 10, "").moved("2026-11-10", "2027-01-15", "Prima va cambiato il regolamento dei tributi.", "m-segreta").percent("2026-11-12", 20, "").reviewed("2026-11-14", plan.VerdictConfirmed)
	w.milestone("OB-04", 5, "2025-03-01", "Chiedere i certificati da casa", "affari-generali", "2026-11-02", "2027-02-26", 15)
	w.milestone("OB-04", 6, "2025-03-01", "Prenotare un appuntamento", "europa", "2026-12-01", "2027-03-31", 15)
	w.milestone("OB-04", 7, "2025-03-01", "Prova con i cittadini", "europa", "2027-02-01", "2027-04-30", 10)
	w.rating("OB-04", plan.RatedByOffice, plan.ConfidenceAmber, "2026-11-18", "Il sito va bene. I servizi dipendono dal collegamento con gli archivi: se arriva a dicembre si può ancora finire in tempo.")
	w.rating("OB-04", plan.RatedByReviewer, plan.ConfidenceRed, "2026-11-20", "Tre servizi su quattro non sono partiti e il collegamento è stato promesso due volte. Serve una data scritta.")

	w.objective("OB-05", "2025-06-01", "Posta e archivi nel cloud", "",
		plan.ObjectiveTerms{Horizon: plan.HorizonMedium, StartOn: day("2025-06-01"), DueOn: day("2027-12-31"), LeadOffice: "sistemi", Weight: 2}, false, "personale")
	w.milestone("OB-05", 1, "2025-06-01", "Elenco dei programmi da spostare", "sistemi", "2025-06-01", "2025-10-31", 1).done("2025-12-05", plan.Evidence{Note: "14 programmi."})
	w.milestone("OB-05", 2, "2025-06-01", "Gara", "sistemi", "2025-11-01", "2026-05-29", 2).percent("2026-03-01", 30, "").moved("2026-05-13", "2026-07-31", "Il capitolato va rifatto.", "m-2026-05-12").percent("2026-06-10", 45, "").blocked("2026-07-20", "Un ricorso ha fermato la gara.")
	w.milestone("OB-05", 3, "2025-06-01", "Spostare la posta", "sistemi", "2026-06-01", "2026-12-18", 2)
	w.milestone("OB-05", 4, "2025-06-01", "Spostare gli archivi", "sistemi", "2026-12-01", "2027-12-31", 4)
	w.milestone("OB-05", 5, "2025-06-01", "Secondo server di scorta", "sistemi", "2026-01-01", "2026-12-31", 1).cancelled("2026-02-10", "Non serve più.")

	w.objective("OB-06", "2025-01-10", "Musei e biblioteca in un solo biglietto", "",
		plan.ObjectiveTerms{Horizon: plan.HorizonMedium, StartOn: day("2025-01-10"), DueOn: day("2026-12-31"), LeadOffice: "cultura"}, false, "turismo", "cultura")
	w.milestone("OB-06", 1, "2025-01-10", "Accordo con i gestori", "cultura", "2025-01-10", "2025-09-30", 1).done("2025-09-15", plan.Evidence{Act: &plan.Act{Kind: "Delibera", Number: "112", Date: day("2025-09-15")}})
	w.milestone("OB-06", 2, "2025-01-10", "Biglietto sul telefono", "cultura", "2025-10-01", "2026-12-31", 2).percent("2026-04-10", 60, "").percent("2026-08-30", 88, "")
	w.milestone("OB-06", 3, "2026-03-01", "Abbonamento per chi abita qui", "cultura", "", "", 1).handedTo("2026-04-01", "europa")
	w.rating("OB-06", plan.RatedByOffice, plan.ConfidenceGreen, "2026-10-01", "Manca solo il collegamento alla cassa.")
}

func sampleLong(w *writer) {
	w.objective("OB-07", "2026-01-10", "Archivio storico aperto a tutti", "",
		plan.ObjectiveTerms{Horizon: plan.HorizonLong, StartOn: day("2026-01-10"), DueOn: day("2029-06-30"), LeadOffice: "cultura", Weight: 1}, false, "cultura")
	w.milestone("OB-07", 1, "2026-01-10", "Copie digitali dei registri più vecchi", "cultura", "2026-01-10", "2027-12-31", 1).percent("2026-09-15", 45, "").reviewed("2026-09-20", plan.VerdictConfirmed)
	w.milestone("OB-07", 2, "2026-01-10", "Ricerca per nome e per anno", "sistemi", "2028-01-01", "2029-06-30", 1)

	w.objective("OB-08", "2026-06-01", "Pratiche delle aziende agricole allo sportello unico", "Un solo posto dove mandare le domande.",
		plan.ObjectiveTerms{Horizon: plan.HorizonLong, StartOn: day("2026-06-01"), DueOn: day("2029-12-31"), LeadOffice: "suap"}, false, "agricoltura", "imprese")

	w.objective("OB-09", "2026-11-01", "Sensori per l’acqua", "",
		plan.ObjectiveTerms{Horizon: plan.HorizonLong, StartOn: day("2027-03-01"), DueOn: day("2030-03-31"), LeadOffice: ""}, false)
	w.milestone("OB-09", 1, "2026-11-01", "Studio", "sistemi", "2027-03-01", "2027-09-30", 1)
}

func sampleHidden(w *writer) {
	w.objective("OB-10", "2026-02-01", "Wi-Fi in piazza", "", plan.ObjectiveTerms{State: plan.ObjectiveSuspended, Horizon: plan.HorizonShort, LeadOffice: "sistemi"}, false, "turismo")
	w.milestone("OB-10", 1, "2026-02-01", "Prima piazza", "sistemi", "2026-02-01", "2026-06-30", 1).percent("2026-05-01", 20, "")
	w.objective("OB-11", "2026-02-01", "Totem agli ingressi", "", plan.ObjectiveTerms{State: plan.ObjectiveCancelled, Horizon: plan.HorizonShort}, false)
	w.objective("OB-90", "2026-02-01", secret+" obiettivo in bozza", secret, plan.ObjectiveTerms{State: plan.ObjectiveDraft, Horizon: plan.HorizonShort, LeadOffice: "suap"}, false, secret)
	w.milestone("OB-90", 1, "2026-02-01", secret+" traguardo", "suap", "2026-02-01", "2026-06-30", 1).percent("2026-05-01", 20, secret)
}

// boardsOf gives real boards over plans, as they are now.
func boardsOf(t testing.TB, plans ...board.Changes) (*board.Boards, *memory) {
	t.Helper()
	source := &memory{rows: map[string]board.Changes{}}
	for _, p := range plans {
		source.rows[p.Organization.ID] = p
	}
	return board.NewBoards(source, board.Options{Clock: clock(), Log: testLog(t)}), source
}

func clock() plan.Clock { return plan.FixedClock(now, rome) }

// sampleMoney has a funding in every state, one of a draft, and indicators that rise, fall and wait.
func sampleMoney(w *writer) {
	w.funding(plan.Funding{Objective: "OB-04", Measure: "1.4.1 Sito e servizi", Call: "Comuni, aprile 2022", Decree: "Decreto 32/2022", CUP: "G31F22000630006",
		AmountCents: 32_816_000, AssignedOn: day("2022-08-19"), State: plan.FundingAssigned, StateOn: day("2022-08-19"), Source: plan.SourceReal + "open data di " + plan.OpenDataName + ", file 141"})
	w.funding(plan.Funding{Objective: "OB-04", Measure: "1.4.5 Notifiche", AmountCents: 5_996_600, AssignedOn: day("2023-01-03"), State: plan.FundingPaid, StateOn: day("2026-10-08"),
		Source: "https://www.example.it/decreti"})
	w.funding(plan.Funding{Objective: "OB-05", Measure: "1.2 Cloud", CUP: "G31C22000460006", AmountCents: 37_657_200, State: plan.FundingWithdrawn})
	w.funding(plan.Funding{Objective: "OB-90", Measure: secret + " misura", AmountCents: 1, State: plan.FundingAssigned})
	rising := w.indicator(plan.Indicator{Objective: "OB-04", Title: "Pratiche arrivate online", Unit: "%", Direction: plan.DirectionUp,
		Baseline: 4, BaselineOn: day("2025-01-01"), Target: 40, TargetOn: day("2027-04-30")})
	w.measured(rising, "2025-06-30", 9.5, "")
	w.measured(rising, "2026-09-30", 22, "Con la mensa.")
	falling := w.indicator(plan.Indicator{Title: "Telefonate al mese", Unit: "telefonate", Direction: plan.DirectionDown, Baseline: 1240, BaselineOn: day("2025-01-01"), Target: 700})
	w.measured(falling, "2026-09-30", 980, "")
	w.indicator(plan.Indicator{Objective: "OB-04", Title: "Servizi online", Unit: "servizi", Direction: plan.DirectionUp, BaselineOn: day("2026-01-01"), Target: 4})
}

func (w *writer) funding(f plan.Funding) {
	f.ID, f.Revision = w.id("funding"), 1
	w.rows.Fundings = append(w.rows.Fundings, f)
}

func (w *writer) indicator(i plan.Indicator) string {
	i.ID, i.Revision = w.id("indicator"), 1
	w.rows.Indicators = append(w.rows.Indicators, i)
	return i.ID
}

func (w *writer) measured(indicator, on string, value float64, note string) {
	w.rows.Measurements = append(w.rows.Measurements, plan.Measurement{
		ID: w.id("measurement"), Indicator: indicator, MeasuredOn: day(on), Value: value, Note: note, RecordedAt: w.at(on), By: plan.Signature{Role: plan.RoleEditor}, Revision: 1,
	})
}

func (m *memory) After(_ context.Context, after string, most int) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(m.rows)) {
		if id > after && len(ids) < most {
			ids = append(ids, id)
		}
	}
	return ids, m.failed
}

func (m *memory) Plans(ctx context.Context, after string, most int) ([]board.Changes, error) {
	ids, err := m.After(ctx, after, most)
	all := make([]board.Changes, 0, len(ids))
	for _, id := range ids {
		var one board.Changes
		if one, err = m.Changes(ctx, id, 0); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, err
}

func (m *memory) Lines(_ context.Context, since plan.Date, each func(plan.Line)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.lines {
		if !l.Day.Before(since) {
			each(l)
		}
	}
	return m.failed
}
