package plan

import "context"

// Watch is told that something begins that takes its time: the name is of the program's own,
// never a value that somebody entered. It gives the context to go on with, and what to call
// at the end, with the error that it ended with or nil. It lets whoever measures follow a
// request through rooms that know nothing of measuring. A nil Watch watches nothing.
type Watch func(ctx context.Context, name string) (context.Context, func(error))

// Begin is the call of a Watch that may be nil; that costs nothing then.
func (w Watch) Begin(ctx context.Context, name string) (context.Context, func(error)) {
	if w == nil {
		return ctx, unwatched
	}
	return w(ctx, name)
}

func unwatched(error) {}
