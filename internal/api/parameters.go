package api

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/traguardi/traguardi/internal/plan"
)

// maxQuery bounds a query string, in bytes.
const maxQuery = 4096

// parameters holds the path and the query against the document: what is not declared,
// given twice or of the wrong form is refused with the rule and without the value. A
// path that cannot name anything is simply not there.
func (s *server) parameters(hc huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(hc)
	op := hc.Operation()
	if err := checkPath(hc, op); err != nil {
		s.refuse(w, r, err)
		return
	}
	if err := checkQuery(r.URL.RawQuery, op); err != nil {
		s.refuse(w, r, err)
		return
	}
	next(hc)
}

func checkPath(hc huma.Context, op *huma.Operation) error {
	for _, p := range op.Parameters {
		if p.In != "path" {
			continue
		}
		var problems plan.Problems
		checkValue(&problems, "path."+p.Name, hc.Param(p.Name), p.Schema)
		if problems.Any() {
			return plan.NotFound(p.Name)
		}
	}
	return nil
}

func checkQuery(raw string, op *huma.Operation) error {
	if len(raw) > maxQuery {
		return plan.Errorf(plan.KindMalformed, "the query string is longer than %d bytes", maxQuery)
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return plan.Errorf(plan.KindMalformed, "the query string is not well-formed")
	}
	var problems plan.Problems
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		location := "query." + shown(name)
		schema := queryParameter(op, name)
		switch {
		case schema == nil:
			problems.Add(location, "parameter.unknown", "is not a parameter of this address")
		case len(values[name]) > 1:
			problems.Add(location, "parameter.repeated", "is given more than once")
		default:
			checkValue(&problems, location, values[name][0], schema)
		}
	}
	return problems.Err()
}

func queryParameter(op *huma.Operation, name string) *huma.Schema {
	for _, p := range op.Parameters {
		if p.In == "query" && p.Name == name {
			return p.Schema
		}
	}
	return nil
}

// ourNames are what fields and parameters of this API look like.
var ourNames = regexp.MustCompile(`^[a-z]{1,20}(_[a-z]{1,20}){0,4}$`)

// shown gives the name of an unknown field or parameter back only where it looks like
// one of ours, so that a slip of the pen can be found; anything else is input, and
// input is not repeated.
func shown(name string) string {
	if ourNames.MatchString(name) {
		return name
	}
	return "?"
}

// checkValue notes the first rule of the schema that a parameter's value breaks.
func checkValue(p *plan.Problems, location, value string, schema *huma.Schema) {
	switch {
	case !utf8.ValidString(value):
		p.Add(location, "text.utf8", "must be valid UTF-8")
	case schema.MaxLength != nil && utf8.RuneCountInString(value) > *schema.MaxLength:
		p.Add(location, "text.length", "is too long", *schema.MaxLength)
	case schema.Type == huma.TypeInteger:
		checkInteger(p, location, value, schema)
	case schema.Type == huma.TypeBoolean:
		if value != "true" && value != "false" {
			p.Add(location, "type.boolean", "must be true or false")
		}
	case len(schema.Enum) > 0:
		if !slices.Contains(schema.Enum, any(value)) {
			p.Add(location, "value.unknown", "must be one of: "+enumText(schema.Enum))
		}
	case schema.Format == "date":
		if _, err := plan.ParseDate(value); err != nil {
			p.Add(location, "date.form", "must be a day of the calendar as YYYY-MM-DD")
		}
	case schema.Format == "date-time":
		if _, err := time.Parse(time.RFC3339, value); err != nil {
			p.Add(location, "instant.form", "must be an instant as RFC 3339 writes it")
		}
	case schema.Pattern != "" && !pattern(schema.Pattern).MatchString(value):
		p.Add(location, "text.pattern", "does not have the form that the document gives")
	}
}

func checkInteger(p *plan.Problems, location, value string, schema *huma.Schema) {
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil:
		p.Add(location, "type.integer", "must be a whole number")
	case schema.Minimum != nil && float64(n) < *schema.Minimum, schema.Maximum != nil && float64(n) > *schema.Maximum:
		p.Add(location, "number.range", "is out of range", *schema.Minimum, *schema.Maximum)
	}
}

func enumText(values []any) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i], _ = v.(string)
	}
	return strings.Join(texts, ", ")
}

// patterns are those of the document, compiled when first met.
var patterns sync.Map

func pattern(expression string) *regexp.Regexp {
	if known, ok := patterns.Load(expression); ok {
		return known.(*regexp.Regexp)
	}
	compiled := regexp.MustCompile(expression)
	patterns.Store(expression, compiled)
	return compiled
}
