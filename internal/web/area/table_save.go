package area

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/pager"
)

// Fields of a row that are about the row: what its writer had read, and what was shown
// beside the writer's own values when a choice was made.
const (
	rowRevision = "revision"
	rowSeen     = "seen"
	rowOpen     = "open"
	// rowItself is the location of what is about no field.
	rowItself = "row"
)

// rowOutcome is what became of a row that was posted.
type rowOutcome int

const (
	rowClean    rowOutcome = iota // nothing to write
	rowDirty                      // typed, and not to be written yet
	rowSaved                      // as typed, whoever wrote it
	rowConflict                   // waits for a choice
	rowError                      // refused
)

// rowWrite is one row that was posted, and what became of it.
type rowWrite struct {
	id       string
	form     *form      // the values of the whole form, and what could not be read of this row
	values   url.Values // those of this row
	revision int64
	edit     desk.Edit
	merged   desk.Merged
	outcome  rowOutcome
	problems []fieldProblem
	at       time.Time
	wrote    int64 // the revision that it made; 0 where it made none
}

// typed reports whether the row is to be shown as it was typed.
func (w *rowWrite) typed() bool {
	return w.outcome == rowDirty || w.outcome == rowConflict || w.outcome == rowError
}

// opened reports whether the row is to stay open: it was, or it was asked to be now.
func (w *rowWrite) opened() bool {
	if w.form == nil || w.outcome == rowSaved {
		return false
	}
	was, toggled := w.form.has(at(w.id, rowOpen)), w.form.text(fieldOpen) == w.id
	return was != toggled
}

func (w *rowWrite) broken(location string) bool {
	return slices.ContainsFunc(w.problems, func(p fieldProblem) bool { return p.Location == location })
}

func (w *rowWrite) brokenAny(names ...string) bool {
	return slices.ContainsFunc(w.problems, func(p fieldProblem) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(p.Location, at(w.id, name)) })
	})
}

// tableSaving is all rows that were posted together.
type tableSaving struct {
	form *form
	rows []*rowWrite
	byID map[string]*rowWrite
}

var noWrite = &rowWrite{}

func (s *tableSaving) of(id string) *rowWrite {
	if w, ok := s.byID[id]; ok {
		return w
	}
	return noWrite
}

func (s *tableSaving) ids() []string {
	var ids []string
	for _, w := range s.rows {
		ids = append(ids, w.id)
	}
	return ids
}

func (s *tableSaving) count(outcome rowOutcome) int {
	n := 0
	for _, w := range s.rows {
		if w.outcome == outcome {
			n++
		}
	}
	return n
}

// maxPostedRows bounds the rows of one form: a page, and what was kept above it.
const maxPostedRows = 2 * rowsPerPage

// tablePosted saves the rows that were touched, each by itself, and tells what became of
// each. A row that was only to be opened is not saved, nor is anything that comes back
// after a session had ended.
func (s *Site) tablePosted(v *visit) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	saving := readRows(f)
	if len(saving.rows) > maxPostedRows {
		return nil, plan.Errorf(plan.KindTooLarge, "the form has more than %d rows", maxPostedRows)
	}
	if _, err := v.staff(); err != nil {
		return nil, err
	}
	v.catchUp(saving)
	before := v.plan.Revision
	write := !v.resumed && !f.has(fieldOpen)
	last := int64(0)
	for _, w := range saving.rows {
		v.saveRow(w, write)
		last = max(last, w.wrote)
	}
	if last > 0 {
		if err := v.lookAgain(last); err != nil {
			v.unseen(saving, err)
		}
	}
	v.tellRows(f, saving)
	if write && f.refused == 0 && !f.has(fieldRows) {
		return v.redirect(v.afterTable(saving, before), "")
	}
	return v.tablePage(saving)
}

// afterTable is where a write leads to that left nothing to do: the same list.
func (v *visit) afterTable(saving *tableSaving, before int64) string {
	sel := v.readSelection(&v.plan.Content)
	notice, since := "table_nothing", ""
	if saving.count(rowSaved) > 0 {
		notice, since = "table_saved", strconv.FormatInt(before, 10)
	}
	return v.tableURL(sel, pager.Param, pager.Value(pager.Asked(v.r.URL.Query())), paramSavedSince, since, paramNotice, notice)
}

