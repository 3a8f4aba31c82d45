package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/backup"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// dumped is a whole installation as a backup, with its sums.
func dumped(t testing.TB, s *Store) ([]byte, int64, backup.Sums) {
	t.Helper()
	var file bytes.Buffer
	var w *backup.Writer
	var version int64
	must(t, s.Dump(ctx, func(schema int64) (_ backup.Sink, err error) {
		version = schema
		w, err = backup.NewWriter(&file, backup.Header{Schema: schema, Engine: s.Engine(), MadeAt: now})
		return w, err
	}))
	_, err := w.Close()
	must(t, err)
	return file.Bytes(), version, w.Sums()
}

func load(s *Store, file []byte, schema int64) (backup.Sums, error) {
	return s.Load(ctx, schema, func(sink backup.Sink) (backup.Sums, error) {
		return backup.Read(bytes.NewReader(file), func(backup.Header) (backup.Sink, error) { return sink, nil })
	})
}

// fill puts something into most tables: worlds that were drawn, an account with all that goes with
// one, a day of open data, a job's claim.
func fill(t *testing.T, s *Store) {
	t.Helper()
	seed(t, s)
	for n := range 8 {
		w := rapid.Custom(func(rt *rapid.T) world { return genWorld(rt, n) }).Example(n)
		change(t, s, org, w.save)
	}
	account := plan.Account{ID: "a-1", Email: "a@b.example", CreatedAt: now, Memberships: []plan.Membership{{Organization: org, Role: plan.RoleContributor, Office: office}}}
	must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
		return errors.Join(tx.SaveAccount(ctx, account),
			tx.SaveToken(ctx, plan.Token{ID: "t-1", AccountID: account.ID, Name: "è", Hash: "h", Scope: plan.TokenRead, Organization: org, CreatedAt: now}))
	}))
	must(t, s.AddLink(ctx, plan.Link{ID: "l-1", Hash: "h", Kind: plan.LinkSetup, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}))
	_, err := s.ClaimRun(ctx, "backup", now, now, now, time.Hour, "replica")
	must(t, err)
	_, err = s.writes.db.Exec("INSERT INTO open_data_contents (sha256, content) VALUES ($1, $2)", "0", []byte{0, 1, 0xff, 0x1f, 0x8b})
	must(t, err)
	_, err = s.writes.db.Exec("INSERT INTO open_data_contents (sha256, content) VALUES ($1, $2)", "1", []byte{})
	must(t, err)
	change(t, s, org, func(tx tracker.Tx) error {
		return tx.SaveOffice(ctx, plan.Office{Code: office, Name: "Ufficio Europa"})
	})
}

// TestEveryTableAndColumnTravels holds a dump against each engine's own catalogue.
func TestEveryTableAndColumnTravels(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		catalogue := columnsOfSQLite
		if s.address.engine == enginePostgres {
			catalogue = columnsOfPostgres
		}
		var want []column
		must(t, s.reads.db.Select(&want, catalogue))
		want = slices.DeleteFunc(want, func(c column) bool { return c.Table == fleeting })
		file, _, _ := dumped(t, s)
		var got []string
		_, err := backup.Read(bytes.NewReader(file), func(backup.Header) (backup.Sink, error) {
			return sinkOf(func(table backup.Table) {
				for _, c := range table.Columns {
					got = append(got, table.Name+"."+c.Name)
				}
			}), nil
		})
		must(t, err)
		if len(want) == 0 || len(got) != len(want) {
			t.Errorf("%d columns travel, there are %d", len(got), len(want))
		}
		for _, c := range want {
			if !slices.Contains(got, c.Table+"."+c.Name) {
				t.Errorf("%s.%s does not travel", c.Table, c.Name)
			}
		}
	})
}

type sinkOf func(backup.Table)

func (f sinkOf) Begin(t backup.Table) error { f(t); return nil }
func (sinkOf) Row([]any) error              { return nil }
func (sinkOf) End() error                   { return nil }

