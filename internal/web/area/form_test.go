package area

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/words"
	"github.com/traguardi/traguardi/ui"
)

func TestSafeNext(t *testing.T) {
	for next, want := range map[string]string{
		"/area/c_m403/traguardi?stato=bloccato": "/area/c_m403/traguardi?stato=bloccato",
		"/area":                                 "/area",
		"":                                      "/area",
		"/":                                     "/area",
		"/areale":                               "/area",
		"//evil.example/area":                   "/area",
		"/area//evil.example":                   "/area",
		"https://evil.example/area":             "/area",
		"javascript:alert(1)":                   "/area",
		"/area/../accesso":                      "/area",
		"/area/\\evil.example":                  "/area",
		"/area/c_m403\r\nSet-Cookie: a=b":       "/area",
		"/accesso/uscita":                       "/area",
	} {
		if got := safeNext(next); got != want {
			t.Errorf("safeNext(%q) = %q, want %q", next, got, want)
		}
	}
}

func FuzzSafeNext(f *testing.F) {
	f.Add("/area/c_m403")
	f.Add("//evil.example")
	f.Fuzz(func(t *testing.T, next string) {
		got := safeNext(next)
		u, err := url.Parse(got)
		if err != nil || u.Host != "" || u.Scheme != "" || got != "/area" && !strings.HasPrefix(got, "/area/") && !strings.HasPrefix(got, "/area?") && !strings.HasPrefix(got, "/area#") {
			t.Errorf("safeNext(%q) = %q", next, got)
		}
	})
}

func TestDaysAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-03-16": "2026-03-16", "16/03/2026": "2026-03-16", "16/3/2026": "2026-03-16", "1.2.2026": "2026-02-01",
		"16-03-2026": "2026-03-16", "": "",
	} {
		day, ok := parseDay(typed)
		if !ok || day.String() != want {
			t.Errorf("%q gives %s %v", typed, day, ok)
		}
	}
	for _, typed := range []string{"31/02/2026", "16/03/26", "domani", "2026-13-01", "1/1/1/1", "-1/02/2026"} {
		if day, ok := parseDay(typed); ok {
			t.Errorf("%q gives %s", typed, day)
		}
	}
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	f := &form{values: url.Values{"a": {" 40 %"}, "b": {"40"}, "c": {""}, "d": {"quaranta"}, "e": {"1,5"}}}
	if n, ok := f.number("a"); !ok || n != 40 {
		t.Errorf("a: %d %v", n, ok)
	}
	if n, ok := f.number("b"); !ok || n != 40 {
		t.Errorf("b: %d %v", n, ok)
	}
	if _, ok := f.number("c"); ok {
		t.Error("a blank is a number")
	}
	if n, ok := f.decimal("e"); !ok || n != 1.5 {
		t.Errorf("e: %v %v", n, ok)
	}
	if f.err() != nil {
		t.Error(f.err())
	}
	if _, ok := f.number("d"); ok || f.err() == nil {
		t.Error("a word is a number")
	}
}

// A field that was typed wrongly comes back as typed, with the rule, and the summary leads
// to it.
func TestARefusedFieldComesBackFilled(t *testing.T) {
	say := speaker(t)
	v := &visit{site: &Site{}, say: say}
	f := &form{values: url.Values{"percent": {"101"}}}
	v.posted = f
	f.problems = []fieldProblem{{Location: "percent", Text: v.ruleText("percent.range", []any{0, 100})}}
	got := f.fill(field{Name: "percent", Label: "Percento", Type: "number", Value: "40"})
	if got.Value != "101" || len(got.Errors) != 1 || string(got.Errors[0]) != "La percentuale va da 0 a 100." {
		t.Errorf("got %+v", got)
	}
	if got.DescribedBy() != "f-percent-e" || f.Problems()[0].Label != "Percento" || f.Problems()[0].ID() != "f-percent" {
		t.Errorf("the summary does not find the field: %+v", f.Problems())
	}
	if other := f.fill(field{Name: "note", Label: "Nota", Value: "com’era"}); other.Value != "com’era" || other.Errors != nil {
		t.Errorf("a field that was not posted: %+v", other)
	}
	if secret := (&form{values: url.Values{"password": {"x"}}}).fill(field{Name: "password", Type: "password"}); secret.Value != "" {
		t.Error("a password comes back")
	}
}

func TestANoticeIsASentenceOfOurs(t *testing.T) {
	for address, want := range map[string]string{
		"/a": "/a?esito=saved", "/a?b=c": "/a?b=c&esito=saved", "/a?b=c#d": "/a?b=c&esito=saved#d",
	} {
		if got := withNotice(address, "saved"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if withNotice("/a", "") != "/a" {
		t.Error("no notice leaves a mark")
	}
}

// Every rule that the program may refuse a field by is said in Italian.
func TestEveryRuleHasItsSentence(t *testing.T) {
	say := speaker(t)
	found := 0
	for _, room := range []string{"plan", "tracker", "auth"} {
		err := filepath.WalkDir(filepath.Join("..", "..", room), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			for _, rule := range rulesIn(t, path) {
				found++
				if !say.Has("rule." + rule) {
					t.Errorf("%s: no sentence rule.%s in ui/locales/area", path, rule)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 60 {
		t.Errorf("only %d rules found: is the test looking?", found)
	}
}

// rulesIn finds the names of rules in a source: the second argument of Problems.Add, that of
// WithRule, and the Rule of a literal.
func rulesIn(t *testing.T, path string) []string {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	add := func(e ast.Expr) {
		if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if rule, err := strconv.Unquote(literal.Value); err == nil {
				rules = append(rules, rule)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if called, ok := n.Fun.(*ast.SelectorExpr); ok {
				switch {
				case called.Sel.Name == "Add" && len(n.Args) >= 3:
					add(n.Args[1])
				case called.Sel.Name == "WithRule" && len(n.Args) == 1:
					add(n.Args[0])
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Rule" {
				add(n.Value)
			}
		}
		return true
	})
	return rules
}

func speaker(t *testing.T) *words.Speaker {
	t.Helper()
	all, err := words.Read(ui.Locales)
	if err != nil {
		t.Fatal(err)
	}
	say, err := all[format.Italian].With(ui.Locales, "area")
	if err != nil {
		t.Fatal(err)
	}
	return say
}
