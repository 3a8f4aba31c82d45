package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/traguardi/traguardi/internal/backup"
)

// ErrNoInstallation means that a database has no schema: nothing of this program is in it.
var ErrNoInstallation = errors.New("there is no installation in the database")

// patient is for transactions that wait for something else than the database: a disk, another
// database. The setting of every connection is for use cases, which do not.
const patient = "SET LOCAL idle_in_transaction_session_timeout = '15min'"

// Dump hands every row of the installation to the sink that start gives for its schema's version,
// table by table, in one consistent view: what others write meanwhile is not in it, and nobody
// waits for it. Rows come from the database as they are read; memory does not grow with them. The
// schema may be older than this program's; one that is newer is refused with ErrNewerSchema.
func (s *Store) Dump(ctx context.Context, start func(schema int64) (backup.Sink, error)) error {
	status, err := s.Status(ctx)
	switch {
	case err != nil:
		return err
	case status.Current == 0:
		return fmt.Errorf("%w %s", ErrNoInstallation, s.address.shown)
	case status.Current > status.Known:
		return newerSchema(status)
	}
	return s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		if err := s.bePatient(ctx, t); err != nil {
			return err
		}
		// Asked again: this view is the one that counts.
		schema, err := one[int64](ctx, t, qSchemaVersion, "schema")
		if err != nil {
			return err
		}
		sink, err := start(schema)
		if err != nil {
			return err
		}
		return s.dumpAll(ctx, t, sink)
	})
}

func (s *Store) bePatient(ctx context.Context, t *transaction) error {
	if s.address.engine != enginePostgres {
		return nil
	}
	_, err := t.tx.ExecContext(ctx, patient)
	return translate(ctx, err, "transaction")
}

func (s *Store) dumpAll(ctx context.Context, t *transaction, sink backup.Sink) error {
	tables, err := s.shapes(ctx, t)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := dumpTable(ctx, t, table, sink); err != nil {
			return fmt.Errorf("table %s: %w", table.Name, err)
		}
	}
	return nil
}

func dumpTable(ctx context.Context, t *transaction, table shape, sink backup.Sink) (err error) {
	key := make([]string, len(table.Key))
	for i, name := range table.Key {
		key[i] = quote(name)
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT "+table.names()+" FROM "+quote(table.Name)+" ORDER BY "+strings.Join(key, ", "))
	if err != nil {
		return translate(ctx, err, "table")
	}
	defer func() { err = errors.Join(err, translate(ctx, rows.Close(), "table")) }()
	if err := sink.Begin(table.Table); err != nil {
		return err
	}
	values := make([]any, len(table.Columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range table.Columns {
			var ok bool
			if values[i], ok = common(values[i], c.Type); !ok {
				return fmt.Errorf("column %s holds %T where %s was expected", c.Name, values[i], c.Type)
			}
		}
		if err := sink.Row(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return translate(ctx, err, "table")
	}
	return sink.End()
}

// common gives a driver's value the type that a column has in a backup.
func common(value any, as backup.Type) (_ any, ok bool) {
	if value == nil {
		return nil, true
	}
	switch as {
	case backup.Text:
		switch v := value.(type) {
		case string:
			return v, true
		case []byte:
			return string(v), true
		}
	case backup.Integer:
		switch v := value.(type) {
		case int64:
			return v, true
		case bool:
			if v {
				return int64(1), true
			}
			return int64(0), true
		}
	case backup.Float:
		switch v := value.(type) {
		case float64:
			return v, true
		case int64:
			return float64(v), true
		}
	case backup.Bytes:
		switch v := value.(type) {
		case []byte:
			return v, true
		case string:
			return []byte(v), true
		}
	}
	return value, false
}
