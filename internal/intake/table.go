package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/traguardi/traguardi/internal/plan"
)

// table reads a CSV file by the names in its header, one row at a time: UTF-8 with or
// without a byte order mark, or Windows-1252, with commas or semicolons.
type table struct {
	csv     *csv.Reader
	columns map[string]int
	width   int
	record  []string
}

// unreadableRow is a row that cannot be read; the next one can.
type unreadableRow struct {
	why   string
	cells int // how many it has, where that is what is wrong; else 0
}

func (e *unreadableRow) Error() string { return e.why }

func isUnreadable(err error) bool {
	var row *unreadableRow
	return errors.As(err, &row)
}

// longestHeader bounds what is looked at to find the separator.
const longestHeader = 64 << 10

// newTable reads the header. A file that lacks a required column is refused as a whole.
func newTable(r io.Reader, required ...string) (*table, error) {
	buffered := bufio.NewReaderSize(r, longestHeader)
	start, err := buffered.Peek(longestHeader)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading the file: %w", err)
	}
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
		return nil, plan.Errorf(plan.KindMalformed, "the file is in UTF-16: save it as CSV in UTF-8").WithRule("import.encoding")
	}
	if bytes.HasPrefix(start, []byte("\xef\xbb\xbf")) {
		start = start[3:]
		if _, err := buffered.Discard(3); err != nil {
			return nil, err
		}
	}
	header, _, _ := bytes.Cut(start, []byte("\n"))
	t := &table{csv: csv.NewReader(buffered), columns: map[string]int{}}
	t.csv.FieldsPerRecord, t.csv.ReuseRecord = -1, true
	if bytes.Count(header, []byte(";")) > bytes.Count(header, []byte(",")) {
		t.csv.Comma = ';'
	}
	names, err := t.csv.Read()
	if err != nil {
		if !errors.Is(err, io.EOF) && !isParseError(err) {
			return nil, fmt.Errorf("reading the file: %w", err)
		}
		return nil, plan.Errorf(plan.KindMalformed, "the file has no header that can be read").WithRule("import.header")
	}
	t.width = len(names)
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := t.columns[name]; twice && name != "" {
			return nil, plan.Errorf(plan.KindMalformed, "the header has the column %s twice", name).WithRule("import.column")
		}
		t.columns[name] = i
	}
	for _, name := range required {
		if !t.has(name) {
			return nil, plan.Errorf(plan.KindMalformed, "the column %s is missing", name).WithRule("import.column")
		}
	}
	return t, nil
}

// has reports whether the file has all of some columns.
func (t *table) has(names ...string) bool {
	for _, name := range names {
		if _, ok := t.columns[name]; !ok {
			return false
		}
	}
	return true
}

// first is the first of some columns that the file has; "" where it has none of them.
func (t *table) first(names []string) string {
	for _, name := range names {
		if t.has(name) {
			return name
		}
	}
	return ""
}

func isParseError(err error) bool {
	var parse *csv.ParseError
	return errors.As(err, &parse)
}

// next reads the next row and tells the line where it begins. A *unreadableRow is about that row
// alone.
func (t *table) next() (line int, err error) {
	t.record = nil
	record, err := t.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		return parse.StartLine, &unreadableRow{why: "la riga non si legge come CSV: virgolette fuori posto"}
	case err == io.EOF:
		return 0, io.EOF
	case err != nil:
		return 0, fmt.Errorf("reading the file: %w", err)
	}
	line, _ = t.csv.FieldPos(0)
	if len(record) != t.width {
		return line, &unreadableRow{fmt.Sprintf("la riga ha %d colonne, l'intestazione %d", len(record), t.width), len(record)}
	}
	t.record = record
	return line, nil
}

// text is a value by its column, without the blanks around it; nothing where the file has no
// such column.
func (t *table) text(column string) string {
	i, ok := t.columns[column]
	if !ok || i >= len(t.record) {
		return ""
	}
	value := t.record[i]
	if !utf8.ValidString(value) {
		if decoded, err := charmap.Windows1252.NewDecoder().String(value); err == nil {
			value = decoded
		}
	}
	return strings.TrimSpace(value)
}

// get is text on one line without double blanks, and nothing where the file says N/D or None.
func (t *table) get(column string) string {
	value := strings.Join(strings.Fields(t.text(column)), " ")
	switch strings.ToLower(value) {
	case "n/d", "nd", "none", "null", "nan", "-":
		return ""
	}
	return value
}
