package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What go test -json says of one package with a pass, a fail, a skip, of one that does not compile and of one
// without tests.
const goJSON = `go: downloading example.org/m v1.0.0
{"Action":"start","Package":"m/a"}
{"Action":"run","Package":"m/a","Test":"TestGood"}
{"Action":"pass","Package":"m/a","Test":"TestGood","Elapsed":0}
{"Action":"output","Package":"m/a","Test":"TestBad","Output":"=== RUN   TestBad\n"}
{"Action":"output","Package":"m/a","Test":"TestBad","Output":"    a_test.go:7: got 1, want 2\n"}
{"Action":"fail","Package":"m/a","Test":"TestBad","Elapsed":0}
{"Action":"output","Package":"m/a","Test":"TestAway","Output":"    a_test.go:9: no server here\n"}
{"Action":"skip","Package":"m/a","Test":"TestAway","Elapsed":0}
{"Action":"fail","Package":"m/a","Elapsed":0.1}
{"ImportPath":"m/b","Action":"build-output","Output":"b.go:3: undefined: x\n"}
{"ImportPath":"m/b","Action":"build-fail"}
{"Action":"fail","Package":"m/b","Elapsed":0,"FailedBuild":"m/b"}
{"Action":"output","Package":"m/c","Output":"?   \tm/c\t[no test files]\n"}
{"Action":"skip","Package":"m/c","Elapsed":0}
`

const nodeTAP = `TAP version 13
# Subtest: page opens
ok 1 - page opens
  ---
  duration_ms: 0.8
  ...
ok 2 - no browser # SKIP chromium is missing
    not ok 1 - inner
    ok 2 - later # TODO
1..2
# pass 1
`

const nodeSpec = "✔ page opens (0.69ms)\n﹣ no browser (0.08ms) # chromium is missing\n▶ suite\n  ✖ inner (0.67ms)\n" +
	"  ✔ later (0.98ms) # TODO\nℹ pass 1\n\n✖ failing tests:\n\n✖ inner (0.67ms)\n"

func TestReports(t *testing.T) {
	cases := []struct {
		name, in string
		args     []string
		exit     int
		want     []string
	}{
		{"go", goJSON, []string{"go"}, 1, []string{
			"go: downloading example.org/m v1.0.0", "b.go:3: undefined: x",
			"m/a.TestBad: got 1, want 2", "m/b: the package failed outside a test", "m/a.TestAway: no server here",
			"1 passed, 2 failed, 1 skipped",
		}},
		{"node, TAP", nodeTAP, []string{"node"}, 1, []string{
			"e2e: no browser: chromium is missing", "e2e: later: TODO", "e2e: inner: see the output above", "1 passed, 1 failed, 2 skipped",
		}},
		{"node, spec", nodeSpec, []string{"node"}, 1, []string{
			"e2e: no browser: chromium is missing", "e2e: later: TODO", "e2e: inner: see the output above", "1 passed, 1 failed, 2 skipped",
		}},
		{"all good", "ok 1 - x\n", []string{"node"}, 0, []string{"1 passed, 0 failed, 0 skipped"}},
		{"the runner failed though every test passed", "ok 1 - x\n", []string{"node", "-exit", "7"}, 1, []string{"the runner exited with 7"}},
		{"nothing ran", "npm error\n", []string{"node"}, 1, []string{"no result of node --test was read"}},
		{"only skips prove nothing", "ok 1 - x # SKIP not here\n", []string{"node"}, 1, []string{"0 passed, 0 failed, 1 skipped"}},
		{"no event", "go: cannot find main module\n", []string{"go"}, 2, []string{"cannot find main module", "no event"}},
		{"unknown reader", "", []string{"python"}, 2, []string{"usage"}},
		{"nothing asked", "", nil, 2, []string{"usage"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			if got := run(c.args, strings.NewReader(c.in), &out, &out); got != c.exit {
				t.Errorf("exit %d, want %d\n%s", got, c.exit, out.String())
			}
			for _, w := range c.want {
				if !strings.Contains(out.String(), w) {
					t.Errorf("output lacks %q:\n%s", w, out.String())
				}
			}
			if strings.Contains(out.String(), "=== RUN") {
				t.Errorf("the beginnings of tests are in the way:\n%s", out.String())
			}
		})
	}
}

func TestRecordAddsUpAcrossRunners(t *testing.T) {
	record := filepath.Join(t.TempDir(), "record.tsv")
	var out strings.Builder
	if got := run([]string{"go", "-record", record}, strings.NewReader(goJSON), &out, &out); got != 1 {
		t.Fatalf("go: exit %d", got)
	}
	if got := run([]string{"node", "-record", record}, strings.NewReader("ok 1 - tab\there\n"), &out, &out); got != 0 {
		t.Fatalf("node: exit %d\n%s", got, out.String())
	}
	out.Reset()
	if got := run([]string{"total", record}, nil, &out, &out); got != 1 {
		t.Errorf("total: exit %d", got)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if last := lines[len(lines)-1]; last != "2 passed, 2 failed, 1 skipped" {
		t.Errorf("last line %q\n%s", last, out.String())
	}
}

func TestRecordIsRefusedWhenUnreadable(t *testing.T) {
	for _, bad := range []string{"pass\tonly two\n", "maybe\tname\treason\n"} {
		record := filepath.Join(t.TempDir(), "record.tsv")
		if err := os.WriteFile(record, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if got := run([]string{"total", record}, nil, &out, &out); got != 2 {
			t.Errorf("%q: exit %d", bad, got)
		}
	}
}
