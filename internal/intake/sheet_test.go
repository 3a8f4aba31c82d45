package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestReadCSV(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want string // cells with |, rows with /, each with its line
	}{
		"commas":              {"a,b\n1,2\n", "1:a|b/2:1|2"},
		"semicolons":          {"a;b\r\n1;\"x,y\"\r\n", "1:a|b/2:1|x,y"},
		"tabs":                {"a\tb\n1\t2", "1:a|b/2:1|2"},
		"mark":                {"\uFEFFa;b\n1;2", "1:a|b/2:1|2"},
		"windows-1252":        {"a;b\n1;citt\xe0 \x80", "1:a|b/2:1|città €"},
		"utf-16":              {"\xff\xfea\x00;\x00b\x00\n\x00", "1:a|b"},
		"line break":          {"a;b\n1;\"x\r\ny\"\n2;3", "1:a|b/2:1|x\r\ny/4:2|3"},
		"quotes":              {"a;b\n\"x \"\"y\"\"\";\"\"\n", "1:a|b/2:x \"y\"|"},
		"quote inside":        {"a;b\nx\"y;2\n", "1:a|b/2:x\"y|2"},
		"never closed":        {"a;b\n\"x;y\nz", "1:a|b/2:x;y\nz"},
		"decimal commas":      {"peso;nota\n1,5;x\n2,5;y\n", "1:peso|nota/2:1,5|x/3:2,5|y"},
		"title above":         {"Piano 2026, e oltre\n\na;b\n1;2\n", "1:Piano 2026, e oltre/3:a|b/4:1|2"},
		"empty rows":          {"a;b\n;;\n\n  ;\n1;2\n", "1:a|b/5:1|2"},
		"what a program says": {"sep=,\na,b\n1;2,3\n", "2:a|b/3:1;2|3"},
		"old mac":             {"a;b\r1;2\r", "1:a|b/2:1|2"},
		"one column":          {"a\n1\n", "1:a/2:1"},
		"nothing":             {"", ""},
	} {
		sheets, err := ReadSheets(strings.NewReader(c.raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var rows []string
		for _, r := range sheets[0].Rows {
			rows = append(rows, fmt.Sprintf("%d:%s", r.Line, strings.Join(r.Cells, "|")))
		}
		if got := strings.Join(rows, "/"); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		}
	}
}

