package house_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDependenciesAreExplained: what the code imports and what npm installs has its reason in docs/dependencies.md,
// and what the page explains is still used.
func TestDependenciesAreExplained(t *testing.T) {
	page := read(t, "docs/dependencies.md")
	modules := regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+/\S+) v\S+`).FindAllStringSubmatch(read(t, "go.mod"), -1)
	used := map[string]bool{}
	for _, f := range importsOf(t, os.DirFS(root)) {
		for _, m := range modules {
			if under(f.imp, m[1]) {
				used[m[1]] = true
			}
		}
	}
	var npm struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal([]byte(read(t, "ui/package.json")), &npm); err != nil {
		t.Fatal(err)
	}
	for _, names := range []map[string]string{npm.Dependencies, npm.DevDependencies} {
		for name := range names {
			used[name] = true
		}
	}
	for name := range used {
		if !strings.Contains(page, "| `"+name+"` |") {
			t.Errorf("docs/dependencies.md has no row for %s", name)
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(page, -1) {
		if name := row[1]; name != "golangci-lint" && !used[name] {
			t.Errorf("docs/dependencies.md explains %s, which nothing imports", name)
		}
	}
}

var alertName = regexp.MustCompile(`(?m)^\s+- alert: (\S+)`)

// TestAlertsAreTestedAndExplained: every alert has unit tests in which it fires and in which it does not, is made to
// fire by what is broken for real, and its runbook link leads to a heading that is there.
func TestAlertsAreTestedAndExplained(t *testing.T) {
	rules, tests := read(t, "ops/prometheus/rules.yml"), read(t, "ops/prometheus/rules_test.yml")
	broken := read(t, "internal/app/alerts_test.go")
	alerts := alertName.FindAllStringSubmatch(rules, -1)
	if len(alerts) == 0 {
		t.Fatal("no alert found")
	}
	for _, a := range alerts {
		var fires, silent bool
		for _, block := range strings.Split(tests, "- alertname: ")[1:] {
			if strings.HasPrefix(block, a[1]+"\n") {
				fires = fires || strings.Contains(block, "exp_alerts:")
				silent = silent || !strings.Contains(block, "exp_alerts:")
			}
		}
		if !fires || !silent {
			t.Errorf("%s: tests in which it fires: %v, in which it is silent: %v", a[1], fires, silent)
		}
		if !strings.Contains(broken, `"`+a[1]+`"`) {
			t.Errorf("%s: internal/app/alerts_test.go breaks nothing that makes it fire in a real Prometheus", a[1])
		}
	}
	headings := anchors(read(t, "docs/operations.md"))
	links := regexp.MustCompile(`runbook_url: \S+/docs/operations\.md#(\S+)`).FindAllStringSubmatch(rules, -1)
	if len(links) != len(alerts) {
		t.Errorf("%d alerts, %d runbook links", len(alerts), len(links))
	}
	for _, l := range links {
		if !headings[l[1]] {
			t.Errorf("docs/operations.md has no heading for #%s", l[1])
		}
	}
}

// TestMetricsNamedInOpsExist: a rule or a panel about a metric that nobody exports would be silent for ever.
func TestMetricsNamedInOpsExist(t *testing.T) {
	source := goSources(t, "internal")
	name := regexp.MustCompile(`traguardi_[a-z0-9_]+`)
	seen := map[string]bool{}
	for _, file := range []string{"ops/prometheus/rules.yml", "ops/grafana/traguardi.json"} {
		for _, m := range name.FindAllString(read(t, file), -1) {
			if seen[m] {
				continue
			}
			seen[m] = true
			base := m
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				base = strings.TrimSuffix(base, suffix)
			}
			if !strings.Contains(source, `"`+base+`"`) && !strings.Contains(source, `"`+strings.TrimPrefix(base, "traguardi_")+`"`) {
				t.Errorf("%s names %s, which no Go file of the program does", file, base)
			}
		}
	}
}

