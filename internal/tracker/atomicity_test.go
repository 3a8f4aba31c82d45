package tracker_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/traguardi/traguardi/internal/tracker"
)

// Whatever step of whatever write goes wrong, in whichever way: nothing is left of it,
// nobody is told, and the same write goes through afterwards.
func TestAFailureAtAnyStepLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := w.scene()
		for _, write := range story {
			before := s.dump()
			var read int64
			if write.read != nil {
				read = write.read(s)
			}
			steps := s.fail(write, read, before, 0, atCommit)
			if steps < 2 { // at least the change and its audit entry
				t.Fatalf("%s: only %d steps", write.rule, steps)
			}
			for n := 1; n <= steps; n++ {
				for _, way := range []how{notDone, done, cancelled} {
					if calls := s.fail(write, read, before, n, way); calls < n {
						t.Fatalf("%s: step %d of %d was not reached", write.rule, n, steps)
					}
				}
			}
			s.tell(write)
			s.told.take()
		}
		s.whole()
	})
}

// fail does a write over a database that goes wrong at a step, and gives how many steps
// were made.
func (s *scene) fail(w write, read int64, before string, step int, way how) int {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.as(w.by))
	defer cancel()
	failing := &failingStore{Store: s.store, at: step, how: way, cancel: cancel}
	over := *s
	var told *commits
	over.through, told = s.trackerOver(failing)

	what := fmt.Sprintf("%s: step %d: %s", w.rule, step, way)
	_, err := w.do(ctx, &over, read)
	switch {
	case err == nil:
		s.t.Fatalf("%s, yet it succeeded", what)
	case way == cancelled && !errors.Is(err, context.Canceled), way != cancelled && !errors.Is(err, errBoom):
		s.t.Errorf("%s: the cause was lost: %v", what, err)
	}
	if got := told.take(); len(got) > 0 {
		s.t.Errorf("%s: a commit was told: %v", what, got)
	}
	s.untouched(what, before)
	return failing.calls
}

// A call that failingTx does not know would never fail.
func TestEveryStepCanFail(t *testing.T) {
	for port, wrapper := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[tracker.Tx]():      reflect.TypeFor[failingTx](),
		reflect.TypeFor[tracker.AdminTx](): reflect.TypeFor[failingAdminTx](),
	} {
		embedded := wrapper.Field(0).Type
		if embedded != port {
			t.Fatalf("%s does not wrap %s", wrapper, port)
		}
		for i := range port.NumMethod() {
			method := port.Method(i)
			last := method.Type.NumOut() - 1
			if method.Type.Out(last) != reflect.TypeFor[error]() {
				continue // cannot fail
			}
			own, _ := reflect.PointerTo(wrapper).MethodByName(method.Name)
			_, promoted := wrapper.MethodByName(method.Name)
			if own.Func.IsValid() && promoted {
				t.Errorf("%s.%s is passed on without being counted", wrapper, method.Name)
			}
		}
	}
}
