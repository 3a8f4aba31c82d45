package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

// outcome of a test or check, as written in a record.
type outcome string

const (
	passed  outcome = "pass"
	failed  outcome = "fail"
	skipped outcome = "skip"
)

// row is one line of a record: outcome, name and reason, separated by tabs.
type row struct {
	outcome outcome
	name    string
	reason  string
}

func count(rows []row, o outcome) int {
	n := 0
	for _, r := range rows {
		if r.outcome == o {
			n++
		}
	}
	return n
}

func appendRows(file string, rows []row) (err error) {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	w := bufio.NewWriter(f)
	for _, r := range rows {
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", r.outcome, oneLine(r.name), oneLine(r.reason)); err != nil {
			return err
		}
	}
	return w.Flush()
}

func readRows(file string) ([]row, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var rows []row
	for i, line := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n") {
		if line == "" && len(raw) == 0 {
			break
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			return nil, fmt.Errorf("%s:%d: three cells expected, found %d", file, i+1, len(cells))
		}
		o := outcome(cells[0])
		if o != passed && o != failed && o != skipped {
			return nil, fmt.Errorf("%s:%d: unknown outcome %q", file, i+1, cells[0])
		}
		rows = append(rows, row{o, cells[1], cells[2]})
	}
	return rows, nil
}

func total(file string, out, errs io.Writer) int {
	rows, err := readRows(file)
	if err != nil {
		fmt.Fprintln(errs, "testreport:", err)
		return 2
	}
	return summary(rows, out)
}

// summary prints what did not pass and, alone on the last line, the three numbers. A run in which nothing passed
// counts as failed: it is no proof of anything.
func summary(rows []row, out io.Writer) int {
	list := func(o outcome, head string) {
		if count(rows, o) == 0 {
			return
		}
		fmt.Fprintln(out, head)
		for _, r := range rows {
			if r.outcome != o {
				continue
			}
			reason := r.reason
			if reason == "" {
				reason = "no reason given"
			}
			fmt.Fprintf(out, "  %s: %s\n", r.name, reason)
		}
	}
	list(skipped, "Skipped:")
	list(failed, "Failed:")
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", count(rows, passed), count(rows, failed), count(rows, skipped))
	if count(rows, failed) > 0 || count(rows, passed) == 0 {
		return 1
	}
	return 0
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
