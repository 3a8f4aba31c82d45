package intake

import (
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// PlanReading is a plan's file, read: the rows that can be handed to the tracker, and those
// that cannot be read.
type PlanReading struct {
	Header  PlanHeader
	Rows    []tracker.PlanRow
	Past    tracker.PlanPast
	Refused []plan.ImportLine
	// Warnings are worth a second look, by line.
	Warnings map[int]string
}

// ReadPlan reads the rows below the titles.
func ReadPlan(sheets []Sheet, header PlanHeader, mapping PlanMapping) PlanReading {
	r := planReader{header: header, mapping: mapping, unshield: header.Sheet.Name == ""}
	r.reading = PlanReading{Header: header, Warnings: map[int]string{}}
	r.dates = dateStyle{order: mapping.Dates, since1904: header.Sheet.Since1904}
	below := header.Sheet.Rows[header.Row+1:]
	if r.dates.order == "" {
		var texts []string
		for _, key := range dateColumns {
			texts = append(texts, r.column(below, key)...)
		}
		r.dates.order = orderOf(texts)
	}
	r.shares = sharesIn(r.column(below, "percent"))
	for _, row := range below {
		r.row(row)
	}
	r.past(sheets)
	return r.reading
}

var dateColumns = []string{
	"objective_start_on", "objective_due_on", "objective_added_on", "start_on", "due_on", "baseline_due_on", "baseline_set_on", "added_on",
	"completed_on", "evidence_act_date", "updated_on",
}

type planReader struct {
	header   PlanHeader
	mapping  PlanMapping
	dates    dateStyle
	shares   bool
	unshield bool
	reading  PlanReading
}

func (r *planReader) column(rows []SheetRow, key string) []string {
	at, ok := r.header.Columns[key]
	if !ok {
		return nil
	}
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = row.Cell(at)
	}
	return texts
}

// rowReader reads the cells of one row, and gathers what is wrong with them.
type rowReader struct {
	*planReader
	row SheetRow
	// exact: the row was written by this program, blanks around texts included.
	exact  bool
	broken []string
}

// text is a cell as it is; has tells whether the file has the column, or a default for it.
func (r *rowReader) text(key string) (text string, has bool) {
	at, has := r.header.Columns[key]
	if has {
		if why, broken := r.row.Broken[at]; broken {
			r.wrong(key, why)
			return "", false
		}
		text = r.row.Cell(at)
	}
	if strings.TrimSpace(text) == "" {
		if d, ok := r.mapping.Defaults[key]; ok && key != "evidence_note" {
			return d, true
		}
	}
	if r.unshield {
		text = unshielded(text)
	}
	if !r.exact {
		text = clean(text)
	}
	return text, has
}

func (r *rowReader) wrong(key, why string) {
	r.broken = append(r.broken, columnTitle(key)+": "+why)
}

func columnTitle(key string) string {
	for _, c := range plan.MappableColumns() {
		if c.Key == key {
			return c.Title
		}
	}
	return key
}

func (r *rowReader) opt(key string) plan.Opt[string] {
	text, has := r.text(key)
	return plan.Opt[string]{Set: has, Value: text}
}

// name is a code or a name: blanks around it never mean anything.
func (r *rowReader) name(key string) plan.Opt[string] {
	o := r.opt(key)
	o.Value = clean(o.Value)
	return o
}

func read[T any](r *rowReader, key string, reader func(string) (T, error)) plan.Opt[T] {
	text, has := r.text(key)
	if !has || clean(text) == "" {
		return plan.Opt[T]{}
	}
	value, err := reader(text)
	if err != nil {
		r.wrong(key, err.Error())
		return plan.Opt[T]{}
	}
	return plan.Some(value)
}

// emptied is read for cells that may be emptied: a column that is there says so.
func emptied[T any](r *rowReader, key string, reader func(string) (T, error)) plan.Opt[T] {
	o := read(r, key, reader)
	if _, has := r.header.Columns[key]; has {
		o.Set = true
	}
	return o
}

func (r *planReader) row(row SheetRow) {
	c := rowReader{planReader: r, row: row}
	for _, key := range []string{"objective_print", "milestone_print"} {
		if text, _ := c.text(key); text != "" {
			c.exact = true
		}
	}
	read := tracker.PlanRow{Line: row.Line, Objective: c.objective(), Milestone: c.milestone()}
	name := rowName(read)
	if len(c.broken) > 0 {
		r.reading.Refused = append(r.reading.Refused, plan.ImportLine{
			Line: row.Line, Key: name, Outcome: plan.RowRefused, Why: strings.Join(c.broken, "; "),
		})
		return
	}
	r.reading.Rows = append(r.reading.Rows, read)
}

