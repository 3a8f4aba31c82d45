package publish

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

var datasets = []*Dataset{
	objectivesData, milestonesData, updatesData, meetingsData, decisionsData, actionsData, fundingsData, indicatorsData,
	measurementsData, officesData, numbersData,
}

// Datasets lists every dataset, in the order in which they are shown.
func Datasets() []*Dataset { return datasets }

// figureFields are the columns of what is computed, named as in the API.
func figureFields[T any](of func(T) *progress.Figures) []field[T] {
	fields := []field[T]{
		{"percent", KindWhole, "Fatto, in percentuale intera come si legge sulle pagine", "Done, as the whole percentage that the pages show", func(t T) any { return shown(of(t).Shown) }},
		{"planned_percent", KindWhole, "Previsto alla data, in percentuale intera", "Planned by the day, as a whole percentage", func(t T) any { return shown(of(t).ShownPlanned) }},
	}
	return append(fields, numberFields(func(t T) numbers {
		f := of(t)
		return numbers{f.Actual, f.Planned, f.Variance, f.SPI, f.SPIT, f.ForecastEndOn, f.Counts, string(f.Health)}
	})...)
}

func shown(percent int) any {
	if percent < 0 {
		return nil
	}
	return percent
}

// numbers are what figures of today and stored ones have in common.
type numbers struct {
	actual, planned, variance, spi, spiT *float64
	forecastEndOn                        plan.Date
	counts                               plan.MilestoneCounts
	health                               string
}

func numberFields[T any](of func(T) numbers) []field[T] {
	count := func(name, it, en string, pick func(plan.MilestoneCounts) int) field[T] {
		return field[T]{name, KindWhole, it, en, func(t T) any { return pick(of(t).counts) }}
	}
	return []field[T]{
		{"actual", KindNumber, "Fatto, da 0 a 1; vuoto: non valutato", "Done, 0 to 1; empty: not assessed", func(t T) any { return of(t).actual }},
		{"planned", KindNumber, "Previsto alla data, da 0 a 1", "Planned by the day, 0 to 1", func(t T) any { return of(t).planned }},
		{"variance", KindNumber, "Scarto: fatto meno previsto, sui traguardi con una scadenza", "Variance: done less planned, over dated milestones", func(t T) any { return of(t).variance }},
		{"spi", KindNumber, "Fatto diviso previsto (SPI)", "Done over planned (SPI)", func(t T) any { return of(t).spi }},
		{"spi_t", KindNumber, "Velocità nel tempo (SPI(t), earned schedule)", "Pace in time (SPI(t), earned schedule)", func(t T) any { return of(t).spiT }},
		{"forecast_end_on", KindDay, "Fine prevista alla velocità tenuta finora", "End to expect at the pace so far", func(t T) any { return of(t).forecastEndOn }},
		count("milestones_planned", "Traguardi da iniziare", "Milestones not begun", func(c plan.MilestoneCounts) int { return c.Planned }),
		count("milestones_in_progress", "Traguardi in corso", "Milestones in progress", func(c plan.MilestoneCounts) int { return c.InProgress }),
		count("milestones_blocked", "Traguardi bloccati", "Milestones blocked", func(c plan.MilestoneCounts) int { return c.Blocked }),
		count("milestones_done", "Traguardi raggiunti", "Milestones done", func(c plan.MilestoneCounts) int { return c.Done }),
		count("milestones_cancelled", "Traguardi annullati (non contano)", "Milestones cancelled (they do not count)", func(c plan.MilestoneCounts) int { return c.Cancelled }),
		count("milestones_overdue", "Traguardi scaduti e non raggiunti", "Milestones overdue", func(c plan.MilestoneCounts) int { return c.Overdue }),
		count("milestones_stale", "Traguardi iniziati senza notizie da tempo", "Started milestones without news for long", func(c plan.MilestoneCounts) int { return c.Stale }),
		count("milestones_undated", "Traguardi senza scadenza", "Milestones without a due date", func(c plan.MilestoneCounts) int { return c.Undated }),
		{"health", KindText, "Stato: on_track in linea, at_risk a rischio, late in ritardo, completed completato, not_assessed non valutato", "Health: on_track, at_risk, late, completed, not_assessed", func(t T) any { return of(t).health }},
	}
}

