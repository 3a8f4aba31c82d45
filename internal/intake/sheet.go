package intake

import (
	"bytes"
	"io"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// Bounds of a file with a plan in it. A plan has some hundreds of rows; what is larger than
// this is no plan, and is refused before it fills the memory.
const (
	MaxSheetBytes   = plan.MaxPlanFileBytes
	MaxSheetRows    = 20_000
	MaxSheetColumns = 200
	maxSheetCells   = 1_000_000
)

// Sheet is a sheet of a file as rows of text. Numbers have a decimal point, percentages of a
// workbook's cells their sign, dates of a workbook are still numbers: only the column says
// what a number means.
type Sheet struct {
	Name string
	Rows []SheetRow
	// Since1904 says from when a workbook's dates are counted.
	Since1904 bool
}

// SheetRow is one row; those without anything in them are left out.
type SheetRow struct {
	Line  int // where it begins, from 1
	Cells []string
	// Broken are the cells that could not be read, by column, and why, in Italian.
	Broken map[int]string
}

// Cell is the text of a column, "" beyond the last.
func (r SheetRow) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

func (r SheetRow) empty() bool {
	if len(r.Broken) > 0 {
		return false
	}
	for _, c := range r.Cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// ReadSheets reads a CSV or a workbook: what it is shows in its first bytes, whatever its
// name says. A CSV is one sheet without a name. The error is a *plan.Error where the file
// is at fault.
func ReadSheets(file io.Reader) ([]Sheet, error) {
	raw, err := io.ReadAll(io.LimitReader(file, MaxSheetBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(raw) > MaxSheetBytes:
		return nil, plan.Errorf(plan.KindTooLarge, "the file is larger than %d MB", MaxSheetBytes>>20).WithRule("file.bytes")
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return readWorkbook(raw)
	case bytes.HasPrefix(raw, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return nil, plan.Errorf(plan.KindUnsupported, "this is a workbook of the old kind, or one with a password: save it as .xlsx or .csv").WithRule("file.old")
	}
	sheet, err := readCSV(raw)
	if err != nil {
		return nil, err
	}
	return []Sheet{sheet}, nil
}

var (
	errManyRows    = plan.Errorf(plan.KindTooLarge, "the sheet has more than %d rows", MaxSheetRows).WithRule("file.rows")
	errManyColumns = plan.Errorf(plan.KindTooLarge, "the sheet has more than %d columns", MaxSheetColumns).WithRule("file.columns")
	errManyCells   = plan.Errorf(plan.KindTooLarge, "the sheet has more than %d cells", maxSheetCells).WithRule("file.cells")
	errNoText      = plan.Errorf(plan.KindUnsupported, "this is neither a text nor a workbook (.xlsx)").WithRule("file.kind")
)
