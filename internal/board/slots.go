package board

import "context"

// slots bound how many past boards are made at the same time in this process: whoever
// asks for a day names it, and each costs as much as a plan that is read for the first
// time.
type slots chan struct{}

func newSlots(n int) slots { return make(slots, n) }

// take waits for a slot as long as the reader lasts.
func (s slots) take(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	default:
	}
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s slots) give() { <-s }
