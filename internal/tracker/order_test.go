package tracker_test

import (
	"context"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func secondMilestone(objective string) write {
	w := createMilestone(objective)
	w.id = objective + ".2"
	return w
}

func moveObjective(code, before string) write {
	return write{rule: "the editor puts an objective before another", op: tracker.OpObjectiveOrder, by: plan.RoleEditor, object: "objective", id: code,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.MoveObjective(ctx, tracker.MoveObjective{Organization: s.id, Code: code, Place: plan.Place[string]{Before: before}})
		}}
}

func orderObjectives(codes ...string) write {
	return write{rule: "the editor orders the objectives", op: tracker.OpObjectiveOrder, by: plan.RoleEditor, object: "objective_order", id: "c_m403",
		read: func(s *scene) int64 { return s.changes(0).ObjectiveOrder.Revision },
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.OrderObjectives(ctx, tracker.OrderObjectives{Organization: s.id, IfRevision: read, Codes: codes})
		}}
}

func moveMilestone(id, before string) write {
	return write{rule: "the editor puts a milestone before another", op: tracker.OpMilestoneOrder, by: plan.RoleEditor, object: "milestone", id: id,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.MoveMilestone(ctx, tracker.MoveMilestone{Organization: s.id, Milestone: id, Place: plan.Place[string]{Before: before}})
		}}
}

func orderMilestones(objective string, ids ...string) write {
	return write{rule: "the editor orders the milestones", op: tracker.OpMilestoneOrder, by: plan.RoleEditor, object: "objective", id: objective, read: objectiveRead(objective),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.OrderMilestones(ctx, tracker.OrderMilestones{Organization: s.id, Objective: objective, IfRevision: read, Milestones: ids})
		}}
}

// order is how the staff's board lists the objectives.
func (e *ente) order() []string {
	e.t.Helper()
	var codes []string
	for _, o := range e.on(plan.Date{}).Staff().InOrder() {
		codes = append(codes, o.Code)
	}
	return codes
}

// orderOf is how the board lists an objective's milestones.
func (e *ente) orderOf(objective string) []string {
	e.t.Helper()
	o, ok := e.on(plan.Date{}).Staff().Objective(objective)
	if !ok {
		e.t.Fatalf("no objective %s", objective)
	}
	var ids []string
	for _, m := range o.InOrder() {
		ids = append(ids, m.ID)
	}
	return ids
}

func TestOrderOfObjectives(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		for _, code := range []string{"OB-03", "OB-01", "OB-02", "OB-04"} {
			e.objective(code, plan.ObjectiveActive)
		}
		want := func(what string, codes ...string) {
			t.Helper()
			if got := e.order(); !slices.Equal(got, codes) {
				t.Errorf("%s: %v, want %v", what, got, codes)
			}
		}
		move := func(code string, place plan.Place[string]) error {
			_, err := w.tracker.MoveObjective(e.editor(), tracker.MoveObjective{Organization: e.id, Code: code, Place: place})
			return err
		}
		want("nobody chose", "OB-01", "OB-02", "OB-03", "OB-04")
		revisions := e.changes(0).Objectives
		must(t, move("OB-03", plan.Place[string]{Before: "OB-01"}))
		want("moved up", "OB-03", "OB-01", "OB-02", "OB-04")
		must(t, move("OB-01", plan.Place[string]{After: "OB-04"}))
		want("moved down", "OB-03", "OB-02", "OB-04", "OB-01")
		if got := e.changes(0).Objectives; !slices.EqualFunc(got, revisions, func(a, b plan.Objective) bool { return a.Revision == b.Revision }) {
			t.Error("an objective changed although only its place did")
		}

		e.objective("OB-00", plan.ObjectiveActive)
		want("a new one comes last", "OB-03", "OB-02", "OB-04", "OB-01", "OB-00")
		read := e.on(plan.Date{}).Staff().OrderRevision
		set := func(revision int64, codes ...string) error {
			_, err := w.tracker.OrderObjectives(e.editor(), tracker.OrderObjectives{Organization: e.id, IfRevision: revision, Codes: codes})
			return err
		}
		must(t, set(read, "OB-00", "OB-01"))
		want("those not named follow", "OB-00", "OB-01", "OB-03", "OB-02", "OB-04")

		w.told.take()
		before := w.dump()
		refused(t, "an order that changed since", set(read, "OB-02", "OB-01"), plan.KindStale)
		refusedField(t, "an unknown one", set(0, "OB-01", "OB-77"), "objectives[1]", "objective.unknown")
		refusedField(t, "one twice", set(0, "OB-01", "OB-01"), "objectives[1]", "list.unique")
		refusedField(t, "behind an unknown one", move("OB-01", plan.Place[string]{After: "OB-77"}), "after", "objective.unknown")
		refusedField(t, "behind itself", move("OB-01", plan.Place[string]{After: "OB-01"}), "after", "place.itself")
		refusedField(t, "nowhere", move("OB-01", plan.Place[string]{}), "before", "place.required")
		refused(t, "one that is not there", move("OB-77", plan.Place[string]{After: "OB-01"}), plan.KindNotFound)
		_, err := w.tracker.MoveObjective(e.as(plan.RoleReviewer), tracker.MoveObjective{Organization: e.id, Code: "OB-01", Place: plan.Place[string]{After: "OB-02"}})
		refused(t, "a reviewer", err, plan.KindForbidden)
		w.untouched("what was refused", before)

		// A removed one keeps its place for the days on which it was there.
		w.clock.days(1)
		_, err = w.tracker.RemoveObjective(e.editor(), e.id, "OB-03", 0)
		must(t, err)
		must(t, move("OB-04", plan.Place[string]{Before: "OB-02"}))
		want("after a removal", "OB-00", "OB-01", "OB-04", "OB-02")
		var yesterday []string
		for _, o := range e.on(w.clock.today().AddDays(-1)).Staff().InOrder() {
			yesterday = append(yesterday, o.Code)
		}
		if !slices.Equal(yesterday, []string{"OB-00", "OB-01", "OB-03", "OB-04", "OB-02"}) {
			t.Errorf("yesterday: %v", yesterday)
		}
		w.whole()
	})
}

