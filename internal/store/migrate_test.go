package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestMigrate(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openStore(t, url)
		empty, err := s.Status(ctx)
		must(t, err)
		if empty.Current != 0 || empty.Known == 0 {
			t.Fatalf("status of an empty database: %+v", empty)
		}
		if again, err := s.Status(ctx); err != nil || again != empty {
			t.Fatalf("asking for the status changed it: %+v, %v", again, err)
		}
		must(t, s.Migrate(ctx))
		must(t, s.Migrate(ctx))
		done, err := s.Status(ctx)
		must(t, err)
		if done.Current != done.Known || done.Known != empty.Known {
			t.Fatalf("status after migrating: %+v", done)
		}
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		before, err := s.Status(ctx)
		must(t, err)
		later := before.Known + 1
		_, err = s.writes.db.ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, TRUE)", later)
		must(t, err)
		err = s.Migrate(ctx)
		if !errors.Is(err, ErrNewerSchema) {
			t.Fatalf("got %v, want ErrNewerSchema", err)
		}
		for _, version := range []int64{later, before.Known} {
			if !strings.Contains(err.Error(), fmt.Sprint(version)) {
				t.Errorf("%q does not name version %d", err, version)
			}
		}
	})
}

// TestFailedMigrationLeavesNothing makes the last migration clash with a table that is
// already there. On SQLite all migrations are one transaction; on PostgreSQL each is.
func TestFailedMigrationLeavesNothing(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openStore(t, url)
		_, err := s.writes.db.ExecContext(ctx, "CREATE TABLE job_runs (a INTEGER)")
		must(t, err)
		if err := s.Migrate(ctx); err == nil {
			t.Fatal("a migration that cannot be applied was")
		}
		_, err = s.writes.db.ExecContext(ctx, "DROP TABLE job_runs")
		must(t, err)
		must(t, s.Migrate(ctx))
		status, err := s.Status(ctx)
		must(t, err)
		if status.Current != status.Known {
			t.Errorf("status %+v", status)
		}
	})
}

// starts is how many begin at once.
const starts = 6

func TestConcurrentStartsInOneProcess(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		stores := make([]*Store, starts)
		errs := make([]error, starts)
		var wg sync.WaitGroup
		for i := range starts {
			wg.Go(func() {
				stores[i], errs[i] = Open(context.Background(), Options{URL: url})
				if errs[i] == nil {
					errs[i] = stores[i].Migrate(context.Background())
				}
			})
		}
		wg.Wait()
		must(t, errors.Join(errs...))
		checkMigratedOnce(t, stores[0])
		for _, s := range stores {
			must(t, s.Close())
		}
	})
}

// envMigrate makes this test binary, run again by a test, one of several processes that
// start on the database it names.
const envMigrate = "TRAGUARDI_STORE_TEST_MIGRATE"

func TestConcurrentProcesses(t *testing.T) {
	if url := os.Getenv(envMigrate); url != "" {
		s := openStore(t, url)
		must(t, s.Migrate(context.Background()))
		return
	}
	onBothURLs(t, func(t *testing.T, url string) {
		children := make([]*exec.Cmd, starts)
		outputs := make([]*strings.Builder, starts)
		for i := range starts {
			child := exec.Command(os.Args[0], "-test.run=^TestConcurrentProcesses$")
			child.Env = append(os.Environ(), envMigrate+"="+url)
			outputs[i] = &strings.Builder{}
			child.Stdout, child.Stderr = outputs[i], outputs[i]
			must(t, child.Start())
			children[i] = child
		}
		for i, child := range children {
			if err := child.Wait(); err != nil {
				t.Errorf("process %d: %v\n%s", i, err, outputs[i])
			}
		}
		checkMigratedOnce(t, openStore(t, url))
	})
}

func checkMigratedOnce(t *testing.T, s *Store) {
	t.Helper()
	var versions []int64
	must(t, s.reads.db.Select(&versions, "SELECT version_id FROM goose_db_version ORDER BY id"))
	known, err := knownVersion(s.address.engine)
	must(t, err)
	var want []int64
	for v := range known + 1 {
		want = append(want, v)
	}
	if !slices.Equal(versions, want) {
		t.Errorf("migrations applied: %v, want %v", versions, want)
	}
}

// TestDecisionsOfEarlierMeetingsGetIdentifiers runs what the migration does to meetings
// that are older than it.
func TestDecisionsOfEarlierMeetingsGetIdentifiers(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		change(t, s, org, func(tx tracker.Tx) error {
			return tx.AddAudit(ctx, plan.AuditEntry{Organization: org, Sequence: 1, At: now, ObjectType: "meeting", ObjectID: meeting})
		})
		files, err := migrations(s.address.engine)
		must(t, err)
		names, err := fs.Glob(files, "*_meeting_proceedings.sql")
		must(t, err)
		text, err := fs.ReadFile(files, names[0])
		must(t, err)
		_, err = s.writes.db.ExecContext(ctx, `UPDATE meetings SET changed_at = NULL, decisions = '[{"text":"uno \"è\"","objective":"OB-01"},{"text":"due"}]'`)
		must(t, err)
		_, updates, _ := strings.Cut(string(text), "\nUPDATE ")
		for statement := range strings.SplitSeq("UPDATE "+updates, ";\n") {
			_, err := s.writes.db.ExecContext(ctx, statement)
			must(t, err)
		}
		look(t, s, func(tx tracker.Tx) error {
			m, err := tx.Meeting(ctx, meeting)
			must(t, err)
			first, second := m.Decisions[0], m.Decisions[1]
			if uuid.Validate(first.ID) != nil || uuid.Validate(second.ID) != nil || first.ID >= second.ID {
				t.Errorf("the identifiers are %q and %q", first.ID, second.ID)
			}
			first.ID, second.ID = "", ""
			same(t, "the first decision", first, plan.Decision{Text: `uno "è"`, Objective: "OB-01", Revision: m.Revision})
			same(t, "the second decision", second, plan.Decision{Text: "due", Revision: m.Revision})
			same(t, "when it was changed", m.ChangedAt, now)
			return nil
		})
	})
}
