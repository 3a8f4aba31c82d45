// Package migrated gives tests databases that have the schema in them: made once for the test
// binary on each engine, and copied. Package store's own tests cannot use it.
package migrated

import (
	"context"
	"errors"

	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	"github.com/traguardi/traguardi/internal/testkit/sqlitetest"
)

// The databases of each engine; a package that uses Postgres declares pgtest.Main.
var (
	SQLite   = sqlitetest.NewTemplate(migrate)
	Postgres = pgtest.NewTemplate(migrate)
)

func migrate(ctx context.Context, url string) error {
	db, err := store.Open(ctx, store.Options{URL: url})
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}
