package problem

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/plan"
)

// InstancePrefix begins every instance; the identifier that the log has follows.
const InstancePrefix = "urn:uuid:"

type instanceKey struct{}

// WithInstance puts the request's identifier (a UUID) in the context, so that an
// answer and the log name the same one. Package httpserver does it for requests.
func WithInstance(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, instanceKey{}, id)
}

// InstanceFrom is the identifier that WithInstance put there, or a new one.
func InstanceFrom(ctx context.Context) string {
	if id, ok := ctx.Value(instanceKey{}).(string); ok && id != "" {
		return id
	}
	return uuid.NewString()
}

// Report gives the answer to an error and logs what the asker must not see: the cause
// of a 5xx, under the instance that the answer names. Refusals are not logged here.
func Report(ctx context.Context, log *slog.Logger, err error) Problem {
	id := InstanceFrom(ctx)
	p := From(err, id)
	switch {
	case p.Kind == KindInternal:
		log.ErrorContext(ctx, "a request failed", "instance", id, "error", err)
	case p.Kind == plan.KindUnavailable && ctx.Err() == nil:
		log.WarnContext(ctx, "a request could not be served", "instance", id, "error", logged(err))
	}
	return p
}

// logged is the error with its cause, which a *plan.Error keeps out of its text.
func logged(err error) string {
	text := err.Error()
	for {
		unwrapper, ok := err.(interface{ Unwrap() error })
		if !ok {
			return text
		}
		if err = unwrapper.Unwrap(); err == nil {
			return text
		}
		text += ": " + err.Error()
	}
}
