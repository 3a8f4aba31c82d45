package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// event is one line of go test -json (go doc test2json), and of go build -json for what did not compile.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Elapsed    float64
	Output     string
}

// chatter is what go test says of a test's beginnings and pauses, in the way of what it found.
var chatter = regexp.MustCompile(`^=== (RUN|PAUSE|CONT|NAME) `)

var errNoTests = errors.New("no event of go test -json was read")

// readGo reads events as they come, prints one line per package and the output of what failed, and returns one row
// per test. A package that fails without a failing test (it does not compile, it panicked in TestMain) is a row too.
func readGo(in io.Reader, out io.Writer) ([]row, error) {
	var rows []row
	output := map[string]*strings.Builder{} // by package and test
	failures := map[string]int{}            // failed tests by package
	events := 0
	keep := func(key, text string) {
		if output[key] == nil {
			output[key] = &strings.Builder{}
		}
		output[key].WriteString(text)
	}
	take := func(key string) string {
		b := output[key]
		delete(output, key)
		if b == nil {
			return ""
		}
		return b.String()
	}

	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
				fmt.Fprint(out, line) // what the go command itself says goes through as it is
			} else {
				events++
				key := e.Package + "\x00" + e.Test
				switch e.Action {
				case "output":
					if !chatter.MatchString(e.Output) {
						keep(key, e.Output)
					}
				case "build-output":
					fmt.Fprint(out, e.Output)
				case "pass", "fail", "skip":
					text := take(key)
					rows = append(rows, finished(e, text, failures, out)...)
				}
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	if events == 0 {
		return nil, errNoTests
	}
	return rows, nil
}

// finished turns the end of a test or of a package into rows.
func finished(e event, text string, failures map[string]int, out io.Writer) []row {
	if e.Test == "" {
		switch e.Action {
		case "fail":
			fmt.Fprintf(out, "FAIL %s (%.1f s)\n", e.Package, e.Elapsed)
			if failures[e.Package] == 0 {
				fmt.Fprint(out, text)
				return []row{{failed, e.Package, "the package failed outside a test: it does not compile, or stopped"}}
			}
		case "pass":
			fmt.Fprintf(out, "ok   %s (%.1f s)\n", e.Package, e.Elapsed)
		}
		return nil // a package without tests is nothing to count
	}
	name := e.Package + "." + e.Test
	switch e.Action {
	case "fail":
		failures[e.Package]++
		fmt.Fprint(out, text)
		why := firstComplaint(text)
		if why == "" {
			why = "see the output above" // the parent of a failed subtest says nothing itself
		}
		return []row{{failed, name, why}}
	case "skip":
		return []row{{skipped, name, firstComplaint(text)}}
	}
	return []row{{passed, name, ""}}
}

// said matches a line that a test wrote itself, such as "    store_test.go:12: no server".
var said = regexp.MustCompile(`^\s+\S+\.go:\d+: (.*)$`)

func firstComplaint(text string) string {
	for line := range strings.Lines(text) {
		if m := said.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			return m[1]
		}
	}
	return ""
}
