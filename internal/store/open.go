package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"  // driver "postgres"
	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/traguardi/traguardi/internal/plan"
)

// Options say which database and how. URL is required.
type Options struct {
	// URL is sqlite:path or postgres://… with whatever lib/pq takes, TLS included.
	URL string
	// Direct says that URL leads through a pooler that lends connections for a transaction at a
	// time (PgBouncer's transaction mode), and where the server itself is, for what needs a
	// connection of its own: to listen, to migrate. DirectNone is for where it cannot be reached
	// otherwise: Listen then hears nothing, and Migrate refuses a schema that is not up to date.
	// Empty: URL is the server's own.
	Direct string
	// MaxConns bounds the connections: all of them on PostgreSQL, the readers on SQLite
	// (which has one writer). 0 means 10 on PostgreSQL and 4 or the number of
	// processors, whichever is more, on SQLite.
	MaxConns int
	// Log may be nil.
	Log *slog.Logger
	// SlowQuery is from when on a statement is logged as slow, by the name of its query and
	// without its arguments; 0 for never. OnSlowQuery, which may be nil, is called for each.
	SlowQuery   time.Duration
	OnSlowQuery func()
	// Follow is told of each statement by the name of its query; nil: nobody is.
	Follow plan.Watch
	// Now is the clock that statements are timed by; nil is the machine's.
	Now func() time.Time
}

// DirectNone is Options.Direct of a server that is behind its pooler alone.
const DirectNone = "none"

// Store is one open database. Make it with Open; it may be used by many goroutines.
type Store struct {
	address address
	// direct is where the server is reached without a pooler; nil where it cannot be.
	direct *address
	log    *slog.Logger
	// writes and reads are the same pool on PostgreSQL. On SQLite the writer is a single
	// connection, so that writers queue here instead of meeting SQLITE_BUSY.
	writes, reads *pool
	writing       *sql.TxOptions
	// reading is one consistent view of the database.
	reading   *sql.TxOptions
	memory    memory
	touched   touched
	turns     turns
	announcer announcer
}

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return string(s.address.engine) }

// Shared tells whether other processes may serve from the same database at the same time.
func (s *Store) Shared() bool { return s.address.engine == enginePostgres }

// Open connects and makes sure that the database answers; it does not touch the schema
// (Migrate does). Where the database is away the error is of kind unavailable. No error
// and no log line holds the password.
func Open(ctx context.Context, o Options) (*Store, error) {
	a, direct, err := parseURLs(o.URL, o.Direct)
	if err != nil {
		return nil, err
	}
	texts, err := loadQueries(a.engine)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{address: a, direct: direct, log: o.Log, announcer: announcer{closing: make(chan struct{})}}
	switch a.engine {
	case enginePostgres:
		err = s.openPostgres(texts, o)
	default:
		err = s.openSQLite(ctx, texts, o)
	}
	if err == nil {
		err = s.Ping(ctx)
	}
	if err == nil && a.engine == enginePostgres && o.Direct == "" && o.MaxConns != 1 {
		err = s.detectPooler(ctx)
	}
	if err != nil {
		if o.Direct == "" && isPooler(err) {
			// Not of kind unavailable: waiting does not help.
			err = ErrPooler
		}
		return nil, errors.Join(a.explain(err), s.closePools())
	}
	return s, nil
}

