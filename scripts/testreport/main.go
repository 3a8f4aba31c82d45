// Command testreport turns the output of the project's test runners into one record and one summary, so that a
// skipped test is as visible as a failed one.
//
//	go test -json ./... | testreport go -record FILE      Go tests
//	npm run test:e2e | testreport node -record FILE       node --test, TAP or spec output
//	testreport total FILE                                 the summary; last line "N passed, N failed, N skipped"
//
// Exit codes: 0 nothing failed, 1 something failed, 2 wrong usage or an unreadable record.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, in io.Reader, out, errs io.Writer) int {
	usage := func() int {
		fmt.Fprintln(errs, "usage: testreport go|node [-record FILE] [-exit N], or testreport total FILE")
		return 2
	}
	if len(args) == 0 {
		return usage()
	}
	if args[0] == "total" {
		if len(args) != 2 {
			return usage()
		}
		return total(args[1], out, errs)
	}
	flags := flag.NewFlagSet("testreport", flag.ContinueOnError)
	flags.SetOutput(errs)
	record := flags.String("record", "", "append the outcomes to this file instead of printing a total")
	exit := flags.Int("exit", 0, "exit code of the runner, where a pipe would lose it")
	if err := flags.Parse(args[1:]); err != nil || flags.NArg() > 0 {
		return usage()
	}
	var rows []row
	var err error
	switch args[0] {
	case "go":
		rows, err = readGo(in, out)
	case "node":
		rows, err = readNode(in)
	default:
		return usage()
	}
	if err != nil {
		fmt.Fprintln(errs, "testreport:", err)
		return 2
	}
	if *exit != 0 && count(rows, failed) == 0 {
		rows = append(rows, row{failed, args[0] + " tests", fmt.Sprintf("the runner exited with %d", *exit)})
	}
	if *record == "" {
		return summary(rows, out)
	}
	if err := appendRows(*record, rows); err != nil {
		fmt.Fprintln(errs, "testreport:", err)
		return 2
	}
	if count(rows, failed) > 0 {
		return 1
	}
	return 0
}
