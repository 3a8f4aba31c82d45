package desk

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// Field is one field of a milestone that is written in place in the table.
type Field string

// The fields, named as the rules name them.
const (
	FieldState        Field = "state"
	FieldPercent      Field = "percent"
	FieldDueOn        Field = "due_on"
	FieldCompletedOn  Field = "completed_on"
	FieldEvidenceURL  Field = "evidence.url"
	FieldEvidenceAct  Field = "evidence.act" // the act is one thing
	FieldEvidenceNote Field = "evidence.note"
)

// Fields in the order in which they are shown.
var Fields = []Field{
	FieldState, FieldPercent, FieldDueOn, FieldCompletedOn, FieldEvidenceURL, FieldEvidenceAct, FieldEvidenceNote,
}

// Cells are the fields of one milestone.
type Cells struct {
	State       plan.MilestoneState
	Percent     int
	DueOn       plan.Date
	CompletedOn plan.Date
	Evidence    plan.Evidence
}

// CellsOf is what the table shows of a status.
func CellsOf(s plan.MilestoneStatus) Cells {
	return Cells{State: s.State, Percent: s.Percent, DueOn: s.DueOn, CompletedOn: s.CompletedOn, Evidence: s.Evidence}
}

// Same reports whether a field of two rows says the same.
func (c Cells) Same(f Field, other Cells) bool {
	switch f {
	case FieldState:
		return c.State == other.State
	case FieldPercent:
		return c.Percent == other.Percent
	case FieldDueOn:
		return c.DueOn == other.DueOn
	case FieldCompletedOn:
		return c.CompletedOn == other.CompletedOn
	case FieldEvidenceURL:
		return c.Evidence.URL == other.Evidence.URL
	case FieldEvidenceAct:
		return sameAct(c.Evidence.Act, other.Evidence.Act)
	case FieldEvidenceNote:
		return c.Evidence.Note == other.Evidence.Note
	}
	return false
}

// with is the cells with one field of another.
func (c Cells) with(f Field, other Cells) Cells {
	switch f {
	case FieldState:
		c.State = other.State
	case FieldPercent:
		c.Percent = other.Percent
	case FieldDueOn:
		c.DueOn = other.DueOn
	case FieldCompletedOn:
		c.CompletedOn = other.CompletedOn
	case FieldEvidenceURL:
		c.Evidence.URL = other.Evidence.URL
	case FieldEvidenceAct:
		c.Evidence.Act = other.Evidence.Act
	case FieldEvidenceNote:
		c.Evidence.Note = other.Evidence.Note
	}
	return c
}

// Choice is whose value of a field is to hold where two people changed it.
type Choice string

// The choices; the empty one is none.
const (
	ChoiceMine       Choice = "mine"
	ChoiceRegistered Choice = "registered"
)

// Edit is what somebody did to a row of the table.
type Edit struct {
	// Opened is what the row showed when it was opened, Typed what its fields hold now.
	Opened, Typed Cells
	// These have no value of before: they go with the change.
	Reason, DecidedIn, Note string
	// Choices hold for the fields of Seen that are still what was registered then: what
	// the row showed beside the writer's own values when the choice was made.
	Choices map[Field]Choice
	Seen    Cells
}

// Changed reports whether there is anything to write.
func (e Edit) Changed() bool {
	return !blank(e.Reason) || e.DecidedIn != "" || !blank(e.Note) || slices.ContainsFunc(Fields, e.touched)
}

func (e Edit) touched(f Field) bool { return !e.Typed.Same(f, e.Opened) }

// Clash is a field that was changed here and, meanwhile, to something else by somebody
// else.
type Clash struct {
	Field  Field
	Choice Choice // empty while it is undecided
}

// Merged is an edit held against what is registered by now.
type Merged struct {
	// Report is what is to be written, on top of what is registered. It holds only where
	// Undecided is false.
	Report plan.Report
	// Writes are the fields that it changes.
	Writes []Field
	// Clashes are decided by people alone.
	Clashes []Clash
	// Taken are the fields that were left alone here and changed by somebody else: the
	// registered value holds.
	Taken []Field
}

// Undecided reports whether a clash waits for a choice: nothing may be written then.
func (m Merged) Undecided() bool {
	return slices.ContainsFunc(m.Clashes, func(c Clash) bool { return c.Choice == "" })
}

// Empty reports whether nothing is left to write: what was typed is what is registered,
// or was given up.
func (m Merged) Empty() bool {
	return len(m.Writes) == 0 && m.Report.Reason == "" && m.Report.DecidedIn == "" && m.Report.Note == ""
}

// Merge holds an edit against what is registered. A field that was not touched takes the
// registered value. One that was touched is written, unless somebody else changed it
// meanwhile to something else: then a person chooses, and nothing else does.
func Merge(e Edit, registered Cells) Merged {
	var m Merged
	merged := registered
	mine := true // the due date, if there is one, is the writer's
	for _, f := range Fields {
		moved, same := !registered.Same(f, e.Opened), e.Typed.Same(f, registered)
		switch {
		case !e.touched(f):
			if moved {
				m.Taken = append(m.Taken, f)
			}
			continue
		case same:
			continue
		case moved:
			choice := e.Choices[f]
			if !e.Seen.Same(f, registered) {
				choice = "" // it was another value that the choice was about
			}
			m.Clashes = append(m.Clashes, Clash{f, choice})
			if choice != ChoiceMine {
				mine = mine && f != FieldDueOn
				continue
			}
		}
		m.Writes = append(m.Writes, f)
		merged = merged.with(f, e.Typed)
	}
	m.Report = report(m, merged, registered, e.Opened)
	m.Report.Note = trimmed(e.Note)
	if mine { // they explain a date that was given up
		m.Report.Reason, m.Report.DecidedIn = trimmed(e.Reason), e.DecidedIn
	}
	return m
}

// report says the writes, and no more.
func report(m Merged, merged, registered, opened Cells) plan.Report {
	var r plan.Report
	for _, f := range m.Writes {
		switch f {
		case FieldState:
			r.State = plan.Some(merged.State)
		case FieldPercent:
			r.Percent = plan.Some(merged.Percent)
		case FieldDueOn:
			r.DueOn = plan.Some(merged.DueOn)
		case FieldCompletedOn:
			r.CompletedOn = plan.Some(merged.CompletedOn)
		case FieldEvidenceURL, FieldEvidenceAct, FieldEvidenceNote:
			r.Evidence = plan.Some(merged.Evidence)
		}
	}
	// State and percentage bring each other along where one is given alone. What
	// somebody else registered meanwhile must not change on the quiet: it is said, and
	// refused by a rule where it does not go with the rest.
	if r.State.Set && !r.Percent.Set && !registered.Same(FieldPercent, opened) {
		r.Percent = plan.Some(registered.Percent)
	}
	if r.Percent.Set && !r.State.Set && !registered.Same(FieldState, opened) {
		r.State = plan.Some(registered.State)
	}
	return r
}
