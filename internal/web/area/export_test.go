package area

import "context"

// Resumed is the context of a form that comes back after a session had ended, for tests.
func Resumed(ctx context.Context) context.Context { return context.WithValue(ctx, resumedKey{}, true) }
