package area

import (
	"errors"
	"html/template"
	"slices"
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/words"
)

// saveNothingNew records that there is nothing new: an update that changes nothing and has
// no note. It is of what the writer saw, so that it is refused where the milestone changed
// meanwhile.
//
// It is one form for each milestone, never for the whole list: each is a word given. And
// there is no way to take it back. Nothing is erased, and an opposite of "nothing new"
// does not exist: it changed no value, and whoever pressed by mistake reports what is new,
// which counts from then on (the row offers that in place of the button). An "annulla"
// would only hide from the reviewer what was said.
func (v *visit) saveNothingNew(f *form, milestone string) (address string, err error) {
	revision := f.revision()
	if err := f.err(); err != nil {
		return "", err
	}
	_, err = v.site.Tracker.ReportUpdate(v.write(f), tracker.ReportUpdate{Organization: v.ipa, Milestone: milestone, IfRevision: revision})
	if plan.KindOf(err) == plan.KindStale {
		err = plan.Errorf(plan.KindStale, "the milestone has changed since you read it").WithRule("update.seen")
	}
	return v.here("nothing_new", milestone, milestone), err
}

// updateForm is the form of one milestone, open in its row.
type updateForm struct {
	part
	Title     string
	Revision  int64 // what the writer had read
	Seen      int64 // what the choices are about; 0 where there are none
	State     field
	Percent   field
	DueOn     field
	Reason    field
	DecidedIn field
	Note      field
	Effective field
	Evidence  evidenceFields
	Clashes   []clash
	// Taken tells what somebody else changed meanwhile and the writer did not touch.
	Taken    []template.HTML
	CloseURL string
}

type evidenceFields struct {
	URL, Note, Kind, Number, Date, ActURL field
	Open                                  bool
	ID                                    string
	Errors                                []template.HTML
}

// clash is a field that two people changed: its three values, of which one is chosen.
type clash struct {
	Name  string // of the choice
	ID    string
	Label string
	// Opened is what the writer had read, Registered what holds now, Mine what was typed.
	Opened, Registered, Mine string
	By                       template.HTML // who, and when
	Choice                   desk.Choice
	Errors                   []template.HTML
}

const (
	fieldSeen    = "visto"
	choicePrefix = "scelta."
)

func (v *visit) updateForm(f *form, task *desk.Task) *updateForm {
	m := task.Milestone
	form := &updateForm{
		part: v.part(f, partUpdate, m.ID), Title: m.Title, Revision: m.Revision,
		CloseURL: v.r.URL.Path + "#" + m.ID,
	}
	note := ""
	if f.posted() && f.text(fieldPart) == partAnswer { // "Rispondi e aggiorna": what was typed goes along
		note = f.values.Get("note")
	}
	if form.sent {
		if revision, err := strconv.ParseInt(f.text(fieldRevision), 10, 64); err == nil && revision > 0 {
			form.Revision = revision
		}
	}
	now := m.Status
	form.State = form.fill(field{
		Name: "state", Label: v.say.Plain("own.field.state"), Type: "select", Value: string(now.State), Required: true,
		Options: v.stateChoices(now.State), Hint: v.say.T("own.hint.state"),
	})
	form.Percent = form.fill(field{
		Name: "percent", Label: v.say.Plain("own.field.percent"), Type: "number", Value: strconv.Itoa(now.Percent), Min: "0", Most: "100", Required: true,
		Short: true, Hint: v.say.T("own.hint.percent", "percent", words.Percent(now.Percent)),
	})
	form.DueOn = form.fill(field{
		Name: "due_on", Label: v.say.Plain("own.field.due_on"), Type: "date", Value: now.DueOn.String(), Short: true, Hint: v.dueHint(m),
	})
	form.Reason = form.fill(field{Name: "reason", Label: v.say.Plain("own.field.reason"), Max: plan.MaxNote, Unmarked: true, Hint: v.say.T("own.hint.reason")})
	form.DecidedIn = form.fill(field{
		Name: "decided_in", Label: v.say.Plain("own.field.decided_in"), Type: "select", Options: v.meetingChoices(now.Office), Unmarked: true,
		Hint: v.say.T("own.hint.decided_in"),
	})
	hint := v.say.T("own.hint.note")
	if len(task.Questions) > 0 {
		hint = v.say.T("own.hint.note.answer")
	}
	form.Note = form.fill(field{Name: "note", Label: v.say.Plain("own.field.note"), Type: "textarea", Rows: 3, Max: plan.MaxNote, Value: note, Hint: hint})
	form.Effective = form.fill(field{
		Name: "effective_on", Label: v.say.Plain("own.field.effective_on"), Type: "date", Value: v.today.String(), Most: v.today.String(),
		Min: m.AddedOn.String(), Required: true, Short: true, Hint: v.effectiveHint(m),
	})
	form.Evidence = v.evidenceFields(form.part, now)
	if form.sent && f.shown() {
		v.tellClashes(f, task, form)
	}
	return form
}

