package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/traguardi/traguardi/internal/app"
)

// importCommand has one sort of file per subcommand, each in its own file.
type importCommand struct {
	Catalogue  importCatalogueCommand  `cmd:"" help:"An edition of a national plan: action lines, objectives and expected results."`
	PADigitale importPADigitaleCommand `cmd:"" name:"pa-digitale-2026" help:"Applications funded by PA digitale 2026 (CSV)."`
	Plan       importPlanCommand       `cmd:"" help:"A plan: CSV or XLSX, one row for each milestone."`
	Population importPopulationCommand `cmd:"" help:"Inhabitants of the comuni: ISTAT's resident population (CSV)."`
}

// importFlags are those that every sort of file takes.
type importFlags struct {
	File   string `arg:"" help:"The file." type:"path"`
	DryRun bool   `help:"Tell what would change, and change nothing."`
	Quiet  bool   `help:"Tell of the refused rows and of those worth a second look alone."`
}

// in is the import with its lines going to standard output, one for every row: line in the
// file, outcome, key, and why, with tabs between them. A bar on standard error shows how far
// it is where that is a terminal.
func (f importFlags) in(s streams) (app.Import, *progressBar) {
	bar := newProgressBar(s.err)
	return app.Import{
		File: f.File, DryRun: f.DryRun, Progress: bar.show,
		Line: func(l app.ImportLine) error {
			if f.Quiet && l.Why == "" {
				return nil
			}
			bar.clear()
			_, err := fmt.Fprintf(s.out, "%d\t%s\t%s\t%s\n", l.Line, l.Outcome, l.Key, l.Why)
			return err
		},
	}, bar
}

// tellCounts closes an import with its counts, on standard error: standard output has a line
// for every row and nothing else.
func tellCounts(s streams, dryRun bool, report *app.ImportReport, failure error) error {
	if report == nil {
		return failure
	}
	would := ""
	if dryRun {
		would = "trial run, nothing was written: "
	}
	n := report.Counts
	_, err := fmt.Fprintf(s.err, "%s%d rows: %d created, %d updated, %d unchanged, %d refused (%d worth a second look, %d of other enti passed over)\n",
		would, n.Rows(), n.Created, n.Updated, n.Unchanged, n.Refused, report.Warnings, report.Skipped)
	return errors.Join(failure, err)
}

// progressBar draws how far something is on a terminal, and nothing anywhere else.
type progressBar struct {
	w     io.Writer // nil: nothing to draw on
	drawn int       // percent; -1 while nothing is drawn
}

func newProgressBar(w io.Writer) *progressBar {
	b := &progressBar{drawn: -1}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		b.w = w
	}
	return b
}

const barWidth = 40

// show draws the bar where it changed.
func (b *progressBar) show(done, total int64) {
	if b.w == nil || total <= 0 {
		return
	}
	percent := int(min(done*100/total, 100))
	if percent == b.drawn {
		return
	}
	b.drawn = percent
	full := percent * barWidth / 100
	fmt.Fprintf(b.w, "\r[%-*s] %3d %%", barWidth, hashes[:full], percent)
}

const hashes = "########################################"

// clear takes the bar away, so that a line can be written in its place.
func (b *progressBar) clear() {
	if b.w == nil || b.drawn < 0 {
		return
	}
	b.drawn = -1
	fmt.Fprint(b.w, "\r\x1b[K")
}
