package httpserver

import "net/http"

// Middleware surrounds a handler with another.
type Middleware func(http.Handler) http.Handler

// ErrorRenderer writes the whole answer for an error status: problem+json to API clients, a page to
// people. Header fields that belong to the answer (Allow, Retry-After, RateLimit-Limit…) are set
// before it is called and must be left alone.
type ErrorRenderer func(w http.ResponseWriter, r *http.Request, status int)

// Chain surrounds handler with the middlewares, the first one outermost. A nil middleware is left
// out, for those that a setting turns off.
func Chain(handler http.Handler, middlewares ...Middleware) http.Handler {
	for i := len(middlewares) - 1; i >= 0; i-- {
		if middlewares[i] != nil {
			handler = middlewares[i](handler)
		}
	}
	return handler
}
