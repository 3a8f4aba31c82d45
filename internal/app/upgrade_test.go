package app_test

import (
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

const schemaFolder = "testdata/schema"

// released are the schemas of releases.tsv: a release and the number of its schema.
func released(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(schemaFolder, "releases.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	schemas := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if release, schema, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(line, "#") {
			schemas[release] = schema
		}
	}
	if len(schemas) == 0 {
		t.Fatal("releases.tsv names no release")
	}
	return schemas
}

// TestEveryReleaseHasItsDump: what was released once may be anybody's database for ever.
func TestEveryReleaseHasItsDump(t *testing.T) {
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	schemas := released(t)
	for _, m := range regexp.MustCompile(`(?m)^## \[(\d[^\]]*)\]`).FindAllStringSubmatch(string(changelog), -1) {
		if schemas[m[1]] == "" {
			t.Errorf("release %s of the changelog is not in releases.tsv: CONTRIBUTING.md says how a release is kept", m[1])
		}
	}
	for release, schema := range schemas {
		for _, engine := range []string{"sqlite", "postgres"} {
			if _, err := os.Stat(filepath.Join(schemaFolder, schema+"."+engine+".sql.gz")); err != nil {
				t.Errorf("the dump of release %s: %v", release, err)
			}
		}
	}
}

// TestUpgradeFromEveryRelease loads the database of each release as its engine dumped it, and lets
// this program upgrade it: everything that was there is there, the audit trail is whole, the schema
// is that of a new installation, pages and API answer, and it moves to the other engine.
func TestUpgradeFromEveryRelease(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	fresh := map[string][]string{}
	for _, engine := range []string{"sqlite", "postgres"} {
		url, db := emptyDatabase(t, engine)
		broughtUp(t, url)
		fresh[engine] = schemaObjects(t, db, engine)
	}
	for release, schema := range released(t) {
		for _, engine := range []string{"sqlite", "postgres"} {
			t.Run(release+" on "+engine, func(t *testing.T) {
				url, db := emptyDatabase(t, engine)
				if _, err := db.Exec(dump(t, schema, engine)); err != nil {
					t.Fatal(err)
				}
				// A dump leaves its session with settings of its own.
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				db = openDatabase(t, engine, url)
				before, head := tableCounts(t, db, engine), auditHead(t, db)
				if before["milestones"] < 50 || before["updates"] < 100 || before["audit_entries"] < 100 || before["accounts"] == 0 || before["tokens"] == 0 || before["snapshots"] == 0 {
					t.Fatalf("the dump holds too little to prove anything: %v", before)
				}

				// What was kept of it goes in elsewhere too, at its own schema first.
				kept := filepath.Join(t.TempDir(), "kept.gz")
				if _, err := app.Backup(t.Context(), common(url), kept, nil, &syncBuffer{}); err != nil {
					t.Fatal(err)
				}
				other := "postgres"
				if engine == other {
					other = "sqlite"
				}
				elsewhere, elsewhereDB := emptyDatabase(t, other)
				if _, err := app.Restore(t.Context(), common(elsewhere), kept, nil, false, &syncBuffer{}); err != nil {
					t.Fatal(err)
				}
				broughtUp(t, url)
				for _, c := range []struct {
					engine string
					db     *sql.DB
				}{{engine, db}, {other, elsewhereDB}} {
					after := tableCounts(t, c.db, c.engine)
					for table, rows := range before {
						if after[table] != rows {
							t.Errorf("%s on %s has %d rows, and had %d", table, c.engine, after[table], rows)
						}
					}
					if got := auditHead(t, c.db); got != head {
						t.Errorf("the head of the audit trail on %s is %s, and was %s", c.engine, got, head)
					}
					if got := schemaObjects(t, c.db, c.engine); !slices.Equal(got, fresh[c.engine]) {
						t.Errorf("the schema on %s is not that of a new installation:\n%s", c.engine, difference(got, fresh[c.engine]))
					}
				}
				broughtUp(t, url) // once more changes nothing

				server := boot(t, settings(url))
				if lines, err := server.VerifyAudit(t.Context()); err != nil {
					t.Errorf("%v: %v", lines, err)
				}
				for _, path := range []string{"/enti/c_m403", "/enti/c_m403/obiettivi/OB-01", "/enti/c_m403/riunioni", "/enti/c_m403/dati", "/api/v1/organizations/c_m403/progress", "/api/v1/organizations/c_m403/meetings"} {
					if a := call(t, http.MethodGet, "http://"+server.Address+path, ""); a.status != http.StatusOK {
						t.Errorf("%s: %d", path, a.status)
					}
				}
				list := call(t, http.MethodGet, "http://"+server.Address+"/api/v1/organizations/c_m403/milestones?limit=1", "").json(t)
				if total, _ := list["total"].(float64); total < 50 {
					t.Errorf("%v milestones are shown", list["total"])
				}
			})
		}
	}
}

