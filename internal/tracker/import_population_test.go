package tracker_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// What ISTAT says is taken over where nobody said anything else, once.
func TestThePopulationThatISTATPublishes(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_a001")
		say := func(n int, dry bool, want plan.ImportOutcome) tracker.ImportedPopulation {
			t.Helper()
			done, err := w.tracker.ImportPopulation(system, tracker.ImportPopulation{Organization: e.id, Population: n, DryRun: dry})
			must(t, err)
			if done.Outcome != want {
				t.Errorf("%d: %s (%s), want %s", n, done.Outcome, done.Why, want)
			}
			return done
		}
		population := func() int { return e.changes(0).Organization.Population }
		write := func(n int) {
			t.Helper()
			_, err := w.tracker.ChangeOrganization(e.as(plan.RoleAdmin), tracker.ChangeOrganization{Organization: e.id, IfRevision: e.revision(), Population: plan.Some(n)})
			must(t, err)
		}
		write(0)
		say(2_500, true, plan.RowCreated)
		if population() != 0 {
			t.Error("a trial run wrote")
		}
		if done := say(2_500, false, plan.RowCreated); done.Receipt.Revision != e.revision() || population() != 2_500 {
			t.Errorf("%+v at revision %d with %d", done, e.revision(), population())
		}
		at := e.revision()
		say(2_500, false, plan.RowUnchanged)
		if e.revision() != at {
			t.Error("the same number again raised the revision")
		}
		say(2_600, false, plan.RowUpdated)
		for _, n := range []int{-1, 100_000_001} {
			if _, err := w.tracker.ImportPopulation(system, tracker.ImportPopulation{Organization: e.id, Population: n}); plan.KindOf(err) == "" {
				t.Errorf("%d inhabitants: %v", n, err)
			}
		}
		write(9_999)
		if done := say(2_700, false, plan.RowUnchanged); done.Why == "" || population() != 9_999 {
			t.Errorf("what a person wrote: %+v, %d", done, population())
		}
		if _, err := w.tracker.ImportPopulation(e.editor(), tracker.ImportPopulation{Organization: e.id, Population: 5}); plan.KindOf(err) != plan.KindForbidden {
			t.Errorf("the editor: %v", err)
		}
	})
}

// An ente without a type gets the one that the rows tell, from those who may say it; one that
// has a type keeps it.
func TestAnImportTellsTheTypeOfTheEnte(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_a001")
		kind := func() string { return e.changes(0).Organization.Type }
		cmd := tracker.ImportApplications{Organization: e.id, Type: "Comuni", Source: "test.csv", Rows: []tracker.Application{anApplication()}}
		_, err := w.tracker.ImportApplications(e.editor(), cmd)
		must(t, err)
		if kind() != "" {
			t.Errorf("the editor's import made it %q", kind())
		}
		cmd.DryRun = true
		_, err = w.tracker.ImportApplications(system, cmd)
		must(t, err)
		if kind() != "" {
			t.Errorf("a trial run made it %q", kind())
		}
		cmd.DryRun = false
		done, err := w.tracker.ImportApplications(system, cmd)
		must(t, err)
		if kind() != "Comuni" || done.Rows[0].Outcome != plan.RowUnchanged || done.Receipt.Revision != e.revision() {
			t.Errorf("%q, %+v", kind(), done)
		}
		cmd.Type = "ASL"
		at := e.revision()
		_, err = w.tracker.ImportApplications(system, cmd)
		must(t, err)
		if kind() != "Comuni" || e.revision() != at {
			t.Errorf("another file made it %q", kind())
		}
	})
}
