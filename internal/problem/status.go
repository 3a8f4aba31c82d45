package problem

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// FromStatus gives the answer for a status that a middleware decided, where there is no
// error to tell more; a status that the table does not know is answered as a 500.
func FromStatus(ctx context.Context, status int) Problem {
	kind := KindInternal
	for k, a := range answers {
		if a.status == status {
			kind = k
		}
	}
	if kind == KindInternal {
		return From(errUnexplained, InstanceFrom(ctx))
	}
	return From(&plan.Error{Kind: kind}, InstanceFrom(ctx))
}

// errUnexplained stands for what the log tells about a 500.
var errUnexplained = plan.Errorf(KindInternal, "an unexpected error occurred; its cause is in the log under this instance")
