package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
	"time"
)

// rowsRead are the tables that a snapshot of everything reads.
var rowsRead = []string{
	"organizations", "offices", "objectives", "objective_changes", "milestones", "updates", "reviews", "ratings", "meetings", "actions", "fundings", "indicators", "measurements",
}

// snapshots measures the nightly snapshot of all organizations against reading the same rows,
// and how it grows with their number.
func (b *bench) snapshots(ctx context.Context) error {
	sizes := []int{80, 800, 8_000}
	if b.quick {
		sizes = sizes[:2]
	}
	start, err := b.snapshotStart(ctx)
	if err != nil {
		return err
	}
	b.report.note(b.engine, "snapshot of no organization, ms", start.Seconds()*1e3)
	var each []float64
	for _, n := range sizes {
		seconds, err := b.snapshot(ctx, n, start)
		if err != nil {
			return err
		}
		each = append(each, seconds/float64(n))
	}
	for i := 1; i < len(sizes); i++ {
		b.report.ratio(b.engine, fmt.Sprintf("snapshot, an organization of %d in times of one of %d", sizes[i], sizes[i-1]), each[i]/each[i-1], atMost(1.3))
	}
	return nil
}

// snapshotStart is how long the command takes by itself: at night the program runs already, and so
// does the reader it is compared with.
func (b *bench) snapshotStart(ctx context.Context) (time.Duration, error) {
	database, err := b.database(ctx, "nobody")
	if err != nil {
		return 0, err
	}
	if _, err := b.command(ctx, database, "", "migrate", "up"); err != nil {
		return 0, err
	}
	var took []time.Duration
	for range b.load.rounds {
		began := time.Now()
		if _, err := b.command(ctx, database, "", "snapshot", "--date", time.Now().Format(time.DateOnly)); err != nil {
			return 0, err
		}
		took = append(took, time.Since(began))
	}
	return quantile(took, 0.5), nil
}

// snapshot measures one of so many organizations; start is what the command takes in any case.
func (b *bench) snapshot(ctx context.Context, organizations int, start time.Duration) (seconds float64, err error) {
	database, err := b.database(ctx, fmt.Sprintf("national%d", organizations))
	if err != nil {
		return 0, err
	}
	file := filepath.Join(b.folder, "applications.csv")
	if err := writeApplications(file, organizations); err != nil {
		return 0, err
	}
	if _, err := b.command(ctx, database, "", "migrate", "up"); err != nil {
		return 0, err
	}
	if _, err := b.command(ctx, database, "", "import", "pa-digitale-2026", file, "--all", "--quiet"); err != nil {
		return 0, err
	}
	db, err := b.open(database)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var subject, ceiling []time.Duration
	memory := 0
	for round := range b.load.rounds {
		began := time.Now()
		rows, err := readAll(ctx, db)
		if err != nil {
			return 0, err
		}
		if rows < organizations*10 {
			return 0, fmt.Errorf("%d organizations have %d rows alone", organizations, rows)
		}
		ceiling = append(ceiling, time.Since(began))
		// Each round another day: what is final is not computed again.
		day := time.Now().AddDate(0, 0, -round).Format(time.DateOnly)
		cmd := b.program(ctx, database, "snapshot", "--date", day)
		began = time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("snapshot: %w\n%s", err, out)
		}
		subject = append(subject, time.Since(began)-start)
		if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			memory = max(memory, int(usage.Maxrss)<<10)
		}
	}
	duration := func(d time.Duration) float64 { return d.Seconds() }
	seconds = median(subject, duration)
	b.report.ratio(b.engine, fmt.Sprintf("snapshot of %d organizations, speed of reading the rows", organizations), median(ceiling, duration)/seconds, atLeast(0.3))
	b.report.note(b.engine, fmt.Sprintf("snapshot of %d organizations, most memory, MB", organizations), float64(memory)/1e6)
	return seconds, nil
}

// readAll reads every row and looks at every column.
func readAll(ctx context.Context, db *sql.DB) (rows int, err error) {
	for _, table := range rowsRead {
		n, err := readTable(ctx, db, table)
		if err != nil {
			return 0, err
		}
		rows += n
	}
	return rows, nil
}

func readTable(ctx context.Context, db *sql.DB, table string) (n int, err error) {
	result, err := db.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	columns, err := result.Columns()
	if err != nil {
		return 0, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for result.Next() {
		if err := result.Scan(into...); err != nil {
			return 0, err
		}
		n++
	}
	return n, result.Err()
}
