package store

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/backup"
)

const (
	qSchemaColumns    = query("SchemaColumns")
	qSchemaReferences = query("SchemaReferences")
)

// shape is a table as the database itself tells it.
type shape struct {
	backup.Table
	// native are the engine's own types of the columns.
	native []string
}

// shared gives the type of either engine the name that both go by in a backup.
var shared = map[string]backup.Type{
	"text": backup.Text, "integer": backup.Integer, "bigint": backup.Integer, "boolean": backup.Integer,
	"real": backup.Float, "double precision": backup.Float, "blob": backup.Bytes, "bytea": backup.Bytes,
}

type columnRow struct {
	Table    string `db:"table_name"`
	Name     string `db:"column_name"`
	Type     string `db:"data_type"`
	Position int    `db:"key_position"`
}

type referenceRow struct {
	Table    string `db:"table_name"`
	Referred string `db:"referred_name"`
}

// shapes reads the tables that this program's migrations made, what is referred to before what
// refers to it. Both engines give the same for the same schema. Tables of others are passed over:
// Litestream has some in every database that it watches, extensions of PostgreSQL may.
func (s *Store) shapes(ctx context.Context, r runner) ([]shape, error) {
	own, err := ownTables(s.address.engine)
	if err != nil {
		return nil, err
	}
	columns, err := list[columnRow](ctx, r, qSchemaColumns, "schema")
	if err != nil {
		return nil, err
	}
	columns = slices.DeleteFunc(columns, func(c columnRow) bool { return !own[c.Table] })
	references, err := list[referenceRow](ctx, r, qSchemaReferences, "schema")
	if err != nil {
		return nil, err
	}
	tables, err := tablesOf(columns)
	if err != nil {
		return nil, err
	}
	return inOrder(tables, references)
}

var tableMade = regexp.MustCompile(`(?mi)^(?:CREATE TABLE|ALTER TABLE \w+ RENAME TO) (?:IF NOT EXISTS )?(\w+)`)

// fleeting is the table whose rows are of no use a minute later: no backup has them.
const fleeting = "rate_counts"

// ownTables are those to keep that any migration makes, on whichever way to the last one.
func ownTables(e engine) (map[string]bool, error) {
	files, err := migrations(e)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		for _, m := range tableMade.FindAllSubmatch(text, -1) {
			own[string(m[1])] = true
		}
	}
	delete(own, fleeting)
	return own, nil
}

func tablesOf(columns []columnRow) ([]shape, error) {
	var tables []shape
	for _, c := range columns {
		if len(tables) == 0 || tables[len(tables)-1].Name != c.Table {
			tables = append(tables, shape{Table: backup.Table{Name: c.Table}})
		}
		t := &tables[len(tables)-1]
		as, ok := shared[c.Type]
		if !ok {
			return nil, fmt.Errorf("column %s of table %s has type %q, which is none of this program's", c.Name, c.Table, c.Type)
		}
		t.Columns = append(t.Columns, backup.Column{Name: c.Name, Type: as})
		t.native = append(t.native, c.Type)
		if c.Position > 0 {
			for len(t.Key) < c.Position {
				t.Key = append(t.Key, "")
			}
			t.Key[c.Position-1] = c.Name
		}
	}
	for _, t := range tables {
		if len(t.Key) == 0 || slices.Contains(t.Key, "") {
			return nil, fmt.Errorf("table %s has no primary key", t.Name)
		}
	}
	return tables, nil
}

// inOrder sorts tables so that each comes after those that it refers to, and by name where that
// leaves a choice.
func inOrder(tables []shape, references []referenceRow) ([]shape, error) {
	waits := map[string][]string{}
	for _, r := range references {
		if r.Referred != r.Table {
			waits[r.Table] = append(waits[r.Table], r.Referred)
		}
	}
	var sorted []shape
	done := map[string]bool{}
	for len(sorted) < len(tables) {
		next := slices.IndexFunc(tables, func(t shape) bool {
			return !done[t.Name] && !slices.ContainsFunc(waits[t.Name], func(on string) bool { return !done[on] })
		})
		if next < 0 {
			return nil, fmt.Errorf("tables refer to one another in a circle")
		}
		done[tables[next].Name] = true
		sorted = append(sorted, tables[next])
	}
	return sorted, nil
}

func (t shape) names() string {
	quoted := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		quoted[i] = quote(c.Name)
	}
	return strings.Join(quoted, ", ")
}

// quote makes an identifier of a name, in the way of both engines.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