// evidenceFields are the columns of what shows that a milestone is done.
func evidenceFields[T any](of func(T) *plan.Evidence) []field[T] {
	act := func(pick func(*plan.Act) any) func(T) any {
		return func(t T) any {
			if a := of(t).Act; a != nil {
				return pick(a)
			}
			return nil
		}
	}
	return []field[T]{
		{"evidence_url", KindText, "Prova: collegamento", "Evidence: link", func(t T) any { return of(t).URL }},
		{"evidence_note", KindText, "Prova: nota", "Evidence: note", func(t T) any { return of(t).Note }},
		{"evidence_act_kind", KindText, "Prova: tipo di atto (delibera, determina, …)", "Evidence: kind of administrative act", act(func(a *plan.Act) any { return a.Kind })},
		{"evidence_act_number", KindText, "Prova: numero dell’atto", "Evidence: number of the act", act(func(a *plan.Act) any { return a.Number })},
		{"evidence_act_date", KindDay, "Prova: data dell’atto", "Evidence: date of the act", act(func(a *plan.Act) any { return a.Date })},
		{"evidence_act_url", KindText, "Prova: collegamento all’atto", "Evidence: link to the act", act(func(a *plan.Act) any { return a.URL })},
	}
}

func revisionField[T any](of func(T) int64) field[T] {
	return field[T]{"revision", KindWhole, "Revisione del piano a cui la riga è cambiata l’ultima volta", "Revision of the plan at which the row last changed", func(t T) any { return of(t) }}
}

var objectivesData = dataset("obiettivi",
	Bilingual{"Obiettivi", "Objectives"},
	Bilingual{"Gli obiettivi del piano, con quanto è fatto, quanto era previsto e lo stato di ciascuno.", "The objectives of the plan, with what is done, what was planned and the health of each."},
	slices.Concat([]field[*board.Objective]{
		{"code", KindText, "Codice dell’obiettivo (OB-01)", "Code of the objective (OB-01)", func(o *board.Objective) any { return o.Code }},
		{"title", KindText, "Titolo", "Title", func(o *board.Objective) any { return o.Title }},
		{"description", KindText, "Descrizione", "Description", func(o *board.Objective) any { return o.Description }},
		{"horizon", KindText, "Orizzonte: short breve, medium medio, long lungo termine", "Horizon: short, medium, long", func(o *board.Objective) any { return string(o.Terms.Horizon) }},
		{"urgent", KindYesNo, "Se è urgente", "Whether it is urgent", func(o *board.Objective) any { return o.Urgent }},
		{"sectors", KindList, "Settori (codici)", "Sectors (codes)", func(o *board.Objective) any { return o.Sectors }},
		{"lead_office", KindText, "Ufficio capofila (codice)", "Lead office (code)", func(o *board.Objective) any { return o.Terms.LeadOffice }},
		{"start_on", KindDay, "Inizio", "Start", func(o *board.Objective) any { return o.Terms.StartOn }},
		{"due_on", KindDay, "Scadenza", "Due date", func(o *board.Objective) any { return o.Terms.DueOn }},
		{"weight", KindNumber, "Peso nel piano", "Weight in the plan", func(o *board.Objective) any { return o.Terms.Weight }},
		{"state", KindText, "Stato: active attivo, suspended sospeso, completed completato, cancelled annullato", "State: active, suspended, completed, cancelled", func(o *board.Objective) any { return string(o.Terms.State) }},
		{"added_on", KindDay, "Giorno da cui è nel piano", "Day from which it belongs to the plan", func(o *board.Objective) any { return o.AddedOn }},
		{"lines", KindList, "Linee di azione del Piano triennale che attua (edizione e codice)", "Lines of the national plan that it carries out (edition and code)", func(o *board.Objective) any { return lineNames(o.Lines) }},
		{"rating_office", KindText, "Giudizio dell’ufficio: green fiducia alta, amber media, red bassa", "Rating of the office: green, amber, red", func(o *board.Objective) any { return confidence(o.OfficeRating) }},
		{"rating_reviewer", KindText, "Giudizio di chi verifica: green, amber, red", "Rating of the reviewer: green, amber, red", func(o *board.Objective) any { return confidence(o.ReviewerRating) }},
	}, figureFields(func(o *board.Objective) *progress.Figures { return &o.Figures }),
		[]field[*board.Objective]{revisionField(func(o *board.Objective) int64 { return o.Revision })}),
	func(d *Data) iter.Seq[*board.Objective] { return each(d.Content.Objectives) })