// stateChoices are the states that an office chooses among. To give a milestone up is for
// those who keep the plan: it is offered only where it is so already.
func (v *visit) stateChoices(now plan.MilestoneState) []choice {
	var all []choice
	for _, s := range plan.MilestoneStates {
		if s != plan.MilestoneCancelled || now == plan.MilestoneCancelled {
			all = append(all, choice{Value: string(s), Text: v.say.Plain("milestone.state." + string(s))})
		}
	}
	return all
}

// dueHint tells the first date of a milestone that has moved.
func (v *visit) dueHint(m *board.Milestone) template.HTML {
	switch {
	case m.BaselineDueOn.IsZero():
		return v.say.T("own.hint.due_on.none")
	case m.BaselineDueOn != m.Status.DueOn:
		return v.say.T("own.hint.due_on.moved", "day", m.BaselineDueOn)
	}
	return v.say.T("own.hint.due_on")
}

// effectiveHint tells what a day of the past does.
func (v *visit) effectiveHint(m *board.Milestone) template.HTML {
	if m.UpdatedOn.IsZero() || m.UpdatedOn == m.AddedOn {
		return v.say.T("own.hint.effective_on")
	}
	return v.say.T("own.hint.effective_on.last", "day", m.UpdatedOn)
}

// shownMeetings is how many meetings can be named as the one that moved a date.
const shownMeetings = 30

// meetingChoices are the meetings held, those with the office first, the last ones first.
func (v *visit) meetingChoices(office string) []choice {
	own, others := []choice(nil), []choice(nil)
	for _, m := range slices.Backward(v.plan.Meetings) {
		if m.State != plan.MeetingHeld {
			continue
		}
		one := choice{Value: m.ID, Text: v.say.Date(m.HeldOn) + ", " + m.Title}
		if slices.Contains(m.Offices, office) {
			own = append(own, one)
		} else {
			others = append(others, one)
		}
	}
	all := append([]choice{{Text: v.say.Plain("own.field.decided_in.none")}}, own...)
	all = append(all, others...)
	return all[:min(len(all), shownMeetings+1)]
}