// readRows finds the rows of a form.
func readRows(f *form) *tableSaving {
	s := &tableSaving{form: f, byID: map[string]*rowWrite{}}
	for name, values := range f.values {
		id, field, ok := strings.Cut(name, ":")
		if !ok {
			continue
		}
		w := s.byID[id]
		if w == nil {
			if _, _, valid := plan.ParseMilestoneID(id); !valid {
				continue
			}
			w = &rowWrite{id: id, form: &form{values: f.values}, values: url.Values{}}
			s.rows, s.byID[id] = append(s.rows, w), w
		}
		w.values[field] = values
	}
	slices.SortFunc(s.rows, func(a, b *rowWrite) int { return strings.Compare(a.id, b.id) })
	return s
}

// catchUp waits for the newest revision that the writer had read: a replica must not take
// a row for changed that it has not seen yet. Where it cannot, the writes find out.
func (v *visit) catchUp(s *tableSaving) {
	newest := int64(0)
	for _, w := range s.rows {
		if n, err := strconv.ParseInt(w.form.text(at(w.id, rowRevision)), 10, 64); err == nil && n > newest {
			newest = n
		}
	}
	if newest > v.plan.Revision {
		_ = v.lookAgain(newest)
	}
}

// lookAgain reads the board at a revision at least, where there is such a revision. Where
// that fails the board is the one of before.
func (v *visit) lookAgain(revision int64) error {
	before := v.plan
	if err := v.site.Boards.Await(v.ctx(), v.ipa, revision); err != nil {
		return err
	}
	v.plan = nil
	if _, err := v.staff(); err != nil {
		v.plan = before
		return err
	}
	return nil
}

// unseen tells of rows that are stored and cannot be shown: posted again, they are not
// written again.
func (v *visit) unseen(s *tableSaving, err error) {
	v.site.Log.WarnContext(v.ctx(), "what was saved could not be shown", "error", err)
	for _, w := range s.rows {
		if w.wrote > 0 {
			w.outcome = rowError
			w.problems = []fieldProblem{{Location: at(w.id, rowItself), Text: v.say.T("table.unseen")}}
		}
	}
}

// saveRow finds out what was typed in a row and, if it is to be, writes it.
func (v *visit) saveRow(w *rowWrite, write bool) {
	const attempts = 3 // somebody may write between the look and the write
	for range attempts {
		m, ok := v.plan.Milestone(w.id)
		if !ok {
			v.rowGone(w)
			return
		}
		w.read(m)
		switch {
		case !w.edit.Changed() && !w.form.found.Any():
			w.outcome = rowClean
			return
		case !write:
			w.outcome = rowDirty
			return
		case w.form.found.Any():
			v.refuseRow(w, w.form.err())
			return
		}
		w.merged = desk.Merge(w.edit, desk.CellsOf(m.Status))
		if w.merged.Undecided() {
			w.outcome = rowConflict
			v.tellUndecided(w)
			return
		}
		if w.merged.Empty() {
			// All of it is registered already: by a form that was sent twice, or by
			// somebody else; or the writer chose what was.
			w.outcome, w.at = rowSaved, desk.RecordedAt(m)
			return
		}
		receipt, err := v.site.Tracker.ReportUpdate(v.writeOf(v.posted, w.values, w.id), tracker.ReportUpdate{
			Organization: v.ipa, Milestone: w.id, IfRevision: m.Revision, Report: w.merged.Report,
		})
		switch {
		case err == nil:
			w.outcome, w.at, w.wrote = rowSaved, v.site.Clock.Now(), receipt.Revision
			return
		case plan.KindOf(err) != plan.KindStale:
			v.refuseRow(w, err)
			return
		}
		if err := v.lookAgain(v.plan.Revision + 1); err != nil {
			v.refuseRow(w, err)
			return
		}
	}
	v.refuseRow(w, plan.Errorf(plan.KindStale, "the milestone keeps changing"))
}

