package board

import (
	"reflect"

	"github.com/traguardi/traguardi/internal/plan"
)

// The estimates below count a row's own size and its long texts. What a change
// replaces is not subtracted: an estimate that errs upwards bounds memory all the same,
// and a ledger that is read anew starts from the true figure.

func officeBytes(rows []plan.Office) (n int64) {
	for i := range rows {
		n += size[plan.Office]() + text(rows[i].Code, rows[i].Name, rows[i].Description)
	}
	return n
}

func sectorBytes(rows []plan.Sector) (n int64) {
	for i := range rows {
		n += size[plan.Sector]() + text(rows[i].Code, rows[i].Name)
	}
	return n
}

func textsBytes(t *plan.Texts) int64 {
	return text(t.Introduction, t.PrivacyContact, t.DPOContact, t.PrivacyNote, t.LegalNote)
}

func blockBytes(edit *blockEdit) (n int64) {
	if o := edit.objective; o != nil {
		n += size[plan.Objective]() + text(o.Code, o.Title, o.Description) + text(o.Sectors...) + int64(len(o.Lines))*(size[plan.LineRef]()+24) + int64(len(o.MilestoneOrder))*size[int]()
	}
	for i := range edit.changes {
		n += size[plan.ObjectiveChange]() + text(edit.changes[i].ID)
	}
	for i := range edit.ratings {
		n += size[plan.Rating]() + text(edit.ratings[i].ID, edit.ratings[i].Text)
	}
	return n
}

func logBytes(edit *logEdit) (n int64) {
	if m := edit.milestone; m != nil {
		n += size[plan.Milestone]() + text(m.Title, m.Description)
	}
	for i := range edit.updates {
		u := &edit.updates[i]
		n += size[plan.Update]() + text(u.ID, u.Reason, u.Note, u.Source, u.After.Evidence.URL, u.After.Evidence.Note)
	}
	for i := range edit.reviews {
		n += size[plan.Review]() + text(edit.reviews[i].ID, edit.reviews[i].Note)
	}
	return n
}

func meetingBytes(meetings []plan.Meeting, actions []plan.Action) (n int64) {
	for i := range meetings {
		m := &meetings[i]
		n += size[plan.Meeting]() + text(m.ID, m.Title, m.Agenda, m.Minutes, m.Place) + text(m.Offices...)
		for _, p := range m.Participants {
			n += size[plan.Participant]() + text(p.Role)
		}
		for _, d := range m.Decisions {
			n += size[plan.Decision]() + text(d.ID, d.Text)
		}
		for _, note := range m.Notes {
			n += size[plan.PointNotes]() + text(note.Text)
		}
	}
	for i := range actions {
		n += size[plan.Action]() + text(actions[i].ID, actions[i].Title)
	}
	return n
}

func text(all ...string) (n int64) {
	for _, s := range all {
		n += int64(len(s))
	}
	return n
}

func size[T any]() int64 { return int64(reflect.TypeFor[T]().Size()) }
