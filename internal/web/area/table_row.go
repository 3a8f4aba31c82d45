package area

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/words"
)

// tableMaker makes the rows of one page.
type tableMaker struct {
	*visit
	staff *board.Staff
	saved *tableSaving
	// opened is the row that was asked to be open; empty for none.
	opened string
	// since is the revision before what was just saved; 0 where nothing was.
	since int64
	// options are those of the select of states, by the one that is chosen.
	options map[plan.MilestoneState]template.HTML
	shown   map[string]bool
}

// tableRow is a row ready for its template.
type tableRow struct {
	ID, Place, Title, Office string
	Class                    string
	Sign                     template.HTML
	Revision, Seen           int64
	State                    tableField
	Percent, Due, Note       tableField
	StateShape               template.HTML
	StateClass               string
	Slip                     string
	Flags                    []template.HTML
	Recorded                 string
	Sub                      *tableSub
	// Gone is a milestone that is no longer in the plan; Typed is what was typed in it.
	Gone  bool
	Typed []goneValue
}

// tableField is one field of a row. Was is what it showed when the row was opened, where
// that is another value: WasText in words, for people.
type tableField struct {
	Name, ID     string
	Value, Type  string
	Options      template.HTML
	Was, WasText string
	HasWas       bool
	Invalid      bool
	DescribedBy  string
	Label, Row   string
}

// tableSub is what opens below a row.
type tableSub struct {
	Place, ID string
	Errors    []tableError
	Conflict  *tableConflict
	// Open is set where it was opened by hand: it stays open until it is closed so.
	Open bool
	// The parts; nil where they are not open.
	Reason   *tableReason
	Evidence *tableEvidence
	Details  []template.HTML
}

type tableError struct {
	ID    string
	Label string
	Text  template.HTML
}

type tableReason struct {
	Reason, DecidedIn tableField
	Meetings          []choice
	Slip              template.HTML
	// Baseline is the first due date and Text what is said of it, for the script that tells
	// the slippage of a date as it is typed.
	Baseline, Text string
}

type tableEvidence struct {
	ID                                              string
	CompletedOn, URL, Kind, Number, Date, Act, Note tableField
	Today                                           string
}

func rowPlace(id string) string { return "r-" + strings.ReplaceAll(id, ".", "-") }

func at(id, field string) string { return id + ":" + field }

// row makes a row: as registered, or as it was typed where that was not saved.
func (t *tableMaker) row(r desk.Row) *tableRow {
	m := r.Milestone
	if t.shown == nil {
		t.shown = map[string]bool{}
	}
	t.shown[m.ID] = true
	row := &tableRow{
		ID: m.ID, Place: rowPlace(m.ID), Title: m.Title, Office: t.officeName(m.Status.Office), Revision: m.Revision,
		Flags: t.flags(r), Recorded: t.recorded(desk.RecordedAt(m)),
	}
	if m.SlippageDays != nil {
		row.Slip = t.say.Language.Signed(*m.SlippageDays)
	}
	w := t.saved.of(m.ID)
	registered := desk.CellsOf(m.Status)
	opened := registered
	if w.typed() {
		row.Revision, opened = w.revision, w.edit.Opened
	}
	t.fields(row, w, opened, registered)
	t.state(row, m, w)
	row.Sub = t.sub(row, r, w, opened)
	return row
}

// fields fills the fields of a row.
func (t *tableMaker) fields(row *tableRow, w *rowWrite, opened, registered desk.Cells) {
	fill := func(f desk.Field, stored string) tableField {
		return t.field(row.ID, string(f), w, stored, t.rawCell(opened, f), t.entryText(opened, f))
	}
	row.State = fill(desk.FieldState, string(registered.State))
	row.Percent = fill(desk.FieldPercent, strconv.Itoa(registered.Percent))
	row.Due = fill(desk.FieldDueOn, registered.DueOn.String())
	row.Note = t.freshField(row.ID, "note", w, "")
	state := plan.MilestoneState(row.State.Value)
	if !slices.Contains(plan.MilestoneStates, state) { // no field of ours sends another
		state = opened.State
	}
	row.State.Options = t.stateOptions(state)
	row.StateShape, row.StateClass = shape("st-"+string(state)), "a-st-"+string(state)
	row.Due.Type = dateType(row.Due.Value)
	if state == plan.MilestoneDone || state == plan.MilestoneCancelled {
		row.Class = "is-" + string(state)
	}
}

// dateType is that of a field for a day: what is no day stays as it was typed, which a
// field of the type date cannot show.
func dateType(value string) string {
	if value == "" {
		return "date"
	}
	if _, err := plan.ParseDate(value); err != nil {
		return "text"
	}
	return "date"
}

// field fills one field: with what was typed, where the row was not saved. was is what it
// held when the row was opened, in the field and in words.
func (t *tableMaker) field(id, name string, w *rowWrite, stored, was, wasText string) tableField {
	f := t.freshField(id, name, w, stored)
	if w.typed() && f.Value != was {
		if wasText == "" {
			wasText = t.say.Plain("own.clash.nothing")
		}
		f.Was, f.WasText, f.HasWas = was, wasText, true
	}
	return f
}

// freshField fills a field that has no value of before: a note, a reason.
func (t *tableMaker) freshField(id, name string, w *rowWrite, stored string) tableField {
	f := tableField{Name: at(id, name), Row: id, Value: stored, Label: t.say.Plain("table.column." + shortNames[name])}
	f.ID = fieldID(f.Name)
	if w.typed() && w.form.has(f.Name) {
		f.Value = w.form.values.Get(f.Name)
	}
	if w.broken(f.Name) {
		f.Invalid, f.DescribedBy = true, f.ID+"-e"
	}
	return f
}

