package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readCSV reads a text with separated values: commas, semicolons or tabs; UTF-8 with or
// without byte order mark, UTF-16 with one, else Windows-1252.
func readCSV(raw []byte) (Sheet, error) {
	text, err := decodeText(raw)
	if err != nil {
		return Sheet{}, err
	}
	first, said := 1, byte(0)
	if head, rest, ok := strings.Cut(text, "\n"); ok { // what some spreadsheets write for one another
		if head = strings.TrimSuffix(head, "\r"); len(head) == 5 && strings.HasPrefix(head, "sep=") {
			text, first, said = rest, 2, head[4]
		}
	}
	if said == 0 {
		said = separatorOf(text)
	}
	var sheet Sheet
	cells := 0
	p := csvParser{text: text, separator: said, line: first}
	for {
		row, ok, err := p.next()
		if err != nil {
			return Sheet{}, err
		}
		if !ok {
			return sheet, nil
		}
		if row.empty() {
			continue
		}
		if len(sheet.Rows) == MaxSheetRows {
			return Sheet{}, errManyRows
		}
		if cells += len(row.Cells); cells > maxSheetCells {
			return Sheet{}, errManyCells
		}
		sheet.Rows = append(sheet.Rows, row)
	}
}

func decodeText(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")), bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return "", errNoText
		}
		raw = decoded
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", errNoText
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return "", errNoText
	}
	return string(decoded), nil
}

// separatorOf is the one by which most of the first rows come out alike and wide.
func separatorOf(text string) byte {
	best, most := byte(';'), 0
	for _, candidate := range []byte{';', ',', '\t'} {
		p := csvParser{text: text, separator: candidate, line: 1}
		widths := map[int]int{}
		for range 30 {
			row, ok, err := p.next()
			if err != nil { // wider than anything: it separates, and will be refused as too wide
				return candidate
			}
			if !ok {
				break
			}
			if !row.empty() {
				widths[len(row.Cells)]++
			}
		}
		score := 0
		for width, rows := range widths {
			score = max(score, (width-1)*rows)
		}
		if score > most {
			best, most = candidate, score
		}
	}
	return best
}

// csvParser reads RFC 4180 with any line end, and forgives quotes where there should be
// none. Text inside of quotes is given as it is, line ends included.
type csvParser struct {
	text      string
	separator byte
	line, at  int
}

func (p *csvParser) next() (row SheetRow, ok bool, err error) {
	if p.at >= len(p.text) {
		return SheetRow{}, false, nil
	}
	row.Line = p.line
	for {
		if len(row.Cells) == MaxSheetColumns {
			return row, false, errManyColumns
		}
		cell, more := p.cell()
		row.Cells = append(row.Cells, cell)
		if !more {
			return row, true, nil
		}
	}
}

// cell reads one cell, and tells whether the row goes on behind it.
func (p *csvParser) cell() (text string, more bool) {
	var quoted strings.Builder
	if p.at < len(p.text) && p.text[p.at] == '"' {
		p.at++
		for p.at < len(p.text) {
			end := strings.IndexByte(p.text[p.at:], '"')
			if end < 0 { // a quote that is never closed takes the rest of the file
				end = len(p.text) - p.at
			}
			part := p.text[p.at : p.at+end]
			p.line += lines(part)
			quoted.WriteString(part)
			p.at = min(p.at+end+1, len(p.text))
			if p.at >= len(p.text) || p.text[p.at] != '"' {
				break
			}
			quoted.WriteByte('"')
			p.at++
		}
	}
	start := p.at
	for ; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case p.separator:
			quoted.WriteString(p.text[start:p.at])
			p.at++
			return quoted.String(), true
		case '\n', '\r':
			quoted.WriteString(p.text[start:p.at])
			if p.text[p.at] == '\r' && p.at+1 < len(p.text) && p.text[p.at+1] == '\n' {
				p.at++
			}
			p.at++
			p.line++
			return quoted.String(), false
		}
	}
	quoted.WriteString(p.text[start:])
	return quoted.String(), false
}

// lines counts line ends as an editor does: \r\n is one.
func lines(s string) int {
	n := strings.Count(s, "\n")
	for i := 0; i < len(s); i++ {
		if s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
			n++
		}
	}
	return n
}
