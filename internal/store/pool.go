package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/jmoiron/sqlx"

	"github.com/traguardi/traguardi/internal/plan"
)

// pool is a set of connections with its prepared statements. Statements are prepared
// once per connection and kept: on PostgreSQL an unprepared statement costs two round
// trips instead of one.
type pool struct {
	db     *sqlx.DB
	texts  map[query]string
	log    *slog.Logger
	tables map[query]queryTables
	// inserts are those that quick writes are written by (quick_write.go).
	inserts map[query]insertion
	// batching tells transactions to send their writes together (see batch.go).
	batching bool
	// pooled: the connections lead through a pooler that lends the server's for a transaction at a
	// time, so that nothing may be left on one.
	pooled bool
	slow   slowLog
	// follow is told of each statement; nil: nobody is.
	follow plan.Watch

	mu         sync.RWMutex
	statements map[query]*sqlx.Stmt
	// repetitions are the texts of INSERTs of many rows, by name (rows.go).
	repetitions sync.Map
}

func newPool(db *sqlx.DB, texts map[query]string, o Options) *pool {
	return &pool{
		db: db, texts: texts, tables: tablesByQuery(texts), inserts: insertions(texts), log: o.Log, slow: newSlowLog(o), follow: o.Follow,
		statements: map[query]*sqlx.Stmt{},
	}
}

func (p *pool) close() error { return p.db.Close() } // closes the statements too

// statement is one that is ready to be carried out.
type statement interface {
	GetContext(ctx context.Context, into any, args ...any) error
	SelectContext(ctx context.Context, into any, args ...any) error
	QueryxContext(ctx context.Context, args ...any) (*sqlx.Rows, error)
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
}

// whole is a statement that is sent as a whole each time, and leaves nothing on the connection.
type whole struct {
	on   sqlx.ExtContext
	text string
}

func (w whole) GetContext(ctx context.Context, into any, args ...any) error {
	return sqlx.GetContext(ctx, w.on, into, w.text, args...)
}

func (w whole) SelectContext(ctx context.Context, into any, args ...any) error {
	return sqlx.SelectContext(ctx, w.on, into, w.text, args...)
}

func (w whole) QueryxContext(ctx context.Context, args ...any) (*sqlx.Rows, error) {
	return w.on.QueryxContext(ctx, w.text, args...)
}

func (w whole) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return w.on.ExecContext(ctx, w.text, args...)
}

// statement gives the statement of a query, preparing it the first time. It must not be called by
// somebody who holds one of the pool's connections: on a pool of one it would wait for itself.
func (p *pool) statement(ctx context.Context, q query) (statement, error) {
	text, err := p.text(q)
	if err != nil {
		return nil, err
	}
	return p.statementOf(ctx, q, text)
}

// statementOf is statement for a text that is made up of queries.
func (p *pool) statementOf(ctx context.Context, name query, text string) (statement, error) {
	if p.pooled {
		return whole{p.db, text}, nil
	}
	return p.prepare(ctx, name, text)
}

func (p *pool) text(q query) (string, error) {
	text, ok := p.texts[q]
	if !ok {
		return "", fmt.Errorf("store: no query named %s", q)
	}
	return text, nil
}

func (p *pool) prepare(ctx context.Context, q query, text string) (*sqlx.Stmt, error) {
	if s := p.prepared(q); s != nil {
		return s, nil
	}
	s, err := p.db.PreparexContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if first := p.keep(q, s); first != s {
		// Somebody else was quicker; one statement of a name is enough. Closing waits for
		// the statement's connection, which may be waiting for somebody who needs p.mu.
		return first, s.Close()
	}
	return s, nil
}

// keep gives the statement that a query has from now on: s, or one kept before.
func (p *pool) keep(q query, s *sqlx.Stmt) *sqlx.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	if first := p.statements[q]; first != nil {
		return first
	}
	p.statements[q] = s
	return s
}

func (p *pool) prepared(q query) *sqlx.Stmt {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.statements[q]
}