func lineNames(lines []plan.LineRef) []string {
	var names []string
	for _, l := range lines {
		names = append(names, l.Edition+" "+l.Code)
	}
	return names
}

func confidence(r *board.Rating) any {
	if r == nil {
		return nil
	}
	return string(r.Confidence)
}

var milestonesData = dataset("traguardi",
	Bilingual{"Traguardi", "Milestones"},
	Bilingual{"I traguardi di ogni obiettivo: ufficio, date, stato, prove, slittamenti con il loro motivo.", "The milestones of every objective: office, dates, state, evidence, slippages with their reason."},
	milestoneFields,
	func(d *Data) iter.Seq[*board.Milestone] {
		return func(yield func(*board.Milestone) bool) {
			for _, o := range d.Content.Objectives {
				for _, m := range o.Milestones {
					if !yield(m) {
						return
					}
				}
			}
		}
	})

// milestoneFields are the columns of the API's list of milestones too: the same names in
// the same order, as a test over there sees to.
var milestoneFields = slices.Concat([]field[*board.Milestone]{
	{"id", KindText, "Codice del traguardo (OB-01.3)", "Code of the milestone (OB-01.3)", func(m *board.Milestone) any { return m.ID }},
	{"objective", KindText, "Obiettivo (codice)", "Objective (code)", func(m *board.Milestone) any { return m.Objective }},
	{"number", KindWhole, "Numero nell’obiettivo", "Number within the objective", func(m *board.Milestone) any { return m.Number }},
	{"title", KindText, "Titolo", "Title", func(m *board.Milestone) any { return m.Title }},
	{"description", KindText, "Descrizione", "Description", func(m *board.Milestone) any { return m.Description }},
	{"office", KindText, "Ufficio (codice)", "Office (code)", func(m *board.Milestone) any { return m.Status.Office }},
	{"weight", KindNumber, "Peso nell’obiettivo", "Weight within the objective", func(m *board.Milestone) any { return m.Status.Weight }},
	{"start_on", KindDay, "Inizio", "Start", func(m *board.Milestone) any { return m.Status.StartOn }},
	{"due_on", KindDay, "Scadenza", "Due date", func(m *board.Milestone) any { return m.Status.DueOn }},
	{"added_on", KindDay, "Giorno da cui è nel piano", "Day from which it belongs to the plan", func(m *board.Milestone) any { return m.AddedOn }},
	{"baseline_due_on", KindDay, "Scadenza iniziale, mai riscritta", "Baseline due date, never rewritten", func(m *board.Milestone) any { return m.BaselineDueOn }},
	{"state", KindText, "Stato: planned da iniziare, in_progress in corso, blocked bloccato, done raggiunto, cancelled annullato", "State: planned, in_progress, blocked, done, cancelled", func(m *board.Milestone) any { return string(m.Status.State) }},
	{"percent", KindWhole, "Percentuale fatta", "Percent done", func(m *board.Milestone) any { return m.Status.Percent }},
	{"completed_on", KindDay, "Giorno in cui è stato raggiunto", "Day on which it was reached", func(m *board.Milestone) any { return m.Status.CompletedOn }},
}, evidenceFields(func(m *board.Milestone) *plan.Evidence { return &m.Status.Evidence }), []field[*board.Milestone]{
	{"slippage_days", KindWhole, "Giorni di slittamento dalla scadenza iniziale", "Days of slippage from the baseline", func(m *board.Milestone) any { return m.SlippageDays }},
	{"slippage_reason", KindText, "Motivo dell’ultimo spostamento della scadenza", "Stated reason of the last move of the due date", func(m *board.Milestone) any { return m.LastReason }},
	{"overdue", KindYesNo, "Se è scaduto e non raggiunto", "Whether it is overdue", func(m *board.Milestone) any { return m.Overdue }},
	{"days_overdue", KindWhole, "Giorni dopo la scadenza", "Days past the due date", func(m *board.Milestone) any { return m.DaysOverdue }},
	{"stale", KindYesNo, "Se è iniziato e senza notizie da tempo", "Whether it is started and without news for long", func(m *board.Milestone) any { return m.Stale }},
	{"updated_on", KindDay, "Giorno dell’ultimo aggiornamento", "Day of the last update", func(m *board.Milestone) any { return m.UpdatedOn }},
	revisionField(func(m *board.Milestone) int64 { return m.Revision }),
})

