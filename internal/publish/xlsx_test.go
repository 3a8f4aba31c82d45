package publish_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
)

// open reads a workbook back.
func open(t *testing.T, raw []byte) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	return file
}

func mustXLSX(t *testing.T, sheets ...publish.Sheet) []byte {
	t.Helper()
	raw, err := publish.XLSX(sheets)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// parts are the files of a workbook.
func parts(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(content)
	}
	return all
}

func TestCellsAreWhatTheyAre(t *testing.T) {
	raw := mustXLSX(t,
		publish.Sheet{Name: "Uno", Columns: []publish.Column{{Title: "Giorno", Width: 14}, {Title: "Numero", Width: 9}, {Title: "Quota", Width: 9}, {Title: "Testo", Width: 40}}, Rows: [][]any{
			{plan.NewDate(2026, time.November, 20), -3, publish.Percent(42), "perché così è"},
			{plan.Date{}, nil, publish.Percent(0), "riga 1\nriga 2"},
		}},
		publish.Sheet{Name: "Due", Columns: []publish.Column{{Title: "Solo", Width: 20}}},
	)
	file := open(t, raw)
	if got := file.GetSheetList(); strings.Join(got, " ") != "Uno Due" {
		t.Errorf("sheets: %v", got)
	}
	for at, want := range map[string]struct {
		raw    string
		kind   excelize.CellType
		format int
	}{
		"A2": {"46346", excelize.CellTypeUnset, 14}, // a number to the spreadsheet, shown as a day
		"B2": {"-3", excelize.CellTypeUnset, 1},
		"C2": {"0.42", excelize.CellTypeUnset, 9},
		"D2": {"perché così è", excelize.CellTypeSharedString, 0},
		"A3": {"", excelize.CellTypeUnset, 0},
		"B3": {"", excelize.CellTypeUnset, 0},
		"C3": {"0", excelize.CellTypeUnset, 9},
		"D3": {"riga 1\nriga 2", excelize.CellTypeSharedString, 0},
	} {
		value, err := file.GetCellValue("Uno", at, excelize.Options{RawCellValue: true})
		if err != nil || value != want.raw {
			t.Errorf("%s holds %q (%v), want %q", at, value, err, want.raw)
		}
		kind, err := file.GetCellType("Uno", at)
		if err != nil || kind != want.kind {
			t.Errorf("%s is of type %v (%v), want %v", at, kind, err, want.kind)
		}
		id, err := file.GetCellStyle("Uno", at)
		if err != nil {
			t.Fatal(err)
		}
		style, err := file.GetStyle(id)
		if err != nil || style.NumFmt != want.format {
			t.Errorf("%s has the format %d (%v), want %d", at, style.NumFmt, err, want.format)
		}
	}
	day, err := excelize.ExcelDateToTime(46346, false)
	if err != nil || plan.DateOf(day, time.UTC) != plan.NewDate(2026, time.November, 20) {
		t.Errorf("the day is %v", day)
	}
	for _, sheet := range file.GetSheetList() {
		panes, err := file.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.TopLeftCell != "A2" {
			t.Errorf("%s: the header goes out of sight: %+v, %v", sheet, panes, err)
		}
	}
	if width, err := file.GetColWidth("Uno", "D"); err != nil || width != 40 {
		t.Errorf("column D is %v wide, %v", width, err)
	}
	if title, _ := file.GetCellValue("Uno", "A1"); title != "Giorno" {
		t.Errorf("the header says %q", title)
	}
}

// TestNothingIsCalculated: whatever somebody writes into a plan is text in a spreadsheet.
func TestNothingIsCalculated(t *testing.T) {
	texts := []string{
		`=HYPERLINK("https://example.org","clicca")`, "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "'=1", "1e5", "<b>&amp;</b>", " =1",
	}
	sheet := publish.Sheet{Name: "Testi", Columns: []publish.Column{{Title: "=1+1", Width: 20}}}
	for _, text := range texts {
		sheet.Rows = append(sheet.Rows, []any{text})
	}
	raw := mustXLSX(t, sheet)
	for name, content := range parts(t, raw) {
		if strings.Contains(content, "<f>") || strings.Contains(content, "<f ") {
			t.Errorf("%s has a formula", name)
		}
	}
	file := open(t, raw)
	for i, text := range texts {
		at, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := file.GetCellValue("Testi", at); err != nil || strings.ReplaceAll(got, "\r", "") != strings.ReplaceAll(text, "\r", "") {
			t.Errorf("%q came back as %q, %v", text, got, err)
		}
		if kind, err := file.GetCellType("Testi", at); err != nil || kind != excelize.CellTypeSharedString {
			t.Errorf("%q is of type %v, %v", text, kind, err)
		}
		id, err := file.GetCellStyle("Testi", at)
		if err != nil {
			t.Fatal(err)
		}
		quoted := file.Styles.CellXfs.Xf[id].QuotePrefix
		if marked := quoted != nil && *quoted; marked != strings.ContainsRune("=+-@\t\r", rune(text[0])) {
			t.Errorf("%q is marked as typed text: %t", text, marked)
		}
	}
}

func TestTheSameSheetsGiveTheSameBytes(t *testing.T) {
	sheet := publish.Sheet{Name: "Uno", Columns: []publish.Column{{Title: "A", Width: 10}}, Rows: [][]any{{"=x"}, {1}, {plan.NewDate(2026, time.May, 1)}}}
	first := mustXLSX(t, sheet)
	for range 20 {
		if !bytes.Equal(first, mustXLSX(t, sheet)) {
			t.Fatal("other bytes")
		}
	}
}

func TestWhatACellCannotHold(t *testing.T) {
	if _, err := publish.XLSX([]publish.Sheet{{Name: "Uno", Columns: []publish.Column{{Title: "A", Width: 10}}, Rows: [][]any{{time.Now()}}}}); err == nil {
		t.Error("an instant went into a cell")
	}
	if _, err := publish.XLSX([]publish.Sheet{{Name: strings.Repeat("x", 32)}}); err == nil {
		t.Error("a name that is too long was taken")
	}
}
