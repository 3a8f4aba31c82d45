package publish

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// CSV writes rows as RFC 4180 in UTF-8, with a header.
func CSV(header []string, rows func(yield func([]string) bool)) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if err := w.Write(header); err != nil {
		return nil, err
	}
	for row := range rows {
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// Cell defuses a text that a spreadsheet would run as a formula, with the apostrophe that
// spreadsheets read as "this is text".
func Cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
