package main_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

var sums = regexp.MustCompile(`(?m)^[a-z_]+ +\d+  [0-9a-f]{64}$`)

// emptyReport has no row but the one with which the catalogue begins.
var emptyReport = regexp.MustCompile(`(?m)^\d+ tables, [01] rows`)

// tables are the lines of a report that say what is in each table.
func tables(t *testing.T, r ran) string {
	t.Helper()
	lines := sums.FindAllString(r.out+r.errout, -1)
	if len(lines) < 40 {
		t.Fatalf("no checksums of the tables in %s", r)
	}
	return strings.Join(lines, "\n")
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: the checksums are\n%s\nwant\n%s", what, got, want)
	}
}

// populated gives the URL and the folder of a stopped installation on SQLite: the demonstration,
// with accounts, and applications that were imported.
func populated(t *testing.T) (url, dir string) {
	t.Helper()
	dir = t.TempDir()
	url = "sqlite:" + filepath.Join(dir, "traguardi.db")
	s := serve(t, servers(url, "--demo"))
	call{args: []string{"user", "create", "--database", url, "--email", "altra@example.org", "--role", "editor", "--organization", "c_m403"}, in: password + "\n"}.do(t).want(t, 0)
	run(t, "token", "create", "--database", url, "--email", "altra@example.org", "--name", "prova").want(t, 0)
	funded := filepath.Join(dir, "candidature.csv")
	if err := os.WriteFile(funded, []byte(applications), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "import", "pa-digitale-2026", funded, "--all", "--database", url).want(t, 0, "2 created")
	// Copied while the server runs.
	online := run(t, "backup", "--database", url, filepath.Join(dir, "online.gz")).want(t, 0)
	tables(t, online)
	s.terminate()
	s.wait()
	return url, dir
}

// An installation goes into files and databases of either engine and comes back, and is the same
// each time.
func TestAnInstallationMoves(t *testing.T) {
	url, dir := populated(t)
	file := filepath.Join(dir, "copia.gz")
	want := tables(t, run(t, "backup", "--database", url, file).want(t, 0))
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Fatalf("the file: %v, %v", info, err)
	}
	same(t, "restore --check", tables(t, run(t, "restore", "--check", file).want(t, 0, "whole: ")), want)
	piped := run(t, "backup", "--database", url, "-").want(t, 0)
	same(t, "backup to standard output", tables(t, ran{errout: piped.errout}), want)

	pg := pgtest.URL(t)
	same(t, "restore into PostgreSQL", tables(t, run(t, "restore", "--database", pg, file).want(t, 0, "c_m403 whole: ")), want)
	run(t, "audit", "verify", "--database", pg).want(t, 0, "c_m403 whole")
	same(t, "its backup", tables(t, run(t, "backup", "--database", pg, file).want(t, 0)), want) // replaces the one before
	restored := "sqlite:" + filepath.Join(dir, "restored.db")
	same(t, "restore from standard input", tables(t, call{args: []string{"restore", "--database", restored, "-"}, in: piped.out}.do(t).want(t, 0)), want)
	moved := "sqlite:" + filepath.Join(dir, "moved.db")
	same(t, "copy to SQLite", tables(t, run(t, "db", "copy", "--from", pg, "--to", moved).want(t, 0, "c_m403 whole: ")), want)
	other := pgtest.URL(t)
	same(t, "copy to PostgreSQL", tables(t, run(t, "db", "copy", "--from", moved, "--to", other).want(t, 0)), want)

	// It works there: what it shows is what the first one showed.
	before, after := serve(t, servers(url)), serve(t, servers(other))
	for _, path := range []string{"/api/v1/organizations/c_m403/progress", "/api/v1/organizations/c_m403/fundings?limit=100", "/api/v1/organizations/c_m403/milestones?limit=100"} {
		_, shown := before.get(path)
		if _, got := after.get(path); got != shown || len(got) < 100 {
			t.Errorf("%s: %s\nwant %s", path, got, shown)
		}
	}

	// Nothing is overwritten.
	for _, to := range []string{other, moved} {
		run(t, "restore", "--database", to, file).want(t, 1, "the database is not empty")
		run(t, "db", "copy", "--from", url, "--to", to).want(t, 1, "the database is not empty")
	}
	run(t, "backup", "--database", url, filepath.Join(dir, "moved.db")).want(t, 1, "is no backup: it is not replaced")
	ended := run(t, "restore", "--database", newDatabase(t), "--end-sessions", file).want(t, 0, "sessions and one-time links ended")
	if strings.Contains(ended.out, "\n0 sessions") {
		t.Errorf("the demonstration's links did not end: %s", ended)
	}
}

