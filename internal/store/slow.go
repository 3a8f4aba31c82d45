package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"
)

// slowLog tells of statements that took long: the query's name, never its arguments. The
// time is what the caller waited, the wait for a connection and the reading of the rows
// included; the rows of a streamed query are handled meanwhile.
type slowLog struct {
	// from is how long a statement may take unsaid; 0 for any time.
	from time.Duration
	now  func() time.Time
	told func() // of each; may be nil
}

func newSlowLog(o Options) slowLog {
	s := slowLog{from: o.SlowQuery, now: o.Now, told: o.OnSlowQuery}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// unknownRows stands for a statement that does not tell how many rows there were.
const unknownRows = -1

// statementRun is one statement under way. It is a value: watching costs no allocation.
type statementRun struct {
	ctx   context.Context
	pool  *pool
	name  query
	began time.Time
	done  func(error) // of who follows statements
}

// watch begins a statement's time; end must follow.
func (p *pool) watch(ctx context.Context, name query) statementRun {
	w := statementRun{ctx: ctx, pool: p, name: name}
	if p.slow.from > 0 {
		w.began = p.slow.now()
	}
	_, w.done = p.follow.Begin(ctx, string(name))
	return w
}

func (w statementRun) end(rows int64, err error) {
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	w.done(err)
	slow := w.pool.slow
	if slow.from <= 0 {
		return
	}
	took := slow.now().Sub(w.began)
	if took < slow.from {
		return
	}
	if slow.told != nil {
		slow.told()
	}
	attributes := []slog.Attr{
		slog.String("query", string(w.name)),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		// All of them in use: the wait may have been for one of these.
		slog.Int("connections_in_use", w.pool.db.Stats().InUse),
	}
	if rows != unknownRows {
		attributes = append(attributes, slog.Int64("rows", rows))
	}
	if err != nil {
		// Not the error: a driver's text can hold what was asked for.
		attributes = append(attributes, slog.Bool("failed", true))
	}
	w.pool.log.LogAttrs(w.ctx, slog.LevelWarn, "slow query", attributes...)
}
