package httpserver

import "net/http"

// ErrorPages surrounds a ServeMux: requests that match none of its patterns are answered by render
// (404, or 405 with Allow) instead of by the mux's plain text. What handlers answer passes
// untouched. It also tells the middlewares around it which pattern the request matched.
func ErrorPages(render ErrorRenderer) Middleware {
	return func(mux http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			// Deferred: the pattern is wanted most where the handler panics.
			defer func() {
				if e := exchangeOf(r.Context()); e != nil {
					e.routed, e.pattern = true, r.Pattern
				}
			}()
			mux.ServeHTTP(&replacing{ResponseWriter: w, request: r, render: render, instead: unmatched}, r)
		})
	}
}

// unmatched picks out the answers that the mux itself gives for want of a handler.
func unmatched(r *http.Request, status int) int {
	if r.Pattern == "" && (status == http.StatusNotFound || status == http.StatusMethodNotAllowed) {
		return status
	}
	return 0
}

// routeOf is the pattern of the route that the request matched, known once ErrorPages was passed;
// "" where it matched none.
func routeOf(r *http.Request) string {
	if e := exchangeOf(r.Context()); e != nil && e.routed {
		return e.pattern
	}
	return r.Pattern
}
