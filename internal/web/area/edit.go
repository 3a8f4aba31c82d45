package area

import (
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// edit is a form about one object whose fields change one by one. A write carries the
// fields that its writer touched, and no other. Where somebody else changed the object
// meanwhile, what only one of the two touched is settled by itself; what both did comes
// back field by field with both values, to be chosen by whoever writes.
type edit struct {
	v    *visit
	f    *form
	load func(*board.Staff) (revision int64, fields []field, err error)
	// Revision is the hidden field: what the writer is shown to have read.
	Revision int64
	fields   []*editField
	// clashing are the fields that both sides changed and nobody has decided; stale tells
	// that the object was read anew for it.
	clashing []string
	stale    bool
	// trail is where it stands who changed the object; the zero one tells nothing.
	trail   trail
	writers map[string]string // of clashing fields
}

// trail tells the audit entries of one object that its own form leaves.
type trail struct {
	kind, id string
	op       tracker.Operation
}

// editField is one field of an edit.
type editField struct {
	field
	// Was is what the writer had read.
	Was    string
	stored string
	Clash  *editClash
}

// editClash is a field that two people changed.
type editClash struct {
	Name, ID                 string
	Opened, Registered, Mine string
	// By is who wrote what is recorded, and when; empty where that is not known.
	By string
	// Seen is what the writer had read, and Since the revision it had, for the form to bring
	// along.
	Seen, Since string
	// Choice is what was chosen and not written yet.
	Choice string
}

const (
	wasPrefix      = "prima."
	choosePrefix   = "scelta."
	openedPrefix   = "aperto."
	sincePrefix    = "letto."
	fieldContested = "conteso"
	chooseRecorded = "registrato"
)

// several separates the values of a field that has several.
const several = "\n"

// edit begins one. load gives the object's revision and its fields as they are stored:
// Value, Checked for a box, Selected options for boxes.
func (v *visit) edit(f *form, load func(*board.Staff) (int64, []field, error)) (*edit, error) {
	e := &edit{v: v, f: f, load: load}
	if err := e.read(); err != nil {
		return nil, err
	}
	return e, nil
}

func (e *edit) read() error {
	staff, err := e.v.staff()
	if err != nil {
		return err
	}
	revision, fields, err := e.load(staff)
	if err != nil {
		return err
	}
	e.Revision, e.fields = revision, nil
	for _, one := range fields {
		stored := storedText(one)
		e.fields = append(e.fields, &editField{field: one, Was: stored, stored: stored})
	}
	return nil
}

// storedText is what a field holds, as one text.
func storedText(one field) string {
	switch one.Type {
	case "checkbox":
		if one.Checked {
			return "si"
		}
		return ""
	case "boxes", "select":
		var chosen []string
		for _, o := range one.Options {
			if o.Selected {
				chosen = append(chosen, o.Value)
			}
		}
		if one.Type == "select" && len(chosen) == 0 {
			return strings.TrimSpace(one.Value)
		}
		return strings.Join(chosen, several)
	}
	return strings.TrimSpace(one.Value)
}

// typed is what the form brought of a field.
func (e *edit) typed(one *editField) string {
	if one.Type == "boxes" {
		return strings.Join(e.f.texts(one.Name), several)
	}
	return e.f.text(one.Name)
}

func (e *edit) was(one *editField) string {
	return strings.TrimSpace(e.f.values.Get(wasPrefix + one.Name))
}

func (e *edit) named(name string) *editField {
	i := slices.IndexFunc(e.fields, func(one *editField) bool { return one.Name == name })
	if i < 0 {
		panic("area: no field " + name)
	}
	return e.fields[i]
}

// has reports whether the form has a field.
func (e *edit) has(name string) bool {
	return slices.ContainsFunc(e.fields, func(one *editField) bool { return one.Name == name })
}

// touched reports whether the writer changed a field, and did not give it up for what
// somebody else wrote.
func (e *edit) touched(one *editField) bool {
	return e.typed(one) != e.was(one) && e.f.text(choosePrefix+one.Name) != chooseRecorded
}

// text is a field for a command: set where the writer touched it.
func (e *edit) text(name string) plan.Opt[string] {
	one := e.named(name)
	return plan.Opt[string]{Set: e.touched(one), Value: e.typed(one)}
}

func (e *edit) texts(name string) plan.Opt[[]string] {
	one := e.named(name)
	return plan.Opt[[]string]{Set: e.touched(one), Value: e.f.texts(name)}
}

func (e *edit) flag(name string) plan.Opt[bool] {
	one := e.named(name)
	return plan.Opt[bool]{Set: e.touched(one), Value: e.typed(one) != ""}
}

func (e *edit) date(name string) plan.Opt[plan.Date] {
	return plan.Opt[plan.Date]{Set: e.touched(e.named(name)), Value: e.f.date(name)}
}

func (e *edit) decimal(name string) plan.Opt[float64] {
	n, _ := e.f.decimal(name) // a blank one is no weight: the rules say so
	return plan.Opt[float64]{Set: e.touched(e.named(name)), Value: n}
}

// cents and measured are read where they were touched alone: what is stored needs no reading.
func (e *edit) cents(name string) plan.Opt[int64] {
	if !e.touched(e.named(name)) {
		return plan.Opt[int64]{}
	}
	return plan.Some(e.f.cents(name))
}

func (e *edit) measured(name string) plan.Opt[float64] {
	if !e.touched(e.named(name)) {
		return plan.Opt[float64]{}
	}
	return plan.Some(e.f.measured(name))
}

func (e *edit) number(name string) plan.Opt[int] {
	n, _ := e.f.number(name)
	return plan.Opt[int]{Set: e.touched(e.named(name)), Value: n}
}

// save runs the write. Where the object has changed since it was read, it is tried again
// with what both sides changed, unless that is the same field: such a clash is refused,
// until its writer chooses.
func (e *edit) save(write func(ifRevision int64) error) error {
	revision, err := readRevision(e.f)
	if err != nil {
		return err
	}
	for _, name := range e.f.texts(fieldContested) {
		if e.f.text(choosePrefix+name) == "" {
			e.clashing = append(e.clashing, name)
		}
	}
	if len(e.clashing) > 0 {
		return e.refusal()
	}
	err = write(revision)
	if plan.KindOf(err) != plan.KindStale {
		return err
	}
	e.v.plan = nil
	if err := e.read(); err != nil {
		return err
	}
	if e.Revision == revision {
		return err // this process has not seen the other change yet
	}
	e.stale = true
	for _, one := range e.fields {
		if e.touched(one) && one.stored != e.was(one) && one.stored != e.typed(one) {
			e.clashing = append(e.clashing, one.Name)
		}
	}
	if len(e.clashing) > 0 {
		return e.refusal()
	}
	return write(e.Revision)
}

// readRevision is what the writer had read: 0 is that of an object that was never written
// since its trail began.
func readRevision(f *form) (int64, error) {
	if f.text(fieldRevision) == "0" {
		return 0, f.err()
	}
	revision := f.revision()
	return revision, f.err()
}

func (e *edit) refusal() error {
	e.writers = map[string]string{}
	for _, name := range e.clashing {
		writer, err := e.writer(e.since(name))
		if err != nil {
			return err
		}
		e.writers[name] = writer
	}
	refusal := plan.Errorf(plan.KindStale, "somebody else changed the same fields").WithRule("edit.clash")
	for _, name := range e.clashing {
		refusal.Fields = append(refusal.Fields, plan.FieldError{Location: name, Rule: "edit.choose", Message: "choose which value holds"})
	}
	return refusal
}

// since is the revision that the writer had read of a clashing field: an earlier one than
// the form's where the choice was put off.
func (e *edit) since(name string) string {
	if opened := sincePrefix + name; !e.stale && e.f.has(opened) {
		return e.f.text(opened)
	}
	return e.f.text(fieldRevision)
}

// writer tells who changed the object after a revision, and when. It is silent where that
// was more than one role, or where offices were merged, which changes objects too.
func (e *edit) writer(since string) (string, error) {
	revision, err := strconv.ParseInt(since, 10, 64)
	if err != nil || e.trail.kind == "" {
		return "", nil
	}
	newest := func(q tracker.AuditQuery) ([]plan.AuditEntry, error) {
		q.Organization = e.v.ipa
		entries, _, err := e.v.site.Tracker.AuditEntries(e.v.ctx(), q)
		return slices.DeleteFunc(entries, func(entry plan.AuditEntry) bool { return entry.Revision <= revision }), err
	}
	merges, err := newest(tracker.AuditQuery{Action: string(tracker.OpOfficeMerge), Limit: 1})
	if err != nil || len(merges) > 0 {
		return "", err
	}
	const looked = 20
	entries, err := newest(tracker.AuditQuery{ObjectType: e.trail.kind, ObjectID: e.trail.id, Action: string(e.trail.op), Limit: looked})
	if err != nil || len(entries) == 0 || len(entries) == looked {
		return "", err
	}
	for _, entry := range entries {
		if entry.By.Role != entries[0].By.Role {
			return "", nil
		}
	}
	return e.v.say.Plain("area.role."+string(entries[0].By.Role)) + ", " + e.v.moment(entries[0].At), nil
}

// fill completes the fields with what was typed, and tells the clashes. A form that was
// refused for another reason keeps what its writer had read.
func (e *edit) fill() {
	if e.v.resumed { // the choices are still to be made, or to be sent
		e.clashing = e.f.texts(fieldContested)
	}
	for _, one := range e.fields {
		typed, was := "", ""
		if e.f.posted() {
			typed, was = e.typed(one), e.was(one)
		}
		one.field = e.f.fill(one.field)
		if !e.f.posted() {
			continue
		}
		seen := was
		if !e.stale {
			one.Was = was
			if opened := openedPrefix + one.Name; e.f.has(opened) {
				seen = e.f.text(opened)
			}
		}
		switch {
		case slices.Contains(e.clashing, one.Name):
			one.Clash = &editClash{
				Name: one.Name, ID: one.ID, Opened: e.shown(one, seen), Registered: e.shown(one, one.Was), Mine: e.shown(one, typed), Seen: seen,
				By: e.writers[one.Name], Since: e.since(one.Name), Choice: e.f.text(choosePrefix + one.Name),
			}
		case !e.touched(one): // what is stored holds
			e.take(one)
			one.Was = one.stored
		}
	}
	if e.f.posted() && !e.stale && e.f.has(fieldRevision) {
		if revision, err := strconv.ParseInt(e.f.text(fieldRevision), 10, 64); err == nil {
			e.Revision = revision
		}
	}
}

// take shows what is stored in place of what was read.
func (e *edit) take(one *editField) {
	switch one.Type {
	case "checkbox":
		one.Checked = one.stored != ""
	case "boxes", "select":
		choose(one.Options, strings.Split(one.stored, several))
	default:
		one.Value = one.stored
	}
}

// shown says a value as people read it.
func (e *edit) shown(one *editField, value string) string {
	if value == "" {
		return e.v.say.Plain("edit.empty")
	}
	switch one.Type {
	case "checkbox":
		return e.v.say.Plain("edit.yes")
	case "boxes", "select":
		texts := strings.Split(value, several)
		for i, v := range texts {
			for _, o := range slices.Concat(one.Options, one.Former) {
				if o.Value == v {
					texts[i] = o.Text
				}
			}
		}
		return strings.Join(texts, ", ")
	case "date":
		if day, err := plan.ParseDate(value); err == nil {
			return e.v.say.Date(day)
		}
	}
	return value
}

// Fields are the form's, in order, for {{template "edit" .}}.
func (e *edit) Fields() []*editField { return e.fields }

// Field is one of them, for a template that lays them out by itself.
func (e *edit) Field(name string) *editField { return e.named(name) }