var updatesData = dataset("aggiornamenti",
	Bilingual{"Aggiornamenti", "Updates"},
	Bilingual{"Ogni cambiamento registrato di un traguardo, dal più vecchio: com’era prima e com’è dopo, chi (per ruolo), da quando.", "Every recorded change of a milestone, oldest first: before and after, who (by role), since when."},
	slices.Concat([]field[*board.Update]{
		{"id", KindText, "Identificativo dell’aggiornamento", "Identifier of the update", func(u *board.Update) any { return u.ID }},
		{"milestone", KindText, "Traguardo (codice)", "Milestone (code)", func(u *board.Update) any { return u.Milestone }},
		{"kind", KindText, "Tipo: reported riferito da un ufficio, revised cambiata la descrizione del lavoro (ufficio, peso, inizio)", "Kind: reported by an office, revised what describes the milestone", func(u *board.Update) any { return string(u.Kind) }},
		{"effective_on", KindDay, "Giorno da cui vale", "Day from which it is effective", func(u *board.Update) any { return u.EffectiveOn }},
		{"recorded_at", KindInstant, "Quando è stato registrato", "When it was recorded", func(u *board.Update) any { return u.RecordedAt }},
		{"actor_role", KindText, "Ruolo di chi l’ha registrato", "Role of who recorded it", func(u *board.Update) any { return string(u.ActorRole) }},
		{"before_state", KindText, "Stato prima", "State before", func(u *board.Update) any { return string(u.Before.State) }},
		{"state", KindText, "Stato dopo", "State after", func(u *board.Update) any { return string(u.After.State) }},
		{"before_percent", KindWhole, "Percentuale prima", "Percent before", func(u *board.Update) any { return u.Before.Percent }},
		{"percent", KindWhole, "Percentuale dopo", "Percent after", func(u *board.Update) any { return u.After.Percent }},
		{"before_due_on", KindDay, "Scadenza prima", "Due date before", func(u *board.Update) any { return u.Before.DueOn }},
		{"due_on", KindDay, "Scadenza dopo", "Due date after", func(u *board.Update) any { return u.After.DueOn }},
		{"completed_on", KindDay, "Giorno in cui è stato raggiunto", "Day on which it was reached", func(u *board.Update) any { return u.After.CompletedOn }},
		{"office", KindText, "Ufficio dopo (codice)", "Office after (code)", func(u *board.Update) any { return u.After.Office }},
		{"weight", KindNumber, "Peso dopo", "Weight after", func(u *board.Update) any { return u.After.Weight }},
		{"start_on", KindDay, "Inizio dopo", "Start after", func(u *board.Update) any { return u.After.StartOn }},
	}, evidenceFields(func(u *board.Update) *plan.Evidence { return &u.After.Evidence }), []field[*board.Update]{
		{"reason", KindText, "Motivo dichiarato", "Stated reason", func(u *board.Update) any { return u.Reason }},
		{"decided_in", KindText, "Riunione che l’ha deciso (identificativo)", "Meeting that decided it (identifier)", func(u *board.Update) any { return u.DecidedIn }},
		{"note", KindText, "Nota", "Note", func(u *board.Update) any { return u.Note }},
		{"verdict", KindText, "Verifica: confirmed confermato; vuoto: non ancora", "Review: confirmed; empty: not yet", func(u *board.Update) any { return string(u.Verdict) }},
		revisionField(func(u *board.Update) int64 { return u.Revision }),
		{"source", KindText, "File importato che lo dice; vuoto se l’ha riferito un ufficio", "Imported file that tells it; empty where an office reported it", func(u *board.Update) any { return u.Source }},
	}),
	func(d *Data) iter.Seq[*board.Update] {
		var all []*board.Update
		for _, o := range d.Content.Objectives {
			for _, m := range o.Milestones {
				all = append(all, m.Updates...)
			}
		}
		slices.SortStableFunc(all, func(a, b *board.Update) int {
			return cmp.Or(a.RecordedAt.Compare(b.RecordedAt), cmp.Compare(a.Milestone, b.Milestone), cmp.Compare(a.ID, b.ID))
		})
		return each(all)
	})