// TestTablesOfOthersStayBehind: some tools have tables of their own in the database.
func TestTablesOfOthersStayBehind(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		fill(t, s)
		_, _, want := dumped(t, s)
		_, err := s.writes.db.Exec("CREATE TABLE _litestream_lock (id INTEGER)")
		must(t, err)
		_, err = s.writes.db.Exec("CREATE TABLE note_mie (testo VARCHAR(9) PRIMARY KEY, organization_id TEXT REFERENCES organizations (id))")
		must(t, err)
		_, _, got := dumped(t, s)
		must(t, want.Differ(got))
	})
}

// TestABackupGoesIntoEitherEngine: what either engine gives, each takes, with the same sums; and
// what it then holds is the same to the last text.
func TestABackupGoesIntoEitherEngine(t *testing.T) {
	for _, from := range engines {
		for _, to := range engines {
			t.Run(from.name+" to "+to.name, func(t *testing.T) {
				t.Parallel()
				source, target := openStore(t, from.url(t)), openStore(t, to.url(t))
				must(t, source.Migrate(ctx))
				fill(t, source)
				file, schema, sums := dumped(t, source)
				loaded, err := load(target, file, schema)
				must(t, err)
				must(t, sums.Differ(loaded))
				must(t, target.Migrate(ctx))
				again, _, back := dumped(t, target)
				must(t, sums.Differ(back))
				if sums.Rows() < 150 {
					t.Errorf("no more than %d rows were tried", sums.Rows())
				}
				if from.name == to.name && !bytes.Equal(file, again) {
					t.Error("the backup of the copy is another")
				}
				// It is as good as new: history holds, the next write is chained to the last.
				if _, err := target.writes.db.Exec("DELETE FROM updates"); err == nil {
					t.Error("history can be deleted")
				}
				change(t, target, org, report("after"))
				checkChain(t, target, org, 9)
				if _, err := load(target, file, schema); !errors.Is(err, ErrNotEmpty) {
					t.Errorf("a second time: %v", err)
				}
			})
		}
	}
}

// TestLoadIsAllOrNothing: whatever goes wrong on the way, the database is as it was, and a second
// attempt goes through.
func TestLoadIsAllOrNothing(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		source := openStore(t, engines[0].url(t))
		must(t, source.Migrate(ctx))
		fill(t, source)
		file, schema, sums := dumped(t, source)
		target := openStore(t, url)
		broken := errors.New("the disk cannot be read")
		read := func(sink backup.Sink) (backup.Sums, error) {
			return backup.Read(bytes.NewReader(file), func(backup.Header) (backup.Sink, error) { return sink, nil })
		}
		for name, fill := range map[string]func(backup.Sink) (backup.Sums, error){
			"cut off": func(sink backup.Sink) (backup.Sums, error) {
				return backup.Read(bytes.NewReader(file[:len(file)*2/3]), func(backup.Header) (backup.Sink, error) { return sink, nil })
			},
			"in the middle of a table": func(sink backup.Sink) (backup.Sums, error) {
				return read(&failing{Sink: sink, after: 40, err: broken})
			},
			"at the end": func(sink backup.Sink) (backup.Sums, error) {
				sums, err := read(sink)
				return sums, errors.Join(err, broken)
			},
			"other sums": func(sink backup.Sink) (backup.Sums, error) {
				sums, err := read(sink)
				sums[len(sums)-1].SHA256 = strings.Repeat("0", 64)
				return sums, err
			},
			"nothing": func(backup.Sink) (backup.Sums, error) { return nil, nil },
			"a row twice": func(sink backup.Sink) (backup.Sums, error) {
				return read(&doubling{Sink: sink})
			},
		} {
			if _, err := target.Load(ctx, schema, fill); err == nil {
				t.Errorf("%s: no error", name)
			}
			_, _, left := dumped(t, target)
			if left.Rows() != 1 { // of the empty catalogue
				t.Errorf("%s: %d rows were left", name, left.Rows())
			}
		}
		loaded, err := target.Load(ctx, schema, read)
		must(t, err)
		must(t, sums.Differ(loaded))
	})
}

type failing struct {
	backup.Sink
	after int
	err   error
}

func (f *failing) Row(values []any) error {
	if f.after--; f.after < 0 {
		return f.err
	}
	return f.Sink.Row(values)
}

type doubling struct{ backup.Sink }

func (d *doubling) Row(values []any) error {
	return errors.Join(d.Sink.Row(values), d.Sink.Row(values))
}

