package publish

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Open data are datasets: tables of what everybody may see of an organization. The names
// of datasets and columns and the order of columns are part of the contract: a column may
// be added at the end, nothing else may change. One table of columns serves the files in
// every format, the page that documents them and docs/it/dati-aperti.md.

// Bilingual is a text in the two languages of the pages.
type Bilingual struct{ It, En string }

// In gives the text in a language, "en" or Italian.
func (b Bilingual) In(lang string) string {
	if lang == "en" {
		return b.En
	}
	return b.It
}

// Kind is what the values of a column are.
type Kind string

// The kinds of columns.
const (
	KindText    Kind = "text"
	KindWhole   Kind = "integer"
	KindNumber  Kind = "number"
	KindDay     Kind = "date"
	KindInstant Kind = "date-time"
	KindYesNo   Kind = "boolean"
	// KindList is a list of texts: an array in JSON, joined by "; " elsewhere.
	KindList Kind = "list"
)

// DataColumn is one column of a dataset.
type DataColumn struct {
	Name string
	Kind Kind
	Text Bilingual
}

// Dataset is one table that can be taken away.
type Dataset struct {
	// Name is the last part of its address: "traguardi".
	Name  string
	Title Bilingual
	Text  Bilingual
	// Daily is true for what gets new rows day by day whether or not anybody writes.
	Daily   bool
	Columns []DataColumn
	rows    func(d *Data) iter.Seq[[]any]
}

// Data is what the rows of datasets are made of.
type Data struct {
	// Content is what everybody may see on its day.
	Content *board.Content
	// Snapshots are the stored daily numbers, of objectives that Content has alone.
	Snapshots []plan.Snapshot
	// Zone is the one in which instants are told; required.
	Zone *time.Location
}

// Rows are the dataset's rows: a value for each column, of the Go type that its kind has:
// string, int64, float64, plan.Date, time.Time, bool, []string, or nil for no value.
func (s *Dataset) Rows(d *Data) iter.Seq[[]any] { return s.rows(d) }

// Header is the names of the columns.
func (s *Dataset) Header() []string {
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
	}
	return names
}

// DatasetNamed finds a dataset.
func DatasetNamed(name string) (*Dataset, bool) {
	for _, s := range Datasets() {
		if s.Name == name {
			return s, true
		}
	}
	return nil, false
}

// field is a column with where its value comes from.
type field[T any] struct {
	name   string
	kind   Kind
	it, en string
	of     func(T) any
}

// dataset puts a table together. Values are normalised here, so that fields may give what
// they have at hand.
func dataset[T any](name string, title, text Bilingual, fields []field[T], all func(d *Data) iter.Seq[T]) *Dataset {
	s := &Dataset{Name: name, Title: title, Text: text}
	for _, f := range fields {
		s.Columns = append(s.Columns, DataColumn{f.name, f.kind, Bilingual{f.it, f.en}})
	}
	s.rows = func(d *Data) iter.Seq[[]any] {
		return func(yield func([]any) bool) {
			for t := range all(d) {
				row := make([]any, len(fields))
				for i, f := range fields {
					row[i] = normal(f.of(t), d.Zone)
				}
				if !yield(row) {
					return
				}
			}
		}
	}
	return s
}

// normal makes one of the types of Rows of a value: an absent one is nil.
func normal(value any, zone *time.Location) any {
	switch v := value.(type) {
	case nil, bool, float64:
		return v
	case int:
		return int64(v)
	case int64:
		return v
	case *int:
		if v == nil {
			return nil
		}
		return int64(*v)
	case *float64:
		if v == nil {
			return nil
		}
		return *v
	case string:
		if v == "" {
			return nil
		}
		return v
	case []string:
		if len(v) == 0 {
			return nil
		}
		return v
	case plan.Date:
		if v.IsZero() {
			return nil
		}
		return v
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v.In(zone)
	}
	panic(fmt.Sprintf("publish: a column of a dataset cannot hold a %T", value))
}

// rfc3339Millis is RFC 3339 with milliseconds, as the API tells instants.
const rfc3339Millis = "2006-01-02T15:04:05.000Z07:00"

// plainText writes a value as files without types have it.
func plainText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case plan.Date:
		return v.String()
	case time.Time:
		return v.Format(rfc3339Millis)
	case []string:
		return strings.Join(v, "; ")
	}
	panic(fmt.Sprintf("publish: no plain text for a %T", value))
}

// each gives the elements of a list one by one.
func each[T any](list []T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, t := range list {
			if !yield(t) {
				return
			}
		}
	}
}
