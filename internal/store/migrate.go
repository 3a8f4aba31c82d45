package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"

	embedded "github.com/traguardi/traguardi/sql"
)

// ErrNewerSchema means that a later release of the program has migrated the database:
// this one must not touch it. The error that wraps it names both versions.
var ErrNewerSchema = errors.New("the database belongs to a newer release of this program")

const (
	qSchemaExists  = query("SchemaExists")
	qSchemaVersion = query("SchemaVersion")
)

// SchemaStatus tells how far a database is migrated.
type SchemaStatus struct {
	// Current is the last migration applied, 0 on an empty database.
	Current int64
	// Known is the last migration of this program.
	Known int64
}

// Status reads how far the database is migrated, and changes nothing.
func (s *Store) Status(ctx context.Context) (SchemaStatus, error) {
	known, err := knownVersion(s.address.engine)
	if err != nil {
		return SchemaStatus{}, err
	}
	exists, err := one[bool](ctx, s.reads, qSchemaExists, "schema")
	if err != nil || !exists {
		return SchemaStatus{Known: known}, err
	}
	current, err := one[int64](ctx, s.reads, qSchemaVersion, "schema")
	return SchemaStatus{Current: current, Known: known}, err
}

func migrations(e engine) (fs.FS, error) {
	return fs.Sub(embedded.Migrations, path.Join("migrations", string(e)))
}

func knownVersion(e engine) (int64, error) {
	files, err := migrations(e)
	if err != nil {
		return 0, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, err
	}
	var last int64
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		last = max(last, version)
	}
	return last, nil
}

// Migrate brings the schema up to this program's. Any number of processes may do it at
// once: one migrates, the others wait for it and find nothing left to do. A newer schema
// is refused with ErrNewerSchema and left alone; nothing is ever migrated down.
func (s *Store) Migrate(ctx context.Context) error {
	before, err := s.Status(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if before.Current == before.Known {
		return nil
	}
	if before.Current > before.Known {
		return newerSchema(before)
	}
	if err := s.migrate(ctx, before.Known); err != nil {
		return err
	}
	after, err := s.Status(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("read the schema's version: %w", err)
	case after.Current > after.Known:
		// A newer release started at the same moment.
		return newerSchema(after)
	}
	s.log.InfoContext(ctx, "the schema is up to date", "from", before.Current, "to", after.Current)
	return nil
}

func (s *Store) migrate(ctx context.Context, to int64) (err error) {
	db := s.writes.db.DB
	if s.writes.pooled {
		// The lock belongs to a connection, and a pooler's changes under it.
		if s.direct == nil {
			return fmt.Errorf("the schema of %s must be brought up to version %d, which cannot be done through a pooler: run migrate up with the server's own address as --database", s.address.shown, to)
		}
		if db, err = sql.Open("postgres", s.direct.dsn); err != nil {
			return s.direct.withoutPassword(err)
		}
		defer func() { err = errors.Join(err, db.Close()) }()
	}
	provider, err := s.migrator(db, to)
	if err != nil {
		return err
	}
	if _, err := provider.UpTo(ctx, to); err != nil {
		err = s.address.withoutPassword(err)
		if s.direct != nil {
			err = s.direct.withoutPassword(err)
		}
		return fmt.Errorf("migrate the schema: %w", translate(ctx, err, "schema"))
	}
	return nil
}

// MigrateTo brings the schema up to a version, which may be an earlier one than this program's: it
// is for what was kept at that version, and Migrate goes on from there. A database that is past it
// already is refused, a version that this program does not know with ErrNewerSchema.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	now, err := s.Status(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("read the schema's version: %w", err)
	case version < 1 || version > now.Known:
		return newerSchema(SchemaStatus{Current: version, Known: now.Known})
	case now.Current == version:
		return nil
	case now.Current > version:
		return fmt.Errorf("the schema of %s is at version %d already, version %d is needed: give it a database without tables", s.address.shown, now.Current, version)
	}
	return s.migrate(ctx, version)
}

func newerSchema(s SchemaStatus) error {
	return fmt.Errorf("%w: its schema is at version %d, this program knows up to %d", ErrNewerSchema, s.Current, s.Known)
}

func (s *Store) migrator(db *sql.DB, known int64) (*goose.Provider, error) {
	files, err := migrations(s.address.engine)
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectPostgres
	var locker lock.SessionLocker
	if s.address.engine == enginePostgres {
		// Asked for every second, for five minutes.
		locker, err = lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	} else {
		dialect = goose.DialectSQLite3
		locker, err = newSQLiteLocker(known)
	}
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, db, files, goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
}

// sqliteLocker runs all migrations in one transaction on the connection that goose
// migrates on, and takes SQLite's write lock with it: whoever comes second waits at
// BEGIN IMMEDIATE (busy_timeout) and then finds the first one's work. Goose must not
// begin transactions of its own inside, hence NO TRANSACTION in every file.
type sqliteLocker struct {
	versions database.Store
	target   int64
}

func newSQLiteLocker(target int64) (*sqliteLocker, error) {
	versions, err := database.NewStore(database.DialectSQLite3, goose.DefaultTablename)
	return &sqliteLocker{versions: versions, target: target}, err
}

// SessionLock implements lock.SessionLocker.
func (l *sqliteLocker) SessionLock(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := l.ensureTable(ctx, conn); err != nil {
		_, rollback := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, rollback)
	}
	return nil
}

// ensureTable makes goose's table of versions, which goose would do in a transaction of
// its own.
func (l *sqliteLocker) ensureTable(ctx context.Context, conn *sql.Conn) error {
	var exists bool
	row := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1)", l.versions.Tablename())
	if err := row.Scan(&exists); err != nil || exists {
		return err
	}
	if err := l.versions.CreateVersionTable(ctx, conn); err != nil {
		return err
	}
	return l.versions.Insert(ctx, conn, database.InsertRequest{Version: 0})
}

// SessionUnlock implements lock.SessionLocker. It keeps the migrations when the last
// one went through, and none of them otherwise.
func (l *sqliteLocker) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	end := "ROLLBACK"
	if version, err := l.versions.GetLatestVersion(ctx, conn); err == nil && version >= l.target {
		end = "COMMIT"
	}
	_, err := conn.ExecContext(ctx, end)
	return err
}
