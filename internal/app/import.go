package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
)

// ImportLine is what an import tells of one row.
type ImportLine = plan.ImportLine

// ImportReport is what an import comes to.
type ImportReport = intake.Report

// Import is what every import of a file has in common.
type Import struct {
	// File is its path.
	File string
	// DryRun tells what would change, and changes nothing.
	DryRun bool
	// Line is handed every row's outcome as it comes; nil where nobody listens.
	Line func(ImportLine) error
	// Progress is told how much of the file was read; nil where nobody listens.
	Progress func(read, size int64)
}

// read opens the file and hands it to do, with the report to fill.
func (m Import) read(do func(file io.Reader, report *intake.Report) error) (report *intake.Report, err error) {
	f, err := os.Open(m.File)
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &UsageError{m.File + " is a folder, not a file"}
	}
	report = intake.NewReport(intake.KeptLines, m.Line)
	return report, do(&readProgress{r: f, size: info.Size(), tell: m.Progress}, report)
}

// readProgress tells how much of a file was read.
type readProgress struct {
	r          io.Reader
	read, size int64
	tell       func(read, size int64)
}

func (p *readProgress) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.read += int64(n)
	if p.tell != nil {
		p.tell(p.read, p.size)
	}
	return n, err
}

// ApplicationsImport is an import of the applications of PA digitale 2026.
type ApplicationsImport struct {
	Import
	// Organization is the one ente whose rows are taken; empty with All.
	Organization string
	All          bool
	Office       string
	Measure      string
}

// ImportApplications takes the funded applications of a file over.
func (i *Installation) ImportApplications(ctx context.Context, m ApplicationsImport) (*intake.Report, error) {
	if m.All == (m.Organization != "") {
		return nil, &UsageError{"give either --organization or --all"}
	}
	if m.All && m.Office != "" {
		return nil, &UsageError{"--office is an office of one ente: it does not go with --all"}
	}
	ctx = asSystem(ctx)
	return m.read(func(file io.Reader, report *intake.Report) error {
		return intake.Applications{
			Tracker: i.Tracker, Organization: strings.ToLower(m.Organization), Office: m.Office, Name: filepath.Base(m.File),
			Measure: m.Measure, DryRun: m.DryRun, Today: i.Clock.Today(), Zone: i.Clock.Location,
		}.Import(ctx, file, report)
	})
}