// shortNames are the columns and labels of the fields.
var shortNames = map[string]string{
	"state": "state", "percent": "pct", "due_on": "due", "note": "note", "reason": "reason", "decided_in": "decided", "completed_on": "completed",
	"evidence.url": "url", "evidence.act.kind": "act.kind", "evidence.act.number": "act.number", "evidence.act.date": "act.date",
	"evidence.act.url": "act.url", "evidence.note": "evidence.note", "evidence": "evidence", "evidence.act": "act",
}

func (t *tableMaker) stateOptions(chosen plan.MilestoneState) template.HTML {
	if html, ok := t.options[chosen]; ok {
		return html
	}
	var b strings.Builder
	for _, s := range plan.MilestoneStates {
		b.WriteString(`<option value="` + string(s) + `"`)
		if s == chosen {
			b.WriteString(" selected")
		}
		b.WriteString(">" + template.HTMLEscapeString(t.say.Plain("milestone.state."+string(s))) + "</option>")
	}
	if t.options == nil {
		t.options = map[plan.MilestoneState]template.HTML{}
	}
	html := template.HTML(b.String()) //nolint:gosec // our own words, escaped
	t.options[chosen] = html
	return html
}

// state says what became of a row: in its class, in the first cell and in the last.
func (t *tableMaker) state(row *tableRow, m *board.Milestone, w *rowWrite) {
	mark := func(class, symbol, word string) {
		row.Class = strings.TrimSpace(row.Class + " " + class)
		row.Sign, row.Recorded = shape(symbol), word
	}
	switch w.outcome {
	case rowDirty:
		mark("is-dirty", "rw-dirty", t.say.Plain("table.state.dirty"))
	case rowSaved:
		mark("is-saved", "rw-saved", t.say.Plain("table.state.saved", "time", t.hour(w.at)))
	case rowConflict:
		mark("is-conflict", "rw-conflict", t.say.Plain("table.state.conflict"))
	case rowError:
		mark("is-error", "rw-error", t.say.Plain("table.state.error"))
	default:
		// Whoever comes from a write sees what it wrote; an account is not named, a role is.
		if last := desk.LastRecorded(m); t.since > 0 && last != nil && last.Revision > t.since && last.ActorRole == t.member.Role {
			mark("is-saved", "rw-saved", t.say.Plain("table.state.saved", "time", t.hour(last.RecordedAt)))
		}
	}
}

// flags are what asks for attention, in words with their shapes.
func (t *tableMaker) flags(r desk.Row) []template.HTML {
	var flags []template.HTML
	add := func(symbol, class, key string, args ...any) {
		flags = append(flags, sign(symbol, t.say.Plain(key, args...), class))
	}
	if r.DaysOverdue > 0 {
		add("fl-overdue", "a-bad", "table.flag.overdue", "days", r.DaysOverdue)
	}
	if r.DaysSilent > 0 {
		add("fl-stale", "a-warn", "table.flag.stale", "days", r.DaysSilent)
	}
	if len(r.Questions) > 0 {
		add("fl-ask", "a-warn", "table.flag.question")
	}
	if r.Waiting > 0 {
		add("fl-review", "a-dim", "table.flag.review")
	}
	switch {
	case r.DueIn == 0:
		flags = append(flags, template.HTML(`<span class="a-dim">`)+t.say.T("table.flag.today")+`</span>`)
	case r.DueIn > 0 && r.DueIn <= soonFlag:
		flags = append(flags, template.HTML(`<span class="a-dim">`)+t.say.N("table.flag.soon", r.DueIn)+`</span>`)
	}
	return flags
}

// soonFlag is how many days before its date a milestone is marked.
const soonFlag = 14

// recorded is a day in the narrow last column, with its year where it is another.
func (t *tableMaker) recorded(at time.Time) string {
	return t.shortDay(plan.DateOf(at, t.site.Clock.Location))
}

func (t *tableMaker) shortDay(d plan.Date) string {
	if d.Time().Year() == t.today.Time().Year() {
		return t.say.ShortDay(d)
	}
	return t.say.ShortDay(d) + " " + strconv.Itoa(d.Time().Year())
}

// hour is a time of day with its minutes, whatever they are: 10.00 next to a word is no
// number of things.
func (t *tableMaker) hour(at time.Time) string {
	return strings.TrimPrefix(at.In(t.site.Clock.Location).Format("15.04"), "0")
}

// rawCell is a cell as its field holds it.
func (t *tableMaker) rawCell(c desk.Cells, f desk.Field) string {
	switch f {
	case desk.FieldState:
		return string(c.State)
	case desk.FieldPercent:
		return strconv.Itoa(c.Percent)
	case desk.FieldDueOn:
		return c.DueOn.String()
	case desk.FieldCompletedOn:
		return c.CompletedOn.String()
	case desk.FieldEvidenceURL:
		return c.Evidence.URL
	case desk.FieldEvidenceNote:
		return c.Evidence.Note
	}
	return ""
}

// slipText tells what a due date does to the slippage.
func (t *tableMaker) slipText(m *board.Milestone, due plan.Date) template.HTML {
	switch {
	case m.BaselineDueOn.IsZero():
		return t.say.T("table.slip.nobaseline")
	case due.IsZero():
		return t.say.T("table.slip.nodate", "baseline", m.BaselineDueOn)
	}
	return t.say.T("table.slip.days", "baseline", m.BaselineDueOn, "days", words.Signed(due.DaysSince(m.BaselineDueOn)))
}
