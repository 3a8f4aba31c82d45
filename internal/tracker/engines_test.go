package tracker_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// engines are the databases that the suite runs over. Each test gets a fresh one.
var engines = []struct {
	name string
	// url is the one that the program takes; driver and dsn open the same database for
	// the test's own SQL.
	open func(testing.TB) (url, driver, dsn string)
}{
	{"sqlite", func(t testing.TB) (string, string, string) {
		url := migrated.SQLite.URL(t)
		return url, "sqlite", "file:" + strings.TrimPrefix(url, "sqlite:") + "?_pragma=busy_timeout(10000)"
	}},
	{"postgres", func(t testing.TB) (string, string, string) {
		url := migrated.Postgres.URL(t)
		return url, "postgres", url
	}},
}

// onBoth runs a test on a fresh, migrated database of each engine.
func onBoth(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			url, driver, dsn := e.open(t)
			db, err := store.Open(t.Context(), store.Options{URL: url})
			must(t, err)
			raw, err := sql.Open(driver, dsn)
			must(t, err)
			t.Cleanup(func() {
				if err := raw.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
				if err := db.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			})
			w := &world{t: t, engine: e.name, url: url, store: db, raw: raw, clock: newClock(t), ids: new(identifiers)}
			w.tracker, w.told = w.trackerOver(db)
			test(t, w)
		})
	}
}

// world is one database with the use cases on it, at an hour that the test sets.
type world struct {
	t       rapid.TB
	engine  string
	url     string
	store   *store.Store
	raw     *sql.DB // for what the program cannot do: looking at every row, tampering
	clock   *clock
	ids     *identifiers
	tracker *tracker.Tracker
	told    *commits
	// everything is the query of dump, made when first needed.
	everything string
}

// trackerOver gives use cases over another store, the clock and identifiers shared.
func (w *world) trackerOver(s tracker.Store) (*tracker.Tracker, *commits) {
	w.t.Helper()
	told := new(commits)
	tr, err := tracker.New(tracker.Dependencies{
		Store: s, Clock: w.clock.clock(), NewID: w.ids.next, Log: slog.New(slog.DiscardHandler),
		OnCommit:        []func(string, int64){told.add},
		OnAccountChange: []func(context.Context, string, plan.MailKind){told.changed},
	})
	must(w.t, err)
	return tr, told
}

// clock is the hour of a test, in Europe/Rome.
type clock struct {
	mu   sync.Mutex
	at   time.Time
	rome *time.Location
}

func newClock(t rapid.TB) *clock {
	rome, err := time.LoadLocation("Europe/Rome")
	must(t, err)
	return &clock{at: time.Date(2026, time.March, 2, 9, 30, 0, 123456789, rome), rome: rome}
}

func (c *clock) clock() plan.Clock { return plan.Clock{Now: c.now, Location: c.rome} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) today() plan.Date { return plan.DateOf(c.now(), c.rome) }

func (c *clock) pass(d time.Duration) { c.set(c.now().Add(d)) }

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// days moves to the same hour so many days later.
func (c *clock) days(n int) { c.set(c.now().AddDate(0, 0, n)) }

// identifiers makes UUIDs that sort in the order in which they are made.
type identifiers struct {
	mu sync.Mutex
	n  int
}

func (i *identifiers) next() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.n++
	return fmt.Sprintf("00000000-0000-7000-8000-%012x", i.n)
}

// commits are what the use cases told after their commits.
type commits struct {
	mu      sync.Mutex
	all     []commit
	changes []string // of accounts
}

type commit struct {
	organization string
	revision     int64
}

func (c *commits) add(organization string, revision int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, commit{organization, revision})
}

func (c *commits) changed(_ context.Context, accountID string, what plan.MailKind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes = append(c.changes, accountID+" "+string(what))
}

// accounts gives the changes of accounts that were told.
func (c *commits) accounts() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.changes)
}

// take gives what was told since it was last asked.
func (c *commits) take() []commit {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.all
	c.all = nil
	return all
}

// dump is every row of every table, as text: what a write that was refused must not change.
func (w *world) dump() string {
	w.t.Helper()
	if w.everything == "" {
		w.everything = w.dumpQuery()
	}
	var lines []string
	for _, row := range w.rows(w.everything) {
		lines = append(lines, row[0].(string)+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// dumpQuery gives every row of every table as one text, its table's name first.
func (w *world) dumpQuery() string {
	w.t.Helper()
	tables := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if w.engine == "postgres" {
		tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
	}
	var selects []string
	for _, row := range w.rows(tables) {
		table, line := row[0].(string), "t::text"
		if w.engine == "sqlite" {
			var columns []string
			for _, column := range w.rows("SELECT name FROM pragma_table_info('" + table + "')") {
				columns = append(columns, fmt.Sprintf("quote(t.%q)", column[0]))
			}
			line = strings.Join(columns, " || ', ' || ")
		}
		selects = append(selects, fmt.Sprintf("SELECT '%s: ' || %s FROM %s t", table, line, table))
	}
	if len(selects) < 15 {
		w.t.Fatalf("only %d tables: is this the database of the test?", len(selects))
	}
	return strings.Join(selects, " UNION ALL ")
}

func (w *world) rows(query string, args ...any) [][]any {
	w.t.Helper()
	rows, err := w.raw.QueryContext(context.Background(), query, args...)
	must(w.t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	must(w.t, err)
	var all [][]any
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		must(w.t, rows.Scan(into...))
		for i, v := range values {
			if text, ok := v.([]byte); ok {
				values[i] = string(text)
			}
		}
		all = append(all, values)
	}
	must(w.t, rows.Err())
	return all
}

// exec is a hand at the database console.
func (w *world) exec(statements ...string) {
	w.t.Helper()
	for _, s := range statements {
		if _, err := w.raw.ExecContext(context.Background(), s); err != nil {
			w.t.Fatalf("%s: %v", s, err)
		}
	}
}

// untouched fails where anything was written since before was taken.
func (w *world) untouched(what, before string) {
	w.t.Helper()
	if after := w.dump(); after != before {
		w.t.Errorf("%s: the database changed:\n%s", what, difference(before, after))
	}
	if told := w.told.take(); len(told) > 0 {
		w.t.Errorf("%s: a commit was told: %v", what, told)
	}
}

// difference lists the lines that only one of two texts has.
func difference(before, after string) string {
	old, now := strings.Split(before, "\n"), strings.Split(after, "\n")
	var b strings.Builder
	for _, line := range old {
		if !slices.Contains(now, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range now {
		if !slices.Contains(old, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same[T any](t rapid.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// refused fails unless the error is a refusal of a kind.
func refused(t rapid.TB, what string, err error, kind plan.Kind) {
	t.Helper()
	if err == nil || plan.KindOf(err) != kind {
		t.Errorf("%s: got %v, want it refused as %s", what, err, kind)
	}
}

// refusedField fails unless the error is of kind invalid and blames a field by a rule.
func refusedField(t rapid.TB, what string, err error, location, rule string) {
	t.Helper()
	refused(t, what, err, plan.KindInvalid)
	if !blames(err, location, rule) {
		t.Errorf("%s: got %v, want %s to break %s", what, err, location, rule)
	}
}

var system = plan.WithActor(context.Background(), plan.SystemActor)