func TestWhatCannotBeRestoredIsRefused(t *testing.T) {
	dir := t.TempDir()
	url := newDatabase(t)
	run(t, "organization", "create", "--id", "c_prova", "--name", "Comune di Prova", "--database", url).want(t, 0)
	file := filepath.Join(dir, "copia.gz")
	run(t, "backup", "--database", url, file).want(t, 0)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 4
	target := filepath.Join(dir, "new.db")
	for name, content := range map[string][]byte{"a byte changed": flipped, "cut off": whole[:len(whole)-1], "empty": nil, "something else": []byte("SQLite format 3")} {
		bad := filepath.Join(dir, "bad.gz")
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, "restore", "--database", "sqlite:"+target, bad).want(t, 1, "not a whole backup", "the database was not touched")
		run(t, "restore", "--check", bad).want(t, 1, "not a whole backup")
		if made := filesIn(t, dir); len(made) != 2 {
			t.Errorf("%s left %v", name, made)
		}
	}
	run(t, "restore", "--database", "sqlite:"+target, filepath.Join(dir, "missing.gz")).want(t, 1, "cannot be read")
	run(t, "backup", "--database", "sqlite:"+target, file).want(t, 1, "there is no database")
	run(t, "db", "copy", "--from", "sqlite:"+target, "--to", newDatabase(t)).want(t, 1, "there is no database")
	run(t, "db", "copy", "--from", url, "--to", url).want(t, 2, "--to (TRAGUARDI_TO)")
	run(t, "db", "copy", "--from", "mysql://a:segretissima@b/c", "--to", url).want(t, 2, "--from (TRAGUARDI_FROM)")
}

// A disk that is full is told, and leaves nothing under the file's name but what was there.
func TestABackupThatDoesNotFit(t *testing.T) {
	dir := t.TempDir()
	url := pgtest.URL(t) // SQLite's own files would not fit either
	run(t, "organization", "create", "--id", "c_prova", "--name", strings.Repeat("Comune di Prova ", 10), "--database", url).want(t, 0)
	file := filepath.Join(dir, "copia.gz")
	run(t, "backup", "--database", url, file).want(t, 0)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// No file of this process can grow beyond 512 bytes: a limit that any system has.
	shell := call{args: []string{"-c", `ulimit -f 1; exec "$0" backup --database "$1" "$2"`, binary, url, file}, dir: dir}
	for _, name := range []string{file, filepath.Join(dir, "new.gz")} {
		shell.args[4] = name
		r := shell.doWith(t, "/bin/sh")
		if r.code != 1 || !strings.Contains(r.errout, "file too large") {
			t.Errorf("want exit 1 and the reason, got %s", r)
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, before) || len(filesIn(t, dir)) != 1 {
			t.Errorf("the folder has %v, %v", filesIn(t, dir), err)
		}
	}
}

// Killed at any moment, a restore leaves a database that is empty or whole, and can be run again.
func TestARestoreThatIsKilled(t *testing.T) {
	url, dir := populated(t)
	file := filepath.Join(dir, "copia.gz")
	want := tables(t, run(t, "backup", "--database", url, file).want(t, 0))
	for _, c := range []struct{ name, url string }{{"sqlite", newDatabase(t)}, {"postgres", pgtest.URL(t)}} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			run(t, "restore", "--database", otherOf(t, c.name), file).want(t, 0)
			whole := time.Since(began)
			killed := 0
			for n := range 5 {
				command := call{args: []string{"restore", "--database", c.url, file}}.command(t.Context(), t)
				if err := command.Start(); err != nil {
					t.Fatal(err)
				}
				time.AfterFunc(whole*time.Duration(n+1)/6, func() { _ = command.Process.Signal(syscall.SIGKILL) })
				if command.Wait() == nil {
					break // it was quicker this time
				}
				killed++
				r := run(t, "backup", "--database", c.url, filepath.Join(dir, "left.gz"))
				switch {
				case r.code == 1 && strings.Contains(r.errout, "there is no"):
				case r.code == 0 && emptyReport.MatchString(r.out): // of the tables that it has so far
				case r.code == 0:
					same(t, "what a kill left", tables(t, r), want)
				default:
					t.Errorf("after a kill: %s", r)
				}
			}
			if killed == 0 {
				t.Error("no restore was killed")
			}
			r := run(t, "restore", "--database", c.url, file)
			if r.code != 0 {
				r.want(t, 1, "the database is not empty")
			}
			same(t, "in the end", tables(t, run(t, "backup", "--database", c.url, filepath.Join(dir, "left.gz")).want(t, 0)), want)
			run(t, "audit", "verify", "--database", c.url).want(t, 0, "c_m403 whole")
		})
	}
}

