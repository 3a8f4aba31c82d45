package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "github.com/lib/pq"
	_ "modernc.org/sqlite"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// place is where databases of one engine are made. Commits reach the disk, as in an
// installation.
type place struct {
	folder  string
	cluster *pgtest.Cluster // nil on SQLite
}

func newPlace(_ context.Context, engine, folder string) (*place, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	p := &place{folder: folder}
	switch engine {
	case "sqlite":
		return p, nil
	case "postgres":
		cluster, err := pgtest.Open(pgtest.Durable(), pgtest.Setting("shared_buffers", "256MB"))
		p.cluster = cluster
		return p, err
	}
	return nil, fmt.Errorf("%q is no engine: sqlite or postgres", engine)
}

func (p *place) close() error {
	if p.cluster == nil {
		return nil
	}
	return p.cluster.Close()
}

// database makes an empty database and gives its URL, as the program takes it.
func (p *place) database(ctx context.Context, name string) (string, error) {
	if p.cluster == nil {
		return "sqlite:" + filepath.Join(p.folder, name+".db"), nil
	}
	return p.cluster.NewDatabase(ctx)
}

// settle lets PostgreSQL end what it does behind a large import by itself, within a minute or two:
// measured is a plan that is there, not how it came.
func (p *place) settle(ctx context.Context, database string) (err error) {
	if p.cluster == nil {
		return nil
	}
	db, err := p.open(database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, statement := range []string{"VACUUM ANALYZE", "CHECKPOINT"} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// open opens a database beside the program, the way a bare program would that wants the
// same durability.
func (p *place) open(database string) (*sql.DB, error) {
	if p.cluster != nil {
		db, err := sql.Open("postgres", database)
		if err == nil {
			db.SetMaxOpenConns(16)
			db.SetMaxIdleConns(16)
		}
		return db, err
	}
	u := url.URL{Scheme: "file", Opaque: database[len("sqlite:"):], RawQuery: "_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)"}
	db, err := sql.Open("sqlite", u.String()) // as the program does: modernc.org/sqlite
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}
