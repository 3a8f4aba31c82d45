package tracker_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// BenchmarkImportPlan takes a plan over in pieces of equal size: the last one, which finds most of
// it there, in times of the second one. The first one also meets statements that nobody prepared.
func BenchmarkImportPlan(b *testing.B) {
	const pieces = 10
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			url, _, _ := e.open(b)
			w := benchWorld(b, e.name, url)
			var took [pieces]time.Duration
			n := 0
			for b.Loop() {
				n++
				id := fmt.Sprintf("c_%07d", n)
				_, err := w.tracker.CreateOrganization(system, plan.Organization{ID: id, Name: "Comune " + id})
				must(b, err)
				for i := range pieces {
					began := time.Now()
					w.importPiece(b, id, i)
					took[i] += time.Since(began)
				}
			}
			b.ReportMetric(took[pieces-1].Seconds()/took[1].Seconds(), "last/second")
		})
	}
}

// importPiece takes over ten objectives of a hundred milestones.
func (w *world) importPiece(t testing.TB, organization string, piece int) {
	cmd := tracker.ImportPlan{Organization: organization, File: "piano.csv", CreateOffices: true}
	for o := range 10 {
		objective := tracker.PlanObjective{
			Code: fmt.Sprintf("OB-%d", 1000+10*piece+o), Title: opt(fmt.Sprintf("Obiettivo %d", o)), State: opt(plan.ObjectiveActive), LeadOffice: opt(fmt.Sprintf("Ufficio %d", o)),
		}
		for k := range 100 {
			cmd.Rows = append(cmd.Rows, tracker.PlanRow{Line: len(cmd.Rows) + 2, Objective: objective, Milestone: &tracker.PlanMilestone{
				Title: opt(fmt.Sprintf("Traguardo %d", k)), Office: opt(fmt.Sprintf("Ufficio %d", k%10)), DueOn: opt(w.tracker.Today().AddDays(100)), Percent: opt(1 + k%90),
			}})
		}
	}
	done, err := w.tracker.ImportPlan(system, cmd)
	must(t, err)
	for _, r := range done.Rows {
		if r.Outcome != plan.RowCreated {
			t.Fatalf("%+v", r)
		}
	}
}
