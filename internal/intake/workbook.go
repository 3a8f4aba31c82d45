package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/traguardi/traguardi/internal/plan"
)

// maxUnzipped bounds what a workbook unfolds to.
const maxUnzipped = 64 << 20

var errBomb = plan.Errorf(plan.KindTooLarge, "the workbook unfolds to more than %d MB", maxUnzipped>>20).WithRule("file.unfolds")

// damaged keeps why for the log.
func damaged(cause error) error {
	return plan.Errorf(plan.KindMalformed, "the workbook cannot be read: it is damaged, or has a password").WithRule("file.workbook").WithCause(cause)
}

// readWorkbook reads every sheet of a workbook. It is looked through first, piece by piece
// and without keeping any: what is too large is refused before anything is built of it.
func readWorkbook(raw []byte) (sheets []Sheet, err error) {
	if err := lookThrough(raw); err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped,
	})
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	b := workbook{File: file, percents: map[int]bool{}}
	properties, err := file.GetWorkbookProps()
	if err != nil {
		return nil, damaged(err)
	}
	for _, name := range file.GetSheetList() {
		if visible, err := file.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		sheet, err := b.sheet(name)
		if err != nil {
			if plan.KindOf(err) != "" {
				return nil, err
			}
			return nil, damaged(err)
		}
		sheet.Since1904 = properties.Date1904 != nil && *properties.Date1904
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

type workbook struct {
	*excelize.File
	percents map[int]bool // of styles: those that show a percentage
}

func (b *workbook) sheet(name string) (Sheet, error) {
	s := Sheet{Name: name}
	rows, err := b.Rows(name)
	if err != nil { // a sheet that is a chart has none
		return s, nil
	}
	at := map[int]int{} // places in s.Rows, by line
	line, cells := 0, 0
	for rows.Next() {
		line++
		values, err := rows.Columns()
		if err != nil {
			return s, errors.Join(err, rows.Close())
		}
		if len(values) == 0 {
			continue
		}
		if line > MaxSheetRows {
			return s, errors.Join(errManyRows, rows.Close())
		}
		if cells += len(values); cells > maxSheetCells {
			return s, errors.Join(errManyCells, rows.Close())
		}
		row := SheetRow{Line: line, Cells: values}
		for column, value := range values {
			if err := b.refine(name, &row, column, value); err != nil {
				return s, errors.Join(err, rows.Close())
			}
		}
		at[line] = len(s.Rows)
		s.Rows = append(s.Rows, row)
	}
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		return s, err
	}
	if err := b.spread(name, &s, at); err != nil {
		return s, err
	}
	kept := s.Rows[:0]
	for _, row := range s.Rows {
		if !row.empty() {
			kept = append(kept, row)
		}
	}
	s.Rows = kept
	return s, nil
}

// refine marks percentages, and notes formulas that were never calculated and what went
// wrong in those that were.
func (b *workbook) refine(name string, row *SheetRow, column int, value string) error {
	cell, err := excelize.CoordinatesToCellName(column+1, row.Line)
	if err != nil {
		return err
	}
	broken := ""
	switch {
	case value == "":
		if formula, err := b.GetCellFormula(name, cell); err == nil && formula != "" {
			broken = "la cella " + cell + " ha una formula senza risultato: aprire il file con un foglio elettronico e salvarlo"
		}
	case strings.HasPrefix(value, "#"):
		if kind, err := b.GetCellType(name, cell); err == nil && kind == excelize.CellTypeError {
			broken = "la cella " + cell + " ha una formula che non riesce (" + value + ")"
		}
	default:
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			break
		}
		style, err := b.GetCellStyle(name, cell)
		if err == nil && style > 0 && b.percent(style) {
			row.Cells[column] = strconv.FormatFloat(rounded(n*100), 'f', -1, 64) + "%"
		}
	}
	if broken != "" {
		if row.Broken == nil {
			row.Broken = map[int]string{}
		}
		row.Broken[column] = broken
	}
	return nil
}

func (b *workbook) percent(style int) bool {
	if known, ok := b.percents[style]; ok {
		return known
	}
	is := false
	if s, err := b.GetStyle(style); err == nil {
		is = s.NumFmt == 9 || s.NumFmt == 10 || (s.CustomNumFmt != nil && strings.Contains(*s.CustomNumFmt, "%"))
	}
	b.percents[style] = is
	return is
}

// spread gives merged cells their value everywhere.
func (b *workbook) spread(name string, s *Sheet, at map[int]int) error {
	merged, err := b.GetMergeCells(name)
	if err != nil {
		return err
	}
	work := 0
	for _, m := range merged {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			continue
		}
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			continue
		}
		i, ok := at[top]
		if !ok {
			continue
		}
		value := s.Rows[i].Cell(left - 1)
		if value == "" {
			continue
		}
		right, bottom = min(right, MaxSheetColumns), min(bottom, MaxSheetRows)
		if work += (right - left + 1) * (bottom - top + 1); work > maxSheetCells {
			return errManyCells
		}
		for line := top; line <= bottom; line++ {
			i, ok := at[line]
			if !ok {
				continue
			}
			row := &s.Rows[i]
			for len(row.Cells) < right {
				row.Cells = append(row.Cells, "")
			}
			for column := left - 1; column < right; column++ {
				row.Cells[column] = value
			}
		}
	}
	return nil
}

// lookThrough unfolds the parts of a workbook without keeping them, and refuses those that
// are too large, or whose cells lie too far out.
func lookThrough(raw []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return damaged(err)
	}
	if len(archive.File) > 2_000 {
		return errBomb
	}
	left := int64(maxUnzipped)
	for _, part := range archive.File {
		if int64(part.UncompressedSize64) > left || part.UncompressedSize64 > maxUnzipped {
			return errBomb
		}
		if err := lookThroughPart(part, &left); err != nil {
			return err
		}
	}
	return nil
}

func lookThroughPart(part *zip.File, left *int64) (err error) {
	content, err := part.Open()
	if err != nil {
		return damaged(err)
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	counted := &io.LimitedReader{R: content, N: *left + 1}
	name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/"))
	if strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml") {
		err = measure(counted)
		if err != nil {
			return err
		}
	}
	_, err = io.Copy(io.Discard, counted)
	if err != nil {
		return damaged(err)
	}
	if counted.N <= 0 {
		return errBomb
	}
	*left = counted.N - 1
	return nil
}

// measure reads where a sheet's cells lie.
func measure(sheet io.Reader) error {
	decoder := xml.NewDecoder(sheet)
	decoder.Strict = false
	row, column, cells, widest := 0, 0, 0, 0
	for {
		token, err := decoder.RawToken()
		if err != nil { // its end; what is damaged the reader finds by itself
			return nil
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			row, column = row+1, 0
			if cells, widest = cells+widest, 0; cells > maxSheetCells {
				return errManyCells
			}
			if n, err := strconv.Atoi(attribute(start, "r")); err == nil {
				row = n
			}
			if row > MaxSheetRows {
				return errManyRows
			}
		case "c":
			column++
			if at := attribute(start, "r"); at != "" {
				c, r, err := excelize.CellNameToCoordinates(at)
				if err != nil || r < 1 {
					return damaged(nil)
				}
				if r > MaxSheetRows {
					return errManyRows
				}
				column = c
			}
			if column > MaxSheetColumns {
				return errManyColumns
			}
			widest = max(widest, column)
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
