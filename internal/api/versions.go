package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maybeNull are the properties that hold an object or null, by schema: huma cannot say
// that of a reference.
var maybeNull = map[string][]string{
	"InvitedAccount": {"link"},
	"Evidence":       {"act"},
	"Milestone":      {"evidence"},
	"Update":         {"evidence", "review"},
	"NewEvidence":    {"act"},
	"NewUpdate":      {"evidence"},

	"WaitingUpdate": {"answers"},
	"RatingPair":    {"office_rating", "reviewer_rating"},
	"UpdateResult":  {"update", "problem"},
}

// withNullableObjects rewrites the document so that these may be null.
func withNullableObjects(document []byte) ([]byte, error) {
	var tree map[string]any
	if err := json.Unmarshal(document, &tree); err != nil {
		return nil, fmt.Errorf("api: reading the document back: %w", err)
	}
	named := tree["components"].(map[string]any)["schemas"].(map[string]any)
	for schema, properties := range maybeNull {
		for _, name := range properties {
			property := named[schema].(map[string]any)["properties"].(map[string]any)[name].(map[string]any)
			ref, ok := property["$ref"]
			if !ok {
				return nil, fmt.Errorf("api: %s.%s is no reference", schema, name)
			}
			delete(property, "$ref")
			property["anyOf"] = []any{map[string]any{"$ref": ref}, map[string]any{"type": "null"}}
		}
	}
	// Beside a reference 3.1 allows a description, 3.0 does not.
	return lined(tree)
}

// downgrade gives the same document as OpenAPI 3.0.3, for tools that stopped there.
func downgrade(document []byte) ([]byte, error) {
	var tree map[string]any
	if err := json.Unmarshal(document, &tree); err != nil {
		return nil, fmt.Errorf("api: reading the document back: %w", err)
	}
	tree["openapi"] = "3.0.3"
	older(tree, "")
	withNullableCopies(tree)
	prune(tree)
	return lined(tree)
}

// older rewrites one node and everything below it. parent is the key that it stands
// under, to tell a schema's properties from keywords that happen to have their names.
func older(node any, parent string) {
	switch n := node.(type) {
	case []any:
		for _, item := range n {
			older(item, parent)
		}
	case map[string]any:
		if parent != "properties" && parent != "example" {
			olderKeywords(n)
		}
		for key, value := range n {
			if key == "example" && parent != "properties" {
				continue // a value, not a schema
			}
			older(value, key)
		}
	}
}

func olderKeywords(n map[string]any) {
	if types, ok := n["type"].([]any); ok {
		n["nullable"] = slices.Contains(types, any("null"))
		n["type"] = types[slices.IndexFunc(types, func(t any) bool { return t != "null" })]
	}
	if options, ok := n["anyOf"].([]any); ok {
		kept := slices.DeleteFunc(options, func(o any) bool {
			option, ok := o.(map[string]any)
			return ok && option["type"] == "null"
		})
		delete(n, "anyOf")
		n["$ref"] = nullableCopy(kept[0].(map[string]any)["$ref"].(string))
	}
	if limit, ok := n["exclusiveMinimum"].(float64); ok {
		n["minimum"], n["exclusiveMinimum"] = limit, true
	}
	if examples, ok := n["examples"].([]any); ok {
		delete(n, "examples")
		n["example"] = examples[0]
	}
	if n["format"] == "binary" {
		delete(n, "contentMediaType") // the format says it
	}
	if ref, ok := n["$ref"].(string); ok && len(n) > 1 {
		// 3.0 ignores what stands beside a reference.
		delete(n, "$ref")
		n["allOf"] = []any{map[string]any{"$ref": ref}}
	}
}

const nullablePrefix = "Nullable"

// nullableCopy names the copy of a schema that null fits too: 3.0 can say that only in
// the schema itself.
func nullableCopy(ref string) string {
	return refPrefix + nullablePrefix + strings.TrimPrefix(ref, refPrefix)
}

func withNullableCopies(tree map[string]any) {
	named := tree["components"].(map[string]any)["schemas"].(map[string]any)
	for _, properties := range maybeNull {
		for _, property := range properties {
			name := objectOf[property]
			for _, object := range []string{name, "New" + name} {
				schema, ok := named[object].(map[string]any)
				if !ok {
					continue
				}
				copied := maps.Clone(schema)
				copied["nullable"] = true
				named[nullablePrefix+object] = copied
			}
		}
	}
}

// objectOf names what the properties that may be null hold.
var objectOf = map[string]string{
	"act": "Act", "evidence": "Evidence", "review": "Review", "answers": "Question",
	"office_rating": "Rating", "reviewer_rating": "Rating", "problem": "Problem", "update": "Update", "link": "AccountLink",
}

// prune drops the schemas that nothing refers to any more.
func prune(tree map[string]any) {
	named := tree["components"].(map[string]any)["schemas"].(map[string]any)
	for {
		used := map[string]bool{}
		references(tree, used)
		kept := len(named)
		maps.DeleteFunc(named, func(name string, _ any) bool { return !used[refPrefix+name] })
		if len(named) == kept {
			return
		}
	}
}

func references(node any, used map[string]bool) {
	switch n := node.(type) {
	case []any:
		for _, item := range n {
			references(item, used)
		}
	case map[string]any:
		if ref, ok := n["$ref"].(string); ok {
			used[ref] = true
		}
		for _, value := range n {
			references(value, used)
		}
	}
}