func TestLoadRefusesADatabaseInUse(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		source := openStore(t, engines[0].url(t))
		must(t, source.Migrate(ctx))
		fill(t, source)
		file, schema, _ := dumped(t, source)
		target := openStore(t, url)
		if _, err := load(target, file, schema+1); !errors.Is(err, ErrNewerSchema) {
			t.Errorf("of a newer schema: %v", err)
		}
		must(t, target.Migrate(ctx))
		if _, err := load(target, file, schema-1); err == nil || !strings.Contains(err.Error(), fmt.Sprint("version ", schema)) {
			t.Errorf("of another schema: %v", err)
		}
		// A server that nobody has used yet has made a link and run its jobs.
		must(t, target.AddLink(ctx, plan.Link{ID: "other", Hash: "other", Kind: plan.LinkSetup, CreatedAt: now, ExpiresAt: now}))
		_, err := target.ClaimRun(ctx, "snapshot", now, now, now, time.Hour, "replica")
		must(t, err)
		must(t, target.Administer(ctx, func(tx tracker.AdminTx) error {
			return tx.SaveAccount(ctx, plan.Account{ID: "a", Email: "x@y.example", CreatedAt: now})
		}))
		if _, err := load(target, file, schema); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("with an account: %v", err)
		}
		_, err = target.writes.db.Exec("DELETE FROM accounts")
		must(t, err)
		_, err = load(target, file, schema)
		must(t, err)
	})
}

func TestThereHasToBeAnInstallation(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		err := openStore(t, url).Dump(ctx, func(int64) (backup.Sink, error) { t.Error("it was begun"); return nil, nil })
		if !errors.Is(err, ErrNoInstallation) {
			t.Errorf("got %v", err)
		}
	})
}

// TestADumpUnderWritersIsOneMoment: eight writers go on while dumps are made; each dump holds what
// was committed at one moment, whole.
func TestADumpUnderWritersIsOneMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		organizations := []string{"c_1", "c_2"}
		for _, o := range organizations {
			seedAs(t, s, o)
		}
		stop := make(chan struct{})
		var writers sync.WaitGroup
		var mu sync.Mutex
		written := map[string]int64{}
		for w := range 8 {
			writers.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					o := organizations[(w+n)%2]
					revision, err := s.Change(ctx, o, report(fmt.Sprintf("u-%d-%d", w, n)))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					written[o] = max(written[o], revision)
					mu.Unlock()
				}
			})
		}
		atLeast := func(n int64) {
			for {
				mu.Lock()
				enough := written["c_1"] >= n && written["c_2"] >= n
				mu.Unlock()
				if enough {
					return
				}
				time.Sleep(time.Millisecond)
			}
		}
		var files [][]byte
		var schema int64
		var acknowledged []map[string]int64
		for n := range 2 {
			atLeast(int64(6 * (n + 1)))
			mu.Lock()
			before := map[string]int64{"c_1": written["c_1"], "c_2": written["c_2"]}
			mu.Unlock()
			file, version, _ := dumped(t, s)
			files, schema, acknowledged = append(files, file), version, append(acknowledged, before)
		}
		close(stop)
		writers.Wait()
		for n, file := range files {
			copied := openStore(t, engines[n%2].url(t))
			_, err := load(copied, file, schema)
			must(t, err)
			revisions, err := copied.Revisions(ctx)
			must(t, err)
			for _, o := range organizations {
				if revisions[o] < acknowledged[n][o] {
					t.Errorf("dump %d has %s at revision %d, and %d was acknowledged before", n, o, revisions[o], acknowledged[n][o])
				}
				// Revisions 1 and 2 are the seed, which has no trail.
				checkChain(t, copied, o, int(revisions[o])-2)
				var updates int
				must(t, copied.reads.db.Get(&updates, "SELECT COUNT(*) FROM updates WHERE organization_id = $1", o))
				if updates != int(revisions[o])-2 {
					t.Errorf("dump %d has %d updates of %s at revision %d", n, updates, o, revisions[o])
				}
			}
		}
	})
}

