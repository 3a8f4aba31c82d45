package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/traguardi/traguardi/internal/store"
)

// MigrateUp brings the schema up to date and tells where it stands.
func MigrateUp(ctx context.Context, c CommonSettings, w io.Writer) (string, error) {
	return migration(ctx, c, w, func(db *store.Store) error { return db.Migrate(ctx) })
}

// MigrationStatus tells where the schema stands and changes nothing.
func MigrationStatus(ctx context.Context, c CommonSettings, w io.Writer) (string, error) {
	return migration(ctx, c, w, func(*store.Store) error { return nil })
}

func migration(ctx context.Context, c CommonSettings, w io.Writer, do func(*store.Store) error) (told string, err error) {
	if err := usage(c.Check()); err != nil {
		return "", err
	}
	db, err := store.OpenWait(ctx, store.Options{URL: c.Database, Direct: c.DatabaseDirect, Log: logger(c, w)}, c.DatabaseWait)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := do(db); err != nil {
		return "", err
	}
	status, err := db.Status(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("schema %d of %d known to this program", status.Current, status.Known), nil
}
