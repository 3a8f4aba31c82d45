package area_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// needNoHint are the fields whose label says all there is to know: "file: name". Whoever adds a field writes its rule
// beside it, or adds it here having thought of it.
var needNoHint = map[string]string{
	"access.go: email":                    "the sign-in asks for nothing else",
	"access.go: password":                 "the sign-in asks for nothing else",
	"access_link.go: password_again":      "the same as above it",
	"account.go: current_password":        "the password, once more",
	"notifications.go: string(k)":         "boxes that say what they are",
	"table_selection.go: paramWords":      "its label says it",
	"access_link.go: organization":        "a choice of the enti that are there",
	"admin_audit.go: name":                "filters by role, kind, action and day",
	"briefing.go: paramSinceDay":          "the choice beside it says when it counts",
	"import_columns.go: columnField(i)":   "said above the table",
	"meeting_date.go: due_on":             "the page says what the date is now, and what its change does",
	"meeting_edit.go: held_on":            "a day",
	"meeting_edit.go: place":              "that it is public is said beside who sees the meeting",
	"meeting_edit.go: prefix + role":      "said above the participants",
	"meeting_edit.go: prefix + office":    "said above the participants",
	"meeting_entry.go: office":            "a choice of offices",
	"meeting_entry.go: due_on":            "a day",
	"meeting_entry.go: point":             "a choice of the points of the agenda",
	"meeting_entry.go: state":             "a choice of words that say it",
	"meeting_page.go: text":               "one line that is typed during the meeting: said below it",
	"meeting_page.go: office":             "said below the line",
	"meeting_page.go: due_on":             "said below the line",
	"meeting_page.go: milestone":          "said below the line",
	"meeting_series.go: from":             "a day",
	"meeting_series.go: place":            "that it is public is said beside who sees the meeting",
	"meeting_series.go: office_role":      "said above the participants",
	"fundings.go: paramMeasure":           "filters by measure, objective and state",
	"fundings.go: paramObjective":         "a filter",
	"fundings.go: paramState":             "a filter",
	"lines.go: parole":                    "its label says where it looks",
	"lines.go: stato":                     "it narrows a list",
	"lines.go: edizione":                  "it narrows a list",
	"objectives.go: parole":               "its label says where it looks",
	"table_selection.go: name":            "filters by objective, office, state and horizon",
	"table_selection.go: paramUnfinished": "a filter",
}

// TestEachFieldSaysItsRule: what a form asks for says its rule beside it, or needs none.
func TestEachFieldSaysItsRule(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	hints, found := 0, map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		said := func(n ast.Node) string {
			text := string(source[n.Pos()-1 : n.End()-1])
			if parts := strings.Split(text, " + "); len(parts) > 1 {
				for i, part := range parts {
					if plain, err := strconv.Unquote(part); err == nil {
						parts[i] = plain
					}
				}
				return strings.Join(parts, " + ")
			}
			if plain, err := strconv.Unquote(text); err == nil {
				return plain
			}
			return text
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			keys := map[string]ast.Expr{}
			for _, e := range literal.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok {
					if key, ok := pair.Key.(*ast.Ident); ok {
						keys[key.Name] = pair.Value
					}
				}
			}
			kind, named := literal.Type.(*ast.Ident)
			if keys["Name"] == nil || keys["Label"] == nil || literal.Type != nil && !(named && kind.Name == "field") {
				return true // not a field of a form
			}
			if keys["Hint"] != nil {
				hints++
				return true
			}
			at := name + ": " + said(keys["Name"])
			found[at] = true
			if needNoHint[at] == "" {
				t.Errorf("%s has no rule beside it", at)
			}
			return true
		})
	}
	if hints < 40 {
		t.Errorf("only %d fields with a rule were found: is it looked for in the right place?", hints)
	}
	for _, at := range slices.Sorted(maps.Keys(needNoHint)) {
		if !found[at] {
			t.Errorf("%s is excused and needs it no more", at)
		}
	}
}
