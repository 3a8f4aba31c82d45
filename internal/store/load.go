package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/traguardi/traguardi/internal/backup"
)

// ErrNotEmpty means that an installation was to be put where there is one.
var ErrNotEmpty = errors.New("the database is not empty")

// setUp are the tables in which an installation that nobody has used yet may have rows: the link to
// its first account, what failed at the door, which jobs ran, the empty catalogue. They are
// emptied before another installation is put in its place.
var setUp = []string{"links", "sign_in_attempts", "job_runs", "catalogue_version"}

// Load puts an installation of a schema into an empty database. Fill hands the rows over and gives
// their sums; all is one transaction, at whose end every row is read back and held against the sums:
// where they differ, where fill fails, or where the process dies, the database is as empty as it
// was, and Load may be called again. The schema of the database may be that very one or an earlier
// one; Migrate brings it up to this program's afterwards.
//
// Triggers and checks of the schema hold: rows are only ever inserted, what is referred to first.
func (s *Store) Load(ctx context.Context, schema int64, fill func(backup.Sink) (backup.Sums, error)) (backup.Sums, error) {
	if err := s.refuseRows(ctx); err != nil {
		return nil, err
	}
	if err := s.MigrateTo(ctx, schema); err != nil {
		return nil, err
	}
	var sums backup.Sums
	err := s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		if err := s.bePatient(ctx, t); err != nil {
			return err
		}
		tables, err := s.emptied(ctx, t)
		if err != nil {
			return err
		}
		l := &loader{ctx: ctx, t: t, engine: s.address.engine, tables: tables}
		if sums, err = fill(l); err != nil {
			return errors.Join(err, l.abandon())
		}
		if len(l.tables) > 0 {
			return fmt.Errorf("table %s of schema %d is missing", l.tables[0].Name, schema)
		}
		back := backup.NewCounter()
		if err := s.dumpAll(ctx, t, back); err != nil {
			return err
		}
		if err := sums.Differ(back.Sums()); err != nil {
			return fmt.Errorf("what was written is not what is read back, nothing was kept: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if s.address.engine == enginePostgres {
		// Without statistics the first answers would be planned for empty tables.
		if _, err := s.writes.db.ExecContext(ctx, "ANALYZE"); err != nil {
			s.log.WarnContext(ctx, "no statistics of the new tables", "error", err)
		}
	}
	return sums, nil
}

// refuseRows is for before the schema is touched: a database in use keeps it as it is.
func (s *Store) refuseRows(ctx context.Context) error {
	status, err := s.Status(ctx)
	if err != nil || status.Current == 0 {
		return err
	}
	return s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		_, err := s.withoutRows(ctx, t)
		return err
	})
}

// emptied makes sure that nothing is in the database but what an unused installation has, takes that
// away, and gives the tables. On PostgreSQL whoever loads at the same moment waits here, and then
// finds that it is not empty; SQLite has one writer anyway.
func (s *Store) emptied(ctx context.Context, t *transaction) ([]shape, error) {
	if s.address.engine == enginePostgres {
		if _, err := t.tx.ExecContext(ctx, "LOCK TABLE organizations IN EXCLUSIVE MODE"); err != nil {
			return nil, translate(ctx, err, "table")
		}
	}
	tables, err := s.withoutRows(ctx, t)
	if err != nil {
		return nil, err
	}
	for _, table := range slices.Backward(tables) {
		if !slices.Contains(setUp, table.Name) {
			continue
		}
		if _, err := t.tx.ExecContext(ctx, "DELETE FROM "+quote(table.Name)); err != nil {
			return nil, translate(ctx, err, "table")
		}
	}
	return tables, nil
}

// withoutRows gives the tables where none has rows but those of setUp, and ErrNotEmpty otherwise.
func (s *Store) withoutRows(ctx context.Context, t *transaction) ([]shape, error) {
	tables, err := s.shapes(ctx, t)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if slices.Contains(setUp, table.Name) {
			continue
		}
		var some bool
		if err := t.tx.GetContext(ctx, &some, "SELECT EXISTS (SELECT 1 FROM "+quote(table.Name)+")"); err != nil {
			return nil, translate(ctx, err, "table")
		}
		if some {
			return nil, fmt.Errorf("%w: %s has rows in %s", ErrNotEmpty, s.address.shown, table.Name)
		}
	}
	return tables, nil
}

// loader inserts rows as they come.
type loader struct {
	ctx    context.Context
	t      *transaction
	engine engine
	// tables are those still to come, the first next.
	tables []shape
	table  shape
	insert *sql.Stmt
	args   []any
}

// Begin implements backup.Sink.
func (l *loader) Begin(t backup.Table) error {
	if len(l.tables) == 0 {
		return fmt.Errorf("this program's schema has no table %s", t.Name)
	}
	l.table, l.tables = l.tables[0], l.tables[1:]
	if !l.table.Equal(t) {
		return fmt.Errorf("table %s is not what this program's schema has in its place: %s", t.Name, l.table.Name)
	}
	text := "INSERT INTO " + quote(t.Name) + " (" + l.table.names() + ") VALUES (" + placeholders(len(t.Columns)) + ")"
	if l.engine == enginePostgres {
		text = "COPY " + quote(t.Name) + " (" + l.table.names() + ") FROM STDIN"
	}
	var err error
	l.insert, err = l.t.tx.PrepareContext(l.ctx, text)
	l.args = make([]any, len(t.Columns))
	return l.explain(err)
}

func placeholders(n int) string {
	p := make([]string, n)
	for i := range p {
		p[i] = fmt.Sprint("$", i+1)
	}
	return strings.Join(p, ", ")
}

// Row implements backup.Sink.
func (l *loader) Row(values []any) error {
	for i, v := range values {
		switch v := v.(type) {
		case int64:
			l.args[i] = v
			if l.table.native[i] == "boolean" {
				l.args[i] = v != 0
			}
		case string:
			// Told here: an error of COPY comes many rows later.
			if l.engine == enginePostgres && (strings.IndexByte(v, 0) >= 0 || !utf8.ValidString(v)) {
				return fmt.Errorf("table %s: column %s of the row of %v holds a character that PostgreSQL cannot store", l.table.Name, l.table.Columns[i].Name, l.key(values))
			}
			l.args[i] = v
		default:
			l.args[i] = v
		}
	}
	_, err := l.insert.ExecContext(l.ctx, l.args...)
	if err != nil && l.engine != enginePostgres {
		err = fmt.Errorf("the row of %v: %w", l.key(values), err)
	}
	return l.explain(err)
}

func (l *loader) key(values []any) []any {
	var key []any
	for _, name := range l.table.Key {
		key = append(key, values[slices.IndexFunc(l.table.Columns, func(c backup.Column) bool { return c.Name == name })])
	}
	return key
}

// End implements backup.Sink.
func (l *loader) End() error {
	if l.engine == enginePostgres {
		if _, err := l.insert.ExecContext(l.ctx); err != nil { // the end of COPY
			return l.explain(err)
		}
	}
	return l.explain(l.abandon())
}

// abandon ends the statement under way, so that its connection can be used again.
func (l *loader) abandon() error {
	if l.insert == nil {
		return nil
	}
	insert := l.insert
	l.insert = nil
	return insert.Close()
}

func (l *loader) explain(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("table %s: %w", l.table.Name, translate(l.ctx, err, "row"))
}
