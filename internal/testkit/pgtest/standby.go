package pgtest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	neturl "net/url"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// standbyName is how a standby calls itself to its primary.
const standbyName = "standby"

// Standby makes a hot standby of the cluster for a test: a copy that follows its log, and is read
// only until it is promoted. From then on the cluster acknowledges a commit when the standby has it
// too (synchronous replication). The test is skipped where there is no pg_basebackup.
func (c *Cluster) Standby(t testing.TB) *Cluster {
	t.Helper()
	program, err := findBeside(filepath.Join(c.binaries, "postgres"), "pg_basebackup")
	if err != nil {
		t.Skip("pgtest: pg_basebackup is not beside the server's programs (Debian: apt-get install postgresql-client)")
	}
	dir, err := newFolder(os.TempDir(), c.account)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	s := &Cluster{folder: dir, binaries: c.binaries, account: c.account, password: c.password, settings: maps.Clone(c.settings)}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("pgtest: close standby: %v", err)
		}
	})
	from, err := neturl.Parse(c.adminURL())
	if err != nil {
		t.Fatal("pgtest: the server's address is not a URL")
	}
	query := from.Query()
	query.Set("application_name", standbyName)
	from.RawQuery = query.Encode()
	copying := s.command(program, "--pgdata="+dir.data(), "--dbname="+from.String(),
		"--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
	if output, err := copying.CombinedOutput(); err != nil {
		t.Fatalf("pgtest: pg_basebackup: %v\n%s", err, bytes.TrimSpace(output))
	}
	if err := s.startOnFreePort(); err != nil {
		t.Fatalf("pgtest: start standby: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	// Set after the copy was made, which must not wait for a standby of its own.
	for _, statement := range []string{"ALTER SYSTEM SET synchronous_standby_names = '" + standbyName + "'", "SELECT pg_reload_conf()"} {
		if err := execAdmin(ctx, c.adminURL(), statement); err != nil {
			t.Fatalf("pgtest: %v", err)
		}
	}
	if err := c.awaitAnswer(ctx, "SELECT EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync')"); err != nil {
		t.Fatalf("pgtest: the standby does not follow: %v; its log: %s", err, dir.logTail())
	}
	return s
}

// findBeside gives a program from the folder where another one really is: what is on the path may be
// a link to it alone.
func findBeside(other, program string) (string, error) {
	real, err := filepath.EvalSymlinks(other)
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.Dir(real), program)
	_, err = os.Stat(path)
	return path, err
}

// Promote makes a standby the one that is written to.
func (c *Cluster) Promote(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	if err := execAdmin(ctx, c.adminURL(), "SELECT pg_promote()"); err != nil {
		t.Fatalf("pgtest: promote: %v", err)
	}
	if err := c.awaitAnswer(ctx, "SELECT NOT pg_is_in_recovery()"); err != nil {
		t.Fatalf("pgtest: promote: %v", err)
	}
}

// Either is the URL of a database that is on this cluster or, after a failover, on another one:
// whichever may be written to.
func (c *Cluster) Either(t testing.TB, url string, other *Cluster) string {
	t.Helper()
	u, err := neturl.Parse(url)
	if err != nil {
		t.Fatal("pgtest: the server's address is not a URL")
	}
	u.Host = "127.0.0.1,127.0.0.1"
	query := u.Query()
	query.Set("port", fmt.Sprintf("%d,%d", c.port, other.port))
	query.Set("target_session_attrs", "read-write")
	u.RawQuery = query.Encode()
	return u.String()
}

// awaitAnswer asks the server until it says yes.
func (c *Cluster) awaitAnswer(ctx context.Context, question string) (err error) {
	db, err := sql.Open("postgres", c.adminURL())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		var yes bool
		if err := db.QueryRowContext(ctx, question).Scan(&yes); err != nil || yes {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