func otherOf(t *testing.T, engine string) string {
	t.Helper()
	if engine == "postgres" {
		return pgtest.URL(t)
	}
	return newDatabase(t)
}

// Behind a pooler in transaction mode a backup is made, goes back in and is copied on by the way to the
// server itself; without one that is known, each says what to say, and with none a backup goes through
// the pooler, and so does a restore once the schema is there.
func TestBackupsThroughAPooler(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "copia.gz")
	source := pgtest.URL(t)
	withStaff(t, source)
	want := tables(t, run(t, "backup", "--database", source, file).want(t, 0))

	from, to := pgtest.NewPooler(t, source, 2), pgtest.NewPooler(t, pgtest.URL(t), 2)
	copied := filepath.Join(dir, "attraverso.gz")
	run(t, "backup", "--database", from.URL, copied).want(t, 1, "PgBouncer", "--database-direct")
	run(t, "restore", "--database", to.URL, file).want(t, 1, "PgBouncer", "--database-direct")
	run(t, "db", "copy", "--from", from.URL, "--to", newDatabase(t)).want(t, 1, "PgBouncer", "--from-direct")
	run(t, "db", "copy", "--from", source, "--to", to.URL).want(t, 1, "PgBouncer", "--to-direct")

	same(t, "a backup around it", tables(t, run(t, "backup", "--database", from.URL, "--database-direct", from.Direct, copied).want(t, 0)), want)
	same(t, "a backup through it", tables(t, run(t, "backup", "--database", from.URL, "--database-direct", "none", copied).want(t, 0)), want)
	same(t, "a restore around it", tables(t, run(t, "restore", "--database", to.URL, "--database-direct", to.Direct, copied).want(t, 0, "c_prova whole: ")), want)

	to = pgtest.NewPooler(t, pgtest.URL(t), 2)
	run(t, "restore", "--database", to.URL, "--database-direct", "none", copied).want(t, 1, "migrate up")
	run(t, "migrate", "up", "--database", to.Direct).want(t, 0)
	same(t, "a restore through it", tables(t, run(t, "restore", "--database", to.URL, "--database-direct", "none", copied).want(t, 0, "c_prova whole: ")), want)

	to = pgtest.NewPooler(t, pgtest.URL(t), 2)
	moved := run(t, "db", "copy", "--from", from.URL, "--from-direct", from.Direct, "--to", to.URL, "--to-direct", to.Direct).want(t, 0, "c_prova whole: ")
	same(t, "a copy around both", tables(t, moved), want)
	if strings.Contains(moved.errout, "warning") {
		t.Errorf("nobody wrote, and it warns: %s", moved)
	}
	run(t, "audit", "verify", "--database", to.URL, "--database-direct", to.Direct).want(t, 0, "c_prova whole")
	run(t, "db", "copy", "--from", source, "--from-direct", "db:5432", "--to", to.URL).want(t, 2, "--from-direct (TRAGUARDI_FROM_DIRECT)")
	run(t, "db", "copy", "--from", source, "--to", newDatabase(t), "--to-direct", "none").want(t, 2, "--to-direct (TRAGUARDI_TO_DIRECT)")
}

// Whatever is written while it is copied is told, be it no plan at all: here tokens, and with them the
// register of who made them.
func TestACopyWhileSomebodyWrites(t *testing.T) {
	source := pgtest.URL(t)
	withStaff(t, source)
	stop, stopped := make(chan struct{}), make(chan int)
	go func() {
		made := 0
		defer func() { stopped <- made }()
		for {
			select {
			case <-stop:
				return
			default:
				made++
				run(t, "token", "create", "--database", source, "--email", "admin@prova.example", "--name", fmt.Sprint("numero ", made)).want(t, 0)
			}
		}
	}()
	r := run(t, "db", "copy", "--from", source, "--to", pgtest.URL(t))
	close(stop)
	if made := <-stopped; made < 2 {
		t.Fatalf("%d tokens were made meanwhile", made)
	}
	r.want(t, 0, "warning: during the copy somebody wrote to ", "tokens", "stop the server and copy again")
	if r = run(t, "db", "copy", "--from", source, "--to", newDatabase(t)).want(t, 0); strings.Contains(r.errout, "warning") {
		t.Errorf("nobody wrote, and it warns: %s", r)
	}
}