func (v *visit) evidenceFields(p part, now plan.MilestoneStatus) evidenceFields {
	act := plan.Act{}
	if now.Evidence.Act != nil {
		act = *now.Evidence.Act
	}
	text := func(name, kind, value string, most int, hint template.HTML) field {
		return p.fill(field{Name: "evidence." + name, Label: v.say.Plain("own.field.evidence." + name), Type: kind, Value: value, Max: most, Hint: hint, Unmarked: true})
	}
	e := evidenceFields{
		URL:    text("url", "url", now.Evidence.URL, 0, v.say.T("own.hint.evidence.url")),
		Note:   text("note", "textarea", now.Evidence.Note, plan.MaxNote, v.say.T("own.hint.evidence.note")),
		Kind:   text("act.kind", "", act.Kind, plan.MaxShort, v.say.T("own.hint.evidence.act.kind")),
		Number: text("act.number", "", act.Number, plan.MaxShort, ""),
		Date:   text("act.date", "date", act.Date.String(), 0, ""),
		ActURL: text("act.url", "url", act.URL, 0, ""),
		ID:     p.ID("evidence"), Errors: p.errorsAt("evidence", v.say.Plain("own.field.evidence")),
	}
	e.Note.Rows = 2
	e.Open = !now.Evidence.IsZero() || len(e.Errors) > 0
	for _, one := range []field{e.URL, e.Note, e.Kind, e.Number, e.Date, e.ActURL} {
		e.Open = e.Open || one.Value != "" || len(one.Errors) > 0
	}
	return e
}

// typedUpdate is what the form of a milestone holds: its values, and what goes with them.
type typedUpdate struct {
	edit      desk.Edit
	effective plan.Date
	revision  int64
}

// readUpdate reads the form against what its writer had read.
func readUpdate(f *form, m *board.Milestone) typedUpdate {
	t := typedUpdate{revision: f.revision(), effective: f.date("effective_on")}
	t.edit = desk.Edit{
		Opened: desk.CellsOf(desk.StatusAt(m, t.revision)), Reason: f.text("reason"), DecidedIn: f.text("decided_in"), Note: f.text("note"),
		Choices: map[desk.Field]desk.Choice{},
	}
	typed := t.edit.Opened
	typed.State = plan.MilestoneState(f.text("state"))
	if percent, ok := f.number("percent"); ok {
		typed.Percent = percent
	} else if f.text("percent") == "" {
		f.found.Add("percent", "required", "is required")
	}
	typed.DueOn = f.date("due_on")
	typed.Evidence = plan.Evidence{URL: f.text("evidence.url"), Note: f.text("evidence.note")}
	act := plan.Act{
		Kind: f.text("evidence.act.kind"), Number: f.text("evidence.act.number"), Date: f.date("evidence.act.date"), URL: f.text("evidence.act.url"),
	}
	if act != (plan.Act{}) {
		typed.Evidence.Act = &act
	}
	t.edit.Typed = typed
	if seen, err := strconv.ParseInt(f.text(fieldSeen), 10, 64); err == nil {
		t.edit.Seen = desk.CellsOf(desk.StatusAt(m, seen))
	}
	for _, one := range desk.Fields {
		if c := desk.Choice(f.text(choicePrefix + string(one))); c != "" {
			t.edit.Choices[one] = c
		}
	}
	return t
}

// saveUpdate records what the form of a milestone says. What somebody else changed since it
// was opened holds where the writer did not touch it; where both changed the same field to
// different values, nothing is written until the writer has chosen (desk.Merge).
func (v *visit) saveUpdate(f *form, office, milestone string) (address string, err error) {
	const attempts = 3 // somebody may write between the look and the write
	var notice string
	for range attempts {
		if notice, err = v.tryUpdate(f, office, milestone); plan.KindOf(err) != plan.KindStale || isUndecided(err) {
			break
		}
		v.plan = nil
	}
	return v.here(notice, milestone, milestone), err
}

