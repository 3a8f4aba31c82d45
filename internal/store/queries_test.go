package store

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestEveryQueryIsPrepared(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		for name := range s.writes.texts {
			if _, err := s.writes.statement(context.Background(), name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestQueryNames holds the constants of this package against the files of package sql:
// each constant names a query that both engines have, each query has a constant, and
// each constant is used.
func TestQueryNames(t *testing.T) {
	used, declared := queryConstants(t)
	for _, e := range []engine{engineSQLite, enginePostgres} {
		texts, err := loadQueries(e)
		must(t, err)
		for name := range texts {
			if !slices.Contains(slices.Collect(maps.Values(declared)), string(name)) {
				t.Errorf("%s: query %s has no constant", e, name)
			}
		}
		for constant, name := range declared {
			if texts[query(name)] == "" {
				t.Errorf("%s: %s names a query that is not there: %s", e, constant, name)
			}
		}
	}
	for constant := range declared {
		if used[constant] < 2 { // once where it is declared
			t.Errorf("%s is not used", constant)
		}
	}
}

// queryConstants finds `qName = query("Name")` in this package's files, and counts how
// often each identifier is written.
func queryConstants(t *testing.T) (used map[string]int, declared map[string]string) {
	t.Helper()
	used, declared = map[string]int{}, map[string]string{}
	names, err := filepath.Glob("*.go")
	must(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		must(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				used[n.Name]++
			case *ast.ValueSpec:
				for i, value := range n.Values {
					call, ok := value.(*ast.CallExpr)
					if !ok {
						continue
					}
					if f, ok := call.Fun.(*ast.Ident); !ok || f.Name != "query" {
						continue
					}
					text, ok := call.Args[0].(*ast.BasicLit)
					if !ok {
						t.Fatalf("%s is not named by a literal", n.Names[i].Name)
					}
					declared[n.Names[i].Name] = strings.Trim(text.Value, `"`)
				}
			}
			return true
		})
	}
	if len(declared) == 0 {
		t.Fatal("no query constant was found")
	}
	return used, declared
}

func TestSplitQueries(t *testing.T) {
	tests := []struct {
		name, content string
		want          map[query]string
		fails         string
	}{
		{name: "empty", content: "\n", want: map[query]string{}},
		{
			name:    "two, with comments",
			content: "-- about the file\n\n-- why\n-- name: A\nSELECT 1\n  -- inside\n  FROM a\n\n-- why B\n--name:B\nSELECT 2;\n",
			want:    map[query]string{"A": "SELECT 1\n  FROM a", "B": "SELECT 2;"},
		},
		{name: "twice", content: "-- name: A\nSELECT 1\n-- name: A\nSELECT 2\n", fails: "twice"},
		{name: "empty query", content: "-- name: A\n-- name: B\nSELECT 2\n", fails: "empty"},
		{name: "text before", content: "SELECT 1\n-- name: B\nSELECT 2\n", fails: "before"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := map[query]string{}
			err := splitQueries(test.content, got)
			switch {
			case test.fails != "":
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Fatalf("error %v, want one that says %q", err, test.fails)
				}
			case err != nil:
				t.Fatal(err)
			case !maps.Equal(got, test.want):
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
