package pgtest_test

import (
	"database/sql"
	"net/url"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestURLGivesAnEmptyDatabaseOfItsOwn(t *testing.T) {
	first, second := pgtest.URL(t), pgtest.URL(t)
	if first == second {
		t.Fatalf("two calls gave the same database")
	}
	exec(t, open(t, first), `CREATE TABLE milestones (id TEXT PRIMARY KEY)`)
	for name, address := range map[string]string{"own": first, "other": second} {
		want := map[string]int{"own": 1, "other": 0}[name]
		got := scalar[int](t, open(t, address), `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'`)
		if got != want {
			t.Errorf("%s database has %d tables, want %d", name, got, want)
		}
	}
	if got := scalar[string](t, open(t, first), `SHOW server_encoding`); got != "UTF8" {
		t.Errorf("encoding %s, want UTF8", got)
	}
}

func TestDatabaseIsDroppedWithItsTest(t *testing.T) {
	tests := map[string]func(t *testing.T, db *sql.DB){
		"nobody connected": func(*testing.T, *sql.DB) {},
		"a transaction still open": func(t *testing.T, db *sql.DB) {
			if _, err := db.Begin(); err != nil {
				t.Fatal(err)
			}
		},
	}
	witness := open(t, pgtest.URL(t))
	for name, leave := range tests {
		var address string
		t.Run(name, func(t *testing.T) {
			address = pgtest.URL(t)
			db, err := sql.Open("postgres", address)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Ping(); err != nil {
				t.Fatal(err)
			}
			// Not closed on purpose: a test that forgets must not keep its database alive.
			leave(t, db)
		})
		if got := scalar[int](t, witness, `SELECT COUNT(*) FROM pg_database WHERE datname = $1`, databaseName(t, address)); got != 0 {
			t.Errorf("%s: the database outlived its test", name)
		}
	}
}

func TestURLOnAnExistingServer(t *testing.T) {
	existing := pgtest.NewCluster(t).URL(t)
	t.Setenv(pgtest.EnvExisting, existing+"&application_name=existing")
	witness := open(t, existing)

	var address string
	t.Run("inner", func(t *testing.T) {
		address = pgtest.URL(t)
		if host(t, address) != host(t, existing) {
			t.Errorf("the database is on %s, want %s", host(t, address), host(t, existing))
		}
		if got := scalar[string](t, open(t, address), `SHOW application_name`); got != "existing" {
			t.Errorf("the parameters of the given URL were lost: application_name %q", got)
		}
	})
	if got := scalar[int](t, witness, `SELECT COUNT(*) FROM pg_database WHERE datname = $1`, databaseName(t, address)); got != 0 {
		t.Error("the database was left on the existing server")
	}
}

func open(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func exec(t *testing.T, db *sql.DB, statement string, arguments ...any) {
	t.Helper()
	if _, err := db.Exec(statement, arguments...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func scalar[T any](t *testing.T, db *sql.DB, query string, arguments ...any) T {
	t.Helper()
	var value T
	if err := db.QueryRow(query, arguments...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

func databaseName(t *testing.T, address string) string {
	t.Helper()
	return strings.TrimPrefix(parse(t, address).Path, "/")
}

func host(t *testing.T, address string) string {
	t.Helper()
	return parse(t, address).Host
}

func parse(t *testing.T, address string) *url.URL {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