// read takes a row from the form. A field that the form does not have was not touched.
func (w *rowWrite) read(m *board.Milestone) {
	f := w.form
	f.found = plan.Problems{}
	w.problems = nil
	name := func(field string) string { return at(w.id, field) }
	w.revision = f.revisionAt(name(rowRevision))
	opened := desk.CellsOf(desk.StatusAt(m, w.revision))
	typed := opened
	if f.has(name("state")) {
		if s := plan.MilestoneState(f.text(name("state"))); slices.Contains(plan.MilestoneStates, s) {
			typed.State = s
		} else {
			f.found.Add(name("state"), "milestone.state", "must be one of the states")
		}
	}
	if f.has(name("percent")) {
		n, ok := f.number(name("percent"))
		if !ok && f.text(name("percent")) == "" {
			f.found.Add(name("percent"), "required", "is required")
		}
		typed.Percent = n
	}
	if f.has(name("due_on")) {
		typed.DueOn = f.date(name("due_on"))
	}
	if f.has(name("completed_on")) {
		typed.CompletedOn = f.date(name("completed_on"))
	}
	if f.has(name("evidence.url")) {
		typed.Evidence = w.readEvidence(name)
	}
	w.edit = desk.Edit{
		Opened: opened, Typed: typed, Reason: f.text(name("reason")), DecidedIn: f.text(name("decided_in")), Note: f.text(name("note")),
		Choices: map[desk.Field]desk.Choice{},
	}
	if seen, err := strconv.ParseInt(f.text(name(rowSeen)), 10, 64); err == nil && seen > 0 {
		w.edit.Seen = desk.CellsOf(desk.StatusAt(m, seen))
		for _, field := range desk.Fields {
			w.edit.Choices[field] = desk.Choice(f.text(name(choicePrefix + string(field))))
		}
	}
}

func (w *rowWrite) readEvidence(name func(string) string) plan.Evidence {
	f := w.form
	e := plan.Evidence{URL: f.text(name("evidence.url")), Note: f.text(name("evidence.note"))}
	act := plan.Act{
		Kind: f.text(name("evidence.act.kind")), Number: f.text(name("evidence.act.number")),
		Date: f.date(name("evidence.act.date")), URL: f.text(name("evidence.act.url")),
	}
	if act != (plan.Act{}) {
		e.Act = &act
	}
	return e
}

// refuseRow notes why a row was not written.
func (v *visit) refuseRow(w *rowWrite, err error) {
	w.outcome = rowError
	p := problem.Report(v.ctx(), v.site.Log, err)
	for _, broken := range p.Errors {
		name := strings.TrimPrefix(broken.Location, w.id+":")
		location := at(w.id, name)
		if shortNames[name] == "" {
			location = at(w.id, rowItself) // a rule about what the row has no field for
		}
		w.problems = append(w.problems, fieldProblem{Location: location, Text: v.ruleText(broken.Rule, broken.Args)})
	}
	if len(w.problems) == 0 {
		text := v.refusal(p)
		if p.Status >= http.StatusInternalServerError && p.Kind != plan.KindUnavailable {
			text += template.HTML(" ") + v.say.T("failure.instance", "id", strings.TrimPrefix(p.Instance, problem.InstancePrefix))
		}
		w.problems = append(w.problems, fieldProblem{Location: at(w.id, rowItself), Text: text})
	}
}

// tellUndecided asks for the choices that are missing.
func (v *visit) tellUndecided(w *rowWrite) {
	for _, c := range w.merged.Clashes {
		if c.Choice == "" {
			w.problems = append(w.problems, fieldProblem{Location: at(w.id, choicePrefix+string(c.Field)), Text: v.say.T("table.conflict.choose")})
		}
	}
}

// rowGone is a row whose milestone is no longer in the plan. What was typed stays to be
// read, but there is nothing to write it to.
func (v *visit) rowGone(w *rowWrite) {
	w.outcome = rowError
	w.problems = []fieldProblem{{Location: at(w.id, rowItself), Text: v.say.T("table.gone")}}
}

// tellRows makes the summary of what is left to do.
func (v *visit) tellRows(f *form, s *tableSaving) {
	t := &tableMaker{visit: v, staff: v.plan, saved: s}
	f.problems = nil
	for _, w := range s.rows {
		for _, p := range w.problems {
			p.Label = strings.TrimSpace(w.id + " " + t.fieldLabel(w.id, strings.Replace(p.Location, choicePrefix, "", 1)))
			f.problems = append(f.problems, p)
		}
	}
	errors, conflicts := s.count(rowError), s.count(rowConflict)
	switch {
	case errors > 0:
		f.refused = http.StatusUnprocessableEntity
	case conflicts > 0:
		f.refused = http.StatusPreconditionFailed
	default:
		return
	}
	f.heading = v.say.T("table.summary", "saved", v.say.N("table.summary.saved", s.count(rowSaved)),
		"errors", v.say.N("table.summary.errors", errors), "conflicts", v.say.N("table.summary.conflicts", conflicts))
}
