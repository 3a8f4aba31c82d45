//go:build unix

package board_test

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// bigPlan is a plan of so many objectives with so many milestones each, over four
// years and 40 offices, every milestone with three updates; the same at every run.
func bigPlan(objectives, each int) board.Changes {
	rows := board.Changes{Organization: plan.Organization{ID: "c_big", Name: "Grande", Revision: 1}}
	for i := range 40 {
		rows.Offices = append(rows.Offices, plan.Office{Code: fmt.Sprintf("office-%02d", i), Name: fmt.Sprintf("Ufficio %02d", i), Revision: 1})
	}
	first := day("2024-01-01")
	id := 0
	for i := range objectives {
		code := fmt.Sprintf("OB-%05d", i)
		terms := plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: float64(1 + i%4), Horizon: plan.Horizons[i%3], StartOn: first}
		rows.Objectives = append(rows.Objectives, plan.Objective{Code: code, Title: "Obiettivo " + code, AddedOn: first, Terms: terms, Revision: 1})
		rows.ObjectiveChanges = append(rows.ObjectiveChanges, plan.ObjectiveChange{ID: "c" + code, Objective: code, EffectiveOn: first, Terms: terms, Revision: 1})
		for k := range each {
			start := first.AddDays((i*7 + k*29) % 1200)
			due := start.AddDays(30 + (k*13)%300)
			m := plan.Milestone{Objective: code, Number: k + 1, Title: "Traguardo", AddedOn: first, BaselineDueOn: due, BaselineSetOn: first, Revision: 1}
			rows.Milestones = append(rows.Milestones, m)
			after := plan.MilestoneStatus{Office: fmt.Sprintf("office-%02d", (i+k/10)%40), Weight: float64(1 + k%5), StartOn: start, DueOn: due, State: plan.MilestonePlanned}
			for u := range 3 {
				kind, on := plan.UpdateReported, start.AddDays(20*u)
				if u == 0 {
					kind, on = plan.UpdateAdded, first
				} else {
					after.State, after.Percent = plan.MilestoneInProgress, (k*17+u*10)%99
				}
				if u == 2 && k%3 == 0 {
					after.State, after.Percent, after.CompletedOn = plan.MilestoneDone, 100, on
				}
				if on.After(day("2026-06-15")) {
					break
				}
				id++
				rows.Updates = append(rows.Updates, plan.Update{
					ID: fmt.Sprintf("u%08d", id), Objective: code, Number: k + 1, Kind: kind, EffectiveOn: on,
					RecordedAt: on.Time().Add(time.Hour), After: after, Revision: 1,
				})
			}
		}
	}
	return rows
}

// oneReport is what an office reports of one milestone, another one each time: state
// and percentage, as most changes are.
func oneReport(rows *board.Changes, n int) board.Changes {
	revision := int64(n + 2)
	i := (n * 7919) % len(rows.Milestones)
	u := rows.Updates[i*len(rows.Updates)/len(rows.Milestones)]
	u.ID, u.Kind, u.Revision, u.EffectiveOn = fmt.Sprintf("v%08d", n), plan.UpdateReported, revision, day("2026-06-15")
	u.After.State, u.After.Percent, u.After.CompletedOn = plan.MilestoneInProgress, n%99, plan.Date{}
	c := board.Changes{Organization: rows.Organization, Updates: []plan.Update{u}}
	c.Organization.Revision = revision
	return c
}

var sizes = []struct {
	name             string
	objectives, each int
}{
	{"2000=2000x1", 2000, 1}, {"2000=200x10", 200, 10}, {"2000=20x100", 20, 100}, {"200000=2000x100", 2000, 100}, {"200000=200x1000", 200, 1000},
}

// cpuTime is the processor time used so far: unlike the time that passes, it can be
// compared on a machine that others use too.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkChange is one report until the new content for the public is there.
func BenchmarkChange(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			rows := bigPlan(size.objectives, size.each)
			ledger, view := mustLedgerB(b, rows), viewOf("2026-06-15", "2026-06-15")
			shown := ledger.On(view, nil)
			shown.Public()
			b.ReportAllocs()
			n := 0
			start := cpuTime(b)
			for b.Loop() {
				next, err := ledger.Apply(oneReport(&rows, n))
				if err != nil {
					b.Fatal(err)
				}
				ledger, shown = next, next.On(view, shown)
				shown.Public()
				n++
			}
			b.ReportMetric(float64(cpuTime(b)-start)/float64(n), "cpu-ns/op")
		})
	}
}

// BenchmarkFirst is a plan read for the first time.
func BenchmarkFirst(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			rows := bigPlan(size.objectives, size.each)
			b.ReportAllocs()
			for b.Loop() {
				mustLedgerB(b, rows).On(viewOf("2026-06-15", "2026-06-15"), nil).Public()
			}
		})
	}
}

// BenchmarkKnown is what a page costs the boards when nothing has changed.
func BenchmarkKnown(b *testing.B) {
	f := newFixture(b, nil)
	f.plan("c_a")
	ctx := context.Background()
	if _, _, err := f.Public(ctx, "c_a", plan.Date{}); err != nil {
		b.Fatal(err)
	}
	b.Run("public", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, _, err := f.Public(ctx, "c_a", plan.Date{}); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

func mustLedgerB(b *testing.B, rows board.Changes) *board.Ledger {
	ledger, err := board.NewLedger(rows)
	if err != nil {
		b.Fatal(err)
	}
	return ledger
}
