package tracker_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const edition = "pt-2024-2026"

func catalogueLine(code string, by plan.Month) plan.CatalogueLine {
	return plan.CatalogueLine{Code: code, Chapter: "4", Objective: "4.1", By: by, AddressedTo: "PA", Concerns: plan.ConcernsAll, Text: "Le PA aderiscono alla piattaforma.", Source: "f"}
}

// anEdition has two lines, one objective and two targets of one result and year.
func anEdition() tracker.CatalogueImport {
	return tracker.CatalogueImport{
		Edition:    plan.CatalogueEdition{Code: edition, Name: "Piano triennale 2024-2026", Published: "2024-01"},
		Lines:      []plan.CatalogueLine{catalogueLine("CAP4.PA.01", "2026-12"), catalogueLine("CAP4.PA.02", "")},
		Objectives: []plan.CatalogueObjective{{Code: "4.1", Chapter: "4", Title: "Migliorare i servizi"}},
		Targets: []plan.CatalogueTarget{
			{Result: "RA4.1.1", Year: 2025, Number: 1, Objective: "4.1", Indicator: "Adesioni", Target: "100"},
			{Result: "RA4.1.1", Year: 2025, Number: 2, Objective: "4.1", Indicator: "Adesioni", Target: "200"},
		},
		Whole: true,
	}
}

func TestAnEditionIsImportedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := system
		do := func(in tracker.CatalogueImport) tracker.CatalogueOutcome {
			t.Helper()
			out, err := w.tracker.ImportCatalogue(ctx, in)
			must(t, err)
			return out
		}
		kept := func() plan.Catalogue {
			t.Helper()
			c, err := w.store.Catalogue(ctx)
			must(t, err)
			return c
		}
		trial := anEdition()
		trial.DryRun = true
		if out := do(trial); fmt.Sprint(out.Lines) != "[created created]" || len(kept().Editions) != 0 {
			t.Errorf("a trial: %+v, and left %+v", out, kept())
		}
		if out := do(anEdition()); out.Edition != plan.RowCreated || fmt.Sprint(out.Lines, out.Objectives, out.Targets) != "[created created] [created] [created created]" {
			t.Errorf("at first: %+v", out)
		}
		first, want := kept(), anEdition()
		if e := first.Editions[0]; first.Version != 1 || e.Edition != (plan.CatalogueEdition{Code: edition, Name: "Piano triennale 2024-2026", Published: "2024-01", Version: 1}) ||
			!slices.Equal(e.Lines, want.Lines) || !slices.Equal(e.Objectives, want.Objectives) || !slices.Equal(e.Targets, want.Targets) {
			t.Errorf("kept %+v", e)
		}
		if out := do(anEdition()); out.Edition != plan.RowUnchanged || fmt.Sprint(out.Lines, out.Objectives, out.Targets) != "[unchanged unchanged] [unchanged] [unchanged unchanged]" {
			t.Errorf("again: %+v", out)
		}
		if again := kept(); again.Version != 1 {
			t.Errorf("an import that changes nothing raised the version to %d", again.Version)
		}

		// One line is gone, one is moved; the name stays where it is not given.
		next := tracker.CatalogueImport{Edition: plan.CatalogueEdition{Code: edition}, Lines: []plan.CatalogueLine{catalogueLine("CAP4.PA.01", "2027-06")}}
		if out := do(next); out.DroppedLines != nil || fmt.Sprint(out.Lines) != "[updated]" {
			t.Errorf("a part: %+v", out)
		}
		next.Whole = true
		if out := do(next); !slices.Equal(out.DroppedLines, []string{"CAP4.PA.02"}) {
			t.Errorf("the whole: %+v", out)
		}
		c := kept()
		if l, ok := c.Line(plan.LineRef{Edition: edition, Code: "CAP4.PA.02"}); !ok || !l.Dropped || c.Editions[0].Edition.Name != "Piano triennale 2024-2026" || len(c.Editions[0].Targets) != 2 {
			t.Errorf("after the whole: %+v", c.Editions[0])
		}
		if out := do(next); out.DroppedLines != nil {
			t.Errorf("dropped twice: %+v", out)
		}
		if out := do(anEdition()); fmt.Sprint(out.Lines) != "[updated updated]" {
			t.Errorf("a line that comes back: %+v", out)
		}
		other := anEdition()
		other.Edition = plan.CatalogueEdition{Code: "pt-2026-2028", Name: "Piano triennale 2026-2028", Published: "2026-02"}
		do(other)
		if c := kept(); len(c.Editions) != 2 || c.Editions[0].Edition.Code != "pt-2026-2028" {
			t.Errorf("side by side: %+v", c.Editions)
		}
	})
}

func TestImportsOfACatalogueThatAreRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		if _, err := w.tracker.ImportCatalogue(t.Context(), anEdition()); plan.KindOf(err) != plan.KindForbidden {
			t.Errorf("somebody who is not the system: %v", err)
		}
		for name, c := range map[string]struct {
			change func(*tracker.CatalogueImport)
			kind   plan.Kind
		}{
			"a new edition without a name": {func(in *tracker.CatalogueImport) { in.Edition.Name = "" }, plan.KindInvalid},
			"a line that breaks a rule":    {func(in *tracker.CatalogueImport) { in.Lines[1].Text = "" }, plan.KindInvalid},
			"a line twice":                 {func(in *tracker.CatalogueImport) { in.Lines[1].Code = in.Lines[0].Code }, plan.KindInvalid},
			"a target that breaks a rule":  {func(in *tracker.CatalogueImport) { in.Targets[0].Year = 0 }, plan.KindInvalid},
			"far too many": {func(in *tracker.CatalogueImport) {
				in.Objectives = make([]plan.CatalogueObjective, plan.MaxCatalogueRows+1)
			}, plan.KindTooLarge},
		} {
			in := anEdition()
			c.change(&in)
			if _, err := w.tracker.ImportCatalogue(system, in); plan.KindOf(err) != c.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		c, err := w.store.Catalogue(t.Context())
		must(t, err)
		if c.Version != 0 || len(c.Editions) != 0 {
			t.Errorf("refused imports left %+v", c)
		}
	})
}

