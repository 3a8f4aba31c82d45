package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lib/pq"
)

const qOrganizationRaiseFrom = query("OrganizationRaiseFrom")

// writeFlights writes what quick writes gathered, all of it or nothing. Not done means that
// nothing was written, and that it can be tried otherwise; an error, that nobody can tell, or that
// somebody else has written to the organization meanwhile (errOvertaken).
func (s *Store) writeFlights(ctx context.Context, flights []*flight) (done bool, err error) {
	if s.writes.batching {
		return s.writeFlight(ctx, flights[0]) // writers of one organization alone wait for one another
	}
	// SQLite's driver has a goroutine wait beside each statement for the end of its context. A few
	// rows in the page cache are written sooner, and nothing ends a commit that waits for the disk.
	ctx = context.WithoutCancel(ctx)
	gathered := false
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		t.steady = ctx
		for _, f := range flights {
			raised, err := run(ctx, t, qOrganizationRaiseFrom, "organization", f.raise()...)
			if err != nil {
				return err
			}
			if raised == 0 {
				return errOvertaken
			}
			for _, q := range f.accepted {
				for _, w := range q.rows {
					if err := t.write(ctx, w.q, w.what, w.args...); err != nil {
						return err
					}
				}
			}
		}
		gathered = true
		return nil
	})
	if err != nil && !gathered {
		return false, nil
	}
	return err == nil, err
}

// errOvertaken means that somebody else wrote meanwhile.
var errOvertaken = errors.New("store: the organization is at another revision")

// raise are the parameters of OrganizationRaiseFrom.
func (f *flight) raise() []any {
	return []any{f.organization, f.known.revision, f.revision, f.known.head.Sequence, f.known.head.Hash}
}

// writeFlight does it in one statement and one round trip, its own commit included:
//
//	WITH raised AS (UPDATE …), w0 AS (INSERT … SELECT … FROM raised, …), …
//
// Where the organization is at another revision, raised has no row, and nothing is inserted.
func (s *Store) writeFlight(ctx context.Context, f *flight) (done bool, err error) {
	name, text, args, err := s.writes.composeFlight(f)
	if err != nil {
		return false, nil //nolint:nilerr // what cannot be said this way is written in the usual one
	}
	w := s.writes.watch(ctx, name)
	var affected int64
	defer func() { w.end(affected, err) }()
	statement, err := s.writes.statementOf(ctx, name, text)
	if err != nil {
		return false, nil //nolint:nilerr // likewise: whatever is the matter is told there
	}
	result, err := statement.ExecContext(ctx, args...)
	var refused *pq.Error
	if errors.As(err, &refused) {
		return false, nil // and all of it undone
	}
	if err == nil {
		affected, err = result.RowsAffected()
	}
	if err != nil {
		return false, translate(ctx, err, "transaction")
	}
	if affected > 0 {
		return true, nil
	}
	// Where a connection breaks database/sql tries again on another, and the statement may have
	// been carried out before its answer was lost: then the update is there, whose ID is new.
	_, done, err = maybe[updateRow](ctx, s.writes, qUpdate, "update", f.organization, f.accepted[0].update)
	if err == nil && !done {
		err = errOvertaken
	}
	return done, err
}

// flightTables is the order in which a flight's rows are written.
var flightTables = []query{qMilestoneSave, qUpdateAdd, qAuditAdd, qReplaySave}

func (p *pool) composeFlight(f *flight) (name query, text string, args []any, err error) {
	raise, err := p.text(qOrganizationRaiseFrom)
	if err != nil {
		return "", "", nil, err
	}
	var b strings.Builder
	b.WriteString("WITH raised AS (\n" + raise + "\n)")
	args = f.raise()
	names := string(qOrganizationRaiseFrom)
	for _, q := range flightTables {
		insert, ok := p.inserts[q]
		if !ok {
			return "", "", nil, fmt.Errorf("store: query %s is no INSERT of one row", q)
		}
		rows, some, err := f.rows(q, insert.columns)
		if err != nil {
			return "", "", nil, err
		}
		if !some {
			continue
		}
		args = append(args, rows)
		b.WriteString(", " + string(q) + " AS (\n" + insert.before + "$" + strconv.Itoa(len(args)) + insert.after + "\n)")
		names += "+" + string(q)
	}
	b.WriteString("\nSELECT id FROM raised")
	return query(names), b.String(), args, nil
}

// insertion is an INSERT of the rows of a JSON array, where there is a row in raised; the array's
// parameter stands between its parts.
type insertion struct {
	before, after string
	columns       []string
}

var insertRE = regexp.MustCompile(`(?s)^INSERT INTO ([a-z_]+) \(([^()]*)\)\s*VALUES .*?(ON CONFLICT .*)?$`)

// insertions makes them of the queries that insert a single row whose parameters are its columns
// in their order.
func insertions(texts map[query]string) map[query]insertion {
	all := map[query]insertion{}
	for _, q := range flightTables {
		part := insertRE.FindStringSubmatch(texts[q])
		if part == nil {
			continue
		}
		var columns []string
		for _, column := range strings.Split(part[2], ",") {
			columns = append(columns, strings.TrimSpace(column))
		}
		all[q] = insertion{
			before: fmt.Sprintf("INSERT INTO %[1]s (%[2]s)\nSELECT r.%[3]s\nFROM raised, json_populate_recordset(CAST(NULL AS %[1]s), CAST(",
				part[1], strings.Join(columns, ", "), strings.Join(columns, ", r.")),
			after:   " AS json)) r\n" + part[3],
			columns: columns,
		}
	}
	return all
}

// rows are a query's as a JSON array of objects. A milestone that several writes saved is there as
// the last one left it: no statement writes a row twice.
func (f *flight) rows(q query, columns []string) (text string, some bool, err error) {
	var rows [][]any
	type key struct{ objective, number any }
	saved := map[key]int{}
	for _, w := range f.accepted {
		for _, row := range w.rows {
			if row.q != q {
				continue
			}
			if q == qMilestoneSave {
				milestone := key{row.args[1], row.args[2]}
				if i, twice := saved[milestone]; twice {
					rows[i] = row.args
					continue
				}
				saved[milestone] = len(rows)
			}
			rows = append(rows, row.args)
		}
	}
	b := []byte{'['}
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendRow(b, columns, row); err != nil {
			return "", false, err
		}
	}
	return string(append(b, ']')), len(rows) > 0, nil
}

func appendRow(b []byte, columns []string, args []any) ([]byte, error) {
	if len(columns) != len(args) {
		return nil, fmt.Errorf("store: %d values for %d columns", len(args), len(columns))
	}
	var err error
	for i, column := range columns {
		separator := byte(',')
		if i == 0 {
			separator = '{'
		}
		b = append(b, separator, '"')
		b = append(b, column...)
		b = append(b, '"', ':')
		if b, err = appendValue(b, args[i]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// appendValue writes what a column takes as JSON.
func appendValue(b []byte, value any) ([]byte, error) {
	if v, ok := value.(driver.Valuer); ok {
		var err error
		if value, err = v.Value(); err != nil {
			return nil, err
		}
	}
	switch v := value.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		return appendText(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		return strconv.AppendFloat(b, v, 'g', -1, 64), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	}
	return nil, fmt.Errorf("store: a %T in a row", value)
}

// appendText leaves all but quotes and control characters as they are. What is not UTF-8 the
// database would refuse, and JSON cannot say.
func appendText(b []byte, text string) ([]byte, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("store: a text is not UTF-8")
	}
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"'), nil
}
