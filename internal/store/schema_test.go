package store

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	embedded "github.com/traguardi/traguardi/sql"
)

// column is one column in terms that both engines share.
type column struct {
	Table    string `db:"table_name"`
	Name     string `db:"column_name"`
	Type     string `db:"data_type"`
	Nullable bool   `db:"nullable"`
}

const (
	columnsOfSQLite = `
SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS data_type, c."notnull" = 0 AS nullable
FROM sqlite_master t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'goose_db_version'
ORDER BY t.name, c.cid`
	columnsOfPostgres = `
SELECT table_name, column_name, data_type, is_nullable = 'YES' AS nullable
FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name <> 'goose_db_version'
ORDER BY table_name COLLATE "C", ordinal_position`
)

func schemaOf(t *testing.T, url, query string) []column {
	t.Helper()
	s := openStore(t, url)
	must(t, s.Migrate(context.Background()))
	var columns []column
	must(t, s.reads.db.Select(&columns, query))
	for i, c := range columns {
		columns[i].Type = string(shared[c.Type])
		if columns[i].Type == "" {
			t.Errorf("%s.%s has type %q, which the other engine does not know", c.Table, c.Name, c.Type)
		}
	}
	return columns
}

func TestBothSchemasAreTheSame(t *testing.T) {
	lite := schemaOf(t, engines[0].url(t), columnsOfSQLite)
	pg := schemaOf(t, pgtest.URL(t), columnsOfPostgres)
	if len(lite) == 0 {
		t.Fatal("no column was found")
	}
	for _, c := range lite {
		if !slices.Contains(pg, c) {
			t.Errorf("PostgreSQL lacks %+v", c)
		}
	}
	for _, c := range pg {
		if !slices.Contains(lite, c) {
			t.Errorf("SQLite lacks %+v", c)
		}
	}
	if !t.Failed() && !slices.Equal(lite, pg) {
		t.Error("the columns are the same, in another order")
	}
}

// TestTextSortsByBytesOnPostgres: a text column with another collation would give lists
// in another order than SQLite.
func TestTextSortsByBytesOnPostgres(t *testing.T) {
	s := openStore(t, pgtest.URL(t))
	must(t, s.Migrate(context.Background()))
	var others []string
	must(t, s.reads.db.Select(&others, `
SELECT table_name || '.' || column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`))
	if len(others) > 0 {
		t.Errorf("without COLLATE \"C\": %v", others)
	}
}

func TestMigrationsComeInPairs(t *testing.T) {
	names := map[string][]string{}
	for _, e := range []engine{engineSQLite, enginePostgres} {
		files, err := migrations(e)
		must(t, err)
		found, err := fs.Glob(files, "*.sql")
		must(t, err)
		for i, name := range found {
			if prefix := fmt.Sprintf("%05d_", i+1); !strings.HasPrefix(name, prefix) {
				t.Errorf("%s of %s: its number is not %s", name, e, prefix)
			}
			names[name] = append(names[name], string(e))
		}
	}
	for name, on := range names {
		if len(on) != 2 {
			t.Errorf("%s is there for %v alone", name, on)
		}
	}
	if len(names) == 0 {
		t.Fatal("no migration was found")
	}
}

// TestSQLiteMigrationsAskForNoTransaction: goose's own would clash with the one that
// sqliteLocker holds over all of them.
func TestSQLiteMigrationsAskForNoTransaction(t *testing.T) {
	files, err := fs.Glob(embedded.Migrations, "migrations/sqlite/*.sql")
	must(t, err)
	for _, name := range files {
		content, err := fs.ReadFile(embedded.Migrations, name)
		must(t, err)
		if !strings.Contains(string(content), "-- +goose NO TRANSACTION\n") {
			t.Errorf("%s lacks NO TRANSACTION", name)
		}
	}
}
