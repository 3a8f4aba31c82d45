package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	"github.com/traguardi/traguardi/internal/testkit/sqlitetest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// engines are the databases that the suite runs over: each test gets a fresh one, empty or with
// the schema.
var engines = []struct {
	name          string
	url, migrated func(testing.TB) string
}{
	{"sqlite", func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "traguardi.db") }, sqlitetest.NewTemplate(migrate).URL},
	{"postgres", pgtest.URL, migratedPostgres.URL},
}

var migratedPostgres = pgtest.NewTemplate(migrate)

func migrate(ctx context.Context, url string) error {
	s, err := Open(ctx, Options{URL: url})
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(ctx), s.Close())
}

// onBoth runs a test on a fresh, migrated database of each engine.
func onBoth(t *testing.T, test func(*testing.T, *Store)) {
	t.Helper()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			test(t, openStore(t, e.migrated(t)))
		})
	}
}

// onBothURLs runs a test with the URL of an empty database of each engine.
func onBothURLs(t *testing.T, test func(*testing.T, string)) {
	t.Helper()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			test(t, e.url(t))
		})
	}
}

// openStore opens a database and closes it when the test ends.
func openStore(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(context.Background(), Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
