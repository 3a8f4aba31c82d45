package app

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
)

// ImportLine is what an import tells of one row.
type ImportLine = plan.ImportLine

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