// TestMetricsOfTheProgramAreShown: what the program measures has a panel in the dashboard, and a row in the manual.
func TestMetricsOfTheProgramAreShown(t *testing.T) {
	dashboard, manual := read(t, "ops/grafana/traguardi.json"), read(t, "docs/operations.md")
	// Of the same row as the one before: "`traguardi_x_progress_ratio`, `…_planned_ratio`".
	short := regexp.MustCompile("`…(_[a-z_]+)`").FindAllStringSubmatch(manual, -1)
	said := func(metric string) bool {
		return strings.Contains(manual, "`"+metric+"`") ||
			slices.ContainsFunc(short, func(s []string) bool { return strings.HasSuffix(metric, s[1]) })
	}
	names := regexp.MustCompile(`(?:Name: |desc\(|BuildFQName\(namespace, "", )"([a-z_]+)"`).FindAllStringSubmatch(goSources(t, "internal/metrics"), -1)
	if len(names) < 10 {
		t.Fatalf("only %d metrics found", len(names))
	}
	for _, n := range names {
		metric := "traguardi_" + n[1]
		if !strings.Contains(dashboard, metric) {
			t.Errorf("no panel of the dashboard shows %s", metric)
		}
		if !said(metric) {
			t.Errorf("docs/operations.md does not name %s", metric)
		}
	}
}

// TestSettingsAreDocumented: every setting of internal/config is in the README's table with its default, and what the
// README and the operations folder set does exist.
func TestSettingsAreDocumented(t *testing.T) {
	tag := regexp.MustCompile("`[^`]*help:[^`]*env:\"(TRAGUARDI_[A-Z_]+)\"[^`]*`")
	defaults := regexp.MustCompile(`default:"([^"]*)"`)
	readme := read(t, "README.md")
	known := map[string]bool{}
	for _, m := range tag.FindAllStringSubmatch(goSources(t, "internal/config"), -1) {
		known[m[1]] = true
		flag := "--" + strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(m[1], "TRAGUARDI_")), "_", "-")
		row := "| `" + flag + "` | `" + m[1] + "` |"
		if d := defaults.FindStringSubmatch(m[0]); d != nil {
			row += " `" + d[1] + "` |"
		}
		if !strings.Contains(readme, row) {
			t.Errorf("the README's table of settings has no row that begins %q", row)
		}
	}
	if len(known) == 0 {
		t.Fatal("no setting found in internal/config")
	}
	// Variables of the compose file itself, not of the program.
	known["TRAGUARDI_VERSION"], known["TRAGUARDI_PORT"] = true, true
	name := regexp.MustCompile(`TRAGUARDI_[A-Z_]+`)
	for _, file := range []string{"README.md", "README.it.md", "Dockerfile", "ops/compose.yaml", "ops/systemd/traguardi.env", "docs/operations.md"} {
		for _, m := range name.FindAllString(read(t, file), -1) {
			if m != "TRAGUARDI_" && !known[m] {
				t.Errorf("%s sets %s, which is no setting", file, m)
			}
		}
	}
}

// TestLinksBetweenDocumentsLead: relative links of the Markdown files lead to files and headings that exist.
func TestLinksBetweenDocumentsLead(t *testing.T) {
	files := []string{"README.md", "README.it.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}
	err := fs.WalkDir(os.DirFS(filepath.Join(root, "docs")), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(p, ".md") {
			files = append(files, "docs/"+p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, file := range files {
		for _, m := range link.FindAllStringSubmatch(read(t, file), -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			to := file
			if target != "" {
				to = filepath.Join(filepath.Dir(file), target)
				if _, err := os.Stat(filepath.Join(root, to)); err != nil {
					t.Errorf("%s links to %s, which is not there", file, m[1])
					continue
				}
			}
			if anchor != "" && !anchors(read(t, to))[anchor] {
				t.Errorf("%s links to %s: no such heading", file, m[1])
			}
		}
	}
}

// anchors are the headings of a Markdown text as GitHub and others make addresses of them.
func anchors(text string) map[string]bool {
	out := map[string]bool{}
	for _, h := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		slug := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case strings.ContainsRune("`.,;:!?()'\"/«»’", r):
				return -1
			}
			return r
		}, strings.ToLower(strings.TrimSpace(h[1])))
		out[slug] = true
	}
	return out
}

func read(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// goSources joins the program's own Go files below dir, tests aside.
func goSources(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	err := fs.WalkDir(os.DirFS(filepath.Join(root, dir)), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") {
			all = append(all, read(t, filepath.Join(dir, p)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}
