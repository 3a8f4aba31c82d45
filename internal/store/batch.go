package store

import (
	"context"
	"fmt"
	"strings"
)

// On PostgreSQL a write costs a round trip, and an organization's other writers wait
// meanwhile. So the writes of a transaction are kept until something is read, or until
// the commit, and then sent as one statement:
//
//	WITH w1 AS (INSERT …), w2 AS (INSERT …) INSERT …
//
// PostgreSQL carries out every part whatever the others give, sees the same state of the
// database in all, and checks foreign keys at the end. No row may be written twice by one:
// write puts a query into a batch once at most. What use cases write makes few combinations: each is
// prepared once, like any query. SQLite has no such statement, and no round trips either.

// write is one statement that gives no rows.
type write struct {
	q    query
	what string
	args []any
}

// write sends a statement that gives no rows, or keeps it for a batch; then its error
// comes with the next query or with the commit.
func (t *transaction) write(ctx context.Context, q query, what string, args ...any) error {
	if t.quick != nil {
		return t.quick.write(write{q: q, what: what, args: args})
	}
	if !t.pool.batching {
		_, err := run(ctx, t, q, what, args...)
		return err
	}
	w := write{q: q, what: what, args: args}
	if !t.joins(w) {
		if err := t.flush(ctx); err != nil {
			return err
		}
	}
	t.note(q)
	t.pending = append(t.pending, w)
	return nil
}

// flush sends what write has kept.
func (t *transaction) flush(ctx context.Context) error {
	if t.quick != nil { // rows that are written at once, several at a time
		return t.quick.unfit()
	}
	if len(t.pending) == 0 {
		return nil
	}
	writes := t.pending
	t.pending = nil
	if repeated(writes) {
		return t.sendBulk(ctx, writes)
	}
	what := writes[0].what
	if len(writes) > 1 {
		what = "object"
	}
	name, text, args, err := t.pool.compose(writes)
	if err != nil {
		return err
	}
	return t.exec(ctx, name, text, what, args, len(writes))
}

// compose makes one statement of several, its parameters numbered on.
func (p *pool) compose(writes []write) (name query, text string, args []any, err error) {
	var names []string
	var b strings.Builder
	for i, w := range writes {
		part, err := p.text(w.q)
		if err != nil {
			return "", "", nil, err
		}
		part = shiftParameters(part, len(args))
		switch {
		case i == len(writes)-1:
			b.WriteString(part)
		case i == 0:
			fmt.Fprintf(&b, "WITH w%d AS (\n%s\n)", i, part)
		default:
			fmt.Fprintf(&b, ", w%d AS (\n%s\n)", i, part)
		}
		if i == len(writes)-2 {
			b.WriteString("\n")
		}
		names = append(names, string(w.q))
		args = append(args, w.args...)
	}
	return query(strings.Join(names, "+")), b.String(), args, nil
}