var meetingsData = dataset("riunioni",
	Bilingual{"Riunioni", "Meetings"},
	Bilingual{"Le riunioni pubblicate: quando, con quali uffici, ordine del giorno, chi c’era per ruolo, verbali approvati.", "The published meetings: when, with which offices, agenda, who was there by role, approved minutes."},
	[]field[*board.Meeting]{
		{"id", KindText, "Identificativo della riunione", "Identifier of the meeting", func(m *board.Meeting) any { return m.ID }},
		{"title", KindText, "Titolo", "Title", func(m *board.Meeting) any { return m.Title }},
		{"state", KindText, "Stato: scheduled prevista, held tenuta, cancelled annullata", "State: scheduled, held, cancelled", func(m *board.Meeting) any { return string(m.State) }},
		{"held_on", KindDay, "Giorno", "Day", func(m *board.Meeting) any { return m.HeldOn }},
		{"starts_at", KindText, "Ora di inizio (HH:MM)", "Start (HH:MM)", func(m *board.Meeting) any { return m.StartsAt }},
		{"ends_at", KindText, "Ora di fine (HH:MM)", "End (HH:MM)", func(m *board.Meeting) any { return m.EndsAt }},
		{"place", KindText, "Luogo", "Place", func(m *board.Meeting) any { return m.Place }},
		{"agenda", KindText, "Ordine del giorno, un punto per riga", "Agenda, one point per line", func(m *board.Meeting) any { return m.Agenda }},
		{"date_note", KindText, "Dubbio sulla data nella fonte", "Doubt about the date in the source", func(m *board.Meeting) any { return m.DateNote }},
		{"offices", KindList, "Uffici incontrati (codici)", "Offices met (codes)", func(m *board.Meeting) any { return m.Offices }},
		{"participants", KindList, "Chi c’era, per ruolo", "Who was there, by role", func(m *board.Meeting) any { return roles(m.Participants) }},
		{"minutes", KindText, "Verbale approvato (Markdown); vuoto: non ancora", "Approved minutes (Markdown); empty: not yet", func(m *board.Meeting) any { return m.Minutes }},
		{"decisions", KindWhole, "Quante decisioni", "How many decisions", func(m *board.Meeting) any { return len(m.Decisions) }},
		{"actions", KindWhole, "Quante azioni chieste", "How many actions", func(m *board.Meeting) any { return len(m.Actions) }},
		revisionField(func(m *board.Meeting) int64 { return m.Revision }),
	},
	func(d *Data) iter.Seq[*board.Meeting] { return each(d.Content.Meetings) })

func roles(participants []plan.Participant) []string {
	var all []string
	for _, p := range participants {
		role := p.Role
		if p.Office != "" {
			role += " (" + p.Office + ")"
		}
		all = append(all, role)
	}
	return all
}

// decisionOf is a decision with the meeting that made it.
type decisionOf struct {
	*board.Meeting
	plan.Decision
}

var decisionsData = dataset("decisioni",
	Bilingual{"Decisioni", "Decisions"},
	Bilingual{"Che cosa hanno deciso le riunioni tenute.", "What the meetings that were held decided."},
	[]field[decisionOf]{
		{"id", KindText, "Identificativo della decisione", "Identifier of the decision", func(d decisionOf) any { return d.Decision.ID }},
		{"meeting", KindText, "Riunione (identificativo)", "Meeting (identifier)", func(d decisionOf) any { return d.Meeting.ID }},
		{"held_on", KindDay, "Giorno della riunione", "Day of the meeting", func(d decisionOf) any { return d.HeldOn }},
		{"text", KindText, "Testo", "Text", func(d decisionOf) any { return d.Text }},
		{"office", KindText, "Ufficio (codice)", "Office (code)", func(d decisionOf) any { return d.Office }},
		{"due_on", KindDay, "Entro quando", "By when", func(d decisionOf) any { return d.DueOn }},
		{"objective", KindText, "Obiettivo (codice)", "Objective (code)", func(d decisionOf) any { return d.Objective }},
		{"milestone", KindText, "Traguardo (codice)", "Milestone (code)", func(d decisionOf) any { return d.Milestone }},
		{"point", KindWhole, "Punto dell’ordine del giorno; 0: nessuno", "Point of the agenda; 0: none", func(d decisionOf) any { return d.Point }},
		revisionField(func(d decisionOf) int64 { return d.Decision.Revision }),
	},
	func(d *Data) iter.Seq[decisionOf] {
		return func(yield func(decisionOf) bool) {
			for _, m := range d.Content.Meetings {
				for _, decision := range m.Decisions {
					if !yield(decisionOf{m, decision}) {
						return
					}
				}
			}
		}
	})