func common(url string) app.CommonSettings { return settings(url).Common }

func broughtUp(t *testing.T, url string) {
	t.Helper()
	status, err := app.MigrateUp(t.Context(), common(url), &syncBuffer{})
	if err != nil {
		t.Fatal(err)
	}
	var at, of int
	if _, err := fmt.Sscanf(status, "schema %d of %d", &at, &of); err != nil || at != of {
		t.Fatalf("%s: %v", status, err)
	}
}

func emptyDatabase(t *testing.T, engine string) (string, *sql.DB) {
	t.Helper()
	url := "sqlite:" + filepath.Join(t.TempDir(), "traguardi.db")
	if engine == "postgres" {
		url = pgtest.URL(t)
	}
	return url, openDatabase(t, engine, url)
}

func openDatabase(t *testing.T, engine, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open(engine, strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func dump(t *testing.T, schema, engine string) string {
	t.Helper()
	f, err := os.Open(filepath.Join(schemaFolder, schema+"."+engine+".sql.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// texts reads a query of one column.
func texts(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

var tablesOf = map[string]string{
	"sqlite":   `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'goose_db_version' ORDER BY name`,
	"postgres": `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'goose_db_version' ORDER BY 1`,
}

func tableCounts(t *testing.T, db *sql.DB, engine string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range texts(t, db, tablesOf[engine]) {
		var n int
		if err := db.QueryRow(`SELECT COUNT(*) FROM "` + table + `"`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

func auditHead(t *testing.T, db *sql.DB) string {
	t.Helper()
	return strings.Join(texts(t, db, `SELECT organization_id || ' ' || CAST(sequence AS TEXT) || ' ' || hash FROM audit_entries a
		WHERE sequence = (SELECT MAX(sequence) FROM audit_entries b WHERE b.organization_id = a.organization_id) ORDER BY 1`), "\n")
}

// schemaObjects tells the schema in its engine's own words: columns, indexes, constraints, triggers.
func schemaObjects(t *testing.T, db *sql.DB, engine string) []string {
	t.Helper()
	queries := []string{`SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master WHERE tbl_name <> 'goose_db_version' AND name NOT LIKE 'sqlite%'`}
	if engine == "postgres" {
		queries = []string{
			`SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') || ' ' || COALESCE(collation_name, '') FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'goose_db_version'`,
			`SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'goose_db_version'`,
			`SELECT CAST(conrelid AS regclass) || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = CAST('public' AS regnamespace) AND CAST(conrelid AS regclass) <> CAST('goose_db_version' AS regclass)`,
			`SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`,
			`SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = CAST('public' AS regnamespace)`,
		}
	}
	var objects []string
	for _, query := range queries {
		objects = append(objects, texts(t, db, query)...)
	}
	slices.Sort(objects)
	return objects
}

func difference(got, want []string) string {
	var b strings.Builder
	for _, s := range got {
		if !slices.Contains(want, s) {
			b.WriteString("+ " + s + "\n")
		}
	}
	for _, s := range want {
		if !slices.Contains(got, s) {
			b.WriteString("- " + s + "\n")
		}
	}
	return b.String()
}
