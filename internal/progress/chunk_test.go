package progress_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// A large group takes over the chunks of its curve that did not change, and gives the
// same bits as computing everything anew; its planned figure lies on its planned curve.
func TestALargeGroupAfterAnEarlierReport(t *testing.T) {
	objectives, offices, day := bigPlan(500 * 50)
	report := progress.Compute(objectives, offices, day, noOptions)
	for i, change := range []func(){
		func() { objectives[0].Milestones[3].Percent++ },
		func() { objectives[499].Weight++ },
		func() {
			objectives[64].Milestones[0].BaselineDueOn = objectives[64].Milestones[0].BaselineDueOn.AddDays(1)
		},
		func() { objectives[200].State = plan.ObjectiveSuspended }, // all after it move up
		func() { objectives = slices.Delete(objectives, 63, 65) },
		func() { objectives[300].Milestones[0].BaselineDueOn = day.AddDays(4000) }, // a longer curve
	} {
		objectives = slices.Clone(objectives)
		for k := range objectives {
			objectives[k].Milestones = slices.Clone(objectives[k].Milestones)
		}
		change()
		figures := make([]progress.Figures, len(objectives))
		for k, o := range objectives {
			figures[k] = progress.OfObjective(o, day, noOptions)
		}
		// Objectives that did not change keep their figures.
		for k, before := range report.Objectives {
			if k < len(objectives) && before.Objective == objectives[k].Code && fmt.Sprint(before.Figures.Contributions) == fmt.Sprint(figures[k].Contributions) &&
				before.PlannedEndOn == figures[k].PlannedEndOn && *before.Planned == *figures[k].Planned {
				figures[k] = before.Figures
			}
		}
		report = progress.CombineAfter(report, objectives, figures, offices, day, noOptions)
		if got, want := fingerprint(report), fingerprint(progress.Compute(objectives, offices, day, noOptions)); got != want {
			t.Fatalf("change %d: taken over and anew differ", i)
		}
		planned := progress.PlannedCurve(objectives, []plan.Date{day}, noOptions)[0]
		if math.Abs(*planned-*report.Organization.Planned) > 1e-9 {
			t.Fatalf("change %d: planned %v, its curve %v", i, *report.Organization.Planned, *planned)
		}
	}
}
