package area

import "github.com/traguardi/traguardi/internal/desk"

// kept are the rows that wait for somebody and are not on the page that was asked for: the
// list is another by now, or what was typed no longer fits its filters.
func (t *tableMaker) kept() []*tableRow {
	var rows []*tableRow
	for _, w := range t.saved.rows {
		if !w.typed() || t.shown[w.id] {
			continue
		}
		m, ok := t.staff.Milestone(w.id)
		if !ok {
			if gone := t.gone(w.id); gone != nil {
				rows = append(rows, gone)
			}
			continue
		}
		o, _ := t.staff.Objective(m.Objective)
		rows = append(rows, t.row(desk.RowOf(t.staff, o, m)))
	}
	return rows
}

// gone is the row of a milestone that is no longer in the plan, with what was typed in it;
// nil for one that was not posted.
func (t *tableMaker) gone(id string) *tableRow {
	w, ok := t.saved.byID[id]
	if !ok {
		return nil
	}
	row := &tableRow{ID: id, Place: rowPlace(id), Title: t.say.Plain("table.gone.title"), Gone: true}
	for _, name := range []string{"state", "percent", "due_on", "reason", "note", "completed_on", "evidence.url", "evidence.act.kind", "evidence.act.number", "evidence.act.date", "evidence.note"} {
		if value := w.form.text(at(id, name)); value != "" {
			if name == "state" && t.say.Has("milestone.state."+value) {
				value = t.say.Plain("milestone.state." + value)
			}
			row.Typed = append(row.Typed, goneValue{t.say.Plain("table.column." + shortNames[name]), value})
		}
	}
	row.Class, row.Sign, row.Recorded = "is-error", shape("rw-error"), t.say.Plain("table.state.error")
	row.Sub = &tableSub{Place: "s" + row.Place[1:], ID: id, Errors: t.errors(id, w)}
	return row
}

// goneValue is what was typed in a field that is no longer there.
type goneValue struct{ Label, Value string }