var actionsData = dataset("azioni",
	Bilingual{"Azioni", "Actions"},
	Bilingual{"Che cosa le riunioni hanno chiesto agli uffici, entro quando, a che punto è.", "What the meetings asked of offices, by when, and how it stands."},
	[]field[*board.Action]{
		{"id", KindText, "Identificativo dell’azione", "Identifier of the action", func(a *board.Action) any { return a.ID }},
		{"meeting", KindText, "Riunione (identificativo)", "Meeting (identifier)", func(a *board.Action) any { return a.Meeting }},
		{"title", KindText, "Che cosa", "What", func(a *board.Action) any { return a.Title }},
		{"office", KindText, "Ufficio (codice)", "Office (code)", func(a *board.Action) any { return a.Office }},
		{"due_on", KindDay, "Scadenza", "Due date", func(a *board.Action) any { return a.DueOn }},
		{"state", KindText, "Stato: open aperta, done fatta, cancelled annullata", "State: open, done, cancelled", func(a *board.Action) any { return string(a.State) }},
		{"completed_on", KindDay, "Giorno in cui è stata fatta", "Day on which it was done", func(a *board.Action) any { return a.CompletedOn }},
		{"objective", KindText, "Obiettivo (codice)", "Objective (code)", func(a *board.Action) any { return a.Objective }},
		{"milestone", KindText, "Traguardo (codice)", "Milestone (code)", func(a *board.Action) any { return a.Milestone }},
		{"overdue", KindYesNo, "Se è scaduta", "Whether it is overdue", func(a *board.Action) any { return a.Overdue }},
		{"decision", KindText, "Decisione che attua (identificativo)", "Decision that it follows (identifier)", func(a *board.Action) any { return a.Decision }},
		{"point", KindWhole, "Punto dell’ordine del giorno; 0: nessuno", "Point of the agenda; 0: none", func(a *board.Action) any { return a.Point }},
		revisionField(func(a *board.Action) int64 { return a.Revision }),
	},
	func(d *Data) iter.Seq[*board.Action] { return each(d.Content.Actions) })

var fundingsData = dataset("finanziamenti",
	Bilingual{"Finanziamenti", "Fundings"},
	Bilingual{"I finanziamenti degli obiettivi: misura, avviso, decreto, CUP, importo, stato.", "The fundings of the objectives: measure, call, decree, CUP, amount, state."},
	[]field[*board.Funding]{
		{"id", KindText, "Identificativo del finanziamento", "Identifier of the funding", func(f *board.Funding) any { return f.ID }},
		{"objective", KindText, "Obiettivo (codice)", "Objective (code)", func(f *board.Funding) any { return f.Objective }},
		{"measure", KindText, "Misura", "Measure", func(f *board.Funding) any { return f.Measure }},
		{"call", KindText, "Avviso", "Call", func(f *board.Funding) any { return f.Call }},
		{"cup", KindText, "CUP (codice unico di progetto)", "CUP (project code)", func(f *board.Funding) any { return f.CUP }},
		{"decree", KindText, "Decreto di finanziamento", "Funding decree", func(f *board.Funding) any { return f.Decree }},
		{"amount_cents", KindWhole, "Importo in centesimi di euro", "Amount in cents of a euro", func(f *board.Funding) any { return f.AmountCents }},
		{"applied_on", KindDay, "Giorno della domanda", "Day of the application", func(f *board.Funding) any { return f.AppliedOn }},
		{"assigned_on", KindDay, "Giorno dell’assegnazione", "Day of the assignment", func(f *board.Funding) any { return f.AssignedOn }},
		{"state", KindText, "Stato: assigned assegnato, paid erogato, withdrawn rinunciato o revocato", "State: assigned, paid, withdrawn", func(f *board.Funding) any { return string(f.State) }},
		{"state_on", KindDay, "Giorno dello stato", "Day of the state", func(f *board.Funding) any { return f.StateOn }},
		{"source", KindText, "Fonte del dato", "Source", func(f *board.Funding) any { return f.Source }},
		revisionField(func(f *board.Funding) int64 { return f.Revision }),
	},
	func(d *Data) iter.Seq[*board.Funding] { return each(d.Content.Fundings) })

