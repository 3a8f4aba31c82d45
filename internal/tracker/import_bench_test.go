package tracker_test

import (
	"fmt"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracker"
)

// BenchmarkImportApplications takes over a thousand rows of the national file, each of an ente that
// has to be made.
func BenchmarkImportApplications(b *testing.B) {
	const rows = 1_000
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			url, _, _ := e.open(b)
			w := benchWorld(b, e.name, url)
			n := 0
			for b.Loop() {
				for range rows {
					n++
					id := fmt.Sprintf("c_%07d", n)
					done, err := w.tracker.ImportApplications(system, tracker.ImportApplications{
						Organization: id, New: &plan.Organization{ID: id, Name: "Comune " + id, Type: plan.TypeComuni, Region: "Calabria"},
						Source: "candidature_finanziate_143.csv", Rows: []tracker.Application{anApplication()},
					})
					if err != nil || done.Rows[0].Outcome != plan.RowCreated {
						b.Fatalf("%+v, %v", done, err)
					}
				}
			}
		})
	}
}

// benchWorld is a world to measure in, with the allocations counted.
func benchWorld(b *testing.B, engine, url string) *world {
	b.Helper()
	db, err := store.Open(b.Context(), store.Options{URL: url})
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	w := &world{t: b, engine: engine, url: url, store: db, clock: newClock(b), ids: new(identifiers)}
	w.tracker, w.told = w.trackerOver(db)
	b.ReportAllocs()
	return w
}
