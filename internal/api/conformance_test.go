package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/traguardi/traguardi/internal/plan"
)

// contract is the golden document, read once: every answer of every test is held
// against it.
var contract = sync.OnceValue(func() object {
	raw, err := os.ReadFile(filepath.Join("testdata", "openapi.json"))
	if err != nil {
		panic(err)
	}
	var document object
	if err := json.Unmarshal(raw, &document); err != nil {
		panic(err)
	}
	return document
})

// transport are the fields that HTTP itself brings.
var transport = []string{"Content-Type", "Content-Length", "Content-Encoding"}

// conforms checks an answer against the document: status, headers, shape of the body.
func conforms(t testing.TB, q request, a answer) {
	t.Helper()
	operation := operationAt(q.method, q.path)
	if operation == nil {
		return
	}
	declared, ok := dig(operation, "responses", fmt.Sprint(a.Code)).(object)
	if !ok {
		t.Errorf("%s %s: %d is not declared", q.method, q.path, a.Code)
		return
	}
	declared = resolve(contract(), declared)
	headers, _ := declared["headers"].(object)
	for name := range a.Header() {
		if headers[declaredName(headers, name)] == nil && !slices.Contains(transport, name) {
			t.Errorf("%s %s: %d sends %s, which is not declared", q.method, q.path, a.Code, name)
		}
	}
	content, _ := declared["content"].(object)
	media, _, _ := strings.Cut(a.Header().Get("Content-Type"), ";")
	if a.Body.Len() == 0 {
		return
	}
	described, ok := content[media].(object)
	if !ok {
		if q.path != "/status" {
			t.Errorf("%s %s: %d is %q, which is not declared", q.method, q.path, a.Code, media)
		}
		return
	}
	if a.json != nil {
		for _, complaint := range fitting(described["schema"], a.json, "") {
			t.Errorf("%s %s: %d: %s", q.method, q.path, a.Code, complaint)
		}
	}
}

// declaredName finds a header whatever its case.
func declaredName(headers object, name string) string {
	for declared := range headers {
		if strings.EqualFold(declared, name) {
			return declared
		}
	}
	return name
}

// addresses are the document's paths as patterns.
var addresses = sync.OnceValue(func() map[string]*regexp.Regexp {
	parameter := regexp.MustCompile(`\\\{[a-z_]+\\\}`)
	out := map[string]*regexp.Regexp{}
	for template := range dig(contract(), "paths").(object) {
		out[template] = regexp.MustCompile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(template), `[^/]+`) + "$")
	}
	return out
})

func operationAt(method, path string) object {
	path, _, _ = strings.Cut(path, "?")
	if method == "HEAD" {
		method = "GET"
	}
	for template, form := range addresses() {
		if form.MatchString(path) {
			operation, _ := dig(contract(), "paths", template, strings.ToLower(method)).(object)
			return operation
		}
	}
	return nil
}

// fitting lists what keeps a value from fitting a schema.
func fitting(node, value any, at string) []string {
	schema := resolve(contract(), node)
	if options, ok := schema["anyOf"].([]any); ok {
		var all []string
		for _, option := range options {
			complaints := fitting(option, value, at)
			if len(complaints) == 0 {
				return nil
			}
			all = append(all, complaints...)
		}
		return all
	}
	names, nullable := kinds(schema)
	if slices.Equal(names, []string{}) && schema["type"] == "null" || value == nil {
		if value == nil && (nullable || schema["type"] == "null") {
			return nil
		}
		return []string{at + " must not be null, or must be"}
	}
	switch v := value.(type) {
	case string:
		return fittingText(schema, names, v, at)
	case float64:
		return fittingNumber(schema, names, v, at)
	case bool:
		if !slices.Contains(names, "boolean") {
			return []string{at + " is a flag"}
		}
	case []any:
		return fittingList(schema, names, v, at)
	case object:
		return fittingObject(schema, names, v, at)
	}
	return nil
}

func fittingText(schema object, names []string, v, at string) []string {
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

func fittingNumber(schema object, names []string, v float64, at string) []string {
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

func fittingList(schema object, names []string, v []any, at string) []string {
	var out []string
	if !slices.Contains(names, "array") {
		return []string{at + " is a list"}
	}
	if most, ok := schema["maxItems"].(float64); ok && len(v) > int(most) {
		out = append(out, at+" has too many entries")
	}
	for i, item := range v {
		out = append(out, fitting(schema["items"], item, fmt.Sprintf("%s[%d]", at, i))...)
	}
	return out
}

func fittingObject(schema object, names []string, v object, at string) []string {
	var out []string
	if !slices.Contains(names, "object") {
		return []string{at + " is an object"}
	}
	properties, _ := schema["properties"].(object)
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if properties[name] == nil {
			out = append(out, at+"."+name+" is not in the document")
			continue
		}
		out = append(out, fitting(properties[name], v[name], at+"."+name)...)
	}
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, there := v[name.(string)]; !there {
			out = append(out, fmt.Sprintf("%s.%s is missing", at, name))
		}
	}
	return out
}

// TestExamplesFitTheirSchemas: an example that is not one misleads whoever copies it.
func TestExamplesFitTheirSchemas(t *testing.T) {
	count := 0
	for _, o := range operationsOf(t, "openapi.json") {
		contents := []any{dig(o.object, "requestBody", "content")}
		for _, r := range o.object["responses"].(object) {
			contents = append(contents, resolve(contract(), r)["content"])
		}
		for _, content := range contents {
			described, _ := content.(object)
			for media, c := range described {
				if !strings.HasSuffix(media, "json") {
					continue
				}
				count++
				for _, complaint := range fitting(dig(c, "schema"), dig(c, "example"), "") {
					if !strings.HasSuffix(complaint, "is missing") { // what may be null is left out of examples
						t.Errorf("%s %s: %s", o, media, complaint)
					}
				}
			}
		}
	}
	if count < 200 {
		t.Errorf("only %d examples", count)
	}
}

// TestTheCheckBites proves that an answer which strays from the document is noticed.
func TestTheCheckBites(t *testing.T) {
	schema := object{"$ref": "#/components/schemas/Action"}
	var example object
	raw, err := json.Marshal(dig(contract(), "paths", "/organizations/{organization}/actions/{action}", "get", "responses", "200", "content", mediaJSON, "example"))
	if err != nil {
		t.Fatal(err)
	}
	for name, stray := range map[string]func(object){
		"":              func(object) {},
		"a text":        func(o object) { o["overdue"] = "no" },
		"null":          func(o object) { o["title"] = nil },
		"unknown":       func(o object) { o["colour"] = "red" },
		"missing":       func(o object) { delete(o, "office") },
		"not listed":    func(o object) { o["state"] = "late" },
		"no day":        func(o object) { o["due_on"] = "2026-02-30" },
		"wrong pattern": func(o object) { o["office"] = "Not A Code" },
		"below":         func(o object) { o["revision"] = -1.0 },
		"too long":      func(o object) { o["title"] = strings.Repeat("a", 301) },
	} {
		if err := json.Unmarshal(raw, &example); err != nil {
			t.Fatal(err)
		}
		stray(example)
		if got := fitting(schema, example, ""); (len(got) == 0) != (name == "") {
			t.Errorf("%s: %v", name, got)
		}
		example = nil
	}
}
