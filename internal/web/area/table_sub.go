package area

import (
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// sub makes what opens below a row: what is wrong, what two people changed, why a date
// moves, the evidence. It is nil where there is nothing of that and nobody opened it.
func (t *tableMaker) sub(row *tableRow, r desk.Row, w *rowWrite, opened desk.Cells) *tableSub {
	m := r.Milestone
	s := &tableSub{Place: "s" + row.Place[1:], ID: row.ID}
	s.Open = t.opened == row.ID || w.opened()
	s.Errors = t.errors(row.ID, w)
	if w.outcome == rowConflict {
		s.Conflict = t.conflict(m, w)
		row.Seen = m.Revision
	}
	typed := w.typed()
	due := opened.DueOn
	if typed {
		due = w.edit.Typed.DueOn
	}
	if s.Open || typed && (due != opened.DueOn || w.edit.Reason != "" || w.edit.DecidedIn != "" || w.brokenAny("reason", "decided_in")) {
		s.Reason = t.reason(row.ID, m, w, due)
	}
	if s.Open || typed && w.showsEvidence() {
		s.Evidence = t.evidence(row.ID, w, opened)
	}
	if s.Open {
		s.Details = t.details(r)
	}
	if len(s.Errors) == 0 && s.Conflict == nil && s.Reason == nil && s.Evidence == nil && !s.Open {
		return nil
	}
	return s
}

// showsEvidence reports whether what was typed in a row has to do with its evidence.
func (w *rowWrite) showsEvidence() bool {
	typed, opened := w.edit.Typed, w.edit.Opened
	return typed.State == plan.MilestoneDone && opened.State != plan.MilestoneDone || typed.CompletedOn != opened.CompletedOn ||
		!desk.SameEvidence(typed.Evidence, opened.Evidence) || w.brokenAny("evidence", "completed_on")
}

func (t *tableMaker) errors(id string, w *rowWrite) []tableError {
	var all []tableError
	for _, p := range w.problems {
		switch name := strings.TrimPrefix(p.Location, id+":"); {
		case strings.HasPrefix(name, choicePrefix): // told beside the choice
		case name == rowItself:
			all = append(all, tableError{ID: fieldID(p.Location), Text: p.Text})
		default:
			all = append(all, tableError{ID: fieldID(p.Location) + "-e", Label: t.fieldLabel(id, p.Location), Text: p.Text})
		}
	}
	return all
}

// fieldLabel names a field of a row by its location.
func (t *tableMaker) fieldLabel(id, location string) string {
	name, ok := shortNames[strings.TrimPrefix(location, id+":")]
	if !ok {
		return ""
	}
	return t.say.Plain("table.column." + name)
}

func (t *tableMaker) reason(id string, m *board.Milestone, w *rowWrite, due plan.Date) *tableReason {
	r := &tableReason{
		Reason:    t.freshField(id, "reason", w, ""),
		DecidedIn: t.freshField(id, "decided_in", w, ""),
		Slip:      t.slipText(m, due), Baseline: m.BaselineDueOn.String(),
	}
	if r.Baseline != "" {
		r.Text = t.say.Plain("table.slip.days", "baseline", m.BaselineDueOn, "days", "{n}")
	}
	r.Meetings = t.meetingChoices(m.Status.Office)
	for i := range r.Meetings {
		r.Meetings[i].Selected = r.Meetings[i].Value == r.DecidedIn.Value
	}
	return r
}

func (t *tableMaker) evidence(id string, w *rowWrite, opened desk.Cells) *tableEvidence {
	act := plan.Act{}
	if opened.Evidence.Act != nil {
		act = *opened.Evidence.Act
	}
	fill := func(name, stored string) tableField { return t.field(id, name, w, stored, stored, stored) }
	day := func(name string, stored plan.Date) tableField {
		return t.field(id, name, w, stored.String(), stored.String(), t.say.Date(stored))
	}
	e := &tableEvidence{
		ID: fieldID(at(id, "evidence")), Today: t.today.String(),
		CompletedOn: day("completed_on", opened.CompletedOn),
		URL:         fill("evidence.url", opened.Evidence.URL), Note: fill("evidence.note", opened.Evidence.Note),
		Kind: fill("evidence.act.kind", act.Kind), Number: fill("evidence.act.number", act.Number),
		Date: day("evidence.act.date", act.Date), Act: fill("evidence.act.url", act.URL),
	}
	e.CompletedOn.Type, e.Date.Type = dateType(e.CompletedOn.Value), dateType(e.Date.Value)
	return e
}

// details tell what the row has no room for.
func (t *tableMaker) details(r desk.Row) []template.HTML {
	m := r.Milestone
	var all []template.HTML
	if m.Description != "" {
		all = append(all, t.say.T("table.detail.description", "text", m.Description))
	}
	if last := desk.LastRecorded(m); last != nil {
		key := "table.detail.last"
		if last.Note != "" {
			key = "table.detail.note"
		}
		args := []any{"day", plan.DateOf(last.RecordedAt, t.site.Clock.Location), "role", t.byWhom(m, last)}
		if last.Note != "" {
			args = append(args, "note", last.Note)
		}
		all = append(all, t.say.T(key, args...))
	}
	if m.LastReason != "" {
		all = append(all, t.say.T("table.detail.reason", "reason", m.LastReason))
	}
	for _, q := range r.Questions {
		all = append(all, t.say.T("table.detail.question", "question", q.Review.Note))
	}
	if t.mayOn(tracker.OpMilestoneChange, m.Status.Office) {
		all = append(all, t.link(t.milestoneEditURL(m), t.say.Plain("table.detail.edit", "id", m.ID)))
	}
	return all
}

// byWhom names who recorded an update: by the role, and the office of a referent.
func (t *tableMaker) byWhom(m *board.Milestone, u *board.Update) string {
	role := t.say.Plain("area.role." + string(u.ActorRole))
	if u.ActorRole == plan.RoleContributor {
		return role + ", " + t.officeName(m.Status.Office)
	}
	return role
}

// tableConflict is what two people changed, field by field.
type tableConflict struct {
	Intro  template.HTML
	When   string // the heading of what is registered
	Fields []tableClash
}

type tableClash struct {
	Label, Name, ID          string
	Opened, Registered, Mine string
	// Taken: it was not touched here, and the registered value holds.
	Taken  bool
	Choice desk.Choice
	Error  bool
}

// ChoseRegistered and ChoseMine tell which value was chosen.
func (c tableClash) ChoseRegistered() bool { return c.Choice == desk.ChoiceRegistered }

// ChoseMine is the other one.
func (c tableClash) ChoseMine() bool { return c.Choice == desk.ChoiceMine }

func (t *tableMaker) conflict(m *board.Milestone, w *rowWrite) *tableConflict {
	c := &tableConflict{Intro: t.say.T("table.conflict.intro", "id", m.ID), When: t.say.Plain("table.conflict.registered")}
	if last := desk.LastRecorded(m); last != nil {
		day, clock := plan.DateOf(last.RecordedAt, t.site.Clock.Location), t.timeOf(last.RecordedAt)
		c.Intro = t.say.T("table.conflict.by", "id", m.ID, "role", t.byWhom(m, last), "day", day, "time", clock)
		c.When = t.say.Plain("table.conflict.at", "time", clock)
	}
	registered := desk.CellsOf(m.Status)
	line := func(f desk.Field) tableClash {
		return tableClash{
			Label: t.say.Plain("table.column." + shortNames[string(f)]), Opened: t.entryText(w.edit.Opened, f), Registered: t.entryText(registered, f),
			Mine: t.entryText(w.edit.Typed, f),
		}
	}
	for _, clash := range w.merged.Clashes {
		one := line(clash.Field)
		one.Name, one.Choice, one.Error = at(m.ID, choicePrefix+string(clash.Field)), clash.Choice, clash.Choice == ""
		one.ID = fieldID(one.Name)
		c.Fields = append(c.Fields, one)
	}
	for _, f := range w.merged.Taken {
		one := line(f)
		one.Taken = true
		c.Fields = append(c.Fields, one)
	}
	return c
}
