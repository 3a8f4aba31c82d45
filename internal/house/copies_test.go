package house_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the copies of the import table in .golangci.yml and docs/architecture.md")

// TestCopiesOfTheTableAgree keeps the linter and the documentation saying what the table says.
func TestCopiesOfTheTableAgree(t *testing.T) {
	for _, c := range []struct {
		file, begin, end, text string
	}{
		{".golangci.yml", "      # import table: begin", "      # import table: end", depguardRules()},
		{"docs/architecture.md", "<!-- import table: begin -->", "<!-- import table: end -->", markdownTable()},
	} {
		t.Run(c.file, func(t *testing.T) {
			name := filepath.Join(root, c.file)
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			before, rest, ok := strings.Cut(string(raw), c.begin+"\n")
			if !ok {
				t.Fatalf("%s has no line %q", c.file, c.begin)
			}
			old, after, ok := strings.Cut(rest, c.end)
			if !ok {
				t.Fatalf("%s has no line %q", c.file, c.end)
			}
			if old == c.text {
				return
			}
			if !*update {
				t.Fatalf("%s does not say what internal/house/rooms_test.go says; run: go test ./internal/house -update", c.file)
			}
			if err := os.WriteFile(name, []byte(before+c.begin+"\n"+c.text+c.end+after), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// depguardRules writes the table as rules of the linter: one list per room that denies the module and allows the
// rooms named, plus one per ban. "$" at the end of a path means that package alone.
func depguardRules() string {
	var b strings.Builder
	for _, r := range rooms {
		if contains(r.may, "*") || r.path == "internal/house" {
			continue
		}
		fmt.Fprintf(&b, "        %s:\n          list-mode: lax\n          files:\n", ruleName(r.path))
		fmt.Fprintf(&b, "            - \"**/%s/**\"\n            - \"!$test\"\n", r.path)
		fmt.Fprintf(&b, "          allow:\n")
		for _, m := range append([]string{r.path}, r.may...) {
			if m != r.path && under(m, r.path) {
				continue // allowed as its own; the linter would take the longer name for the only one
			}
			fmt.Fprintf(&b, "            - %s/%s$\n            - %s/%s/\n", module, m, module, m)
		}
		fmt.Fprintf(&b, "          deny:\n            - pkg: %s\n              desc: %q\n", module,
			fmt.Sprintf("%s may import %s (%s)", r.path, allowed(r), r.why))
	}
	for i, ban := range bans {
		fmt.Fprintf(&b, "        ban-%d:\n          list-mode: lax\n          files:\n", i+1)
		for _, r := range ban.rooms {
			fmt.Fprintf(&b, "            - \"**/%s/**\"\n", r)
		}
		fmt.Fprintf(&b, "            - \"!$test\"\n          deny:\n")
		for _, imp := range ban.imports {
			fmt.Fprintf(&b, "            - pkg: %s\n              desc: %q\n", imp, ban.why)
		}
	}
	fmt.Fprintf(&b, "        testkit-in-the-program:\n          list-mode: lax\n          files:\n            - $all\n            - \"!$test\"\n            - \"!**/internal/testkit/**\"\n")
	for _, key := range closed["internal/testkit"] {
		fmt.Fprintf(&b, "            - \"!**/%s/**\"\n", key)
	}
	fmt.Fprintf(&b, "          deny:\n            - pkg: %s/internal/testkit\n              desc: \"only tests and %s may import it\"\n", module, strings.Join(closed["internal/testkit"], ", "))
	return b.String()
}

func ruleName(p string) string {
	return strings.ReplaceAll(strings.TrimPrefix(p, "internal/"), "/", "-")
}

func markdownTable() string {
	var b strings.Builder
	b.WriteString("| Room | May import (of ours) | In a word |\n| --- | --- | --- |\n")
	for _, r := range rooms {
		may := make([]string, 0, len(r.may))
		for _, m := range r.may {
			may = append(may, "`"+strings.TrimPrefix(m, "internal/")+"`")
		}
		cell := strings.Join(may, ", ")
		switch {
		case len(r.may) == 0:
			cell = "nothing"
		case contains(r.may, "*"):
			cell = "every room"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.path, cell, r.why)
	}
	b.WriteString("\nAnd from outside, whatever the table says:\n\n")
	for _, ban := range bans {
		inner := make([]string, len(ban.rooms))
		for i, r := range ban.rooms {
			inner[i] = "`" + strings.TrimPrefix(r, "internal/") + "`"
		}
		fmt.Fprintf(&b, "- %s: no `%s`; %s.\n", strings.Join(inner, ", "), strings.Join(ban.imports, "`, `"), ban.why)
	}
	return b.String()
}
