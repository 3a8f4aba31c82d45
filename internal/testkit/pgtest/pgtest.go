// Package pgtest gives tests a real, throwaway PostgreSQL.
//
// The binaries of the machine are started once per test binary, in a temporary folder, on a free
// port of 127.0.0.1, with durability off. As root, which PostgreSQL refuses, the server runs as
// user postgres, else nobody. A package that uses it declares
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
//
// so that the server stops with the tests. A test process that is killed takes its server with it
// (on Linux), and the next one removes the folder it left behind.
//
// Two environment variables steer it: TRAGUARDI_TEST_POSTGRES (a postgres:// URL whose user may
// create databases) uses an existing server instead; TRAGUARDI_REQUIRE_POSTGRES=1 makes a missing
// PostgreSQL a failure where it would otherwise skip the test.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

const (
	// EnvExisting names the variable that holds the URL of an existing server to use.
	EnvExisting = "TRAGUARDI_TEST_POSTGRES"
	// EnvRequire names the variable that, set to 1, turns a skip for want of PostgreSQL into a failure.
	EnvRequire = "TRAGUARDI_REQUIRE_POSTGRES"
)

// databaseTimeout bounds one CREATE or DROP DATABASE; generous, since machines under test are busy.
const databaseTimeout = time.Minute

// URL creates an empty database for this test alone and returns its postgres:// URL. The database
// is dropped when the test ends, whoever is still connected to it. Safe for parallel tests.
func URL(t testing.TB) string {
	t.Helper()
	if existing := os.Getenv(EnvExisting); existing != "" {
		return freshDatabase(t, existing, emptyTemplate)
	}
	cluster, err := shared.get()
	if err != nil {
		giveUp(t, err)
	}
	return cluster.URL(t)
}

// Main runs the tests of a package and then stops the server they shared. It is meant to be the
// whole of a TestMain: the exit code reaches the caller by way of testing.M.
func Main(m *testing.M) {
	m.Run()
	leftBehind.drop()
	if err := shared.close(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
	}
}

// NewCluster starts a server that belongs to this test alone, so that it may be stopped, crashed
// and started again; it is removed when the test ends. It always uses the machine's binaries.
func NewCluster(t testing.TB, options ...Option) *Cluster {
	t.Helper()
	cluster, err := Open(options...)
	if err != nil {
		giveUp(t, err)
	}
	t.Cleanup(func() {
		if err := cluster.Close(); err != nil {
			t.Errorf("pgtest: close cluster: %v", err)
		}
	})
	return cluster
}

// URL creates an empty database in this cluster for the test t and returns its postgres:// URL.
// The database is dropped when the test ends, unless the server is then stopped: its folder goes
// with the cluster.
func (c *Cluster) URL(t testing.TB) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	url, name, err := createDatabase(ctx, c.adminURL(), emptyTemplate)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if !c.Running() {
			return
		}
		dropAfter(t, c.adminURL(), name)
	})
	return url
}

// NewDatabase creates an empty database that goes with the cluster, and returns its postgres://
// URL. For programs that have no testing.TB.
func (c *Cluster) NewDatabase(ctx context.Context) (string, error) {
	url, _, err := createDatabase(ctx, c.adminURL(), emptyTemplate)
	return url, err
}

func freshDatabase(t testing.TB, adminURL, template string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	url, name, err := createDatabase(ctx, adminURL, template)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() { dropAfter(t, adminURL, name) })
	return url
}

func dropAfter(t testing.TB, adminURL, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	if err := dropDatabase(ctx, adminURL, name); err != nil {
		t.Errorf("pgtest: %v", err)
	}
}

// giveUp ends a test that cannot have a server: skipped where PostgreSQL is merely not installed,
// failed where it is required or did not start.
func giveUp(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, ErrNotInstalled) && os.Getenv(EnvRequire) != "1" {
		t.Skipf("pgtest: %v", err)
	}
	t.Fatalf("pgtest: %v", err)
}

// shared is the one server of the test binary: process-wide by its nature, started at first use.
var shared lazyCluster

type lazyCluster struct {
	mu      sync.Mutex
	tried   bool
	cluster *Cluster
	err     error
}

func (l *lazyCluster) get() (*Cluster, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.tried {
		l.tried = true
		l.cluster, l.err = Open()
	}
	return l.cluster, l.err
}

func (l *lazyCluster) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cluster == nil {
		return nil
	}
	return l.cluster.Close()
}