var indicatorsData = dataset("indicatori",
	Bilingual{"Indicatori", "Indicators"},
	Bilingual{"Gli indicatori: da dove si parte, dove si vuole arrivare, l’ultima misura.", "The indicators: baseline, target, last measurement."},
	[]field[*board.Indicator]{
		{"id", KindText, "Identificativo dell’indicatore", "Identifier of the indicator", func(i *board.Indicator) any { return i.ID }},
		{"objective", KindText, "Obiettivo (codice); vuoto: di tutto il piano", "Objective (code); empty: of the whole plan", func(i *board.Indicator) any { return i.Objective }},
		{"title", KindText, "Titolo", "Title", func(i *board.Indicator) any { return i.Title }},
		{"description", KindText, "Descrizione", "Description", func(i *board.Indicator) any { return i.Description }},
		{"unit", KindText, "Unità di misura", "Unit", func(i *board.Indicator) any { return i.Unit }},
		{"direction", KindText, "Verso: dove deve andare il valore", "Direction in which the value should go", func(i *board.Indicator) any { return string(i.Direction) }},
		{"baseline", KindNumber, "Valore di partenza", "Baseline", func(i *board.Indicator) any { return i.Baseline }},
		{"baseline_on", KindDay, "Giorno del valore di partenza", "Day of the baseline", func(i *board.Indicator) any { return i.BaselineOn }},
		{"target", KindNumber, "Valore da raggiungere", "Target", func(i *board.Indicator) any { return i.Target }},
		{"target_on", KindDay, "Giorno entro cui raggiungerlo", "Day of the target", func(i *board.Indicator) any { return i.TargetOn }},
		{"value", KindNumber, "Ultima misura", "Last measurement", func(i *board.Indicator) any {
			if i.Last == nil {
				return nil
			}
			return i.Last.Value
		}},
		{"measured_on", KindDay, "Giorno dell’ultima misura", "Day of the last measurement", func(i *board.Indicator) any {
			if i.Last == nil {
				return nil
			}
			return i.Last.MeasuredOn
		}},
		{"actual", KindNumber, "Parte della strada percorsa, 1 è il valore da raggiungere", "Share of the way done, 1 is the target", func(i *board.Indicator) any { return i.Progress }},
		{"planned", KindNumber, "Parte della strada prevista alla data", "Share of the way planned by the day", func(i *board.Indicator) any { return i.Planned }},
		{"measurements", KindWhole, "Quante misure", "How many measurements", func(i *board.Indicator) any { return len(i.Measurements) }},
		revisionField(func(i *board.Indicator) int64 { return i.Revision }),
	},
	func(d *Data) iter.Seq[*board.Indicator] { return each(d.Content.Indicators) })

// measurementOf is a measurement with its indicator.
type measurementOf struct {
	indicator *board.Indicator
	*board.Measurement
}

var measurementsData = dataset("misurazioni",
	Bilingual{"Misurazioni", "Measurements"},
	Bilingual{"Le misure datate di ogni indicatore.", "The dated measurements of every indicator."},
	[]field[measurementOf]{
		{"id", KindText, "Identificativo della misura", "Identifier of the measurement", func(m measurementOf) any { return m.ID }},
		{"indicator", KindText, "Indicatore (identificativo)", "Indicator (identifier)", func(m measurementOf) any { return m.indicator.ID }},
		{"measured_on", KindDay, "Giorno della misura", "Day of the measurement", func(m measurementOf) any { return m.MeasuredOn }},
		{"value", KindNumber, "Valore", "Value", func(m measurementOf) any { return m.Value }},
		{"note", KindText, "Nota", "Note", func(m measurementOf) any { return m.Note }},
		{"source", KindText, "Fonte", "Source", func(m measurementOf) any { return m.Source }},
		{"recorded_at", KindInstant, "Quando è stata registrata", "When it was recorded", func(m measurementOf) any { return m.RecordedAt }},
		{"actor_role", KindText, "Ruolo di chi l’ha registrata", "Role of who recorded it", func(m measurementOf) any { return string(m.ActorRole) }},
		revisionField(func(m measurementOf) int64 { return m.Revision }),
	},
	func(d *Data) iter.Seq[measurementOf] {
		return func(yield func(measurementOf) bool) {
			for _, i := range d.Content.Indicators {
				for at := range i.Measurements {
					if !yield(measurementOf{i, &i.Measurements[at]}) {
						return
					}
				}
			}
		}
	})

