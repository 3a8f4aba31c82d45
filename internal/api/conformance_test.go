package api

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/openapi"
)

// contract is the golden document, read once: every answer of every test is held
// against it.
var contract = sync.OnceValue(func() *openapi.Document {
	raw, err := os.ReadFile(filepath.Join("testdata", "openapi.json"))
	if err != nil {
		panic(err)
	}
	document, err := openapi.Parse(raw)
	if err != nil {
		panic(err)
	}
	return document
})

// transport are the fields that HTTP itself brings.
var transport = []string{"Content-Type", "Content-Length", "Content-Encoding"}

// conforms checks an answer against the document: status, headers, shape of the body.
func conforms(t testing.TB, q request, a answer) {
	t.Helper()
	operation := contract().At(q.method, q.path)
	if operation == nil {
		return
	}
	declared, ok := dig(operation, "responses", fmt.Sprint(a.Code)).(object)
	if !ok {
		t.Errorf("%s %s: %d is not declared", q.method, q.path, a.Code)
		return
	}
	declared = contract().Resolve(declared)
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
		for _, complaint := range contract().Misfits(described["schema"], a.json) {
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

// TestExamplesFitTheirSchemas: an example that is not one misleads whoever copies it.
func TestExamplesFitTheirSchemas(t *testing.T) {
	count := 0
	for _, o := range operationsOf(t, "openapi.json") {
		contents := []any{dig(o.object, "requestBody", "content")}
		for _, r := range o.object["responses"].(object) {
			contents = append(contents, contract().Resolve(r)["content"])
		}
		for _, content := range contents {
			described, _ := content.(object)
			for media, c := range described {
				if !strings.HasSuffix(media, "json") {
					continue
				}
				count++
				for _, complaint := range contract().Misfits(dig(c, "schema"), dig(c, "example")) {
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
	raw, err := json.Marshal(dig(contract().At("GET", "/organizations/x/actions/y"), "responses", "200", "content", mediaJSON, "example"))
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
		if got := contract().Misfits(schema, example); (len(got) == 0) != (name == "") {
			t.Errorf("%s: %v", name, got)
		}
		example = nil
	}
}
