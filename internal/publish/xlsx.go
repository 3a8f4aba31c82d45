package publish

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/traguardi/traguardi/internal/plan"
)

// Sheet is one sheet of a workbook: a header that stays in sight, and rows.
type Sheet struct {
	Name    string // at most 31 characters, none of []:*?/\
	Columns []Column
	// Rows hold a value for each column: text (string), a number (int), a percentage
	// (Percent), an amount (Cents), a day (plan.Date), or nil for an empty cell. No day is an empty cell too.
	// Data that are not for reading have int64, float64 and bool besides.
	Rows [][]any
}

// Column is one column: its title, and its width in characters.
type Column struct {
	Title string
	Width float64
}

// Percent is a whole percentage; the cell holds the ratio.
type Percent int

// Cents is an amount; the cell holds euros.
type Cents int64

// Formats of cells: they follow the reader's language where the number is built in.
const (
	formatWhole   = 1  // 0
	formatMoney   = 4  // #,##0.00
	formatPercent = 9  // 0%
	formatDay     = 14 // dd/mm/yyyy in an Italian spreadsheet
	formatText    = 49 // @
)

// XLSX writes a workbook. Text is always text: what a spreadsheet would take for a formula
// is marked as typed text, as a spreadsheet does it itself. The same sheets give the same
// bytes.
func XLSX(sheets []Sheet) ([]byte, error) {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // only temporary files, of which there are none
	b := &workbook{File: file}
	if err := b.makeStyles(); err != nil {
		return nil, fmt.Errorf("publish: styles: %w", err)
	}
	for i, sheet := range sheets {
		if err := b.add(i, sheet); err != nil {
			return nil, fmt.Errorf("publish: sheet %s: %w", sheet.Name, err)
		}
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		return nil, fmt.Errorf("publish: workbook: %w", err)
	}
	return out.Bytes(), nil
}

type workbook struct {
	*excelize.File
	header, text, typed, number, percent, money, day int
}

func (b *workbook) makeStyles() error {
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, one := range []struct {
		into  *int
		style excelize.Style
	}{
		{&b.header, excelize.Style{
			Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
			Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E1E7ED"}},
			Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "1A1A1A"}},
		}},
		{&b.text, excelize.Style{Alignment: top}},
		// Told apart from text by its number format, "@": it is the one that is marked.
		{&b.typed, excelize.Style{Alignment: top, NumFmt: formatText}},
		{&b.number, excelize.Style{Alignment: top, NumFmt: formatWhole}},
		{&b.percent, excelize.Style{Alignment: top, NumFmt: formatPercent}},
		{&b.money, excelize.Style{Alignment: top, NumFmt: formatMoney}},
		{&b.day, excelize.Style{Alignment: top, NumFmt: formatDay}},
	} {
		id, err := b.NewStyle(&one.style)
		if err != nil {
			return err
		}
		*one.into = id
	}
	yes := true
	b.Styles.CellXfs.Xf[b.typed].QuotePrefix = &yes
	return nil
}

func (b *workbook) add(i int, s Sheet) error {
	if i == 0 {
		if err := b.SetSheetName("Sheet1", s.Name); err != nil {
			return err
		}
	} else if _, err := b.NewSheet(s.Name); err != nil {
		return err
	}
	for c, column := range s.Columns {
		name, err := excelize.ColumnNumberToName(c + 1)
		if err != nil {
			return err
		}
		if err := b.SetColWidth(s.Name, name, name, column.Width); err != nil {
			return err
		}
		if err := b.set(s.Name, c, 0, column.Title, b.header); err != nil {
			return err
		}
	}
	for r, row := range s.Rows {
		for c, value := range row {
			if err := b.cell(s.Name, c, r+1, value); err != nil {
				return err
			}
		}
	}
	return b.lay(s)
}

// lay freezes the header, and sets the page for paper.
func (b *workbook) lay(s Sheet) error {
	if err := b.SetPanes(s.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	landscape, a4, one, many := "landscape", 9, 1, 0
	if err := b.SetPageLayout(s.Name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &many}); err != nil {
		return err
	}
	fit := true
	return b.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: &fit})
}

func (b *workbook) cell(sheet string, c, r int, value any) error {
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		if formula(v) {
			return b.set(sheet, c, r, v, b.typed)
		}
		return b.set(sheet, c, r, v, b.text)
	case int:
		return b.set(sheet, c, r, v, b.number)
	case int64:
		return b.set(sheet, c, r, v, b.number)
	case float64, bool:
		return b.set(sheet, c, r, v, b.text)
	case Percent:
		return b.set(sheet, c, r, float64(v)/100, b.percent)
	case Cents:
		// Fifteen digits are exact in a spreadsheet, and no amount has more.
		return b.set(sheet, c, r, float64(v)/100, b.money)
	case plan.Date:
		if v.IsZero() {
			return nil
		}
		return b.set(sheet, c, r, v.Time(), b.day)
	}
	return fmt.Errorf("a cell cannot hold a %T", value)
}

// formula tells a text that a spreadsheet would calculate if somebody typed it.
func formula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

func (b *workbook) set(sheet string, c, r int, value any, style int) error {
	at, err := excelize.CoordinatesToCellName(c+1, r+1)
	if err != nil {
		return err
	}
	if err := b.SetCellValue(sheet, at, value); err != nil {
		return err
	}
	return b.SetCellStyle(sheet, at, at, style)
}
