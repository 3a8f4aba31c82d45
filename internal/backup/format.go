package backup

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	formatName    = "traguardi-backup"
	formatVersion = 1
)

// ErrDamaged is wrapped by every error about a file that is not, or is no longer, what a backup
// wrote.
var ErrDamaged = errors.New("the file is not a whole backup")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// Type is what a column's values are, in terms that both engines share.
type Type string

// The types. A boolean is an integer, 0 or 1.
const (
	Text    Type = "text"
	Integer Type = "integer"
	Float   Type = "float"
	Bytes   Type = "bytes"
)

// Column is one column of a table.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
}

// Table is the shape of a table. Its rows come in the order of its key.
type Table struct {
	Name    string   `json:"table"`
	Columns []Column `json:"columns"`
	Key     []string `json:"key"`
}

// Equal reports whether two tables have the same shape.
func (t Table) Equal(other Table) bool {
	return t.Name == other.Name && slices.Equal(t.Columns, other.Columns) && slices.Equal(t.Key, other.Key)
}

// Header says what a backup is of.
type Header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	// Schema is the number of the last migration of the database.
	Schema int64 `json:"schema"`
	// Engine is the one that it comes from: for people, nothing depends on it.
	Engine string `json:"engine"`
	// Program is the version of the program that wrote it: for people.
	Program string    `json:"program"`
	MadeAt  time.Time `json:"made_at"`
}

// Sum is what a table comes to: equal sums, equal contents.
type Sum struct {
	Table  string `json:"end"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Sums are those of an installation, in the order of its tables.
type Sums []Sum

// Rows is how many there are in all.
func (s Sums) Rows() (rows int64) {
	for _, t := range s {
		rows += t.Rows
	}
	return rows
}

// Changed names the tables on which two installations do not agree.
func (s Sums) Changed(other Sums) (tables []string) {
	theirs := make(map[string]Sum, len(other))
	for _, t := range other {
		theirs[t.Table] = t
	}
	for _, t := range s {
		if theirs[t.Table] != t {
			tables = append(tables, t.Table)
		}
		delete(theirs, t.Table)
	}
	for _, t := range other {
		if _, alone := theirs[t.Table]; alone {
			tables = append(tables, t.Table)
		}
	}
	return tables
}

// Differ names the first table on which two installations do not agree; nil where they hold the
// same.
func (s Sums) Differ(other Sums) error {
	for i, t := range s {
		switch {
		case i >= len(other) || other[i].Table != t.Table:
			return fmt.Errorf("table %s is on one side alone", t.Table)
		case other[i] != t:
			return fmt.Errorf("table %s differs: %d rows with checksum %s, and %d with %s", t.Table, t.Rows, t.SHA256, other[i].Rows, other[i].SHA256)
		}
	}
	if len(other) > len(s) {
		return fmt.Errorf("table %s is on one side alone", other[len(s)].Table)
	}
	return nil
}

// Sink takes an installation, table by table. Row's values are nil, string, int64, float64 or
// []byte, as the columns say, and are not kept.
type Sink interface {
	Begin(Table) error
	Row(values []any) error
	End() error
}
