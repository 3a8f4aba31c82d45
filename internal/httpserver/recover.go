package httpserver

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// Recover turns a panic into an opaque 500 of render's; what happened goes to the logger, with the
// stack and, where the logger has a LogHandler, the request's id. An answer already begun cannot be
// taken back: its connection is cut, so that nobody takes the part for the whole.
func Recover(logger *slog.Logger, render ErrorRenderer) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := track(w)
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares the panic's value itself
					panic(cause)
				}
				logger.LogAttrs(r.Context(), slog.LevelError, "a handler panicked",
					slog.String("panic", fmt.Sprint(cause)),
					slog.String("method", knownMethod(r.Method)),
					slog.String("route", orDefault(routeOf(r), noRoute)),
					slog.String("stack", string(debug.Stack())))
				if answer.status != 0 {
					panic(http.ErrAbortHandler)
				}
				dropContent(answer.Header())
				render(answer, r, http.StatusInternalServerError)
			}()
			next.ServeHTTP(answer, r)
		})
	}
}
