package board

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// officeList is what an office owns, as an audience sees it.
type officeList struct {
	milestones []*Milestone // by due date
	// dated counts the done milestones that have a baseline, onTime those of them that
	// were completed by it; drafts' do not count.
	dated, onTime int
}

// projectOffices keeps the milestones of each office by date. Those of an earlier
// projection are edited where they changed.
func (p *projection) projectOffices(earlier *projection) {
	if earlier.offices == nil {
		p.offices = map[string]officeList{}
		for _, o := range p.objectives {
			if o == nil {
				continue
			}
			for _, m := range o.content.Milestones {
				list := p.offices[m.Status.Office]
				list.milestones = append(list.milestones, m)
				list.count(m, o.body.of, 1)
				p.offices[m.Status.Office] = list
			}
		}
		for _, list := range p.offices {
			slices.SortFunc(list.milestones, byDueDate)
		}
		return
	}
	edits := map[string]*officeEdit{}
	eachProjectedChange(earlier.objectives, p.objectives, func(old, new *projected) {
		gatherEdits(edits, old, new)
	})
	p.offices = earlier.offices
	if len(edits) == 0 {
		return
	}
	p.offices = make(map[string]officeList, len(earlier.offices))
	for code, list := range earlier.offices {
		p.offices[code] = list
	}
	for code, edit := range edits {
		list := p.offices[code].edit(edit)
		if len(list.milestones) == 0 {
			delete(p.offices, code)
		} else {
			p.offices[code] = list
		}
	}
}

func (p *projection) office(row *plan.Office, figures progress.Figures) *Office {
	list := p.offices[row.Code]
	office := &Office{
		Code: row.Code, Name: row.Name, Description: row.Description, Revision: row.Revision, Figures: figures,
		LastMetOn: p.agenda.lastMet[row.Code], NextMeeting: p.agenda.next[row.Code], Milestones: list.milestones,
	}
	if list.dated > 0 {
		rate := float64(list.onTime) / float64(list.dated)
		office.OnTimeRate, office.OnTimeOf = &rate, list.dated
	}
	return office
}

// count adds a milestone to the on-time rate, or takes it away (times −1).
func (l *officeList) count(m *Milestone, of *objectiveDay, times int) {
	if m.Status.State != plan.MilestoneDone || m.BaselineDueOn.IsZero() || !of.terms.State.Counted() {
		return
	}
	l.dated += times
	if !m.Status.CompletedOn.After(m.BaselineDueOn) {
		l.onTime += times
	}
}

// officeEdit is what changed of an office's milestones.
type officeEdit struct {
	remove, insert []*Milestone
	count          officeList
}

func edit(edits map[string]*officeEdit, m *Milestone) *officeEdit {
	e := edits[m.Status.Office]
	if e == nil {
		e = &officeEdit{}
		edits[m.Status.Office] = e
	}
	return e
}

// gatherEdits notes the milestones that differ between two states of an objective;
// either may be nil.
func gatherEdits(edits map[string]*officeEdit, old, new *projected) {
	var before, after []*Milestone
	if old != nil {
		before = old.content.Milestones
	}
	if new != nil {
		after = new.content.Milestones
	}
	// A draft's milestones weigh nothing in the on-time rate, so that a change of the
	// objective's state concerns all of them.
	all := old != nil && new != nil && old.body.of.terms.State != new.body.of.terms.State
	for len(before) > 0 || len(after) > 0 {
		switch {
		case len(after) == 0 || (len(before) > 0 && before[0].Number < after[0].Number):
			e := edit(edits, before[0])
			e.remove = append(e.remove, before[0])
			e.count.count(before[0], old.body.of, -1)
			before = before[1:]
		case len(before) == 0 || after[0].Number < before[0].Number:
			e := edit(edits, after[0])
			e.insert = append(e.insert, after[0])
			e.count.count(after[0], new.body.of, 1)
			after = after[1:]
		default:
			if all || before[0] != after[0] {
				e := edit(edits, before[0])
				e.remove = append(e.remove, before[0])
				e.count.count(before[0], old.body.of, -1)
				e = edit(edits, after[0])
				e.insert = append(e.insert, after[0])
				e.count.count(after[0], new.body.of, 1)
			}
			before, after = before[1:], after[1:]
		}
	}
}

// edit gives the list after an edit, in one copy.
func (l officeList) edit(e *officeEdit) officeList {
	slices.SortFunc(e.remove, byDueDate)
	slices.SortFunc(e.insert, byDueDate)
	next := officeList{dated: l.dated + e.count.dated, onTime: l.onTime + e.count.onTime}
	next.milestones = make([]*Milestone, 0, len(l.milestones)+len(e.insert)-len(e.remove))
	rest, remove, insert := l.milestones, e.remove, e.insert
	for len(remove) > 0 || len(insert) > 0 {
		if len(insert) == 0 || (len(remove) > 0 && byDueDate(remove[0], insert[0]) <= 0) {
			at, _ := slices.BinarySearchFunc(rest, remove[0], byDueDate)
			next.milestones = append(next.milestones, rest[:at]...)
			rest, remove = rest[at+1:], remove[1:]
			continue
		}
		at, _ := slices.BinarySearchFunc(rest, insert[0], byDueDate)
		next.milestones = append(append(next.milestones, rest[:at]...), insert[0])
		rest, insert = rest[at:], insert[1:]
	}
	next.milestones = append(next.milestones, rest...)
	return next
}

// byDueDate orders milestones by due date, undated ones last.
func byDueDate(a, b *Milestone) int {
	if undated := a.Status.DueOn.IsZero(); undated != b.Status.DueOn.IsZero() {
		if undated {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Status.DueOn.Compare(b.Status.DueOn), cmp.Compare(a.Objective, b.Objective), a.Number-b.Number)
}

// eachProjectedChange walks two lists of objectives by code, leaving out those that
// are not shown, and visits those that differ; old or new is nil where there is none.
func eachProjectedChange(before, after []*projected, visit func(old, new *projected)) {
	shown := func(p *projected) bool { return p == nil }
	before, after = slices.DeleteFunc(slices.Clone(before), shown), slices.DeleteFunc(slices.Clone(after), shown)
	for len(before) > 0 || len(after) > 0 {
		switch {
		case len(after) == 0 || (len(before) > 0 && before[0].content.Code < after[0].content.Code):
			visit(before[0], nil)
			before = before[1:]
		case len(before) == 0 || after[0].content.Code < before[0].content.Code:
			visit(nil, after[0])
			after = after[1:]
		default:
			if before[0] != after[0] {
				visit(before[0], after[0])
			}
			before, after = before[1:], after[1:]
		}
	}
}
