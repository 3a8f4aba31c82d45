// Package openapi reads the OpenAPI document of the program as its tests need it: it holds answers against the
// document, and makes of it the requests that nobody would write by hand.
package openapi

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Object is a JSON object.
type Object = map[string]any

// Document is an OpenAPI document. It is not changed after Parse, and any number of goroutines may read it.
type Document struct {
	root       Object
	operations []Operation
	addresses  []address
}

// Operation is one method of one path.
type Operation struct {
	Method string // "PATCH"
	Path   string // "/organizations/{organization}"
	Object
}

func (o Operation) String() string { return o.Method + " " + o.Path }

// ForStaff reports whether it cannot be asked without saying who asks.
func (o Operation) ForStaff() bool {
	needs, _ := o.Object["security"].([]any)
	return !slices.ContainsFunc(needs, func(n any) bool { return len(n.(Object)) == 0 })
}

type address struct {
	template string
	form     *regexp.Regexp
}

// Methods are those that the document uses.
var Methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// Parse reads a document.
func Parse(raw []byte) (*Document, error) {
	d := &Document{}
	if err := json.Unmarshal(raw, &d.root); err != nil {
		return nil, err
	}
	parameter := regexp.MustCompile(`\\\{[a-z_]+\\\}`)
	paths, _ := d.root["paths"].(Object)
	for _, template := range slices.Sorted(maps.Keys(paths)) {
		form := regexp.MustCompile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(template), `[^/]+`) + "$")
		d.addresses = append(d.addresses, address{template, form})
		for _, method := range Methods {
			if o, ok := Dig(paths, template, strings.ToLower(method)).(Object); ok {
				d.operations = append(d.operations, Operation{method, template, o})
			}
		}
	}
	return d, nil
}

// Operations are all of them, in the order of their paths.
func (d *Document) Operations() []Operation { return d.operations }

// At finds the operation that a request meets, nil where the document has none; HEAD meets what GET does.
func (d *Document) At(method, path string) Object {
	path, _, _ = strings.Cut(path, "?")
	if method == "HEAD" {
		method = "GET"
	}
	if method != strings.ToUpper(method) {
		return nil // methods tell cases apart
	}
	for _, a := range d.addresses {
		if a.form.MatchString(path) {
			operation, _ := Dig(d.root, "paths", a.template, strings.ToLower(method)).(Object)
			return operation
		}
	}
	return nil
}

// Resolve follows a reference.
func (d *Document) Resolve(node any) Object {
	o, _ := node.(Object)
	if ref, ok := o["$ref"].(string); ok {
		return d.Resolve(Dig(d.root, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...))
	}
	return o
}

// Dig goes down by names; nil where there is nothing.
func Dig(node any, keys ...string) any {
	for _, key := range keys {
		o, ok := node.(Object)
		if !ok {
			return nil
		}
		node = o[key]
	}
	return node
}

// Kinds are the types of a schema, and whether null is one of them.
func Kinds(schema Object) (names []string, nullable bool) {
	switch typ := schema["type"].(type) {
	case string:
		names = []string{typ}
	case []any:
		for _, t := range typ {
			names = append(names, t.(string))
		}
	}
	nullable = slices.Contains(names, "null") || schema["nullable"] == true
	return slices.DeleteFunc(names, func(n string) bool { return n == "null" }), nullable
}

// Example makes a value of a schema from the examples of its fields; nil where there is none.
func (d *Document) Example(node any) any {
	schema := d.Resolve(node)
	if examples, ok := schema["examples"].([]any); ok && len(examples) > 0 {
		return examples[0]
	}
	if example, ok := schema["example"]; ok {
		return example
	}
	for _, joined := range []string{"allOf", "oneOf", "anyOf"} {
		if list, ok := schema[joined].([]any); ok && len(list) > 0 {
			return d.Example(list[0])
		}
	}
	if values, ok := schema["enum"].([]any); ok && len(values) > 0 {
		return values[0]
	}
	if properties, ok := schema["properties"].(Object); ok {
		object := Object{}
		for name, property := range properties {
			if Dig(property, "readOnly") == true {
				continue
			}
			if value := d.Example(property); value != nil {
				object[name] = value
			}
		}
		return object
	}
	if schema["type"] == "object" {
		return Object{} // one without a property
	}
	if items, ok := schema["items"]; ok {
		if value := d.Example(items); value != nil {
			return []any{value}
		}
		return []any{}
	}
	return nil
}
