package store

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// BenchmarkChange sets one write of the use cases (look-ups, update, milestone, audit
// entry, revision) beside the ceiling: one durable commit of a single row on the same
// engine. Only the ratio means anything; "make bench" and docs say which is wanted.
func BenchmarkChange(b *testing.B) {
	for _, e := range engines {
		url := e.url(b)
		if e.name == "postgres" {
			// The shared server of the tests does not wait for the disk.
			url = pgtest.NewCluster(b, pgtest.Durable()).URL(b)
		}
		s := openStore(b, url)
		must(b, s.Migrate(ctx))
		const organizations = 16
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
		writes := []struct {
			name string
			do   func(row int) error
		}{
			{"bare", func(row int) error { _, err := bare.Exec(row); return err }},
			{"change", func(row int) error {
				_, err := s.Change(ctx, fmt.Sprint("c_", row), report(fmt.Sprint("u-", id.Add(1))))
				return err
			}},
		}
		for _, clients := range []struct {
			name          string
			clients, rows int
		}{{"1-client", 1, 1}, {"16-clients-one-organization", 16, 1}, {"16-clients-16-organizations", 16, 16}} {
			for _, w := range writes {
				b.Run(fmt.Sprintf("%s/%s/%s", e.name, clients.name, w.name), func(b *testing.B) {
					var next atomic.Int64
					b.SetParallelism(clients.clients)
					if clients.clients == 1 {
						for b.Loop() {
							must(b, w.do(0))
						}
						return
					}
					b.RunParallel(func(p *testing.PB) {
						row := int(next.Add(1)) % clients.rows
						for p.Next() {
							if err := w.do(row); err != nil {
								b.Error(err)
								return
							}
						}
					})
				})
			}
		}
	}
}