func TestOrderOfMilestones(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		e.objective("OB-02", plan.ObjectiveActive)
		for range 3 {
			e.milestone("OB-01", 30)
		}
		e.milestone("OB-02", 30)
		want := func(what string, ids ...string) {
			t.Helper()
			if got := e.orderOf("OB-01"); !slices.Equal(got, ids) {
				t.Errorf("%s: %v, want %v", what, got, ids)
			}
		}
		move := func(id string, place plan.Place[string]) error {
			_, err := w.tracker.MoveMilestone(e.editor(), tracker.MoveMilestone{Organization: e.id, Milestone: id, Place: place})
			return err
		}
		want("nobody chose", "OB-01.1", "OB-01.2", "OB-01.3")
		figures := string(text(t, e.on(plan.Date{}).Report()))
		must(t, move("OB-01.3", plan.Place[string]{Before: "OB-01.1"}))
		want("moved up", "OB-01.3", "OB-01.1", "OB-01.2")
		if got := string(text(t, e.on(plan.Date{}).Report())); got != figures {
			t.Errorf("the figures changed by an order:\n%s\n%s", figures, got)
		}
		e.milestone("OB-01", 30)
		want("a new one comes last", "OB-01.3", "OB-01.1", "OB-01.2", "OB-01.4")

		o, _ := e.on(plan.Date{}).Staff().Objective("OB-01")
		set := func(revision int64, ids ...string) error {
			_, err := w.tracker.OrderMilestones(e.editor(), tracker.OrderMilestones{Organization: e.id, Objective: "OB-01", IfRevision: revision, Milestones: ids})
			return err
		}
		must(t, set(o.Revision, "OB-01.4", "OB-01.2"))
		want("those not named follow", "OB-01.4", "OB-01.2", "OB-01.3", "OB-01.1")
		// What else changes of the objective leaves the order alone.
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", Title: opt("Altro")}))
		want("after another change", "OB-01.4", "OB-01.2", "OB-01.3", "OB-01.1")

		w.told.take()
		before := w.dump()
		refused(t, "an order that changed since", set(o.Revision, "OB-01.1"), plan.KindStale)
		refusedField(t, "another objective's", set(0, "OB-02.1"), "milestones[0]", "milestone.unknown")
		refusedField(t, "behind another objective's", move("OB-01.1", plan.Place[string]{After: "OB-02.1"}), "after", "milestone.unknown")
		refusedField(t, "before and behind", move("OB-01.1", plan.Place[string]{Before: "OB-01.2", After: "OB-01.3"}), "after", "place.both")
		_, err := w.tracker.MoveMilestone(e.as(plan.RoleContributor), tracker.MoveMilestone{Organization: e.id, Milestone: "OB-01.1", Place: plan.Place[string]{After: "OB-01.2"}})
		refused(t, "a contributor", err, plan.KindForbidden)
		w.untouched("what was refused", before)
		w.whole()
	})
}
