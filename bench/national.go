package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/national"
)

// nationalMemory is what the server with all of Italy is told to stay within, in megabytes.
const nationalMemory = 512

// megabyte is that of the setting.
const megabyte = 1 << 20

// national measures an installation with every ente of Italy: how it comes to be, starts, lists,
// and stays within its memory while somebody reads all of it.
func (b *bench) national(ctx context.Context) error {
	database, err := b.nationFilled(ctx)
	if err != nil {
		return err
	}
	db, err := b.open(database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := b.nationSize(ctx, db); err != nil {
		return err
	}
	began := time.Now()
	if _, err := b.command(ctx, database, "", "snapshot", "--date", time.Now().Format(time.DateOnly)); err != nil {
		return err
	}
	b.report.note(b.engine, "national: a day's numbers of every ente, s", time.Since(began).Seconds())
	return b.serveNation(ctx, database, db)
}

// nationFilled gives the national installation, made by whoever asks first. One that is told by
// -nation is taken as it is, and filled where it is empty.
func (b *bench) nationFilled(ctx context.Context) (database string, err error) {
	switch {
	case b.filled != "":
		return b.filled, nil
	case b.nation != "" && b.cluster != nil:
		database = b.nation
	default:
		if database, err = b.database(ctx, "national"); err != nil {
			return "", err
		}
	}
	if _, err := b.command(ctx, database, "", "migrate", "up"); err != nil {
		return "", err
	}
	there, err := b.organizations(ctx, database)
	if err == nil && (there == 0 || b.nation == "") {
		err = b.fillNation(ctx, database)
	}
	b.filled = database
	return database, err
}

func (b *bench) organizations(ctx context.Context, database string) (n int, err error) {
	db, err := b.open(database)
	if err != nil {
		return 0, err
	}
	err = db.QueryRowContext(ctx, "SELECT COUNT(*) FROM organizations").Scan(&n)
	return n, errors.Join(err, db.Close())
}

// fillNation imports the open data, has the enti that they lack made up, and gives each a plan.
func (b *bench) fillNation(ctx context.Context, database string) error {
	began := time.Now()
	if b.applications != "" {
		if _, err := b.command(ctx, database, "", "import", "pa-digitale-2026", b.applications, "--all", "--quiet"); err != nil {
			return err
		}
	}
	there, err := b.organizations(ctx, database)
	if err != nil {
		return err
	}
	enti := national.Enti
	if b.quick {
		enti = max(there, 400)
	}
	if missing := enti - there; missing > 0 {
		file := filepath.Join(b.folder, "national.csv")
		if err := writeApplications(file, missing); err != nil {
			return err
		}
		if _, err := b.command(ctx, database, "", "import", "pa-digitale-2026", file, "--all", "--quiet"); err != nil {
			return err
		}
	}
	b.report.note(b.engine, "national: import of the open data, s", time.Since(began).Seconds())
	began = time.Now()
	counts, err := national.Plan(ctx, database, 1)
	if err != nil {
		return err
	}
	b.report.note(b.engine, "national: plans, milestones for each second", float64(counts.Milestones)/time.Since(began).Seconds())
	return nil
}

func (b *bench) nationSize(ctx context.Context, db *sql.DB) error {
	for _, table := range []string{"organizations", "objectives", "milestones", "updates", "fundings"} {
		var n int
		if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
			return err
		}
		b.report.note(b.engine, "national: "+table, float64(n))
	}
	size := "SELECT pg_database_size(current_database())"
	if b.cluster == nil {
		size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	}
	var bytes int64
	if err := db.QueryRowContext(ctx, size).Scan(&bytes); err != nil {
		return err
	}
	b.report.note(b.engine, "national: database, MB", float64(bytes)/1e6)
	return nil
}

func (b *bench) serveNation(ctx context.Context, database string, db *sql.DB) (err error) {
	s, err := b.serve(ctx, database, "--memory-megabytes", fmt.Sprint(nationalMemory))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	b.report.note(b.engine, "national: start to ready, s", s.ready.Seconds())
	began := time.Now()
	if _, err := ask(ctx, s.url+"/", nil); err != nil {
		return err
	}
	b.report.note(b.engine, "national: first list of enti, s after it was ready", time.Since(began).Seconds())
	ids, err := column(ctx, db, "SELECT id FROM organizations ORDER BY id")
	if err != nil {
		return err
	}
	most, slow, err := b.crawl(ctx, s, ids)
	if err != nil {
		return err
	}
	b.report.figure(b.engine, "national: most resident memory while every ente's page is read, MB", most/megabyte, atMost(nationalMemory))
	b.report.note(b.engine, "national: page of an ente that is not in memory, p99, ms", slow.Seconds()*1e3)
	for _, m := range []struct{ what, path string }{{"list of enti", "/"}, {"list of enti, a far page", "/?pagina=100"}, {"list of enti, searched", "/?parole=comune"}} {
		if err := b.served(ctx, s, "national: "+m.what, s.url+m.path, "gzip", false, 16, 0); err != nil {
			return err
		}
	}
	return nil
}

// crawl reads the page of every ente once and watches the server's memory.
func (b *bench) crawl(ctx context.Context, s *server, ids []string) (most float64, p99 time.Duration, err error) {
	took := make([]time.Duration, 0, len(ids))
	began := time.Now()
	for i, id := range ids {
		each := time.Now()
		if err := read(ctx, s.url+"/enti/"+id); err != nil {
			return 0, 0, err
		}
		took = append(took, time.Since(each))
		if i%20 == 0 {
			resident, err := s.resident()
			if err != nil {
				return 0, 0, err
			}
			most = max(most, float64(resident))
		}
	}
	b.report.note(b.engine, "national: pages of enti read one after the other, for each second", float64(len(ids))/time.Since(began).Seconds())
	return most, quantile(took, 0.99), nil
}

func read(ctx context.Context, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, answer.Status)
	}
	return nil
}

func column(ctx context.Context, db *sql.DB, query string, args ...any) (values []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, rows.Err()
}