func (s *Store) openPostgres(texts map[query]string, o Options) error {
	db, err := sqlx.Open("postgres", s.address.dsn)
	if err != nil {
		return s.address.withoutPassword(err)
	}
	maxConns := o.MaxConns
	if maxConns <= 0 {
		maxConns = 10
	}
	db.SetMaxOpenConns(maxConns)
	// Idle connections keep their prepared statements; the last ones go after a while.
	db.SetMaxIdleConns(maxConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s.writes = newPool(db, texts, o)
	s.writes.batching, s.writes.pooled = true, o.Direct != ""
	s.reads = s.writes
	s.writing = &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	s.reading = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	return nil
}

// Settings of every SQLite connection, in the DSN so that they reach each of a pool.
// A commit is on the disk when it is acknowledged (FULL), as PostgreSQL's are. The
// writer takes its lock at BEGIN: a lock taken half-way could not be waited for.
var (
	sqliteCommon = []string{"_pragma=busy_timeout(10000)", "_pragma=foreign_keys(1)"}
	sqliteWriter = append([]string{"_txlock=immediate", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)"}, sqliteCommon...)
	sqliteReader = append([]string{"_pragma=query_only(1)"}, sqliteCommon...)
)

func (s *Store) openSQLite(ctx context.Context, texts map[query]string, o Options) error {
	// Made here, so that nobody else on the machine may read it; SQLite gives its own
	// side files the same permissions.
	f, err := os.OpenFile(s.address.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	writer, err := sqlx.Open("sqlite", sqliteDSN(s.address.path, sqliteWriter...))
	if err != nil {
		return err
	}
	writer.SetMaxOpenConns(1)
	s.writes = newPool(writer, texts, o)
	s.writing = &sql.TxOptions{}
	s.reading = &sql.TxOptions{ReadOnly: true}
	// The writer first: it makes the file a WAL one, which readers cannot.
	if err := s.writes.ping(ctx); err != nil {
		return err
	}
	reader, err := sqlx.Open("sqlite", sqliteDSN(s.address.path, sqliteReader...))
	if err != nil {
		return err
	}
	maxConns := o.MaxConns
	if maxConns <= 0 {
		maxConns = max(4, runtime.NumCPU())
	}
	reader.SetMaxOpenConns(maxConns)
	reader.SetMaxIdleConns(maxConns)
	s.reads = newPool(reader, texts, o)
	return nil
}

// explain tells the operator which database failed and why. The cause of a refusal is
// spelled out here: at start nobody else reads it.
func (a address) explain(err error) error {
	var refusal *plan.Error
	if errors.As(err, &refusal) && refusal.Unwrap() != nil {
		return fmt.Errorf("database %s: %w (%w)", a.shown, err, a.withoutPassword(refusal.Unwrap()))
	}
	return fmt.Errorf("database %s: %w", a.shown, a.withoutPassword(err))
}

// withoutPassword keeps the password out of an error whatever a driver wrote into it.
func (a address) withoutPassword(err error) error {
	for _, secret := range a.secrets {
		if strings.Contains(err.Error(), secret) {
			return errors.New(strings.ReplaceAll(err.Error(), secret, "***"))
		}
	}
	return err
}

// How long OpenWait sleeps between two attempts: it doubles from the first to the last.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 3 * time.Second
)

// OpenWait is Open for a database that may still be starting: while it is away (and
// only then) it tries again, for maxWait at most.
func OpenWait(ctx context.Context, o Options, maxWait time.Duration) (*Store, error) {
	deadline := time.Now().Add(maxWait)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		s, err := Open(ctx, o)
		if err == nil || plan.KindOf(err) != plan.KindUnavailable || ctx.Err() != nil {
			return s, err
		}
		left := time.Until(deadline)
		if left <= 0 {
			return nil, fmt.Errorf("gave up after %s: %w", maxWait, err)
		}
		if o.Log != nil {
			o.Log.WarnContext(ctx, "the database does not answer yet", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(min(pause, left)):
		}
	}
}

const qPing = query("Ping")

func (p *pool) ping(ctx context.Context) error {
	var n int
	return translate(ctx, p.db.GetContext(ctx, &n, p.texts[qPing]), "database")
}

// Ping asks the database for an answer.
func (s *Store) Ping(ctx context.Context) error { return s.reads.ping(ctx) }

// Close ends the connections. Those in use end when they come back.
func (s *Store) Close() error {
	s.announcer.stop()
	return s.closePools()
}

func (s *Store) closePools() error {
	var errs []error
	if s.writes != nil {
		errs = append(errs, s.writes.close())
	}
	if s.reads != nil && s.reads != s.writes {
		errs = append(errs, s.reads.close())
	}
	return errors.Join(errs...)
}
