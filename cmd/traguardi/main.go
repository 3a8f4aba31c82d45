// Command traguardi is the whole program: server, schema, administration.
// One file per command: flags, one call, the exit code.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/traguardi/traguardi/internal/app"
)

// Exit codes, from the contract.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

type commandLine struct {
	Serve        serveCommand        `cmd:"" help:"Serve the pages, the API and the metrics. Brings the schema up to date first."`
	Migrate      migrateCommand      `cmd:"" help:"Bring the schema up to date, or tell where it stands."`
	Organization organizationCommand `cmd:"" help:"Add an organization (ente)."`
	User         userCommand         `cmd:"" help:"Staff accounts."`
	Token        tokenCommand        `cmd:"" help:"API tokens of an account."`
	Import       importCommand       `cmd:"" help:"Take files from elsewhere over into the plan."`
	Export       exportCommand       `cmd:"" help:"Write the plan as a file."`
	Snapshot     snapshotCommand     `cmd:"" help:"Compute and store the numbers of days, missing past days too."`
	Backup       backupCommand       `cmd:"" help:"Write the whole installation to a file, while it runs."`
	Restore      restoreCommand      `cmd:"" help:"Put an installation from such a file into an empty database."`
	DB           dbCommand           `cmd:"" name:"db" help:"Databases."`
	Audit        auditCommand        `cmd:"" help:"The audit trail."`
	Healthcheck  healthcheckCommand  `cmd:"" help:"Exit 0 when the server answers that it is ready."`
	Version      versionCommand      `cmd:"" help:"Tell the version."`
}

// streams are where a command reads and writes; tests hand in their own.
type streams struct {
	in       *os.File
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run parses the arguments and runs one command.
func run(ctx context.Context, args []string, s streams) (code int) {
	type exit int
	defer func() {
		if p := recover(); p != nil {
			e, ok := p.(exit)
			if !ok {
				panic(p)
			}
			code = int(e)
		}
	}()
	var cli commandLine
	parser, err := kong.New(&cli,
		kong.Name("traguardi"),
		kong.Description("The tracker with which a comune runs, and shows its citizens, its digital transformation.\n\n"+
			"Every flag is an environment variable too: --database is TRAGUARDI_DATABASE. "+
			"Exit codes: 0 done, 1 failed, 2 wrong usage."),
		kong.Writers(s.out, s.err),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		// kong leaves by itself after --help; a panic takes that back to here.
		kong.Exit(func(c int) { panic(exit(c)) }),
		kong.DefaultEnvars("TRAGUARDI"),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(s),
	)
	if err != nil {
		panic(err) // the commands' own struct tags are wrong
	}
	selected, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(s.err, "traguardi: %s\nTry traguardi --help.\n", withVariables(err))
		return exitUsage
	}
	if err := selected.Run(); err != nil {
		fmt.Fprintf(s.err, "traguardi: %s\n", app.Explain(err))
		var usage *app.UsageError
		if errors.As(err, &usage) {
			return exitUsage
		}
		return exitFailed
	}
	return exitDone
}

var flagInText = regexp.MustCompile(`(--[a-z][a-z-]*)(=[^\s,]+)?`)

// withVariables tells an error of the parser with the environment variable beside each
// flag that it names: the value may have come from there.
func withVariables(err error) string {
	var parsing *kong.ParseError
	if !errors.As(err, &parsing) {
		return err.Error()
	}
	variables := map[string]string{}
	for _, flag := range parsing.Context.Flags() {
		if len(flag.Envs) > 0 {
			variables["--"+flag.Name] = flag.Envs[0]
		}
	}
	return flagInText.ReplaceAllStringFunc(err.Error(), func(text string) string {
		flag, _, _ := strings.Cut(text, "=")
		if variable, ok := variables[flag]; ok {
			return text + " (" + variable + ")"
		}
		return text
	})
}
