package httpserver

import (
	"context"
	"net/http"
)

// SpansOptions are what Spans needs.
type SpansOptions struct {
	Clients *ClientAddresses
	// Begin is told of each request: its traceparent field where a trusted proxy sent it, else "",
	// and its id. It gives the context to go on with, and what to call at the end: the pattern of the
	// route ("" for none), the method, and the status, 0 where the answer was cut off before it began.
	// nil turns tracing off.
	Begin func(ctx context.Context, parent, id string) (context.Context, func(route, method string, status int))
	// Quiet requests, such as health checks, are not traced; nil means that all are.
	Quiet func(*http.Request) bool
}

// Spans lets whoever traces follow requests. Anybody can write a traceparent field: believed, it
// would let strangers decide what is traced and put their requests into others' traces. It belongs
// after RequestID.
func Spans(options SpansOptions) Middleware {
	if options.Begin == nil {
		return nil
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if options.Quiet != nil && options.Quiet(r) {
				next.ServeHTTP(w, r)
				return
			}
			var parent string
			if options.Clients.FromProxy(r) {
				parent = r.Header.Get("Traceparent")
			}
			ctx, end := options.Begin(r.Context(), parent, RequestIDOf(r.Context()))
			answer, inner, finished := track(w), r.WithContext(ctx), false
			defer func() {
				r.Pattern = inner.Pattern // whoever is outside sees this request, not the copy
				end(routeOf(inner), knownMethod(inner.Method), answer.outcome(finished))
			}()
			next.ServeHTTP(answer, inner)
			finished = true
		})
	}
}
