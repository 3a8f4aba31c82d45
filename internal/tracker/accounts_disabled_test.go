package tracker_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// An account that was ended stays ended: a further role would look like a way back.
func TestADisabledAccountGetsNoFurtherRole(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		_, err := w.tracker.CreateAccount(e.as(plan.RoleAdmin), account(e.id, plan.RoleViewer))
		must(t, err)
		must(t, w.tracker.DisableAccount(system, tracker.ByEmail("nome@example.it")))
		before := w.dump()
		_, err = w.tracker.CreateAccount(other.as(plan.RoleAdmin), account(other.id, plan.RoleEditor))
		refused(t, "a further role", err, plan.KindConflict)
		same(t, "what is stored", w.dump(), before)
	})
}
