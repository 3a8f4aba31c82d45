package area

import "html/template"

// Hidden fields of a page with several forms: which of them was sent, and about what.
const (
	fieldPart   = "modulo"
	fieldObject = "oggetto"
)

// part is one of several forms of a page. Only the one that was sent comes back filled,
// and only its fields have the ids that the summary of errors leads to.
type part struct {
	f    *form
	sent bool
	// Name and Object are its hidden fields.
	Name, Object string
	id           string
}

// part gives a form of the page by its name and by what it is about.
func (v *visit) part(f *form, name, object string) part {
	return part{
		f: f, sent: f.posted() && f.text(fieldPart) == name && f.text(fieldObject) == object,
		Name: name, Object: object, id: fieldID(name + "-" + object),
	}
}

// fill completes a field of the part.
func (p part) fill(one field) field {
	if p.sent {
		return p.f.fill(one)
	}
	one = (&form{}).fill(one)
	one.ID = p.ID(one.Name)
	return one
}

// ID is the id of a field of the part.
func (p part) ID(location string) string {
	if p.sent {
		return fieldID(location)
	}
	return p.id + "-" + fieldID(location)
}

// errorsAt are the rules that a field of the part breaks.
func (p part) errorsAt(location, label string) []template.HTML {
	if !p.sent {
		return nil
	}
	return p.f.errorsAt(location, label)
}

// value is what the part holds of a field: what was typed, else what is stored.
func (p part) value(name, stored string) string {
	if !p.sent {
		return stored
	}
	return p.f.value(name, stored)
}
