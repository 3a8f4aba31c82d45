package publish

import (
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// BriefingXLSX writes the report for the Giunta as a workbook, one sheet for each part of
// it, in Italian like the page: everything that the page has room for the beginning of.
func BriefingXLSX(c *board.Content, b desk.Briefing) ([]byte, error) {
	w := briefing{c}
	return XLSX([]Sheet{
		w.progress(b), w.done(b), w.late(b), w.moved(b), w.turned(b), w.decided(b), w.next(b), w.actions(b), w.money(b), w.moneyNews(b),
	})
}

type briefing struct{ *board.Content }

var (
	codeColumn   = Column{"Traguardo", 12}
	titleColumn  = Column{"Titolo", 48}
	goalColumn   = Column{"Obiettivo", 40}
	officeColumn = Column{"Ufficio", 26}
)

func (w briefing) officeName(code string) string {
	if o, ok := w.Office(code); ok {
		return o.Name
	}
	return code
}

func (w briefing) objective(code string) string {
	if o, ok := w.Objective(code); ok {
		return code + " " + o.Title
	}
	return code
}

// about are the cells that tell which milestone a row is about.
func (w briefing) about(m *board.Milestone) []any {
	return []any{m.ID, m.Title, w.objective(m.Objective), w.officeName(m.Status.Office)}
}

func percent(n int) any {
	if n < 0 {
		return nil
	}
	return Percent(n)
}

func (w briefing) progress(b desk.Briefing) Sheet {
	s := Sheet{Name: "Avanzamento", Columns: []Column{
		{"Che cosa", 40}, {"Dal", 12}, {"Al", 12}, {"Fatto allora", 12}, {"Fatto adesso", 12}, {"Previsto adesso", 12}, {"Salute allora", 14}, {"Salute adesso", 14},
	}}
	row := func(name string, p desk.Progressed) {
		s.Rows = append(s.Rows, []any{
			name, b.Since.Day, b.Day, percent(p.Before.Shown), percent(p.Now.Shown), percent(p.Now.Planned), healthName(p.Before.Health), healthName(p.Now.Health),
		})
	}
	row(w.Organization.Name, b.Whole)
	for _, h := range b.Horizons {
		row(horizonNames[h.Horizon], h)
	}
	return s
}

func (w briefing) done(b desk.Briefing) Sheet {
	s := Sheet{Name: "Fatto", Columns: []Column{codeColumn, titleColumn, goalColumn, officeColumn, {"Completato il", 14}, {"Scadenza iniziale", 14}, {"Scarto in giorni", 12}, {"Verifica", 16}}}
	for _, r := range b.Done {
		s.Rows = append(s.Rows, append(w.about(r.Milestone), r.Milestone.Status.CompletedOn, r.Milestone.BaselineDueOn, days(r.Milestone.SlippageDays), verdictNames[r.Verdict]))
	}
	return s
}

func days(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

func (w briefing) late(b desk.Briefing) Sheet {
	s := Sheet{Name: "In ritardo e bloccati", Columns: []Column{codeColumn, titleColumn, goalColumn, officeColumn, {"Stato", 12}, {"Fatto", 9}, {"Scadenza", 14}, {"Scaduto da giorni", 12}, {"Perché", 60}, {"Domanda aperta", 12}}}
	for _, d := range append(append([]desk.Delayed{}, b.Late...), b.Blocked...) {
		m := d.Milestone
		var overdue any
		if m.Overdue {
			overdue = m.DaysOverdue
		}
		asked := ""
		if d.Asked {
			asked = "sì"
		}
		s.Rows = append(s.Rows, append(w.about(m), stateNames[m.Status.State], Percent(m.Status.Percent), m.Status.DueOn, overdue, d.Why, asked))
	}
	return s
}

func (w briefing) moved(b desk.Briefing) Sheet {
	s := Sheet{Name: "Date spostate", Columns: []Column{codeColumn, titleColumn, {"Da", 14}, {"A", 14}, {"Giorni", 10}, {"Motivo", 60}, {"Deciso nella riunione", 40}}}
	for _, m := range b.Moved {
		var by any
		if !m.From.IsZero() && !m.To.IsZero() {
			by = m.Days
		}
		meeting := ""
		if m.DecidedIn != nil {
			meeting = m.DecidedIn.Title
		}
		s.Rows = append(s.Rows, []any{m.Milestone, m.Title, m.From, m.To, by, m.Reason, meeting})
	}
	return s
}

func (w briefing) turned(b desk.Briefing) Sheet {
	s := Sheet{Name: "Rotta", Columns: []Column{{"Obiettivo", 12}, titleColumn, {"Salute allora", 14}, {"Salute adesso", 14}, {"Fatto", 9}, {"Previsto", 9}, {"Verso", 12}}}
	add := func(turns []desk.Turn, direction string) {
		for _, t := range turns {
			s.Rows = append(s.Rows, []any{
				t.Objective.Code, t.Objective.Title, healthName(t.Before.Health), healthName(string(t.Now.Health)), percent(t.Now.Shown), percent(t.Now.ShownPlanned), direction,
			})
		}
	}
	add(b.OffCourse, "peggiora")
	add(b.BackOnCourse, "migliora")
	return s
}

func (w briefing) decided(b desk.Briefing) Sheet {
	s := Sheet{Name: "Deciso", Columns: []Column{
		{"Giorno", 14}, {"Riunione", 40}, {"Decisione", 70}, goalColumn, officeColumn, {"Entro il", 14}, {"Azioni che ne seguono", 70},
	}}
	for _, m := range b.Decided {
		for _, d := range m.Decisions {
			var actions []string
			for _, a := range m.ActionsAfter(d.ID) {
				actions = append(actions, a.Title+" ("+w.officeName(a.Office)+")")
			}
			about := d.Objective
			if code, _, ok := plan.ParseMilestoneID(d.Milestone); ok {
				about = code
			}
			if about != "" {
				about = w.objective(about)
			}
			s.Rows = append(s.Rows, []any{m.HeldOn, m.Title, d.Text, about, w.officeName(d.Office), d.DueOn, strings.Join(actions, "; ")})
		}
	}
	return s
}

func (w briefing) next(b desk.Briefing) Sheet {
	s := Sheet{Name: "Prossimi 60 giorni", Columns: []Column{{"Entro il", 14}, {"Che cosa", 12}, {"Codice", 12}, titleColumn, goalColumn, {"Ufficio", 40}, {"Fatto", 9}}}
	for _, m := range b.Next {
		s.Rows = append(s.Rows, []any{m.Status.DueOn, "traguardo", m.ID, m.Title, w.objective(m.Objective), w.officeName(m.Status.Office), Percent(m.Status.Percent)})
	}
	for _, m := range b.Meetings {
		offices := make([]string, len(m.Offices))
		for i, code := range m.Offices {
			offices[i] = w.officeName(code)
		}
		s.Rows = append(s.Rows, []any{m.HeldOn, "riunione", nil, m.Title, nil, strings.Join(offices, "; "), nil})
	}
	return s
}

func (w briefing) actions(b desk.Briefing) Sheet {
	s := Sheet{Name: "Azioni", Columns: []Column{{"Entro il", 14}, {"Azione", 70}, officeColumn, {"Scaduta da giorni", 12}}}
	for _, a := range append(append([]*board.Action{}, b.Overdue...), b.Actions...) {
		var late any
		if a.Overdue {
			late = b.Day.DaysSince(a.DueOn)
		}
		s.Rows = append(s.Rows, []any{a.DueOn, a.Title, w.officeName(a.Office), late})
	}
	return s
}

// The words of the sheets: they are Italian, as the pages of the staff are.
var (
	horizonNames = map[plan.Horizon]string{plan.HorizonShort: "Breve termine", plan.HorizonMedium: "Medio termine", plan.HorizonLong: "Lungo termine"}
	stateNames   = map[plan.MilestoneState]string{
		plan.MilestonePlanned: "Pianificato", plan.MilestoneInProgress: "In corso", plan.MilestoneBlocked: "Bloccato",
		plan.MilestoneDone: "Fatto", plan.MilestoneCancelled: "Annullato",
	}
	verdictNames = map[plan.Verdict]string{plan.VerdictConfirmed: "confermato", plan.VerdictQuestioned: "domanda fatta", "": "in verifica"}
	healthNames  = map[progress.Health]string{
		progress.HealthLate: "In ritardo", progress.HealthAtRisk: "A rischio", progress.HealthOnTrack: "In linea",
		progress.HealthCompleted: "Completato", progress.HealthNotAssessed: "Non valutato",
	}
)

func healthName(h string) string { return healthNames[progress.Health(h)] }
