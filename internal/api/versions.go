package api

import (
	"encoding/json"
	"fmt"
	"slices"
)

// maybeNull are the properties that hold an object or null, by schema: huma cannot say
// that of a reference.
var maybeNull = map[string][]string{
	"Evidence":    {"act"},
	"Milestone":   {"evidence"},
	"Update":      {"evidence", "review"},
	"NewEvidence": {"act"},
	"NewUpdate":   {"evidence"},
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
	return indented(tree)
}

// downgrade gives the same document as OpenAPI 3.0.3, for tools that stopped there.
func downgrade(document []byte) ([]byte, error) {
	var tree map[string]any
	if err := json.Unmarshal(document, &tree); err != nil {
		return nil, fmt.Errorf("api: reading the document back: %w", err)
	}
	tree["openapi"] = "3.0.3"
	older(tree, "")
	return indented(tree)
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
		n["allOf"], n["nullable"] = kept, true
	}
	if limit, ok := n["exclusiveMinimum"].(float64); ok {
		n["minimum"], n["exclusiveMinimum"] = limit, true
	}
	if examples, ok := n["examples"].([]any); ok {
		delete(n, "examples")
		n["example"] = examples[0]
	}
	if ref, ok := n["$ref"]; ok && len(n) > 1 {
		// 3.0 ignores what stands beside a reference.
		delete(n, "$ref")
		n["allOf"] = []any{map[string]any{"$ref": ref}}
	}
}