func (v *visit) tryUpdate(f *form, office, milestone string) (notice string, err error) {
	work, err := v.officeWork(office)
	if err != nil {
		return "", err
	}
	task, ok := work.Task(milestone)
	if !ok {
		return "", plan.NotFound("milestone")
	}
	m := task.Milestone
	f.found = plan.Problems{}
	typed := readUpdate(f, m)
	if err := f.err(); err != nil {
		return "", err
	}
	merged := desk.Merge(typed.edit, desk.CellsOf(m.Status))
	switch {
	case merged.Undecided():
		return "", undecided(merged)
	case merged.Empty() && typed.revision != m.Revision:
		return "updated", nil // all of it is registered already: sent twice, or by somebody else
	case merged.Empty():
		return "", plan.Errorf(plan.KindInvalid, "nothing has changed").WithRule("update.empty")
	}
	report := merged.Report
	report.EffectiveOn = typed.effective
	notice = "updated"
	if report.EffectiveOn.Before(m.UpdatedOn) {
		notice = "updated_past"
	}
	_, err = v.site.Tracker.ReportUpdate(v.write(f), tracker.ReportUpdate{
		Organization: v.ipa, Milestone: milestone, IfRevision: m.Revision, Report: report,
	})
	return notice, err
}

const ruleUndecided = "update.undecided"

// undecided is the refusal of a form that waits for choices.
func undecided(merged desk.Merged) error {
	refusal := plan.Errorf(plan.KindStale, "somebody else has changed the same fields").WithRule(ruleUndecided)
	for _, c := range merged.Clashes {
		if c.Choice == "" {
			refusal.Fields = append(refusal.Fields, plan.FieldError{Location: choicePrefix + string(c.Field), Rule: "update.choose", Message: "choose a value"})
		}
	}
	return refusal
}

func isUndecided(err error) bool {
	var refusal *plan.Error
	return errors.As(err, &refusal) && refusal.Rule == ruleUndecided
}

// tellClashes shows what somebody else changed since the form was opened.
func (v *visit) tellClashes(f *form, task *desk.Task, form *updateForm) {
	m := task.Milestone
	typed := readUpdate(f, m)
	registered := desk.CellsOf(m.Status)
	merged := desk.Merge(typed.edit, registered)
	if len(merged.Clashes) == 0 && len(merged.Taken) == 0 {
		return
	}
	form.Seen = m.Revision
	by := v.say.T("own.clash.unknown")
	if u := task.Last; u != nil {
		by = v.say.T("own.clash.by", "role", v.say.Plain("area.role."+string(u.ActorRole)),
			"day", plan.DateOf(u.RecordedAt, v.site.Clock.Location), "time", v.timeOf(u.RecordedAt))
	}
	for _, c := range merged.Clashes {
		name := choicePrefix + string(c.Field)
		label := v.say.Plain("own.field." + string(c.Field))
		form.Clashes = append(form.Clashes, clash{
			Name: name, ID: fieldID(name), Label: label, By: by, Choice: c.Choice, Errors: f.errorsAt(name, label),
			Opened: v.entryText(typed.edit.Opened, c.Field), Registered: v.entryText(registered, c.Field), Mine: v.entryText(typed.edit.Typed, c.Field),
		})
	}
	for _, one := range merged.Taken {
		form.Taken = append(form.Taken, v.say.T("own.clash.taken", "field", v.say.Plain("own.field."+string(one)),
			"before", v.entryText(typed.edit.Opened, one), "now", v.entryText(registered, one)))
	}
}

// entryText writes one field of a milestone.
func (v *visit) entryText(e desk.Cells, f desk.Field) string {
	text := ""
	switch f {
	case desk.FieldState:
		text = string(e.State) // forged, where there is no word for it
		if key := "milestone.state." + text; v.say.Has(key) {
			text = v.say.Plain(key)
		}
	case desk.FieldPercent:
		text = v.say.Percent(e.Percent)
	case desk.FieldDueOn:
		text = v.say.Date(e.DueOn)
	case desk.FieldCompletedOn:
		text = v.say.Date(e.CompletedOn)
	case desk.FieldEvidenceURL:
		text = e.Evidence.URL
	case desk.FieldEvidenceNote:
		text = e.Evidence.Note
	case desk.FieldEvidenceAct:
		if act := e.Evidence.Act; act != nil {
			text = v.actText(*act)
		}
	}
	if text == "" {
		return v.say.Plain("own.clash.nothing")
	}
	return text
}