// TestABackupOfAnOlderSchemaIsBroughtUp: rows go in at their own schema, and the migrations after
// it do with them what they do in any database.
func TestABackupOfAnOlderSchemaIsBroughtUp(t *testing.T) {
	for _, from := range engines {
		for _, to := range engines {
			t.Run(from.name+" to "+to.name, func(t *testing.T) {
				t.Parallel()
				source := openStore(t, from.url(t))
				must(t, source.MigrateTo(ctx, 12))
				for _, statement := range []string{
					`INSERT INTO organizations (id, name, istat_code, region, population, parent_body, website_url, contact_url, transparency_url, accessibility_url, demonstration, revision) VALUES ('c_x', 'Comune', '', '', 1, '', '', '', '', '', ` + falseOf(source) + `, 7)`,
					`INSERT INTO objectives (organization_id, code, title, description, urgent, sectors, added_on, state, weight, horizon, revision) VALUES ('c_x', 'OB-01', 'Uno', '', ` + falseOf(source) + `, '["cultura","turismo"]', '2026-01-01', 'active', 1, 'short', 3)`,
				} {
					_, err := source.writes.db.Exec(statement)
					must(t, err)
				}
				file, schema, sums := dumped(t, source)
				if schema != 12 {
					t.Fatalf("schema %d", schema)
				}
				target := openStore(t, to.url(t))
				loaded, err := load(target, file, schema)
				must(t, err)
				must(t, sums.Differ(loaded))
				must(t, target.Migrate(ctx))
				var sectors []string
				must(t, target.reads.db.Select(&sectors, "SELECT code FROM sectors WHERE organization_id = 'c_x' ORDER BY position"))
				if !slices.Equal(sectors, []string{"cultura", "turismo"}) {
					t.Errorf("the migration made the sectors %v", sectors)
				}
			})
		}
	}
}

func falseOf(s *Store) string {
	if s.address.engine == enginePostgres {
		return "FALSE"
	}
	return "0"
}

// TestARestoreGoesOnWhereTheSchemaWasLeft: on PostgreSQL each migration is a transaction of its own.
// A database in use is not migrated for being refused.
func TestARestoreGoesOnWhereTheSchemaWasLeft(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		source := openStore(t, engines[0].url(t))
		must(t, source.Migrate(ctx))
		fill(t, source)
		file, schema, _ := dumped(t, source)
		target := openStore(t, url)
		must(t, target.MigrateTo(ctx, 5))
		_, err := target.writes.db.Exec("INSERT INTO accounts (id, email, password_hash, disabled, created_at) VALUES ('a', 'a@b', '', " + falseOf(target) + ", '2026-01-01T00:00:00.000000000Z')")
		must(t, err)
		if _, err := load(target, file, schema); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("a database in use: %v", err)
		}
		if status, err := target.Status(ctx); err != nil || status.Current != 5 {
			t.Errorf("it was migrated to %d, %v", status.Current, err)
		}
		_, err = target.writes.db.Exec("DELETE FROM accounts")
		must(t, err)
		_, err = load(target, file, schema)
		must(t, err)
	})
}

// TestWhatPostgresCannotStoreIsNamed: SQLite takes any bytes for a text.
func TestWhatPostgresCannotStoreIsNamed(t *testing.T) {
	for _, text := range []string{"a\x00b", "a\xff"} {
		source := openStore(t, engines[0].url(t))
		must(t, source.Migrate(ctx))
		seed(t, source)
		_, err := source.writes.db.Exec("UPDATE offices SET name = CAST($1 AS TEXT)", []byte(text))
		must(t, err)
		file, schema, sums := dumped(t, source)
		lite, pg := openStore(t, engines[0].url(t)), openStore(t, engines[1].url(t))
		loaded, err := load(lite, file, schema)
		must(t, err)
		must(t, sums.Differ(loaded))
		_, err = load(pg, file, schema)
		if err == nil || !strings.Contains(err.Error(), "offices") || !strings.Contains(err.Error(), office) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestEndSignIns: everybody's, and nothing else.
func TestEndSignIns(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		fill(t, s)
		_, _, before := dumped(t, s)
		ended, err := s.EndSignIns(context.Background())
		must(t, err)
		_, _, after := dumped(t, s)
		if ended != 1 || before.Rows()-after.Rows() != 1 {
			t.Errorf("%d ended, %d rows are gone", ended, before.Rows()-after.Rows())
		}
	})
}
