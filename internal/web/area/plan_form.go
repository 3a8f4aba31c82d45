package area

import (
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// planForm is the form of an objective or of a milestone, new or known.
type planForm struct {
	frame
	Edit   *edit // nil for something new
	Groups [][]*editField
	// Confirm is asked for beneath the state, where a change of it has to be confirmed.
	Confirm   *field
	Do        string
	Back      string
	RemoveURL string
	// Remove are the words of the way there; empty for a milestone's.
	Remove string
	// ReportURL is where state, percentage, due date and evidence of a milestone change;
	// empty for a new one.
	ReportURL string
}

// planPage shows the form of something new; fields are as they are at first.
func (v *visit) planPage(f *form, page *planForm, fields []field) (reply, error) {
	filled := make([]*editField, len(fields))
	for i, one := range fields {
		filled[i] = &editField{field: f.fill(one)}
	}
	page.Groups = sideBySide(filled)
	return v.page("piano-modulo", page)
}

// planEdit is one edit of an objective or a milestone. write reads what was typed, before
// anything is saved, and answers with the write; page is shown around the fields.
func (v *visit) planEdit(what trail, load func(*board.Staff) (int64, []field, error), write func(*form, *edit) func(ifRevision int64) error, address string, page func(*edit) *planForm) (reply, error) {
	return v.planEditTo(what, load, write, func() string { return address }, page)
}

// planEditTo is planEdit with an address that what was written has a say in.
func (v *visit) planEditTo(what trail, load func(*board.Staff) (int64, []field, error), write func(*form, *edit) func(ifRevision int64) error, address func() string, page func(*edit) *planForm) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	e, err := v.edit(f, load)
	if err != nil {
		return nil, err
	}
	e.trail = what
	return v.submit(func(f *form) (string, error) {
		err := e.save(write(f, e))
		return address(), err
	}, func(f *form) (reply, error) {
		e.f = f
		f.gather("sectors")
		f.gather("lines")
		e.fill()
		shown := page(e)
		shown.Edit, shown.Groups = e, sideBySide(e.fields)
		return v.page("piano-modulo", shown)
	})
}

// beside are the fields that stand beside another one.
var beside = map[string]string{"due_on": "start_on", "baseline_on": "baseline", "target_on": "target", "assigned_on": "applied_on", "state_on": "state", "measured_on": "value"}

// sideBySide puts what belongs together side by side, and every other field by itself.
func sideBySide(fields []*editField) [][]*editField {
	var groups [][]*editField
	for i, one := range fields {
		if last := len(groups) - 1; i > 0 && beside[one.Name] != "" && fields[i-1].Name == beside[one.Name] {
			groups[last] = append(groups[last], one)
		} else {
			groups = append(groups, []*editField{one})
		}
	}
	return groups
}

// sectorsField are boxes for the whole catalogue. What it hides or has no more stays with
// an objective that has it, and is offered to no other.
func (v *visit) sectorsField(staff *board.Staff, o *board.Objective) (field, bool) {
	boxes := field{Name: "sectors", Label: v.say.Plain("objectives.area.sectors"), Type: "boxes", Hint: v.say.T("objectives.area.sectors.hint")}
	for _, sector := range staff.Sectors {
		one := choice{sector.Code, sector.Name, slices.Contains(o.Sectors, sector.Code)}
		if one.Selected || sector.RemovedOn.IsZero() && !sector.Hidden {
			boxes.Options = append(boxes.Options, one)
		} else {
			boxes.Former = append(boxes.Former, one)
		}
	}
	return boxes, len(boxes.Options) > 0
}

// officeField chooses an office. One that is no more stays with what has it, and is offered
// to nothing else.
func officeField(staff *board.Staff, one field, blank string) field {
	one.Type, one.Options = "select", officeChoices(staff, blank, one.Value)
	for _, office := range staff.Former {
		one.Former = append(one.Former, choice{office.Code, office.Name, false})
	}
	return one
}

// horizonChoices are the horizons that an objective may have.
func (v *visit) horizonChoices(isNew bool) []choice {
	var horizons []choice
	if isNew {
		horizons = append(horizons, choice{"", v.say.Plain("accounts.role.choose"), false})
	}
	for _, h := range plan.Horizons {
		horizons = append(horizons, choice{string(h), v.say.Plain("horizon." + string(h)), false})
	}
	return horizons
}