func TestFilesThatAreTooMuch(t *testing.T) {
	far := func(cell string) []byte {
		return edited(t, book(t, func(f *excelize.File) {}), "xl/worksheets/sheet1.xml", func(string) string {
			return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c r="` + cell + `"><v>1</v></c></row></sheetData></worksheet>`
		})
	}
	wide := func() []byte {
		return edited(t, book(t, func(f *excelize.File) {}), "xl/worksheets/sheet1.xml", func(string) string {
			return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
				strings.Repeat(`<row><c r="GR1"/></row>`, 8000) + `</sheetData></worksheet>`
		})
	}
	for name, c := range map[string]struct {
		raw  []byte
		rule string
	}{
		"large":                {bytes.Repeat([]byte("a;b\n"), MaxSheetBytes/4+1), "file.bytes"},
		"a million columns":    {[]byte(strings.Repeat("a;", 1_000_000)), "file.columns"},
		"a million commas":     {[]byte(strings.Repeat(",", 1_000_000)), "file.columns"},
		"many rows":            {[]byte(strings.Repeat("a;b\n", MaxSheetRows+1)), "file.rows"},
		"many cells":           {[]byte(strings.Repeat(strings.Repeat("a;", 150)+"\n", 7000)), "file.cells"},
		"a picture":            {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "file.kind"},
		"an old workbook":      {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), "file.old"},
		"half a workbook":      {[]byte("PK\x03\x04 and no more"), "file.workbook"},
		"a zip of other files": {zipped(t, "a.txt", "x"), "file.workbook"},
		"a bomb":               {zipped(t, "xl/worksheets/sheet1.xml", strings.Repeat(" ", maxUnzipped+1)), "file.unfolds"},
		"a far column":         {far("XFD1"), "file.columns"},
		"a far row":            {far("A1048576"), "file.rows"},
		"no cell":              {far("A0"), "file.workbook"},
		"wide and long":        {wide(), "file.cells"},
	} {
		begun := time.Now()
		_, err := ReadSheets(bytes.NewReader(c.raw))
		var refusal *plan.Error
		if !errors.As(err, &refusal) || refusal.Rule != c.rule {
			t.Errorf("%s: got %v, want %s", name, err, c.rule)
		}
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}

// book makes a workbook of one sheet.
func book(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var out bytes.Buffer
	if err := errors.Join(f.Write(&out), f.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t testing.TB, name, content string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// edited rewrites one part of a workbook.
func edited(t testing.TB, raw []byte, name string, edit func(string) string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range archive.File {
		content, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(content); err != nil {
			t.Fatal(err)
		}
		if part.Name == name {
			edited := edit(text.String())
			text.Reset()
			text.WriteString(edited)
		}
		into, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := into.Write(text.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func set(t testing.TB, f *excelize.File, cell string, value any) {
	t.Helper()
	if err := f.SetCellValue("Sheet1", cell, value); err != nil {
		t.Fatal(err)
	}
}

func TestAWorkbooksCells(t *testing.T) {
	raw := book(t, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 9})
		custom := "0.0%"
		other, err2 := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		set(t, f, "A1", "Traguardo")
		set(t, f, "B1", "Percentuale")
		set(t, f, "A3", "Uno\nsu due righe")
		set(t, f, "B3", 1)
		set(t, f, "A4", 46097)
		set(t, f, "B4", 0.29)
		set(t, f, "C4", 0.4)
		if err := errors.Join(f.SetCellStyle("Sheet1", "B3", "B3", style), f.SetCellStyle("Sheet1", "B4", "B4", other),
			f.SetCellFormula("Sheet1", "A5", "A1&A3"), f.MergeCell("Sheet1", "D1", "D4")); err != nil {
			t.Fatal(err)
		}
		set(t, f, "D1", "OB-01")
	})
	sheets, err := ReadSheets(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range sheets[0].Rows {
		got = append(got, fmt.Sprintf("%d:%s", r.Line, strings.Join(r.Cells, "|")))
	}
	want := "1:Traguardo|Percentuale||OB-01/3:Uno\nsu due righe|100%||OB-01/4:46097|29%|0.4|OB-01/5:"
	if strings.Join(got, "/") != want {
		t.Errorf("got %q", strings.Join(got, "/"))
	}
	if last := sheets[0].Rows[len(sheets[0].Rows)-1]; !strings.Contains(last.Broken[0], "A5") {
		t.Errorf("a formula that was never calculated: %v", last.Broken)
	}
	cached := edited(t, raw, "xl/worksheets/sheet1.xml", func(s string) string {
		return strings.Replace(s, "</f>", "</f><v>calcolato</v>", 1)
	})
	sheets, err = ReadSheets(bytes.NewReader(cached))
	if err != nil {
		t.Fatal(err)
	}
	if last := sheets[0].Rows[len(sheets[0].Rows)-1]; last.Cell(0) != "calcolato" || len(last.Broken) != 0 {
		t.Errorf("a formula that was calculated: %+v", last)
	}
	mac := edited(t, raw, "xl/workbook.xml", func(s string) string {
		return strings.Replace(s, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
	})
	if sheets, err = ReadSheets(bytes.NewReader(mac)); err != nil || !sheets[0].Since1904 {
		t.Errorf("a workbook that counts from 1904: %v", err)
	}
}

func FuzzReadSheets(f *testing.F) {
	for _, s := range []string{"a;b\n1;2", "\uFEFFa,b\r\n\"x\n\",2", "sep=;\na;b", "\xff\xfea\x00", "a\tb\"\"\n\"", "PK\x03\x04"} {
		f.Add([]byte(s))
	}
	f.Add(book(f, func(x *excelize.File) { set(f, x, "B2", "Traguardo") }))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sheets, err := ReadSheets(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for _, s := range sheets {
			if len(s.Rows) > MaxSheetRows {
				t.Fatal("too many rows")
			}
			line := 0
			for _, r := range s.Rows {
				if r.Line <= line || len(r.Cells) > MaxSheetColumns {
					t.Fatalf("line %d after %d with %d cells", r.Line, line, len(r.Cells))
				}
				line = r.Line
			}
		}
		header, err := FindPlan(sheets, PlanMapping{})
		if err != nil {
			return
		}
		reading := ReadPlan(sheets, header, PlanMapping{})
		if len(reading.Rows)+len(reading.Refused) < len(header.Sheet.Rows)-header.Row-1 {
			t.Fatal("a row is neither read nor refused")
		}
	})
}
