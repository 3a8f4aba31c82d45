package tracker_test

import (
	"context"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func createSector(name string) write {
	return write{rule: "the admin adds the sector " + name, op: tracker.OpSectorCreate, by: plan.RoleAdmin, object: "sector", id: name,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.CreateSector(ctx, s.id, plan.Sector{Name: name})
		}}
}

func changeSector(code string) write {
	return write{rule: "the admin renames a sector", op: tracker.OpSectorChange, by: plan.RoleAdmin, object: "sector", id: code, read: sectorRead(code),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeSector(ctx, tracker.ChangeSector{Organization: s.id, Code: code, IfRevision: read, Name: opt("Cultura e spettacolo")})
		}}
}

func moveSector(code, before string) write {
	return write{rule: "the admin moves a sector", op: tracker.OpSectorOrder, by: plan.RoleAdmin, object: "sector", id: code,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.MoveSector(ctx, tracker.MoveSector{Organization: s.id, Code: code, Place: plan.Place[string]{Before: before}})
		}}
}

func removeSector(code string) write {
	return write{rule: "the admin removes a sector", op: tracker.OpSectorRemove, by: plan.RoleAdmin, object: "sector", id: code, read: sectorRead(code),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.RemoveSector(ctx, s.id, code, read)
		}}
}

func sectorRead(code string) func(*scene) int64 {
	return func(s *scene) int64 {
		return find(s.t, s.changes(0).Sectors, func(o plan.Sector) bool { return o.Code == code }).Revision
	}
}

// sector adds one to the catalogue.
func (e *ente) sector(names ...string) {
	e.t.Helper()
	for _, name := range names {
		_, err := e.tracker.CreateSector(e.as(plan.RoleAdmin), e.id, plan.Sector{Name: name})
		must(e.t, err)
	}
}

func TestSectors(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		admin := e.as(plan.RoleAdmin)
		e.sector("Turismo", "Beni culturali", "Imprese")
		catalogue := func() (names []string) {
			for _, s := range e.on(plan.Date{}).Public().Sectors {
				if s.RemovedOn.IsZero() {
					names = append(names, s.Code)
				}
			}
			return names
		}
		want := func(what string, codes ...string) {
			t.Helper()
			if got := catalogue(); !slices.Equal(got, codes) {
				t.Errorf("%s: %v, want %v", what, got, codes)
			}
		}
		want("as they were added", "turismo", "beni-culturali", "imprese")

		// Objectives choose from the catalogue.
		e.objective("OB-01", plan.ObjectiveActive)
		choose := func(sectors ...string) error {
			return e.patchObjective(tracker.ChangeObjective{Code: "OB-01", Sectors: opt(sectors)})
		}
		must(t, choose("beni-culturali", "turismo"))
		refusedField(t, "an unknown one", choose("turismo", "agricoltura"), "sectors[1]", "sector.unknown")
		_, err := w.tracker.CreateObjective(e.editor(), e.id, plan.Objective{Code: "OB-02", Title: "x", Sectors: []string{"agricoltura"},
			Terms: plan.ObjectiveTerms{Weight: 1, Horizon: plan.HorizonShort}})
		refusedField(t, "an unknown one of a new objective", err, "sectors[0]", "sector.unknown")

		change := func(cmd tracker.ChangeSector) error {
			cmd.Organization = e.id
			_, err := w.tracker.ChangeSector(admin, cmd)
			return err
		}
		move := func(code string, place plan.Place[string]) error {
			_, err := w.tracker.MoveSector(admin, tracker.MoveSector{Organization: e.id, Code: code, Place: place})
			return err
		}
		remove := func(code string) error {
			_, err := w.tracker.RemoveSector(admin, e.id, code, 0)
			return err
		}
		// A rename reaches every objective and touches none.
		before := e.changes(0).Objectives
		must(t, change(tracker.ChangeSector{Code: "beni-culturali", Name: opt("Cultura")}))
		same(t, "the objectives", e.changes(0).Objectives, before)
		if got := e.on(plan.Date{}).Public().SectorName("beni-culturali"); got != "Cultura" {
			t.Errorf("it is called %s", got)
		}
		// One that is hidden stays where it is, and is not given anew.
		must(t, change(tracker.ChangeSector{Code: "turismo", Hidden: opt(true)}))
		must(t, choose("turismo"))
		must(t, choose("imprese"))
		refusedField(t, "a hidden one", choose("turismo"), "sectors[0]", "sector.unknown")
		must(t, choose("imprese", "beni-culturali"))

		must(t, move("imprese", plan.Place[string]{Before: "turismo"}))
		want("moved up", "imprese", "turismo", "beni-culturali")
		must(t, move("imprese", plan.Place[string]{After: "beni-culturali"}))
		want("moved to the end", "turismo", "beni-culturali", "imprese")

		w.told.take()
		refusals := w.dump()
		refused(t, "one in use", remove("imprese"), plan.KindConflict)
		refused(t, "one that is not there", remove("agricoltura"), plan.KindNotFound)
		refusedField(t, "behind one that is not there", move("imprese", plan.Place[string]{After: "agricoltura"}), "after", "sector.unknown")
		refusedField(t, "without a name", change(tracker.ChangeSector{Code: "imprese", Name: opt(" ")}), "name", "required")
		refused(t, "another's name", change(tracker.ChangeSector{Code: "imprese", Name: opt("Cultura")}), plan.KindConflict)
		for name, s := range map[string]plan.Sector{"the code again": {Code: "imprese", Name: "Altro"}, "the name again": {Code: "altro", Name: "Imprese"}} {
			_, err := w.tracker.CreateSector(admin, e.id, s)
			refused(t, name, err, plan.KindConflict)
		}
		_, err = w.tracker.CreateSector(admin, e.id, plan.Sector{Name: "日本"})
		refusedField(t, "a name that makes no code", err, "code", "sector.code")
		_, err = w.tracker.CreateSector(e.editor(), e.id, plan.Sector{Name: "Altro"})
		refused(t, "the editor", err, plan.KindForbidden)
		w.untouched("what was refused", refusals)

		// One that nothing has goes, and may come back.
		must(t, remove("turismo"))
		want("without it", "beni-culturali", "imprese")
		e.sector("Turismo")
		want("back, at the end", "beni-culturali", "imprese", "turismo")
		w.whole()
	})
}

// The tags that objectives had are the catalogue from the migration on: as if each had
// been added by its own words. What the migration itself does is the store's to test.
func TestATagOfOldIsASectorLikeAnyOther(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		const tag = "Beni culturali / 2"
		w.exec("INSERT INTO sectors (organization_id, code, name, position, hidden, removed_on, revision) VALUES ('c_m403', '" + tag + "', '" + tag + "', 1, " +
			map[string]string{"sqlite": "0", "postgres": "FALSE"}[w.engine] + ", NULL, 1)")
		e.objective("OB-01", plan.ObjectiveActive)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", Sectors: opt([]string{tag})}))
		_, err := w.tracker.ChangeSector(e.as(plan.RoleAdmin), tracker.ChangeSector{Organization: e.id, Code: tag, Name: opt("Cultura")})
		must(t, err)
		if got := e.on(plan.Date{}).Public().SectorsShown(); len(got) != 1 || got[0].Name != "Cultura" || got[0].Code != tag {
			t.Errorf("shown are %+v", got)
		}
	})
}