// Whatever step goes wrong, nothing is left of an import.
func TestAFailedImportOfACatalogueLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		before := w.dump()
		for step := 1; ; step++ {
			failing := &failingStore{Store: w.store, at: step, how: notDone}
			over, _ := w.trackerOver(failing)
			_, err := over.ImportCatalogue(system, anEdition())
			if failing.calls < step {
				if err != nil || step < 8 {
					t.Fatalf("%d steps, then %v", step-1, err)
				}
				return
			}
			if !errors.Is(err, errBoom) {
				t.Fatalf("step %d: %v", step, err)
			}
			if after := w.dump(); after != before {
				t.Fatalf("step %d left something", step)
			}
		}
	})
}

func TestAnObjectivePointsAtLinesOfTheCatalogue(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		points := func(lines ...plan.LineRef) error {
			return e.patchObjective(tracker.ChangeObjective{Code: "OB-01", Lines: opt(lines)})
		}
		ref := func(code string) plan.LineRef { return plan.LineRef{Edition: edition, Code: code} }
		must(t, points(ref("CAP4.PA.99"))) // the edition is not loaded: nothing can be said
		_, err := w.tracker.ImportCatalogue(system, anEdition())
		must(t, err)
		must(t, points(ref("CAP4.PA.99"), ref("CAP4.PA.01"))) // what it has, it keeps
		err = points(ref("CAP4.PA.01"), ref("CAP4.PA.98"))
		var refusal *plan.Error
		if !errors.As(err, &refusal) || len(refusal.Fields) != 1 || refusal.Fields[0].Rule != "line.unknown" || refusal.Fields[0].Location != "lines[1]" {
			t.Errorf("a line that is not there: %v", err)
		}
		must(t, points(ref("CAP4.PA.01"), plan.LineRef{Edition: "pt-2030", Code: "CAP1.PA.01"}))

		// The edition drops it: the objective keeps it, and no other gets it.
		in := anEdition()
		in.Lines = in.Lines[1:]
		_, err = w.tracker.ImportCatalogue(system, in)
		must(t, err)
		must(t, points(ref("CAP4.PA.01"), ref("CAP4.PA.02")))
		must(t, points(ref("CAP4.PA.02")))
		if err := points(ref("CAP4.PA.02"), ref("CAP4.PA.01")); plan.KindOf(err) != plan.KindInvalid {
			t.Errorf("a line that was dropped: %v", err)
		}
	})
}

func TestALineIsAdoptedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		_, err := w.tracker.ImportCatalogue(system, anEdition())
		must(t, err)
		adopt := tracker.AdoptLine{Organization: e.id, Line: plan.LineRef{Edition: edition, Code: "CAP4.PA.01"}}
		receipt, err := w.tracker.AdoptLine(e.editor(), adopt)
		must(t, err)
		if receipt.ID != "PT-CAP4-PA-01" || receipt.Replayed {
			t.Errorf("at first: %+v", receipt)
		}
		o, ok := e.on(plan.Date{}).Staff().Objective("PT-CAP4-PA-01")
		if !ok || o.Terms.State != plan.ObjectiveDraft || o.Terms.DueOn != plan.NewDate(2026, 12, 31) || !slices.Equal(o.Lines, []plan.LineRef{adopt.Line}) || o.Description != "Le PA aderiscono alla piattaforma." {
			t.Errorf("the objective: %+v", o)
		}
		if _, seen := e.on(plan.Date{}).Public().Objective("PT-CAP4-PA-01"); seen {
			t.Error("a draft is public")
		}
		again, err := w.tracker.AdoptLine(e.editor(), adopt)
		must(t, err)
		if again != (tracker.Receipt{ID: "PT-CAP4-PA-01", Revision: receipt.Revision, Replayed: true}) {
			t.Errorf("again: %+v", again)
		}
		// Once the objective is cancelled or removed nobody carries it out: its code stays taken.
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "PT-CAP4-PA-01", State: opt(plan.ObjectiveCancelled)}))
		third, err := w.tracker.AdoptLine(e.editor(), adopt)
		must(t, err)
		if third.ID != "PT-CAP4-PA-01-2" {
			t.Errorf("after it was cancelled: %+v", third)
		}
		for name, c := range map[string]struct {
			ctx    context.Context
			change func(*tracker.AdoptLine)
			kind   plan.Kind
		}{
			"a line that is not there": {e.editor(), func(c *tracker.AdoptLine) { c.Line.Code = "CAP4.PA.77" }, plan.KindNotFound},
			"an unknown edition":       {e.editor(), func(c *tracker.AdoptLine) { c.Line.Edition = "pt" }, plan.KindNotFound},
			"an unknown office":        {e.editor(), func(c *tracker.AdoptLine) { c.Line.Code, c.LeadOffice = "CAP4.PA.02", "nessuno" }, plan.KindInvalid},
			"the public":               {t.Context(), func(*tracker.AdoptLine) {}, plan.KindUnauthenticated},
		} {
			cmd := adopt
			c.change(&cmd)
			if _, err := w.tracker.AdoptLine(c.ctx, cmd); plan.KindOf(err) != c.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
