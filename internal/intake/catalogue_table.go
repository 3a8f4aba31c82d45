package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// catalogueTable is a CSV file whose columns are known by the names in its first row. Those
// that nobody asks for are passed over.
type catalogueTable struct {
	r       *csv.Reader
	columns map[string]int
	row     []string
	line    int // where the row begins
}

// rowError is why a row cannot be read; the next one may be.
type rowError struct {
	line int
	why  string
}

func (e *rowError) Error() string { return fmt.Sprintf("row at line %d: %s", e.line, e.why) }

// openCatalogueTable reads the header. A byte order mark is passed over; the columns are
// parted by commas, or by semicolons where the header has more of those.
func openCatalogueTable(file io.Reader) (*catalogueTable, error) {
	b := bufio.NewReaderSize(file, 64<<10)
	if mark, err := b.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := b.Discard(3); err != nil {
			return nil, err
		}
	}
	head, err := b.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if i := bytes.IndexAny(head, "\r\n"); i >= 0 {
		head = head[:i]
	}
	t := &catalogueTable{r: csv.NewReader(b), columns: map[string]int{}}
	if bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		t.r.Comma = ';'
	}
	t.r.FieldsPerRecord = -1
	header, err := t.r.Read()
	if err != nil {
		return nil, fmt.Errorf("the header cannot be read: %w", err)
	}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := t.columns[name]; twice && name != "" {
			return nil, fmt.Errorf("the header has a column twice")
		}
		t.columns[name] = i
	}
	return t, nil
}

// has reports whether the file has all of some columns.
func (t *catalogueTable) has(names ...string) bool {
	for _, name := range names {
		if _, ok := t.columns[name]; !ok {
			return false
		}
	}
	return true
}

// next reads the next row. A *rowError is about that row alone; io.EOF ends the file.
func (t *catalogueTable) next() error {
	row, err := t.r.Read()
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		return &rowError{broken.StartLine, "le virgolette della riga non tornano"}
	}
	if err != nil {
		return err
	}
	t.row = row
	t.line, _ = t.r.FieldPos(0)
	if len(row) != len(t.columns) {
		return &rowError{t.line, fmt.Sprintf("la riga ha %d colonne invece di %d", len(row), len(t.columns))}
	}
	return nil
}

// cell is what a row has in a column, without the blanks around it; "" where the file has
// no such column.
func (t *catalogueTable) cell(name string) string {
	i, ok := t.columns[name]
	if !ok || i >= len(t.row) {
		return ""
	}
	return strings.TrimSpace(t.row[i])
}