// transaction runs fn in one transaction: committed when fn returns nil, rolled back
// when it returns an error or panics. Errors of fn come back as they are.
func (p *pool) transaction(ctx context.Context, opts *sql.TxOptions, fn func(*transaction) error) (err error) {
	w := p.watch(ctx, nameBegin)
	tx, err := p.db.BeginTxx(ctx, opts)
	w.end(unknownRows, err)
	if err != nil {
		return translate(ctx, err, "transaction")
	}
	t := &transaction{tx: tx, pool: p}
	committed := false
	defer func() {
		if committed {
			return
		}
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			// The connection is lost, and the transaction with it: the server rolls back.
			p.log.DebugContext(ctx, "rollback", "error", rollback)
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	w = p.watch(ctx, nameCommit)
	err = tx.Commit()
	w.end(unknownRows, err)
	if err != nil {
		return translate(ctx, err, "transaction")
	}
	committed = true
	t.prepareForNextTime(ctx)
	return nil
}

// transaction is one open transaction.
type transaction struct {
	tx   *sqlx.Tx
	pool *pool
	// unprepared are the queries that the pool had no statement for when the
	// transaction ran: it holds a connection, so it cannot ask the pool for another.
	unprepared []named
	// own are the statements of unprepared, by name: a transaction that runs one a thousand
	// times prepares it once.
	own     map[query]*sqlx.Stmt
	pending []write
	// steady is the context of every statement of a transaction that belongs to several
	// writers; nil: each statement's own.
	steady context.Context
	// written are the tables that something was written to.
	written map[string]bool
	// rows counts what was written, and replan is at how many the server is told that its tables have
	// grown (replan.go).
	rows, replan int
	// quick is set where there is no transaction yet: what is written is gathered (quick.go).
	quick *quickWrite
}

type named struct {
	name query
	text string
}

// statement gives the statement of a query, after everything written so far.
func (t *transaction) statement(ctx context.Context, q query) (statement, error) {
	if t.quick != nil {
		return t.quick.statement(ctx, q)
	}
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	text, err := t.pool.text(q)
	if err != nil {
		return nil, err
	}
	t.note(q)
	return t.prepare(ctx, q, text)
}

func (t *transaction) note(q query) {
	for _, table := range t.pool.tables[q].written {
		if t.written == nil {
			t.written = map[string]bool{}
		}
		t.written[table] = true
	}
}

func (t *transaction) prepare(ctx context.Context, q query, text string) (statement, error) {
	if t.pool.pooled {
		return whole{t.tx, text}, nil
	}
	if s := t.pool.prepared(q); s != nil {
		return t.tx.StmtxContext(ctx, s), nil
	}
	if s := t.own[q]; s != nil {
		return s, nil
	}
	s, err := t.tx.PreparexContext(ctx, text) // closed with the transaction
	if err != nil {
		return nil, err
	}
	if t.own == nil {
		t.own = map[query]*sqlx.Stmt{}
	}
	t.own[q] = s
	t.unprepared = append(t.unprepared, named{q, text})
	return s, nil
}

// exec runs a statement that gives no rows and whose text is made up of queries; rows is how many it
// writes.
func (t *transaction) exec(ctx context.Context, name query, text, what string, args []any, rows int) error {
	w := t.pool.watch(ctx, name)
	ctx = t.context(ctx)
	s, err := t.prepare(ctx, name, text) // kept by the pool, or closed with the transaction
	if err == nil {
		_, err = s.ExecContext(ctx, args...)
	}
	w.end(unknownRows, err)
	if err != nil {
		return translate(ctx, err, what)
	}
	return t.grown(ctx, rows)
}

func (t *transaction) prepareForNextTime(ctx context.Context) {
	for _, n := range t.unprepared {
		if _, err := t.pool.prepare(ctx, n.name, n.text); err != nil {
			// The write is done; the next one prepares again.
			t.pool.log.DebugContext(ctx, "prepare", "query", string(n.name), "error", err)
			return
		}
	}
}

// runner is what runs queries: a pool or a transaction.
type runner interface {
	// context is the one that a statement is carried out in.
	context(ctx context.Context) context.Context
	statement(ctx context.Context, q query) (statement, error)
	// watch begins a statement's time.
	watch(ctx context.Context, name query) statementRun
}

// What a transaction begins and ends with has no query, and takes long at times: while
// another one writes, or the disk is slow.
const (
	nameBegin  query = "Begin"
	nameCommit query = "Commit"
)

func (t *transaction) watch(ctx context.Context, name query) statementRun {
	return t.pool.watch(ctx, name)
}

func (p *pool) context(ctx context.Context) context.Context { return ctx }

func (t *transaction) context(ctx context.Context) context.Context {
	if t.steady != nil {
		return t.steady
	}
	return ctx
}

// one reads one row; none is a *plan.Error of kind not_found about what.
func one[T any](ctx context.Context, r runner, q query, what string, args ...any) (T, error) {
	w := r.watch(ctx, q)
	ctx = r.context(ctx)
	var row T
	s, err := r.statement(ctx, q)
	if err == nil {
		err = s.GetContext(ctx, &row, args...)
	}
	w.end(rowOr(err), err)
	return row, translate(ctx, err, what)
}

// rowOr counts the row of a statement that gives one at most.
func rowOr(err error) int64 {
	if err != nil {
		return 0
	}
	return 1
}

// maybe reads one row; ok is false where there is none.
func maybe[T any](ctx context.Context, r runner, q query, what string, args ...any) (row T, ok bool, err error) {
	w := r.watch(ctx, q)
	ctx = r.context(ctx)
	s, err := r.statement(ctx, q)
	if err == nil {
		err = s.GetContext(ctx, &row, args...)
	}
	w.end(rowOr(err), err)
	if errors.Is(err, sql.ErrNoRows) {
		return row, false, nil
	}
	return row, err == nil, translate(ctx, err, what)
}

// list reads every row, in the query's order.
func list[T any](ctx context.Context, r runner, q query, what string, args ...any) ([]T, error) {
	w := r.watch(ctx, q)
	ctx = r.context(ctx)
	var rows []T
	s, err := r.statement(ctx, q)
	if err == nil {
		err = s.SelectContext(ctx, &rows, args...)
	}
	w.end(int64(len(rows)), err)
	return rows, translate(ctx, err, what)
}

// stream hands every row over, in the query's order, and holds one at a time. The
// connection is taken until the last row.
func stream[T any](ctx context.Context, r runner, q query, what string, each func(T), args ...any) (err error) {
	w := r.watch(ctx, q)
	var read int64
	defer func() { w.end(read, err) }()
	ctx = r.context(ctx)
	s, err := r.statement(ctx, q)
	if err != nil {
		return translate(ctx, err, what)
	}
	rows, err := s.QueryxContext(ctx, args...)
	if err != nil {
		return translate(ctx, err, what)
	}
	defer func() { err = translate(ctx, errors.Join(err, rows.Close()), what) }()
	for rows.Next() {
		var row T
		if err := rows.StructScan(&row); err != nil {
			return err
		}
		each(row)
		read++
	}
	return rows.Err()
}

// run runs a statement that gives no rows; affected is how many it changed.
func run(ctx context.Context, r runner, q query, what string, args ...any) (affected int64, err error) {
	w := r.watch(ctx, q)
	defer func() { w.end(affected, err) }()
	ctx = r.context(ctx)
	s, err := r.statement(ctx, q)
	if err != nil {
		return 0, translate(ctx, err, what)
	}
	result, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, translate(ctx, err, what)
	}
	affected, err = result.RowsAffected()
	return affected, translate(ctx, err, what)
}

// each maps rows to the values they stand for; none gives nil.
func each[R, V any](rows []R, value func(R) V) []V {
	if len(rows) == 0 {
		return nil
	}
	values := make([]V, len(rows))
	for i, r := range rows {
		values[i] = value(r)
	}
	return values
}
