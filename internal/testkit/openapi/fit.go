package openapi

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/traguardi/traguardi/internal/plan"
)

// Misfits lists what keeps a value, as encoding/json reads it, from fitting a schema.
func (d *Document) Misfits(schema, value any) []string { return d.misfits(schema, value, "") }

func (d *Document) misfits(node, value any, at string) []string {
	schema := d.Resolve(node)
	if options, ok := schema["anyOf"].([]any); ok {
		var all []string
		for _, option := range options {
			complaints := d.misfits(option, value, at)
			if len(complaints) == 0 {
				return nil
			}
			all = append(all, complaints...)
		}
		return all
	}
	names, nullable := Kinds(schema)
	if slices.Equal(names, []string{}) && schema["type"] == "null" || value == nil {
		if value == nil && (nullable || schema["type"] == "null") {
			return nil
		}
		return []string{at + " must not be null, or must be"}
	}
	switch v := value.(type) {
	case string:
		return d.misfitsText(schema, names, v, at)
	case float64:
		return d.misfitsNumber(schema, names, v, at)
	case bool:
		if !slices.Contains(names, "boolean") {
			return []string{at + " is a flag"}
		}
	case []any:
		return d.misfitsList(schema, names, v, at)
	case Object:
		return d.misfitsObject(schema, names, v, at)
	}
	return nil
}

func (d *Document) misfitsText(schema Object, names []string, v, at string) []string {
	var out []string
	if !slices.Contains(names, "string") {
		return []string{at + " is a text"}
	}
	if most, ok := schema["maxLength"].(float64); ok && utf8.RuneCountInString(v) > int(most) {
		out = append(out, at+" is too long")
	}
	if form, ok := schema["pattern"].(string); ok && !pattern(form).MatchString(v) {
		out = append(out, fmt.Sprintf("%s: %q does not fit %s", at, v, form))
	}
	if values, ok := schema["enum"].([]any); ok && !slices.Contains(values, any(v)) {
		out = append(out, fmt.Sprintf("%s: %q is not listed", at, v))
	}
	switch schema["format"] {
	case "date":
		if _, err := plan.ParseDate(v); err != nil {
			out = append(out, fmt.Sprintf("%s: %q is no day", at, v))
		}
	case "date-time":
		if _, err := time.Parse(time.RFC3339, v); err != nil {
			out = append(out, fmt.Sprintf("%s: %q is no instant", at, v))
		}
	}
	return out
}

func (d *Document) misfitsNumber(schema Object, names []string, v float64, at string) []string {
	var out []string
	switch {
	case slices.Contains(names, "integer"):
		if v != float64(int64(v)) {
			out = append(out, at+" is not whole")
		}
	case !slices.Contains(names, "number"):
		return []string{at + " is a number"}
	}
	if least, ok := schema["minimum"].(float64); ok && v < least {
		out = append(out, fmt.Sprintf("%s: %v is below %v", at, v, least))
	}
	if most, ok := schema["maximum"].(float64); ok && v > most {
		out = append(out, fmt.Sprintf("%s: %v is above %v", at, v, most))
	}
	return out
}

func (d *Document) misfitsList(schema Object, names []string, v []any, at string) []string {
	var out []string
	if !slices.Contains(names, "array") {
		return []string{at + " is a list"}
	}
	if most, ok := schema["maxItems"].(float64); ok && len(v) > int(most) {
		out = append(out, at+" has too many entries")
	}
	for i, item := range v {
		out = append(out, d.misfits(schema["items"], item, fmt.Sprintf("%s[%d]", at, i))...)
	}
	return out
}

func (d *Document) misfitsObject(schema Object, names []string, v Object, at string) []string {
	var out []string
	if !slices.Contains(names, "object") {
		return []string{at + " is an object"}
	}
	properties, _ := schema["properties"].(Object)
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if properties[name] == nil {
			out = append(out, at+"."+name+" is not in the document")
			continue
		}
		out = append(out, d.misfits(properties[name], v[name], at+"."+name)...)
	}
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, there := v[name.(string)]; !there {
			out = append(out, fmt.Sprintf("%s.%s is missing", at, name))
		}
	}
	return out
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