// rowName is how the reader of the file would name a row.
func rowName(row tracker.PlanRow) string {
	name := row.Objective.Code
	if name == "" {
		name = row.Objective.Title.Value
	}
	m := row.Milestone
	switch {
	case m == nil:
	case m.Number != 0 && row.Objective.Code != "":
		name = plan.MilestoneID(row.Objective.Code, m.Number)
	case m.Reference != "":
		name = "#" + m.Reference
	case m.Title.Value != "":
		name = m.Title.Value
	}
	return name
}

func (r *rowReader) objective() tracker.PlanObjective {
	code := r.name("objective_code").Value
	print := r.name("objective_print").Value
	return tracker.PlanObjective{
		Code: code, Title: filled(r.opt("objective_title")), Description: r.opt("objective_description"),
		Horizon: read(r, "horizon", func(s string) (plan.Horizon, error) {
			return word(s, plan.HorizonWords, horizonSynonyms, "orizzonte")
		}),
		Urgent:     emptied(r, "urgent", yes),
		Sectors:    emptied(r, "sectors", func(s string) ([]string, error) { return names(s), nil }),
		LeadOffice: r.name("lead_office"),
		State: read(r, "objective_state", func(s string) (plan.ObjectiveState, error) {
			return word(s, plan.ObjectiveStateWords, objectiveSynonyms, "stato dell'obiettivo")
		}),
		Weight:  read(r, "objective_weight", decimal),
		StartOn: emptied(r, "objective_start_on", r.dates.date),
		DueOn:   emptied(r, "objective_due_on", r.dates.date),
		AddedOn: read(r, "objective_added_on", r.dates.date),
		Lines:   emptied(r, "lines", lineRefs),
		Print:   print,
	}
}

// filled lets an empty cell say nothing: a title cannot be emptied.
func filled(o plan.Opt[string]) plan.Opt[string] {
	o.Set = o.Set && strings.TrimSpace(o.Value) != ""
	return o
}

func (r *rowReader) milestone() *tracker.PlanMilestone {
	m := &tracker.PlanMilestone{
		Reference: r.name("reference").Value, Title: filled(r.opt("title")), Print: r.name("milestone_print").Value,
	}
	m.Number = r.number()
	if m.Number == 0 && m.Reference == "" && !m.Title.Set {
		return nil
	}
	m.Description = r.opt("description")
	m.Office = filled(r.name("office"))
	m.Weight = read(r, "weight", decimal)
	m.StartOn = emptied(r, "start_on", r.dates.date)
	m.DueOn = emptied(r, "due_on", r.dates.date)
	m.CompletedOn = read(r, "completed_on", r.dates.date).Value
	m.UpdatedOn = read(r, "updated_on", r.dates.date).Value
	m.AddedOn = read(r, "added_on", r.dates.date).Value
	m.BaselineDueOn = read(r, "baseline_due_on", r.dates.date).Value
	m.BaselineSetOn = read(r, "baseline_set_on", r.dates.date).Value
	m.Reason, _ = r.text("reason")
	m.State = read(r, "state", func(s string) (plan.MilestoneState, error) {
		more := milestoneSynonyms
		if r.header.Issues {
			more = issueStates
		}
		return word(s, plan.MilestoneStateWords, more, "stato")
	})
	m.Percent = read(r, "percent", func(s string) (int, error) { return percent(s, r.shares) })
	if r.header.Issues {
		r.settleIssue(m)
	}
	m.Evidence = r.evidence(m)
	return m
}

// number reads the milestone's number: 3, and OB-01.3 too.
func (r *rowReader) number() int {
	text := r.name("number").Value
	if text == "" {
		return 0
	}
	if _, n, ok := plan.ParseMilestoneID(text); ok {
		return n
	}
	n, err := decimal(text)
	if err != nil || n != float64(int(n)) || n < 1 || n > plan.MaxMilestoneNumber {
		r.wrong("number", "deve essere un numero intero da 1 a "+strconv.Itoa(plan.MaxMilestoneNumber))
		return 0
	}
	return int(n)
}

// settleIssue brings state and percentage together where a tracker of issues keeps them
// apart: there the state decides.
func (r *rowReader) settleIssue(m *tracker.PlanMilestone) {
	if m.State.Value != plan.MilestoneDone {
		m.CompletedOn = plan.Date{} // the day on which it was put aside
	}
	if !m.State.Set || !m.Percent.Set {
		return
	}
	said := m.Percent.Value
	switch m.State.Value {
	case plan.MilestoneDone:
		m.Percent.Value = 100
	case plan.MilestonePlanned:
		if said > 0 {
			m.State.Value = plan.MilestoneInProgress
		}
	}
	if m.State.Value != plan.MilestoneDone && said == 100 {
		m.Percent.Value = 99
	}
	if m.Percent.Value != said {
		r.reading.Warnings[r.row.Line] = "lo stato non va con la percentuale " + strconv.Itoa(said) + ": letta come " + strconv.Itoa(m.Percent.Value)
	}
}