var officesData = dataset("uffici",
	Bilingual{"Uffici", "Offices"},
	Bilingual{"Gli uffici che lavorano al piano, con i numeri dei loro traguardi.", "The offices that work on the plan, with the figures of their milestones."},
	slices.Concat([]field[*board.Office]{
		{"code", KindText, "Codice dell’ufficio", "Code of the office", func(o *board.Office) any { return o.Code }},
		{"name", KindText, "Nome", "Name", func(o *board.Office) any { return o.Name }},
		{"description", KindText, "Descrizione", "Description", func(o *board.Office) any { return o.Description }},
		{"on_time_rate", KindNumber, "Parte dei traguardi raggiunti entro la scadenza iniziale", "Share of milestones done by their baseline", func(o *board.Office) any { return o.OnTimeRate }},
		{"on_time_of", KindWhole, "Su quanti traguardi raggiunti", "Of how many done milestones", func(o *board.Office) any { return o.OnTimeOf }},
		{"last_met_on", KindDay, "Ultima riunione con l’ufficio; vuoto: mai", "Last meeting with the office; empty: never", func(o *board.Office) any { return o.LastMetOn }},
	}, figureFields(func(o *board.Office) *progress.Figures { return &o.Figures }),
		[]field[*board.Office]{revisionField(func(o *board.Office) int64 { return o.Revision })}),
	func(d *Data) iter.Seq[*board.Office] { return each(d.Content.Offices) })

// NumbersName is the name of the dataset of daily numbers.
const NumbersName = "rilevazioni"

var numbersData = daily(dataset(NumbersName,
	Bilingual{"Rilevazioni", "Daily numbers"},
	Bilingual{"I numeri di ogni giorno, come sono stati calcolati quel giorno e mai riscritti: di tutto il piano, di ogni orizzonte, ufficio e obiettivo.", "The numbers of every day as they were computed then and never rewritten: of the whole plan, of each horizon, office and objective."},
	slices.Concat([]field[plan.Snapshot]{
		{"day", KindDay, "Giorno", "Day", func(s plan.Snapshot) any { return s.Day }},
		{"scope", KindText, "Di che cosa: organization tutto il piano, horizon orizzonte, office ufficio, objective obiettivo", "Of what: organization, horizon, office, objective", func(s plan.Snapshot) any { return string(s.Scope) }},
		{"code", KindText, "Di quale: il codice; per tutto il piano è vuoto", "Of which: its code; empty for the whole plan", func(s plan.Snapshot) any { return s.Code }},
		{"computed_at", KindInstant, "Quando i numeri sono stati calcolati; dopo la fine del giorno sono definitivi", "When the numbers were computed; after the end of the day they are final", func(s plan.Snapshot) any { return s.ComputedAt }},
		{"revision", KindWhole, "Revisione del piano di quei numeri", "Revision of the plan of those numbers", func(s plan.Snapshot) any { return s.Revision }},
	}, numberFields(func(s plan.Snapshot) numbers {
		return numbers{s.Actual, s.Planned, s.Variance, s.SPI, s.SPIT, s.ForecastEndOn, s.Counts, s.Health}
	})),
	func(d *Data) iter.Seq[plan.Snapshot] { return each(d.Snapshots) }))

func daily(s *Dataset) *Dataset {
	s.Daily = true
	return s
}

// LastChange is the instant of the last recorded change among what the content shows: an
// update, a measurement or a meeting; zero where there is none.
func LastChange(c *board.Content) time.Time {
	var last time.Time
	take := func(t time.Time) {
		if t.After(last) {
			last = t
		}
	}
	for _, o := range c.Objectives {
		for _, m := range o.Milestones {
			for _, u := range m.Updates {
				take(u.RecordedAt)
			}
		}
	}
	for _, m := range c.Meetings {
		take(m.ChangedAt)
	}
	for _, w := range c.Withdrawn {
		take(w.ChangedAt)
	}
	for _, i := range c.Indicators {
		for _, m := range i.Measurements {
			take(m.RecordedAt)
		}
	}
	return last
}

// Filename is the name of a file of a dataset for a person's disk: c_m403-traguardi-2026-11-22.csv.
func Filename(organization, dataset string, day plan.Date, extension string) string {
	return strings.Join([]string{organization, dataset, day.String()}, "-") + "." + extension
}
