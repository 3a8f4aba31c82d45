package httpserver

import (
	"log/slog"
	"net/http"
	"time"
)

// AccessLogOptions are what AccessLog needs.
type AccessLogOptions struct {
	Logger  *slog.Logger
	Clients *ClientAddresses
	Now     func() time.Time
	// Quiet requests, such as health checks, are logged at debug level; nil means none are.
	Quiet func(*http.Request) bool
}

// noRoute stands in the log for requests that matched no route.
const noRoute = "none"

// AccessLog writes a line for every answer: method, route pattern, status, bytes, duration, and the
// network (never the whole address) of the client. Paths, query strings, header fields and bodies
// stay out of it: they may hold names, tokens or what somebody was looking for. Server errors and
// answers cut off are warnings, the rest is information.
func AccessLog(options AccessLogOptions) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := track(w)
			start := options.Now()
			finished := false
			// Deferred: an answer that is cut off by a panic is logged as well.
			defer func() { options.log(answer, r, options.Now().Sub(start), finished) }()
			next.ServeHTTP(answer, r)
			finished = true
		})
	}
}

func (o *AccessLogOptions) log(answer *tracked, r *http.Request, took time.Duration, finished bool) {
	status := answer.outcome(finished)
	level := slog.LevelInfo
	switch {
	case status >= 500 || !finished:
		level = slog.LevelWarn
	case o.Quiet != nil && o.Quiet(r):
		level = slog.LevelDebug
	}
	if !o.Logger.Enabled(r.Context(), level) {
		return
	}
	message := "request"
	if !finished {
		message = "request cut off"
	}
	o.Logger.LogAttrs(r.Context(), level, message,
		slog.String("method", knownMethod(r.Method)),
		slog.String("route", orDefault(routeOf(r), noRoute)),
		slog.Int("status", status),
		slog.Int64("bytes", answer.bytes),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		slog.String("client", network(o.Clients.Address(r))))
}

// knownMethod keeps what a client makes up for a method out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		return method
	}
	return "other"
}
