//go:build unix

package board_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/search"
)

// wordy gives a plan texts as plans have them: a title of seven words and twenty of
// description, of some 2,000 different ones, and an evidence note on what is done; the same
// at every run.
func wordy(rows board.Changes) board.Changes {
	syllables := strings.Fields("co mu ne ser vi zio pub bli ca re gi stro di gi ta le pro ce du ra at to ban do ga ra con trat to scuo la stra da ver de tu ri smo")
	endings := strings.Fields("o a i e zione mento tore")
	seed := uint32(1)
	next := func(n int) int {
		seed = seed*1664525 + 1013904223
		return int(seed>>8) % n
	}
	vocabulary := make([]string, 2000)
	for i := range vocabulary {
		for range 2 + next(2) {
			vocabulary[i] += syllables[next(len(syllables))]
		}
		vocabulary[i] += endings[next(len(endings))]
	}
	say := func(words int) string {
		said := make([]string, words)
		for i := range said {
			// The lower the number the more frequent, as words are.
			said[i] = vocabulary[min(next(len(vocabulary)), next(len(vocabulary)), next(len(vocabulary)))]
		}
		return strings.Join(said, " ")
	}
	for i := range rows.Objectives {
		rows.Objectives[i].Title, rows.Objectives[i].Description = say(7), say(40)
	}
	for i := range rows.Milestones {
		rows.Milestones[i].Title, rows.Milestones[i].Description = say(7), say(20)
	}
	for i := range rows.Updates {
		if u := &rows.Updates[i]; u.After.State == plan.MilestoneDone {
			u.After.Evidence.Note = say(8)
		}
	}
	rows.Milestones[len(rows.Milestones)/2].Title = "Sportello unico per l’edilizia"
	return rows
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkIndex is what searching costs beside what is there anyway: the first index of a
// plan, and one more after a change, with (title) and without (report) other words.
func BenchmarkIndex(b *testing.B) {
	for _, size := range sizes {
		rows := wordy(bigPlan(size.objectives, size.each))
		ledger, view := mustLedgerB(b, rows), viewOf("2026-06-15", "2026-06-15")
		b.Run("first/"+size.name, func(b *testing.B) {
			var bytes, estimated int64
			for b.Loop() {
				b.StopTimer()
				shown := ledger.On(view, nil)
				shown.Public()
				before := heap()
				b.StartTimer()
				x := shown.PublicIndex()
				b.StopTimer()
				bytes, estimated = heap()-before, x.Bytes()
				runtime.KeepAlive(shown)
				b.StartTimer()
			}
			b.ReportMetric(float64(bytes), "heap-B")
			b.ReportMetric(float64(estimated), "estimated-B")
			b.ReportMetric(float64(ledger.Bytes()*3), "board-B")
		})
		for _, kind := range []string{"report", "title"} {
			b.Run(kind+"/"+size.name, func(b *testing.B) {
				shown := ledger.On(view, nil)
				shown.PublicIndex()
				last := ledger
				n := 0
				for b.Loop() {
					b.StopTimer()
					change := oneReport(&rows, n)
					if kind == "title" {
						m := rows.Milestones[(n*7919)%len(rows.Milestones)]
						m.Title, m.Revision = fmt.Sprintf("Altro titolo numero %d", n), change.Organization.Revision
						change.Updates, change.Milestones = nil, []plan.Milestone{m}
					}
					next, err := last.Apply(change)
					if err != nil {
						b.Fatal(err)
					}
					last, shown = next, next.On(view, shown)
					shown.Public()
					n++
					b.StartTimer()
					shown.PublicIndex()
				}
			})
		}
	}
}

// BenchmarkFind is one query, and beside it (scan) the same words looked for in every text.
func BenchmarkFind(b *testing.B) {
	queries := []struct{ name, typed string }{
		{"one", "sportelli edilizia "}, {"none", "inesistente"}, {"code", "OB-00001.1"}, {"some", "comuneo gararee"}, {"beginning", "co"},
	}
	for _, size := range sizes {
		rows := wordy(bigPlan(size.objectives, size.each))
		shown := mustLedgerB(b, rows).On(viewOf("2026-06-15", "2026-06-15"), nil)
		x, content := shown.PublicIndex(), shown.Public()
		for _, q := range queries {
			query, err := search.Parse(q.typed)
			if err != nil {
				b.Fatal(err)
			}
			b.Run(q.name+"/"+size.name, func(b *testing.B) {
				b.ReportAllocs()
				found := 0
				for b.Loop() {
					found = x.Find(query, board.Part{Limit: 20}).Total
				}
				b.ReportMetric(float64(found), "found")
			})
		}
		b.Run("scan/"+size.name, func(b *testing.B) {
			search := plan.NewSearch("sportello edilizia")
			for b.Loop() {
				found := 0
				for _, o := range content.Objectives {
					if search.Finds(o.Code, o.Title, o.Description) {
						found++
					}
					for _, m := range o.Milestones {
						if search.Finds(m.ID, m.Title, m.Description, m.Status.Evidence.Note) {
							found++
						}
					}
				}
				if found != 1 {
					b.Fatal(found)
				}
			}
		})
	}
}
