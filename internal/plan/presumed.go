package plan

import "context"

// Confirm finds out anew who asks: *Error of kind unauthenticated where nobody is signed in any
// more.
type Confirm func(context.Context) (Actor, error)

// WithPresumed puts an actor in the context who was found out a moment ago and not again for this
// request. Whoever does anything for them, or tells them anything that is not public, must prove
// that they still are who they were, or have it confirmed. Package auth does it, and for no
// request but those that end in a use case which proves it.
func WithPresumed(ctx context.Context, a Actor, confirm Confirm) context.Context {
	return context.WithValue(ctx, actorKey{}, whoAsks{actor: a, confirm: confirm})
}

// Presumed gives how to find out who asks; nil where that is known.
func Presumed(ctx context.Context) Confirm {
	who, _ := ctx.Value(actorKey{}).(whoAsks)
	return who.confirm
}
