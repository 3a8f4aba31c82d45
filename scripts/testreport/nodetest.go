package main

import (
	"bufio"
	"errors"
	"io"
	"regexp"
	"strings"
)

// node --test prints TAP where the output is a file (before Node 23) and its own "spec" form elsewhere; both are
// read, by the marks at the beginning of a line.
var (
	tapLine  = regexp.MustCompile(`^\s*(not ok|ok) \d+ - (.*?)(?: # (SKIP|TODO)\b ?(.*))?$`)
	specLine = regexp.MustCompile(`^\s*([✔✖﹣]) (.*?) \(\d[\d.]*ms\)(?: # (.*))?$`)
	// What follows this heading repeats the failures above it.
	specAgain = "✖ failing tests:"
)

var errNoNodeTests = errors.New("no result of node --test was read")

// readNode returns one row per test of node --test, suites and files included as Node itself counts them.
func readNode(in io.Reader) ([]row, error) {
	var rows []row
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.TrimSpace(line) == specAgain {
			break
		}
		if m := tapLine.FindStringSubmatch(line); m != nil {
			rows = append(rows, nodeRow(m[1] == "ok", m[3] != "", m[2], m[3]+" "+m[4]))
		} else if m := specLine.FindStringSubmatch(line); m != nil {
			rows = append(rows, nodeRow(m[1] != "✖", m[1] == "﹣" || m[3] == "TODO", m[2], m[3]))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	// A runner that printed no test proved nothing, whatever its exit code.
	if len(rows) == 0 {
		rows = append(rows, row{failed, "e2e", errNoNodeTests.Error()})
	}
	return rows, nil
}

// nodeRow makes a row of one line. A test marked as still to be written is skipped, whatever came of it.
func nodeRow(ok, skip bool, name, reason string) row {
	name = "e2e: " + name
	switch {
	case skip:
		return row{skipped, name, strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(reason), "SKIP"))}
	case ok:
		return row{passed, name, ""}
	}
	return row{failed, name, "see the output above"}
}
