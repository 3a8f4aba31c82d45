package httpserver

import (
	"context"
	"net/http"
	"time"
)

// Deadline bounds the context of every request: what waits for something that does not come, such
// as a connection of a pool that others hold, gives up then, and its handler says so. Exempt may
// be nil.
func Deadline(within time.Duration, exempt func(*http.Request) bool) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asks(exempt, r) {
				next.ServeHTTP(w, r)
				return
			}
			ctx, cancel := context.WithTimeout(r.Context(), within)
			defer cancel()
			inner := r.WithContext(ctx)
			defer func() { r.Pattern = inner.Pattern }() // whoever is outside sees this request, not the copy
			next.ServeHTTP(w, inner)
		})
	}
}