func (r *rowReader) evidence(m *tracker.PlanMilestone) plan.Opt[plan.Evidence] {
	var e plan.Evidence
	has := false
	for key, into := range map[string]*string{"evidence_url": &e.URL, "evidence_note": &e.Note} {
		text, there := r.text(key)
		*into, has = text, has || there
	}
	act := plan.Act{Date: read(r, "evidence_act_date", r.dates.date).Value}
	for key, into := range map[string]*string{"evidence_act_kind": &act.Kind, "evidence_act_number": &act.Number, "evidence_act_url": &act.URL} {
		text, there := r.text(key)
		*into, has = text, has || there
	}
	if act != (plan.Act{}) {
		e.Act, has = &act, true
	}
	if note, ok := r.mapping.Defaults["evidence_note"]; ok && e.IsZero() && m.State.Value == plan.MilestoneDone {
		e.Note, has = note, true
	}
	return plan.Opt[plan.Evidence]{Set: has, Value: e}
}

// past reads the second sheet of the plan's own workbook, where it has one.
func (r *planReader) past(sheets []Sheet) {
	at := slices.IndexFunc(sheets, func(s Sheet) bool { return s.Name == plan.PastSheet })
	if at < 0 || r.header.Sheet.Name != plan.PlanSheet || len(sheets[at].Rows) == 0 {
		return
	}
	sheet := sheets[at]
	columns := map[string]int{}
	for i, title := range sheet.Rows[0].Cells {
		for _, c := range plan.PastColumns {
			if c.Title == title {
				columns[c.Key] = i
			}
		}
	}
	if len(columns) < len(plan.PastColumns) {
		return // a sheet of somebody's own with that name
	}
	p := planReader{header: PlanHeader{Sheet: sheet, Columns: columns}, dates: r.dates, reading: r.reading}
	past := tracker.PlanPast{Terms: map[string][]tracker.PlanTerms{}, Updates: map[string][]tracker.PlanUpdate{}}
	for _, row := range sheet.Rows[1:] {
		c := rowReader{planReader: &p, row: row, exact: true}
		code := c.name("objective_code").Value
		if number := c.number(); number != 0 {
			id := plan.MilestoneID(code, number)
			past.Updates[id] = append(past.Updates[id], c.pastUpdate())
		} else {
			past.Terms[code] = append(past.Terms[code], c.pastTerms())
		}
		if len(c.broken) > 0 {
			r.reading.Refused = append(r.reading.Refused, plan.ImportLine{
				Line: row.Line, Key: "foglio " + plan.PastSheet, Outcome: plan.RowRefused, Why: strings.Join(c.broken, "; "),
			})
		}
	}
	r.reading.Past = past
}

func (r *rowReader) pastTerms() tracker.PlanTerms {
	return tracker.PlanTerms{
		Line: r.row.Line, EffectiveOn: read(r, "effective_on", r.dates.date).Value,
		Terms: plan.ObjectiveTerms{
			State: read(r, "state", func(s string) (plan.ObjectiveState, error) {
				return word(s, plan.ObjectiveStateWords, nil, "stato")
			}).Value,
			Horizon: read(r, "horizon", func(s string) (plan.Horizon, error) {
				return word(s, plan.HorizonWords, nil, "orizzonte")
			}).Value,
			Weight: read(r, "weight", decimal).Value, StartOn: read(r, "start_on", r.dates.date).Value, DueOn: read(r, "due_on", r.dates.date).Value,
			LeadOffice: r.name("office").Value,
		},
	}
}

func (r *rowReader) pastUpdate() tracker.PlanUpdate {
	u := tracker.PlanUpdate{
		Line: r.row.Line, EffectiveOn: read(r, "effective_on", r.dates.date).Value,
		Kind: read(r, "kind", func(s string) (plan.UpdateKind, error) {
			return word(s, plan.UpdateKindWords, nil, "che cosa")
		}).Value,
		After: plan.MilestoneStatus{
			State: read(r, "state", func(s string) (plan.MilestoneState, error) {
				return word(s, plan.MilestoneStateWords, nil, "stato")
			}).Value,
			Percent: read(r, "percent", func(s string) (int, error) { return percent(s, false) }).Value,
			Weight:  read(r, "weight", decimal).Value, StartOn: read(r, "start_on", r.dates.date).Value, DueOn: read(r, "due_on", r.dates.date).Value,
			CompletedOn: read(r, "completed_on", r.dates.date).Value, Office: r.name("office").Value,
		},
	}
	u.After.Evidence = r.evidence(&tracker.PlanMilestone{}).Value
	u.Reason, _ = r.text("reason")
	u.Note, _ = r.text("note")
	u.AfterBaseline = read(r, "after_baseline", yes).Value
	return u
}
