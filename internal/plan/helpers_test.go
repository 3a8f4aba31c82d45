package plan_test

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// today is the present day of every test.
var today = plan.NewDate(2026, time.March, 10)

// d reads a day, for tables; the empty string is no date.
func d(s string) plan.Date {
	var day plan.Date
	if err := day.UnmarshalText([]byte(s)); err != nil {
		panic(s + ": " + err.Error())
	}
	return day
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// tried remembers which rules some test has seen broken.
var tried sync.Map

// broken lists the rules that an error names, as "location rule", in order.
func broken(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var refusal *plan.Error
	if !errors.As(err, &refusal) || refusal.Kind != plan.KindInvalid {
		t.Fatalf("not a refusal by a rule: %v", err)
	}
	var names []string
	for _, f := range refusal.Fields {
		tried.Store(f.Rule, true)
		names = append(names, f.Location+" "+f.Rule)
		if f.Message == "" {
			t.Errorf("%s %s has no message", f.Location, f.Rule)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// check runs rows of an object that is right, changed in one way, and the rules that
// it breaks then ("" for none).
func check[T any](t *testing.T, right func() T, verify func(T) error, rows map[string]row[T]) {
	t.Helper()
	if got := broken(t, verify(right())); got != "" {
		t.Fatalf("what should be right breaks %s", got)
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			v := right()
			r.change(&v)
			same(t, "broken", broken(t, verify(v)), r.broken)
		})
	}
}

type row[T any] struct {
	change func(*T)
	broken string
}

// long is a text of n characters, each of several bytes.
func long(n int) string { return strings.Repeat("è", n) }

// TestMain adds one test over all: that each rule of the package was seen broken.
func TestMain(m *testing.M) {
	code := m.Run()
	if partial := flag.Lookup("test.run").Value.String() + flag.Lookup("test.fuzz").Value.String() + flag.Lookup("test.list").Value.String(); code == 0 && partial == "" {
		for _, rule := range rulesOf(".") {
			if _, seen := tried.Load(rule); !seen {
				fmt.Printf("FAIL: no test breaks the rule %q\n", rule)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// rulesOf finds the names of rules in the source: the second argument of each call of
// Problems.Add.
func rulesOf(folder string) []string {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		panic(err)
	}
	var rules []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			panic(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || selector.Sel.Name != "Add" {
				return true
			}
			if text, ok := call.Args[1].(*ast.BasicLit); ok && text.Kind == token.STRING {
				rule, err := strconv.Unquote(text.Value)
				if err != nil {
					panic(err)
				}
				rules = append(rules, rule)
			}
			return true
		})
	}
	if len(rules) == 0 {
		panic("no rule found: is the test looking at the package?")
	}
	return rules
}

func contains(s, part string) bool { return strings.Contains(s, part) }
