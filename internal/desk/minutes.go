package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Entry is something that was written down during a meeting: a decision or an action.
// One of the two is there.
type Entry struct {
	Decision *plan.Decision
	Action   *board.Action
}

// Point of the agenda that the entry belongs to; 0 for none.
func (e Entry) Point() int {
	if e.Decision != nil {
		return e.Decision.Point
	}
	return e.Action.Point
}

// EntriesOf lists the decisions and actions of a meeting in the order in which they were
// written: identifiers sort by it.
func EntriesOf(m *board.Meeting) []Entry {
	entries := make([]Entry, 0, len(m.Decisions)+len(m.Actions))
	for i := range m.Decisions {
		entries = append(entries, Entry{Decision: &m.Decisions[i]})
	}
	for _, a := range m.Actions {
		entries = append(entries, Entry{Action: a})
	}
	id := func(e Entry) string {
		if e.Decision != nil {
			return e.Decision.ID
		}
		return e.Action.ID
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Compare(id(a), id(b)) })
	return entries
}

// DraftMinutes makes a draft of the minutes of a meeting, in Markdown and Italian, from
// what was noted and what was decided and asked, point by point in the order in which it
// was written. notes are the meeting's.
func DraftMinutes(c *board.Content, m *board.Meeting, notes []plan.PointNotes) string {
	d := &draft{content: c}
	d.people(m)
	entries := EntriesOf(m)
	points := plan.AgendaPoints(m.Agenda)
	for i, point := range points {
		d.point(fmt.Sprintf("%d. %s", i+1, escaped(point)), i+1, notes, entries)
	}
	rest := "Altro"
	if len(points) == 0 {
		rest = "Che cosa si è detto"
	}
	d.point(rest, 0, notes, entries)
	d.moves(c.Moves(m))
	return strings.TrimSpace(d.String()) + "\n"
}

// draft is a text in the making.
type draft struct {
	strings.Builder
	content *board.Content
}

func (d *draft) paragraph(text string) {
	if text = strings.TrimSpace(text); text != "" {
		d.WriteString(text + "\n\n")
	}
}

// people says who took part, as far as somebody has noted it.
func (d *draft) people(m *board.Meeting) {
	var present, absent []string
	for _, p := range m.Participants {
		name := escaped(p.Role)
		if p.Office != "" {
			name += " (" + escaped(d.office(p.Office)) + ")"
		}
		switch p.Attendance {
		case plan.AttendancePresent:
			present = append(present, name)
		case plan.AttendanceAbsent:
			absent = append(absent, name)
		}
	}
	if len(present) > 0 {
		d.paragraph("**Presenti:** " + strings.Join(present, ", ") + ".")
	}
	if len(absent) > 0 {
		d.paragraph("**Assenti:** " + strings.Join(absent, ", ") + ".")
	}
}

// point writes one point of the agenda; nothing where there is nothing to say of none.
func (d *draft) point(heading string, number int, notes []plan.PointNotes, entries []Entry) {
	var text string
	for _, n := range notes {
		if n.Point == number {
			text = n.Text
		}
	}
	under := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Point() != number })
	if number == 0 && strings.TrimSpace(text) == "" && len(under) == 0 {
		return
	}
	d.paragraph("## " + heading)
	d.paragraph(text)
	var list []string
	for _, e := range under {
		list = append(list, "- "+d.entry(e))
	}
	d.paragraph(strings.Join(list, "\n"))
}

func (d *draft) entry(e Entry) string {
	if e.Decision != nil {
		return "**Decisione.** " + d.line(e.Decision.Text, e.Decision.Office, e.Decision.DueOn, e.Decision.Objective, e.Decision.Milestone)
	}
	return "**Azione.** " + d.line(e.Action.Title, e.Action.Office, e.Action.DueOn, e.Action.Objective, e.Action.Milestone)
}

// line is what is to be done, by whom, until when and for what.
func (d *draft) line(text, office string, due plan.Date, objective, milestone string) string {
	line := escaped(strings.Join(strings.Fields(text), " "))
	var who []string
	if office != "" {
		who = append(who, escaped(d.office(office)))
	}
	if !due.IsZero() {
		who = append(who, "entro il "+italianDate(due))
	}
	if about := cmp.Or(milestone, objective); about != "" {
		who = append(who, about)
	}
	if len(who) > 0 {
		line += " (" + strings.Join(who, ", ") + ")"
	}
	return line
}

func (d *draft) moves(moves []board.DateMove) {
	if len(moves) == 0 {
		return
	}
	d.paragraph("## Date spostate")
	var list []string
	for _, m := range moves {
		line := "- " + m.Milestone + " " + escaped(m.Title) + ": "
		switch {
		case m.From.IsZero():
			line += "la scadenza è il " + italianDate(m.To) + "."
		case m.To.IsZero():
			line += "la scadenza del " + italianDate(m.From) + " è tolta."
		default:
			line += "dal " + italianDate(m.From) + " al " + italianDate(m.To) + "."
		}
		if m.Reason != "" {
			line += " Motivo: " + escaped(strings.Join(strings.Fields(m.Reason), " "))
		}
		list = append(list, line)
	}
	d.paragraph(strings.Join(list, "\n"))
}

func (d *draft) office(code string) string {
	if o, ok := d.content.Office(code); ok {
		return o.Name
	}
	return code
}

var markdownMarks = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `_`, `\_`, "`", "\\`", `[`, `\[`, `]`, `\]`, `<`, `\<`, `#`, `\#`)

// escaped keeps a line from being read as Markdown.
func escaped(line string) string { return markdownMarks.Replace(line) }

var italianMonths = [...]string{
	"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
}

// italianDate writes a day as pages do.
func italianDate(day plan.Date) string {
	t := day.Time()
	number := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		number = "1º"
	}
	return number + " " + italianMonths[t.Month()-1] + " " + strconv.Itoa(t.Year())
}
