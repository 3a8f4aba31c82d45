package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// round is how many writes of a kind are made before it is the other kind's turn: the two
// share what else the machine is doing at the time.
const round = 64

// BenchmarkChange sets one write of the use cases (look-ups, milestone, update, audit
// entry, revision) beside its ceiling: one durable commit of a single row on the same
// engine, by as many clients on as many rows. Only the ratio means anything.
func BenchmarkChange(b *testing.B) {
	const organizations = 16
	for _, e := range engines {
		url := e.url(b)
		if e.name == "postgres" {
			// The shared server of the tests does not wait for the disk.
			url = pgtest.NewCluster(b, pgtest.Durable()).URL(b)
		}
		s := openStore(b, url)
		must(b, s.Migrate(ctx))
		for i := range organizations {
			seedAs(b, s, fmt.Sprint("c_", i))
		}
		_, err := s.writes.db.Exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)")
		must(b, err)
		for i := range organizations {
			_, err := s.writes.db.Exec("INSERT INTO bare (id, n) VALUES ($1, 0)", i)
			must(b, err)
		}
		bare, err := s.writes.db.Prepare("UPDATE bare SET n = n + 1 WHERE id = $1")
		must(b, err)
		var id atomic.Int64
		bareWrite := func(row int) error { _, err := bare.Exec(row); return err }
		fullWrite := func(row int) error {
			_, err := s.Change(ctx, fmt.Sprint("c_", row), report(fmt.Sprint("u-", id.Add(1))))
			return err
		}
		for _, c := range []struct {
			name          string
			clients, rows int
		}{{"1-client", 1, 1}, {"16-clients-one-organization", 16, 1}, {"16-clients-16-organizations", 16, organizations}} {
			b.Run(e.name+"/"+c.name, func(b *testing.B) {
				timeWrites(b, c.clients, c.rows, fullWrite) // prepares the statements of every connection
				var ceiling, full time.Duration
				for b.Loop() {
					ceiling += timeWrites(b, c.clients, c.rows, bareWrite)
					full += timeWrites(b, c.clients, c.rows, fullWrite)
				}
				writes := float64(b.N) * round
				b.ReportMetric(float64(ceiling.Microseconds())/writes, "bare-µs")
				b.ReportMetric(float64(full.Microseconds())/writes, "change-µs")
				b.ReportMetric(float64(ceiling)/float64(full), "ratio")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func timeWrites(b *testing.B, clients, rows int, do func(row int) error) time.Duration {
	var wg sync.WaitGroup
	began := time.Now()
	for client := range clients {
		wg.Go(func() {
			for range round / clients {
				if err := do(client % rows); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(began)
}

// BenchmarkSaveSnapshots stores the numbers of a day of one organization of common size.
func BenchmarkSaveSnapshots(b *testing.B) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			s := openStore(b, e.url(b))
			must(b, s.Migrate(ctx))
			seed(b, s)
			rows := make([]plan.Snapshot, 40)
			for i := range rows {
				rows[i] = plan.Snapshot{Scope: plan.ScopeObjective, Code: fmt.Sprint(i), Health: "on_track", ComputedAt: now}
			}
			day := today
			for b.Loop() {
				day = day.AddDays(1)
				for i := range rows {
					rows[i].Day = day
				}
				must(b, saveRows(s, rows, never))
			}
		})
	}
}
