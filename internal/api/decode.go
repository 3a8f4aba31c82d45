package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// What a body may hold is said once, by a struct: its json names, and fields that are
// plan.Opt of a text, a day, a number, a flag, a list or a nested struct. The document
// is made from the same struct (document.go).

// nulls says what null means in a body.
type nulls int

const (
	// nullAbsent: null is the same as leaving the field out (a new object).
	nullAbsent nulls = iota
	// nullEmpties: null makes the field empty (a merge patch, an update).
	nullEmpties
)

// hinting bodies know fields that are not theirs to take, with where they belong.
type hinting interface {
	hints() map[string]string
}

// decodeBody reads a JSON object into a T. Every field that is unknown, of the wrong
// type or holds a character that no text may hold is named, all at once.
func decodeBody[T any](raw []byte, mode nulls) (T, error) {
	tree, err := parseJSON(raw)
	if err != nil {
		var none T
		return none, err
	}
	return decodeTree[T](tree, mode)
}

// decodeTree is decodeBody for an object that was parsed already.
func decodeTree[T any](tree any, mode nulls) (T, error) {
	var body T
	d := decoder{mode: mode}
	object, ok := tree.(map[string]any)
	if !ok {
		return body, plan.Errorf(plan.KindMalformed, "the body must be a JSON object")
	}
	d.object("", object, reflect.ValueOf(&body).Elem())
	return body, d.problems.Err()
}

type decoder struct {
	mode     nulls
	problems plan.Problems
}

func (d *decoder) object(location string, object map[string]any, target reflect.Value) {
	known := map[string]bool{}
	for i := range target.NumField() {
		name, _, _ := strings.Cut(target.Type().Field(i).Tag.Get("json"), ",")
		known[name] = true
		if value, given := object[name]; given {
			d.optional(at(location, name), value, target.Field(i))
		}
	}
	d.unknown(location, object, known, target)
}

func (d *decoder) unknown(location string, object map[string]any, known map[string]bool, target reflect.Value) {
	var hints map[string]string
	if h, ok := target.Interface().(hinting); ok {
		hints = h.hints()
	}
	names := make([]string, 0, len(object))
	for name := range object {
		if !known[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if hint, ok := hints[name]; ok {
			d.problems.Add(at(location, name), "field.elsewhere", hint)
			continue
		}
		d.problems.Add(at(location, shown(name)), "field.unknown", "is not a field that may be given here")
	}
}

// optional fills a plan.Opt.
func (d *decoder) optional(location string, value any, opt reflect.Value) {
	set, target := opt.FieldByName("Set"), opt.FieldByName("Value")
	if value == nil {
		switch target.Kind() {
		case reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
			if d.mode == nullEmpties {
				d.problems.Add(location, "field.null", "must not be null")
				return
			}
		}
		set.SetBool(d.mode == nullEmpties)
		return
	}
	set.SetBool(true)
	d.value(location, value, target)
}

var dateType = reflect.TypeFor[plan.Date]()

func (d *decoder) value(location string, value any, target reflect.Value) {
	switch {
	case target.Type() == dateType:
		d.date(location, value, target)
	case target.Kind() == reflect.String:
		if text, ok := expect[string](d, location, value, "type.string", "must be a text"); ok {
			// Every text, whatever rule comes later: none of these characters may reach
			// a look-up or a log.
			d.problems.Lines(location, text, plan.MaxMinutes)
			target.SetString(text)
		}
	case target.Kind() == reflect.Bool:
		if flag, ok := expect[bool](d, location, value, "type.boolean", "must be true or false"); ok {
			target.SetBool(flag)
		}
	case target.Kind() == reflect.Int || target.Kind() == reflect.Int64:
		if n, ok := expect[json.Number](d, location, value, "type.integer", "must be a whole number"); ok {
			d.integer(location, n, target)
		}
	case target.Kind() == reflect.Float64:
		if n, ok := expect[json.Number](d, location, value, "type.number", "must be a number"); ok {
			d.number(location, n, target)
		}
	case target.Kind() == reflect.Slice:
		if list, ok := expect[[]any](d, location, value, "type.list", "must be a list"); ok {
			d.list(location, list, target)
		}
	case target.Kind() == reflect.Struct:
		if object, ok := expect[map[string]any](d, location, value, "type.object", "must be an object"); ok {
			d.object(location, object, target)
		}
	default:
		panic("api: a body cannot hold a " + target.Type().String())
	}
}

func expect[T any](d *decoder, location string, value any, rule, message string) (T, bool) {
	v, ok := value.(T)
	if !ok {
		d.problems.Add(location, rule, message)
	}
	return v, ok
}

func (d *decoder) date(location string, value any, target reflect.Value) {
	text, ok := expect[string](d, location, value, "type.string", "must be a text")
	if !ok {
		return
	}
	day, err := plan.ParseDate(text)
	if err != nil {
		d.problems.Add(location, "date.form", "must be a day of the calendar as YYYY-MM-DD, between 1900 and 2199")
		return
	}
	target.Set(reflect.ValueOf(day))
}

func (d *decoder) integer(location string, n json.Number, target reflect.Value) {
	whole, ok := integral(n)
	if !ok {
		d.problems.Add(location, "type.integer", "must be a whole number")
		return
	}
	target.SetInt(int64(whole))
}

func (d *decoder) number(location string, n json.Number, target reflect.Value) {
	f, err := n.Float64()
	if err != nil {
		d.problems.Add(location, "number.range", "is out of range")
		return
	}
	target.SetFloat(f)
}

func (d *decoder) list(location string, list []any, target reflect.Value) {
	values := reflect.MakeSlice(target.Type(), len(list), len(list))
	for i, value := range list {
		d.value(entry(location, i), value, values.Index(i))
	}
	target.Set(values)
}

// as gives an optional text as one of the vocabulary's own kinds of text; the rules of
// package plan say whether it is one of theirs.
func as[T ~string](o plan.Opt[string]) plan.Opt[T] {
	return plan.Opt[T]{Set: o.Set, Value: T(o.Value)}
}
