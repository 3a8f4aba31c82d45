package httpserver

import (
	"net/http"
	"time"
)

// Observe tells observe of every answer: the pattern of its route ("" where the request matched
// none), method, status and duration. An answer cut off before it began has status 0.
func Observe(now func() time.Time, observe func(route, method string, status int, took time.Duration)) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := track(w)
			start := now()
			finished := false
			// Deferred: an answer that is cut off by a panic counts as well.
			defer func() { observe(routeOf(r), r.Method, answer.outcome(finished), now().Sub(start)) }()
			next.ServeHTTP(answer, r)
			finished = true
		})
	}
}
