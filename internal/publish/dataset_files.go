package publish

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf16"
)

// Licence of all open data.
const (
	LicenceURL  = "https://creativecommons.org/licenses/by/4.0/"
	LicenceName = "CC BY 4.0"
)

// Content types of the files of open data.
const (
	CSVContentType  = "text/csv; charset=utf-8; header=present"
	JSONContentType = "application/json"
	XLSXContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// CSV writes the dataset as RFC 4180 in UTF-8; texts that a spreadsheet would run as a
// formula begin with an apostrophe.
func (s *Dataset) CSV(d *Data) ([]byte, error) {
	return CSV(s.Header(), func(yield func([]string) bool) {
		for row := range s.rows(d) {
			record := make([]string, len(row))
			for i, value := range row {
				switch value.(type) {
				case string, []string:
					record[i] = Cell(plainText(value))
				default:
					record[i] = plainText(value)
				}
			}
			if !yield(record) {
				return
			}
		}
	})
}

// JSON writes the dataset as an object: what it is, and its rows in "items", each an object
// with every column in the order of the columns; no value is null.
func (s *Dataset) JSON(d *Data) ([]byte, error) {
	var out bytes.Buffer
	head, err := json.Marshal(struct {
		Dataset      string  `json:"dataset"`
		Title        string  `json:"title"`
		Organization string  `json:"organization"`
		Publisher    string  `json:"publisher"`
		Licence      string  `json:"licence"`
		Day          string  `json:"day"`
		Modified     *string `json:"modified"`
		Revision     int64   `json:"revision"`
	}{
		s.Name, s.Title.It, d.Content.Organization.ID, d.Content.Organization.Name, LicenceURL, d.Content.Day.String(),
		instantOrNull(LastChange(d.Content), d.Zone), d.Content.Revision,
	})
	if err != nil {
		return nil, err
	}
	out.Write(head[:len(head)-1])
	out.WriteString(`,"items":[`)
	first := true
	names := make([][]byte, len(s.Columns))
	for i, c := range s.Columns {
		if names[i], err = json.Marshal(c.Name); err != nil {
			return nil, err
		}
	}
	for row := range s.rows(d) {
		if !first {
			out.WriteByte(',')
		}
		first = false
		out.WriteString("\n{")
		for i, value := range row {
			if i > 0 {
				out.WriteByte(',')
			}
			out.Write(names[i])
			out.WriteByte(':')
			if at, ok := value.(time.Time); ok {
				value = at.Format(rfc3339Millis)
			}
			text, err := json.Marshal(value)
			if err != nil {
				return nil, err
			}
			out.Write(text)
		}
		out.WriteByte('}')
	}
	out.WriteString("\n]}\n")
	return out.Bytes(), nil
}

func instantOrNull(t time.Time, zone *time.Location) *string {
	if t.IsZero() {
		return nil
	}
	text := t.In(zone).Format(rfc3339Millis)
	return &text
}

// MostInXLSX is how many rows a workbook of open data may have: beyond that a spreadsheet is
// of no use to people, and costs the server more than the other formats together.
const MostInXLSX = 50_000

// XLSX writes the dataset as a workbook with one sheet. ok is false, and there are no
// bytes, where it has more rows than MostInXLSX. Texts longer than a cell can hold end in "…".
func (s *Dataset) XLSX(d *Data) (body []byte, ok bool, err error) {
	sheet := Sheet{Name: s.Name}
	for _, c := range s.Columns {
		sheet.Columns = append(sheet.Columns, Column{Title: c.Name, Width: columnWidth(c.Kind)})
	}
	for row := range s.rows(d) {
		if len(sheet.Rows) == MostInXLSX {
			return nil, false, nil
		}
		for i, value := range row {
			switch v := value.(type) {
			case []string, time.Time:
				row[i] = cut(plainText(v))
			case string:
				row[i] = cut(v)
			}
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	body, err = XLSX([]Sheet{sheet})
	return body, err == nil, err
}

func columnWidth(k Kind) float64 {
	switch k {
	case KindText, KindList:
		return 30
	case KindInstant:
		return 26
	case KindDay, KindWhole, KindNumber, KindYesNo:
	}
	return 14
}

// longestCell is how many UTF-16 units a cell of a workbook holds.
const longestCell = 32767

func cut(s string) string {
	if len(s) <= longestCell || len(utf16.Encode([]rune(s))) <= longestCell {
		return s
	}
	units := utf16.Encode([]rune(s))[:longestCell-1]
	return strings.TrimSuffix(string(utf16.Decode(units)), "\uFFFD") + "…"
}
